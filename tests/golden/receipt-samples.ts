// SPDX-License-Identifier: Apache-2.0
//
// Four slips that between them have every field and every mark.

import type { SlipData } from '../../src/receipt/slip.ts';

const sale: SlipData = {
  language: 'zh',
  copy: 'merchant',
  reprint: false,
  outcome: 'approved',
  transaction: 'sale',
  merchantName: '交子茶馆（成都春熙路店）',
  merchantNumber: '898510158140001',
  terminalNumber: '10000001',
  operator: '01',
  issuer: '交子测试银行',
  acquirer: '测试收单机构',
  maskedPan: '623456******0008',
  entryMode: 'contactless',
  expiry: '3012',
  batchNumber: '000001',
  traceNumber: '000042',
  authorizationCode: 'A1B2C3',
  referenceNumber: '250304123456',
  dateTime: { year: 2025, month: 3, day: 4, hour: 12, minute: 34, second: 56 },
  amountMinor: 128_050,
  chip: {
    tag9F26Cryptogram: '0123456789ABCDEF',
    cryptogramKind: 'ARQC',
    tag95Tvr: '0000000000',
    tag9BTsi: '0000',
    tag84Aid: 'A000000333010102',
    tag50Label: 'PBOC CREDIT',
    tag9F36Atc: '001A',
    tag9F37UnpredictableNumber: 'DEADBEEF',
  },
  verification: 'none',
};

const { authorizationCode: _code, referenceNumber: _reference, ...unanswered } = sale;

export const samples = {
  'sale-zh': sale,
  'reprint-en': {
    ...sale,
    language: 'en',
    copy: 'cardholder',
    reprint: true,
    verification: 'device',
  },
  'signature-en': {
    ...sale,
    language: 'en',
    transaction: 'completionVoid',
    verification: 'signature',
    remarks: ['交易成功 感谢惠顾', 'THANK YOU'],
  },
  'unknown-zh': { ...unanswered, outcome: 'unknown' },
} as const satisfies Readonly<Record<string, SlipData>>;
