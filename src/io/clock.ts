// SPDX-License-Identifier: Apache-2.0
//
// Time as the program sees it: a monotonic clock with alarms. Alarms with the same deadline fire in the order in which
// they were set, on every engine and board (see timer-clock.ts for the one that sits on the platform's timer).

export interface Alarm {
  /** Idempotent; after it the callback never comes. */
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since power-on; never goes back. */
  readonly nowMs: number;
  /** Calls back once, not earlier than `delayMs` from now, never from within this call. */
  after(delayMs: number, callback: () => void): Alarm;
}

/** Local wall-clock time. */
export interface DateTime {
  /** four digits */
  readonly year: number;
  /** 1 … 12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}
