// SPDX-License-Identifier: Apache-2.0
//
// The parameters of a terminal whose flash has none, for tools on the host.

import { crc32 } from 'node:zlib';
import { decodeParameters } from '../../src/emv/parameter-image.ts';
import type { ParameterSet } from '../../src/emv/parameters.ts';
import { builtInParameters } from '../../src/emv/parameters-built-in.ts';

export function builtIn(): ParameterSet {
  const read = decodeParameters(builtInParameters, crc32);
  if (!read.ok) throw new Error(`the program's own parameters: ${read.reason}`);
  return read.value;
}
