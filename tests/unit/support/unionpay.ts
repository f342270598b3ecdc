// SPDX-License-Identifier: Apache-2.0
//
// The program's own parameters, as the terminal reads them.

import { decodeParameters } from '../../../src/emv/parameter-image.ts';
import type { ParameterSet, PinFree } from '../../../src/emv/parameters.ts';
import { builtInParameters } from '../../../src/emv/parameters-built-in.ts';

const read = decodeParameters(builtInParameters);
if (!read.ok) throw new Error(read.reason);

export const unionPayParameters = read.value as ParameterSet & { readonly pinFree: PinFree };
