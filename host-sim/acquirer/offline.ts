// SPDX-License-Identifier: Apache-2.0
//
// What terminals upload of cards that have approved by themselves: the checks in their order, after docs/sources.md [domain A4, A7, A12].
// Written apart from the program's side. The issuer has promised the money when its card gave the TC, so that no account is looked at.

import type { DateTime } from '../../src/io/clock.ts';
import { hasCryptogram, verifyCryptogram } from './issuer.ts';
import { type Entry, masked } from './ledger.ts';
import { chipData, cryptogramId, type Issuer, isExpired, isLuhn } from './sale.ts';
import type { WireMessage } from './wire.ts';

export interface OfflineVerdict {
  readonly code: string;
  readonly note: string;
  readonly pan: string;
  readonly amountMinor: number;
  /** One transaction of one card. */
  readonly id: string;
}

const wanted = [2, 3, 4, 11, 14, 22, 25, 41, 42, 49, 55, 60];
/** Nobody may have kept these until now. */
const unwanted = [35, 36, 52];
/** Y1 */
const approvedByCard = '5931';

interface Context {
  readonly fields: ReadonlyMap<number, string>;
  readonly chip: ReadonlyMap<string, string>;
  readonly pan: string;
  readonly isRight: boolean;
  readonly isSeen: boolean;
  readonly today: DateTime;
}

type Check = readonly [code: string, note: string, isBad: (context: Context) => boolean];

const checks: readonly Check[] = [
  ['30', 'fields missing', ({ fields }) => wanted.some((id) => !fields.has(id))],
  ['30', 'track or PIN was kept', ({ fields }) => unwanted.some((id) => fields.has(id))],
  ['30', 'no chip data', ({ chip }) => !hasCryptogram(chip)],
  ['40', 'unknown processing code', ({ fields }) => fields.get(3) !== '000000'],
  ['13', 'amount zero', ({ fields }) => Number(fields.get(4)) === 0],
  ['13', 'amount differs from chip data', ({ fields, chip }) => fields.get(4) !== chip.get('9F02')],
  ['14', 'not a card number', ({ pan }) => !isLuhn(pan)],
  ['54', 'card expired', ({ fields, today }) => isExpired(fields, today)],
  ['05', 'not approved by the card', ({ chip }) => chip.get('9F27') !== '40'],
  ['05', 'not approved by the terminal', ({ chip }) => chip.get('8A') !== approvedByCard],
  ['05', 'cryptogram wrong', ({ isRight }) => !isRight],
  ['05', 'cryptogram replayed', ({ isSeen }) => isSeen],
];

/** Everything but terminal, MAC, batch and trace, which are checked for every message. */
export function judgeOffline(
  { fields }: WireMessage,
  issuer: Pick<Issuer, 'masterKey' | 'seen'>,
  today: DateTime,
): OfflineVerdict {
  const pan = fields.get(2) ?? '';
  const card = { pan, sequence: (fields.get(23) ?? '000').slice(1) };
  const chip = chipData(fields.get(55) ?? '');
  const id = cryptogramId(card, chip);
  const isRight = verifyCryptogram(issuer.masterKey, card, chip) !== undefined;
  const context = { fields, chip, pan, isRight, isSeen: issuer.seen.has(id), today };
  const objection = checks.find(([, , isBad]) => isBad(context));
  const [code, note] = objection ?? ['00', ''];
  return { code, note, pan, amountMinor: Number(fields.get(4) ?? 0), id };
}

/** An approval of the card's: in a batch upload it may be the first that the acquirer hears of it. */
export function isOfflineApproval({ fields }: WireMessage): boolean {
  return chipData(fields.get(55) ?? '').get('9F27') === '40';
}

/** Of a detail in a batch upload: field 61 names its own. */
export function originalStan({ fields }: WireMessage): string {
  return (fields.get(61) ?? '').slice(6, 12);
}

/** What the book has of it, besides whose it is and when. */
export function offlineEntry({ code, note, pan, amountMinor }: OfflineVerdict) {
  const isApproved = code === '00';
  return {
    kind: 'offline-sale',
    original: '',
    amountMinor,
    maskedPan: masked(pan),
    netMinor: isApproved ? amountMinor : 0,
    state: isApproved ? 'approved' : 'declined',
    code,
    note,
  } as const satisfies Partial<Entry>;
}
