// SPDX-License-Identifier: Apache-2.0
//
// One or more samples of every kind of screen, the widest values included. A kind without a sample does not compile.

import { responseFor, responses } from '../../../src/host/response-codes.ts';
import type { OperatorNotice, Screen, ScreenKind, ScreenOf } from '../../../src/ui/screen.ts';
import type { Language } from '../../../src/ui/strings.ts';

type Samples = { readonly [K in ScreenKind]: readonly ScreenOf<K>[] };

const now = { year: 2026, month: 12, day: 28, hour: 14, minute: 5, second: 9 };
const version = '0.1.0';
const row = { name: 'sale', trace: '000017', amountMinor: 1250 } as const;
const card = { maskedPan: '623099*********0123', time: now };

/** A merchant's name and the words for response codes are in the language of the screen. */
const words = {
  zh: {
    merchants: ['老张便利店', '幸福里生鲜超市（东门分店）'],
    reasons: [responses['51'].zh, responses['22'].zh],
  },
  en: {
    merchants: ['Corner Shop', 'Happiness Lane Fresh Market'],
    reasons: [responses['51'].en, responses['22'].en],
  },
} as const;

function samplesOf(language: Language): Samples {
  const [shortName, longName] = words[language].merchants;
  const [shortReason, longReason] = words[language].reasons;
  return {
    boot: [
      {
        kind: 'boot',
        version,
        devices: [
          { device: 'keypad', state: 'ok' },
          { device: 'storage', state: 'ok' },
          { device: 'keys', state: 'ok' },
          { device: 'clock', state: 'failed' },
          { device: 'reader', state: 'waiting' },
          { device: 'printer', state: 'waiting' },
        ],
      },
    ],
    idle: [
      { kind: 'idle', merchant: shortName, now, test: false },
      { kind: 'idle', merchant: longName, now, test: true },
      { kind: 'idle', merchant: shortName, test: true },
    ],
    'amount-entry': [
      { kind: 'amount-entry', amountMinor: 0, limitMinor: 100_000 },
      { kind: 'amount-entry', amountMinor: 1250, limitMinor: 100_000 },
      { kind: 'amount-entry', amountMinor: 0, limitMinor: 100_000, complaint: 'zero' },
      {
        kind: 'amount-entry',
        amountMinor: 9_999_999,
        limitMinor: 5_000_000,
        complaint: 'over-limit',
      },
    ],
    'tap-card': [
      { kind: 'tap-card', amountMinor: 1250, frame: 1 },
      { kind: 'tap-card', amountMinor: 100_000 },
      { kind: 'tap-card', amountMinor: 0, transaction: 'balance' },
    ],
    reading: [{ kind: 'reading', frame: 2 }],
    'remove-card': [{ kind: 'remove-card' }],
    authorising: [
      { kind: 'authorising', amountMinor: 100_000, elapsedS: 12 },
      { kind: 'authorising', amountMinor: 0, elapsedS: 12, transaction: 'balance' },
    ],
    approved: [
      { kind: 'approved', amountMinor: 1250 },
      { kind: 'approved', amountMinor: 9_999_999 },
      { kind: 'approved', amountMinor: 99_999_999 },
    ],
    declined: [
      { kind: 'declined', reason: shortReason, code: '51' },
      { kind: 'declined', reason: longReason, code: '22' },
      { kind: 'declined', reason: shortReason },
    ],
    'try-again': [
      { kind: 'try-again', trouble: 'gone' },
      { kind: 'try-again', trouble: 'unreadable' },
      { kind: 'try-again', trouble: 'none-shown' },
    ],
    'one-card-only': [{ kind: 'one-card-only' }],
    'card-refused': [
      { kind: 'card-refused', trouble: 'no-application' },
      { kind: 'card-refused', trouble: 'unsupported' },
      { kind: 'card-refused', trouble: 'expired' },
      { kind: 'card-refused', trouble: 'refused-by-card' },
      { kind: 'card-refused', trouble: 'half-read' },
    ],
    'pin-entry': [0, 6, 12].map((digits) => ({
      kind: 'pin-entry',
      amountMinor: digits === 12 ? 99_999_999 : 123_456,
      maskedPan: '623099*********0123',
      digits,
      mayBypass: digits === 0,
    })),
    'present-again': [
      { kind: 'present-again', isApproved: true },
      { kind: 'present-again', isApproved: false },
    ],
    'card-update': (['busy', 'done', 'not-done', 'reporting'] as const).map((step) => ({
      kind: 'card-update',
      step,
    })),
    'wrong-pin': [
      { kind: 'wrong-pin', again: true },
      { kind: 'wrong-pin', again: false },
    ],
    'pin-ended': [
      { kind: 'pin-ended', why: 'cancelled' },
      { kind: 'pin-ended', why: 'timed-out' },
      { kind: 'pin-ended', why: 'failed' },
    ],
    'pin-wait': [{ kind: 'pin-wait', seconds: 33 }],
    cancelled: [{ kind: 'cancelled' }, { kind: 'cancelled', transaction: 'void' }],
    balance: [
      { kind: 'balance', amountMinor: 1250, isOverdrawn: false, transaction: 'balance' },
      { kind: 'balance', amountMinor: 99_999_999, isOverdrawn: true, transaction: 'balance' },
    ],
    'give-up': (['owed', 'detail'] as const).flatMap((what) =>
      [false, true].map((sure) => ({
        kind: 'give-up',
        what,
        trace: '000888',
        amountMinor: 99_999_999,
        sure,
        transaction: 'completionAdvice',
      })),
    ),
    'unknown-result': [
      { kind: 'unknown-result', isPart: true },
      { kind: 'unknown-result', isPart: true, transaction: 'completionAdvice' },
      { kind: 'unknown-result' },
      { kind: 'unknown-result', transaction: 'void' },
      { kind: 'unknown-result', transaction: 'refund' },
    ],
    reversing: [
      { kind: 'reversing', attempt: 12, elapsedS: 100 },
      { kind: 'reversing', attempt: 2, elapsedS: 10, transaction: 'void' },
      { kind: 'reversing', attempt: 2, elapsedS: 10, transaction: 'refund' },
    ],
    reversed: [{ kind: 'reversed' }, { kind: 'reversed', transaction: 'completionVoid' }],
    'reversal-pending': [
      { kind: 'reversal-pending', trouble: 'silent' },
      { kind: 'reversal-pending', trouble: 'bad-answer' },
      { kind: 'reversal-pending', trouble: 'silent', transaction: 'refund' },
      { kind: 'reversal-pending', trouble: 'partial', transaction: 'refund' },
      { kind: 'reversal-pending', trouble: 'duplicate', transaction: 'refund' },
    ],
    'last-sale': [{ kind: 'last-sale', amountMinor: 100_000 }],
    printing: [
      { kind: 'printing', copy: 'merchant', frame: 0 },
      { kind: 'printing', copy: 'cardholder', frame: 3 },
      { kind: 'printing', copy: 'reprint' },
    ],
    'offer-cardholder-copy': [{ kind: 'offer-cardholder-copy' }],
    'printer-trouble': [
      { kind: 'printer-trouble', trouble: 'paper-out' },
      { kind: 'printer-trouble', trouble: 'cover-open' },
      { kind: 'printer-trouble', trouble: 'hot' },
      { kind: 'printer-trouble', trouble: 'silent' },
    ],
    'signing-in': [{ kind: 'signing-in', elapsedS: 5 }],
    'line-failure': [
      { kind: 'line-failure', trouble: 'refused' },
      { kind: 'line-failure', trouble: 'silent' },
      { kind: 'line-failure', trouble: 'lost' },
      { kind: 'line-failure', trouble: 'bad-answer' },
    ],
    'device-failure': [
      { kind: 'device-failure', failed: ['reader'], abilities: ['reprint', 'menu'] },
      { kind: 'device-failure', failed: ['parameters'], abilities: ['reprint', 'menu'] },
      { kind: 'device-failure', failed: ['reader', 'printer'], abilities: [] },
      { kind: 'device-failure', failed: ['printer'], abilities: ['sale-without-paper', 'menu'] },
      { kind: 'device-failure', failed: ['clock', 'line'], abilities: ['sale'] },
    ],
    menu: [
      {
        kind: 'menu',
        entries: ['reversal', 'language', 'reprint', 'sign-in', 'information', 'keys'],
        selected: 1,
      },
      {
        kind: 'menu',
        entries: [
          ...(['reversal', 'language', 'reprint', 'sign-in', 'information', 'keys'] as const),
          'transactions',
          'errors',
        ],
        selected: 6,
      },
      { kind: 'menu', entries: ['void', 'refund', 'balance', 'list', 'reprint-any'], selected: 0 },
      {
        kind: 'menu',
        entries: ['reprint-settlement', 'pre-authorizations', 'give-up'],
        selected: 2,
      },
      {
        kind: 'menu',
        entries: [
          'preAuthorization',
          'preAuthorizationVoid',
          'completion',
          'completionVoid',
          'completionAdvice',
        ],
        selected: 4,
      },
    ],
    'number-entry': [
      { kind: 'number-entry', what: 'trace', typed: '', size: 6, transaction: 'void' },
      { kind: 'number-entry', what: 'trace', typed: '888888', size: 6, complaint: true },
      {
        kind: 'number-entry',
        what: 'authorization',
        typed: '12',
        size: 6,
        transaction: 'completion',
      },
      { kind: 'number-entry', what: 'date', typed: '13', size: 4, complaint: true },
      {
        kind: 'number-entry',
        what: 'reference',
        typed: '888888888888',
        size: 12,
        transaction: 'refund',
      },
    ],
    'transaction-detail': [
      { ...row, kind: 'transaction-detail', ...card, isUndone: false, question: true },
      { ...row, kind: 'transaction-detail', ...card, isUndone: true, question: false },
      {
        ...{ ...row, name: 'completionAdvice', amountMinor: 99_999_999 },
        ...{ kind: 'transaction-detail', ...card, isUndone: false, question: false },
      },
    ],
    'transaction-list': [
      { kind: 'transaction-list', rows: [row], selected: 0 },
      {
        kind: 'transaction-list',
        rows: (['void', 'preAuthorizationVoid', 'completionVoid', 'completionAdvice'] as const).map(
          (name) => ({ name, trace: '000888', amountMinor: 99_999_999 }),
        ),
        selected: 3,
      },
    ],
    'no-transactions': [{ kind: 'no-transactions' }],
    'not-possible': (['unknown', 'undone', 'other-kind', 'other-card'] as const).map((why) => ({
      kind: 'not-possible',
      why,
      transaction: 'preAuthorizationVoid',
    })),
    information: [
      {
        kind: 'information',
        terminal: '12345678',
        merchant: '898110256660001',
        batch: '000001',
        version,
      },
    ],
    keys: [
      { kind: 'keys', deviceId: ['8D0A', 'BBCC', 'D0D0', 'E5A4', '0DDD'], master: '8D0A74B8' },
      { kind: 'keys', deviceId: ['8D0A', 'BBCC', 'D0D0', 'E5A4', '0DDD'], master: undefined },
    ],
    'keys-loaded': [
      { kind: 'keys-loaded', keys: [{ key: 'master', checkValue: '8D0A74B8' }] },
      {
        kind: 'keys-loaded',
        keys: [
          { key: 'kbpk', checkValue: 'DDDDDDDD' },
          { key: 'pin', checkValue: '8D0A74B8' },
          { key: 'mac', checkValue: '8D0A74B8' },
        ],
      },
      { kind: 'keys-loaded', keys: [{ key: 'track', checkValue: '8D0A74B8' }] },
    ],
    'key-choice': [
      {
        kind: 'key-choice',
        choices: ['master-tdes', 'master-sm4', 'kbpk-aes128', 'kbpk-aes256'],
        selected: 3,
      },
      { kind: 'key-choice', choices: ['two', 'three'], selected: 0 },
    ],
    'secret-entry': [
      { kind: 'secret-entry', secret: 'passcode', custodian: 1, digits: 0 },
      { kind: 'secret-entry', secret: 'new-passcode', custodian: 2, digits: 12 },
      { kind: 'secret-entry', secret: 'again', custodian: 3, digits: 6 },
      { kind: 'secret-entry', secret: 'component', custodian: 3, digits: 63, total: 64 },
    ],
    'check-value': [
      { kind: 'check-value', custodian: 2, checkValue: 'DDDDDDDD' },
      { kind: 'check-value', checkValue: '8D0A74B8' },
    ],
    'key-notice': [
      { kind: 'key-notice', notice: 'next-custodian', value: 2 },
      { kind: 'key-notice', notice: 'wrong-passcode' },
      { kind: 'key-notice', notice: 'wait', value: 5120 },
      { kind: 'key-notice', notice: 'differs' },
      { kind: 'key-notice', notice: 'poor' },
      { kind: 'key-notice', notice: 'component-refused' },
      { kind: 'key-notice', notice: 'key-refused' },
      { kind: 'key-notice', notice: 'stopped' },
      { kind: 'key-notice', notice: 'not-saved' },
      { kind: 'key-notice', notice: 'custody-lost' },
      { kind: 'key-notice', notice: 'file-other-device' },
      { kind: 'key-notice', notice: 'file-not-trusted' },
      { kind: 'key-notice', notice: 'file-replayed' },
      { kind: 'key-notice', notice: 'file-broken' },
    ],
    'operator-confirm': [
      { kind: 'operator-confirm', isNew: false, number: '01', role: 'cashier', name: '老张' },
      { kind: 'operator-confirm', isNew: true, number: '993', role: 'administrator' },
    ],
    'password-entry': (['sign-in', 'approval', 'unlock', 'present', 'new', 'again'] as const).map(
      (ask, i) => ({
        ...{ kind: 'password-entry', ask, digits: 2 * i + 2, number: '007', role: 'supervisor' },
        ...(i === 0 && { name: 'Li Na' }),
      }),
    ),
    'operator-locked': [
      { kind: 'operator-locked', draft: false, number: '00', role: 'supervisor' },
      { kind: 'operator-locked', draft: true, number: '018', role: 'cashier', name: '老张' },
    ],
    'operator-list': [
      {
        kind: 'operator-list',
        rows: [
          { number: '00', role: 'supervisor', isLocked: true },
          { number: '01', role: 'cashier', name: 'Li Na', isLocked: true },
          { number: '99', role: 'administrator', isLocked: false },
        ],
        mayAdd: true,
        selected: 1,
      },
      {
        kind: 'operator-list',
        rows: [{ number: '01', role: 'cashier', name: '老张', isLocked: true }],
        mayAdd: false,
        selected: 0,
      },
    ],
    'operator-action': [
      {
        kind: 'operator-action',
        number: '01',
        role: 'cashier',
        name: 'Li Na',
        choices: ['password', 'unlock', 'remove'],
        selected: 2,
      },
    ],
    'operator-notice': [
      { kind: 'operator-notice', notice: 'wait', value: 5120 },
      ...(
        [
          ...['unknown', 'wrong', 'locked', 'now-locked', 'not-allowed', 'no-supervisor'],
          ...['second-person', 'same-person', 'not-second', 'differs', 'poor', 'full', 'exists'],
          ...['not-saved', 'lost', 'first', 'saved', 'removed', 'unlocked', 'none-locked'],
        ] as OperatorNotice[]
      ).map((notice) => ({ kind: 'operator-notice' as const, notice })),
    ],
    message: [
      { kind: 'message', tone: 'plain', text: language === 'zh' ? '正常' : 'All is good' },
      { kind: 'message', tone: 'good', text: language === 'zh' ? '正常' : 'Done' },
      { kind: 'message', tone: 'bad', text: language === 'zh' ? '请联系维修' : 'Call service' },
      { kind: 'message', tone: 'attention', text: longReason },
    ],
    'settlement-totals': [
      {
        kind: 'settlement-totals',
        debitMinor: 99_999_999,
        debitCount: 999,
        creditMinor: 9_999_999,
        creditCount: 99,
      },
      { kind: 'settlement-totals', debitMinor: 0, debitCount: 0, creditMinor: 0, creditCount: 0 },
    ],
    settling: (['totals', 'upload', 'end'] as const).map((step) => ({
      kind: 'settling',
      step,
      uploaded: 992,
      total: 999,
      elapsedS: 12,
    })),
    uploading: [{ kind: 'uploading', uploaded: 99, total: 100, elapsedS: 77 }],
    'advice-notice': [
      ...[{ result: 'refused', code: '05' } as const, { result: 'left', code: '' } as const].map(
        (row) => ({
          kind: 'advice-notice' as const,
          trace: '999999',
          amountMinor: 99_999_999,
          ...row,
        }),
      ),
    ],
    'signing-out': [{ kind: 'signing-out', elapsedS: 3 }],
    updating: [{ kind: 'updating', elapsedS: 3 }],
    'update-notice': (
      ['done', 'refused', 'not-kept', 'no-answer', 'let-go', 'unsupported'] as const
    ).map((notice) => ({
      kind: 'update-notice' as const,
      notice,
    })),
    settled: [
      { kind: 'settled', isBalanced: true, amountMinor: 1250 },
      { kind: 'settled', isBalanced: false, amountMinor: 99_999_999 },
    ],
    'settlement-notice': [
      ...(
        ['nothing', 'unfinished', 'signed-out', 'log-low', 'log-full', 'switched-off'] as const
      ).map((notice) => ({ kind: 'settlement-notice', notice }) as const),
      { kind: 'settlement-notice', notice: 'refused', code: '96' },
    ],
    'nothing-to-reprint': [{ kind: 'nothing-to-reprint' }],
    'erase-keys': [
      { kind: 'erase-keys', sure: false },
      { kind: 'erase-keys', sure: true },
    ],
    'amount-check': (['large', 'unusually-large', 'unusually-small'] as const).flatMap((doubt) => [
      { kind: 'amount-check', amountMinor: 99_999_999, doubt, sure: false },
      { kind: 'amount-check', amountMinor: 1, doubt, sure: true },
    ]),
    'same-again': [{ kind: 'same-again', trace: '000123', amountMinor: 99_999_999 }],
    'three-check': [0, 1, 2, 3].map((done) => ({
      kind: 'three-check',
      operator: '01',
      amountMinor: done === 0 ? 99_999_999 : 1250,
      signed: done % 2 === 0,
      done,
    })),
    recovery: [{ kind: 'recovery', amountMinor: 99_999_999 }],
    'service-contact': [
      { kind: 'service-contact', contact: '' },
      { kind: 'service-contact', contact: '400-820-0000' },
    ],
    'error-list': [
      {
        kind: 'error-list',
        selected: 1,
        rows: (['settlement-refused', 'amount-corrected', 'wrong-pin', undefined] as const).map(
          (name) => ({ name, cause: 'device', time: now }),
        ),
      },
    ],
    'error-detail': [
      {
        kind: 'error-detail',
        name: 'settlement-refused',
        cause: 'host',
        time: now,
        operator: '98',
        trace: '000017',
        detail: '12345678901234567890',
      },
      {
        kind: 'error-detail',
        name: undefined,
        cause: 'line',
        time: now,
        operator: '01',
        trace: '000000',
        detail: '',
        closedBy: '00',
        closing: 'undone',
      },
    ],
    'error-counts': [
      {
        kind: 'error-counts',
        total: 300,
        rows: ['98', '97', '96', '95', '00'].map((operator) => ({ operator, count: 60 })),
      },
    ],
    'error-notice': [
      ...(['none', 'not-allowed', 'cleared', 'not-cleared', 'closed', 'no-log'] as const).map(
        (notice) => ({ kind: 'error-notice' as const, notice }),
      ),
      { kind: 'error-notice', notice: 'many', operator: '98', count: 288 },
    ],
    'keys-erased': [{ kind: 'keys-erased' }],
    'power-off': [{ kind: 'power-off' }],
  };
}

/** Every sample, and the words of every response code, with a name for each. */
export function allSamples(
  language: Language,
): { readonly name: string; readonly screen: Screen }[] {
  const lists: readonly (readonly Screen[])[] = Object.values(samplesOf(language));
  const samples = lists.flatMap((list) =>
    list.map((screen, i) => ({ name: `${screen.kind}-${i + 1}`, screen })),
  );
  const declined = Object.keys(responses).map((code) => {
    const { [language]: reason, todo } = responseFor(code);
    const screen = { kind: 'declined', reason, code, ...(todo && { todo }) } as const;
    return { name: `response-${code}`, screen };
  });
  return [...samples, ...declined];
}
