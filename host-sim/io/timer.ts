// SPDX-License-Identifier: Apache-2.0
//
// The SDK's `timer` module over the link's one deadline: set, repeat, schedule, clear. Due timers fire in the order of their
// deadlines, then of their setting. One event fires one of them; the engine repeats it until all that were due have fired, and
// runs promise jobs in between or not, as its personality is.

import { onTimer } from './link.ts';
import Time from './time.ts';

type Callback = (this: Timer, timer: Timer) => void;

interface Entry {
  readonly timer: Timer;
  /** `never`: it waits to be scheduled. */
  readonly dueMs: number;
  readonly repeatMs: number;
  readonly callback: Callback;
}

const never = Number.POSITIVE_INFINITY;
/** In place of a deadline: more of those that were due are to fire now. */
const more = -1;

function setDeadline(this: unknown, ms: number): void {
  return native('xs_link_timer').call(this, ms);
}

const entries: Entry[] = [];
/** Due, and not fired yet. What a callback sets is not among them and waits for the next turn. */
let due: Entry[] = [];
let listening = false;

function arm(): void {
  if (due.length > 0) {
    setDeadline(more);
    return;
  }
  let next = never;
  for (const { dueMs } of entries) if (dueMs < next) next = dueMs;
  setDeadline(next === never ? 0 : next);
}

/** A deadline of 0 means none: the first millisecond of a run is rounded up. */
function dueIn(delayMs: number): number {
  return Math.max(1, Time.ticks + delayMs);
}

function entryOf(timer: Timer): Entry | undefined {
  for (let i = 0; i < entries.length; i++) if (entries[i]!.timer === timer) return entries[i];
  return undefined;
}

/** False when it is not there (any more). */
function remove(entry: Entry | undefined): boolean {
  const index = entry ? entries.indexOf(entry) : -1;
  if (index >= 0) entries.splice(index, 1);
  return index >= 0;
}

/** The timers that are due, by deadline, then in the order of their setting. */
function dueAt(now: number): Entry[] {
  const found: Entry[] = [];
  for (const entry of entries) {
    if (entry.dueMs > now) continue;
    let at = found.length;
    while (at > 0 && found[at - 1]!.dueMs > entry.dueMs) at--;
    found.splice(at, 0, entry);
  }
  return found;
}

function fire(): void {
  if (due.length === 0) due = dueAt(Time.ticks);
  let entry = due.shift();
  // A callback before this one may have cleared it, or scheduled it for another time.
  while (entry && !remove(entry)) entry = due.shift();
  if (entry) call(entry);
  arm();
}

function call(entry: Entry): void {
  const { timer, dueMs, repeatMs, callback } = entry;
  // A timer that does not repeat can be scheduled again by its own callback, not later.
  const after = { ...entry, dueMs: repeatMs > 0 ? dueMs + repeatMs : never };
  entries.push(after);
  callback.call(timer, timer);
  if (after.dueMs === never) remove(after);
}

export default class Timer {
  static set(callback: Callback, delayMs = 0, repeatMs = 0): Timer {
    if (!listening) {
      listening = true;
      onTimer(fire);
    }
    const timer = new Timer();
    entries.push({ timer, dueMs: dueIn(delayMs), repeatMs, callback });
    arm();
    return timer;
  }

  static repeat(callback: Callback, ms: number): Timer {
    return Timer.set(callback, ms, ms);
  }

  /** Without a delay the timer waits until it is scheduled again. */
  static schedule(timer: Timer, delayMs?: number, repeatMs = 0): void {
    const entry = entryOf(timer);
    if (!entry) throw new Error('invalid timer');
    remove(entry);
    entries.push({ ...entry, dueMs: delayMs === undefined ? never : dueIn(delayMs), repeatMs });
    arm();
  }

  static clear(timer: Timer | undefined): void {
    if (timer && remove(entryOf(timer))) arm();
  }
}
