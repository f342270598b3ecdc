// SPDX-License-Identifier: Apache-2.0
//
// Serial against a device that echoes, or sends as many bytes as it is asked for.

import { assert, test } from 'mcu-test-harness';
import Serial from '../../../host-sim/io/serial.ts';
import Time from '../../../host-sim/io/time.ts';
import { pins } from '../support/pins.ts';
import { wait } from '../support/wait.ts';

const line = { receive: pins.receive, transmit: pins.transmit, baud: 115_200 };
const listed = (buffer: ArrayBuffer | undefined) => [...new Uint8Array(buffer!)];
const ask = (count: number) => Uint8Array.of(0xff, count / 2);

test('what is written comes back, and is told with its count and itself as this', async () => {
  const calls: number[] = [];
  let self: unknown;
  const it = new Serial({
    ...line,
    onReadable(count) {
      calls.push(count);
      self = this;
    },
  });
  it.write(Uint8Array.of(1, 2, 3));
  await wait(5);
  assert.deepEqual(calls, [3]);
  assert.ok(self === it);
  assert.deepEqual(listed(it.read()), [1, 2, 3]);
  assert.equal(it.read(), undefined);
  it.close();
});

test('a read of a count gives at most so many, and the rest stays', async () => {
  const it = new Serial(line);
  it.write(Uint8Array.of(1, 2, 3, 4));
  await wait(5);
  assert.deepEqual(listed(it.read(3)), [1, 2, 3]);
  assert.deepEqual(listed(it.read(3)), [4]);
  assert.equal(it.read(3), undefined);
  it.close();
});

test('a read into a buffer says how many came', async () => {
  const it = new Serial(line);
  it.write(Uint8Array.of(5, 6));
  await wait(5);
  const buffer = new Uint8Array(3);
  assert.equal(it.read(buffer as never) as unknown, 2);
  assert.deepEqual([...buffer], [5, 6, 0]);
  it.close();
});

test('in the format number bytes go one by one', async () => {
  const it = new Serial({ ...line, format: 'number' });
  it.write(65);
  it.write(66);
  await wait(5);
  assert.equal(it.read() as unknown, 65);
  assert.equal(it.read() as unknown, 66);
  assert.equal(it.read(), undefined);
  assert.throws(() => it.write(Uint8Array.of(1)), /^TypeError/);
  it.format = 'buffer';
  assert.throws(() => it.write(1), /^TypeError/);
  it.write(Uint8Array.of(1));
  it.close();
});

test('128 bytes fit into the FIFO, with one more it is full: Error, and nothing of it goes', async () => {
  const it = new Serial(line);
  assert.throws(() => it.write(new Uint8Array(129)), /^Error.*output full/);
  it.write(new Uint8Array(100));
  assert.throws(() => it.write(new Uint8Array(29)), /output full/);
  it.write(new Uint8Array(28));
  assert.throws(() => it.write(new Uint8Array(1)), /output full/);
  await wait(30);
  assert.equal(it.read()!.byteLength, 128);
  it.close();
});

test('is writable at once, and again when the FIFO has drained, with the room there is', async () => {
  const calls: number[] = [];
  const it = new Serial({ ...line, onWritable: (count) => void calls.push(count) });
  await wait(1);
  assert.deepEqual(calls, [128]);
  it.write(new Uint8Array(128)); // 11.1 ms
  await wait(8);
  assert.equal(calls.length, 1);
  await wait(5);
  assert.equal(calls.length, 2);
  assert.ok(calls[1]! >= 118 && calls[1]! < 128, `${calls[1]}`);
  it.write(new Uint8Array(calls[1]!));
  it.close();
});

test('what it says of the room is true when it says so, whatever was written since the FIFO had drained', async () => {
  const calls: number[] = [];
  const it = new Serial({
    ...line,
    onWritable(count) {
      calls.push(count);
      if (calls.length === 1) this.write(new Uint8Array(count));
    },
  });
  it.write(new Uint8Array(100));
  await wait(1);
  assert.equal(calls.length, 1);
  assert.ok(calls[0]! >= 28 && calls[0]! < 48, `${calls[0]}`);
  it.close();
});

test('without a transmit line it is never writable, without callbacks it is silent', async () => {
  let calls = 0;
  const it = new Serial({ receive: pins.receive, baud: 115_200, onWritable: () => void calls++ });
  await wait(2);
  assert.equal(calls, 0);
  it.close();
  new Serial({ transmit: pins.transmit, baud: 115_200 }).close();
});

test('bytes arrive one after another at the speed of the line', async () => {
  const it = new Serial(line);
  const start = Time.ticks;
  let last = start;
  it.write(ask(128));
  for (let got = 0; got < 128; ) {
    await wait(0);
    const bytes = it.read();
    if (!bytes) continue;
    got += bytes.byteLength;
    last = Time.ticks;
  }
  assert.ok(last - start >= 11 && last - start <= 14, `${last - start} ms`); // 130 bytes of ten bits
  it.close();
});

test('what is not read in time is lost: the receive FIFO holds 128 bytes', async () => {
  const it = new Serial(line);
  it.write(ask(200));
  await wait(30);
  const first = listed(it.read());
  assert.equal(first.length, 128);
  assert.deepEqual(first.slice(0, 3), [0, 1, 2]);
  assert.equal(first[127], 127);
  it.write(Uint8Array.of(7));
  await wait(5);
  assert.deepEqual(listed(it.read()), [7]);
  it.close();
});

test('read in time, nothing is lost', async () => {
  const got: number[] = [];
  const it = new Serial({
    ...line,
    onReadable() {
      got.push(...listed(this.read()));
    },
  });
  it.write(ask(200));
  await wait(30);
  assert.equal(got.length, 200);
  assert.equal(got[199], 199);
  it.close();
});

test('at another speed than the device the bytes are garbage', async () => {
  const it = new Serial({ ...line, baud: 9600 });
  it.write(Uint8Array.of(1));
  await wait(10);
  const bytes = it.read();
  assert.ok(bytes === undefined || listed(bytes)[0] !== 1);
  it.close();
  const near = new Serial({ ...line, baud: 113_000 });
  near.write(Uint8Array.of(1));
  await wait(5);
  assert.deepEqual(listed(near.read()), [1]);
  near.close();
});

test('closed, it calls back no more, and what its FIFO held is lost', async () => {
  let calls = 0;
  const it = new Serial({
    ...line,
    onReadable: () => void calls++,
    onWritable: () => void calls++,
  });
  it.write(Uint8Array.of(1, 2, 3));
  it.close();
  await wait(20);
  assert.equal(calls, 0);
  const next = new Serial(line);
  await wait(20);
  assert.equal(next.read(), undefined);
  next.close();
});
