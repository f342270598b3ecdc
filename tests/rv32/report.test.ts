// SPDX-License-Identifier: Apache-2.0
//
// The budgets of memory and instructions that the emulated board keeps (docs/internals/rv32.md has the aims and the figures).

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { noEmulator } from '../../host-sim/rv32/machine.ts';
import { rv32Report } from '../../host-sim/rv32/report.ts';

const skip = process.env.CI === 'true' ? false : (noEmulator() ?? false);

describe('the emulated board keeps its budgets', { skip }, () => {
  let report: Awaited<ReturnType<typeof rv32Report>>;
  before(async () => {
    report = await rv32Report();
  });

  test('slots, chunks and stack of JavaScript fit into 160 KB', () => {
    const { slots, chunks, stack } = report.ramBytes;
    assert.ok(slots + chunks + stack <= 160 * 1024, `${slots + chunks + stack} bytes`);
  });

  test('a quarter of the RAM is left for what a board needs besides', () => {
    assert.ok(report.ramBytes.free >= 80 * 1024, `${report.ramBytes.free} bytes are free`);
  });

  test('half of slots and chunks is free at idle', () => {
    const { slotsIdle, chunkBytesIdle } = report.used;
    assert.ok(slotsIdle * 16 * 2 < report.ramBytes.slots, `${slotsIdle} slots`);
    assert.ok(chunkBytesIdle * 2 < report.ramBytes.chunks, `${chunkBytesIdle} bytes`);
  });

  test('boot to idle takes less than 40 million instructions', () => {
    assert.ok(report.instructions.bootToIdle < 40_000_000, `${report.instructions.bootToIdle}`);
  });

  test('a sale does not take more than it did', () => {
    const { sale, tap } = report.instructions.laterSale;
    assert.ok(sale < 95_000_000, `sale: ${sale}`);
    assert.ok(tap < 17_000_000, `tap: ${tap}`);
  });

  test('every byte of the image belongs to a part that has a name', () => {
    const { parts, image } = report.flashBytes;
    assert.equal(parts.other, undefined);
    assert.ok(image > 500_000 && image < 1_500_000, `${image} bytes`);
  });
});
