// SPDX-License-Identifier: Apache-2.0
//
// The kernels of this terminal by their number. A new one is a row here; Entry Point needs to know nothing else of it.
// docs/sources.md [domain B1]

import type { Kernel } from './kernel.ts';
import { kernel2 } from './kernel2.ts';
import { kernel3 } from './kernel3.ts';
import { kernel7 } from './kernel7.ts';

export const kernels: ReadonlyMap<number, Kernel> = new Map([
  [2, kernel2],
  [3, kernel3],
  [7, kernel7],
]);
