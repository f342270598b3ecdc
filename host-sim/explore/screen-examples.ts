// SPDX-License-Identifier: Apache-2.0
//
// How each kind of screen looks: groups of examples. What the examples of a group have in common is how the kind is recognised
// on the glass (glass.ts); a group of one must be met to the pixel. Examples of a group differ in everything that may differ;
// where a text changes the layout, each text is a group. A new kind of screen does not compile without a row.

import { responses } from '../../src/host/response-codes.ts';
import type { Screen, ScreenKind, ScreenOf } from '../../src/ui/screen.ts';

type Groups<Kind extends ScreenKind> = readonly (readonly ScreenOf<Kind>[])[];

/** One look: what differs between these is no part of it. */
const alike = <S extends Screen>(...examples: readonly S[]): readonly (readonly S[])[] => [
  examples,
];
/** As many looks. */
const each = <S extends Screen>(examples: readonly S[]): readonly (readonly S[])[] =>
  examples.map((example) => [example]);

const few = 1;
const many = 88_888_888;
/** As the explorer's terminals are delivered. */
export const pinFreeLimitMinor = 100_000;
const someTime = { year: 2026, month: 11, day: 21, hour: 10, minute: 30, second: 0 };
const otherTime = { year: 2031, month: 2, day: 8, hour: 23, minute: 59, second: 0 };
const menuEntries = [
  'language', 'reprint', 'sign-in', 'information', 'keys', 'settlement', 'sign-out', 'transactions',
] as const; // biome-ignore format: a list
const devices = ['keypad', 'clock', 'printer', 'reader', 'storage', 'keys'] as const;
const plainKeyNotices = [
  'wrong-passcode', 'differs', 'poor', 'component-refused', 'key-refused', 'stopped', 'not-saved',
  'custody-lost', 'file-other-device', 'file-not-trusted', 'file-replayed', 'file-broken',
] as const; // biome-ignore format: a list
const numberSizes = { trace: 6, reference: 12, date: 4 } as const;
const rows = [
  { name: 'sale', trace: '000001', amountMinor: few },
  { name: 'void', trace: '888888', amountMinor: many },
  { name: 'refund', trace: '123456', amountMinor: 777 },
] as const;
const settlementNotices = [
  'nothing', 'unfinished', 'refused', 'signed-out', 'log-low', 'log-full', 'switched-off',
] as const; // biome-ignore format: a list

export const screenExamples: { readonly [Kind in ScreenKind]: Groups<Kind> } = {
  boot: alike(
    ...(['waiting', 'ok', 'failed'] as const).map((state) => ({
      kind: 'boot' as const,
      version: '0.1.0',
      devices: devices.map((device) => ({ device, state })),
    })),
  ),
  idle: alike(
    { kind: 'idle', merchant: '交子便利店', now: someTime, test: true },
    { kind: 'idle', merchant: '交子便利店', now: otherTime, test: true },
    { kind: 'idle', merchant: '交子便利店', test: true },
  ),
  'amount-entry': alike(
    { kind: 'amount-entry', amountMinor: few, limitMinor: many },
    { kind: 'amount-entry', amountMinor: many, limitMinor: many },
    { kind: 'amount-entry', amountMinor: 0, limitMinor: many, complaint: 'zero' },
    { kind: 'amount-entry', amountMinor: 77, limitMinor: 999, complaint: 'over-limit' },
  ),
  'tap-card': alike(
    { kind: 'tap-card', amountMinor: few },
    { kind: 'tap-card', amountMinor: many },
    { kind: 'tap-card', amountMinor: few, audible: true },
  ),
  reading: alike({ kind: 'reading' }),
  'remove-card': alike({ kind: 'remove-card' }),
  authorising: alike(
    { kind: 'authorising', amountMinor: few, elapsedS: 0 },
    { kind: 'authorising', amountMinor: many, elapsedS: 88 },
    { kind: 'authorising', amountMinor: 777, elapsedS: 3 },
  ),
  approved: alike({ kind: 'approved', amountMinor: few }, { kind: 'approved', amountMinor: many }),
  declined: each(
    Object.entries(responses).flatMap(([code, { zh, en }]) =>
      // A refusal may be on the glass while the language is changed: the reason stays as it was said.
      [zh, en].map((reason) => ({ kind: 'declined' as const, reason, code })),
    ),
  ),
  'try-again': each(
    (['gone', 'unreadable', 'none-shown', 'see-phone'] as const).map((trouble) => ({
      kind: 'try-again' as const,
      trouble,
    })),
  ),
  'one-card-only': alike({ kind: 'one-card-only' }),
  'card-refused': each(
    (['no-application', 'unsupported', 'expired', 'refused-by-card'] as const).map((trouble) => ({
      kind: 'card-refused' as const,
      trouble,
    })),
  ),
  'pin-entry': [true, false].map((mayBypass) =>
    [
      { amountMinor: few, maskedPan: '623099*********0123', digits: 0 },
      { amountMinor: many, maskedPan: '625099******4567', digits: 4 },
      { amountMinor: 777, maskedPan: '624099*********8888', digits: 12 },
    ].map((example) => ({ kind: 'pin-entry' as const, mayBypass, ...example })),
  ),
  'wrong-pin': each([true, false].map((again) => ({ kind: 'wrong-pin' as const, again }))),
  'pin-ended': each(
    (['cancelled', 'timed-out', 'failed'] as const).map((why) => ({
      kind: 'pin-ended' as const,
      why,
    })),
  ),
  'pin-wait': alike(
    { kind: 'pin-wait', seconds: 1 },
    { kind: 'pin-wait', seconds: 33 },
    { kind: 'pin-wait', seconds: 255 },
  ),
  cancelled: alike({ kind: 'cancelled' }),
  'unknown-result': alike({ kind: 'unknown-result' }),
  reversing: alike(
    { kind: 'reversing', attempt: 1, elapsedS: 0 },
    { kind: 'reversing', attempt: 2, elapsedS: 77 },
    { kind: 'reversing', attempt: 1, elapsedS: 5 },
  ),
  reversed: alike({ kind: 'reversed' }),
  'reversal-pending': each(
    (['refused', 'silent', 'lost', 'bad-answer'] as const).map((trouble) => ({
      kind: 'reversal-pending' as const,
      trouble,
    })),
  ),
  'last-sale': alike(
    { kind: 'last-sale', amountMinor: few },
    { kind: 'last-sale', amountMinor: many },
  ),
  printing: each(
    (['merchant', 'cardholder', 'reprint', 'totals'] as const).map((copy) => ({
      kind: 'printing' as const,
      copy,
    })),
  ),
  'offer-cardholder-copy': alike({ kind: 'offer-cardholder-copy' }),
  'printer-trouble': each(
    (['paper-out', 'cover-open', 'hot', 'silent'] as const).map((trouble) => ({
      kind: 'printer-trouble' as const,
      trouble,
    })),
  ),
  'signing-in': alike(
    { kind: 'signing-in', elapsedS: 0 },
    { kind: 'signing-in', elapsedS: 77 },
    { kind: 'signing-in', elapsedS: 5 },
  ),
  'line-failure': each(
    (['refused', 'silent', 'lost', 'bad-answer'] as const).map((trouble) => ({
      kind: 'line-failure' as const,
      trouble,
    })),
  ),
  'device-failure': alike(
    { kind: 'device-failure', failed: ['reader'], abilities: ['reprint', 'menu'] },
    { kind: 'device-failure', failed: ['parameters'], abilities: ['reprint', 'menu'] },
    { kind: 'device-failure', failed: ['printer'], abilities: ['sale-without-paper', 'menu'] },
    { kind: 'device-failure', failed: ['storage', 'keys'], abilities: [] },
    { kind: 'device-failure', failed: ['clock'], abilities: ['sale', 'reprint', 'menu'] },
    { kind: 'device-failure', failed: ['clock', 'reader', 'printer'], abilities: ['menu'] },
  ),
  menu: [
    menuEntries,
    ['reversal', ...menuEntries] as const,
    ['void', 'list', 'reprint-any', 'refund'] as const,
  ].flatMap((entries) =>
    each(entries.map((_, selected) => ({ kind: 'menu' as const, entries, selected }))),
  ),
  information: alike(
    {
      kind: 'information',
      terminal: '10000019',
      merchant: '850100082410002',
      batch: '000001',
      version: '0.1.0',
    },
    {
      kind: 'information',
      terminal: '10000019',
      merchant: '850100082410002',
      batch: '888888',
      version: '0.1.0',
    },
  ),
  keys: alike(
    { kind: 'keys', deviceId: ['0000', '1111', '2222', '3333', '4444'], master: undefined },
    { kind: 'keys', deviceId: ['9876', 'ABCD', 'EF01', '5555', '6666'], master: '82E13665' },
    { kind: 'keys', deviceId: ['5A5A', '8080', '7777', 'C3C3', 'F0F0'], master: '00000000' },
  ),
  'keys-loaded': alike(
    { kind: 'keys-loaded', keys: [{ key: 'master', checkValue: '82E13665' }] },
    { kind: 'keys-loaded', keys: [{ key: 'kbpk', checkValue: '00000000' }] },
  ),
  'key-choice': [
    ...each(
      [0, 1, 2, 3].map((selected) => ({
        kind: 'key-choice' as const,
        choices: ['master-tdes', 'master-sm4', 'kbpk-aes128', 'kbpk-aes256'] as const,
        selected,
      })),
    ),
    ...each(
      [0, 1].map((selected) => ({
        kind: 'key-choice' as const,
        choices: ['two', 'three'] as const,
        selected,
      })),
    ),
  ],
  'secret-entry': (['passcode', 'new-passcode', 'again', 'component'] as const).map((secret) =>
    [0, 5, 12].map((digits, index) => ({
      kind: 'secret-entry' as const,
      secret,
      custodian: index + 1,
      digits,
      ...(secret === 'component' && { total: 32 }),
    })),
  ),
  'check-value': [
    ...alike<ScreenOf<'check-value'>>(
      { kind: 'check-value', checkValue: '82E13665' },
      { kind: 'check-value', checkValue: '00000000' },
    ),
    ...alike<ScreenOf<'check-value'>>(
      { kind: 'check-value', custodian: 1, checkValue: '82E13665' },
      { kind: 'check-value', custodian: 3, checkValue: '00000000' },
    ),
  ],
  'key-notice': [
    ...alike<ScreenOf<'key-notice'>>(
      { kind: 'key-notice', notice: 'next-custodian', value: 1 },
      { kind: 'key-notice', notice: 'next-custodian', value: 3 },
    ),
    ...alike<ScreenOf<'key-notice'>>(
      { kind: 'key-notice', notice: 'wait', value: 1 },
      { kind: 'key-notice', notice: 'wait', value: 3600 },
    ),
    ...each(plainKeyNotices.map((notice) => ({ kind: 'key-notice' as const, notice }))),
  ],
  message: alike(
    { kind: 'message', tone: 'plain', text: 'one' },
    { kind: 'message', tone: 'plain', text: 'something else' },
  ),
  'nothing-to-reprint': alike({ kind: 'nothing-to-reprint' }),
  'number-entry': (['trace', 'reference', 'date'] as const).map((what) =>
    ['', '1', '2345', '888888'].map((typed) => ({
      kind: 'number-entry' as const,
      what,
      typed,
      size: numberSizes[what],
      complaint: typed === '1',
    })),
  ),
  'transaction-detail': [false, true].map((question) =>
    rows.map((each, index) => ({
      ...each,
      kind: 'transaction-detail' as const,
      maskedPan: index === 0 ? '623099*********0123' : '625099******4567',
      time: index === 0 ? someTime : otherTime,
      isUndone: index === 2,
      question,
    })),
  ),
  'transaction-list': alike(
    { kind: 'transaction-list', rows: rows.slice(0, 1), selected: 0 },
    { kind: 'transaction-list', rows, selected: 2 },
    { kind: 'transaction-list', rows: rows.slice(1), selected: 1 },
  ),
  'no-transactions': alike({ kind: 'no-transactions' }),
  'not-possible': each(
    (['unknown', 'undone', 'other-kind', 'other-card'] as const).map((why) => ({
      kind: 'not-possible' as const,
      why,
    })),
  ),
  'erase-keys': each([false, true].map((sure) => ({ kind: 'erase-keys' as const, sure }))),
  'settlement-totals': [0, 3].map((creditCount) =>
    [
      { debitMinor: few, debitCount: 1, creditMinor: 10 * creditCount },
      { debitMinor: many, debitCount: 888, creditMinor: 777 * creditCount },
      { debitMinor: 777, debitCount: 20, creditMinor: 55_500 * creditCount },
    ].map((totals) => ({ kind: 'settlement-totals' as const, ...totals, creditCount })),
  ),
  settling: (['totals', 'upload', 'end'] as const).map((step) =>
    [
      { uploaded: 0, total: 9, elapsedS: 0 },
      { uploaded: 88, total: 777, elapsedS: 88 },
      { uploaded: 3, total: 20, elapsedS: 5 },
    ].map((progress) => ({ kind: 'settling' as const, step, ...progress })),
  ),
  'signing-out': alike(
    { kind: 'signing-out', elapsedS: 0 },
    { kind: 'signing-out', elapsedS: 77 },
    { kind: 'signing-out', elapsedS: 5 },
  ),
  settled: [true, false].map((isBalanced) =>
    [few, many].map((amountMinor) => ({ kind: 'settled' as const, isBalanced, amountMinor })),
  ),
  'settlement-notice': [
    ...each(settlementNotices.map((notice) => ({ kind: 'settlement-notice' as const, notice }))),
    ...alike<ScreenOf<'settlement-notice'>>(
      { kind: 'settlement-notice', notice: 'refused', code: '00' },
      { kind: 'settlement-notice', notice: 'refused', code: 'A5' },
      { kind: 'settlement-notice', notice: 'refused', code: '3' },
    ),
  ],
  'keys-erased': alike({ kind: 'keys-erased' }),
  'power-off': alike({ kind: 'power-off' }),
};
