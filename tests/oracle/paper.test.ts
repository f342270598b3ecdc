// SPDX-License-Identifier: Apache-2.0
//
// The oracle of paper catches a slip that lies, and lets an honest one pass.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '../../host-sim/acquirer/ledger.ts';
import { paperTellsTheTruth } from '../../host-sim/oracle/paper.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

const entry = { stan: '000002', amountMinor: 1250, netMinor: 1250, state: 'approved' } as Entry;
const slip = '凭证号                    000002\n金额\nRMB 12.50\n';

function judged(text: string, entries: readonly Entry[], unprinted = 0): string | undefined {
  const world = {
    paper: { text: () => text },
    acquirer: { entries: () => entries },
    fail: (what: string) => {
      throw new Error(what);
    },
  } as unknown as Vocabulary;
  try {
    paperTellsTheTruth(world, unprinted);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('an honest slip passes', () => {
  assert.equal(judged(slip, [entry]), undefined);
  assert.equal(judged('', []), undefined);
});

test('a slip for a sale that the acquirer does not know', () => {
  assert.match(judged(slip, []) ?? '', /does not know/);
});

test('a slip for a sale that was declined or reversed', () => {
  assert.match(judged(slip, [{ ...entry, state: 'declined', netMinor: 0 }]) ?? '', /declined/);
  assert.match(judged(slip, [{ ...entry, state: 'reversed', netMinor: 0 }]) ?? '', /reversed/);
});

test('a slip with another amount', () => {
  assert.match(judged(slip, [{ ...entry, amountMinor: 1251, netMinor: 1251 }]) ?? '', /12\.51/);
});

test("two slips with each other's amounts", () => {
  const slipOf = (stan: string, amount: string) =>
    slip.replace('000002', stan).replace('12.50', amount);
  const other = { ...entry, stan: '000003', amountMinor: 99, netMinor: 99 };
  const honest = `${slipOf('000002', '12.50')}[partial cut]\n${slipOf('000003', '0.99')}[partial cut]\n`;
  const swapped = `${slipOf('000002', '0.99')}[partial cut]\n${slipOf('000003', '12.50')}[partial cut]\n`;
  assert.equal(judged(honest, [entry, other]), undefined);
  assert.match(judged(swapped, [entry, other]) ?? '', /000002 shows 0\.99/);
});

test('an approval without a slip, unless it is announced', () => {
  assert.match(judged('', [entry]) ?? '', /without a slip: 1, expected 0/);
  assert.equal(judged('', [entry], 1), undefined);
  assert.match(judged(slip, [entry], 1) ?? '', /without a slip: 0, expected 1/);
});

test('a book in which money came from nowhere', () => {
  assert.match(judged('', [{ ...entry, state: 'declined' }]) ?? '', /worth/);
});
