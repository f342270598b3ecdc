// SPDX-License-Identifier: Apache-2.0
//
// embedded:storage/flash: a plain partition and an encrypted one, of four sectors each.

import { assert, test } from 'mcu-test-harness';
import flash from '../../../host-sim/io/flash.ts';
import Time from '../../../host-sim/io/time.ts';

const block = 4096;
const listed = (buffer: ArrayBuffer) => [...new Uint8Array(buffer)];

test('tells its size, its blocks and their length', () => {
  const it = flash.open({ path: 'plain' });
  assert.deepEqual(it.status(), { size: 4 * block, blocks: 4, blockLength: block });
  it.close();
});

test('a partition that is not there is an Error', () => {
  assert.throws(() => flash.open({ path: 'nowhere' }), /^Error/);
  assert.throws(() => flash.open({ path: 'plain', mode: 'w' }), /^Error/);
});

test('erased it reads ones; bits only fall; an erase raises them again', () => {
  const it = flash.open({ path: 'plain' });
  it.eraseBlock(0);
  assert.deepEqual(listed(it.read(2, 0)), [0xff, 0xff]);
  it.write(Uint8Array.of(0xf0, 0x55), 0);
  it.write(Uint8Array.of(0x3c), 0);
  assert.deepEqual(listed(it.read(2, 0)), [0x30, 0x55]);
  it.eraseBlock(0);
  assert.deepEqual(listed(it.read(2, 0)), [0xff, 0xff]);
  it.close();
});

test('reads and writes across blocks; erases only the blocks it is told', () => {
  const it = flash.open({ path: 'plain' });
  it.eraseBlock(0, 3);
  it.write(Uint8Array.of(1, 2, 3, 4), 2 * block - 2);
  assert.deepEqual(listed(it.read(4, 2 * block - 2)), [1, 2, 3, 4]);
  it.eraseBlock(2);
  assert.deepEqual(listed(it.read(4, 2 * block - 2)), [1, 2, 0xff, 0xff]);
  it.close();
});

test('reads into a buffer, writes the part that a view shows', () => {
  const it = flash.open({ path: 'plain' });
  it.eraseBlock(0);
  it.write(Uint8Array.of(9, 8, 7, 9).subarray(1, 3), 10);
  const buffer = new Uint8Array(4).fill(1);
  assert.equal(it.read(buffer.subarray(1, 3) as never, 10) as unknown, 2);
  assert.deepEqual([...buffer], [1, 8, 7, 1]);
  it.close();
});

test('what lies outside is an Error, and nothing is changed', () => {
  const it = flash.open({ path: 'plain' });
  assert.throws(() => it.read(1, 4 * block), /^Error/);
  assert.throws(() => it.read(2, 4 * block - 1), /^Error/);
  assert.throws(() => it.write(new Uint8Array(2), 4 * block - 1), /^Error/);
  assert.throws(() => it.eraseBlock(4), /^Error/);
  assert.deepEqual(listed(it.read(1, 4 * block - 1)), [0xff]);
  it.close();
});

test('opened to be read, it cannot be written: Error', () => {
  const it = flash.open({ path: 'plain', mode: 'r' });
  assert.equal(it.read(1, 0).byteLength, 1);
  assert.throws(() => it.write(Uint8Array.of(0), 0), /^Error/);
  assert.throws(() => it.eraseBlock(0), /^Error/);
  it.close();
});

test('an encrypted partition keeps whole units of 32 bytes', () => {
  const it = flash.open({ path: 'sealed' });
  it.eraseBlock(1);
  const unit = new Uint8Array(32).fill(7);
  it.write(unit, block + 64);
  assert.deepEqual(listed(it.read(32, block + 64)), [...unit]);
  it.close();
});

test('an erase takes 45 ms, a page of 256 bytes less than one', () => {
  const it = flash.open({ path: 'plain' });
  const start = Time.ticks;
  it.eraseBlock(0);
  const erased = Time.ticks;
  it.write(new Uint8Array(256), 0);
  assert.ok(erased - start >= 45 && erased - start <= 46, `${erased - start} ms`);
  assert.ok(Time.ticks - erased <= 1);
  it.close();
});

test('two objects see the same partition', () => {
  const [one, two] = [flash.open({ path: 'plain' }), flash.open({ path: 'plain' })];
  one.eraseBlock(0);
  one.write(Uint8Array.of(3), 0);
  assert.deepEqual(listed(two.read(1, 0)), [3]);
  one.close();
  assert.deepEqual(listed(two.read(1, 0)), [3]);
  two.close();
});
