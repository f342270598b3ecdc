// SPDX-License-Identifier: Apache-2.0
//
// What the log costs the flash, as docs/internals/journal.md says it: reads of a boot, erases and bytes of a thousand sales.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log } from '../../src/journal/log.ts';
import { encodeRecordOf } from '../../src/journal/records.ts';
import { receipt, sale } from '../unit/support/money-records.ts';
import { CutFlash } from './support/cut-flash.ts';
import { quickTools as tools } from './support/tools.ts';

const blocks = 128;
const checkpoint = () => ({ type: 1, version: 1, payload: new Uint8Array(28) });

function sells(log: Log, count: number): void {
  for (let i = 0; i < count; i++) {
    log.append(encodeRecordOf('saleConfirmed', { ...sale, sealedReversal: new Uint8Array(153) }));
    log.append(encodeRecordOf('saleApproved', receipt));
    log.append(encodeRecordOf('slipPrinted', { stan: sale.stan, operator: '01' }));
  }
}

test('a boot reads each head and one segment, whatever the log holds, and erases one block', () => {
  for (const [sales, reads, erases] of [
    [0, 128, 0],
    [500, 131, 1],
    [1100, 131, 1],
  ] as const) {
    const flash = new CutFlash('sealed', blocks, 'figures');
    sells(new Log({ flash, tools, checkpoint }), sales);
    flash.reads = 0;
    flash.erases = 0;
    new Log({ flash, tools, checkpoint });
    assert.ok(flash.reads <= reads, `${sales} sales: ${flash.reads} reads`);
    assert.equal(flash.erases, erases);
  }
});

test('512 KB hold a batch of 500 sales and the one before it', () => {
  const flash = new CutFlash('sealed', blocks, 'capacity');
  const log = new Log({ flash, tools, checkpoint });
  sells(log, 1000);
  assert.ok(log.usage.used <= 0.9 * log.usage.capacity, `${log.usage.used}`);
});

test('128 KB, as on boards of 4 MB, hold 270 sales before people are warned', () => {
  const flash = new CutFlash('sealed', 32, 'small');
  const log = new Log({ flash, tools, checkpoint });
  sells(log, 250);
  assert.ok(log.usage.used <= 0.9 * log.usage.capacity, `${log.usage.used}`);
});

test('a thousand sales cost 110 erases, spread evenly, and a tenth more bytes than their records', () => {
  const flash = new CutFlash('sealed', blocks, 'wear');
  const log = new Log({ flash, tools, checkpoint });
  sells(log, 1000);
  assert.ok(flash.erases <= 115, `${flash.erases}`);
  const payload = [...log.records()]
    .filter(({ type }) => type !== 1)
    .reduce((sum, record) => sum + record.payload.length, 0);
  assert.ok(flash.bytesWritten / payload < 1.6, `${flash.bytesWritten / payload}`);
  for (let turn = 0; turn < 5; turn++) {
    log.release(log.next);
    sells(log, 1000);
  }
  const [{ erasesMost }] = flash.chip.snapshot() as [{ erasesMost: number }];
  assert.ok(erasesMost <= Math.ceil(flash.erases / blocks) + 1, `${erasesMost} of ${flash.erases}`);
});
