// SPDX-License-Identifier: Apache-2.0
//
// Trace numbers that never repeat, whatever is cut. Numbers are reserved in blocks: before the first of a block is given out, a
// record says up to where numbers may be in use, and after a boot counting goes on from there. A cut costs at most a block.

const blockNumbers = 50;
const wrap = 999_999;

export class TraceCounter {
  readonly #reserve: (limit: number) => void;
  #next: number;
  #limit: number;
  #last = '000000';

  /** `limit`: of the last record. `reserve` returns when the new limit is durable. */
  constructor(limit: number, reserve: (limit: number) => void) {
    this.#next = limit;
    this.#limit = limit;
    this.#reserve = reserve;
  }

  /** The next trace number, six digits, 000001 to 999999. */
  take(): string {
    if (this.#next >= this.#limit) {
      const limit = this.#next + blockNumbers;
      this.#reserve(limit);
      this.#limit = limit;
    }
    const number = this.#next++ % wrap;
    this.#last = String(number + 1).padStart(6, '0');
    return this.#last;
  }

  /** The last that was given out; 000000: none since the boot. */
  get last(): string {
    return this.#last;
  }

  /** Leaves out the next `count` numbers. */
  skip(count: number): void {
    this.#next += count;
  }
}
