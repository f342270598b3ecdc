// SPDX-License-Identifier: Apache-2.0
//
// TCP against servers that echo, send, or only listen; 30 ms away.

import { assert, test } from 'mcu-test-harness';
import TCP from '../../../host-sim/io/tcp.ts';
import { host, port } from '../support/pins.ts';
import { wait } from '../support/wait.ts';

const to = (number: number) => ({ address: host, port: number });
const listed = (buffer: ArrayBuffer | undefined) => [...new Uint8Array(buffer!)];

interface Log {
  readonly events: string[];
  readonly selves: unknown[];
}

/** A socket that writes down its callbacks. */
function logged(number: number, changes: object = {}) {
  const log: Log = { events: [], selves: [] };
  const it: TCP = new TCP({
    ...to(number),
    onReadable(count) {
      log.events.push(`readable ${count}`);
      log.selves.push(this);
    },
    onWritable(count) {
      log.events.push(`writable ${count}`);
      log.selves.push(this);
    },
    onError() {
      log.events.push('error');
      log.selves.push(this);
    },
    ...changes,
  });
  return { it, log };
}

test('connects, is writable, writes, reads; with itself as this', async () => {
  const { it, log } = logged(port.echo);
  await wait(100);
  assert.deepEqual(log.events, ['writable 5744']);
  assert.equal(it.write(Uint8Array.of(1, 2, 3)), 5741);
  await wait(100);
  assert.deepEqual(log.events.slice(1), ['writable 5744', 'readable 3']);
  assert.deepEqual(listed(it.read()), [1, 2, 3]);
  assert.equal(it.read(), undefined);
  assert.ok(log.selves.every((self) => self === it));
  it.close();
});

test('knows whom it talks to', () => {
  const it = new TCP(to(port.echo));
  assert.equal(it.remoteAddress, host);
  assert.equal(it.remotePort, port.echo);
  it.close();
});

test('before it is connected it is not ready: Error', () => {
  const it = new TCP(to(port.echo));
  assert.throws(() => it.write(Uint8Array.of(1)), /^Error.*not ready/);
  assert.equal(it.read(), undefined);
  it.close();
});

test('refused, it calls onError, once, and nothing else', async () => {
  const { it, log } = logged(port.closed);
  await wait(200);
  assert.deepEqual(log.events, ['error']);
  assert.ok(log.selves[0] === it);
  it.close();
});

test('a read of more than there is is an Error, and takes nothing', async () => {
  const { it } = logged(port.echo);
  await wait(100);
  it.write(Uint8Array.of(1, 2, 3));
  await wait(100);
  assert.throws(() => it.read(4), /^Error/);
  for (const count of [0, -1]) assert.throws(() => it.read(count), /^Error/);
  assert.deepEqual(listed(it.read(2)), [1, 2]);
  assert.throws(() => it.read(2), /^Error/);
  const buffer = new Uint8Array(1);
  assert.equal(it.read(buffer as never) as unknown, 1);
  assert.equal(buffer[0], 3);
  it.close();
});

test('a write of more than the room is an Error, and sends nothing; room comes back', async () => {
  const { it, log } = logged(port.sink);
  await wait(100);
  assert.throws(() => it.write(new Uint8Array(5745)), /^Error.*would block/);
  assert.equal(it.write(new Uint8Array(5000)), 744);
  assert.throws(() => it.write(new Uint8Array(745)), /would block/);
  assert.equal(it.write(new Uint8Array(744)), 0);
  log.events.length = 0;
  await wait(1000);
  assert.equal(log.events.at(-1), 'writable 5744');
  assert.equal(it.write(new Uint8Array(5744)), 0);
  it.close();
});

test('in the format number bytes go one by one', async () => {
  const { it } = logged(port.echo, { format: 'number' });
  await wait(100);
  it.write(65);
  it.write(66);
  assert.throws(() => it.write(Uint8Array.of(1)), /^TypeError/);
  await wait(100);
  assert.equal(it.read() as unknown, 65);
  assert.equal(it.read() as unknown, 66);
  assert.equal(it.read(), undefined);
  it.close();
});

test('that the peer has closed is told when its bytes have been read, not before', async () => {
  const { it, log } = logged(port.sender);
  await wait(500);
  assert.deepEqual(log.events, ['writable 5744', 'readable 300']);
  assert.equal(it.read(200)!.byteLength, 200);
  await wait(50);
  assert.equal(log.events.length, 2);
  assert.equal(it.read()!.byteLength, 100);
  await wait(50);
  assert.deepEqual(log.events.slice(2), ['error']);
  assert.throws(() => it.read(), /^SyntaxError/);
});

test('closed, it calls back no more, though answers are on their way', async () => {
  const { it, log } = logged(port.echo);
  await wait(100);
  it.write(Uint8Array.of(1));
  await wait(40);
  const seen = log.events.length;
  it.close();
  await wait(200);
  assert.equal(log.events.length, seen);
});

test('closed before it was connected, it never calls back', async () => {
  for (const number of [port.echo, port.closed]) {
    const { it, log } = logged(number);
    it.close();
    await wait(200);
    assert.deepEqual(log.events, []);
  }
});

test('sockets are many, and their bytes do not mix', async () => {
  const sockets = [1, 2, 3].map((n) => ({ n, ...logged(port.echo) }));
  await wait(100);
  for (const { n, it } of sockets) it.write(new Uint8Array(n).fill(n));
  await wait(100);
  for (const { n, it } of sockets) {
    assert.deepEqual(listed(it.read()), new Array(n).fill(n));
    it.close();
  }
});
