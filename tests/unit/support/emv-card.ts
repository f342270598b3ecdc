// SPDX-License-Identifier: Apache-2.0
//
// A well-behaved QuickPass debit card as a transcript, and its parts, so that a test changes the one thing it is about.
// The account number is made up: project BIN 629999, with a Luhn digit.

import { CardMemory } from '../../../src/emv/card-memory.ts';
import { type Options, performTransaction } from '../../../src/emv/entry-point.ts';
import type { Outcome, UiRequest } from '../../../src/emv/outcome.ts';
import type { Parameters } from '../../../src/emv/parameters.ts';
import { encodeTlv } from '../../../src/emv/tlv.ts';
import type { Transaction } from '../../../src/emv/transaction.ts';
import { fromHex, toHex } from '../../../src/lib/bytes.ts';
import { type Exchange, TranscriptCard } from './transcript-card.ts';
import { unionPayParameters } from './unionpay.ts';

export const pan = '6299990000000017';
export const debitAid = 'A000000333010101';
export const creditAid = 'A000000333010102';

/** Tag → value, both hex; undefined leaves an object of the base out. */
export type Objects = Readonly<Record<string, string | undefined>>;

/** One object in hex. */
export function tlv(tag: string, ...values: readonly string[]): string {
  return toHex(encodeTlv(Number.parseInt(tag, 16), fromHex(values.join(''))));
}

export function tlvs(objects: Objects): string {
  return Object.entries(objects)
    .map(([tag, value]) => (value === undefined ? '' : tlv(tag, value)))
    .join('');
}

export const selectPpse = '00A404000E325041592E5359532E444446303100';

/** An answer to SELECT PPSE with those entries. */
export function ppse(...entries: readonly Objects[]): string {
  const discretionary = entries.map((entry) => tlv('61', tlvs(entry))).join('');
  return `${tlv('6F', tlv('84', '325041592E5359532E4444463031'), tlv('A5', tlv('BF0C', discretionary)))}9000`;
}

export const debitEntry: Objects = { '4F': debitAid, '50': '5155494350415353', '87': '01' };

export function select(aid: string): string {
  const length = (aid.length / 2).toString(16).toUpperCase().padStart(2, '0');
  return `00A40400${length}${aid}00`;
}

export const pdol = '9F66049F02069F03069F1A0295055F2A029A039C019F3704DF60019F7A01DF6901';

/** An answer to SELECT of an application. */
export function fci(aid: string, proprietary: Objects = {}): string {
  const objects = { '50': '5155494350415353', '9F38': pdol, ...proprietary };
  return `${tlv('6F', tlv('84', aid), tlv('A5', tlvs(objects)))}9000`;
}

/** Begins every GET PROCESSING OPTIONS. */
export const anyGpo = '80A80000*';

/** What the good card answers to GET PROCESSING OPTIONS. */
export const gpoObjects: Objects = {
  '82': '2000',
  '94': '08010100',
  '57': `${pan}D301220101234000000F`,
  '5F34': '01',
  '9F10': '07010103A00000010A0100000000001234567A',
  '9F26': '0123456789ABCDEF',
  '9F36': '001C',
  '9F6C': '0000',
};

export function gpo(changes: Objects = {}): string {
  return `${tlv('77', tlvs({ ...gpoObjects, ...changes }))}9000`;
}

/** What the good card has in its one record. */
const recordObjects: Objects = {
  '5A': pan,
  '5F24': '301231',
  '9F63': `${'00'.repeat(15)}01`,
};

export function record(changes: Objects = {}): string {
  return `${tlv('70', tlvs({ ...recordObjects, ...changes }))}9000`;
}

export const readRecord1 = '00B2010C00';

/** The whole conversation, with changed answers to GET PROCESSING OPTIONS and READ RECORD. */
export function goodCard(gpoChanges: Objects = {}, recordChanges: Objects = {}): Exchange[] {
  return [
    [selectPpse, ppse(debitEntry)],
    [select(debitAid), fci(debitAid)],
    [anyGpo, gpo(gpoChanges)],
    [readRecord1, record(recordChanges)],
  ];
}

/** 12.50 yuan on 21 November 2025. */
export const sale: Transaction = {
  amountMinor: 1250,
  type: 0x00,
  date: '251121',
  time: '235901',
  unpredictableNumber: fromHex('12345678'),
  sequenceCounter: 42,
  interfaceDeviceSerialNumber: 'JZ000001',
  cancellation: { cancelled: false },
};

export interface Run {
  readonly outcome: Outcome;
  readonly ui: readonly UiRequest[];
  readonly memory: CardMemory;
  readonly card: TranscriptCard;
}

/** Runs the transcript to its last line; `changes` to the sale, other parameters when they matter. */
export async function run(
  exchanges: readonly Exchange[],
  changes: Partial<Transaction> = {},
  parameters: Parameters = unionPayParameters,
  prepare: (card: TranscriptCard) => void = () => {},
  options: Options = {},
): Promise<Run> {
  const card = new TranscriptCard(exchanges);
  prepare(card);
  const ui: UiRequest[] = [];
  const memory = new CardMemory();
  const outcome = await performTransaction(
    card,
    parameters,
    { ...sale, ...changes },
    { ...options, onUiRequest: (request) => ui.push(request), memory },
  );
  card.assertFinished();
  return { outcome, ui, memory, card };
}

/** Kind and cause in one word, for tables. */
export function brief(outcome: Outcome): string {
  return outcome.kind === 'online-request' || outcome.kind === 'approved'
    ? `${outcome.kind} ${outcome.cvm}`
    : `${outcome.kind} ${outcome.cause}`;
}
