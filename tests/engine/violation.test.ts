// SPDX-License-Identifier: Apache-2.0
//
// An exception in a chip model ends the run as that very exception: it does not reach the program as an error of the bus, and
// no further record is processed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelViolation } from '../../host-sim/chips/model.ts';
import type { Kernel } from '../../host-sim/link/kernel.ts';
import { FreeNet } from '../../host-sim/link/wiring.ts';
import { benchOf, programOf } from './support/desk-bench.ts';

const violation = new ModelViolation('sample', 'not in the datasheet');
const fail = () => {
  throw violation;
};

/** A device that violates at its third byte, and a pin that shows what the program did afterwards. */
function parts(levels: number[]) {
  let bytes = 0;
  const take = () => {
    if (++bytes === 3) fail();
    return true;
  };
  return (_kernel: Kernel) => ({
    nets: new Map([[1, new FreeNet((level) => levels.push(level))]]),
    i2c: [
      { data: 2, clock: 3, devices: [{ address: 8, write: take, read: () => new Uint8Array(1) }] },
    ],
    spi: [
      { clock: 4, out: 5, devices: new Map([[6, { hzMax: 1e6, transfer: () => void take() }]]) },
    ],
  });
}

const programs = {
  'in a transfer': `import I2C from 'embedded:io/i2c';
    const bus = new I2C({ data: 2, clock: 3, hz: 100_000, address: 8 });
    const use = () => bus.write(Uint8Array.of(1));`,
  'in a posted write': `import SPI from 'embedded:io/spi';
    const bus = new SPI({ clock: 4, out: 5, select: 6, hz: 1_000_000 });
    const use = () => bus.write(Uint8Array.of(1));`,
};

for (const [where, uses] of Object.entries(programs)) {
  for (const variant of ['fast', 'debug'] as const) {
    test(`a violation ${where} ends the run as itself (${variant} engine)`, async () => {
      const levels: number[] = [];
      const program = await programOf(
        `import Digital from 'embedded:io/digital';
        import Timer from 'timer';
        ${uses}
        const pin = new Digital({ pin: 1, mode: 8 });
        let n = 0;
        Timer.repeat(() => {
          try { pin.write(++n & 1); use(); } catch (error) { say('caught ' + error); } finally { pin.write(n & 1); }
        }, 5);`,
        variant === 'debug',
      );
      const { desk, kernel, said, run } = benchOf(program, { parts: parts(levels), variant });
      desk.powerOn();
      assert.throws(
        () => run(100),
        (error) => error === violation,
      );
      assert.ok(kernel.nowUs < 30_000);
      assert.deepEqual(said, []);
      // Initial value, then twice both writes of a round, then one; then the pin lets go.
      assert.deepEqual(levels, [0, 1, 1, 0, 0, 1, 1]);
      const records = desk.link.recordCount;
      assert.throws(
        () => run(100),
        (error) => error === violation,
      );
      assert.equal(desk.link.recordCount, records);
      assert.equal(desk.powered, false);
      assert.deepEqual(desk.deaths, []);
    });
  }
}

test('a violation at boot is thrown by whoever switches on', async () => {
  const program = await programOf(`import Digital from 'embedded:io/digital';
    try { new Digital({ pin: 1, mode: 8 }); } catch { say('caught'); }`);
  const { desk, said } = benchOf(program, {
    parts: () => ({ nets: new Map([[1, new FreeNet(fail)]]) }),
  });
  assert.throws(
    () => desk.powerOn(),
    (error) => error === violation,
  );
  assert.deepEqual(said, []);
});

test('a violation in a task of the world ends the run as itself, also in the middle of a transfer', async () => {
  const program = await programOf(`import flash from 'embedded:storage/flash';
    import Timer from 'timer';
    const partition = flash.open({ path: 'plain' });
    Timer.set(() => { try { partition.eraseBlock(0); } catch { say('caught'); } say('erased'); }, 5);`);
  for (const atUs of [2000, 20_000]) {
    const { desk, kernel, said, run } = benchOf(program);
    kernel.schedule(atUs, fail);
    desk.powerOn();
    assert.throws(
      () => run(100),
      (error) => error === violation,
    );
    assert.deepEqual(said, []);
  }
});

test('an error of a peripheral that nobody can be told is a failure of the run, not silence', async () => {
  const program = await programOf(`
    const post = (handle, value) => native('xs_link_write_word').call(undefined, handle, value);
    post(77, 1);`);
  const { desk } = benchOf(program);
  assert.throws(() => desk.powerOn(), /closed/);
});

test('a record that does not fit into the mailbox is a RangeError in the program', async () => {
  const program = await programOf(`
    import Serial from 'embedded:io/serial';
    import flash from 'embedded:storage/flash';
    const attempt = (body) => { try { body(); say('did'); } catch (error) { say(error instanceof RangeError); } };
    const big = new Uint8Array(131_072);
    attempt(() => native('xs_link_open').call(undefined, 1, big));
    const partition = flash.open({ path: 'plain' });
    attempt(() => partition.write(big, 0));
    say('alive');`);
  const { desk, said } = benchOf(program, { limits: { chunkBytes: 2_000_000 } });
  desk.powerOn();
  assert.deepEqual(said, ['true', 'true', 'alive']);
});
