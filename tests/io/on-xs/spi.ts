// SPDX-License-Identifier: Apache-2.0
//
// SPI against a device that answers the complement (and in mode 3 nothing).

import { assert, test } from 'mcu-test-harness';
import SPI from '../../../host-sim/io/spi.ts';
import Time from '../../../host-sim/io/time.ts';
import { pins } from '../support/pins.ts';

const bus = { clock: pins.spiClock, out: pins.spiOut, in: pins.spiIn, hz: 1_000_000 };
const device = { ...bus, select: pins.spiSelect };

test('a transfer replaces the bytes by those that came back', () => {
  const it = new SPI(device);
  const bytes = Uint8Array.of(0, 1, 0xf0);
  it.transfer(bytes);
  assert.deepEqual([...bytes], [0xff, 0xfe, 0x0f]);
  it.transfer(bytes.subarray(1, 2));
  assert.deepEqual([...bytes], [0xff, 0x01, 0x0f]);
  it.close();
});

test('a read clocks out zeros', () => {
  const it = new SPI(device);
  assert.deepEqual([...new Uint8Array(it.read(3))], [0xff, 0xff, 0xff]);
  const buffer = new Uint8Array(2);
  assert.equal(it.read(buffer), 2);
  assert.deepEqual([...buffer], [0xff, 0xff]);
  it.close();
});

test('without an answer the line stays high', () => {
  for (const options of [
    { ...device, mode: 3 },
    { ...bus, select: pins.spiSelectNobody },
  ]) {
    const it = new SPI(options);
    const bytes = Uint8Array.of(1, 2);
    it.transfer(bytes);
    assert.deepEqual([...bytes], [0xff, 0xff]);
    it.close();
  }
});

test('65,535 bytes go at once, one more is a RangeError', () => {
  const it = new SPI({ ...device, hz: 10_000_000 });
  const most = new Uint8Array(65_535);
  it.write(most);
  it.transfer(most);
  assert.equal(it.read(65_535).byteLength, 65_535);
  const more = new Uint8Array(65_536);
  assert.throws(() => it.write(more), /^RangeError/);
  assert.throws(() => it.transfer(more), /^RangeError/);
  assert.throws(() => it.read(65_536), /^RangeError/);
  it.close();
});

test('writes come in the order in which they were made, each in its time', () => {
  const it = new SPI({ ...device, hz: 100_000 });
  const start = Time.ticks;
  for (let i = 0; i < 10; i++) it.write(new Uint8Array(125)); // 10 ms each
  const took = Time.ticks - start;
  assert.ok(took >= 99 && took <= 101, `${took} ms`);
  it.flush();
  it.close();
});
