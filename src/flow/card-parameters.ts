// SPDX-License-Identifier: Apache-2.0
//
// The terminal's card parameters: those in the flash partition `params`, or, when it has never been written, those of the program.
// docs/adr/0066
//
// What a reader would get wrong: a damaged partition is no empty one. The program's own parameters may be those of another acquirer, so the
// terminal takes no cards then instead of taking them under the wrong limits.

import {
  decodeParameters,
  parameterHeadBytes,
  parameterImageBytes,
} from '../emv/parameter-image.ts';
import type { ParameterSet } from '../emv/parameters.ts';
import { builtInParameters } from '../emv/parameters-built-in.ts';
import type { Board } from '../io/devices.ts';
import type { Flash } from '../io/ecma419.ts';
import { type Decoded, malformed } from '../lib/result.ts';
import type { Settings } from './settings.ts';

/** Decoded where the program is linked, so that no boot has to: their sum is looked at by a test (tests/unit/emv-parameter-image.test.ts). */
const builtIn = Object.freeze(
  decodeParameters(builtInParameters, ({ buffer, byteOffset, length }) =>
    new DataView(buffer, byteOffset + length).getUint32(0),
  ),
  true,
);

/** Undefined: the terminal can take no card. */
export function openCardParameters(
  board: Pick<Board, 'openFlash'>,
  { test }: Pick<Settings, 'test'>,
): ParameterSet | undefined {
  const read = readParameters(board);
  if (!read.ok) return undefined;
  // Test authorities' keys would take anybody's test card.
  return read.value.isTest && !test ? undefined : read.value;
}

function readParameters(board: Pick<Board, 'openFlash'>): Decoded<ParameterSet> {
  let flash: Flash | undefined;
  try {
    flash = board.openFlash('params');
    const head = new Uint8Array(flash.read(parameterHeadBytes, 0));
    if (head.every((byte) => byte === 0xff)) return builtIn;
    const bytes = parameterImageBytes(head);
    if (bytes === undefined) return malformed(0, 'no parameters');
    return decodeParameters(new Uint8Array(flash.read(bytes, 0)));
  } catch {
    return malformed(0, 'the partition cannot be read');
  } finally {
    flash?.close();
  }
}
