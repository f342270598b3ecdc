// SPDX-License-Identifier: Apache-2.0
//
// Digital and DigitalBank: levels, edges, callbacks.

import { assert, describe, test } from 'mcu-test-harness';
import Digital from '../../../host-sim/io/digital.ts';
import DigitalBank from '../../../host-sim/io/digitalbank.ts';
import { pins } from '../support/pins.ts';
import { wait } from '../support/wait.ts';

const { input, output, input2, output2 } = pins;
const bit = (pin: number) => 1 << pin;

const out = (changes: object = {}) =>
  new Digital({ pin: output, mode: Digital.Output, ...changes });

/** An input that counts its callbacks. */
function counter(edge: number, pin: number = input) {
  const count = { times: 0, levels: [] as number[], self: undefined as unknown };
  const it = new Digital({
    pin,
    mode: Digital.InputPullUp,
    edge,
    onReadable() {
      count.times++;
      count.levels.push(this.read());
      count.self = this;
    },
  });
  return { it, count };
}

describe('Digital', () => {
  test('what one pin writes the other reads', () => {
    const writer = out();
    const reader = new Digital({ pin: input, mode: Digital.Input });
    for (const level of [1, 0, 0, 1]) {
      writer.write(level);
      assert.equal(reader.read(), level);
    }
    writer.close();
    reader.close();
  });

  test('any truthy value is high', () => {
    const writer = out();
    const reader = new Digital({ pin: input, mode: Digital.Input });
    writer.write(42);
    assert.equal(reader.read(), 1);
    writer.close();
    reader.close();
  });

  test('begins low, or with its initial value', () => {
    const reader = new Digital({ pin: input, mode: Digital.Input });
    const low = out();
    assert.equal(reader.read(), 0);
    low.close();
    const high = out({ initialValue: 1 });
    assert.equal(reader.read(), 1);
    high.close();
    reader.close();
  });

  test('lets the wire go when it is closed, and so does an open drain that is high', () => {
    const reader = new Digital({ pin: input, mode: Digital.InputPullUp });
    const writer = out();
    assert.equal(reader.read(), 0);
    writer.close();
    assert.equal(reader.read(), 1);
    const drain = out({ mode: Digital.OutputOpenDrain });
    const other = new Digital({ pin: output2, mode: Digital.OutputOpenDrain });
    drain.write(1);
    assert.equal(reader.read(), 1);
    drain.write(0);
    assert.equal(reader.read(), 0);
    for (const each of [reader, drain, other]) each.close();
  });

  test('an output cannot be read, nor an input written: Error', () => {
    const writer = out();
    const reader = new Digital({ pin: input, mode: Digital.Input });
    assert.throws(() => writer.read(), /^Error/);
    assert.throws(() => reader.write(1), /^Error/);
    writer.close();
    reader.close();
  });

  test('with activeLow 1 is the low level', () => {
    const writer = out({ activeLow: true, initialValue: 1 });
    const plain = new Digital({ pin: input, mode: Digital.Input });
    assert.equal(plain.read(), 0);
    plain.close();
    const reader = new Digital({ pin: input, mode: Digital.Input, activeLow: true });
    assert.equal(reader.read(), 1);
    writer.write(0);
    assert.equal(reader.read(), 0);
    writer.close();
    reader.close();
  });

  for (const [name, edge, expected] of [
    ['rising', 1, [1, 1]],
    ['falling', 2, [0, 0]],
    ['both', 3, [1, 0, 1, 0]],
  ] as const) {
    test(`calls back on ${name} edges only, with itself as this`, async () => {
      const writer = out();
      const { it, count } = counter(edge);
      for (const level of [1, 0, 1, 0]) {
        writer.write(level);
        await wait(2);
      }
      assert.deepEqual(count.levels, [...expected]);
      assert.ok(count.self === it);
      it.close();
      writer.close();
    });
  }

  test('does not call back when the level stays', async () => {
    const writer = out({ initialValue: 1 });
    const { it, count } = counter(3);
    writer.write(1);
    await wait(2);
    assert.equal(count.times, 0);
    it.close();
    writer.close();
  });

  test('edges before the callback has come are one callback', async () => {
    const writer = out();
    const { it, count } = counter(3);
    for (const level of [1, 0, 1, 0, 1]) writer.write(level);
    assert.equal(count.times, 0);
    await wait(2);
    assert.equal(count.times, 1);
    assert.deepEqual(count.levels, [1]);
    it.close();
    writer.close();
  });

  test('does not call back once it is closed, even if the edge came before', async () => {
    const writer = out();
    const { it, count } = counter(3);
    writer.write(1);
    it.close();
    writer.write(0);
    await wait(5);
    assert.equal(count.times, 0);
    writer.close();
  });

  test('closed by another callback of the same turn, it stays silent, and so does its successor', async () => {
    const writers = [out(), out({ pin: output2 })];
    const said: string[] = [];
    const first = new Digital({
      pin: input,
      mode: Digital.Input,
      edge: 3,
      onReadable() {
        said.push('first');
        second.close();
        second = listener(input2, 'successor');
      },
    });
    const listener = (pin: number, name: string) =>
      new Digital({ pin, mode: Digital.Input, edge: 3, onReadable: () => void said.push(name) });
    let second = listener(input2, 'second');
    for (const writer of writers) writer.write(1);
    await wait(5);
    assert.deepEqual(said, ['first']);
    writers[1]!.write(0);
    await wait(5);
    assert.deepEqual(said, ['first', 'successor']);
    for (const each of [...writers, first, second]) each.close();
  });

  test('an object that nobody knows any more still calls back', async () => {
    const writer = out();
    let times = 0;
    (() => {
      new Digital({
        pin: input,
        mode: Digital.Input,
        edge: 1,
        onReadable() {
          times++;
          this.close();
        },
      });
    })();
    for (let i = 0; i < 20_000; i++) [i];
    writer.write(1);
    await wait(2);
    assert.equal(times, 1);
    writer.close();
  });
});

describe('DigitalBank', () => {
  test('reads and writes its pins as a mask, and no other', () => {
    const writer = new DigitalBank({ pins: bit(output) | bit(output2), mode: 8 });
    const reader = new DigitalBank({ pins: bit(input2), mode: 0 });
    writer.write(-1);
    assert.equal(reader.read(), bit(input2));
    writer.write(~bit(output2));
    assert.equal(reader.read(), 0);
    assert.throws(() => writer.read(), /^Error/);
    assert.throws(() => reader.write(0), /^Error/);
    writer.close();
    reader.close();
  });

  test('with activeLow 1 is the low level', () => {
    const writer = new DigitalBank({ pins: bit(output2), mode: 8, activeLow: true });
    const reader = new DigitalBank({ pins: bit(input2), mode: 0, activeLow: true });
    assert.equal(reader.read(), 0);
    writer.write(bit(output2));
    assert.equal(reader.read(), bit(input2));
    writer.close();
    reader.close();
  });

  test('tells which pins had the edge they were to have, all of them once', async () => {
    const writers = [out({ pin: output2, initialValue: 0 })];
    const triggers: number[] = [];
    const bank = new DigitalBank({
      pins: bit(input2) | bit(output),
      mode: 0,
      rises: bit(input2),
      falls: bit(output),
      onReadable: (mask) => void triggers.push(mask),
    });
    const [writer] = writers;
    const other = new Digital({ pin: input, mode: Digital.Output, initialValue: 1 });
    writer!.write(1);
    other.write(0);
    await wait(2);
    assert.deepEqual(triggers, [bit(input2) | bit(output)]);
    writer!.write(0); // not its edge
    other.write(1); // not its edge
    await wait(2);
    assert.equal(triggers.length, 1);
    writer!.write(1);
    await wait(2);
    assert.deepEqual(triggers.slice(1), [bit(input2)]);
    for (const each of [writer!, other, bank]) each.close();
  });

  test('edges on pins that it does not listen to are none of its business', async () => {
    let times = 0;
    const bank = new DigitalBank({
      pins: bit(input2) | bit(input),
      mode: 0,
      rises: bit(input2),
      onReadable: () => void times++,
    });
    const writer = out();
    writer.write(1);
    await wait(2);
    assert.equal(times, 0);
    writer.close();
    bank.close();
  });
});
