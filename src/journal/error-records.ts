// SPDX-License-Identifier: Apache-2.0
//
// What the log of errors holds, as layouts of records: docs/internals/errors.md has them in words. Numbers of records, events and
// ways of handling are on flash: never used again for something else. Record types begin at 64, so that no record of the money's journal
// passes for one of these, nor the other way round.
// What a reader would get wrong: nothing that was typed is in here but amounts; of anything else its name and how many digits it had.

import type { LogEntry } from './log.ts';
import { decodeFields, encodeFields, type Layout, type ValuesOf } from './record-layout.ts';

const errorRecordTypes = Object.freeze(
  {
    /** First in each segment: whose log it is, and which records have been cleared. */
    place: {
      type: 64,
      layout: { terminal: 'text', merchant: 'text', clearedThrough: 'u32' },
    },
    /** Something went wrong. `event` of flow/error-events.ts; `handling`: what the terminal did at once. */
    seen: {
      type: 65,
      layout: {
        event: 'u8',
        operator: 'digits2',
        time: 'time',
        /** The last trace number that had been used. */
        lastStan: 'digits6',
        handling: 'u8',
        detail: 'text',
      },
    },
    /** Somebody has said what became of record `of`: once. */
    closed: {
      type: 66,
      layout: { of: 'u32', handling: 'u8', operator: 'digits2', time: 'time' },
    },
    /** People were told that an operator has made so many. */
    noticed: { type: 67, layout: { operator: 'digits2', count: 'u16', time: 'time' } },
    /** Records up to `through` were archived and are not listed any more. */
    cleared: {
      type: 68,
      layout: {
        through: 'u32',
        count: 'u16',
        operator: 'digits2',
        approver: 'digits2',
        time: 'time',
      },
    },
  } as const satisfies Readonly<Record<string, { readonly type: number; readonly layout: Layout }>>,
  true,
);

export type ErrorRecordName = keyof typeof errorRecordTypes;
export type ErrorRecordOf<Name extends ErrorRecordName> = ValuesOf<
  (typeof errorRecordTypes)[Name]['layout']
>;
export type ErrorRecord = {
  readonly [Name in ErrorRecordName]: {
    readonly name: Name;
    readonly values: ErrorRecordOf<Name>;
  };
}[ErrorRecordName];

export function encodeErrorRecord<Name extends ErrorRecordName>(
  name: Name,
  values: ErrorRecordOf<Name>,
): LogEntry {
  const { type, layout } = errorRecordTypes[name];
  return { type, version: 1, payload: encodeFields<Layout>(layout, values as ValuesOf<Layout>) };
}

/** Undefined for a record of another version of the program: errors can be read without it. */
export function decodeErrorRecord({ type, version, payload }: LogEntry): ErrorRecord | undefined {
  for (const name in errorRecordTypes) {
    const row = errorRecordTypes[name as ErrorRecordName];
    if (row.type !== type || version !== 1) continue;
    return { name, values: decodeFields<Layout>(row.layout, payload) } as unknown as ErrorRecord;
  }
  return undefined;
}
