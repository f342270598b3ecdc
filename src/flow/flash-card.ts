// SPDX-License-Identifier: Apache-2.0
//
// A card that approved and was taken away too soon ("flash card"): what people are told, for how long it is waited for, and what stays
// in the journal. Nothing is sold and nothing is owed to the acquirer; the card's balance may be less. docs/sources.md [domain A6:
// FF803A, FF803C; B3]

import { seal, unseal } from '../../crypto/seal.ts';
import { FlashLog, type Torn } from '../emv/flash-log.ts';
import type { Board } from '../io/devices.ts';
import { type App, tell, timeOf } from './app.ts';
import { digitsOfTime } from './receipt-time.ts';
import type { Settings } from './settings.ts';

/** FF803A and FF803C when the settings do not say. */
const againDefaultS = 10;
const keptDefaultS = 60;
const nonceBytes = 16;
const noticeMs = 1500;
const lostMs = 30_000;

/** Undefined where no card may approve. */
export function openFlashLog(
  { clock, entropy }: Board,
  { offline }: Settings,
): FlashLog | undefined {
  if (!offline) return undefined;
  const sealing = {
    seal: (data: Uint8Array) => seal(data, entropy(nonceBytes)),
    unseal,
  };
  // As the host has it, as soon as what it has said is known (adopt).
  return new FlashLog(() => clock.nowMs, sealing, keptDefaultS * 1000);
}

/** The host's word goes before the settings'. */
export function flashKeptMs({
  contactless,
  settings,
}: Pick<App, 'contactless' | 'settings'>): number {
  return (contactless.flashKeptS ?? settings.offline?.flashKeptS ?? keptDefaultS) * 1000;
}

/** Until when the card is waited for, by the clock. */
export function flashUntilMs({ settings, contactless }: App, { atMs }: Torn): number {
  return atMs + (contactless.flashAgainS ?? settings.offline?.flashAgainS ?? againDefaultS) * 1000;
}

/** At once, before anything else: a cut must not hide it. */
export async function tellHalfRead(
  app: App,
  { cryptogramHex, atcHex }: Torn,
  stan: string,
  amountMinor: number,
): Promise<void> {
  const { book, board, front, session } = app;
  book.cardTorn({
    stan,
    batch: session.batch,
    time: digitsOfTime(timeOf(board)),
    amountMinor,
    cryptogram: cryptogramHex,
    atc: atcHex,
  });
  front.lights('error');
  front.tone('alert');
  await tell(app, { kind: 'try-again', trouble: 'half-read' }, noticeMs);
}

/** It did not come back in time. For a while it may still be read to its end, in another sale of that amount. */
export async function tellLost(app: App): Promise<void> {
  app.front.tone('alert');
  await tell(app, { kind: 'card-refused', trouble: 'half-read' }, lostMs);
}
