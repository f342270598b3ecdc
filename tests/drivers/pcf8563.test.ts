// SPDX-License-Identifier: Apache-2.0
//
// The clock driver on its chip.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Pcf8563, Register } from '../../drivers/rtc/pcf8563.ts';
import type { I2cDevice } from '../../host-sim/chips/model.ts';
import { Pcf8563Chip, pcf8563Registers } from '../../host-sim/chips/pcf8563.ts';
import type { DateTime } from '../../src/io/clock.ts';
import { Bench } from './support/bench.ts';

const noon: DateTime = { year: 2026, month: 2, day: 28, hour: 12, minute: 34, second: 56 };

function clock(time: DateTime | undefined = noon) {
  const bench = new Bench();
  const chip = new Pcf8563Chip(bench.context('rtc'), time);
  return { bench, chip, driver: new Pcf8563({ clock: bench.i2c(chip.bus) }) };
}

/** Registers that anything can be put in, as no honest chip would. */
function registers(bytes: readonly number[]): I2cDevice {
  let pointer = 0;
  return {
    address: 0x51,
    write: (written) => {
      pointer = written[0] ?? pointer;
      return true;
    },
    read: (count) => Uint8Array.from(bytes.slice(pointer, pointer + count)),
  };
}

describe('PCF8563 driver', () => {
  test('the driver and the model name the same registers by the same addresses', () => {
    for (const [name, address] of Object.entries(Register)) {
      assert.equal(pcf8563Registers[name as keyof typeof Register], address, name);
    }
  });

  test('it reads what the chip counts', () => {
    const { bench, driver } = clock();
    assert.deepEqual(driver.read(), noon);
    bench.run(12 * 3_600_000);
    assert.deepEqual(driver.read(), { ...noon, month: 3, day: 1, hour: 0 });
  });

  test('it writes every day of a leap year and a common year, weekday included', () => {
    const { bench, chip, driver } = clock();
    for (let day = 0; day < 731; day++) {
      const date = new Date(Date.UTC(2027, 0, 1 + day));
      const [month, ofMonth] = [date.getUTCMonth() + 1, date.getUTCDate()];
      const time = { ...noon, year: date.getUTCFullYear(), month, day: ofMonth };
      driver.write(time);
      assert.deepEqual(driver.read(), time);
      chip.bus.write(Uint8Array.of(Register.Weekdays));
      assert.equal(chip.bus.read(1)![0]! & 7, date.getUTCDay());
    }
    assert.ok(bench.uses > 731);
  });

  test('a clock that lost its time has none until it is set', () => {
    const { chip, driver } = clock();
    chip.faults.loseBattery();
    assert.equal(driver.read(), undefined);
    driver.write(noon);
    assert.deepEqual(driver.read(), noon);
  });

  test('a clock that was stopped has no time, and runs once it is set', () => {
    const { bench, chip, driver } = clock();
    chip.bus.write(Uint8Array.of(Register.Control_status_1, 0x20));
    assert.equal(driver.read(), undefined);
    driver.write(noon);
    bench.run(2000);
    assert.ok(driver.read()!.second > noon.second);
  });

  test('wrong-chip: what is no date is no time', () => {
    const good = [0, 0, 0x56, 0x34, 0x12, 0x28, 0x06, 0x02, 0x26];
    const read = (bytes: readonly number[]) =>
      new Pcf8563({ clock: new Bench().i2c(registers(bytes)) }).read();
    assert.deepEqual(read(good), noon);
    const wrong: [index: number, value: number][] = [
      [2, 0x5a],
      [2, 0x60],
      [3, 0x6a],
      [3, 0x60],
      [4, 0x24],
      [4, 0x1f],
      [5, 0x00],
      [5, 0x29],
      [5, 0x0a],
      [7, 0x00],
      [7, 0x13],
      [7, 0x82],
      [8, 0xa0],
    ];
    for (const [index, value] of wrong) {
      const bytes = [...good];
      bytes[index] = value;
      assert.equal(read(bytes), undefined, `register ${index} = ${value.toString(16)}`);
    }
  });

  test('wrong-chip: nobody at the address is an error of the constructor', () => {
    const bench = new Bench();
    const chip = new Pcf8563Chip(bench.context('rtc'), noon);
    assert.throws(
      () => new Pcf8563({ clock: { ...bench.i2c(chip.bus), address: 0x68 } }),
      /no acknowledge/,
    );
  });

  test('constructor-invalid is left to the bus; write refuses what is no time', () => {
    const { driver } = clock();
    const wrong: Partial<DateTime>[] = [
      { year: 1999 },
      { year: 2100 },
      { month: 0 },
      { month: 13 },
      { day: 0 },
      { day: 29 },
      { hour: 24 },
      { minute: 60 },
      { second: -1 },
      { second: 0.5 },
    ];
    for (const change of wrong)
      assert.throws(() => driver.write({ ...noon, ...change }), RangeError);
    assert.deepEqual(driver.read(), noon);
  });

  test('bus-error-during-read and bus-error-during-write reach the caller, and the next call works', () => {
    const { chip, driver } = clock();
    chip.faults.nackNext(1);
    assert.throws(() => driver.read(), /no acknowledge/);
    chip.faults.nackNext(1);
    assert.throws(() => driver.write(noon), /no acknowledge/);
    assert.deepEqual(driver.read(), noon);
  });

  test('close-twice and use-after-close', () => {
    const { driver } = clock();
    driver.close();
    driver.close();
    assert.throws(() => driver.read(), SyntaxError);
    assert.throws(() => driver.write(noon), SyntaxError);
  });
});
