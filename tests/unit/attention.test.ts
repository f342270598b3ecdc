// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { Attention, Work } from '../../src/flow/attention.ts';
import type { Alarm, Clock } from '../../src/io/clock.ts';

class StepClock implements Clock {
  nowMs = 0;
  #alarms: { atMs: number; callback: () => void }[] = [];

  after(delayMs: number, callback: () => void): Alarm {
    const entry = { atMs: this.nowMs + delayMs, callback };
    this.#alarms.push(entry);
    return {
      cancel: () => {
        this.#alarms = this.#alarms.filter((each) => each !== entry);
      },
    };
  }

  advance(ms: number): void {
    this.nowMs += ms;
    for (const alarm of this.#alarms.filter(({ atMs }) => atMs <= this.nowMs)) {
      this.#alarms = this.#alarms.filter((each) => each !== alarm);
      alarm.callback();
    }
  }

  get pending(): number {
    return this.#alarms.length;
  }
}

describe('attention', () => {
  test('a key comes first', async () => {
    const clock = new StepClock();
    const attention = new Attention(clock);
    const waited = attention.key(1000);
    attention.press(5);
    assert.deepEqual(await waited, { kind: 'key', code: 5 });
    assert.equal(clock.pending, 0);
  });

  test('time passes first', async () => {
    const clock = new StepClock();
    const attention = new Attention(clock);
    const waited = attention.key(1000);
    clock.advance(999);
    clock.advance(1);
    assert.deepEqual(await waited, { kind: 'timeout' });
  });

  test('keys pressed early are kept in order, sixteen at most, until they are cleared', async () => {
    const attention = new Attention(new StepClock());
    for (let code = 0; code < 20; code++) attention.press(code);
    for (let code = 0; code < 3; code++)
      assert.deepEqual(await attention.key(1), { kind: 'key', code });
    attention.clearKeys();
    const waited = attention.key(1000);
    attention.press(99);
    assert.deepEqual(await waited, { kind: 'key', code: 99 });
  });

  test('work that ends is told once, and may be asked again', async () => {
    const clock = new StepClock();
    const attention = new Attention(clock);
    let finish = (_value: string): void => {};
    const work = new Work(new Promise<string>((resolve) => (finish = resolve)));
    const first = attention.keyOr(work, 1000);
    clock.advance(1000);
    assert.deepEqual(await first, { kind: 'timeout' });
    const second = attention.keyOr(work, 1000);
    finish('good');
    assert.deepEqual(await second, { kind: 'done', value: 'good' });
    assert.deepEqual(await attention.done(work, 1000), { kind: 'done', value: 'good' });
    assert.equal(clock.pending, 0);
  });

  test('while work is waited for without keys, keys are kept', async () => {
    const attention = new Attention(new StepClock());
    const work = new Work(Promise.resolve(1));
    attention.press(7);
    assert.deepEqual(await attention.done(work, 1000), { kind: 'done', value: 1 });
    assert.deepEqual(await attention.key(1000), { kind: 'key', code: 7 });
  });

  test('a key that is put back comes first', async () => {
    const attention = new Attention(new StepClock());
    attention.press(1);
    attention.press(2);
    const taken = await attention.key(1000);
    if (taken.kind === 'key') attention.putBack(taken.code);
    assert.deepEqual(await attention.key(1000), { kind: 'key', code: 1 });
    assert.deepEqual(await attention.key(1000), { kind: 'key', code: 2 });
  });

  test('what was pressed before a glance is forgotten, what is pressed during it counts after it', async () => {
    const clock = new StepClock();
    const attention = new Attention(clock);
    attention.press(7);
    let hasLooked = false;
    const glance = attention.glance().then(() => {
      hasLooked = true;
    });
    clock.advance(149);
    attention.press(8);
    await Promise.resolve();
    assert.equal(hasLooked, false);
    clock.advance(1);
    await glance;
    assert.deepEqual(await attention.key(1000), { kind: 'key', code: 8 });
    assert.equal(clock.pending, 0);
  });

  test('a key before the work', async () => {
    const attention = new Attention(new StepClock());
    const waited = attention.keyOr(new Work(new Promise<never>(() => {})), 1000);
    attention.press(3);
    assert.deepEqual(await waited, { kind: 'key', code: 3 });
  });

  test('work that fails throws where it is waited for', async () => {
    const attention = new Attention(new StepClock());
    const work = new Work(Promise.reject(new Error('broken')));
    await assert.rejects(attention.done(work, 1000), /broken/);
  });
});
