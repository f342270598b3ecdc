// SPDX-License-Identifier: Apache-2.0
//
// Asking for the PIN of a sale. The digits stay in C; what comes of it is an enciphered block, or why there is none.
// docs/sources.md [domain F1], docs/adr/0023-where-a-pin-is.md

import {
  closePin,
  openPin,
  type PinOpening,
  pinState,
  pinWaitMs,
  takePinBlock,
} from '../../crypto/pin-entry.ts';
import type { CardResult } from '../emv/outcome.ts';
import { PinBeeps } from '../ui/pin-sounds.ts';
import type { PinTrouble } from '../ui/screen.ts';
import type { Screen } from '../ui/screens.ts';
import { type App, tell } from './app.ts';

/** Between two keys, and in all; more for who listens. */
const times = Object.freeze(
  {
    seen: { keyMs: 30_000, totalMs: 120_000 },
    heard: { keyMs: 60_000, totalMs: 300_000 },
  } as const,
  true,
);

export type Pin =
  | { readonly kind: 'entered'; readonly block: Uint8Array }
  /** The cardholder has none, and the profile lets the sale go on. */
  | { readonly kind: 'bypassed' };

const noticeMs = 5000;

/** Undefined when the sale ends here: the person has been told why. `audible`: with sounds, and more time. */
export async function askPin(
  app: App,
  amountMinor: number,
  { cardData, maskedPan }: Pick<CardResult, 'cardData' | 'maskedPan'>,
  audible: boolean,
): Promise<Pin | undefined> {
  const { session, front } = app;
  const { format, digitsMin, digitsMax } = session.profile.pin;
  const mayBypass = maybeBypassed(session, amountMinor);
  const key = session.pinKey;
  const opening: PinOpening = key
    ? openPin({
        ...(audible ? times.heard : times.seen),
        ...{ pan: cardData.pan, amountMinor, key, format, digitsMin, digitsMax, mayBypass },
      })
    : 'no-key';
  if (opening !== 'open') {
    front.tone('alert');
    await tell(app, noPinScreen(opening), noticeMs);
    return undefined;
  }
  try {
    return await typePin(app, amountMinor, maskedPan, audible);
  } finally {
    closePin();
    app.attention.clearKeys();
  }
}

/** Nobody looks at an account without a PIN. */
function maybeBypassed({ profile }: App['session'], amountMinor: number): boolean {
  return profile.pin.mayBypass && amountMinor > 0;
}

function noPinScreen(opening: Exclude<PinOpening, 'open'>): Screen {
  if (opening !== 'too-soon') return { kind: 'pin-ended', why: 'failed' };
  return { kind: 'pin-wait', seconds: Math.ceil(pinWaitMs() / 1000) };
}

async function typePin(
  app: App,
  amountMinor: number,
  maskedPan: string,
  audible: boolean,
): Promise<Pin | undefined> {
  const { front, attention, session } = app;
  const mayBypass = maybeBypassed(session, amountMinor);
  const progress = new PinBeeps((tone) => front.tone(tone), audible);
  const show = (digits: number) =>
    front.show({ kind: 'pin-entry', amountMinor, maskedPan, digits, mayBypass });
  attention.clearKeys();
  progress.asked(amountMinor);
  let shown = 0;
  show(shown);
  for (;;) {
    // The scanner says when something has changed, the end of its time included; this alarm is for a scanner that does not.
    const waited = await attention.key(times.heard.totalMs + 1000);
    const { end, digits } =
      waited.kind === 'timeout' ? ({ end: 'closed', digits: 0 } as const) : pinState();
    if (end === 'goes-on') {
      if (digits > shown) progress.typed(digits);
      else if (digits < shown) progress.cleared();
      shown = digits;
      show(shown);
      continue;
    }
    if (end === 'done') {
      progress.ended('done');
      const block = takePinBlock(amountMinor);
      return block ? { kind: 'entered', block } : tellEnd(app, 'failed');
    }
    const how = end === 'closed' ? 'timed-out' : end;
    progress.ended(how);
    return how === 'bypassed' ? { kind: 'bypassed' } : tellEnd(app, how);
  }
}

async function tellEnd(app: App, why: PinTrouble): Promise<undefined> {
  // What is left of the entry goes first, so that keys come to the notice.
  closePin();
  await tell(app, { kind: 'pin-ended', why }, noticeMs);
  return undefined;
}
