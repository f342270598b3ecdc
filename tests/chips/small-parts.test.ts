// SPDX-License-Identifier: Apache-2.0
//
// Buzzer, light and battery.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BatteryChip } from '../../host-sim/chips/battery.ts';
import { BuzzerChip } from '../../host-sim/chips/buzzer.ts';
import { LedChip } from '../../host-sim/chips/led.ts';
import { type ChipContext, ModelViolation } from '../../host-sim/chips/model.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';

function context(): ChipContext {
  const kernel = new Kernel('small');
  return { kernel, random: kernel.random('part'), log: () => {} };
}

describe('buzzer', () => {
  test('it logs tones with their times; no duty and full duty are silence', () => {
    const at = context();
    const buzzer = new BuzzerChip(at);
    buzzer.bus.drive(1500, 512, 1024);
    at.kernel.spend(500);
    buzzer.bus.drive(1500, 300, 1024);
    buzzer.bus.drive(1500, 0, 1024);
    buzzer.bus.drive(750, 1024, 1024);
    buzzer.bus.drive(750, 512, 1024);
    assert.deepEqual(buzzer.world.tones(), [
      { hz: 1500, fromUs: 0, toUs: 500 },
      { hz: 750, fromUs: 500 },
    ]);
    buzzer.powerOff();
    assert.deepEqual(buzzer.snapshot(), { hz: 0 });
  });

  test('a duty above the period is a violation', () => {
    assert.throws(() => new BuzzerChip(context()).bus.drive(1000, 2, 1), ModelViolation);
  });
});

describe('light', () => {
  test('it keeps what was seen since when', () => {
    const at = context();
    const led = new LedChip(at);
    at.kernel.spend(10);
    led.bus.set(1);
    led.bus.set(1);
    at.kernel.spend(10);
    led.bus.duty(250);
    assert.deepEqual([led.world.brightness(), led.world.sinceUs()], [250, 20]);
    assert.deepEqual(led.world.history(), [
      { atUs: 0, brightness: 0 },
      { atUs: 10, brightness: 1000 },
      { atUs: 20, brightness: 250 },
    ]);
    led.powerOff();
    assert.equal(led.world.brightness(), 0);
  });

  test('one that hangs on the supply is lit by a low level', () => {
    const led = new LedChip(context(), { activeLow: true });
    led.bus.set(0);
    assert.equal(led.world.brightness(), 1000);
  });
});

describe('battery', () => {
  test('a reading is the voltage behind the divider, give or take the noise', () => {
    const battery = new BatteryChip(context(), { noiseCounts: 2 });
    battery.world.setMv(3_300);
    const readings = Array.from({ length: 100 }, () => battery.bus.read());
    assert.ok(readings.every((counts) => counts >= 2046 && counts <= 2050));
    assert.ok(new Set(readings).size > 1);
  });

  test('a load makes it sag, and the converter ends at full scale', () => {
    const battery = new BatteryChip(context(), { noiseCounts: 0 });
    battery.world.setMv(4_000);
    const rest = battery.bus.read();
    battery.world.setSagMv(400);
    assert.ok(battery.bus.read() < rest);
    battery.world.setMv(9_000);
    assert.equal(battery.bus.read(), 4095);
  });
});
