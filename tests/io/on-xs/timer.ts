// SPDX-License-Identifier: Apache-2.0
//
// The modules `timer` and `time` as the SDK has them (docs/sources.md [moddable 4c]).

import { assert, test } from 'mcu-test-harness';
import Time from '../../../host-sim/io/time.ts';
import Timer from '../../../host-sim/io/timer.ts';
import { wait } from '../support/wait.ts';

test('comes once, not before its time, with the timer as argument', async () => {
  const start = Time.ticks;
  const calls: number[] = [];
  const seen: unknown[] = [];
  const timer = Timer.set((it) => {
    calls.push(Time.ticks - start);
    seen.push(it);
  }, 20);
  await wait(100);
  assert.equal(calls.length, 1);
  assert.ok(calls[0]! >= 20 && calls[0]! <= 21, `${calls[0]} ms`);
  assert.ok(seen[0] === timer);
});

test('without a delay it comes in the next turn, not within the call', async () => {
  let called = false;
  Timer.set(() => {
    called = true;
  });
  assert.equal(called, false);
  await wait(1);
  assert.ok(called);
});

test('timers come in the order of their deadlines, equals in the order of their setting', async () => {
  const order: string[] = [];
  for (const [name, delay] of [
    ['late', 30],
    ['one', 20],
    ['two', 20],
    ['soon', 10],
    ['three', 20],
  ] as const) {
    Timer.set(() => void order.push(name), delay);
  }
  await wait(40);
  assert.deepEqual(order, ['soon', 'one', 'two', 'three', 'late']);
});

test('a repeating timer comes at its interval, and does not drift', async () => {
  const start = Time.ticks;
  const calls: number[] = [];
  const timer = Timer.repeat(() => {
    calls.push(Time.ticks - start);
    for (let i = 0; i < 3000; i++);
  }, 10);
  await wait(105);
  Timer.clear(timer);
  assert.equal(calls.length, 10);
  calls.forEach((at, index) => {
    assert.ok(at >= 10 * (index + 1) && at <= 10 * (index + 1) + 2, `${at} for ${index}`);
  });
});

test('the first delay and the interval may differ', async () => {
  const start = Time.ticks;
  const calls: number[] = [];
  const timer = Timer.set(() => void calls.push(Time.ticks - start), 5, 20);
  await wait(50);
  Timer.clear(timer);
  assert.deepEqual(
    calls.map((at) => Math.floor(at / 5)),
    [1, 5, 9],
  );
});

test('cleared, it does not come; clearing twice or nothing is allowed', async () => {
  let calls = 0;
  const timer = Timer.set(() => void calls++, 5);
  Timer.clear(timer);
  Timer.clear(timer);
  Timer.clear(undefined);
  await wait(10);
  assert.equal(calls, 0);
});

test('a callback may clear its own repetition', async () => {
  let calls = 0;
  Timer.repeat((timer) => {
    if (++calls === 3) Timer.clear(timer);
  }, 2);
  await wait(20);
  assert.equal(calls, 3);
});

test('a callback may clear another timer that is due with it', async () => {
  const order: string[] = [];
  Timer.set(() => {
    order.push('first');
    Timer.clear(second);
  }, 5);
  const second = Timer.set(() => void order.push('second'), 5);
  Timer.set(() => void order.push('third'), 5);
  await wait(10);
  assert.deepEqual(order, ['first', 'third']);
});

test('a callback may put off another timer that is due with it', async () => {
  const start = Time.ticks;
  let at = 0;
  Timer.set(() => Timer.schedule(second, 20), 5);
  const second = Timer.set(() => {
    at = Time.ticks - start;
  }, 5);
  await wait(40);
  assert.ok(at >= 25 && at <= 27, `${at} ms`);
});

test('scheduled anew, a timer comes at its new time, and once', async () => {
  const start = Time.ticks;
  const calls: number[] = [];
  const timer = Timer.set(() => void calls.push(Time.ticks - start), 10);
  Timer.schedule(timer, 30);
  await wait(60);
  assert.equal(calls.length, 1);
  assert.ok(calls[0]! >= 30 && calls[0]! <= 31);
});

test('unscheduled, a timer waits until it is scheduled', async () => {
  let calls = 0;
  const timer = Timer.repeat(() => void calls++, 5);
  Timer.schedule(timer);
  await wait(20);
  assert.equal(calls, 0);
  Timer.schedule(timer, 5);
  await wait(20);
  assert.equal(calls, 1);
});

test('a timer may schedule itself once more; later nobody can: Error', async () => {
  let calls = 0;
  const timer = Timer.set((it) => {
    if (++calls < 3) Timer.schedule(it, 5);
  }, 5);
  await wait(40);
  assert.equal(calls, 3);
  assert.throws(() => Timer.schedule(timer, 5), /^Error/);
});

test('what a callback sets without a delay waits for the next turn', async () => {
  const order: string[] = [];
  Timer.set(() => {
    order.push('one');
    Timer.set(() => void order.push('its child'));
  }, 5);
  Timer.set(() => void order.push('two'), 5);
  await wait(10);
  assert.deepEqual(order, ['one', 'two', 'its child']);
});

test('two hundred timers, in order', async () => {
  const order: number[] = [];
  const delays = Array.from({ length: 200 }, (_, i) => (i * 37) % 50);
  delays.forEach((delay, i) => {
    Timer.set(() => void order.push(i), delay + 1);
  });
  await wait(80);
  const expected = delays.map((_, i) => i).sort((a, b) => delays[a]! - delays[b]! || a - b);
  assert.deepEqual(order, expected);
});

test('ticks are milliseconds that do not go back', async () => {
  await wait(0); // what a turn computes passes at its end
  const before = Time.ticks;
  await wait(50);
  const after = Time.ticks;
  assert.ok(after - before >= 50 && after - before <= 53, `${after - before} ms`);
});
