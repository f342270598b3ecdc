// SPDX-License-Identifier: Apache-2.0
//
// The Clock over the platform's timer module. It keeps its own order of (deadline, sequence) over one platform timer,
// because platforms disagree about the order of timers that are due together.

import Time from 'time';
import Timer from 'timer';
import type { Alarm, Clock } from './clock.ts';

interface Entry {
  readonly dueMs: number;
  readonly callback: () => void;
}

export class TimerClock implements Clock {
  /** Soonest first; first set first among equals. */
  #entries: Entry[] = [];
  #timer: Timer | undefined;
  #armedMs = 0;

  get nowMs(): number {
    return Time.ticks;
  }

  after(delayMs: number, callback: () => void): Alarm {
    if (!(delayMs >= 0)) throw new RangeError(`delay ${delayMs}`);
    // The tick under way may be almost over: one more, so that the alarm is never early.
    const dueMs = Time.ticks + (delayMs === 0 ? 0 : Math.ceil(delayMs) + 1);
    const entry: Entry = { dueMs, callback };
    let at = this.#entries.length;
    while (at > 0 && this.#entries[at - 1]!.dueMs > entry.dueMs) at--;
    this.#entries.splice(at, 0, entry);
    this.#arm();
    return { cancel: () => this.#cancel(entry) };
  }

  #cancel(entry: Entry): void {
    const at = this.#entries.indexOf(entry);
    if (at < 0) return;
    this.#entries.splice(at, 1);
    this.#arm();
  }

  #arm(): void {
    const next = this.#entries[0];
    if (next === undefined) {
      if (this.#timer) Timer.clear(this.#timer);
      this.#timer = undefined;
      return;
    }
    if (this.#timer && this.#armedMs === next.dueMs) return;
    if (this.#timer) Timer.clear(this.#timer);
    this.#armedMs = next.dueMs;
    this.#timer = Timer.set(() => this.#fire(), Math.max(0, next.dueMs - Time.ticks));
  }

  #fire(): void {
    this.#timer = undefined;
    const now = Time.ticks;
    // Alarms set by a callback wait for the next turn, even when they are due at once.
    const due: Entry[] = [];
    while (this.#entries[0] && this.#entries[0].dueMs <= now) due.push(this.#entries.shift()!);
    for (const entry of due) entry.callback();
    this.#arm();
  }
}
