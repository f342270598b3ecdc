// SPDX-License-Identifier: Apache-2.0
//
// Parameters of a UnionPay QuickPass terminal without contact reader: AIDs, TTQ, limits, terminal data.
// docs/sources.md [domain A6, B2, B3, B9]; what is marked [M] there is an acquirer's parameter, to be agreed with it.
//
// What a reader would get wrong: the CVM limit is reached by an equal amount, the PIN-free limit still includes it. They
// are one fen apart so that both mean "above 1000.00 yuan".

import { fromHex } from '../lib/bytes.ts';
import type { Combination, Parameters, PinFree } from './parameters.ts';
import {
  tag5F2ATransactionCurrencyCode,
  tag9F1ATerminalCountryCode,
  tag9F7AElectronicCashTerminalSupport,
  tag9F33TerminalCapabilities,
  tag9F35TerminalType,
  tagDF60SpecialApplicationIndicator,
  tagDF69SmAlgorithmSupport,
} from './tags.ts';

/** FF8058: up to and including this amount no PIN is asked for. */
const pinFreeLimitMinor = 100_000;
/** [M] DF20: from here on the reader does not offer contactless. */
const transactionLimitMinor = 10_000_000;

/** Names under which the applications are known to the issuer: debit, credit, quasi-credit, e-cash, US debit. */
const aids = Object.freeze(
  [
    'A000000333010101',
    'A000000333010102',
    'A000000333010103',
    'A000000333010106',
    'A000000333010108',
  ] as const,
  true,
);

const combinations: readonly Combination[] = Object.freeze(
  aids.map((aid) => ({
    aid: fromHex(aid),
    kernelId: 7,
    transactionTypes: [0x00],
    // EMV mode, online PIN, signature; fDDA version 01.
    tag9F66TerminalTransactionQualifiers: fromHex('26000080'),
    tag9F09ApplicationVersionNumber: fromHex('0030'),
    statusCheckSupported: false,
    zeroAmountAllowed: false,
    transactionLimitMinor,
    // Every sale goes online: this release approves nothing offline.
    readerFloorLimitMinor: 0,
    cvmRequiredLimitMinor: pinFreeLimitMinor + 1,
    extendedSelectionSupported: false,
  })),
  true,
);

export const unionPayParameters: Parameters & { readonly pinFree: PinFree } = Object.freeze(
  {
    currencyUnitMinor: 100,
    combinations,
    pinFree: { enabled: true, limitMinor: pinFreeLimitMinor, deviceCvmAccepted: true },
    // [M] Method, condition, result: nothing performed; verified by the card or phone, successful; online PIN and
    // signature, unknown yet.
    tag9F34CvmResults: {
      none: fromHex('3F0000'),
      'confirmed-on-device': fromHex('010002'),
      'online-pin': fromHex('020000'),
      signature: fromHex('1E0000'),
    },
    terminalData: [
      [tag9F1ATerminalCountryCode, fromHex('0156')],
      [tag5F2ATransactionCurrencyCode, fromHex('0156')],
      // No contact interface or stripe; online PIN, signature, no CVM; no offline data authentication.
      [tag9F33TerminalCapabilities, fromHex('006800')],
      // Attended, online only.
      [tag9F35TerminalType, fromHex('21')],
      [tag9F7AElectronicCashTerminalSupport, fromHex('00')],
      [tagDF60SpecialApplicationIndicator, fromHex('00')],
      [tagDF69SmAlgorithmSupport, fromHex('00')],
    ],
  },
  true,
);

/** Of a terminal on which cards may approve: it authenticates them (9F33), and is attended, offline with online capability (9F35). */
export function withOffline(parameters: typeof unionPayParameters): typeof unionPayParameters {
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
    // As above, and SDA and DDA; fDDA is the DDA of contactless cards.
    [tag9F33TerminalCapabilities]: fromHex('0068C0'),
    [tag9F35TerminalType]: fromHex('22'),
    // [M] Electronic cash is what an offline purchase is paid with.
    [tag9F7AElectronicCashTerminalSupport]: fromHex('01'),
  },
  true,
);
