// SPDX-License-Identifier: Apache-2.0
//
// The money, as a table: one row for each state and event. `=` is no change; effects in order.

import { assert, describe, test } from 'mcu-test-harness';
import { type Kind, kinds } from '../../src/flow/kinds.ts';
import { type Money, type MoneyEvent, next, type SaleRecord } from '../../src/flow/money.ts';
import { receipt, sale, unresolved } from './support/money-records.ts';

/** Has no reversal. */
const refund: SaleRecord = { ...sale, stan: '000009', transaction: kinds.refund.number };
/** Nothing moves. */
const balance: SaleRecord = { ...sale, stan: '000011', transaction: kinds.balance.number };
const other: SaleRecord = { ...sale, stan: '000008' };

const states: Readonly<Record<string, Money>> = {
  free: { kind: 'free' },
  authorising: { kind: 'authorising', sale },
  approved: { kind: 'approved', sale, receipt },
  reversing: { kind: 'reversing', sale, cause: '98', sends: 1 },
  looking: { kind: 'authorising', sale: balance },
  advising: { kind: 'authorising', sale: refund },
  repeating: { kind: 'repeating', sale: refund, sends: 1 },
};

const events: Readonly<Record<string, MoneyEvent>> = {
  booted: { kind: 'booted' },
  'sale-confirmed': { kind: 'sale-confirmed', sale: other },
  'host-approved': { kind: 'host-approved', receipt },
  'host-declined': { kind: 'host-declined', code: '51' },
  'not-sent': { kind: 'not-sent' },
  'host-unknown': { kind: 'host-unknown', cause: 'A0' },
  'reversal-wanted': { kind: 'reversal-wanted' },
  'reversal-done': { kind: 'reversal-done' },
  'reversal-failed': { kind: 'reversal-failed', sends: 2 },
  'slip-printed': { kind: 'slip-printed' },
  'given-up': { kind: 'given-up', unresolved },
};

const table = `
state        event            next                     effects
free         booted           =                        -
free         sale-confirmed   authorising 000008       journal send-sale
free         host-approved    =                        -
free         host-declined    =                        -
free         not-sent         =                        -
free         host-unknown     =                        -
free         reversal-wanted  =                        -
free         reversal-done    =                        -
free         reversal-failed  =                        -
free         slip-printed     =                        -
free         given-up         =                        -
authorising  booted           reversing 000007 98 0    journal
authorising  sale-confirmed   =                        -
authorising  host-approved    approved 000007          journal
authorising  host-declined    free                     journal
authorising  not-sent         free                     journal
authorising  host-unknown     reversing 000007 A0 0    journal
authorising  reversal-wanted  =                        -
authorising  reversal-done    =                        -
authorising  reversal-failed  =                        -
authorising  slip-printed     =                        -
authorising  given-up         =                        -
approved     booted           =                        offer-reprint
approved     sale-confirmed   =                        -
approved     host-approved    =                        -
approved     host-declined    =                        -
approved     not-sent         =                        -
approved     host-unknown     =                        -
approved     reversal-wanted  =                        -
approved     reversal-done    =                        -
approved     reversal-failed  =                        -
approved     slip-printed     free                     journal
approved     given-up         =                        -
reversing    booted           =                        -
reversing    sale-confirmed   =                        -
reversing    host-approved    =                        -
reversing    host-declined    =                        -
reversing    not-sent         =                        -
reversing    host-unknown     =                        -
reversing    reversal-wanted  =                        send-reversal
reversing    reversal-done    free                     journal
reversing    reversal-failed  reversing 000007 98 2    journal
reversing    slip-printed     =                        -
reversing    given-up         free                     journal
looking      booted           free                     journal
looking      sale-confirmed   =                        -
looking      host-approved    approved 000011          journal
looking      host-declined    free                     journal
looking      not-sent         free                     journal
looking      host-unknown     free                     journal
looking      reversal-wanted  =                        -
looking      reversal-done    =                        -
looking      reversal-failed  =                        -
looking      slip-printed     =                        -
looking      given-up         =                        -
advising     booted           repeating 000009 0       journal
advising     sale-confirmed   =                        -
advising     host-approved    approved 000009          journal
advising     host-declined    free                     journal
advising     not-sent         free                     journal
advising     host-unknown     repeating 000009 0       journal
advising     reversal-wanted  =                        -
advising     reversal-done    =                        -
advising     reversal-failed  =                        -
advising     slip-printed     =                        -
advising     given-up         =                        -
repeating    booted           =                        -
repeating    sale-confirmed   =                        -
repeating    host-approved    approved 000009          journal
repeating    host-declined    free                     journal
repeating    not-sent         =                        -
repeating    host-unknown     =                        -
repeating    reversal-wanted  =                        send-again
repeating    reversal-done    =                        -
repeating    reversal-failed  repeating 000009 2       journal
repeating    slip-printed     =                        -
repeating    given-up         free                     journal
`;

function shown(money: Money): string {
  if (money.kind === 'free') return 'free';
  if (money.kind === 'repeating') return `repeating ${money.sale.stan} ${money.sends}`;
  const reversal = money.kind === 'reversing' ? ` ${money.cause} ${money.sends}` : '';
  return `${money.kind} ${money.sale.stan}${reversal}`;
}

const rows = table
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split(/ {2,}/).map((cell) => cell.trim()) as [string, string, string, string]);

describe('money', () => {
  for (const [state, event, wanted, effects] of rows) {
    test(`${state}, ${event}: ${wanted === '=' ? 'nothing changes' : wanted}`, () => {
      const before = states[state]!;
      const [after, done] = next(before, events[event]!);
      assert.equal(
        wanted === '=' ? after === before : shown(after),
        wanted === '=' ? true : wanted,
      );
      assert.equal(done.map(({ kind }) => kind).join(' ') || '-', effects);
      for (const effect of done) if (effect.kind === 'journal') assert.ok(effect.money === after);
    });
  }

  test('an attempt that did not count changes nothing', () => {
    const before = states.reversing!;
    assert.deepEqual(next(before, { kind: 'reversal-failed', sends: 1 }), [before, []]);
  });

  test('the journal is told the event, too', () => {
    const event = events['host-approved']!;
    const [, [effect]] = next({ kind: 'authorising', sale }, event);
    assert.ok(effect?.kind === 'journal' && effect.event === event);
  });

  test('tag 9C of each kind is how its processing code begins', () => {
    for (const { host, emvType } of Object.values<Kind>(kinds))
      assert.equal(String(emvType).padStart(2, '0'), (host.processingCode ?? '00').slice(0, 2));
  });

  test('the table has a row for every state and event', () => {
    assert.equal(rows.length, Object.keys(states).length * Object.keys(events).length);
  });
});
