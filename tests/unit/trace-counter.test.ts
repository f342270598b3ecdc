// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { TraceCounter } from '../../src/journal/trace-counter.ts';
import { RamFlash } from './support/ram-flash.ts';

const blockNumbers = 50;
/** Four units a sector, so that sectors fill up fast. */
const blockLength = 4 * 32;

function take(counter: TraceCounter, count: number): string[] {
  const numbers: string[] = [];
  for (let i = 0; i < count; i++) numbers.push(counter.take());
  return numbers;
}

describe('trace numbers', () => {
  test('count from 000001 without a gap', () => {
    const counter = new TraceCounter(new RamFlash(2, blockLength));
    assert.deepEqual(take(counter, 3), ['000001', '000002', '000003']);
    const more = take(counter, 2 * blockNumbers);
    assert.equal(more.at(-1), '000103');
  });

  test('go on with the next block after a boot, whatever was left of the last', () => {
    const flash = new RamFlash(2, blockLength);
    take(new TraceCounter(flash), 3);
    assert.equal(new TraceCounter(flash).take(), '000051');
    take(new TraceCounter(flash), blockNumbers + 1);
    assert.equal(new TraceCounter(flash).take(), '000201');
  });

  test('may be left out', () => {
    const counter = new TraceCounter(new RamFlash(2, blockLength));
    counter.skip(60);
    assert.equal(counter.take(), '000061');
  });

  test('begin again after 999999, and 000000 is none', () => {
    const counter = new TraceCounter(new RamFlash(2, 4096));
    counter.skip(999_998);
    assert.deepEqual(take(counter, 3), ['999999', '000001', '000002']);
  });
});

describe('records on flash', () => {
  test('go into the other sector first after a boot, then one behind the other, and turn at the end', () => {
    const flash = new RamFlash(2, blockLength);
    take(new TraceCounter(flash), 6 * blockNumbers);
    assert.deepEqual(flash.erased, [1, 0]);
    assert.deepEqual(flash.written, [128, 160, 192, 224, 0, 32]);
  });

  test('a boot spends one erase, and the newest record survives it', () => {
    const flash = new RamFlash(2, blockLength);
    for (let boot = 0; boot < 5; boot++) take(new TraceCounter(flash), 1);
    assert.deepEqual(flash.erased, [1, 0, 1, 0, 1]);
    assert.equal(new TraceCounter(flash).take(), '000251');
  });

  test('a boot that takes no number writes nothing', () => {
    const flash = new RamFlash(2, blockLength);
    new TraceCounter(flash);
    assert.deepEqual(flash.written, []);
  });

  test('a torn record does not count, the one before it does', () => {
    const flash = new RamFlash(2, blockLength);
    take(new TraceCounter(flash), 1);
    take(new TraceCounter(flash), 1);
    const last = flash.written.at(-1)!;
    for (let at = last; at < last + 16; at++) {
      const torn = new RamFlash(2, blockLength);
      torn.bytes.set(flash.bytes);
      torn.bytes[at]! ^= 0x10;
      assert.equal(new TraceCounter(torn).take(), '000051', `byte ${at - last}`);
    }
  });

  test('need two sectors', () => {
    assert.throws(() => new TraceCounter(new RamFlash(1, blockLength)), /two sectors/);
  });
});
