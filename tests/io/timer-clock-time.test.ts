// SPDX-License-Identifier: Apache-2.0
//
// TimerClock against the world's clock, in microseconds: the program cannot see the part of a tick that has passed when it sets
// an alarm, but the world can.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benchOf, programOf } from '../engine/support/desk-bench.ts';

const delays = [0, 1, 2, 3, 7, 20];

test('measured from outside, an alarm is never early and at most two milliseconds late', async () => {
  const program = await programOf(`
    import { TimerClock } from './src/io/timer-clock.ts';
    import Digital from 'embedded:io/digital';
    const clock = new TimerClock();
    new Digital({ pin: 1, mode: 0, edge: 3, onReadable() {
      for (const delay of [${delays}]) clock.after(delay, () => say(delay));
      say('set');
    } });`);
  const listeners: { changed?: () => void } = {};
  let level: 0 | 1 = 0;
  const net = {
    drive() {},
    level: () => level,
    set onChange(listener: (() => void) | undefined) {
      if (listener) listeners.changed = listener;
      else delete listeners.changed;
    },
  };
  const { desk, kernel } = benchOf(program, { parts: () => ({ nets: new Map([[1, net]]) }) });
  let setUs = 0;
  let alarms = 0;
  desk.link.onReport = (line) => {
    if (line === 'set') {
      setUs = kernel.nowUs;
      return;
    }
    alarms++;
    const late = kernel.nowUs - setUs - Number(line) * 1000;
    assert.ok(late >= 0, `${line} ms: ${-late} µs early`);
    assert.ok(late <= 2000, `${line} ms: ${late} µs late`);
  };
  desk.powerOn();
  // Somewhere in a tick, each time at another place.
  for (let i = 0; i < 60; i++) {
    desk.advance(kernel.nowUs + 30_017);
    level = level ? 0 : 1;
    listeners.changed?.();
  }
  desk.advance(kernel.nowUs + 50_000);
  assert.deepEqual(desk.deaths, []);
  assert.equal(alarms, 60 * delays.length);
});
