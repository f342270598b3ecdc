// SPDX-License-Identifier: Apache-2.0
//
// I2C and SMBus against a memory, a device that takes nothing, and nobody.

import { assert, describe, test } from 'mcu-test-harness';
import I2C from '../../../host-sim/io/i2c.ts';
import SMBus from '../../../host-sim/io/smbus.ts';
import Time from '../../../host-sim/io/time.ts';
import { address, pins } from '../support/pins.ts';

const bus = { data: pins.data, clock: pins.clock, hz: 100_000 };
const bytes = (...values: number[]) => Uint8Array.from(values);
const listed = (buffer: ArrayBuffer) => [...new Uint8Array(buffer)];

describe('I2C', () => {
  test('writes, reads, and writes before it reads', () => {
    const it = new I2C({ ...bus, address: address.memory });
    it.write(bytes(16, 1, 2, 3, 4));
    it.write(bytes(16));
    assert.deepEqual(listed(it.read(4)), [1, 2, 3, 4]);
    assert.deepEqual(listed(it.writeRead(bytes(17), 2)), [2, 3]);
    it.close();
  });

  test('takes any buffer, and the part of it that a view shows', () => {
    const it = new I2C({ ...bus, address: address.memory });
    const whole = bytes(99, 32, 5, 6, 99).buffer;
    it.write(new Uint8Array(whole, 1, 3));
    assert.deepEqual(listed(it.writeRead(new DataView(whole, 1, 1), 2)), [5, 6]);
    it.write(bytes(32, 7).buffer);
    assert.deepEqual(listed(it.writeRead(bytes(32).buffer, 2)), [7, 6]);
    assert.throws(() => it.write('text' as never), /^TypeError/);
    it.close();
  });

  test('reads into a buffer, and says how much', () => {
    const it = new I2C({ ...bus, address: address.memory });
    it.write(bytes(48, 8, 9));
    const buffer = new Uint8Array(2);
    assert.equal(it.writeRead(bytes(48), buffer), 2);
    assert.deepEqual([...buffer], [8, 9]);
    it.write(bytes(48));
    assert.equal(it.read(buffer.subarray(1)), 1);
    assert.deepEqual([...buffer], [8, 8]);
    it.close();
  });

  test('nobody there, and a device that refuses, are Errors', () => {
    for (const each of [address.nobody, address.sulky]) {
      const it = new I2C({ ...bus, address: each });
      assert.throws(() => it.read(1), /^Error/);
      assert.throws(() => it.write(bytes(1)), /^Error/);
      assert.throws(() => it.writeRead(bytes(1), 1), /^Error/);
      it.close();
    }
  });

  test('a write of no bytes asks who is there: 1 when nobody is', () => {
    for (const [each, expected] of [
      [address.memory, undefined],
      [address.sulky, undefined],
      [address.nobody, 1],
    ] as const) {
      const it = new I2C({ ...bus, address: each });
      assert.equal(it.write(new Uint8Array(0)), expected);
      it.close();
    }
  });

  test('a transfer takes the time that its bits take', () => {
    const it = new I2C({ ...bus, hz: 10_000, address: address.memory });
    const start = Time.ticks;
    it.write(new Uint8Array(100)); // 101 bytes of nine bits at 10 kHz
    const took = Time.ticks - start;
    assert.ok(took >= 90 && took <= 92, `${took} ms`);
    it.close();
  });
});

describe('SMBus', () => {
  test('registers of 8 and 16 bits, in both orders', () => {
    const it = new SMBus({ ...bus, address: address.memory });
    it.writeUint8(1, 0xab);
    assert.equal(it.readUint8(1), 0xab);
    it.writeUint16(2, 0x1234);
    assert.equal(it.readUint16(2), 0x1234);
    assert.equal(it.readUint8(2), 0x34);
    it.writeUint16(2, 0x1234, true);
    assert.equal(it.readUint8(2), 0x12);
    assert.equal(it.readUint16(2, true), 0x1234);
    it.close();
  });

  test('buffers and single bytes', () => {
    const it = new SMBus({ ...bus, address: address.memory });
    it.writeBuffer(8, bytes(1, 2, 3));
    const buffer = new Uint8Array(3);
    it.readBuffer(8, buffer);
    assert.deepEqual([...buffer], [1, 2, 3]);
    it.sendByte(9);
    assert.equal(it.receiveByte(), 2);
    it.close();
  });

  test('throws as I2C does', () => {
    const it = new SMBus({ ...bus, address: address.nobody });
    assert.throws(() => it.readUint8(0), /^Error/);
    assert.throws(() => it.writeUint8(0, 0), /^Error/);
    it.close();
  });
});
