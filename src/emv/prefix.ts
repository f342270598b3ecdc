// SPDX-License-Identifier: Apache-2.0
//
// Names of applications are matched by their beginning: an AID in the terminal's list selects every application of the
// card whose name starts with it.

export function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  // No closure: this is asked for every combination of every tap.
  const { length } = prefix;
  for (let i = 0; i < length; i++) if (bytes[i] !== prefix[i]) return false;
  return true;
}

export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && startsWith(a, b);
}
