// SPDX-License-Identifier: Apache-2.0
//
// Whether a sale may be booked, money be held, or a balance be told: the checks of acquirer and issuer in their order, each with its code of docs/sources.md
// [domain A12]. The first that objects decides.

import type { DateTime } from '../../src/io/clock.ts';
import { type CardIdentity, hasCryptogram, type PinBook, verifyCryptogram } from './issuer.ts';
import { type Entry, masked } from './ledger.ts';
import { findPin, type PinFound } from './pin.ts';
import { readTlv } from './tlv.ts';
import type { WireMessage } from './wire.ts';

/** An account known to the issuer. Without any, every card with a right cryptogram is good for any amount. */
export interface CardAccount {
  readonly pan: string;
  readonly balanceMinor: number;
}

export interface SaleVerdict {
  readonly code: string;
  readonly note: string;
  readonly card: CardIdentity;
  readonly amountMinor: number;
  readonly chip: ReadonlyMap<string, string>;
  /** Of a card whose cryptogram is right: it gets an answer cryptogram, also when the sale is refused. */
  readonly sessionKey: Buffer | undefined;
}

export interface Issuer {
  readonly masterKey: Uint8Array;
  readonly accounts: ReadonlyMap<string, CardAccount> | undefined;
  /** Without one no card has a PIN. */
  readonly pins: PinBook | undefined;
  /** From here on a card that was not verified on a phone must come with its PIN. */
  readonly pinFreeLimitMinor: number;
  /** Cryptograms already answered, as `cryptogramId` names them. */
  readonly seen: ReadonlySet<string>;
}

export function cryptogramId({ pan, sequence }: CardIdentity, chip: ReadonlyMap<string, string>) {
  return `${pan}/${sequence}/${chip.get('9F36')}`;
}

/** Everything that goes to the issuer with a cryptogram. */
const issuerKinds = {
  sale: { processingCode: '000000', conditionCode: '00', hasAmount: true },
  'pre-authorization': { processingCode: '030000', conditionCode: '06', hasAmount: true },
  balance: { processingCode: '310000', conditionCode: '00', hasAmount: false },
} as const;
export type IssuerKind = keyof typeof issuerKinds;

interface Context {
  readonly asked: (typeof issuerKinds)[IssuerKind];
  readonly pin: PinFound;
  readonly fields: ReadonlyMap<number, string>;
  readonly chip: ReadonlyMap<string, string>;
  readonly card: CardIdentity;
  readonly amountMinor: number;
  readonly sessionKey: Buffer | undefined;
  readonly issuer: Issuer;
  readonly today: DateTime;
}

type Check = readonly [code: string, note: string, isBad: (context: Context) => boolean];

/** 9F34 begins 01 where a phone has verified its holder. */
const verifiedOnDevice = /^01/;

const wanted = [3, 11, 22, 25, 41, 42, 49, 55, 60];

const checks: readonly Check[] = [
  [
    '30',
    'fields missing',
    ({ fields, asked }) =>
      [...wanted, ...(asked.hasAmount ? [4] : [])].some((id) => !fields.has(id)),
  ],
  ['30', 'no chip data', ({ chip }) => !hasCryptogram(chip)],
  ['30', 'a question with an amount', ({ fields, asked }) => !asked.hasAmount && fields.has(4)],
  [
    '40',
    'unknown processing code',
    ({ fields, asked }) =>
      fields.get(3) !== asked.processingCode || fields.get(25) !== asked.conditionCode,
  ],
  [
    '30',
    'chip data of another kind',
    ({ chip, asked }) => chip.get('9C') !== asked.processingCode.slice(0, 2),
  ],
  [
    '30',
    'not in yuan',
    ({ fields, chip }) => fields.get(49) !== '156' || chip.get('5F2A') !== '0156',
  ],
  ['13', 'amount zero', ({ amountMinor, asked }) => asked.hasAmount && amountMinor === 0],
  [
    '13',
    'amount differs from chip data',
    ({ amountMinor, chip }) => amountMinor !== Number(chip.get('9F02')),
  ],
  ['14', 'not a card number', ({ card }) => !isLuhn(card.pan)],
  [
    '30',
    'track 2 of another card',
    ({ fields, card }) => !agreesWithTrack(fields.get(35), card.pan),
  ],
  ['54', 'card expired', ({ fields, today }) => isExpired(fields, today)],
  ['05', 'not an online cryptogram', ({ chip }) => (chip.get('9F27') ?? '80') !== '80'],
  ['05', 'cryptogram wrong', ({ sessionKey }) => sessionKey === undefined],
  [
    '05',
    'cryptogram replayed',
    ({ card, chip, issuer }) => issuer.seen.has(cryptogramId(card, chip)),
  ],
  ['99', 'PIN block', ({ pin }) => pin.kind === 'unreadable'],
  ['55', 'PIN missing', (context) => context.pin.kind === 'none' && needsPin(context)],
  ['14', 'no such account', ({ card, issuer }) => issuer.accounts?.has(card.pan) === false],
  [
    '51',
    'balance too low',
    ({ card, amountMinor, issuer }) => isTooMuch(card, amountMinor, issuer),
  ],
];

function needsPin({ card, amountMinor, chip, issuer, asked }: Context): boolean {
  const above = !asked.hasAmount || amountMinor > issuer.pinFreeLimitMinor;
  return (
    above && issuer.pins?.has(card.pan) === true && !verifiedOnDevice.test(chip.get('9F34') ?? '')
  );
}

/** Everything but terminal, MAC, batch and trace, which are checked for every message. `pinKey`: the terminal's. */
export function judgeSale(
  kind: IssuerKind,
  message: WireMessage,
  issuer: Issuer,
  today: DateTime,
  pinKey?: Uint8Array,
): SaleVerdict {
  const { fields } = message;
  const chip = chipData(fields.get(55) ?? '');
  const card = cardOf(fields);
  const context: Context = {
    asked: issuerKinds[kind],
    pin: findPin(fields, card.pan, pinKey),
    fields,
    chip,
    card,
    amountMinor: Number(fields.get(4) ?? 0),
    sessionKey: verifyCryptogram(issuer.masterKey, card, chip),
    issuer,
    today,
  };
  const objection = checks.find(([, , isBad]) => isBad(context));
  const { amountMinor, sessionKey } = context;
  // Only a sale that is good otherwise costs a try.
  const [code, note] = objection ?? pinVerdict(context);
  return { code, note, card, amountMinor, chip, sessionKey };
}

/** What the book has of it, besides whose it is and when. */
export function saleEntry(kind: IssuerKind, { code, note, card, amountMinor }: SaleVerdict) {
  const isApproved = code === '00';
  return {
    kind,
    original: '',
    amountMinor,
    maskedPan: masked(card.pan),
    netMinor: isApproved && kind === 'sale' ? amountMinor : 0,
    state: isApproved ? (kind === 'balance' ? 'answered' : 'approved') : 'declined',
    code,
    note,
  } as const satisfies Partial<Entry>;
}

function pinVerdict({ pin, card, issuer }: Context): readonly [code: string, note: string] {
  if (pin.kind !== 'found' || !issuer.pins) return ['00', ''];
  const code = issuer.pins.has(card.pan) ? issuer.pins.try(card.pan, pin.pin) : '55';
  return code === undefined
    ? ['00', '']
    : [code, code === '75' ? 'PIN tries exceeded' : 'PIN wrong'];
}

/** Nothing when it is not BER. */
export function chipData(field55: string): ReadonlyMap<string, string> {
  try {
    return readTlv(field55);
  } catch {
    return new Map();
  }
}

function cardOf(fields: ReadonlyMap<number, string>): CardIdentity {
  const pan = fields.get(2) ?? fields.get(35)?.split('D')[0] ?? '';
  return { pan, sequence: (fields.get(23) ?? '000').slice(1) };
}

function agreesWithTrack(track2: string | undefined, pan: string): boolean {
  return track2 === undefined || track2.startsWith(`${pan}D`);
}

export function isExpired(fields: ReadonlyMap<number, string>, today: DateTime): boolean {
  const expiry = fields.get(14) ?? fields.get(35)?.split('D')[1]?.slice(0, 4);
  return expiry !== undefined && Number(expiry) < (today.year % 100) * 100 + today.month;
}

function isTooMuch(card: CardIdentity, amountMinor: number, { accounts }: Issuer): boolean {
  return accounts !== undefined && amountMinor > accounts.get(card.pan)!.balanceMinor;
}

export function isLuhn(pan: string): boolean {
  let sum = 0;
  for (let i = 0; i < pan.length; i++) {
    const digit = Number(pan[pan.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return /^\d{13,19}$/.test(pan) && sum % 10 === 0;
}
