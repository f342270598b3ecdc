// SPDX-License-Identifier: Apache-2.0
//
// The power goes: before each record of a small program, and in the middle of one that takes time. Nothing of the program runs
// any more, the world sees nothing more, and the next boot knows nothing of the last.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sectorSize } from '../../host-sim/chips/nor-flash.ts';
import type { Kernel } from '../../host-sim/link/kernel.ts';
import { FreeNet } from '../../host-sim/link/wiring.ts';
import { benchOf, type DeskBench, programOf } from './support/desk-bench.ts';

/** What a cut program would do if it went on is long (`idle`) and visible (the pin). */
const long = 'let idle = 0; for (let i = 0; i < 30_000; i++) idle++;';
const story = `
  import Digital from 'embedded:io/digital';
  import Timer from 'timer';
  import { entropy } from 'jiaozi:entropy';
  import flash from 'embedded:storage/flash';
  globalThis.boots = (globalThis.boots ?? 0) + 1;
  const pin = new Digital({ pin: 1, mode: 8 });
  const aftermath = () => { pin.write(0); pin.write(1); ${long} };
  const partition = flash.open({ path: 'plain' });
  const attempt = (body) => { try { body(); } catch (error) { aftermath(); throw error; } finally { if (!whole) aftermath(); } };
  let whole = false;
  const step = (n) => { whole = false; attempt(() => {
    pin.write(n & 1);
    entropy(4);
    partition.write(Uint8Array.of(n), n);
    pin.write(1 - (n & 1));
    partition.read(1, n);
    whole = true;
  }); };
  step(0);
  Promise.resolve().then(() => step(1)).catch(aftermath);
  Timer.set(() => { step(2); partition.close(); pin.close(); say('boots ' + globalThis.boots); }, 5);`;

interface Cut extends DeskBench {
  readonly levels: number[];
}

function benchWithPin(program: Awaited<ReturnType<typeof programOf>>): Cut {
  const levels: number[] = [];
  const parts = (_kernel: Kernel) => ({
    nets: new Map([[1, new FreeNet((level) => levels.push(level))]]),
  });
  return Object.assign(benchOf(program, { parts, jobsAfterEach: true }), { levels });
}

test('a cut before any record leaves exactly the records before it, and no catch or finally runs', async () => {
  const program = await programOf(story);
  const whole = benchWithPin(program);
  whole.desk.powerOn();
  whole.run(20);
  assert.deepEqual(whole.said, ['boots 1']);
  const records = whole.desk.link.recordCount;
  const codes = whole.desk.meter.reduce((sum, each) => sum + each, 0);
  const cells = whole.desk.board.wiring.flash.world.cells('plain').slice(0, 4);
  assert.deepEqual([...cells], [0, 1, 2, 255]);
  assert.ok(records > 15, `${records} records`);
  for (let n = 1; n <= records; n++) {
    const cut = benchWithPin(program);
    cut.desk.link.cutBefore = n;
    cut.desk.powerOn();
    cut.run(20);
    assert.equal(cut.desk.powered, false, `cut ${n}`);
    assert.deepEqual(
      cut.desk.deaths.map(({ name }) => name),
      ['power lost'],
    );
    assert.equal(cut.desk.machine, undefined);
    assert.equal(cut.desk.link.recordCount, n - 1);
    // What the world saw is how the whole story begins; then the pin lets go.
    const seen = cut.levels.slice(0, -1);
    assert.deepEqual(seen, whole.levels.slice(0, seen.length), `cut ${n}`);
    assert.ok(cut.desk.meter.reduce((sum, each) => sum + each, 0) <= codes, `cut ${n} ran on`);
    assert.equal(cut.said.length, 0);
    const levels = cut.levels.length;
    cut.run(1000);
    assert.equal(cut.levels.length, levels);
    cut.desk.powerOn();
    cut.run(20);
    assert.deepEqual(cut.said, ['boots 1'], `boot after cut ${n}`);
  }
});

test('a cut in the middle of an erase leaves a half-erased sector and a program that ends there', async () => {
  const program = await programOf(`
    import flash from 'embedded:storage/flash';
    const partition = flash.open({ path: 'plain' });
    say('erases');
    try { partition.eraseBlock(0, 2); } catch (error) { say('caught'); } finally { say('finally'); }
    say('erased');`);
  const { desk, kernel, said, run } = benchOf(program);
  const { flash } = desk.board.wiring;
  flash.world.load('plain', new Uint8Array(2 * sectorSize));
  flash.faults.nextCut('torn');
  kernel.schedule(20_000, () => desk.powerOff());
  desk.powerOn();
  assert.deepEqual(said, ['erases']);
  assert.equal(desk.powered, false);
  assert.ok(kernel.nowUs < 45_000, `${kernel.nowUs}`);
  const cells = flash.world.cells('plain');
  const sector = cells.subarray(0, sectorSize);
  assert.ok(sector.some((byte) => byte !== 0) && sector.some((byte) => byte !== 0xff));
  assert.ok(cells.subarray(sectorSize, 2 * sectorSize).every((byte) => byte === 0));
  assert.deepEqual(desk.deaths, []);
  run(1000);
  assert.deepEqual(said, ['erases']);
});

test('power that comes back in the same moment boots afresh', async () => {
  const program = await programOf(`
    import flash from 'embedded:storage/flash';
    globalThis.boots = (globalThis.boots ?? 0) + 1;
    say('boot ' + globalThis.boots);
    flash.open({ path: 'plain' }).eraseBlock(0);
    say('erased');`);
  const { desk, kernel, said } = benchOf(program);
  kernel.schedule(10_000, () => {
    desk.powerOff();
    desk.powerOn();
    desk.powerOff();
    desk.powerOn();
  });
  desk.powerOn();
  assert.deepEqual(said, ['boot 1', 'boot 1', 'erased']);
  assert.ok(desk.powered);
});

test('a cut while the computing of a turn takes its time is a cut', async () => {
  const program = await programOf(`import Timer from 'timer';
    Timer.repeat(() => { ${long} say('turn'); }, 10);`);
  const { desk, kernel, said, run } = benchOf(program);
  kernel.schedule(15_000, () => desk.powerOff());
  kernel.schedule(400_000, () => desk.powerOn());
  desk.powerOn();
  run(300);
  assert.equal(desk.powered, false);
  assert.deepEqual(said, ['turn']);
  run(500);
  assert.ok(said.length > 1);
});

test('what a connection or a device sends after a cut does not reach the next boot', async () => {
  const source = `
    import Serial from 'embedded:io/serial';
    import TCP from 'embedded:io/socket/tcp';
    let sent = false;
    new TCP({ address: '192.0.2.1', port: 1, onReadable() { say('socket ' + this.read().byteLength); },
      onWritable() { if (!sent) this.write(Uint8Array.of(1)); sent = true; } });
    new Serial({ receive: 1, transmit: 2, baud: 9600, onReadable() { say('port ' + this.read().byteLength); } });`;
  let send: (bytes: Uint8Array) => void = () => {};
  const { desk, said, run } = benchOf(await programOf(source), {
    parts: () => ({
      serial: [
        {
          receive: 1,
          transmit: 2,
          device: {
            baud: 9600,
            receive() {},
            attach: (line) => (send = (bytes) => line.send(bytes)),
          },
        },
      ],
    }),
  });
  desk.board.wiring.network.serve('192.0.2.1', 1, {
    connect: (peer) => ({ receive: () => peer.send(new Uint8Array(7)), closed() {} }),
  });
  desk.powerOn();
  run(75); // connected; the byte is on its way to the server, which will acknowledge it
  send(new Uint8Array(3));
  desk.powerOff();
  desk.powerOn();
  run(40);
  assert.deepEqual(said, []);
  run(200);
  assert.deepEqual(said, ['socket 7']);
  assert.deepEqual(desk.deaths, []);
});

/** The collector itself: when it would come by itself is nobody's business. */
function collectNodesGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

test('nothing holds on to a world whose power is off, so that a hundred thousand of them can follow each other', async () => {
  const program = await programOf(story);
  const once = () => {
    const bench = benchWithPin(program);
    bench.desk.powerOn();
    bench.run(20);
    bench.desk.powerOff();
    return new WeakRef(bench.desk);
  };
  const gone = [once(), once(), once()];
  // A reference is kept alive until the task that made it is over.
  await new Promise((resolve) => setImmediate(resolve));
  collectNodesGarbage();
  assert.deepEqual(
    gone.map((each) => each.deref() === undefined),
    [true, true, true],
  );
});
