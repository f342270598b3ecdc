// SPDX-License-Identifier: Apache-2.0
//
// How each kind of screen looks: groups of examples. What the examples of a group have in common is how the kind is recognised
// on the glass (glass.ts); a group of one must be met to the pixel. Examples of a group differ in everything that may differ;
// where a text changes the layout, each text is a group. A new kind of screen does not compile without a row.

import { responseFor, responses } from '../../src/host/response-codes.ts';
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
const people = [
  { number: '01', role: 'cashier', name: '老张' },
  { number: '00', role: 'supervisor' },
  { number: '99', role: 'administrator' },
] as const;
const someCashier = { number: '88', role: 'cashier' } as const;
const operatorNotices = [
  'unknown', 'wrong', 'locked', 'now-locked', 'not-allowed', 'no-supervisor', 'second-person', 'same-person',
  'not-second', 'differs', 'poor', 'full', 'exists', 'not-saved', 'lost', 'first', 'saved', 'removed',
  'unlocked', 'none-locked',
] as const; // biome-ignore format: a list
const menuEntries = [
  'language', 'reprint', 'sign-in', 'information', 'keys', 'settlement', 'sign-out', 'transactions',
] as const; // biome-ignore format: a list
/** Of a terminal that knows operators, and owes a reversal. */
export const menusOwing = [
  ['reversal', ...menuEntries, 'operators', 'errors'],
  ['reversal', ...menuEntries, 'operators', 'errors', 'give-up'],
] as const;
const transactionEntries = [
  'void', 'list', 'reprint-any', 'refund', 'balance', 'pre-authorizations', 'reprint-settlement',
] as const; // biome-ignore format: a list
const preAuthorizationEntries = [
  'preAuthorization', 'preAuthorizationVoid', 'completion', 'completionVoid', 'completionAdvice',
] as const; // biome-ignore format: a list
const devices = ['keypad', 'clock', 'printer', 'reader', 'storage', 'keys'] as const;
const plainKeyNotices = [
  'wrong-passcode', 'differs', 'poor', 'component-refused', 'key-refused', 'stopped', 'not-saved',
  'custody-lost', 'file-other-device', 'file-not-trusted', 'file-replayed', 'file-broken',
] as const; // biome-ignore format: a list
const numberSizes = {
  ...{ trace: 6, authorization: 6, reference: 12, date: 4 },
  ...{ operator: 2, 'checked-operator': 3, 'new-operator': 2 },
} as const;
const rows = [
  { name: 'sale', trace: '000001', amountMinor: few },
  { name: 'void', trace: '888888', amountMinor: many },
  { name: 'refund', trace: '123456', amountMinor: 777 },
  { name: 'completion', trace: '000777', amountMinor: 50_000 },
] as const;
const errorRows = [
  { cause: 'typed', name: 'amount-refused', time: someTime },
  { cause: 'host', name: 'declined', time: otherTime },
  { cause: 'line', name: 'line-failure', time: otherTime },
] as const;
const plainErrorNotices = [
  'none',
  'not-allowed',
  'cleared',
  'not-cleared',
  'damaged',
  'closed',
  'no-log',
] as const;
const lineTroubles = [
  'refused', 'silent', 'lost', 'bad-answer', 'untrusted', 'self-signed', 'wrong-name', 'expired', 'not-secure',
] as const; // biome-ignore format: a list
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
  authorising: [
    [few, many, 777],
    // Of what has no amount.
    [0, 0, 0],
  ].map((amounts) =>
    [0, 88, 3].map((elapsedS, index) => ({
      kind: 'authorising' as const,
      amountMinor: amounts[index]!,
      elapsedS,
    })),
  ),
  approved: alike({ kind: 'approved', amountMinor: few }, { kind: 'approved', amountMinor: many }),
  declined: each(
    Object.keys(responses).flatMap((code) => {
      const { zh, en, todo } = responseFor(code);
      // A refusal may be on the glass while the language is changed: the reason stays as it was said.
      return [zh, en].map((reason) => ({
        kind: 'declined' as const,
        reason,
        code,
        ...(todo && { todo }),
      }));
    }),
  ),
  'try-again': each(
    (['gone', 'unreadable', 'none-shown', 'see-phone', 'half-read'] as const).map((trouble) => ({
      kind: 'try-again' as const,
      trouble,
    })),
  ),
  'one-card-only': alike({ kind: 'one-card-only' }),
  'card-refused': each(
    (['no-application', 'unsupported', 'expired', 'refused-by-card', 'half-read'] as const).map(
      (trouble) => ({
        kind: 'card-refused' as const,
        trouble,
      }),
    ),
  ),
  'pin-entry': [true, false].map((mayBypass) =>
    [
      { amountMinor: few, maskedPan: '623099*********0123', digits: 0 },
      { amountMinor: many, maskedPan: '625099******4567', digits: 4 },
      { amountMinor: 777, maskedPan: '624099*********8888', digits: 12 },
    ].map((example) => ({ kind: 'pin-entry' as const, mayBypass, ...example })),
  ),
  'present-again': each(
    [true, false].map((isApproved) => ({ kind: 'present-again' as const, isApproved })),
  ),
  'card-update': each(
    (['busy', 'done', 'not-done', 'reporting'] as const).map((step) => ({
      kind: 'card-update' as const,
      step,
    })),
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
  'unknown-result': each<ScreenOf<'unknown-result'>>([
    { kind: 'unknown-result' },
    { kind: 'unknown-result', isPart: true },
  ]),
  balance: [false, true].map((isOverdrawn) =>
    [few, many].map((amountMinor) => ({ kind: 'balance' as const, amountMinor, isOverdrawn })),
  ),
  'give-up': (['owed', 'detail'] as const).flatMap((what) =>
    [false, true].map((sure) =>
      rows.map(({ trace, amountMinor }) => ({
        kind: 'give-up' as const,
        what,
        trace,
        amountMinor,
        sure,
      })),
    ),
  ),
  reversing: alike(
    { kind: 'reversing', attempt: 1, elapsedS: 0 },
    { kind: 'reversing', attempt: 2, elapsedS: 77 },
    { kind: 'reversing', attempt: 1, elapsedS: 5 },
  ),
  reversed: alike({ kind: 'reversed' }),
  'reversal-pending': each(
    lineTroubles.map((trouble) => ({
      kind: 'reversal-pending' as const,
      trouble,
    })),
  ),
  'last-sale': alike(
    { kind: 'last-sale', amountMinor: few },
    { kind: 'last-sale', amountMinor: many },
  ),
  printing: each(
    (['merchant', 'cardholder', 'reprint', 'totals', 'errors', 'unresolved'] as const).map(
      (copy) => ({
        kind: 'printing' as const,
        copy,
      }),
    ),
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
    lineTroubles.map((trouble) => ({
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
    [...menuEntries, 'errors'] as const,
    ['reversal', ...menuEntries, 'errors'] as const,
    ['reversal', ...menuEntries, 'errors', 'give-up'] as const,
    transactionEntries,
    preAuthorizationEntries,
    ['error-list', 'error-counts', 'error-print', 'error-clear'] as const,
    ['corrected', 'undone', 'service-called', 'explained'] as const,
    [...menuEntries, 'operators', 'errors'] as const,
    ...menusOwing,
    ['end-shift', 'own-password', 'unlock-operator', 'manage-operators'] as const,
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
  'operator-confirm': [false, true].map((isNew) =>
    people.map((person) => ({ kind: 'operator-confirm' as const, isNew, ...person })),
  ),
  'password-entry': (['sign-in', 'approval', 'unlock', 'present', 'new', 'again'] as const).map(
    (ask) =>
      people.map((person, i) => ({
        kind: 'password-entry' as const,
        ask,
        digits: 6 * i,
        ...person,
      })),
  ),
  'operator-locked': [false, true].map((draft) =>
    people.map((person) => ({ kind: 'operator-locked' as const, draft, ...person })),
  ),
  'operator-list': [false, true].map((mayAdd) =>
    [...people, someCashier].map((_, selected, all) => ({
      kind: 'operator-list' as const,
      rows: all.slice(0, selected + 1).map((each) => ({ ...each, isLocked: selected === 1 })),
      mayAdd,
      selected,
    })),
  ),
  'operator-action': [
    ...[0, 1, 2].map((selected) =>
      people.map((person) => ({
        kind: 'operator-action' as const,
        ...person,
        choices: ['password', 'unlock', 'remove'] as const,
        selected,
      })),
    ),
    [{ kind: 'operator-action', ...people[2], choices: ['password'], selected: 0 }],
  ],
  'operator-notice': [
    ...each(operatorNotices.map((notice) => ({ kind: 'operator-notice' as const, notice }))),
    ...alike<ScreenOf<'operator-notice'>>(
      { kind: 'operator-notice', notice: 'wait', value: 1 },
      { kind: 'operator-notice', notice: 'wait', value: 5120 },
    ),
  ],
  message: alike(
    { kind: 'message', tone: 'plain', text: 'one' },
    { kind: 'message', tone: 'plain', text: 'something else' },
  ),
  'nothing-to-reprint': alike({ kind: 'nothing-to-reprint' }),
  'number-entry': (Object.keys(numberSizes) as (keyof typeof numberSizes)[]).map((what) =>
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
  updating: alike(
    { kind: 'updating', elapsedS: 0 },
    { kind: 'updating', elapsedS: 77 },
    { kind: 'updating', elapsedS: 5 },
  ),
  'update-notice': each(
    (['done', 'refused', 'not-kept', 'no-answer', 'let-go', 'unsupported'] as const).map(
      (notice) => ({
        kind: 'update-notice' as const,
        notice,
      }),
    ),
  ),
  uploading: alike(
    { kind: 'uploading', uploaded: 0, total: 1, elapsedS: 0 },
    { kind: 'uploading', uploaded: 5, total: 27, elapsedS: 77 },
    { kind: 'uploading', uploaded: 88, total: 99, elapsedS: 5 },
  ),
  'advice-notice': (['refused', 'left'] as const).map((result) =>
    [
      { trace: '000001', amountMinor: few, code: '05' },
      { trace: '888888', amountMinor: many, code: '94' },
      { trace: '345678', amountMinor: 777, code: 'A7' },
    ].map((example) => ({
      kind: 'advice-notice' as const,
      result,
      ...example,
      ...(result === 'left' && { code: '' }),
    })),
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
  'amount-check': (['large', 'unusually-large', 'unusually-small'] as const).flatMap((doubt) =>
    [false, true].map((sure) =>
      [few, many, 777].map((amountMinor) => ({
        kind: 'amount-check' as const,
        amountMinor,
        doubt,
        sure,
      })),
    ),
  ),
  'same-again': alike(
    { kind: 'same-again', trace: '000001', amountMinor: few },
    { kind: 'same-again', trace: '999999', amountMinor: many },
    { kind: 'same-again', trace: '000777', amountMinor: 777 },
  ),
  'three-check': [0, 1, 2].map((done) =>
    [
      { operator: '01', amountMinor: few, signed: false },
      { operator: '98', amountMinor: many, signed: true },
      { operator: '77', amountMinor: 777, signed: true },
    ].map((example) => ({ kind: 'three-check' as const, done, ...example })),
  ),
  recovery: alike(
    { kind: 'recovery', amountMinor: few },
    { kind: 'recovery', amountMinor: many },
    { kind: 'recovery', amountMinor: 777 },
  ),
  'service-contact': alike(
    { kind: 'service-contact', contact: '' },
    { kind: 'service-contact', contact: '95516' },
  ),
  'error-list': alike(
    { kind: 'error-list', rows: errorRows.slice(0, 1), selected: 0 },
    { kind: 'error-list', rows: errorRows, selected: 2 },
    { kind: 'error-list', rows: errorRows.slice(1), selected: 1 },
    { kind: 'error-list', rows: [...errorRows, errorRows[1]], selected: 3 },
  ),
  'error-detail': [false, true].map((isClosed) =>
    errorRows.map((each, index) => ({
      kind: 'error-detail' as const,
      ...each,
      operator: index === 0 ? '01' : '98',
      trace: index === 0 ? '000001' : '888888',
      detail: ['', '51', 'over-limit 99.00'][index]!,
      ...(isClosed && {
        closedBy: index === 0 ? '00' : '77',
        closing: (['corrected', 'service-called', 'explained'] as const)[index]!,
      }),
    })),
  ),
  'error-counts': alike(
    { kind: 'error-counts', rows: [{ operator: '01', count: 1 }], total: 1 },
    {
      kind: 'error-counts',
      rows: [
        { operator: '98', count: 288 },
        { operator: '77', count: 12 },
      ],
      total: 300,
    },
  ),
  'error-notice': [
    ...each(plainErrorNotices.map((notice) => ({ kind: 'error-notice' as const, notice }))),
    ...alike<ScreenOf<'error-notice'>>(
      { kind: 'error-notice', notice: 'many', operator: '01', count: 3 },
      { kind: 'error-notice', notice: 'many', operator: '98', count: 188 },
    ),
  ],
  'keys-erased': alike({ kind: 'keys-erased' }),
  'power-off': alike({ kind: 'power-off' }),
};
