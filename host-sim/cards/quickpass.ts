// SPDX-License-Identifier: Apache-2.0
//
// Test doubles of UnionPay QuickPass payment cards and of a phone: made for testing this project's terminal, with keys and
// numbers of the project's own, not an implementation of any card. They answer PPSE, SELECT, GPO and READ RECORD as
// docs/sources.md [domain B1, B3, B10] describes the terminal's side of the talk.
// Easy to get wrong: the ATC grows with every GPO that reaches the cryptogram, also when its answer never arrives.

import { concat, fromAscii, fromHex, toHex } from '../../src/lib/bytes.ts';
import { type Apdu, parseApdu, reply } from './apdu.ts';
import type { Answer, Card, Identity } from './card.ts';
import { applicationCryptogram, cardKey } from './cryptogram.ts';
import { type Personalisation, track2 } from './personalisation.ts';
import { tlv } from './tlv.ts';

/** Status words, by what a card means with them. */
const Sw = {
  ok: 0x9000,
  wrongLength: 0x6700,
  tryAnotherInterface: 0x6984,
  conditionsNotSatisfied: 0x6985,
  commandNotAllowed: 0x6986,
  notFound: 0x6a82,
  recordNotFound: 0x6a83,
  wrongP1P2: 0x6a86,
  wrongLe: 0x6c00,
  unknownIns: 0x6d00,
  unknownCla: 0x6e00,
} as const;

/** What a card takes for each command, before ± 20 %. */
const computingUs = { select: 15_000, gpo: 60_000, record: 10_000, refusal: 3_000 } as const;

/** Tag and length of each item the card asks the terminal for. */
const pdolItems = [
  ['9F66', 4],
  ['9F02', 6],
  ['9F03', 6],
  ['9F1A', 2],
  ['95', 5],
  ['5F2A', 2],
  ['9A', 3],
  ['9C', 1],
  ['9F37', 4],
] as const;

export interface RecordRow {
  readonly sfi: number;
  readonly number: number;
  readonly content: (card: Personalisation, approval: Approval) => Uint8Array;
}

/** What an offline approval has left in the card; of other transactions nothing is looked at. */
export interface Approval {
  readonly atc: number;
  readonly amountMinor: number;
  /** Hexadecimal: what the card signs, without the counter. */
  readonly signedData: string;
}

/** A card that pays by itself, from a balance that only its issuer can fill. */
export interface OfflineBalance {
  readonly balanceMinor: number;
  readonly amountMaxMinor: number;
  /** Read after the others, when the card has approved; the last one makes the approval good. */
  readonly records: readonly RecordRow[];
}

/** One product: what differs between a debit card, a credit card and a phone. */
export interface Profile {
  readonly name: string;
  readonly aid: string;
  readonly label: string;
  /** AIP; no card authentication is claimed, since these cards carry no certificates yet. */
  readonly tag82Aip: string;
  readonly tag9F6CCtq: string;
  /** Asked for after `pdolItems`, and not used by the card. */
  readonly pdolExtra: readonly (readonly [string, number])[];
  /** Sent in the answer to GPO besides AIP, AFL, ATC, IAD, AC, CID and CTQ. */
  readonly inGpo: (card: Personalisation) => readonly Uint8Array[];
  readonly records: readonly RecordRow[];
  readonly identity: (card: Personalisation, random: Uint8Array) => Identity;
  readonly offline?: OfflineBalance;
  /** A phone that wants its holder first answers GPO with 6986 until `unlock()`. */
  readonly locked?: boolean;
}

const ppseName = fromAscii('2PAY.SYS.DDF01');

type Selected = 'nothing' | 'ppse' | 'application' | 'transaction';

export class PaymentCard implements Card {
  readonly name: string;
  readonly personal: Personalisation;
  readonly #profile: Profile;
  readonly #key: Uint8Array;
  #identity: Identity;
  #selected: Selected = 'nothing';
  #atc: number;
  #locked: boolean;
  #balanceMinor: number;
  readonly #approvals: Approval[] = [];
  /** The last transaction was an approval, whose records can be read for as long as there is no other: survives the field. */
  #hasApproved = false;

  constructor(profile: Profile, personal: Personalisation) {
    this.name = profile.name;
    this.personal = personal;
    this.#profile = profile;
    this.#key = cardKey(personal.issuerMasterKey, personal.pan, personal.panSequence);
    this.#atc = personal.atc;
    this.#locked = profile.locked === true;
    this.#balanceMinor = profile.offline?.balanceMinor ?? 0;
    this.#identity = profile.identity(personal, personal.random.bytes(4));
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** Transactions so far; survives the field. */
  get atc(): number {
    return this.#atc;
  }

  /** What it has approved by itself, in this order. */
  get approvals(): readonly Approval[] {
    return this.#approvals;
  }

  /** The holder has unlocked the phone. */
  unlock(): void {
    this.#locked = false;
  }

  fieldOn(): void {
    this.#identity = this.#profile.identity(this.personal, this.personal.random.bytes(4));
  }

  fieldOff(): void {}

  activated(): void {
    this.#selected = 'nothing';
  }

  command(bytes: Uint8Array): Answer {
    const apdu = parseApdu(bytes);
    if (!apdu) return this.#refuse(Sw.wrongLength);
    const instruction = instructions[apdu.ins];
    if (!instruction) return this.#refuse(Sw.unknownIns);
    if (apdu.cla !== instruction.cla) return this.#refuse(Sw.unknownCla);
    const result = this[instruction.run](apdu);
    if (typeof result === 'number') return this.#refuse(result);
    return { response: reply(Sw.ok, result), us: this.#vary(computingUs[instruction.run]) };
  }

  /** Called by the instruction table only. */
  select({ p1, p2, data }: Apdu): Uint8Array | number {
    if (p1 !== 0x04 || (p2 !== 0x00 && p2 !== 0x02)) return Sw.wrongP1P2;
    if (data.length < 5 || data.length > 16) return Sw.wrongLength;
    // There is one application: a "next occurrence" never exists.
    if (p2 === 0x02) return Sw.notFound;
    if (toHex(data) === toHex(ppseName)) {
      this.#selected = 'ppse';
      return this.#ppse();
    }
    if (!this.#profile.aid.startsWith(toHex(data))) return Sw.notFound;
    this.#selected = 'application';
    return this.#fci();
  }

  /** Called by the instruction table only. */
  gpo({ p1, p2, data }: Apdu): Uint8Array | number {
    if (p1 !== 0 || p2 !== 0) return Sw.wrongP1P2;
    const items = readPdol(data, [...pdolItems, ...this.#profile.pdolExtra]);
    if (!items) return Sw.wrongLength;
    if (this.#selected !== 'application') return Sw.conditionsNotSatisfied;
    if (this.#locked) return Sw.commandNotAllowed;
    const ttq = items['9F66']!;
    if ((ttq[0]! & 0x20) === 0) return Sw.tryAnotherInterface;
    if (this.#atc === 0xffff) return Sw.conditionsNotSatisfied;
    this.#selected = 'transaction';
    return this.#transact(items, ttq);
  }

  /** Called by the instruction table only. */
  record({ p1, p2, data, le }: Apdu): Uint8Array | number {
    if (data.length > 0 || le === undefined) return Sw.wrongLength;
    if ((p2 & 7) !== 4 || p1 === 0) return Sw.wrongP1P2;
    // A card that was taken away too soon gives the rest when it comes back.
    const isOpen =
      this.#selected === 'transaction' || (this.#selected === 'application' && this.#hasApproved);
    if (!isOpen) return Sw.conditionsNotSatisfied;
    const rows = this.#rows(this.#hasApproved);
    const file = rows.filter(({ sfi }) => sfi === p2 >> 3);
    if (file.length === 0) return Sw.notFound;
    const row = file.find(({ number }) => number === p1);
    if (!row) return Sw.recordNotFound;
    const record = tlv('70', row.content(this.personal, this.#approvals.at(-1) ?? noApproval));
    return le === 256 || le === record.length ? record : Sw.wrongLe | record.length;
  }

  #ppse(): Uint8Array {
    const { aid, label } = this.#profile;
    const entry = tlv('61', tlv('4F', aid), tlv('50', fromAscii(label)), tlv('87', '01'));
    return tlv('6F', tlv('84', ppseName), tlv('A5', tlv('BF0C', entry)));
  }

  #fci(): Uint8Array {
    const { aid, label, pdolExtra } = this.#profile;
    const pdol = [...pdolItems, ...pdolExtra].map(([tag, length]) =>
      concat(fromHex(tag), Uint8Array.of(length)),
    );
    return tlv(
      '6F',
      tlv('84', aid),
      tlv(
        'A5',
        tlv('50', fromAscii(label)),
        tlv('87', '01'),
        tlv('5F2D', fromAscii('zhen')),
        tlv('9F38', ...pdol),
        tlv('BF0C', tlv('9F4D', '0B0A')),
      ),
    );
  }

  #rows(isApproval: boolean): readonly RecordRow[] {
    const { records, offline } = this.#profile;
    return isApproval && offline ? [...records, ...offline.records] : records;
  }

  #transact(items: Items, ttq: Uint8Array): Uint8Array {
    this.#atc++;
    this.#hasApproved = false;
    const { personal } = this;
    const { tag82Aip, tag9F6CCtq, inGpo } = this.#profile;
    const decision = this.#decide(Number(toHex(items['9F02']!)), ttq);
    const { cvr, tag9F27 } = decisions[decision];
    const records = this.#rows(decision === 'approves');
    const tag9F36Atc = Uint8Array.of(this.#atc >> 8, this.#atc & 0xff);
    const ctq = qualifiers(tag9F6CCtq, ttq);
    const related = decision === 'approves' ? this.#approve(items, ctq) : [];
    const cryptogram = applicationCryptogram(this.#key, {
      tag9F02Amount: items['9F02']!,
      tag9F03OtherAmount: items['9F03']!,
      tag9F1ATerminalCountry: items['9F1A']!,
      tag95Tvr: items['95']!,
      tag5F2ACurrency: items['5F2A']!,
      tag9ADate: items['9A']!,
      tag9CType: items['9C']!,
      tag9F37Unpredictable: items['9F37']!,
      tag82Aip: fromHex(tag82Aip),
      tag9F36Atc,
      cvr: fromHex(cvr),
    });
    return tlv(
      '77',
      tlv('82', tag82Aip),
      ...(records.length > 0 ? [tlv('94', aflOf(records))] : []),
      tlv('9F36', tag9F36Atc),
      ...inGpo(personal),
      // Length 7, key index 1, cryptogram version 1, CVR, algorithm 1 (TDES).
      tlv('9F10', '070101', cvr, '01'),
      tlv('9F26', cryptogram),
      tlv('9F27', tag9F27),
      tlv('9F6C', ctq),
      ...related,
    );
  }

  #decide(amountMinor: number, ttq: Uint8Array): keyof typeof decisions {
    const { offline } = this.#profile;
    const isOnlineWanted = (ttq[1]! & 0x80) !== 0;
    if (
      offline &&
      !isOnlineWanted &&
      amountMinor <= Math.min(this.#balanceMinor, offline.amountMaxMinor)
    )
      return 'approves';
    const isOfflineReader = (ttq[0]! & 0x08) !== 0;
    return isOfflineReader || amountMinor > this.personal.amountMaxMinor ? 'declines' : 'asks';
  }

  /** 9F69; the balance is less from here on, whether the terminal reads the rest or not. */
  #approve(items: Items, ctq: Uint8Array): readonly Uint8Array[] {
    const amountMinor = Number(toHex(items['9F02']!));
    this.#balanceMinor -= amountMinor;
    this.#hasApproved = true;
    const related = concat(Uint8Array.of(1), this.personal.random.bytes(4), ctq);
    const signed = concat(items['9F37']!, items['9F02']!, items['5F2A']!, related);
    this.#approvals.push({ atc: this.#atc, amountMinor, signedData: toHex(signed) });
    return [tlv('9F69', related)];
  }

  #refuse(sw: number): Answer {
    return { response: reply(sw), us: this.#vary(computingUs.refusal) };
  }

  /** ± 20 % */
  #vary(us: number): number {
    return Math.round((us * this.personal.random.between(800, 1200)) / 1000);
  }
}

const noApproval: Approval = { atc: 0, amountMinor: 0, signedData: '' };

/** CVR, byte 2, bits 6 and 5: 00 AAC, 01 TC, 10 ARQC; and 9F27. */
const decisions = {
  declines: { cvr: '03800000', tag9F27: '00' },
  approves: { cvr: '03900000', tag9F27: '40' },
  asks: { cvr: '03A00000', tag9F27: '80' },
} as const;

const instructions: Readonly<
  Record<number, { readonly cla: number; readonly run: 'select' | 'gpo' | 'record' } | undefined>
> = {
  164: { cla: 0x00, run: 'select' },
  168: { cla: 0x80, run: 'gpo' },
  178: { cla: 0x00, run: 'record' },
};

/** A reader that wants the holder verified and can ask for an online PIN gets "online PIN", unless a phone has done it. */
function qualifiers(tag9F6CCtq: string, ttq: Uint8Array): Uint8Array {
  const ctq = fromHex(tag9F6CCtq);
  const asked = (ttq[1]! & 0x40) !== 0 && (ttq[0]! & 0x04) !== 0;
  if (asked && (ctq[1]! & 0x80) === 0) ctq[0]! |= 0x80;
  return ctq;
}

type Items = Readonly<Record<string, Uint8Array | undefined>>;

/** The command data `83 L values` of GPO by tag, or undefined when the lengths do not fit the PDOL. */
function readPdol(
  data: Uint8Array,
  pdol: readonly (readonly [string, number])[],
): Items | undefined {
  const total = pdol.reduce((sum, [, length]) => sum + length, 0);
  if (data[0] !== 0x83 || data[1] !== total || data.length !== total + 2) return undefined;
  const items: Record<string, Uint8Array> = {};
  let offset = 2;
  for (const [tag, length] of pdol) {
    items[tag] = data.slice(offset, offset + length);
    offset += length;
  }
  return items;
}

/** Application file locator: one entry per file, its records numbered without a gap. */
function aflOf(records: readonly RecordRow[]): Uint8Array {
  const files = [...new Set(records.map(({ sfi }) => sfi))];
  return concat(
    ...files.map((sfi) => {
      const numbers = records.filter((row) => row.sfi === sfi).map((row) => row.number);
      return Uint8Array.of(sfi << 3, Math.min(...numbers), Math.max(...numbers), 0);
    }),
  );
}

/** ATS of the doubles: FSCI 8 (256 bytes), TA 00, TB FWI 8 (77 ms) and SFGI 0, TC 02 (CID), no historical bytes. */
const ats = fromHex('0578008002');

const plastic = (personal: Personalisation): Identity => ({
  type: 'A',
  atqa: { 4: 0x0004, 7: 0x0044, 10: 0x0084 }[personal.uid.length]!,
  sak: 0x20,
  uid: personal.uid,
  ats,
});

/** A phone hides who it is: a fresh UID that begins with 08 each time it meets a field. */
const phone = (_: Personalisation, random: Uint8Array): Identity => ({
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

const padded = (pan: string): string => (pan.length % 2 === 0 ? pan : `${pan}F`);
const holder = fromAscii('TEST/CARD');
/** YYMM to YYMMDD */
const lastDay = (yymm: string): string => {
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
