// SPDX-License-Identifier: Apache-2.0
//
// A sale and its receipt as the money knows them.

import type { Receipt, SaleRecord, Unresolved } from '../../../src/flow/money.ts';

export const sale: SaleRecord = {
  stan: '000007',
  batch: '000001',
  amountMinor: 1250,
  operator: '01',
  time: '261121103000',
  maskedPan: '629999******0018',
  sealedReversal: new Uint8Array(4),
  transaction: 0,
  original: '000000',
  approver: 0,
};

const { sealedReversal: _, ...common } = sale;
const { original: __, ...unresolvedSale } = common;
export const unresolved: Unresolved = unresolvedSale;

export const receipt: Receipt = {
  ...common,
  verification: 0,
  authorizationCode: '123456',
  referenceNumber: '012345678901',
  issuer: '01020000',
  aid: 'A000000333010101',
  label: 'UNIONPAY DEBIT',
  cryptogram: '0123456789ABCDEF',
  tvr: '0000000000',
  tsi: '0000',
  atc: '0001',
  unpredictableNumber: '01020304',
};
