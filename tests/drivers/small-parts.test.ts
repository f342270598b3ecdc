// SPDX-License-Identifier: Apache-2.0
//
// Drivers of the buzzer, the lights and the battery on their chips.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LiIon, percentOf } from '../../drivers/battery/li-ion.ts';
import { Piezo } from '../../drivers/buzzer/piezo.ts';
import { LedRow } from '../../drivers/led/led-row.ts';
import { BatteryChip } from '../../host-sim/chips/battery.ts';
import { BuzzerChip } from '../../host-sim/chips/buzzer.ts';
import { LedChip } from '../../host-sim/chips/led.ts';
import { Bench } from './support/bench.ts';

function piezo() {
  const bench = new Bench();
  const chip = new BuzzerChip(bench.context('buzzer'));
  const make = () => new Piezo({ pwm: bench.pwm(48, chip.bus.drive), clock: bench.clock });
  return { bench, chip, make };
}

describe('piezo driver', () => {
  test('notes sound one after another, pauses are silent, and then it rests', () => {
    const { bench, chip, make } = piezo();
    const driver = make();
    const alert = { hz: 750, durationMs: 200 };
    driver.play([alert, { hz: 0, durationMs: 200 }, alert]);
    assert.equal(driver.playing, true);
    bench.run(1000);
    assert.equal(driver.playing, false);
    assert.deepEqual(chip.world.tones(), [
      { hz: 750, fromUs: 0, toUs: 200_000 },
      { hz: 750, fromUs: 400_000, toUs: 600_000 },
    ]);
  });

  test('a new melody replaces the old one, an empty one silences', () => {
    const { bench, chip, make } = piezo();
    const driver = make();
    driver.play([
      { hz: 1500, durationMs: 500 },
      { hz: 1600, durationMs: 500 },
    ]);
    bench.run(100);
    driver.play([{ hz: 2000, durationMs: 50 }]);
    bench.run(10);
    driver.play([]);
    bench.run(1000);
    assert.deepEqual(chip.world.tones(), [
      { hz: 1500, fromUs: 0, toUs: 100_000 },
      { hz: 2000, fromUs: 100_000, toUs: 110_000 },
    ]);
  });

  test('constructor-invalid is left to the pin; notes out of range throw and change nothing', () => {
    const { chip, make } = piezo();
    const driver = make();
    for (const note of [
      { hz: 50, durationMs: 1 },
      { hz: 20_000, durationMs: 1 },
      { hz: 1000, durationMs: 0 },
    ]) {
      assert.throws(() => driver.play([note]), RangeError);
    }
    assert.equal(chip.world.tones().length, 0);
  });

  test('pin-in-use', () => {
    const { bench, make } = piezo();
    bench.pinsInUse.add(48);
    assert.throws(make, /pin 48 in use/);
  });

  test('bus-error-during-play reaches the caller', () => {
    const { bench, make } = piezo();
    const driver = make();
    bench.failAfter = 1;
    assert.throws(() => driver.play([{ hz: 1000, durationMs: 1 }]), /bus error/);
  });

  test('close-twice, use-after-close, callback-after-close: silence at once and for good', () => {
    const { bench, chip, make } = piezo();
    const driver = make();
    driver.play([
      { hz: 1500, durationMs: 500 },
      { hz: 1600, durationMs: 500 },
    ]);
    bench.run(100);
    driver.close();
    driver.close();
    bench.run(2000);
    assert.deepEqual(chip.world.tones(), [{ hz: 1500, fromUs: 0, toUs: 100_000 }]);
    assert.throws(() => driver.play([]), SyntaxError);
    assert.equal(bench.pinsInUse.size, 0);
  });
});

function ledRow(activeLow = false) {
  const bench = new Bench();
  const chips = [4, 5, 6, 47].map(() => new LedChip(bench.context('led'), { activeLow }));
  const leds = chips.map((chip, index) => bench.digital(4 + index, chip.bus));
  const make = () => new LedRow({ leds, activeLow, clock: bench.clock });
  const lit = () =>
    chips.reduce((mask, chip, index) => mask | (chip.world.brightness() ? 1 << index : 0), 0);
  return { bench, chips, make, lit };
}

describe('row of lights', () => {
  test('a mask lights what it says, whichever way the lights are wired', () => {
    for (const activeLow of [false, true]) {
      const { make, lit } = ledRow(activeLow);
      const driver = make();
      for (let mask = 0; mask < 16; mask++) {
        driver.set(mask);
        assert.equal(lit(), mask);
        assert.equal(driver.mask, mask);
      }
    }
  });

  test('only lights that change are written', () => {
    const { bench, make } = ledRow();
    const driver = make();
    driver.set(0b0011);
    const uses = bench.uses;
    driver.set(0b0101);
    assert.equal(bench.uses - uses, 2);
  });

  test('a pattern repeats until something else is set', () => {
    const { bench, chips, make, lit } = ledRow();
    const driver = make();
    driver.play([
      { mask: 1, durationMs: 200 },
      { mask: 0, durationMs: 4800 },
    ]);
    bench.run(10_100);
    const changes = chips[0]!.world
      .history()
      .slice(1)
      .map(({ atUs }) => atUs / 1000);
    assert.deepEqual(changes, [0, 200, 5000, 5200, 10_000]);
    driver.set(6);
    bench.run(10_000);
    assert.equal(lit(), 6);
    assert.equal(bench.alarmCount, 0);
  });

  test('a pattern without repetition stays at its last step', () => {
    const { bench, make, lit } = ledRow();
    make().play(
      [1, 3, 7, 15].map((mask) => ({ mask, durationMs: 100 })),
      false,
    );
    bench.run(250);
    assert.equal(lit(), 7);
    bench.run(1000);
    assert.equal(lit(), 15);
    assert.equal(bench.alarmCount, 0);
  });

  test('constructor-invalid: a row without lights, a pattern without steps or with one of no time', () => {
    const { bench, make } = ledRow();
    assert.throws(() => new LedRow({ leds: [], clock: bench.clock }), RangeError);
    const driver = make();
    assert.throws(() => driver.play([]), RangeError);
    assert.throws(() => driver.play([{ mask: 1, durationMs: 0 }]), RangeError);
  });

  test('pin-in-use: pins taken before are free again', () => {
    const { bench, make } = ledRow();
    bench.pinsInUse.add(6);
    assert.throws(make, /pin 6 in use/);
    assert.deepEqual([...bench.pinsInUse], [6]);
  });

  test('bus-error-during-set reaches the caller', () => {
    const { bench, make } = ledRow();
    const driver = make();
    bench.failAfter = 1;
    assert.throws(() => driver.set(15), /bus error/);
  });

  test('close-twice, use-after-close, callback-after-close', () => {
    const { bench, chips, make } = ledRow();
    const driver = make();
    driver.play([
      { mask: 1, durationMs: 10 },
      { mask: 0, durationMs: 10 },
    ]);
    driver.close();
    driver.close();
    const seen = chips[0]!.world.history().length;
    bench.run(100);
    assert.equal(chips[0]!.world.history().length, seen);
    assert.throws(() => driver.set(1), SyntaxError);
    assert.throws(() => driver.play([{ mask: 1, durationMs: 10 }]), SyntaxError);
    assert.equal(bench.pinsInUse.size, 0);
  });
});

function battery() {
  const bench = new Bench();
  const chip = new BatteryChip(bench.context('battery'));
  const make = (fullScaleMv = 6_600) =>
    new LiIon({ analog: bench.analog(1, chip.bus), fullScaleMv });
  return { bench, chip, make };
}

describe('battery driver', () => {
  test('charge falls along the curve, whole percent, never up again', () => {
    const points = [
      [4_300, 100],
      [4_200, 100],
      [3_950, 75],
      [3_800, 50],
      [3_680, 25],
      [3_500, 8],
      [3_300, 0],
      [0, 0],
    ];
    for (const [mv, percent] of points) assert.equal(percentOf(mv!), percent, `${mv} mV`);
    assert.equal(percentOf(3_875), 62);
    for (let mv = 4_250; mv > 3_200; mv--) {
      assert.ok(Number.isInteger(percentOf(mv)));
      assert.ok(percentOf(mv - 1) <= percentOf(mv));
    }
  });

  test('a reading is within 10 mV of the cell, and sees the load', () => {
    const { chip, make } = battery();
    const driver = make();
    for (const mv of [4_200, 3_700, 3_300]) {
      chip.world.setMv(mv);
      assert.ok(Math.abs(driver.read().mv - mv) <= 10);
    }
    chip.world.setMv(3_700);
    const rest = driver.read();
    chip.world.setSagMv(300);
    const loaded = driver.read();
    assert.ok(loaded.mv < rest.mv - 280 && loaded.percent < rest.percent);
  });

  test('constructor-invalid: a full scale below a full cell', () => {
    assert.throws(() => battery().make(3_300), RangeError);
  });

  test('pin-in-use, bus-error-during-read', () => {
    const { bench, make } = battery();
    const driver = make();
    assert.throws(() => make(), /pin 1 in use/);
    bench.failAfter = 2;
    assert.throws(() => driver.read(), /bus error/);
  });

  test('close-twice, use-after-close', () => {
    const { bench, make } = battery();
    const driver = make();
    driver.close();
    driver.close();
    assert.equal(bench.pinsInUse.size, 0);
    assert.throws(() => driver.read(), SyntaxError);
  });
});
