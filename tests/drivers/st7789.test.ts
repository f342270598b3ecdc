// SPDX-License-Identifier: Apache-2.0
//
// The display driver on its chip. There is no wrong-chip test: the module has no data output, so the driver cannot ask.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Command, St7789, type St7789Options } from '../../drivers/display/st7789.ts';
import { St7789Chip } from '../../host-sim/chips/st7789.ts';
import { st7789Commands } from '../../host-sim/chips/st7789-commands.ts';
import { Bench } from './support/bench.ts';

type Changes = Partial<Omit<St7789Options, 'reset'>> & { readonly reset?: boolean };

function display(changes: Changes = {}, bench = new Bench()) {
  const chip = new St7789Chip(bench.context('display'));
  const { reset = true, ...others } = changes;
  let readyCount = 0;
  const make = () =>
    new St7789({
      spi: bench.spi(chip.bus),
      dataCommand: bench.digital(9, chip.bus.dataCommand),
      ...(reset ? { reset: bench.digital(8, chip.bus.reset) } : {}),
      clock: bench.clock,
      width: 240,
      height: 320,
      onReady: () => readyCount++,
      ...others,
    });
  const pixel = (x: number, y: number) =>
    Buffer.from(chip.glass().slice((y * 240 + x) * 4, (y * 240 + x) * 4 + 3)).toString('hex');
  return { bench, chip, make, pixel, readyCount: () => readyCount };
}

function ready(changes: Changes = {}) {
  const parts = display(changes);
  const driver = parts.make();
  parts.bench.run(400);
  return { ...parts, driver };
}

function filled(color: number, count: number): Uint8Array {
  const pixels = new Uint8Array(count * 2);
  for (let i = 0; i < pixels.length; i += 2) {
    pixels[i] = color >> 8;
    pixels[i + 1] = color & 255;
  }
  return pixels;
}

describe('ST7789 driver', () => {
  test('the driver and the model name the same commands by the same codes', () => {
    for (const [name, code] of Object.entries(Command)) {
      assert.equal(st7789Commands[name as keyof typeof Command].code, code, name);
    }
  });

  test('constructor-invalid: size and rotation out of range throw and claim no pin', () => {
    const { bench, make } = display({ width: 241 });
    assert.throws(make, RangeError);
    assert.throws(display({ height: 0 }).make, RangeError);
    assert.throws(display({ rotation: 45 as 90 }).make, RangeError);
    assert.equal(bench.pinsInUse.size, 0);
  });

  test('pin-in-use: the error names the pin, and pins taken before are free again', () => {
    const { bench, make } = display();
    bench.pinsInUse.add(8);
    assert.throws(make, /pin 8 in use/);
    assert.deepEqual([...bench.pinsInUse], [8]);
  });

  test('it is ready after the waits of the chip, once, with a reset pin and without', () => {
    for (const reset of [true, false]) {
      const { bench, make, readyCount } = display({ reset });
      const driver = make();
      bench.run(200);
      assert.equal(driver.ready, false);
      assert.throws(() => driver.begin({ x: 0, y: 0, width: 1, height: 1 }), /not ready/);
      bench.run(200);
      assert.equal(driver.ready, true);
      assert.equal(readyCount(), 1);
      assert.equal(bench.alarmCount, 0);
    }
  });

  test('nothing is shown before the first end: memory is garbage then', () => {
    const { chip, driver } = ready();
    assert.ok(chip.glass().every((value, index) => value === 0 || index % 4 === 3));
    driver.begin({ x: 0, y: 0, width: 240, height: 320 });
    for (let row = 0; row < 320; row += 16) driver.send(filled(0xf800, 240 * 16));
    const dark = chip.revision;
    driver.end();
    assert.ok(chip.revision > dark);
    assert.ok(chip.glass().every((value, index) => value === [255, 0, 0, 255][index % 4]));
  });

  test('a window lands where it was asked for, in each rotation', () => {
    const corners = { 0: [10, 20], 90: [219, 10], 180: [229, 299], 270: [20, 309] } as const;
    for (const rotation of [0, 90, 180, 270] as const) {
      const { driver, pixel } = ready({ rotation });
      assert.deepEqual([driver.width, driver.height], rotation % 180 ? [320, 240] : [240, 320]);
      driver.begin({ x: 0, y: 0, width: driver.width, height: driver.height });
      driver.send(filled(0, 240 * 320));
      driver.end();
      driver.begin({ x: 10, y: 20, width: 1, height: 1 });
      driver.send(filled(0x07e0, 1));
      driver.end();
      const [x, y] = corners[rotation];
      assert.equal(pixel(x, y), '00ff00', `rotation ${rotation}`);
    }
  });

  test('a smaller glass shows the far end of the memory when it is mirrored', () => {
    const { driver, pixel } = ready({ width: 240, height: 240, rotation: 180 });
    driver.begin({ x: 0, y: 0, width: 240, height: 240 });
    driver.send(filled(0x001f, 240 * 240));
    driver.end();
    assert.equal(pixel(0, 0), '0000ff');
    assert.equal(pixel(239, 239), '0000ff');
  });

  test('more bytes than an SPI call takes are sent in several', () => {
    const { bench, driver, pixel } = ready();
    driver.begin({ x: 0, y: 0, width: 240, height: 320 });
    const uses = bench.uses;
    driver.send(filled(0xffff, 240 * 320));
    assert.equal(bench.uses - uses, 3);
    driver.end();
    assert.equal(pixel(239, 319), 'ffffff');
  });

  test('areas outside, empty ones and surplus pixels throw RangeError', () => {
    const { driver } = ready();
    for (const area of [
      { x: -1, y: 0, width: 1, height: 1 },
      { x: 239, y: 0, width: 2, height: 1 },
      { x: 0, y: 0, width: 0, height: 1 },
      { x: 0, y: 320, width: 1, height: 1 },
    ]) {
      assert.throws(() => driver.begin(area), RangeError);
    }
    driver.begin({ x: 0, y: 0, width: 2, height: 2 });
    driver.send(filled(0, 3));
    assert.throws(() => driver.send(filled(0, 2)), RangeError);
    driver.end();
    assert.throws(() => driver.send(filled(0, 1)), RangeError);
  });

  test('configure turns the picture off and on, and sets the rotation of what follows', () => {
    const { chip, driver, pixel } = ready();
    driver.begin({ x: 0, y: 0, width: 240, height: 320 });
    driver.send(filled(0xf800, 240 * 320));
    driver.end();
    const hash = chip.hash();
    driver.configure({ on: false });
    assert.equal(pixel(0, 0), '000000');
    driver.configure({ on: true });
    assert.equal(chip.hash(), hash);
    driver.configure({ rotation: 180 });
    driver.begin({ x: 0, y: 0, width: 1, height: 1 });
    driver.send(filled(0x001f, 1));
    driver.end();
    assert.equal(pixel(239, 319), '0000ff');
    assert.throws(() => driver.configure({ rotation: 1 as 0 }), RangeError);
  });

  test('bus-error-during-constructor: no pin stays claimed', () => {
    for (let use = 1; use <= 2; use++) {
      const { bench, make } = display();
      bench.failAfter = use;
      assert.throws(make, /bus error/);
      assert.equal(bench.pinsInUse.size, 0);
      assert.equal(bench.alarmCount, 0);
    }
  });

  test('bus-error-during-set-up: onError, closed, never ready', () => {
    const uses = ready().bench.uses;
    assert.ok(uses > 10);
    for (let use = 3; use <= uses; use++) {
      const errors: unknown[] = [];
      const { bench, make, readyCount } = display({ onError: (error) => errors.push(error) });
      const driver = make();
      bench.failAfter = use - 2;
      bench.run(400);
      assert.equal(errors.length, 1, `use ${use}`);
      assert.equal(readyCount(), 0);
      assert.equal(driver.ready, false);
      assert.equal(bench.pinsInUse.size, 0);
    }
  });

  test('bus-error-during-send: the error reaches the caller', () => {
    const { bench, driver } = ready();
    driver.begin({ x: 0, y: 0, width: 1, height: 1 });
    bench.failAfter = 1;
    assert.throws(() => driver.send(filled(0, 1)), /bus error/);
  });

  test('close-twice: pins are free after the first, the second does nothing', () => {
    const { bench, driver } = ready();
    driver.close();
    driver.close();
    assert.equal(bench.pinsInUse.size, 0);
  });

  test('use-after-close: every call throws SyntaxError', () => {
    const { driver } = ready();
    driver.close();
    assert.throws(() => driver.begin({ x: 0, y: 0, width: 1, height: 1 }), SyntaxError);
    assert.throws(() => driver.send(filled(0, 1)), SyntaxError);
    assert.throws(() => driver.end(), SyntaxError);
    assert.throws(() => driver.configure({ on: true }), SyntaxError);
  });

  test('callback-after-close: a display closed while it wakes up never calls', () => {
    const { bench, make, readyCount } = display();
    const driver = make();
    bench.run(130);
    driver.close();
    bench.run(1000);
    assert.equal(readyCount(), 0);
  });
});
