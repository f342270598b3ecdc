// SPDX-License-Identifier: Apache-2.0
//
// The clock chip by itself, register by register.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ModelViolation } from '../../host-sim/chips/model.ts';
import { Pcf8563Chip, type Pcf8563Time } from '../../host-sim/chips/pcf8563.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';

const newYearsEve: Pcf8563Time = {
  year: 2027,
  month: 12,
  day: 31,
  hour: 23,
  minute: 59,
  second: 58,
};
/** Bits of 02h to 08h that exist, without VL. */
const masks = [0x7f, 0x7f, 0x3f, 0x3f, 0x07, 0x9f, 0xff];

function clock(time?: Pcf8563Time, foreign = false) {
  const kernel = new Kernel('rtc');
  const chip = new Pcf8563Chip(
    { kernel, random: kernel.random('rtc'), log: () => {}, foreign },
    time,
  );
  const read = () => {
    assert.equal(chip.bus.write(Uint8Array.of(0x02)), true);
    const bytes = chip.bus.read(7)!;
    return Buffer.from(bytes.map((byte, index) => byte & masks[index]!)).toString('hex');
  };
  const lowVoltage = () => {
    chip.bus.write(Uint8Array.of(0x02));
    return chip.bus.read(1)![0]! >> 7;
  };
  const after = (seconds: number) =>
    kernel.advanceTo(kernel.nowUs + Math.round(seconds * 1_000_000));
  return { kernel, chip, read, lowVoltage, after };
}

describe('PCF8563', () => {
  test('time runs on the kernel and turns over seconds to years', () => {
    const { read, after } = clock(newYearsEve);
    // seconds, minutes, hours, days, weekdays, months, years; 31 December 2027 is a Friday
    assert.equal(read(), '58592331051227');
    after(2);
    assert.equal(read(), '00000001060128');
    after(86_400 * 59);
    assert.equal(read(), '00000029020228');
    after(86_400);
    assert.equal(read(), '00000001030328');
  });

  test('the century bit turns over with the year 99', () => {
    const { read, after } = clock({ ...newYearsEve, year: 2099 });
    after(2);
    assert.equal(read().slice(6), '01058100');
  });

  test('a clock that was never set says so until it is set', () => {
    const { chip, lowVoltage } = clock();
    assert.equal(lowVoltage(), 1);
    chip.bus.write(Uint8Array.of(0x02, 0x00));
    assert.equal(lowVoltage(), 0);
  });

  test('time goes on while the board is off; a lost battery sets VL', () => {
    const { chip, read, lowVoltage, after } = clock(newYearsEve);
    chip.powerOff();
    after(2);
    chip.powerOn();
    assert.equal(read(), '00000001060128');
    chip.faults.loseBattery();
    assert.equal(lowVoltage(), 1);
  });

  test('the register address goes up by itself and wraps from 0F to 00', () => {
    const { chip } = clock(newYearsEve);
    chip.bus.write(Uint8Array.of(0x0e, 0x03, 0x55, 0x00));
    chip.bus.write(Uint8Array.of(0x0f));
    assert.deepEqual([...chip.bus.read(2)!], [0x55, 0x00]);
  });

  test('STOP holds the time, and the first second after it is about half as long', () => {
    const { chip, read, after } = clock(newYearsEve);
    chip.bus.write(Uint8Array.of(0x00, 0x20));
    after(100);
    assert.equal(read().slice(0, 2), '58');
    chip.bus.write(Uint8Array.of(0x00, 0x00));
    after(0.507);
    assert.equal(read().slice(0, 2), '58');
    after(0.001);
    assert.equal(read().slice(0, 2), '59');
    after(0.999);
    assert.equal(read().slice(0, 2), '59');
    after(0.001);
    assert.equal(read().slice(0, 2), '00');
  });

  test('unused bits read as anything', () => {
    const { chip } = clock(newYearsEve);
    const seen = new Set<number>();
    for (let i = 0; i < 50; i++) {
      chip.bus.write(Uint8Array.of(0x04));
      seen.add(chip.bus.read(1)![0]! & 0xc0);
    }
    assert.equal(seen.size, 4);
  });

  test('what the data sheet does not define is a violation', () => {
    const refused: [number[], RegExp][] = [
      [[0x10], /register 10h/],
      [[0x00, 0x80], /test mode/],
      [[0x00, 0x01], /to be written 0/],
      [[0x01, 0x20], /to be written 0/],
      [[0x02, 0x5a], /VL_seconds 5ah: not a valid value/],
      [[0x05, 0x00], /Days 0h/],
      [[0x06, 0x07], /Weekdays 7h/],
      [[0x07, 0x13], /Century_months 13h/],
      [[0x09, 0x00], /alarm/],
      [[0x0e, 0x80], /timer/],
    ];
    for (const [bytes, pattern] of refused) {
      const { chip } = clock(newYearsEve);
      assert.throws(
        () => chip.bus.write(Uint8Array.from(bytes)),
        (error: unknown) => {
          assert.ok(error instanceof ModelViolation);
          assert.match(error.message, pattern);
          return true;
        },
      );
    }
  });

  test('faults: no acknowledge, a crystal that drifts, a jump', () => {
    const { chip, read, after } = clock(newYearsEve);
    chip.faults.nackNext(1);
    assert.equal(chip.bus.write(Uint8Array.of(0x02)), false);
    chip.faults.jump(2);
    assert.equal(read(), '00000001060128');
    chip.faults.driftPpm(100);
    after(10_000);
    assert.equal(read().slice(0, 6), '414602');
  });
});
