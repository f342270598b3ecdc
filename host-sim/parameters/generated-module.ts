// SPDX-License-Identifier: Apache-2.0
//
// An image as a module of the firmware: what a terminal has whose flash holds no parameters of its own.

import { toHex } from '../../src/lib/bytes.ts';

/** Digits of a line: a hundred columns in all. */
const lineDigits = 92;

/** `source`: the parameter file that it was made of. */
export function generatedModule(image: Uint8Array, source: string): string {
  const lines = toHex(image).match(new RegExp(`.{1,${lineDigits}}`, 'g'))!;
  return `// SPDX-License-Identifier: Apache-2.0
//
// Made of ${source}; do not change it here: \`jiaozi parameters build ${source} --module\`.
// Format: parameter-image.ts.

import { fromHex } from '../lib/bytes.ts';

export const builtInParameters: Uint8Array = fromHex(
  ${lines.map((line) => `'${line}'`).join(' +\n    ')},
);
`;
}
