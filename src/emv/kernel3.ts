// SPDX-License-Identifier: Apache-2.0
//
// Kernel 3, Visa (qVSDC): what distinguishes it from UnionPay's. docs/sources.md [domain B3]

import { ctq1 } from './bits.ts';
import type { Kernel } from './kernel.ts';
import { quickKernel } from './quick-kernel.ts';

export const kernel3: Kernel = quickKernel(
  Object.freeze(
    {
      // docs/sources.md [emv-utils C-3]
      pdolNeedsQualifiers: false,
      // [M] The card's effective date is not looked at.
      effectiveDateDecides: false,
      // [M] A card without CTQ: signature.
      assumedQualifiers: Uint8Array.of(ctq1.signatureRequired, 0),
    },
    true,
  ),
);
