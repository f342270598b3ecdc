// SPDX-License-Identifier: Apache-2.0
//
// The Clock over the platform's timer module. It keeps its own order of (deadline, sequence) over one platform timer,
// because platforms disagree about the order of timers that are due together.

import Time from 'time';
import Timer from 'timer';
import type { Alarm, Clock } from './clock.ts';

interface Entry {
  readonly dueMs: number;
  /** Undefined once it has been cancelled. */
  callback: (() => void) | undefined;
}

export class TimerClock implements Clock {
  /** Soonest first; first set first among equals. */
  #entries: Entry[] = [];
  #timer: Timer | undefined;
  /** When the platform timer fires; it may be for an alarm that was cancelled meanwhile. */
  #armedMs = 0;
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
    const entry: Entry = { dueMs, callback };
    const entries = this.#entries;
    let at = entries.length;
    while (at > 0 && entries[at - 1]!.dueMs > dueMs) at--;
    if (at === entries.length) entries.push(entry);
    else entries.splice(at, 0, entry);
    if (at === 0) this.#arm(now, dueMs);
    return { cancel: () => this.#cancel(entry) };
  }

  #cancel(entry: Entry): void {
    entry.callback = undefined;
    const at = this.#entries.indexOf(entry);
    if (at < 0) return;
    this.#entries.splice(at, 1);
    if (this.#entries.length > 0 || !this.#timer) return;
    Timer.clear(this.#timer);
    this.#timer = undefined;
  }

  #arm(now: number, dueMs: number): void {
    if (this.#timer && this.#armedMs <= dueMs) return;
    this.#armedMs = dueMs;
    if (this.#timer) Timer.schedule(this.#timer, Math.max(0, dueMs - now));
    else this.#timer = Timer.set(() => this.#fire(), Math.max(0, dueMs - now));
  }

  #fire(): void {
    this.#timer = undefined;
    const now = this.nowMs;
    // Alarms set by a callback wait for the next turn, even when they are due at once.
    const due: Entry[] = [];
    while (this.#entries[0] && this.#entries[0].dueMs <= now) due.push(this.#entries.shift()!);
    for (const entry of due) entry.callback?.();
    const next = this.#entries[0];
    if (next) this.#arm(this.nowMs, next.dueMs);
  }
}
