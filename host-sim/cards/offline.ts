// SPDX-License-Identifier: Apache-2.0
//
// A debit card that pays by itself from a balance (electronic cash), with certificates and a fast dynamic signature. A test double.
// docs/sources.md [domain B3, UnionPay specifics; B6]

import { certificateRecords, dynamicSignature } from './pki.ts';
import { debitProfile, type Profile, type RecordRow } from './quickpass.ts';
import { tlv } from './tlv.ts';

/** Fits no record of the debit card. */
const sfi = 3;

const certificate = (number: number): RecordRow => ({
  sfi,
  number,
  content: ({ pan }) => certificateRecords(pan)[number - 1]!,
});

/** Signs in its last record, so that nobody can use an approval that was not read to its end. */
const signature: RecordRow = {
  sfi,
  number: 4,
  content: (_, { atc, signedData }) =>
    tlv('9F4B', dynamicSignature(atc.toString(16).toUpperCase().padStart(4, '0'), signedData)),
};

export const offlineProfile: Profile = {
  ...debitProfile,
  name: 'offline',
  // DDA, too.
  tag82Aip: '3C00',
  inGpo: () => [tlv('9F74', '454343303031')],
  offline: {
    balanceMinor: 100_000,
    amountMaxMinor: 50_000,
    records: [certificate(1), certificate(2), certificate(3), signature],
  },
};

/** The issuer has the holder sign, whatever the amount. */
export const offlineSignedProfile: Profile = {
  ...offlineProfile,
  name: 'offline-signed',
  tag9F6CCtq: '4000',
};

/** Its certificate is another card's. */
export const offlineForgedProfile: Profile = {
  ...offlineProfile,
  name: 'offline-forged',
  offline: {
    ...offlineProfile.offline!,
    records: [
      certificate(1),
      certificate(2),
      { ...certificate(3), content: ({ pan }) => certificateRecords(`${pan.slice(0, -1)}0`)[2]! },
      signature,
    ],
  },
};
