// SPDX-License-Identifier: Apache-2.0
//
// What a conversation waits for: a key, the end of some work, or that time passes; whichever comes first. Keys pressed
// while nobody asks are kept only until the next question clears them, so that mashed keys answer nothing.

import type { Clock } from '../io/clock.ts';

export type Waited<T> =
  | { readonly kind: 'key'; readonly code: number }
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'timeout' };

/**
 * Work under way that may be waited for again and again. A promise would keep the callbacks of every wait until it is
 * settled; this keeps one.
 */
export class Work<T> {
  /** The wait under way, told when the work ends. */
  onEnd: (() => void) | undefined;
  #end: { readonly value: T } | { readonly error: unknown } | undefined;

  constructor(promise: Promise<T>) {
    const end = (result: { value: T } | { error: unknown }) => {
      this.#end = result;
      this.onEnd?.();
    };
    promise.then(
      (value) => end({ value }),
      (error: unknown) => end({ error }),
    );
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** What came of it; throws what it failed with. Only once it has ended. */
  get value(): T {
    const end = this.#end!;
    if ('error' in end) throw end.error;
    return end.value;
  }
}

const keysKept = 16;
const glanceMs = 150;

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

  /** The key that was taken last is for whoever asks next. */
  putBack(code: number): void {
    this.#keys.unshift(code);
  }

  /** Forgets keys pressed before the question is on the screen. */
  clearKeys(): void {
    this.#keys = [];
  }

  /**
   * To be called when a question or a notice has just been shown. Keys pressed before it are forgotten; those pressed from now on
   * wait until somebody can have seen what they answer.
   */
  async glance(): Promise<void> {
    this.clearKeys();
    await this.pause(glanceMs);
  }

  /** Waits for a key, at most `timeoutMs`. */
  key(timeoutMs: number): Promise<Waited<never>> {
    return this.#wait<never>(undefined, timeoutMs, true);
  }

  /** Waits for a key or for `work`, at most `timeoutMs`. `work` goes on whatever comes first, and may be waited for again. */
  keyOr<T>(work: Work<T>, timeoutMs: number): Promise<Waited<T>> {
    return this.#wait(work, timeoutMs, true);
  }

  /** Waits for `work`, at most `timeoutMs`; keys are kept. */
  done<T>(work: Work<T>, timeoutMs: number): Promise<Waited<T>> {
    return this.#wait(work, timeoutMs, false);
  }

  pause(ms: number): Promise<unknown> {
    return this.#wait<never>(undefined, ms, false);
  }

  async #wait<T>(work: Work<T> | undefined, timeoutMs: number, keys: boolean): Promise<Waited<T>> {
    const early = keys ? this.#keys.shift() : undefined;
    if (early !== undefined) return { kind: 'key', code: early };
    const first = work?.hasEnded ? undefined : await this.#first(work, timeoutMs, keys);
    return first ?? { kind: 'done', value: work!.value };
  }

  /** The key or the time-out that came first; undefined when it was the work's end. */
  #first(
    work: Work<unknown> | undefined,
    timeoutMs: number,
    keys: boolean,
  ): Promise<Waited<never> | undefined> {
    return new Promise((resolve) => {
      const settle = (result: Waited<never> | undefined) => {
        alarm.cancel();
        this.#onKey = undefined;
        if (work) work.onEnd = undefined;
        resolve(result);
      };
      const alarm = this.#clock.after(timeoutMs, () => settle({ kind: 'timeout' }));
      if (keys) this.#onKey = (code) => settle({ kind: 'key', code });
      if (work) work.onEnd = () => settle(undefined);
    });
  }
}
