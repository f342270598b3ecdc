// SPDX-License-Identifier: Apache-2.0
//
// The world's clock and agenda. Time is in whole microseconds since the run began. Tasks run in the order of
// (time, sequence): first in, first out among equals. Firmware is never called from a task; what firmware should learn is
// queued by the link and delivered in the machine's next turn.

/** Integer-only random numbers; one stream per concern, so that a new draw in one place does not reshuffle the rest. */
export class Random {
  #state: Uint32Array;

  constructor(seed: string) {
    // FNV-1a over the text, four times with different starts, gives the state of xoshiro128**.
    this.#state = new Uint32Array(4);
    for (let lane = 0; lane < 4; lane++) {
      let hash = (0x811c9dc5 ^ (lane * 0x9e3779b9)) >>> 0;
      for (let i = 0; i < seed.length; i++) {
        hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193) >>> 0;
      }
      this.#state[lane] = hash === 0 ? lane + 1 : hash;
    }
    for (let i = 0; i < 16; i++) this.uint32();
  }

  /** xoshiro128** (Blackman and Vigna). */
  uint32(): number {
    const s = this.#state;
    const x = Math.imul(s[1]!, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  }

  /** 0 … bound − 1, without bias. */
  below(bound: number): number {
    const limit = 0x100000000 - (0x100000000 % bound);
    let value: number;
    do value = this.uint32();
    while (value >= limit);
    return value % bound;
  }

  /** low … high, both included */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True `numerator` times out of `denominator`. */
  chance(numerator: number, denominator: number): boolean {
    return this.below(denominator) < numerator;
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = this.uint32() >>> 24;
    return bytes;
  }
}

export interface Task {
  readonly atUs: number;
  cancelled: boolean;
}

interface Entry extends Task {
  sequence: number;
  run: () => void;
}

export class Kernel {
  readonly seed: string;
  #nowUs = 0;
  #sequence = 0;
  #heap: Entry[] = [];

  constructor(seed: string) {
    this.seed = seed;
  }

  get nowUs(): number {
    return this.#nowUs;
  }

  /** A random stream of its own for `concern`. */
  random(concern: string): Random {
    return new Random(`${this.seed}/${concern}`);
  }

  /** Runs `run` once at now + delayUs (at least at the next advance), after all tasks scheduled earlier for that time. */
  schedule(delayUs: number, run: () => void): Task {
    const atUs = this.#nowUs + Math.max(0, Math.round(delayUs));
    const entry: Entry = { atUs, sequence: this.#sequence++, run, cancelled: false };
    this.#push(entry);
    return entry;
  }

  cancel(task: Task | undefined): void {
    if (task) task.cancelled = true;
  }

  /** Time of the next task, or undefined when the agenda is empty. */
  get nextUs(): number | undefined {
    for (let top = this.#heap[0]; top; top = this.#heap[0]) {
      if (!top.cancelled) return top.atUs;
      this.#pop();
    }
    return undefined;
  }

  /** Runs every task that is due up to `untilUs`, each at its own time, and leaves the clock at `untilUs`. */
  advanceTo(untilUs: number): void {
    for (let next = this.nextUs; next !== undefined && next <= untilUs; next = this.nextUs) {
      const entry = this.#pop();
      if (entry.atUs > this.#nowUs) this.#nowUs = entry.atUs;
      entry.run();
    }
    if (untilUs > this.#nowUs) this.#nowUs = untilUs;
  }

  /** A bus transfer takes `us`: time passes, and world tasks that fall due meanwhile run. */
  spend(us: number): void {
    this.advanceTo(this.#nowUs + Math.max(0, Math.round(us)));
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  #pop(): Entry {
    const heap = this.#heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = i * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.sequence < b.sequence);
}
