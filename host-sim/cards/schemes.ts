// SPDX-License-Identifier: Apache-2.0
//
// The schemes that card doubles are made for, as data: names, what the card asks the terminal for, sizes of the test keys.
// docs/sources.md [domain B1, B3, B4, B6, B7, B8]

import type { Dol } from './dol.ts';
import { quickPdol } from './quickpass.ts';

export const schemeNames = ['unionpay', 'unionpay-sm', 'visa', 'mastercard'] as const;
export type SchemeName = (typeof schemeNames)[number];

export interface Scheme {
  readonly aid: string;
  readonly label: string;
  /** Six digits; of the project's own making, whatever the scheme. */
  readonly bin: string;
  readonly digits: number;
  readonly pdol: Dol;
  /** Kernel 2: the card decides at GENERATE AC. */
  readonly cdol1?: Dol;
  readonly tag82Aip: string;
  /** Index of the test authority's key: E0 to EF are no scheme's. */
  readonly caIndex: string;
  /** Sizes of authority's, issuer's and card's key; none: SM2. */
  readonly rsaBits?: readonly [authority: number, issuer: number, icc: number];
  /** Commands of a whole transaction. */
  readonly commandCount: number;
}

const unionPay = {
  aid: 'A000000333010101',
  label: 'UnionPay Debit',
  digits: 19,
  pdol: [...quickPdol, ['DF60', 1], ['DF69', 1]],
  // DDA, verification, risk management, issuer authentication.
  tag82Aip: '3C00',
} as const;

export const schemes: Readonly<Record<SchemeName, Scheme>> = {
  // The issuer's key is as long as its authority's, so that a remainder (92) is needed.
  unionpay: {
    ...unionPay,
    bin: '626099',
    caIndex: 'E1',
    rsaBits: [1984, 1984, 1408],
    commandCount: 9,
  },
  'unionpay-sm': { ...unionPay, bin: '626098', caIndex: 'E2', commandCount: 9 },
  visa: {
    aid: 'A0000000031010',
    label: 'Visa Credit',
    bin: '627099',
    digits: 16,
    pdol: quickPdol,
    tag82Aip: '2000',
    caIndex: 'E1',
    rsaBits: [1408, 1408, 1152],
    commandCount: 9,
  },
  mastercard: {
    aid: 'A0000000041010',
    label: 'Mastercard',
    bin: '628099',
    digits: 16,
    pdol: [
      ['9F1A', 2],
      ['9F35', 1],
    ],
    cdol1: [...quickPdol.slice(1), ['9F35', 1], ['9F34', 3]],
    // CDA, verification, risk management; EMV mode.
    tag82Aip: '1980',
    caIndex: 'E1',
    // A longer signature would not go into the answer to GENERATE AC.
    rsaBits: [1984, 1408, 1024],
    commandCount: 8,
  },
};

/** Fast authentication, with the answer to GPO; mastercard has the combined one. */
export const quickSchemes: readonly SchemeName[] = ['unionpay', 'unionpay-sm', 'visa'];
