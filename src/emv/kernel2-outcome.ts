// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2 tells how it ended in data objects of its own: outcome parameter set (DF8129), user interface request (DF8116) and error
// indication (DF8115). They stay among the terminal's objects; Entry Point gets an outcome as from any kernel.
// docs/sources.md [domain B4]; the bytes inside are own knowledge, no text at hand.
//
// What a reader would get wrong: "end application, start B" of the parameter set is what Book B calls "try again".

import { concat } from '../lib/bytes.ts';
import type { Exchanged } from './card-link.ts';
import type { KernelOutcome } from './kernel.ts';
import type { Kernel2Context } from './kernel2-context.ts';
import { type KernelCvm, type MessageId, messageId } from './outcome.ts';
import {
  tag5F2DLanguagePreference,
  tag9F42ApplicationCurrencyCode,
  tagDF812DMessageHoldTime,
  tagDF8105BalanceReadAfterGenAc,
  tagDF8115ErrorIndication,
  tagDF8116UserInterfaceRequestData,
  tagDF8129OutcomeParameterSet,
} from './tags.ts';

/** First byte of DF8115: what happened below the application. */
const level1 = Object.freeze({ ok: 0, timeOut: 1, transmission: 2, protocol: 3 } as const, true);

/** Second byte: what the kernel found. */
export const level2 = Object.freeze(
  {
    ok: 0x00,
    cardDataMissing: 0x01,
    camFailed: 0x02,
    statusBytes: 0x03,
    parsingError: 0x04,
    maxLimitExceeded: 0x05,
    cardDataError: 0x06,
    magStripeNotSupported: 0x07,
  } as const,
  true,
);

/** Third byte: what the terminal did. */
const level3 = Object.freeze({ ok: 0, stop: 2 } as const, true);

const status = Object.freeze(
  {
    approved: 0x10,
    declined: 0x20,
    onlineRequest: 0x30,
    endApplication: 0x40,
    selectNext: 0x50,
    tryAnotherInterface: 0x60,
  } as const,
  true,
);

const start = Object.freeze({ b: 0x10, c: 0x20, none: 0xf0 } as const, true);

const cvmBytes: Readonly<Record<KernelCvm, number>> = Object.freeze(
  { none: 0x00, signature: 0x10, 'online-pin': 0x20, 'confirmed-on-device': 0x30 },
  true,
);
const notApplicable = 0xf0;

/** In byte 5 of DF8129. */
const flag = Object.freeze({ uiOnOutcome: 0x80, uiOnRestart: 0x40, receipt: 0x08 } as const, true);

/** Statuses in DF8116. */
const ui = Object.freeze(
  { notReady: 0x00, readyToRead: 0x02, processingError: 0x05, none: 0xff } as const,
  true,
);
const noMessage = 0xff;

interface Ending {
  readonly status: number;
  readonly start: number;
  readonly flags: number;
  readonly message: MessageId | typeof noMessage;
  readonly uiStatus: number;
  /** The message stays for the hold time of the configuration. */
  readonly holds: boolean;
  /** The cardholder's verification is part of what is told. */
  readonly tellsCvm: boolean;
}

function ending(
  message: Ending['message'],
  uiStatus: number,
  rest: Partial<Ending> & Pick<Ending, 'status'>,
): Ending {
  return {
    start: start.none,
    flags: flag.uiOnOutcome,
    holds: true,
    tellsCvm: false,
    message,
    uiStatus,
    ...rest,
  };
}

const { message1CInsertSwipeOrTryAnother: otherCard, message21PresentCardAgain: again } = messageId;

/** Every way in which kernel 2 ends. */
const endings = Object.freeze(
  {
    'select-next': ending(noMessage, ui.none, {
      status: status.selectNext,
      start: start.c,
      flags: 0,
      holds: false,
    }),
    'present-again': ending(again, ui.readyToRead, {
      status: status.endApplication,
      start: start.b,
      flags: flag.uiOnRestart,
      holds: false,
    }),
    'see-phone': ending(messageId.message20SeePhone, ui.notReady, {
      status: status.endApplication,
      start: start.b,
      flags: flag.uiOnRestart,
    }),
    'other-card': ending(otherCard, ui.notReady, { status: status.endApplication }),
    cancelled: ending(messageId.message1ENoMessage, ui.notReady, {
      status: status.endApplication,
      holds: false,
    }),
    'insert-card': ending(messageId.message1DInsertCard, ui.notReady, {
      status: status.tryAnotherInterface,
    }),
    declined: ending(messageId.message07NotAuthorised, ui.notReady, { status: status.declined }),
    approved: ending(messageId.message03Approved, ui.notReady, {
      status: status.approved,
      tellsCvm: true,
    }),
    'approved-sign': ending(messageId.message1AApprovedSign, ui.notReady, {
      status: status.approved,
      flags: flag.uiOnOutcome | flag.receipt,
      tellsCvm: true,
    }),
    online: ending(messageId.message1BAuthorising, ui.notReady, {
      status: status.onlineRequest,
      holds: false,
      tellsCvm: true,
    }),
  } as const,
  true,
);

export interface Failure {
  readonly level1?: number;
  readonly level2?: number;
  readonly level3?: number;
  readonly statusWord?: number;
}

const noHold: Uint8Array = new Uint8Array(3);
const languageBytes = 8;
/** No value, no currency. */
const noValue: Uint8Array = new Uint8Array(1 + 6 + 2);
/** [M] In the first byte of the value in DF8116. */
const valueIsBalance = 0x20;

/** Leaves the three objects with the terminal's and answers `outcome`. */
export function end<T extends KernelOutcome>(
  context: Kernel2Context,
  name: keyof typeof endings,
  outcome: T,
  failure: Failure = {},
): T {
  const { terminal, fci, cvm } = context;
  const { status, start, flags, message, uiStatus, holds, tellsCvm } = endings[name];
  const cvmByte = tellsCvm ? cvmBytes[cvm] : notApplicable;
  terminal.set(
    tagDF8129OutcomeParameterSet,
    Uint8Array.of(status, start, notApplicable, cvmByte, flags, notApplicable, 0xff, 0x00),
  );
  const language = new Uint8Array(languageBytes);
  language.set(fci.get(tag5F2DLanguagePreference) ?? noHold.subarray(0, 0));
  const holdTime = holds ? terminal.get(tagDF812DMessageHoldTime)! : noHold;
  terminal.set(
    tagDF8116UserInterfaceRequestData,
    concat(Uint8Array.of(message, uiStatus), holdTime, language, toldValue(context, status)),
  );
  const statusWord = failure.statusWord ?? 0;
  const isFailure =
    (failure.level1 ?? 0) !== 0 || (failure.level2 ?? 0) !== 0 || (failure.level3 ?? 0) !== 0;
  terminal.set(
    tagDF8115ErrorIndication,
    Uint8Array.of(
      failure.level1 ?? level1.ok,
      failure.level2 ?? level2.ok,
      failure.level3 ?? level3.ok,
      statusWord >> 8,
      statusWord & 0xff,
      isFailure && name !== 'select-next' ? message : noMessage,
    ),
  );
  return outcome;
}

/** After the card's own approval, what it has left, if that was read. */
function toldValue({ terminal, card }: Kernel2Context, ended: number): Uint8Array {
  const balance = terminal.get(tagDF8105BalanceReadAfterGenAc);
  if (ended !== status.approved || !balance?.length) return noValue;
  const value = new Uint8Array(noValue.length);
  value[0] = valueIsBalance;
  value.set(balance, 1);
  value.set(card.get(tag9F42ApplicationCurrencyCode) ?? noHold.subarray(0, 0), 1 + balance.length);
  return value;
}

/** By the cause of an exchange that brought no status word. */
const exchangeFailures: Readonly<
  Record<string, readonly [name: keyof typeof endings, failure: Failure]>
> = Object.freeze(
  {
    removed: ['present-again', { level1: level1.timeOut }],
    timeout: ['present-again', { level1: level1.timeOut }],
    protocol: ['present-again', { level1: level1.protocol }],
    cancelled: ['cancelled', { level3: level3.stop }],
    'reader-closed': ['cancelled', { level1: level1.transmission }],
    'too-much-data': ['other-card', { level2: level2.cardDataError }],
  },
  true,
);

/** A command without an answer that can be used. */
export function endExchange(
  context: Kernel2Context,
  { outcome }: Extract<Exchanged, { ok: false }>,
): KernelOutcome {
  const [name, failure] = exchangeFailures[outcome.cause]!;
  return end(context, name, outcome, failure);
}
