// SPDX-License-Identifier: Apache-2.0
//
// crypto/ct/coverage.txt tells the truth: every function of crypto/core has its row, and the evidence named there enters it (the
// latter in the long run).

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fuzz } from '../runner/fuzz.ts';
import { hasTool } from './core.ts';
import { coverage, functionsOf } from './evidence/coverage.ts';
import { type Entered, enteredByCounts, enteredByMemcheck } from './evidence/trace.ts';

const rows = coverage();
const remedy =
  'crypto/ct/coverage.txt says how a row looks; its operations are crypto/ct/memcheck*.c and operations_*.c';

test('every function of crypto/core that other files can call has a row, and every row a function', () => {
  const named = rows.map(({ file, name }) => `${file} ${name}`);
  const there = functionsOf().map(({ file, name }) => `${file} ${name}`);
  assert.deepEqual(
    there.filter((each) => !named.includes(each)),
    [],
    `without a row. ${remedy}`,
  );
  assert.deepEqual(
    named.filter((each) => !there.includes(each)),
    [],
    'rows without a function',
  );
  assert.equal(new Set(named).size, named.length, 'a function has two rows');
});

/** Only ever lowered. */
const openMax = 0;

test('no more functions than known see secrets without evidence', () => {
  const open = rows.filter((row) => row.open !== undefined).map(({ name }) => name);
  assert.ok(open.length <= openMax, `${open.join(', ')}. ${remedy}`);
});

function notEntered(entered: Entered, column: 'memcheck' | 'count'): string[] {
  return rows
    .filter((row) => row[column] !== undefined && !entered.get(row[column]!)?.has(row.name))
    .map((row) => `${row.name} is not entered by "${row[column]}"`);
}

describe('a function that sees secrets', () => {
  const inLongRun = fuzz(1).numRuns > 1 ? false : 'in the long run';
  const noValgrind = hasTool('valgrind') || process.env.CI === 'true' ? false : 'no valgrind';
  test('is entered by the memcheck group of its row', { skip: inLongRun || noValgrind }, () => {
    assert.deepEqual(notEntered(enteredByMemcheck(), 'memcheck'), []);
  });

  test('is entered by the row of counts of its row', { skip: inLongRun }, () => {
    assert.deepEqual(notEntered(enteredByCounts(), 'count'), []);
  });

  test('would be missed if a group did not enter it', () => {
    assert.ok(notEntered(new Map([['P-256', new Set(['mod256_add'])]]), 'memcheck').length > 100);
  });
});
