// SPDX-License-Identifier: Apache-2.0
//
// What counts as an error, one row each, and which screen tells of which: whatever people are told went wrong leaves a record.
// The upper three bits of a number say whose doing it was. Numbers are on flash: never moved, never used again.
// What a reader would get wrong: a card that was taken away too early, or that cannot pay here, is nobody's error and has no row.

import type { ErrorCause, ErrorName, ScreenKind, ScreenOf } from '../ui/screen.ts';
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
  'line-failure': { number: 64, handling: 'ended', strands: true },
  'unknown-result': { number: 65, handling: 'to-be-reversed' },
  'still-owed': { number: 66, handling: 'to-be-reversed' },
  declined: { number: 96, handling: 'ended' },
  'settlement-refused': { number: 97, handling: 'ended' },
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

type Tells = { readonly [Kind in ScreenKind]?: (screen: ScreenOf<Kind>) => Told | undefined };

const yuan = (amountMinor: number): string => (amountMinor / 100).toFixed(2);

const keyNotices: Readonly<Record<string, ErrorName>> = Object.freeze(
  {
    'wrong-passcode': 'wrong-passcode',
    differs: 'wrong-passcode',
    poor: 'wrong-passcode',
    'component-refused': 'component-refused',
    'key-refused': 'component-refused',
    'not-saved': 'not-stored',
    'custody-lost': 'not-stored',
  } as const,
  true,
);

const operatorNotices: Readonly<Record<string, ErrorName>> = Object.freeze(
  {
    unknown: 'wrong-operator',
    'same-person': 'wrong-operator',
    'not-second': 'wrong-operator',
    wrong: 'wrong-password',
    'now-locked': 'wrong-password',
    differs: 'wrong-password',
    poor: 'wrong-password',
    locked: 'not-allowed',
    'not-allowed': 'not-allowed',
    'not-saved': 'not-stored',
    lost: 'not-stored',
  } as const,
  true,
);

const tells: Tells = Object.freeze(
  {
    'amount-entry': ({ complaint, amountMinor }) =>
      complaint && ['amount-refused', `${complaint} ${yuan(amountMinor)}`],
    'number-entry': ({ complaint, what, typed }) =>
      complaint ? ['number-refused', `${what} ${typed.length}`] : undefined,
    'not-possible': ({ why }) => ['not-possible', why],
    'wrong-pin': () => ['wrong-pin', ''],
    'key-notice': ({ notice }) => {
      const name = keyNotices[notice];
      return name && [name, notice];
    },
    'operator-notice': ({ notice }) => {
      const name = operatorNotices[notice];
      return name && [name, notice];
    },
    'pin-ended': ({ why }) => (why === 'failed' ? ['pin-failed', ''] : undefined),
    'device-failure': ({ failed }) => ['device-failure', failed.join('+')],
    'printer-trouble': ({ trouble }) => ['printer-trouble', trouble],
    'line-failure': ({ trouble }) => ['line-failure', trouble],
    'unknown-result': () => ['unknown-result', ''],
    'reversal-pending': ({ trouble }) => ['still-owed', trouble],
    declined: ({ code = '' }) => ['declined', code],
    'settlement-notice': ({ notice, code = '' }) => {
      if (notice === 'refused') return ['settlement-refused', code];
      return notice === 'log-full' ? ['log-full', ''] : undefined;
    },
  } satisfies Tells,
  true,
);

/** The error of which `screen` tells; undefined: of none. */
export function toldBy(screen: Screen): Told | undefined {
  const tell = tells[screen.kind] as ((screen: Screen) => Told | undefined) | undefined;
  return tell?.(screen);
}
