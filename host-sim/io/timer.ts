// SPDX-License-Identifier: Apache-2.0
//
// The SDK's `timer` module: set, repeat, schedule, clear. When what fires, the engine knows (engine/native/timers.c); here are
// the callbacks.

import { onTimer } from './link.ts';

type Callback = (this: Timer, timer: Timer) => void;

function timerSet(this: unknown, delayMs: number, repeatMs: number): number {
  return native('xs_timer_set').call(this, delayMs, repeatMs);
}

function timerSchedule(this: unknown, index: number, delayMs: number, repeatMs: number): void {
  native('xs_timer_schedule').call(this, index, delayMs, repeatMs);
}

function timerPark(this: unknown, index: number): void {
  native('xs_timer_park').call(this, index);
}

function timerClear(this: unknown, index: number): void {
  native('xs_timer_clear').call(this, index);
}

function timerSettle(this: unknown, index: number): boolean {
  return native('xs_timer_settle').call(this, index);
}

const timers: (Timer | undefined)[] = [];
const cleared = -1;

function fire(index: number): void {
  const timer = timers[index]!;
  timer.callback.call(timer, timer);
  // A timer that does not repeat can be scheduled again by its own callback, not later.
  if (timer.index === index && !timerSettle(index)) forget(timer);
}

function forget(timer: Timer): void {
  timers[timer.index] = undefined;
  timer.index = cleared;
}

export default class Timer {
  index: number;
  readonly callback: Callback;

  private constructor(index: number, callback: Callback) {
    this.index = index;
    this.callback = callback;
  }

  static set(callback: Callback, delayMs = 0, repeatMs = 0): Timer {
    if (timers.length === 0) onTimer(fire);
    const index = timerSet(delayMs, repeatMs);
    const timer = new Timer(index, callback);
    timers[index] = timer;
    return timer;
  }

  static repeat(callback: Callback, ms: number): Timer {
    return Timer.set(callback, ms, ms);
  }

  /** Without a delay the timer waits until it is scheduled again. */
  static schedule(timer: Timer, delayMs?: number, repeatMs = 0): void {
    if (delayMs === undefined) timerPark(timer.index);
    else timerSchedule(timer.index, delayMs, repeatMs);
  }

  static clear(timer: Timer | undefined): void {
    if (!timer || timer.index === cleared) return;
    timerClear(timer.index);
    forget(timer);
  }
}
