// SPDX-License-Identifier: Apache-2.0
//
// How a terminal with operators is set up: part of the settings. A terminal without this part knows nobody.

export interface OperatorOptions {
  /** Numbers are typed with a third digit that checks them. */
  readonly checkDigit?: boolean;
  /** Without a key for so long the terminal locks itself; 300 when not given. */
  readonly lockAfterS?: number;
  /** By number, two digits. */
  readonly names?: Readonly<Record<string, string>>;
}

export const lockAfterS = 300;
const nameMax = 20;

function isName([number, name]: readonly [string, unknown]): boolean {
  return /^[0-9]{2}$/.test(number) && typeof name === 'string' && name.length <= nameMax;
}

/** Whether these are options as they should be. */
export function areOperatorOptions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const {
    checkDigit = false,
    lockAfterS: lock = lockAfterS,
    names = {},
  } = value as OperatorOptions;
  return (
    typeof checkDigit === 'boolean' &&
    Number.isInteger(lock) &&
    lock >= 30 &&
    lock <= 86_400 &&
    typeof names === 'object' &&
    names !== null &&
    Object.entries(names).every(isName)
  );
}
