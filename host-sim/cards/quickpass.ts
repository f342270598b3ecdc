// SPDX-License-Identifier: Apache-2.0
//
// UnionPay QuickPass products: what a debit card, a credit card and a phone of the catalogue are personalised with. Test doubles without
// certificates; those of doubles.ts have some. docs/sources.md [domain B3, B10]

import { concat, fromAscii, fromHex } from '../../src/lib/bytes.ts';
import type { Identity } from './card.ts';
import type { Dol } from './dol.ts';
import type { Application, RecordRow } from './payment-card.ts';
import { type Personalisation, track2 } from './personalisation.ts';
import { tlv } from './tlv.ts';

/** What every one of them asks the terminal for. */
export const quickPdol: Dol = [
  ['9F66', 4],
  ['9F02', 6],
  ['9F03', 6],
  ['9F1A', 2],
  ['95', 5],
  ['5F2A', 2],
  ['9A', 3],
  ['9C', 1],
  ['9F37', 4],
];

interface Row extends Omit<RecordRow, 'content'> {
  readonly content: (card: Personalisation) => Uint8Array;
}

/** One product: what differs between a debit card, a credit card and a phone. */
export interface Profile {
  readonly name: string;
  readonly aid: string;
  readonly label: string;
  /** AIP; no card authentication is claimed, since these cards carry no certificates. */
  readonly tag82Aip: string;
  readonly tag9F6CCtq: string;
  /** Asked for after `quickPdol`, and not used by the card. */
  readonly pdolExtra: Dol;
  readonly inGpo: (card: Personalisation) => readonly Uint8Array[];
  readonly records: readonly Row[];
  readonly identity: (card: Personalisation, random: Uint8Array) => Identity;
  /** A phone that wants its holder first answers GPO with 6986 until `unlock()`. */
  readonly locked?: boolean;
}

export function applicationOf(profile: Profile, personal: Personalisation): Application {
  const { pdolExtra, inGpo, records, identity, ...rest } = profile;
  return {
    ...rest,
    pdol: [...quickPdol, ...pdolExtra],
    inGpo: inGpo(personal),
    records: records.map((row) => ({ ...row, content: row.content(personal) })),
    identity: (random) => identity(personal, random),
  };
}

/** ATS of the doubles: FSCI 8 (256 bytes), TA 00, TB FWI 8 (77 ms) and SFGI 0, TC 02 (CID), no historical bytes. */
const ats = fromHex('0578008002');

export const plastic = (personal: Personalisation): Identity => ({
  type: 'A',
  atqa: { 4: 0x0004, 7: 0x0044, 10: 0x0084 }[personal.uid.length]!,
  sak: 0x20,
  uid: personal.uid,
  ats,
});

/** A phone hides who it is: a fresh UID that begins with 08 each time it meets a field. */
export const phone = (_: Personalisation, random: Uint8Array): Identity => ({
  type: 'A',
  atqa: 0x0004,
  sak: 0x20,
  uid: Uint8Array.of(0x08, random[0]!, random[1]!, random[2]!),
  ats,
});

const typeB = (_: Personalisation, random: Uint8Array): Identity => ({
  type: 'B',
  pupi: random,
  applicationData: fromHex('00000000'),
  // 106 kbit/s only; frames of 256 bytes, ISO 14443-4; FWI 8.
  protocolInfo: fromHex('008180'),
});

export const padded = (pan: string): string => (pan.length % 2 === 0 ? pan : `${pan}F`);
const holder = fromAscii('TEST/CARD');
/** YYMM to YYMMDD */
export const lastDay = (yymm: string): string => {
  const month = Number(yymm.slice(2));
  const days = [4, 6, 9, 11].includes(month) ? '30' : month === 2 ? '28' : '31';
  return yymm + days;
};

export const debitProfile: Profile = {
  name: 'quickpass-debit',
  aid: 'A000000333010101',
  label: 'UnionPay Debit',
  tag82Aip: '1C00',
  tag9F6CCtq: '0000',
  pdolExtra: [['DF60', 1]],
  inGpo: () => [],
  records: [
    {
      sfi: 1,
      number: 1,
      content: (card) => concat(tlv('57', track2(card)), tlv('5F20', holder)),
    },
    {
      sfi: 1,
      number: 2,
      content: (card) =>
        concat(
          tlv('5A', padded(card.pan)),
          tlv('5F34', card.panSequence),
          tlv('5F24', lastDay(card.expiry)),
          tlv('5F25', `${card.effective}01`),
          tlv('5F28', '0156'),
        ),
    },
    {
      sfi: 2,
      number: 1,
      content: () =>
        concat(
          tlv('9F07', 'FF00'),
          tlv('9F08', '0030'),
          tlv('9F63', '3030313031303030FF00000000000000'),
        ),
    },
  ],
  identity: plastic,
};

export const creditProfile: Profile = {
  name: 'quickpass-credit',
  aid: 'A000000333010102',
  label: 'UnionPay Credit',
  tag82Aip: '1C00',
  tag9F6CCtq: '0000',
  pdolExtra: [['DF69', 1]],
  inGpo: (card) => [tlv('5F34', card.panSequence)],
  records: [
    {
      sfi: 1,
      number: 1,
      content: (card) => concat(tlv('57', track2(card)), tlv('5F20', holder)),
    },
    {
      sfi: 1,
      number: 2,
      content: (card) =>
        concat(
          tlv('5A', padded(card.pan)),
          tlv('5F24', lastDay(card.expiry)),
          tlv('5F25', `${card.effective}01`),
          tlv('5F28', '0156'),
          tlv('9F07', 'FF00'),
        ),
    },
  ],
  identity: plastic,
};

/** A token instead of the PAN; the holder has been verified on the phone (9F6C byte 2, 80). */
export const phoneProfile: Profile = {
  name: 'phone',
  aid: 'A000000333010102',
  label: 'UnionPay Credit',
  tag82Aip: '1C40',
  tag9F6CCtq: '0080',
  pdolExtra: [],
  inGpo: (card) => [
    tlv('57', track2(card)),
    tlv('5F34', card.panSequence),
    tlv('5F24', lastDay(card.expiry)),
    tlv('9F19', '000000000001'),
  ],
  records: [],
  identity: phone,
};

export const phoneLockedProfile: Profile = {
  ...phoneProfile,
  name: 'phone-locked',
  locked: true,
};

export const typeBProfile: Profile = {
  ...debitProfile,
  name: 'quickpass-type-b',
  identity: typeB,
};
