// SPDX-License-Identifier: Apache-2.0
//
// The SDK's `timer` module over the link's one deadline: set, repeat, schedule, clear. Due timers fire in the order of their
// deadlines, then of their setting.

import { onTimer } from './link.ts';
import Time from './time.ts';

interface Entry {
  dueMs: number;
  repeatMs: number;
  callback: (this: Timer, timer: Timer) => void;
}

function setDeadline(this: unknown, ms: number): void {
  return native('xs_link_timer').call(this, ms);
}

const entries: { timer: Timer; entry: Entry }[] = [];
let listening = false;

function arm(): void {
  let next = 0;
  for (const { entry } of entries) if (next === 0 || entry.dueMs < next) next = entry.dueMs;
  setDeadline(next);
}

function add(timer: Timer, entry: Entry): void {
  if (!listening) {
    listening = true;
    onTimer(fire);
  }
  entries.push({ timer, entry });
  arm();
}

function indexOf(timer: Timer): number {
  for (let i = 0; i < entries.length; i++) if (entries[i]!.timer === timer) return i;
  return -1;
}

function remove(timer: Timer): Entry | undefined {
  const index = indexOf(timer);
  return index < 0 ? undefined : entries.splice(index, 1)[0]!.entry;
}

/** The timers that are due, by deadline, then in the order of their setting. */
function dueAt(now: number): Timer[] {
  const due: { timer: Timer; entry: Entry }[] = [];
  for (const item of entries) {
    if (item.entry.dueMs > now) continue;
    let at = due.length;
    while (at > 0 && due[at - 1]!.entry.dueMs > item.entry.dueMs) at--;
    due.splice(at, 0, item);
  }
  return due.map(({ timer }) => timer);
}

function fire(): void {
  // What a callback sets waits for the next turn.
  for (const timer of dueAt(Time.ticks)) {
    const entry = remove(timer);
    if (!entry) continue;
    const { dueMs, repeatMs, callback } = entry;
    if (repeatMs > 0) entries.push({ timer, entry: { ...entry, dueMs: dueMs + repeatMs } });
    callback.call(timer, timer);
  }
  arm();
}

export default class Timer {
  static set(callback: (this: Timer, timer: Timer) => void, delayMs = 0, repeatMs = 0): Timer {
    const timer = new Timer();
    // A deadline of 0 means none: the first millisecond of a run is rounded up.
    add(timer, { dueMs: Math.max(1, Time.ticks + delayMs), repeatMs, callback });
    return timer;
  }

  static repeat(callback: (this: Timer, timer: Timer) => void, ms: number): Timer {
    return Timer.set(callback, ms, ms);
  }

  static schedule(timer: Timer, delayMs?: number, repeatMs = 0): void {
    const entry = remove(timer);
    if (entry && delayMs !== undefined)
      add(timer, { ...entry, dueMs: Math.max(1, Time.ticks + delayMs), repeatMs });
    else arm();
  }

  static clear(timer: Timer | undefined): void {
    if (timer && remove(timer)) arm();
  }
}
