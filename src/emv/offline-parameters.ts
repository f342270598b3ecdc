// SPDX-License-Identifier: Apache-2.0
//
// What the parameters of a terminal become while cards may approve by themselves.

import { fromHex } from '../lib/bytes.ts';
import type { Parameters } from './parameters.ts';
import {
  tag9F7AElectronicCashTerminalSupport,
  tag9F33TerminalCapabilities,
  tag9F35TerminalType,
} from './tags.ts';

/**
 * It authenticates cards (9F33: online PIN, signature, no CVM; SDA and DDA, and fDDA is the DDA of contactless cards), and is attended,
 * offline with online capability (9F35): whatever the parameter file says of the two.
 */
export function withOffline<Of extends Parameters>(parameters: Of): Of {
  return {
    ...parameters,
    offlineApprovals: true,
    terminalData: parameters.terminalData.map(
      ([tag, value]) => [tag, offlineData[tag] ?? value] as const,
    ),
  };
}

const offlineData: Readonly<Record<number, Uint8Array>> = Object.freeze(
  {
    [tag9F33TerminalCapabilities]: fromHex('0068C0'),
    [tag9F35TerminalType]: fromHex('22'),
    // [M] Electronic cash is what an offline purchase is paid with.
    [tag9F7AElectronicCashTerminalSupport]: fromHex('01'),
  },
  true,
);
