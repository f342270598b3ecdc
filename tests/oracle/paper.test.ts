// SPDX-License-Identifier: Apache-2.0
//
// The oracle of paper catches a slip that lies, and lets an honest one pass.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '../../host-sim/acquirer/ledger.ts';
import { paperTellsTheTruth } from '../../host-sim/oracle/paper.ts';
import type { World } from '../../host-sim/scenario/world.ts';

const entry = { stan: '000002', amountMinor: 1250, netMinor: 1250, state: 'approved' } as Entry;
const slip = '凭证号                    000002\n金额\nRMB 12.50\n';

function judged(text: string, entries: readonly Entry[]): string | undefined {
  const world = {
    paper: { text: () => text },
    sim: { acquirer: { ledger: { entries } } },
    fail: (what: string) => {
      throw new Error(what);
    },
  } as unknown as World;
  try {
    paperTellsTheTruth(world);
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

test('a book in which money came from nowhere', () => {
  assert.match(judged('', [{ ...entry, state: 'declined' }]) ?? '', /worth/);
});
