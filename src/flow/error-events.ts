// SPDX-License-Identifier: Apache-2.0
//
// What counts as an error, one row each, and which screen tells of which. Every screen and every notice is here: what is not told as an error
// is undefined, or Silent, and that is a decision. It asks, it tells what comes of an error that has been told before, or it is nobody's error,
// as a card that was taken away too early or cannot pay here.
// The upper three bits of a number say whose doing it was. Numbers are on flash: never moved, never used again.

import type {
  ErrorCause,
  ErrorName,
  KeyNotice,
  OperatorNotice,
  ScreenKind,
  ScreenOf,
  SettlementNotice,
  UpdateNotice,
} from '../ui/screen.ts';
import type { Screen } from '../ui/screens.ts';

/** In order of the numbers: 0 to 31 typed, 32 to 63 device, and so on. */
const causes = Object.freeze(['typed', 'device', 'line', 'host'] as const, true);

/** What became of it at once, and, from 16 on, what people said later. On flash, too. */
export const handlings = Object.freeze(
  {
    'asked-again': 1,
    ended: 2,
    'to-be-reversed': 3,
    'goes-on': 4,
    corrected: 16,
    undone: 17,
    'service-called': 18,
    explained: 19,
  } as const,
  true,
);
type HandlingName = keyof typeof handlings;

export interface ErrorEvent {
  readonly number: number;
  readonly handling: HandlingName;
  /** Whoever wanted to do something has to do it again: recovery.ts. */
  readonly strands?: true;
}

// biome-ignore format: one row per event
export const errorEvents: Readonly<Record<ErrorName, ErrorEvent>> = Object.freeze({
  'amount-refused': { number: 1, handling: 'asked-again' },
  'amount-corrected': { number: 2, handling: 'asked-again' },
  'number-refused': { number: 3, handling: 'asked-again' },
  'not-possible': { number: 4, handling: 'ended' },
  'wrong-pin': { number: 5, handling: 'ended' },
  'wrong-passcode': { number: 6, handling: 'asked-again' },
  'component-refused': { number: 7, handling: 'asked-again' },
  'check-failed': { number: 8, handling: 'goes-on' },
  'wrong-operator': { number: 9, handling: 'asked-again' },
  'wrong-password': { number: 10, handling: 'asked-again' },
  'not-allowed': { number: 11, handling: 'ended' },
  'stuck-key': { number: 32, handling: 'goes-on' },
  'device-failure': { number: 33, handling: 'ended', strands: true },
  'printer-trouble': { number: 34, handling: 'asked-again' },
  'pin-failed': { number: 35, handling: 'ended', strands: true },
  'not-stored': { number: 36, handling: 'ended' },
  'log-full': { number: 37, handling: 'ended' },
  'key-file-refused': { number: 38, handling: 'ended' },
  'line-failure': { number: 64, handling: 'ended', strands: true },
  'unknown-result': { number: 65, handling: 'to-be-reversed' },
  'still-owed': { number: 66, handling: 'to-be-reversed' },
  declined: { number: 96, handling: 'ended' },
  'settlement-refused': { number: 97, handling: 'ended' },
  'advice-refused': { number: 98, handling: 'goes-on' },
  'update-failed': { number: 99, handling: 'goes-on' },
  'card-update-failed': { number: 100, handling: 'ended' },
  'not-balanced': { number: 101, handling: 'goes-on' },
}, true);

export function causeOf(event: number): ErrorCause {
  return causes[event >> 5] ?? 'device';
}

/** Undefined for what a later version of the program has recorded. */
export function errorNameOf(event: number): ErrorName | undefined {
  for (const name in errorEvents)
    if (errorEvents[name as ErrorName].number === event) return name as ErrorName;
  return undefined;
}

/** Which error, and a word or a code of the program's own about it; an amount; never what else was typed. */
export type Told = readonly [ErrorName, string];

/** Screens that tell of no error. */
// biome-ignore format: by what they are about
type Silent =
  | 'boot' | 'idle' | 'tap-card' | 'reading' | 'remove-card' | 'authorising' | 'approved' | 'balance' | 'present-again'
  | 'pin-entry' | 'printing' | 'offer-cardholder-copy' | 'signing-in' | 'signing-out' | 'last-sale'
  | 'amount-check' | 'same-again' | 'three-check'
  | 'menu' | 'transaction-detail' | 'transaction-list' | 'no-transactions' | 'nothing-to-reprint' | 'information'
  | 'keys' | 'keys-loaded' | 'key-choice' | 'secret-entry' | 'check-value' | 'erase-keys'
  | 'operator-confirm' | 'password-entry' | 'operator-locked' | 'operator-list' | 'operator-action'
  | 'settlement-totals' | 'settling' | 'updating' | 'uploading'
  | 'error-list' | 'error-detail' | 'error-counts' | 'power-off'
  // The cardholder's, not an error.
  | 'try-again' | 'one-card-only' | 'card-refused'
  // Somebody gives up, or waits for what was wrong before.
  | 'cancelled' | 'pin-wait'
  // After an error that has been told: what becomes of it, or what to do.
  | 'reversing' | 'reversed' | 'give-up' | 'recovery' | 'service-contact' | 'message'
  // There is no key to write with.
  | 'keys-erased';

/** A screen that is neither here nor Silent does not compile. */
type Tells = {
  readonly [Kind in Exclude<ScreenKind, Silent>]: (screen: ScreenOf<Kind>) => Told | undefined;
};

const yuan = (amountMinor: number): string => (amountMinor / 100).toFixed(2);

// biome-ignore format: one row per notice
const keyNotices: Readonly<Record<KeyNotice, ErrorName | undefined>> = Object.freeze({
  'next-custodian': undefined,
  'wrong-passcode': 'wrong-passcode',
  wait: undefined,
  differs: 'wrong-passcode',
  poor: 'wrong-passcode',
  'component-refused': 'component-refused',
  'key-refused': 'component-refused',
  stopped: undefined,
  'not-saved': 'not-stored',
  'custody-lost': 'not-stored',
  'file-other-device': 'key-file-refused',
  'file-not-trusted': 'key-file-refused',
  'file-replayed': 'key-file-refused',
  'file-broken': 'key-file-refused',
} as const, true);

// biome-ignore format: one row per notice
const operatorNotices: Readonly<Record<OperatorNotice, ErrorName | undefined>> = Object.freeze({
  unknown: 'wrong-operator',
  'same-person': 'wrong-operator',
  'not-second': 'wrong-operator',
  exists: 'wrong-operator',
  wrong: 'wrong-password',
  'now-locked': 'wrong-password',
  differs: 'wrong-password',
  poor: 'wrong-password',
  wait: undefined,
  locked: 'not-allowed',
  'not-allowed': 'not-allowed',
  'no-supervisor': 'not-allowed',
  full: 'not-possible',
  'not-saved': 'not-stored',
  lost: 'not-stored',
  'second-person': undefined,
  first: undefined,
  saved: undefined,
  removed: undefined,
  unlocked: undefined,
  'none-locked': undefined,
} as const, true);

// biome-ignore format: one row per notice
const settlementNotices: Readonly<Record<SettlementNotice, ErrorName | undefined>> = Object.freeze({
  nothing: undefined,
  // The line, which has told of itself.
  unfinished: undefined,
  refused: 'settlement-refused',
  'signed-out': undefined,
  'log-low': undefined,
  'log-full': 'log-full',
  'switched-off': 'not-allowed',
} as const, true);

// biome-ignore format: one row per notice
const updateNotices: Readonly<Record<UpdateNotice, ErrorName | undefined>> = Object.freeze({
  done: undefined,
  'no-answer': 'update-failed',
  'let-go': 'update-failed',
  'not-kept': 'not-stored',
  refused: 'update-failed',
  unsupported: 'update-failed',
} as const, true);

const tells: Tells = Object.freeze(
  {
    'amount-entry': ({ complaint, amountMinor }) =>
      complaint && ['amount-refused', `${complaint} ${yuan(amountMinor)}`],
    'number-entry': ({ complaint, what, typed }) =>
      complaint ? ['number-refused', `${what} ${typed.length}`] : undefined,
    'not-possible': ({ why }) => ['not-possible', why],
    'wrong-pin': () => ['wrong-pin', ''],
    'key-notice': ({ notice }) => told(keyNotices[notice], notice),
    'operator-notice': ({ notice }) => told(operatorNotices[notice], notice),
    // Clearing; that nothing can be recorded cannot be recorded.
    'error-notice': ({ notice }) =>
      notice === 'not-allowed' ? ['not-allowed', 'error-clear'] : undefined,
    'pin-ended': ({ why }) => (why === 'failed' ? ['pin-failed', ''] : undefined),
    'device-failure': ({ failed }) => ['device-failure', failed.join('+')],
    'printer-trouble': ({ trouble }) => ['printer-trouble', trouble],
    'line-failure': ({ trouble }) => ['line-failure', trouble],
    'unknown-result': () => ['unknown-result', ''],
    'reversal-pending': ({ trouble }) => ['still-owed', trouble],
    declined: ({ code = '' }) => ['declined', code],
    'settlement-notice': ({ notice, code = '' }) => told(settlementNotices[notice], code || notice),
    settled: ({ isBalanced }) => (isBalanced ? undefined : ['not-balanced', '']),
    'advice-notice': ({ result, trace, code }) => [
      'advice-refused',
      `${result} ${trace} ${code}`.trimEnd(),
    ],
    'update-notice': ({ notice }) => told(updateNotices[notice], notice),
    'card-update': ({ step }) => (step === 'not-done' ? ['card-update-failed', ''] : undefined),
  } satisfies Tells,
  true,
);

function told(name: ErrorName | undefined, detail: string): Told | undefined {
  return name && [name, detail];
}

/** The error of which `screen` tells; undefined: of none. */
export function toldBy(screen: Screen): Told | undefined {
  const tell = (tells as Readonly<Record<string, (screen: Screen) => Told | undefined>>)[
    screen.kind
  ];
  return tell?.(screen);
}
