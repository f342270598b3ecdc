// SPDX-License-Identifier: Apache-2.0
//
// The card of a transaction: tapped, or, for a void where the profile wants no card, as the sealed record of the original has it.

import { unseal } from '../../crypto/seal.ts';
import { replaceCvmResults } from '../emv/f55.ts';
import type { OfflineLimits } from '../emv/offline-selection.ts';
import { type Digits, equalDigits } from '../host/iso8583/digits.ts';
import { decodeMessage } from '../host/iso8583/message.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import type { HostProfile } from '../host/profile.ts';
import type { Financial } from '../host/requests.ts';
import { fromHex } from '../lib/bytes.ts';
import { type App, tell } from './app.ts';
import type { Kind } from './kinds.ts';
import type { Order } from './perform.ts';
import type { Pin } from './pin.ts';
import { type Tapped, tapCard } from './tap.ts';

/** Whoever gets it wipes it. */
export interface Presented {
  readonly tapped: Tapped | undefined;
  readonly maskedPan: string;
  readonly pan: Digits;
  readonly panSequence: string | undefined;
  readonly expiry: string | undefined;
}

/** Undefined when there is none: the person has been told why. */
export async function present(
  app: App,
  { kind, amountMinor, undone }: Order,
  stan: string,
  offline?: OfflineLimits,
): Promise<Presented | undefined> {
  const { profile } = app.session;
  if (undone && !profile.voidNeedsCard)
    return kept(openRecord(profile, undone.sealedReversal), undone.maskedPan);
  const tapped = await tapCard(app, amountMinor, stan, kind, offline);
  if (!tapped) return undefined;
  const presented = shown(tapped);
  if (!undone || isSameCard(profile, presented, undone.sealedReversal)) return presented;
  wipePresented(presented);
  app.front.tone('alert');
  await tell(app, { kind: 'not-possible', why: 'other-card' }, 5000);
  return undefined;
}

export function wipePresented({ tapped, pan }: Presented): void {
  tapped?.request.cardData.wipe();
  pan.packed.fill(0);
}

function shown(tapped: Tapped): Presented {
  const { cardData, maskedPan } = tapped.request;
  const sequence = cardData.panSequenceNumber?.[0];
  return {
    tapped,
    maskedPan,
    pan: cardData.pan,
    panSequence: sequence?.toString(16).padStart(3, '0'),
    expiry: bcdText(cardData.expiry),
  };
}

function kept({ fields }: TerminalMessage, maskedPan: string): Presented {
  const { field2Pan: pan, field14Expiry: expiry, field23PanSequence: panSequence } = fields;
  if (!pan) throw new Error('void: the original has no card number');
  return { tapped: undefined, maskedPan, pan, panSequence, expiry };
}

/** As the one of that sealed message. */
export function isSameCard(profile: HostProfile, { pan }: Presented, sealed: Uint8Array): boolean {
  const { field2Pan } = openRecord(profile, sealed).fields;
  const isSame = field2Pan !== undefined && equalDigits(field2Pan, pan);
  field2Pan?.packed.fill(0);
  return isSame;
}

/** What was sealed is ours: bytes that do not open or decode are a bug, and the terminal restarts. */
export function openRecord({ spec }: HostProfile, sealed: Uint8Array): TerminalMessage {
  const bytes = unseal(sealed);
  if (!bytes) throw new Error('the sealed record does not open');
  const message = decodeMessage(spec, bytes);
  bytes.fill(0);
  if (!message.ok) throw new Error(`the sealed record: ${message.reason}`);
  return message.value;
}

/** The card's part of the request. Tracks and cryptogram are for the issuer. */
export function detailsOf(
  profile: HostProfile,
  { isForIssuer }: Kind,
  { tapped, pan, panSequence, expiry }: Presented,
  pin: Pin | undefined,
): Financial {
  const card = {
    pan,
    ...(expiry !== undefined && { expiry }),
    ...(panSequence !== undefined && { panSequence }),
  };
  if (!tapped) return { ...card, withoutCard: true };
  if (!isForIssuer) return card;
  const { cardData, f55Request } = tapped.request;
  if (pin?.kind === 'bypassed') replaceCvmResults(f55Request, fromHex(profile.pin.tag9F34Bypassed));
  return {
    ...card,
    track2: cardData.track2,
    chipData: f55Request,
    ...(pin?.kind === 'entered' && { pinBlock: pin.block }),
  };
}

function bcdText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
