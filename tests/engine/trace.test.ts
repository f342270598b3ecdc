// SPDX-License-Identifier: Apache-2.0
//
// One seed, one run: the trace hash of a program that uses every way over the link is the same each time, on the debug engine
// too, and another with another seed. And the order of callbacks and promise jobs is what the personality promises.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kernel } from '../../host-sim/link/kernel.ts';
import { FreeNet, type Net, type Wiring } from '../../host-sim/link/wiring.ts';
import { type BenchOptions, benchOf, programOf, started } from './support/desk-bench.ts';

/** Pins that change by themselves, a bus, a serial line, a socket. */
function busyParts(kernel: Kernel): Partial<Wiring> {
  const pins = [5, 6].map((pin) => [pin, new FreeNet()] as [number, Net]);
  for (const [pin, net] of pins) {
    const toggle = () => {
      net.drive(net.level() ? 0 : 1);
      kernel.schedule(3000 + pin, toggle);
    };
    kernel.schedule(2000 * pin, toggle);
  }
  return {
    nets: new Map([[1, new FreeNet()], ...pins]),
    spi: [
      {
        clock: 10,
        out: 11,
        devices: new Map([[12, { hzMax: 40_000_000, transfer: (bytes: Uint8Array) => bytes }]]),
      },
    ],
    serial: [
      {
        receive: 20,
        transmit: 21,
        device: {
          baud: 115_200,
          receive: () => {},
          attach: (line) => void kernel.schedule(9000, () => line.send(Buffer.from('hello'))),
        },
      },
    ],
  };
}

const busy = `
  import Digital from 'embedded:io/digital';
  import Serial from 'embedded:io/serial';
  import SPI from 'embedded:io/spi';
  import TCP from 'embedded:io/socket/tcp';
  import flash from 'embedded:storage/flash';
  import Timer from 'timer';
  import Time from 'time';
  import { entropy } from 'jiaozi:entropy';
  const out = new Digital({ pin: 1, mode: 8 });
  const spi = new SPI({ clock: 10, out: 11, select: 12, hz: 1_000_000 });
  let sum = 0;
  for (const pin of [5, 6]) new Digital({ pin, mode: 0, edge: 3, onReadable() { sum += this.read() + pin; out.write(sum & 1); } });
  new Serial({ receive: 20, transmit: 21, baud: 115_200, onReadable() { sum += this.read().byteLength; }, onWritable() {} });
  new TCP({ address: '192.0.2.1', port: 9, onError() { say('refused'); } });
  const data = flash.open({ path: 'plain' });
  Timer.repeat(() => {
    for (const byte of entropy(4)) out.write(byte & 1);
    spi.write(new Uint8Array(100 + (sum & 15)));
    data.write(Uint8Array.of(sum), Time.ticks & 4095);
    out.write(Time.ticks & 1);
    Promise.resolve().then(() => out.write(1));
  }, 7);
  const garbage = () => { const kept = []; for (let i = 0; i < 300; i++) kept.push({ i }); return kept.length; };
  Timer.repeat(() => { sum += garbage(); }, 5);`;

async function traceOf(options: BenchOptions) {
  const bench = benchOf(await programOf(busy, options.variant === 'debug'), {
    parts: busyParts,
    ...options,
  });
  bench.desk.powerOn();
  bench.run(150);
  const { desk, kernel, said } = bench;
  assert.deepEqual(desk.deaths, []);
  assert.deepEqual(said, ['refused']);
  desk.powerOff();
  return {
    trace: desk.link.traceHash(),
    meter: desk.meter,
    nowUs: kernel.nowUs,
    records: desk.link.recordCount,
  };
}

test('the same seed gives the same trace', async () => {
  assert.deepEqual(await traceOf({ seed: 'one' }), await traceOf({ seed: 'one' }));
});

test('another seed gives another trace', async () => {
  const personality = { jobsAfterEach: true };
  const one = await traceOf({ seed: 'one', ...personality });
  const two = await traceOf({ seed: 'two', ...personality });
  assert.notEqual(one.trace, two.trace);
});

test('the trace does not depend on when memory is collected', async () => {
  const few = await traceOf({ limits: { heapSlots: 200_000, chunkBytes: 4_000_000 } });
  const many = await traceOf({ limits: { heapSlots: 9_000, chunkBytes: 200_000 } });
  assert.equal(few.trace, many.trace);
});

test('replayed on the debug engine, a run has the same trace', async () => {
  for (const seed of ['one', 'two', 'three']) {
    const fast = await traceOf({ seed });
    const debug = await traceOf({ seed, variant: 'debug', replayMeter: fast.meter });
    assert.equal(debug.trace, fast.trace, seed);
    assert.equal(debug.records, fast.records);
    assert.equal(debug.nowUs, fast.nowUs);
  }
});

test('replayed with a power cut before any record, too', async () => {
  const program = await programOf(busy);
  const lines = await programOf(busy, true);
  let fastMeter: readonly number[] = [];
  for (let cut = 1; cut < 60; cut += 4) {
    const hashes = (['fast', 'debug'] as const).map((variant) => {
      const replayMeter = variant === 'debug' ? fastMeter : undefined;
      const { desk, run } = benchOf(variant === 'debug' ? lines : program, {
        parts: busyParts,
        variant,
        ...(replayMeter && { replayMeter }),
      });
      desk.link.cutBefore = cut;
      desk.powerOn();
      run(100);
      fastMeter = desk.meter;
      assert.equal(desk.deaths[0]?.name, 'power lost');
      return desk.link.traceHash();
    });
    assert.equal(hashes[1], hashes[0], `cut ${cut}`);
  }
});
const timers = `
  import Timer from 'timer';
  for (const name of ['A', 'B', 'C']) {
    Timer.set(() => { say(name); Promise.resolve().then(() => { say('job of ' + name); }); }, 5);
  }`;

const edges = `
  import Digital from 'embedded:io/digital';
  for (const pin of [1, 2]) {
    new Digital({ pin, mode: 0, edge: 3, onReadable() { say(pin); Promise.resolve().then(() => say('job of ' + pin)); } });
  }`;

const twoEdges = (kernel: Kernel) => {
  const nets = new Map([1, 2].map((pin) => [pin, new FreeNet()]));
  kernel.schedule(5000, () => {
    for (const net of nets.values()) net.drive(0);
  });
  return { nets };
};

test('jobs after each callback: those of one timer run before the next timer', async () => {
  const { said } = await started(timers, { jobsAfterEach: true });
  assert.deepEqual(said, ['A', 'job of A', 'B', 'job of B', 'C', 'job of C']);
});

test('timers, then jobs: all that are due fire, then their jobs run in order', async () => {
  const { said } = await started(timers, { jobsAfterEach: false });
  assert.deepEqual(said, ['A', 'B', 'C', 'job of A', 'job of B', 'job of C']);
});

test('events of one turn follow the personality, too', async () => {
  const each = await started(edges, { jobsAfterEach: true, parts: twoEdges });
  assert.deepEqual(each.said, ['1', 'job of 1', '2', 'job of 2']);
  const all = await started(edges, { jobsAfterEach: false, parts: twoEdges });
  assert.deepEqual(all.said, ['1', '2', 'job of 1', 'job of 2']);
});

test('the personality is drawn by the seed', async () => {
  const program = await programOf(timers);
  const orders = new Set<string>();
  for (let seed = 0; seed < 12; seed++) {
    const { desk, said, run } = benchOf(program, { seed: `${seed}` });
    desk.powerOn();
    run(10);
    orders.add(said.join());
  }
  assert.equal(orders.size, 2);
});

test('promise jobs run before the next timer that is due later, under both personalities', async () => {
  const source = `
    import Timer from 'timer';
    Timer.set(() => say('later'), 6);
    Timer.set(async () => { say('sooner'); await undefined; say('job'); await undefined; say('its job'); }, 5);`;
  for (const jobsAfterEach of [true, false]) {
    const { said } = await started(source, { jobsAfterEach });
    assert.deepEqual(said, ['sooner', 'job', 'its job', 'later']);
  }
});

test('awaits, thenables, async generators, all, race and finally settle in the order of ECMAScript', async () => {
  const source = `
    const order = [];
    const log = (x) => order.push(x);
    const thenable = { then(resolve) { log('then'); resolve('thenable'); } };
    (async () => { log(1); await null; log(2); log(await thenable); })();
    (async () => { for await (const x of (async function* () { yield 'a'; yield 'b'; })()) log(x); })();
    Promise.all([1, Promise.resolve(2)]).then(() => log('all'));
    Promise.race([new Promise(() => {}), Promise.resolve(3)]).then(() => log('race'));
    Promise.reject(new Error('x')).finally(() => log('finally')).catch(() => log('catch'));
    log('end');
    Promise.resolve().then(() => {}).then(() => {}).then(() => {}).then(() => {})
      .then(() => {}).then(() => {}).then(() => {}).then(() => {}).then(() => say(order.join(' ')));`;
  const { said } = await started(source);
  const here = await new Promise<string>((resolve) => {
    new Function('say', source)(resolve);
  });
  assert.deepEqual(said, [here]);
});
