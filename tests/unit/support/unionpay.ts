// SPDX-License-Identifier: Apache-2.0
//
// The program's own parameters, as the terminal reads them.

import { decodeParameters } from '../../../src/emv/parameter-image.ts';
import type { ParameterSet, PinFree } from '../../../src/emv/parameters.ts';
import { builtInParameters } from '../../../src/emv/parameters-built-in.ts';

/** As it stands at the end: fixtures are used on Node, too, which has no native CRC. The right sum is emv-parameter-image.test.ts's concern. */
const { buffer, byteOffset, length } = builtInParameters;
const sum = new DataView(buffer, byteOffset + length - 4).getUint32(0);
const read = decodeParameters(builtInParameters, () => sum);
if (!read.ok) throw new Error(read.reason);

export const unionPayParameters = read.value as ParameterSet & { readonly pinFree: PinFree };
