// SPDX-License-Identifier: Apache-2.0
//
// The UnionPay terminal profile with TDES keys, as our acquirer double speaks it. The values are the usual ones of
// docs/sources.md [domain A1, A3, A4, A5, A6, A12, G4]; before certification each is checked with the acquirer.

import { unionPayTerminal } from './iso8583/unionpay-terminal.ts';
import type { HostProfile } from './profile.ts';

export const profileUnionPayTdes: HostProfile = Object.freeze(
  {
    spec: unionPayTerminal,
    tpdu: '6000030000',
    header: '603100310000',
    currency: '156',
    // Some hosts want 190000.
    saleProcessingCode: '000000',
    contactlessEntryMode: '07',
    cardlessEntryMode: '01',
    voidNeedsCard: true,
    field53WithoutPin: '0600000000000000',
    pin: {
      format: 'iso-0',
      digitsMin: 4,
      digitsMax: 12,
      field26CaptureCode: '12',
      // With PAN, double-length DES.
      field53: '2600000000000000',
      carrier: 'field-52',
      mayBypass: true,
      // Online PIN, failed: it was not entered.
      tag9F34Bypassed: '020001',
      againCodes: ['55'],
      triesMax: 3,
    },
    settlement: {
      domesticRid: 'A000000333',
      nextBatch: 'from-sign-in',
      endsBalanced: false,
      sendsAtOnce: 2,
    },
    // [M] Whether a TC goes as an advice or as the upload of a purchase.
    offline: {
      message: 'offlineAdvice',
      sendsMax: 3,
      laterCodes: ['09', '68', '79', '90', '91', '92', '96', '98'],
    },
    terminalCapability: '6',
    partialApprovalFlag: '0',
    // Double length keys without a track key.
    signInNetworkCode: '003',
    workingKeyLayout: 'double',
    declinesMayLackMac: true,
    trustsReversalAnswerWithoutMac: false,
    wantsTls: false,
    failOver: { failuresMax: 2, returnAfterMs: 10 * 60 * 1000 },
    connectTimeoutMs: 15_000,
    answerTimeoutMs: 60_000,
    answerBytesMax: 2048,
    reversalSendsMax: 3,
    stanStepAfterDuplicate: 50,
    workingKeyLifeMs: 24 * 60 * 60 * 1000,
  },
  true,
);
