// SPDX-License-Identifier: Apache-2.0
//
// The terminal that the cases of kernel 2 are tried on: its parameters, and the authority of the doubles. docs/sources.md [domain B4]

import type { Combination, Parameters } from '../../../src/emv/parameters.ts';
import { fromHex } from '../../../src/lib/bytes.ts';
import type { Objects } from './emv-card.ts';
import { mastercardAid, mastercardRid } from './emv-kernel2-card.ts';
import { caRow, supportWith } from './emv-pki.ts';
import { unionPayParameters } from './unionpay.ts';

export interface Kernel2Changes {
  /** The terminal's objects; DF81xx among them. */
  readonly terminal?: Objects;
  readonly combination?: Partial<Combination>;
  readonly parameters?: Partial<Parameters>;
}

const terminalObjects: Objects = {
  '9F1A': '0156',
  '5F2A': '0156',
  '9F33': '006808',
  '9F35': '22',
};

const pairs = (objects: Objects) =>
  Object.entries(objects)
    .filter(([, value]) => value !== undefined)
    .map(([tag, value]) => [Number.parseInt(tag, 16), fromHex(value!)] as const);

export function kernel2Parameters(changes: Kernel2Changes = {}): Parameters {
  return {
    ...unionPayParameters,
    offlineApprovals: true,
    terminalData: pairs({ ...terminalObjects, ...changes.terminal }),
    combinations: [
      {
        aid: fromHex(mastercardAid),
        kernelId: 2,
        transactionTypes: [0x00, 0x01, 0x09],
        tag9F66TerminalTransactionQualifiers: fromHex('26000000'),
        tag9F09ApplicationVersionNumber: fromHex('0002'),
        statusCheckSupported: false,
        extendedSelectionSupported: false,
        ...changes.combination,
      },
    ],
    ...changes.parameters,
  };
}

export const kernel2Authentication = supportWith(caRow({ rid: mastercardRid }));
