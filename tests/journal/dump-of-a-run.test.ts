// SPDX-License-Identifier: Apache-2.0
//
// What the whole terminal has written, with the core's own CMAC and sealing, read by the tool that was written from the page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSealed, readJournal } from '../../host-sim/journal/image.ts';
import { describeRecord } from '../../host-sim/journal/records.ts';
import { chainKeyIn } from '../../host-sim/journal/vault.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';

test("a sale's records are there in order, the chain is right, and the reversal opens", async () => {
  const screens = await ScreenReader.create();
  const t = new World({ program: await firmware(), screens, seed: 'dump' });
  t.boots();
  t.clerk.types('1250', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 1250 });
  t.cardholder.taps('quickpass-credit');
  t.reachesIdle();
  t.power.off();
  const { flash, wiring } = t.sim.board;
  const secret = Buffer.from(wiring.deviceSecret);
  const image = Buffer.from(flash.world.image());
  assert.equal(chainKeyIn(image, Buffer.alloc(32)), undefined);
  const journal = readJournal(image, chainKeyIn(image, secret))!;
  assert.ok(journal.isChainChecked);
  assert.deepEqual(journal.findings, []);
  const records = journal.entries.map(({ type, version, payload }) =>
    describeRecord(type, version, payload),
  );
  assert.deepEqual(
    records.map(({ name }) => name),
    ['checkpoint', 'traceReserved', 'signedIn', 'saleConfirmed', 'saleApproved', 'slipPrinted'],
  );
  const { sealedReversal } = records[3]!.fields;
  const sealed = Buffer.from(String(sealedReversal), 'hex');
  assert.equal(openSealed(sealed, secret)?.toString('hex', 0, 2), '0400');
  assert.equal(openSealed(sealed, Buffer.alloc(32)), undefined);
  const other = readJournal(image, Buffer.alloc(32))!;
  assert.ok(other.findings.length >= 6);
});
