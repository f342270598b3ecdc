// SPDX-License-Identifier: Apache-2.0
//
// A whole sale, run on the fast engine and replayed on the debug engine with the byte codes of each turn: the same trace to the
// last bit, so that what fails on the one can be looked at on the other.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Variant } from '../../host-sim/engine/machine.ts';
import { firmware, Simulation } from '../../host-sim/simulation.ts';

async function sale(variant: Variant, replayMeter?: readonly number[]) {
  const program = await firmware(variant === 'debug');
  const sim = new Simulation({
    seed: 'replay',
    program,
    variant,
    ...(replayMeter && { replayMeter }),
  });
  const { desk, kernel } = sim;
  const wait = (ms: number) => desk.advance(kernel.nowUs + ms * 1000);
  desk.powerOn();
  wait(5000);
  for (const key of ['1', '2', '3', '4', 'enter']) {
    sim.key(key, true);
    wait(80);
    sim.key(key, false);
    wait(80);
  }
  wait(500);
  sim.present('quickpass-debit');
  wait(3000);
  sim.remove('quickpass-debit');
  wait(8000);
  const [entry] = sim.acquirer.ledger.entries;
  const result = {
    trace: desk.link.traceHash(),
    records: desk.link.recordCount,
    nowUs: kernel.nowUs,
    paper: sim.board.printer.paper.text(),
    state: entry?.state,
    deaths: desk.deaths,
  };
  const { meter } = desk;
  desk.powerOff();
  return { result, meter };
}

test('a sale replayed on the debug engine is the same sale, byte for byte', async () => {
  const fast = await sale('fast');
  assert.equal(fast.result.state, 'approved');
  const debug = await sale('debug', fast.meter);
  assert.deepEqual(debug.result, fast.result);
});
