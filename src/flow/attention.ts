// SPDX-License-Identifier: Apache-2.0
//
// What a conversation waits for: a key, the end of some work, or that time passes; whichever comes first. Keys pressed
// while nobody asks are kept only until the next question clears them, so that mashed keys answer nothing.

import type { Alarm, Clock } from '../io/clock.ts';

export type Waited<T> =
  | { readonly kind: 'key'; readonly code: number }
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'timeout' };

const keysKept = 16;

export class Attention {
  readonly #clock: Clock;
  #keys: number[] = [];
  #onKey: ((code: number) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A key was pressed. */
  press(code: number): void {
    if (this.#onKey) this.#onKey(code);
    else if (this.#keys.length < keysKept) this.#keys.push(code);
  }

  /** Forgets keys pressed before the question is on the screen. */
  clearKeys(): void {
    this.#keys = [];
  }

  /** Waits for a key, at most `timeoutMs`. */
  key(timeoutMs: number): Promise<Waited<never>> {
    return this.#wait<never>(undefined, timeoutMs, true);
  }

  /** Waits for a key or for `work`, at most `timeoutMs`. `work` goes on whatever comes first, and may be waited for again. */
  keyOr<T>(work: Promise<T>, timeoutMs: number): Promise<Waited<T>> {
    return this.#wait(work, timeoutMs, true);
  }

  /** Waits for `work`, at most `timeoutMs`; keys are kept. */
  done<T>(work: Promise<T>, timeoutMs: number): Promise<Waited<T>> {
    return this.#wait(work, timeoutMs, false);
  }

  pause(ms: number): Promise<unknown> {
    return this.#wait<never>(undefined, ms, false);
  }

  #wait<T>(work: Promise<T> | undefined, timeoutMs: number, keys: boolean): Promise<Waited<T>> {
    const early = keys ? this.#keys.shift() : undefined;
    if (early !== undefined) return Promise.resolve({ kind: 'key', code: early });
    return new Promise((resolve, reject) => {
      let alarm: Alarm | undefined;
      let open = true;
      const onKey = (code: number) => settle({ kind: 'key', code });
      const settle = (result: Waited<T>) => {
        if (!open) return;
        open = false;
        alarm?.cancel();
        if (this.#onKey === onKey) this.#onKey = undefined;
        resolve(result);
      };
      alarm = this.#clock.after(timeoutMs, () => settle({ kind: 'timeout' }));
      if (keys) this.#onKey = onKey;
      work?.then(
        (value) => settle({ kind: 'done', value }),
        (error: unknown) => {
          if (!open) return;
          open = false;
          alarm?.cancel();
          if (this.#onKey === onKey) this.#onKey = undefined;
          reject(error);
        },
      );
    });
  }
}
