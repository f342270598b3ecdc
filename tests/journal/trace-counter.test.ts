// SPDX-License-Identifier: Apache-2.0
//
// TraceCounter against the flash model: the power is cut at every write and every erase, and once more at every write and erase
// of the recovery, each with all three fates (kept, lost, torn), on a plain and on an encrypted partition. Whatever happens, no
// number comes twice and the chip is never misused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fate, NorFlashChip, sectorSize } from '../../host-sim/chips/nor-flash.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import type { Flash } from '../../src/io/ecma419.ts';
import { TraceCounter } from '../../src/journal/trace-counter.ts';

class PowerCut extends Error {}

interface Cut {
  /** Before or in the middle of the operation with this number, counted from 1 since the boot. */
  readonly operation: number;
  readonly fate: Fate | 'before';
}

const fates: readonly Cut['fate'][] = ['before', 'kept', 'lost', 'torn'];
/** Numbers that one record reserves; a boot loses at most so many. */
const block = 50;
const wrap = 999_999;

/** A terminal with nothing but a flash and a counter. */
class Till {
  readonly chip: NorFlashChip;
  readonly numbers: string[] = [];
  operations = 0;
  readonly #kernel: Kernel;
  readonly #label: string;
  #cut: Cut | undefined;
  #counter: TraceCounter;

  constructor(label: string) {
    this.#label = label;
    this.#kernel = new Kernel('till');
    const context = { kernel: this.#kernel, random: this.#kernel.random('flash'), log() {} };
    this.chip = new NorFlashChip(context, 4 * sectorSize, [
      { label: 'plain', offset: 0, size: 2 * sectorSize },
      { label: 'sealed', offset: 2 * sectorSize, size: 2 * sectorSize, encrypted: true },
    ]);
    this.#counter = this.#boot();
  }

  /** Takes `count` numbers, unless the power is cut. True when it was. */
  takes(count: number, cut?: Cut): boolean {
    this.#cut = cut;
    try {
      for (let i = 0; i < count; i++) this.numbers.push(this.#counter.take());
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      this.reboots();
      return true;
    }
    return false;
  }

  skips(count: number): void {
    this.#counter.skip(count);
  }

  reboots(): void {
    this.chip.powerOff();
    this.#counter = this.#boot();
  }

  #boot(): TraceCounter {
    this.chip.powerOn();
    this.operations = 0;
    this.#cut = undefined;
    return new TraceCounter(this.#flash());
  }

  #flash(): Flash {
    const { bus } = this.chip;
    const label = this.#label;
    const { size } = bus.partition(label)!;
    return {
      status: () => ({ size, blocks: size / sectorSize, blockLength: sectorSize }),
      read: (length, offset) => bus.read(label, offset, length).slice().buffer,
      write: (bytes, offset) =>
        this.#step(() => bus.write(label, offset, new Uint8Array(bytes as ArrayBuffer).slice())),
      eraseBlock: (index) => this.#step(() => bus.erase(label, index)),
      close() {},
    };
  }

  #step(start: () => number): void {
    this.operations++;
    const cut = this.#cut?.operation === this.operations ? this.#cut.fate : undefined;
    if (cut === 'before') throw new PowerCut();
    const us = start();
    if (cut === undefined) {
      this.#kernel.spend(us);
      return;
    }
    this.#kernel.spend(us / 2);
    this.chip.faults.nextCut(cut);
    this.chip.powerOff();
    throw new PowerCut();
  }
}

/** Six digits each, none twice, each after the one before; `lostMost` left out in all. */
function checkNumbers(numbers: readonly string[], lostMost: number, what: string): void {
  const values = numbers.map(Number);
  assert.ok(
    numbers.every((number) => /^\d{6}$/.test(number)),
    what,
  );
  assert.equal(new Set(numbers).size, numbers.length, `${what}: a number repeats`);
  assert.ok(
    values.every((value, i) => i === 0 || value > values[i - 1]!),
    `${what}: order`,
  );
  const lost = values.at(-1)! - values[0]! + 1 - values.length;
  assert.ok(lost <= lostMost, `${what}: ${lost} numbers lost`);
}

for (const label of ['plain', 'sealed']) {
  test(`${label}: numbers begin at 000001 and follow one another`, () => {
    const till = new Till(label);
    till.takes(120);
    assert.deepEqual(till.numbers.slice(0, 3), ['000001', '000002', '000003']);
    checkNumbers(till.numbers, 0, 'no cut');
    assert.equal(till.operations, 1 + 3); // an erase, and a record for each block
  });

  test(`${label}: a boot goes on behind the block, on a block's edge and beside it`, () => {
    for (const taken of [0, 1, block - 1, block, block + 1]) {
      const till = new Till(label);
      till.takes(taken);
      till.reboots();
      till.takes(1);
      const expected = Math.ceil(taken / block) * block + 1;
      assert.equal(till.numbers.at(-1), String(expected).padStart(6, '0'), `after ${taken}`);
    }
  });

  test(`${label}: a cut at every write and erase, then at every one of the recovery`, () => {
    const whole = new Till(label);
    whole.takes(4 * block);
    const steps = whole.operations;
    const recovering = 3; // an erase and two records
    let runs = 0;
    for (const earlier of [0, 3 * block]) {
      for (let first = 1; first <= steps; first++) {
        for (const fate of fates) {
          for (let second = 0; second <= recovering; second++) {
            for (const secondFate of second === 0 ? fates.slice(0, 1) : fates) {
              const what = `${earlier}, ${first} ${fate}, ${second} ${secondFate}`;
              const till = new Till(label);
              till.takes(earlier);
              if (earlier > 0) till.reboots();
              assert.ok(till.takes(4 * block, { operation: first, fate }), what);
              const cut = till.takes(2 * block, { operation: second, fate: secondFate });
              assert.equal(cut, second > 0, what);
              till.takes(2 * block);
              checkNumbers(till.numbers, 3 * block, what);
              runs++;
            }
          }
        }
      }
    }
    assert.equal(runs, 2 * steps * 4 * 13);
  });

  test(`${label}: a cut around the moment at which one sector is full and the other begins`, () => {
    const units = sectorSize / 32;
    // Operation 1 is the erase, then the records of one sector; the erase of the other comes after them.
    for (let operation = units; operation <= units + 4; operation++) {
      for (const fate of fates) {
        const till = new Till(label);
        assert.ok(till.takes((units + 4) * block, { operation, fate }), `${operation}`);
        till.takes(3 * block);
        checkNumbers(till.numbers, 2 * block, `${operation} ${fate}`);
      }
    }
  });

  test(`${label}: fifty cuts in a row, wherever they fall`, () => {
    const till = new Till(label);
    const random = new Kernel('cuts').random(label);
    for (let i = 0; i < 50; i++) {
      till.takes(random.below(3 * block), {
        operation: 1 + random.below(4),
        fate: fates[random.below(fates.length)]!,
      });
      if (random.chance(1, 3)) till.reboots();
    }
    till.takes(block);
    checkNumbers(till.numbers, 101 * block, 'fifty cuts');
  });

  test(`${label}: the wear is the same on both sectors`, () => {
    const till = new Till(label);
    for (let i = 0; i < 20; i++) {
      till.takes(1);
      till.reboots();
    }
    const [{ erasesMost }] = till.chip.snapshot() as [{ erasesMost: number }];
    assert.equal(erasesMost, 10);
  });
}

test('after 999999 comes 000001, and a boot at the turn keeps its place', () => {
  const till = new Till('sealed');
  till.skips(wrap - 2);
  till.takes(4);
  assert.deepEqual(till.numbers, ['999998', '999999', '000001', '000002']);
  till.reboots();
  till.takes(1);
  const reserved = Math.ceil((wrap + 2) / block) * block;
  assert.equal(till.numbers.at(-1), String((reserved % wrap) + 1).padStart(6, '0'));
});

test('a partition of one sector is refused', () => {
  const { size } = { size: sectorSize };
  const flash: Flash = {
    status: () => ({ size, blocks: 1, blockLength: sectorSize }),
    read: () => new ArrayBuffer(0),
    write() {},
    eraseBlock() {},
    close() {},
  };
  assert.throws(() => new TraceCounter(flash), RangeError);
});
