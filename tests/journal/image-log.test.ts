// SPDX-License-Identifier: Apache-2.0
//
// ImageLog against the flash model: the power is cut at every erase and at every unit of every write, and again while the next
// boot recovers, each with all fates, on a plain and on an encrypted partition. Afterwards the terminal has the state before or
// the state after, and what was confirmed is never undone: so no DUKPT key comes twice.
//
// Images here are numbered and sealed by a hash; that real ones are authentic or nothing is tests/crypto/vault-image.test.ts.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type Fate, NorFlashChip, sectorSize } from '../../host-sim/chips/nor-flash.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import type { Flash } from '../../src/io/ecma419.ts';
import { ImageLog } from '../../src/journal/image-log.ts';

const sectors = 3;
const unit = 32;

class PowerCut extends Error {}

interface Cut {
  /** An erase, or one unit of a write, counted from 1 since the boot. */
  readonly step: number;
  readonly fate: Fate | 'before';
}

const fates: readonly Cut['fate'][] = ['before', 'kept', 'lost', 'torn'];

/** An image of `units` units that says `generation`, and whether it is whole. */
function imageOf(generation: number, units: number): Uint8Array {
  const image = Buffer.alloc(units * unit);
  image.write('JZVI\x01', 'latin1');
  image[6] = units;
  image.writeUInt32BE(generation, 8);
  const seal = createHash('sha256').update(`${generation} ${units}`).digest();
  for (let at = unit; at < image.length; at += unit) image.set(seal, at);
  return new Uint8Array(image);
}

function isWhole(image: Uint8Array): boolean {
  const generation = Buffer.from(image).readUInt32BE(8);
  return Buffer.from(imageOf(generation, image.length / unit)).equals(image);
}

/** A terminal with nothing but a log: each state is an image, and a state is used once flash has it. */
class Till {
  readonly chip: NorFlashChip;
  /** States that were used, in order. */
  readonly used: number[] = [];
  steps = 0;
  erases: number[] = [];
  state = 0;
  readonly #units: number;
  readonly #kernel = new Kernel('till');
  readonly #label: string;
  #cut: Cut | undefined;
  #log: ImageLog;

  constructor(label: string, units: number) {
    this.#label = label;
    this.#units = units;
    const context = { kernel: this.#kernel, random: this.#kernel.random('flash'), log() {} };
    const size = sectors * sectorSize;
    this.chip = new NorFlashChip(context, 2 * size, [
      { label: 'plain', offset: 0, size },
      { label: 'sealed', offset: size, size, encrypted: true },
    ]);
    this.#log = this.boots();
  }

  /** Goes through `count` states. True when the power was cut. */
  goes(count: number, cut?: Cut): boolean {
    this.#cut = cut && { ...cut, step: cut.step + this.steps };
    try {
      for (let i = 0; i < count; i++) this.next();
      return false;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      this.boots();
      return true;
    }
  }

  next(): void {
    const image = imageOf(this.state + 1, this.#units);
    const kept = this.#log.append(image, (saved) => Buffer.from(saved).equals(image));
    assert.ok(kept && Buffer.from(kept).equals(image), 'what was written is read');
    this.state++;
    this.used.push(this.state);
  }

  turnsPage(): void {
    this.#log.turnPage();
  }

  erasesOthers(): void {
    this.#log.eraseOthers();
  }

  boots(): ImageLog {
    this.chip.powerOff();
    this.chip.powerOn();
    this.#cut = undefined;
    this.steps = 0;
    this.#log = new ImageLog(this.#flash());
    const place = this.#log.places().find((each) => isWhole(this.#log.read(each)));
    if (place) this.#log.accept(place);
    this.state = place?.generation ?? 0;
    return this.#log;
  }

  #flash(): Flash {
    const { bus } = this.chip;
    const label = this.#label;
    const { size } = bus.partition(label)!;
    return {
      status: () => ({ size, blocks: sectors, blockLength: sectorSize }),
      read: (length, offset) => bus.read(label, offset, length).slice().buffer,
      write: (bytes, offset) => {
        const units = (bytes as Uint8Array).length / unit;
        this.#work(units, () => bus.write(label, offset, (bytes as Uint8Array).slice()));
      },
      eraseBlock: (index) => {
        this.erases.push(index);
        this.#work(1, () => bus.erase(label, index));
      },
      close() {},
    };
  }

  #work(units: number, start: () => number): void {
    const first = this.steps + 1;
    this.steps += units;
    const { step = 0, fate } = this.#cut ?? {};
    const isCut = fate !== undefined && step >= first && step < first + units;
    if (isCut && fate === 'before' && step === first) throw new PowerCut();
    const us = start();
    if (!isCut) {
      this.#kernel.spend(us);
      return;
    }
    this.#kernel.spend(Math.floor((us * (step - first + 0.5)) / units));
    this.chip.faults.nextCut(fate === 'before' ? 'lost' : fate);
    this.chip.powerOff();
    throw new PowerCut();
  }
}

/** Never twice, always upwards, and what was used is not forgotten. A cut may leave a state that nobody has used. */
function check(till: Till, what: string, cutsMost = 1): void {
  const { used, state } = till;
  assert.ok(
    used.every((each, i) => i === 0 || each > used[i - 1]!),
    `${what}: ${used.slice(-5)}`,
  );
  assert.ok(state >= (used.at(-1) ?? 0), `${what}: the state ${state} is older than one used`);
  assert.ok(state - (used.at(-1) ?? 0) <= cutsMost, `${what}: a state from nowhere`);
}

for (const label of ['plain', 'sealed']) {
  test(`${label}: the newest image is found again, the others behind it`, () => {
    const till = new Till(label, 17);
    till.goes(20);
    till.boots();
    assert.equal(till.state, 20);
    const generations = till
      .boots()
      .places()
      .map((each) => each.generation);
    assert.deepEqual(generations.slice(0, 3), [20, 19, 18]);
  });

  test(`${label}: an image whose length has rotted is none, also where it would reach beyond the partition`, () => {
    const till = new Till(label, 17);
    // The last sector is full.
    till.goes(sectors * 7);
    const [newest] = till.boots().places();
    assert.equal(newest!.block, sectors - 1);
    till.chip.faults.flipBit(label, newest!.offset + 6, 7);
    till.boots();
    assert.equal(till.state, sectors * 7 - 1);
  });

  test(`${label}: nothing is found in an empty partition`, () => {
    const till = new Till(label, 3);
    assert.equal(till.state, 0);
    assert.deepEqual(till.boots().places(), []);
  });

  for (const units of [3, 40])
    test(`${label}: a cut at every erase and every unit leaves the old or the new state (${units} units)`, () => {
      const perSector = Math.floor(128 / units);
      // Into the second sector of this boot, so that a cut falls on each kind of step.
      const count = Math.min(perSector, 3) + 1;
      const whole = new Till(label, units);
      whole.goes(count);
      const steps = whole.steps;
      assert.ok(steps > units);
      let runs = 0;
      for (const earlier of [0, perSector + 1]) {
        for (let step = 1; step <= steps; step++) {
          for (const fate of fates) {
            const till = new Till(label, units);
            till.goes(earlier);
            if (earlier > 0) till.boots();
            assert.ok(till.goes(count, { step, fate }));
            check(till, `${earlier}, ${step} ${fate}`);
            // And once more, while the recovery writes.
            till.goes(1, { step: 1 + (step % (units + 1)), fate: fates[step % 4]! });
            check(till, `${earlier}, ${step} ${fate}, again`, 2);
            assert.equal(till.goes(count), false);
            check(till, `${earlier}, ${step} ${fate}, after`);
            runs++;
          }
        }
      }
      assert.equal(runs, 2 * steps * 4);
    });

  test(`${label}: a hundred cuts in a row, wherever they fall`, () => {
    const till = new Till(label, 17);
    const random = new Kernel('cuts').random(label);
    for (let i = 0; i < 100; i++) {
      const step = 1 + random.below(120);
      till.goes(1 + random.below(9), { step, fate: fates[random.below(4)]! });
      if (random.chance(1, 3)) till.boots();
      check(till, `${i}`, i + 1);
    }
    assert.ok(till.used.length > 100, `${till.used.length} states used`);
  });

  test(`${label}: where a cell has gone by itself the image goes to the next sector, and the one before stays`, () => {
    const till = new Till(label, 17);
    till.goes(1);
    // In the second unit of the image that comes next.
    for (let bit = 0; bit < 8; bit++) till.chip.faults.flipBit(label, 17 * unit + unit + 5, bit);
    assert.equal(till.goes(1), false);
    assert.deepEqual(till.erases, [0, 1]);
    till.boots();
    assert.equal(till.state, 2);
  });

  test(`${label}: a partition that takes nothing any more keeps the image that counts`, () => {
    const till = new Till(label, 17);
    till.goes(2);
    till.chip.faults.wearOut(label);
    assert.throws(() => till.goes(1), /what was written is read/);
    assert.equal(till.state, 2);
    till.boots();
    assert.equal(till.state, 2);
  });

  test(`${label}: sectors wear alike`, () => {
    const till = new Till(label, 17);
    till.goes(7 * 3 * 10);
    const counts = [0, 1, 2].map((block) => till.erases.filter((each) => each === block).length);
    assert.deepEqual(counts, [10, 10, 10]);
  });

  test(`${label}: a page is turned so that nothing but the last image is left`, () => {
    const till = new Till(label, 3);
    till.goes(5);
    till.turnsPage();
    till.next();
    till.erasesOthers();
    const places = till.boots().places();
    assert.deepEqual(
      places.map((each) => each.generation),
      [6],
    );
  });
}

test('a partition of one sector is refused, and an image that fits none', () => {
  const flash = (blocks: number): Flash => ({
    status: () => ({ size: blocks * sectorSize, blocks, blockLength: sectorSize }),
    read: (length) => new ArrayBuffer(length),
    write() {},
    eraseBlock() {},
    close() {},
  });
  assert.throws(() => new ImageLog(flash(1)), RangeError);
  assert.throws(
    () => new ImageLog(flash(2)).append(new Uint8Array(sectorSize + 32), () => true),
    RangeError,
  );
});
