// SPDX-License-Identifier: Apache-2.0
//
// Trace numbers on a flash model, with the power cut in the middle of every program and erase, and once more during what
// follows: no number comes twice, and the flash is never used as its datasheet forbids.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Fate, NorFlashChip, sectorSize } from '../../host-sim/chips/nor-flash.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import type { Flash } from '../../src/io/ecma419.ts';
import { TraceCounter } from '../../src/journal/trace-counter.ts';

class PowerCut extends Error {}

/** A partition whose power goes in the middle of chosen operations (counted from 1 over the whole life). */
class Bench {
  readonly kernel = new Kernel('trace counter');
  readonly chip: NorFlashChip;
  operations = 0;

  constructor(
    encrypted: boolean,
    readonly cuts: ReadonlyMap<number, Fate>,
  ) {
    const context = { kernel: this.kernel, random: this.kernel.random('flash'), log() {} };
    const table = [{ label: 'trace', offset: 0, size: 2 * sectorSize, encrypted }];
    this.chip = new NorFlashChip(context, 1 << 20, table);
  }

  open(): Flash {
    const { bus } = this.chip;
    return {
      read: (length, offset) => bus.read('trace', offset, length).slice().buffer as ArrayBuffer,
      write: (buffer, offset) =>
        this.#pass(bus.write('trace', offset, new Uint8Array(buffer as Uint8Array))),
      eraseBlock: (block) => this.#pass(bus.erase('trace', block)),
      status: () => ({ size: 2 * sectorSize, blocks: 2, blockLength: sectorSize }),
      close() {},
    };
  }

  #pass(us: number): void {
    const fate = this.cuts.get(++this.operations);
    if (!fate) {
      this.kernel.spend(us);
      return;
    }
    this.kernel.spend(us / 2);
    this.chip.faults.nextCut(fate);
    this.chip.powerOff();
    this.kernel.spend(1_000_000);
    this.chip.powerOn();
    throw new PowerCut();
  }
}

/** Takes `count` numbers, booting anew after each cut; all of them, in order. */
function life(bench: Bench, count: number, bootEvery = Number.POSITIVE_INFINITY): number[] {
  const taken: number[] = [];
  let counter: TraceCounter | undefined;
  while (taken.length < count) {
    try {
      counter ??= new TraceCounter(bench.open());
      taken.push(Number(counter.take()));
      if (taken.length % bootEvery === 0) counter = undefined;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      counter = undefined;
    }
  }
  return taken;
}

function neverTwice(taken: readonly number[]): void {
  for (let i = 1; i < taken.length; i++) {
    assert.ok(taken[i]! > taken[i - 1]!, `${taken[i]} after ${taken[i - 1]}`);
  }
}

const fates: readonly Fate[] = ['kept', 'lost', 'torn'];

for (const encrypted of [false, true]) {
  describe(encrypted ? 'on an encrypted partition' : 'on a plain partition', () => {
    test('a fresh terminal counts from 1, without gaps while the power stays', () => {
      const taken = life(new Bench(encrypted, new Map()), 170);
      assert.deepEqual(
        taken,
        taken.map((_, index) => index + 1),
      );
    });

    test('through many boots and both sectors', () => {
      neverTwice(life(new Bench(encrypted, new Map()), 700, 7));
      const long = new Bench(encrypted, new Map());
      neverTwice(life(long, 14_000));
      assert.ok(long.operations > 280, `${long.operations} operations`);
    });

    for (const fate of fates) {
      test(`a cut in each operation, which is ${fate}`, () => {
        for (let at = 1; at <= 12; at++)
          neverTwice(life(new Bench(encrypted, new Map([[at, fate]])), 160, 23));
      });
    }

    test('two cuts, in every pair of operations and every fate', () => {
      for (let first = 1; first <= 6; first++) {
        for (let second = first + 1; second <= first + 4; second++) {
          for (const one of fates) {
            for (const two of fates) {
              const cuts = new Map([
                [first, one],
                [second, two],
              ]);
              neverTwice(life(new Bench(encrypted, cuts), 120, 31));
            }
          }
        }
      }
    });

    test('a cut costs at most a block of fifty numbers', () => {
      const taken = life(new Bench(encrypted, new Map([[4, 'torn']])), 200);
      const gaps = taken.map((number, index) => number - (taken[index - 1] ?? 0));
      assert.ok(Math.max(...gaps) <= 51, `a gap of ${Math.max(...gaps)}`);
    });
  });
}

test('numbers have six digits and go from 999999 to 000001', () => {
  const bench = new Bench(false, new Map());
  const counter = new TraceCounter(bench.open());
  counter.skip(999_998);
  assert.deepEqual(
    [counter.take(), counter.take(), counter.take()],
    ['999999', '000001', '000002'],
  );
});

test('a partition of one sector is refused', () => {
  const bench = new Bench(false, new Map());
  const flash = { ...bench.open(), status: () => ({ size: 4096, blocks: 1, blockLength: 4096 }) };
  assert.throws(() => new TraceCounter(flash), /two sectors/);
});
