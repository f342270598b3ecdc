// SPDX-License-Identifier: Apache-2.0
//
// Test doubles of payment cards and phones: made for testing this project's terminal, with keys and numbers of the project's own,
// not an implementation of any card. They answer the commands of kernels 2, 3 and 7 as docs/sources.md [domain B1, B3, B4, B6, B10]
// describes the terminal's side of the talk. What distinguishes one card from another is data: `Application`.
// Easy to get wrong: the ATC grows with every GPO that reaches the cryptogram, also when its answer never arrives; a card on which
// GENERATE AC decides counts there.

import { concat, fromAscii, fromHex, toHex } from '../../src/lib/bytes.ts';
import { type Apdu, parseApdu, reply } from './apdu.ts';
import type { Answer, Card, Identity } from './card.ts';
import {
  type CryptogramType,
  cryptogramInformation,
  decideAtGenerateAc,
  decideAtGpo,
  issuerApplicationData,
} from './card-decision.ts';
import { type CardSigner, relatedDataOf, signCombined, signFast } from './card-signatures.ts';
import { applicationCryptogram, type CryptogramData, cardKey } from './cryptogram.ts';
import { type Dol, dolBytes, type Items, readDol } from './dol.ts';
import { isRightAnswer, type Script, takesScript } from './issuer-answer.ts';
import type { Personalisation } from './personalisation.ts';
import { tlv } from './tlv.ts';

/** Status words, by what a card means with them. */
const Sw = {
  ok: 0x9000,
  fileInvalidated: 0x6283,
  authenticationFailed: 0x6300,
  wrongLength: 0x6700,
  tryAnotherInterface: 0x6984,
  conditionsNotSatisfied: 0x6985,
  commandNotAllowed: 0x6986,
  wrongMac: 0x6988,
  notFound: 0x6a82,
  recordNotFound: 0x6a83,
  wrongP1P2: 0x6a86,
  referencedDataNotFound: 0x6a88,
  wrongLe: 0x6c00,
  unknownIns: 0x6d00,
  unknownCla: 0x6e00,
} as const;

/** What a card takes for each command, before ± 20 %. */
const computingUs = {
  select: 15_000,
  gpo: 60_000,
  record: 10_000,
  generateAc: 150_000,
  recoverAc: 15_000,
  balance: 10_000,
  externalAuthenticate: 20_000,
  script: 30_000,
  refusal: 3_000,
} as const;

/** Its signature takes longer than its waiting time: it asks for three times that. */
const waitingTimes = 3;

export interface RecordRow {
  readonly sfi: number;
  readonly number: number;
  /** Takes part in offline data authentication. */
  readonly signed?: boolean;
  /** Of the record template. */
  readonly content: Uint8Array;
}

/** Of a card that pays by itself: only its issuer can fill it. */
export interface OfflineBalance {
  readonly balanceMinor: number;
  /** Of one transaction. */
  readonly amountMaxMinor: number;
}

/** Of the relay resistance protocol: what it takes for its answer, and what it says of that. */
export interface RelayTimes {
  /** ± 20 % */
  readonly us: number;
  /** Shortest time, longest time, answer on the air: two bytes each, in units of 100 µs. */
  readonly says: string;
}

/** What the card has approved by itself. */
export interface Approval {
  readonly atc: number;
  readonly amountMinor: number;
}

/** One application with its data: what differs from card to card. */
export interface Application {
  readonly name: string;
  readonly aid: string;
  readonly label: string;
  readonly pdol: Dol;
  readonly tag82Aip: string;
  /** Undefined: the card has no qualifiers (9F6C). */
  readonly tag9F6CCtq: string | undefined;
  /** Sent in the answer to GPO besides AIP, AFL, ATC, IAD, AC, CID and CTQ. */
  readonly inGpo: readonly Uint8Array[];
  readonly records: readonly RecordRow[];
  /** Instead of the one that names those records. */
  readonly tag94Afl?: Uint8Array;
  readonly identity: (random: Uint8Array) => Identity;
  /** A phone that wants its holder first answers GPO with 6986 until `unlock()`. */
  readonly locked?: boolean;
  /** The issuer has blocked the application: SELECT answers 6283. */
  readonly blocked?: boolean;
  /** The command with which the card decides; kernel 2's cards do it at GENERATE AC, over this CDOL1. Default: GPO. */
  readonly cdol1?: Dol;
  /** The most that the card gives, in the order AAC, ARQC, TC. Default: ARQC. */
  readonly gives?: CryptogramType;
  /** Pays by itself out of this, and asks its issuer about more. */
  readonly balance?: OfflineBalance;
  readonly signer?: CardSigner;
  /** Where READ RECORD finds the signature that was made with the answer to GPO. */
  readonly signatureAt?: { readonly sfi: number; readonly number: number };
  /** Takes EXTERNAL AUTHENTICATE and issuer scripts. */
  readonly scripts?: boolean;
  /** Has the relay resistance protocol; its AIP should say so. */
  readonly relay?: RelayTimes;
  /** Leaves the field while it works on that command (1 is the first of a session), once. */
  readonly leavesAt?: number;
}

/** What is left of an offline balance. */
const tag9F50 = 0x9f50;
const ppseName = fromAscii('2PAY.SYS.DDF01');

type Selected = 'nothing' | 'ppse' | 'application' | 'transaction';

/** What the card remembers of a transaction; it stays when the field goes. */
interface Decided {
  readonly cryptogram: Uint8Array;
  readonly type: CryptogramType;
  readonly unpredictableNumber: Uint8Array;
  readonly answer: Uint8Array;
}

export class PaymentCard implements Card {
  readonly name: string;
  readonly personal: Personalisation;
  readonly #application: Application;
  readonly #key: Uint8Array;
  #identity: Identity;
  #selected: Selected = 'nothing';
  #atc: number;
  #locked: boolean;
  #blocked: boolean;
  /** In this session. */
  #commandCount = 0;
  #hasLeft = false;
  #pdolData: Uint8Array = new Uint8Array(0);
  /** 9F4B of this transaction, for READ RECORD. */
  #signature: Uint8Array = new Uint8Array(0);
  #relayData: Uint8Array = new Uint8Array(0);
  #decided: Decided | undefined;
  #balanceMinor: number;
  readonly #approvals: Approval[] = [];

  constructor(application: Application, personal: Personalisation) {
    this.name = application.name;
    this.personal = personal;
    this.#application = application;
    this.#key = cardKey(personal.issuerMasterKey, personal.pan, personal.panSequence);
    this.#atc = personal.atc;
    this.#locked = application.locked === true;
    this.#blocked = application.blocked === true;
    this.#balanceMinor = application.balance?.balanceMinor ?? 0;
    this.#identity = application.identity(personal.random.bytes(4));
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** Transactions so far; survives the field. */
  get atc(): number {
    return this.#atc;
  }

  /** In this order. */
  get approvals(): readonly Approval[] {
    return this.#approvals;
  }

  /** The issuer has blocked it, in a script or before. */
  get isBlocked(): boolean {
    return this.#blocked;
  }

  /** The holder has unlocked the phone. */
  unlock(): void {
    this.#locked = false;
  }

  fieldOn(): void {
    this.#identity = this.#application.identity(this.personal.random.bytes(4));
  }

  fieldOff(): void {}

  activated(): void {
    this.#selected = 'nothing';
    this.#commandCount = 0;
  }

  command(bytes: Uint8Array): Answer {
    const answer = this.#answer(bytes);
    this.#commandCount++;
    if (this.#hasLeft || this.#commandCount !== this.#application.leavesAt) return answer;
    this.#hasLeft = true;
    return { ...answer, leaves: true };
  }

  #answer(bytes: Uint8Array): Answer {
    const apdu = parseApdu(bytes);
    if (!apdu) return this.#refuse(Sw.wrongLength);
    const instruction = instructions[apdu.ins];
    if (!instruction) return this.#refuse(Sw.unknownIns);
    if (apdu.cla !== instruction.cla) return this.#refuse(Sw.unknownCla);
    const { run } = instruction;
    const result = this[run](apdu);
    if (typeof result === 'number') return this.#refuse(result);
    const us = run === 'relay' ? this.#application.relay!.us : computingUs[run];
    const answer = { response: reply(Sw.ok, result), us: this.#vary(us) };
    return run === 'generateAc' ? { ...answer, wtxm: waitingTimes } : answer;
  }

  /** Called by the instruction table only, as are all up to `script`. */
  select({ p1, p2, data }: Apdu): Uint8Array | number {
    if (p1 !== 0x04 || (p2 !== 0x00 && p2 !== 0x02)) return Sw.wrongP1P2;
    if (data.length < 5 || data.length > 16) return Sw.wrongLength;
    // There is one application: a "next occurrence" never exists.
    if (p2 === 0x02) return Sw.notFound;
    if (toHex(data) === toHex(ppseName)) {
      this.#selected = 'ppse';
      return this.#ppse();
    }
    if (!this.#application.aid.startsWith(toHex(data))) return Sw.notFound;
    if (this.#blocked) return Sw.fileInvalidated;
    this.#selected = 'application';
    return this.#fci();
  }

  gpo({ p1, p2, data }: Apdu): Uint8Array | number {
    if (p1 !== 0 || p2 !== 0) return Sw.wrongP1P2;
    const { pdol, cdol1 } = this.#application;
    const items = data[0] === 0x83 && data[1] === data.length - 2 && readDol(pdol, data.slice(2));
    if (!items) return Sw.wrongLength;
    if (this.#selected !== 'application') return Sw.conditionsNotSatisfied;
    if (this.#locked) return Sw.commandNotAllowed;
    const ttq = items['9F66'];
    if (ttq && (ttq[0]! & 0x20) === 0) return Sw.tryAnotherInterface;
    if (this.#atc === 0xffff) return Sw.conditionsNotSatisfied;
    this.#selected = 'transaction';
    this.#pdolData = data.slice(2);
    this.#relayData = new Uint8Array(0);
    return cdol1 ? tlv('77', ...this.#profileAndLocator()) : this.#transact(items, ttq!);
  }

  record({ p1, p2, data, le }: Apdu): Uint8Array | number {
    if (data.length > 0 || le === undefined) return Sw.wrongLength;
    if ((p2 & 7) !== 4 || p1 === 0) return Sw.wrongP1P2;
    // A card that was taken away too soon after an approval gives the rest when it comes back.
    const hasApproved = this.#selected === 'application' && this.#decided?.type === 'tc';
    if (this.#selected !== 'transaction' && !hasApproved) return Sw.conditionsNotSatisfied;
    const { records, signatureAt } = this.#application;
    const signature = signatureAt && { ...signatureAt, content: tlv('9F4B', this.#signature) };
    const all = signature ? [...records, signature] : records;
    const file = all.filter(({ sfi }) => sfi === p2 >> 3);
    if (file.length === 0) return Sw.notFound;
    const row = file.find(({ number }) => number === p1);
    if (!row) return Sw.recordNotFound;
    const record = tlv('70', row.content);
    return le === 256 || le === record.length ? record : Sw.wrongLe | record.length;
  }

  generateAc({ p1, p2, data }: Apdu): Uint8Array | number {
    const { cdol1, signer } = this.#application;
    if (!cdol1) return Sw.unknownIns;
    if (p2 !== 0 || (p1 & 0x2f) !== 0 || p1 >> 6 === 3) return Sw.wrongP1P2;
    const items = readDol(cdol1, data);
    if (!items) return Sw.wrongLength;
    if (this.#selected !== 'transaction' || this.#atc === 0xffff) return Sw.conditionsNotSatisfied;
    this.#selected = 'application';
    this.#atc++;
    const isAbove = this.#isAboveMaximum(items);
    const type = decideAtGenerateAc(this.#most(items), p1 >> 6, isAbove);
    const cryptogram = this.#cryptogram(items, type);
    const head = [tlv('9F27', cryptogramInformation(type)), tlv('9F36', this.#counter())];
    const tail = tlv('9F10', issuerApplicationData(type));
    const signs = signer !== undefined && (p1 & 0x10) !== 0 && type !== 'aac';
    const signature = (answer: Uint8Array) =>
      signCombined(signer!, {
        counter: this.#counter(),
        information: cryptogramInformation(type),
        cryptogram,
        hashed: concat(this.#pdolData, data, answer),
        relayData: this.#relayData,
        unpredictableNumber: items['9F37']!,
      });
    const body = signs ? tlv('9F4B', signature(concat(...head, tail))) : tlv('9F26', cryptogram);
    const answer = tlv('77', ...head, body, tail);
    this.#decide(items, { cryptogram, type, unpredictableNumber: items['9F37']!, answer });
    return answer;
  }

  /** For a terminal that has not got the answer to GENERATE AC: its number says which transaction it means. */
  recoverAc({ p1, p2, data }: Apdu): Uint8Array | number {
    if (!this.#application.cdol1) return Sw.unknownIns;
    if (p1 !== 0 || p2 !== 0) return Sw.wrongP1P2;
    const { unpredictableNumber, answer } = this.#decided ?? {};
    if (this.#selected !== 'transaction' || !answer) return Sw.conditionsNotSatisfied;
    return toHex(data) === toHex(unpredictableNumber!) ? answer : Sw.conditionsNotSatisfied;
  }

  relay({ p1, p2, data }: Apdu): Uint8Array | number {
    const { relay } = this.#application;
    if (!relay) return Sw.unknownIns;
    if (p1 !== 0 || p2 !== 0) return Sw.wrongP1P2;
    if (data.length !== 4) return Sw.wrongLength;
    if (this.#selected !== 'transaction') return Sw.conditionsNotSatisfied;
    const own = concat(this.personal.random.bytes(4), fromHex(relay.says));
    this.#relayData = concat(data, own);
    return tlv('80', own);
  }

  /** GET DATA: of what can be asked so, a card has its balance only. */
  balance({ p1, p2, data }: Apdu): Uint8Array | number {
    if (!this.#application.balance) return Sw.unknownIns;
    if (data.length > 0) return Sw.wrongLength;
    if (((p1 << 8) | p2) !== tag9F50) return Sw.referencedDataNotFound;
    if (this.#selected === 'nothing' || this.#selected === 'ppse') return Sw.conditionsNotSatisfied;
    return tlv('9F50', String(this.#balanceMinor).padStart(12, '0'));
  }

  externalAuthenticate({ p1, p2, data }: Apdu): Uint8Array | number {
    if (!this.#application.scripts) return Sw.unknownIns;
    if (p1 !== 0 || p2 !== 0) return Sw.wrongP1P2;
    if (this.#decided?.type !== 'arqc') return Sw.conditionsNotSatisfied;
    const { cryptogram } = this.#decided;
    if (!isRightAnswer(this.#key, this.#atc, cryptogram, data)) return Sw.authenticationFailed;
    return new Uint8Array(0);
  }

  script(apdu: Apdu): Uint8Array | number {
    if (!this.#application.scripts) return Sw.unknownIns;
    if (this.#decided?.type !== 'arqc') return Sw.conditionsNotSatisfied;
    if (!takesScript(this.#key, this.#atc, this.#decided.cryptogram, apdu)) return Sw.wrongMac;
    const script = scripts[apdu.ins]!;
    if (script !== 'put-data') this.#blocked = script === 'block-application';
    return new Uint8Array(0);
  }

  #ppse(): Uint8Array {
    const { aid, label } = this.#application;
    const entry = tlv('61', tlv('4F', aid), tlv('50', fromAscii(label)), tlv('87', '01'));
    return tlv('6F', tlv('84', ppseName), tlv('A5', tlv('BF0C', entry)));
  }

  #fci(): Uint8Array {
    const { aid, label, pdol } = this.#application;
    return tlv(
      '6F',
      tlv('84', aid),
      tlv(
        'A5',
        tlv('50', fromAscii(label)),
        tlv('87', '01'),
        tlv('5F2D', fromAscii('zhen')),
        tlv('9F38', dolBytes(pdol)),
        tlv('BF0C', tlv('9F4D', '0B0A')),
      ),
    );
  }

  #profileAndLocator(): Uint8Array[] {
    const { tag82Aip, tag94Afl, records, signatureAt } = this.#application;
    const places = signatureAt ? [...records, signatureAt] : records;
    const locator = tag94Afl ?? aflOf(places);
    return [tlv('82', tag82Aip), ...(locator.length > 0 ? [tlv('94', locator)] : [])];
  }

  #transact(items: Items, ttq: Uint8Array): Uint8Array {
    this.#atc++;
    const { tag9F6CCtq, inGpo, signer } = this.#application;
    const type = decideAtGpo(this.#most(items), ttq, this.#isAboveMaximum(items));
    const cryptogram = this.#cryptogram(items, type);
    const ctq = tag9F6CCtq === undefined ? undefined : qualifiers(tag9F6CCtq, ttq);
    const related = signer && relatedDataOf(this.personal.random.bytes(4), ctq);
    if (related) this.#signature = signFast(signer, this.#counter(), items, related);
    const answer = tlv(
      '77',
      ...this.#profileAndLocator(),
      tlv('9F36', this.#counter()),
      ...inGpo,
      tlv('9F10', issuerApplicationData(type)),
      tlv('9F26', cryptogram),
      tlv('9F27', cryptogramInformation(type)),
      ...(ctq ? [tlv('9F6C', ctq)] : []),
      ...(related ? [tlv('9F69', related)] : []),
    );
    this.#decide(items, { cryptogram, type, unpredictableNumber: items['9F37']!, answer });
    return answer;
  }

  #counter(): Uint8Array {
    return Uint8Array.of(this.#atc >> 8, this.#atc & 0xff);
  }

  #isAboveMaximum(items: Items): boolean {
    return amountOf(items) > this.personal.amountMaxMinor;
  }

  /** The most that it gives for that amount. */
  #most(items: Items): CryptogramType {
    const { gives = 'arqc', balance } = this.#application;
    if (gives !== 'tc' || !balance) return gives;
    const most = Math.min(this.#balanceMinor, balance.amountMaxMinor);
    return amountOf(items) <= most ? 'tc' : 'arqc';
  }

  /** An approval has cost its balance, whether the terminal reads the rest or not. */
  #decide(items: Items, decided: Decided): void {
    this.#decided = decided;
    if (decided.type !== 'tc') return;
    const amountMinor = amountOf(items);
    this.#balanceMinor -= amountMinor;
    this.#approvals.push({ atc: this.#atc, amountMinor });
  }

  #cryptogram(items: Items, type: CryptogramType): Uint8Array {
    const data: CryptogramData = {
      tag9F02Amount: items['9F02']!,
      tag9F03OtherAmount: items['9F03']!,
      tag9F1ATerminalCountry: items['9F1A']!,
      tag95Tvr: items['95']!,
      tag5F2ACurrency: items['5F2A']!,
      tag9ADate: items['9A']!,
      tag9CType: items['9C']!,
      tag9F37Unpredictable: items['9F37']!,
      tag82Aip: fromHex(this.#application.tag82Aip),
      tag9F36Atc: this.#counter(),
      cvr: issuerApplicationData(type).subarray(3, 7),
    };
    return applicationCryptogram(this.#key, data);
  }

  #refuse(sw: number): Answer {
    return { response: reply(sw), us: this.#vary(computingUs.refusal) };
  }

  /** ± 20 % */
  #vary(us: number): number {
    return Math.round((us * this.personal.random.between(800, 1200)) / 1000);
  }
}

const amountOf = (items: Items): number => Number(toHex(items['9F02']!));

const scripts: Readonly<Record<number, Script | undefined>> = {
  24: 'unblock-application',
  30: 'block-application',
  218: 'put-data',
};

type Run = Exclude<keyof typeof computingUs, 'refusal'> | 'relay';

const instructions: Readonly<
  Record<number, { readonly cla: number; readonly run: Run } | undefined>
> = {
  24: { cla: 0x84, run: 'script' },
  30: { cla: 0x84, run: 'script' },
  130: { cla: 0x00, run: 'externalAuthenticate' },
  164: { cla: 0x00, run: 'select' },
  168: { cla: 0x80, run: 'gpo' },
  174: { cla: 0x80, run: 'generateAc' },
  178: { cla: 0x00, run: 'record' },
  202: { cla: 0x80, run: 'balance' },
  208: { cla: 0x80, run: 'recoverAc' },
  218: { cla: 0x84, run: 'script' },
  234: { cla: 0x80, run: 'relay' },
};

/** A reader that wants the holder verified and can ask for an online PIN gets "online PIN", unless a phone has done it. */
function qualifiers(tag9F6CCtq: string, ttq: Uint8Array): Uint8Array {
  const ctq = fromHex(tag9F6CCtq);
  const asked = (ttq[1]! & 0x40) !== 0 && (ttq[0]! & 0x04) !== 0;
  if (asked && (ctq[1]! & 0x80) === 0) ctq[0]! |= 0x80;
  return ctq;
}

/** Application file locator: one entry per file, its records numbered without a gap, the signed ones first. */
function aflOf(records: readonly Pick<RecordRow, 'sfi' | 'number' | 'signed'>[]): Uint8Array {
  const files = [...new Set(records.map(({ sfi }) => sfi))];
  return concat(
    ...files.map((sfi) => {
      const rows = records.filter((row) => row.sfi === sfi);
      const numbers = rows.map(({ number }) => number);
      const signedCount = rows.filter(({ signed }) => signed).length;
      return Uint8Array.of(sfi << 3, Math.min(...numbers), Math.max(...numbers), signedCount);
    }),
  );
}
