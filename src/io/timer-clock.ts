// SPDX-License-Identifier: Apache-2.0
//
// The Clock over the platform's timer module. It keeps its own order of (deadline, sequence) over one platform timer,
// because platforms disagree about the order of timers that are due together.

import Time from 'time';
import Timer from 'timer';
import type { Alarm, Clock } from './clock.ts';

class Entry implements Alarm {
  readonly dueMs: number;
  /** Undefined once it has been cancelled. */
  callback: (() => void) | undefined;
  readonly #entries: Entry[];

  constructor(dueMs: number, callback: () => void, entries: Entry[]) {
    this.dueMs = dueMs;
    this.callback = callback;
    this.#entries = entries;
  }

  cancel(): void {
    this.callback = undefined;
    const entries = this.#entries;
    if (entries[entries.length - 1] === this) {
      entries.pop();
      return;
    }
    const at = entries.indexOf(this);
    if (at >= 0) entries.splice(at, 1);
  }
}

const never = Number.POSITIVE_INFINITY;

export class TimerClock implements Clock {
  /** Soonest first; first set first among equals. */
  readonly #entries: Entry[] = [];
  #timer: Timer | undefined;
  /** When the platform timer fires; it may be for an alarm that was cancelled meanwhile. */
  #armedMs = never;
  #ticks = Time.ticks;
  #nowMs = this.#ticks;

  /** The platform's ticks are 32 bits and turn over after 49 days; these go on. */
  get nowMs(): number {
    const ticks = Time.ticks;
    this.#nowMs += (ticks - this.#ticks) | 0;
    this.#ticks = ticks;
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Alarm {
    if (!(delayMs >= 0)) throw new RangeError(`delay ${delayMs}`);
    const now = this.nowMs;
    // The tick under way may be almost over: one more, so that the alarm is never early.
    const dueMs = now + (delayMs === 0 ? 0 : Math.ceil(delayMs) + 1);
    const entries = this.#entries;
    const entry = new Entry(dueMs, callback, entries);
    let at = entries.length;
    while (at > 0 && entries[at - 1]!.dueMs > dueMs) at--;
    if (at === entries.length) entries.push(entry);
    else entries.splice(at, 0, entry);
    if (dueMs < this.#armedMs) this.#arm(now, dueMs);
    return entry;
  }

  #arm(now: number, dueMs: number): void {
    this.#armedMs = dueMs;
    const delayMs = Math.max(0, dueMs - now);
    if (this.#timer) Timer.schedule(this.#timer, delayMs);
    else this.#timer = Timer.set(() => this.#fire(), delayMs);
  }

  #fire(): void {
    const now = this.nowMs;
    const entries = this.#entries;
    this.#armedMs = never;
    // Alarms set by a callback wait for the next turn, even when they are due at once.
    let count = 0;
    while (count < entries.length && entries[count]!.dueMs <= now) count++;
    for (const entry of entries.splice(0, count)) entry.callback?.();
    const next = entries[0];
    if (next) this.#arm(this.nowMs, next.dueMs);
    else Timer.schedule(this.#timer!);
  }
}
