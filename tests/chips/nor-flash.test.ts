// SPDX-License-Identifier: Apache-2.0
//
// The flash by itself: cells, the encrypted partition, and what a power cut leaves.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ModelViolation } from '../../host-sim/chips/model.ts';
import { type Fate, type FlashPartition, NorFlashChip } from '../../host-sim/chips/nor-flash.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';

const table: readonly FlashPartition[] = [
  { label: 'plain', offset: 0x10000, size: 0x4000 },
  { label: 'secret', offset: 0x14000, size: 0x4000, encrypted: true },
];

function flash(seed = 'flash') {
  const kernel = new Kernel(seed);
  const chip = new NorFlashChip(
    { kernel, random: kernel.random('flash'), log: () => {} },
    0x20000,
    table,
  );
  const write = (label: string, offset: number, bytes: Uint8Array) =>
    kernel.spend(chip.bus.write(label, offset, bytes));
  const erase = (label: string, block: number) => kernel.spend(chip.bus.erase(label, block));
  const read = (label: string, offset: number, length: number) => [
    ...chip.bus.read(label, offset, length),
  ];
  /** Power fails after `share` of the time of `action`. */
  const cut = (share: number, action: () => number) => {
    kernel.advanceTo(kernel.nowUs + Math.floor(action() * share));
    chip.powerOff();
    chip.powerOn();
  };
  return { kernel, chip, write, erase, read, cut };
}

function violates(action: () => unknown, pattern: RegExp): void {
  assert.throws(action, (error: unknown) => {
    assert.ok(error instanceof ModelViolation);
    assert.match(error.message, pattern);
    return true;
  });
}

const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => index + 1);

describe('NOR flash', () => {
  test('erased reads FF, programming only clears bits, erasing sets them again', () => {
    const { write, erase, read } = flash();
    assert.deepEqual(read('plain', 0, 2), [0xff, 0xff]);
    write('plain', 0, Uint8Array.of(0xf0, 0x3c));
    write('plain', 0, Uint8Array.of(0x3c, 0xff));
    assert.deepEqual(read('plain', 0, 2), [0x30, 0x3c]);
    erase('plain', 0);
    assert.deepEqual(read('plain', 0, 2), [0xff, 0xff]);
  });

  test('a partition that is worn out takes the time, and keeps nothing', () => {
    const { chip, kernel, write, read } = flash();
    chip.faults.wearOut('plain');
    const startUs = kernel.nowUs;
    write('plain', 0, Uint8Array.of(0xf0));
    assert.ok(kernel.nowUs > startUs);
    assert.deepEqual(read('plain', 0, 1), [0xff]);
    write('secret', 0, ramp(32));
    assert.deepEqual(read('secret', 0, 32), [...ramp(32)]);
  });

  test('an erase takes one sector and 45 ms, a page 0.7 ms', () => {
    const { kernel, write, erase, read } = flash();
    write('plain', 4095, Uint8Array.of(1, 2));
    let startUs = kernel.nowUs;
    erase('plain', 1);
    assert.equal(kernel.nowUs - startUs, 45_000);
    assert.deepEqual(read('plain', 4095, 2), [1, 0xff]);
    startUs = kernel.nowUs;
    write('plain', 0x2000, ramp(256));
    assert.equal(kernel.nowUs - startUs, 717);
  });

  test('it survives power-off', () => {
    const { chip, write, read } = flash();
    write('plain', 100, ramp(10));
    chip.powerOff();
    violates(() => chip.bus.read('plain', 0, 1), /without power/);
    chip.powerOn();
    assert.deepEqual(read('plain', 100, 10), [...ramp(10)]);
  });

  test('access while busy, outside a partition or to none is a violation', () => {
    const { chip, read } = flash();
    chip.bus.erase('plain', 0);
    violates(() => chip.bus.read('plain', 0, 1), /busy/);
    const other = flash();
    violates(() => other.read('plain', 0x3fff, 2), /outside/);
    violates(() => other.chip.bus.erase('plain', 4), /outside/);
    violates(() => other.read('none', 0, 1), /no partition/);
    assert.equal(chip.bus.partition('none'), undefined);
    violates(() => read('plain', -1, 1), /busy|outside/);
  });

  test('a table that overlaps or is not aligned is refused', () => {
    const kernel = new Kernel('table');
    const context = { kernel, random: kernel.random('flash'), log: () => {} };
    for (const [offset, size] of [
      [0x11000, 0x1000],
      [0x20001, 0x1000],
      [0x1f000, 0x2000],
    ] as const) {
      const bad = [...table, { label: 'bad', offset, size }];
      assert.throws(() => new NorFlashChip(context, 0x20000, bad), RangeError);
    }
  });
});

describe('encrypted partition', () => {
  test('what is written reads back, and the cells do not show it', () => {
    const { chip, write, read } = flash();
    write('secret', 64, ramp(64));
    assert.deepEqual(read('secret', 64, 64), [...ramp(64)]);
    assert.equal(Buffer.from(chip.world.cells('secret')).includes(Buffer.from(ramp(8))), false);
  });

  test('erased does not read FF, and not the same everywhere', () => {
    const { erase, read } = flash();
    erase('secret', 0);
    assert.notDeepEqual(read('secret', 0, 32), new Array(32).fill(0xff));
    assert.notDeepEqual(read('secret', 0, 32), read('secret', 32, 32));
  });

  test('only whole aligned units, each once per erase', () => {
    const { write, erase, read } = flash();
    violates(() => write('secret', 0, ramp(31)), /not whole units/);
    violates(() => write('secret', 16, ramp(32)), /not whole units/);
    write('secret', 32, ramp(32));
    violates(() => write('secret', 0, ramp(64)), /unit 1 programmed twice/);
    erase('secret', 0);
    write('secret', 32, ramp(32));
    assert.deepEqual(read('secret', 32, 32), [...ramp(32)]);
  });

  test('the factory loads clear bytes, the firmware reads them', () => {
    const { chip, read } = flash();
    chip.world.load('secret', ramp(40));
    assert.deepEqual(read('secret', 0, 40), [...ramp(40)]);
    violates(() => chip.bus.write('secret', 32, ramp(32)), /programmed twice/);
  });
});

describe('power cut', () => {
  test('within a program: units before are there, later ones are not, the one between has its fate', () => {
    const expected: Record<Exclude<Fate, 'scattered'>, (unit: number[]) => void> = {
      kept: (unit) => assert.deepEqual(unit, [...ramp(128).subarray(64, 96)]),
      lost: (unit) => assert.deepEqual(unit, new Array(32).fill(0xff)),
      torn: (unit) => {
        assert.notDeepEqual(unit, new Array(32).fill(0xff));
        // Only bits that were to fall have fallen.
        assert.ok(unit.every((byte, index) => (byte & (index + 65)) === index + 65));
      },
    };
    for (const fate of ['kept', 'lost', 'torn'] as const) {
      const { chip, read, cut } = flash(fate);
      chip.faults.nextCut(fate);
      cut(0.6, () => chip.bus.write('plain', 0, ramp(128)));
      assert.deepEqual(read('plain', 0, 64), [...ramp(64)]);
      expected[fate](read('plain', 64, 32));
      assert.deepEqual(read('plain', 96, 32), new Array(32).fill(0xff));
    }
  });

  test('scattered: each unit has a fate of its own, and later ones survive earlier ones', () => {
    const { chip, read, cut } = flash('scattered');
    chip.faults.nextCut('scattered');
    cut(0.1, () => chip.bus.write('plain', 0, new Uint8Array(2048)));
    const kept = Array.from({ length: 64 }, (_, i) => read('plain', i * 32, 32).every((b) => !b));
    const lost = Array.from({ length: 64 }, (_, i) =>
      read('plain', i * 32, 32).every((b) => b === 255),
    );
    for (const found of [kept, lost]) {
      const count = found.filter(Boolean).length;
      assert.ok(count > 8 && count < 40, `${count}`);
      assert.ok(found.lastIndexOf(true) > 40 && found.indexOf(true) < 20);
    }
    chip.faults.nextCut('scattered');
    cut(0.5, () => chip.bus.erase('plain', 0));
    const after = Array.from({ length: 64 }, (_, i) => read('plain', i * 32, 32).every((b) => !b));
    assert.ok(after.some(Boolean) && after.filter(Boolean).length < kept.filter(Boolean).length);
  });

  test('a torn unit of an encrypted partition is noise, and may not be programmed again', () => {
    const { chip, read, cut } = flash();
    const erased = read('secret', 0, 32);
    chip.faults.nextCut('torn');
    cut(0.5, () => chip.bus.write('secret', 0, ramp(32)));
    assert.notDeepEqual(read('secret', 0, 32), erased);
    assert.notDeepEqual(read('secret', 0, 32), [...ramp(32)]);
    violates(() => chip.bus.write('secret', 0, ramp(32)), /programmed twice/);
  });

  test('a torn unit of an encrypted partition shows nothing of what was half written', () => {
    const cells = (fate: Fate) => {
      const { chip, cut } = flash('one seed');
      chip.faults.nextCut(fate);
      cut(0.5, () => chip.bus.write('secret', 0, ramp(32)));
      return chip.world.cells('secret').slice(0, 32);
    };
    // A plain unit on its way has all bits that it will have at the end; a scrambled one has not.
    const [kept, torn] = [cells('kept'), cells('torn')];
    const missing = kept.filter((byte, index) => (byte & ~torn[index]!) !== 0);
    assert.ok(missing.length > 16, `${missing.length} of 32 bytes`);
  });

  test('within an erase: done, untouched, or neither', () => {
    for (const fate of ['kept', 'lost', 'torn'] as const) {
      const { chip, write, read, cut } = flash(fate);
      write('plain', 0, new Uint8Array(64));
      chip.faults.nextCut(fate);
      cut(0.5, () => chip.bus.erase('plain', 0));
      const bytes = read('plain', 0, 64);
      assert.equal(
        bytes.every((byte) => byte === 0xff),
        fate === 'kept',
      );
      assert.equal(
        bytes.every((byte) => byte === 0),
        fate === 'lost',
      );
    }
  });

  test('a sector whose erase was cut takes no program before it is erased again', () => {
    for (const fate of ['lost', 'torn'] as const) {
      const { chip, write, erase, cut } = flash(fate);
      chip.faults.nextCut(fate);
      cut(0.5, () => chip.bus.erase('secret', 0));
      violates(() => chip.bus.write('secret', 0, ramp(32)), /programmed twice/);
      erase('secret', 0);
      write('secret', 0, ramp(32));
    }
  });

  test('after the work is over a cut changes nothing', () => {
    const { chip, read, cut } = flash();
    chip.faults.nextCut('torn');
    cut(1, () => chip.bus.write('plain', 0, ramp(32)));
    assert.deepEqual(read('plain', 0, 32), [...ramp(32)]);
  });

  test('without a plan the seed decides, and all three fates occur', () => {
    const seen = new Set<string>();
    for (let round = 0; round < 30; round++) {
      const { chip, read, cut } = flash(`fate ${round}`);
      cut(0.5, () => chip.bus.write('plain', 0, ramp(32)));
      const unit = read('plain', 0, 32).join();
      seen.add(
        unit === ramp(32).join()
          ? 'kept'
          : unit === new Array(32).fill(255).join()
            ? 'lost'
            : 'torn',
      );
    }
    assert.equal(seen.size, 3);
  });

  test('a bit that flips by itself is seen', () => {
    const { chip, read } = flash();
    chip.faults.flipBit('plain', 5, 3);
    assert.deepEqual(read('plain', 5, 1), [0xf7]);
  });
});
