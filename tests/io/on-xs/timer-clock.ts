// SPDX-License-Identifier: Apache-2.0
//
// src/io/timer-clock.ts over the desk's timer: never early, in order, and alarms set by callbacks wait for the next turn.

import { assert, test } from 'mcu-test-harness';
import Timer from '../../../host-sim/io/timer.ts';
import { TimerClock } from '../../../src/io/timer-clock.ts';
import { wait } from '../support/wait.ts';

/** Sets alarms of 0 to 6 ms, one after another, computing `busy` loops in between; how long each took beyond its delay. */
function lateness(busy: number): Promise<number[]> {
  const clock = new TimerClock();
  const late: number[] = [];
  return new Promise((resolve) => {
    const next = () => {
      const delay = late.length % 7;
      const start = clock.nowMs;
      clock.after(delay, () => {
        late.push(clock.nowMs - start - delay);
        for (let i = 0; i < busy * late.length; i++);
        if (late.length < 40) next();
        else resolve(late);
      });
    };
    next();
  });
}

test('an alarm is never early, whatever part of the tick has passed', async () => {
  await wait(0);
  const late = await lateness(37);
  assert.ok(
    late.every((ms) => ms >= 0),
    late.join(),
  );
});

test('an alarm is at most two ticks late when nothing else is to be done', async () => {
  await wait(0);
  const late = await lateness(0);
  assert.ok(
    late.every((ms) => ms >= 0 && ms <= 2),
    late.join(),
  );
});

test('never from within the call', () => {
  const clock = new TimerClock();
  let called = false;
  clock.after(0, () => {
    called = true;
  });
  assert.equal(called, false);
});

test('a delay that is none is a RangeError', () => {
  const clock = new TimerClock();
  for (const delay of [-1, Number.NaN]) {
    assert.throws(() => clock.after(delay, () => {}), /^RangeError/);
  }
});

test('by deadline, then in the order of setting', async () => {
  const clock = new TimerClock();
  const order: string[] = [];
  for (const [name, delay] of [
    ['c', 20],
    ['a', 10],
    ['d', 20],
    ['b', 10],
    ['first', 0],
    ['e', 20],
  ] as const) {
    clock.after(delay, () => void order.push(name));
  }
  await wait(40);
  assert.deepEqual(order, ['first', 'a', 'b', 'c', 'd', 'e']);
});

test('cancelled, it does not come, however often it is cancelled', async () => {
  const clock = new TimerClock();
  const order: string[] = [];
  const alarms = ['a', 'b', 'c'].map((name) => clock.after(5, () => void order.push(name)));
  alarms[1]!.cancel();
  alarms[1]!.cancel();
  await wait(10);
  assert.deepEqual(order, ['a', 'c']);
  for (const alarm of alarms) alarm.cancel();
  await wait(10);
  assert.deepEqual(order, ['a', 'c']);
});

test('the soonest cancelled, the next one still comes in its time', async () => {
  const clock = new TimerClock();
  const start = clock.nowMs;
  let at = 0;
  const soon = clock.after(5, () => {});
  clock.after(20, () => {
    at = clock.nowMs - start;
  });
  soon.cancel();
  await wait(40);
  assert.ok(at >= 20 && at <= 22, `${at} ms`);
});

test('all cancelled, and set again', async () => {
  const clock = new TimerClock();
  let calls = 0;
  clock.after(5, () => void calls++).cancel();
  clock.after(7, () => void calls++);
  await wait(20);
  assert.equal(calls, 1);
});

test('a callback cancels one that is due with it, and itself', async () => {
  const clock = new TimerClock();
  const order: string[] = [];
  const first = clock.after(5, () => {
    order.push('first');
    first.cancel();
    second.cancel();
  });
  const second = clock.after(5, () => void order.push('second'));
  clock.after(5, () => void order.push('third'));
  await wait(20);
  assert.deepEqual(order, ['first', 'third']);
});

test('alarms that a callback sets wait for the next turn, even without a delay', async () => {
  const clock = new TimerClock();
  const order: string[] = [];
  clock.after(5, () => {
    order.push('one');
    clock.after(0, () => {
      order.push('child');
      clock.after(0, () => void order.push('grandchild'));
    });
    Promise.resolve().then(() => clock.after(0, () => void order.push('of a job')));
  });
  clock.after(5, () => void order.push('two'));
  await wait(20);
  assert.deepEqual(order, ['one', 'two', 'child', 'of a job', 'grandchild']);
});

test('a thousand alarms, set and cancelled at random, come in order', async () => {
  const clock = new TimerClock();
  const fired: { due: number; index: number }[] = [];
  const expected: { due: number; index: number }[] = [];
  let seed = 12_345;
  const below = (bound: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % bound;
  };
  for (let index = 0; index < 1000; index++) {
    const delay = below(60) + 1;
    const entry = { due: clock.nowMs + delay, index };
    const alarm = clock.after(delay, () => void fired.push(entry));
    if (below(3) === 0) alarm.cancel();
    else expected.push(entry);
  }
  await wait(100);
  expected.sort((a, b) => a.due - b.due || a.index - b.index);
  assert.deepEqual(fired, expected);
});

test('two clocks, and timers beside them, do not disturb each other', async () => {
  const order: string[] = [];
  const [one, two] = [new TimerClock(), new TimerClock()];
  one.after(10, () => void order.push('one'));
  two.after(5, () => void order.push('two'));
  Timer.set(() => void order.push('timer'), 8);
  await wait(30);
  assert.deepEqual(order, ['two', 'timer', 'one']);
});
