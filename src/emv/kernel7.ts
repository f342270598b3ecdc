// SPDX-License-Identifier: Apache-2.0
//
// Kernel 7, UnionPay QuickPass (qPBOC): what distinguishes it from Visa's. docs/sources.md [domain B3]

import { ctq1 } from './bits.ts';
import type { Kernel } from './kernel.ts';
import { quickKernel } from './quick-kernel.ts';

export const kernel7: Kernel = quickKernel(
  Object.freeze(
    {
      // [M]
      pdolNeedsQualifiers: true,
      // [M]
      effectiveDateDecides: true,
      // [M] A card without CTQ: online PIN is preferred, then signature.
      assumedQualifiers: Uint8Array.of(ctq1.onlinePinRequired | ctq1.signatureRequired, 0),
    },
    true,
  ),
);
