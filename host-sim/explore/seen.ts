// SPDX-License-Identifier: Apache-2.0
//
// What was seen of a run from outside the program: the log that oracles and marks judge, and that the trace prints. Nothing of
// it comes from a variable of the program. No card number is in it.

import { createHash } from 'node:crypto';
import type { ScreenKind, TransactionName } from '../../src/ui/screen.ts';
import type { AcquirerEvent } from '../acquirer/acquirer.ts';
import type { MessageKind } from '../acquirer/behaviour.ts';
import { readTlv } from '../acquirer/tlv.ts';
import { readMessage } from '../acquirer/wire.ts';

export type Happening =
  /** `dark`: nothing to see; `undeclared`: something that is no declared screen. The amount: where the glass shows just that. */
  | {
      readonly what: 'screen';
      readonly kind: ScreenKind | 'dark' | 'undeclared';
      readonly amountMinor?: number | undefined;
      /** What it is about, where that is no sale. */
      readonly about?: TransactionName | undefined;
    }
  /** An act that outlives a power cut or reaches somebody, begun or done; `point` numbers the moment. */
  | { readonly what: 'act'; readonly name: string; readonly done: boolean; readonly point: number }
  | {
      readonly what: 'request';
      /** Of the acquirer's two. */
      readonly address: 1 | 2;
      readonly message: MessageKind;
      readonly mti: string;
      readonly stan: string;
      readonly batch: string;
      readonly amountMinor: number;
      /** Tells cards apart; '' without a card. */
      readonly card: string;
      /** The card's own count of its transactions. */
      readonly atc: number | undefined;
    }
  | { readonly what: 'answer'; readonly code: string }
  | { readonly what: 'no-answer'; readonly reason: string }
  /** The holder saw the amount that was agreed on and held a card to the reader. */
  | { readonly what: 'tap'; readonly amountMinor: number; readonly card: string }
  | { readonly what: 'power'; readonly on: boolean; readonly why: string }
  | { readonly what: 'death'; readonly name: string; readonly report: string }
  | { readonly what: 'fault'; readonly name: string; readonly begins: boolean }
  | { readonly what: 'key'; readonly name: string }
  /** Somebody has put a key-loading file into the flash; its name tells files apart. */
  | { readonly what: 'key-file'; readonly id: string }
  /** People had enough of this screen and used the switch. */
  | { readonly what: 'switch'; readonly kind: ScreenKind | 'dark' | 'undeclared' }
  /** Faults are over, and people only attend to what the terminal says. */
  | { readonly what: 'calm' };

export type Seen = Happening & {
  readonly atUs: number;
  /** How often the power had come on. */
  readonly epoch: number;
};

export type SeenOf<What extends Happening['what']> = Extract<Seen, { readonly what: What }>;

export function only<What extends Happening['what']>(
  seen: readonly Seen[],
  what: What,
): SeenOf<What>[] {
  return seen.filter((each): each is SeenOf<What> => each.what === what);
}

/** What the acquirer's own log says, without the bytes. */
export function happeningOf(event: AcquirerEvent, address: 1 | 2): Happening | undefined {
  switch (event.kind) {
    case 'request':
      return requestOf(event.what, event.bytes, address);
    case 'answer':
      return { what: 'answer', code: event.code };
    case 'no-answer':
      return { what: 'no-answer', reason: event.reason };
    default:
      return undefined;
  }
}

function requestOf(message: MessageKind, bytes: Uint8Array, address: 1 | 2): Happening {
  const { mti, fields } = readMessage(bytes.subarray(2));
  const pan = fields.get(2) ?? fields.get(35)?.split('D')[0] ?? '';
  const atc = atcOf(fields.get(55));
  return {
    what: 'request',
    address,
    message,
    mti,
    stan: fields.get(11) ?? '',
    batch: (fields.get(60) ?? '').slice(2, 8),
    amountMinor: Number(fields.get(4) ?? 0),
    card: pan && createHash('sha256').update(pan).digest('hex').slice(0, 8),
    atc,
  };
}

function atcOf(field55: string | undefined): number | undefined {
  if (field55 === undefined) return undefined;
  const atc = readTlv(field55).get('9F36');
  return atc === undefined ? undefined : Number.parseInt(atc, 16);
}
