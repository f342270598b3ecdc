// SPDX-License-Identifier: Apache-2.0
//
// Which transactions are switched on at this terminal: parameter 26, four bytes, the first bit of each is the highest:
// docs/sources.md [domain A6]. A terminal without the parameter has all that the program has.

import type { Settings } from './settings.ts';

/** In order of their bits. */
const functions = Object.freeze(
  [
    'balance',
    'pre-authorisation',
    'pre-authorisation-cancel',
    'completion',
    'completion-void',
    'sale',
    'sale-void',
    'refund',
    'offline',
    'adjustment',
    'completion-advice',
  ] as const,
  true,
);
export type FunctionName = (typeof functions)[number];

export function isSwitchedOn(
  { functionBitmap }: Pick<Settings, 'functionBitmap'>,
  name: FunctionName,
): boolean {
  if (functionBitmap === undefined) return true;
  const index = functions.indexOf(name);
  const byte = Number.parseInt(functionBitmap.slice((index >> 3) * 2, (index >> 3) * 2 + 2), 16);
  return (byte & (0x80 >> (index & 7))) !== 0;
}
