// SPDX-License-Identifier: Apache-2.0
//
// The PN532 model's I2C port: wake-up by address, status byte, IRQ, whole frames.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { ack, answer, command, Host } from './support/pn532-host.ts';

interface Setup {
  readonly host: Host;
  readonly levels: number[];
  write(hex: string): boolean;
  read(count: number): string | undefined;
}

function setUp(): Setup {
  const host = new Host({ port: 'i2c' });
  const levels: number[] = [];
  host.chip.bus.irq({ set: (level) => levels.push(level) });
  return {
    host,
    levels,
    write: (hex) => host.chip.bus.i2c.write(fromHex(hex)),
    read: (count) => {
      const bytes = host.chip.bus.i2c.read(count);
      return bytes && toHex(bytes);
    },
  };
}

function awake(): Setup {
  const setup = setUp();
  setup.write('00');
  setup.host.kernel.spend(2_000);
  return setup;
}

describe('pn532 over I2C', () => {
  test('its address is 24h', () => {
    assert.equal(setUp().host.chip.bus.i2c.address, 0x24);
  });

  test('asleep it does not acknowledge; its address wakes it within a millisecond', () => {
    const { host, write } = setUp();
    assert.equal(write(command('1401')), false);
    host.kernel.spend(500);
    assert.equal(write(command('1401')), false);
    host.kernel.spend(600);
    assert.equal(write(command('1401')), true);
  });

  test('a read begins with the status byte: 00 until something is ready', () => {
    const { host, write, read } = awake();
    write(command('1401'));
    assert.equal(read(7), '00000000000000');
    host.kernel.spend(1_000);
    assert.equal(read(7), `01${ack}`);
  });

  test('IRQ is low while a frame waits', () => {
    const { host, write, read, levels } = awake();
    write(command('1401'));
    host.kernel.spend(500);
    assert.equal(levels.at(-1), 0);
    read(7);
    assert.equal(levels.at(-1), 1);
    host.kernel.spend(500);
    assert.equal(levels.at(-1), 0);
    assert.equal(read(10), `01${answer('15')}`);
    assert.equal(levels.at(-1), 1);
  });

  test('a read that is too short starts the frame anew the next time', () => {
    const { host, write, read } = awake();
    write(command('1401'));
    host.kernel.spend(500);
    assert.equal(read(4), '010000FF');
    assert.equal(read(7), `01${ack}`);
  });

  test('ACK from the host takes what has not been read away', () => {
    const { host, write, read, levels } = awake();
    write(command('1401'));
    host.kernel.spend(2_000);
    write(ack);
    assert.equal(read(7), '00000000000000');
    assert.equal(levels.at(-1), 1);
  });

  test('strapped for I2C it is deaf on its serial line, and the reverse', () => {
    const { host } = awake();
    host.send(command('1401'));
    assert.equal(host.hears(), '');
    const serial = new Host();
    assert.equal(serial.chip.bus.i2c.write(fromHex('00')), false);
    assert.equal(serial.chip.bus.i2c.read(1), undefined);
  });

  test('SetSerialBaudRate has no meaning there', () => {
    const { host, write, read } = awake();
    write(command('1401'));
    host.kernel.spend(2_000);
    read(7);
    read(10);
    write(command('1006'));
    assert.throws(() => host.kernel.spend(2_000));
  });
});
