// SPDX-License-Identifier: Apache-2.0
//
// A printer whose jobs the host can read, too. Without a part behind it everything is printed at once.

import type { Printed, Printer } from '../../../src/io/devices.ts';

const waitingMax = 8192;

export class MirrorPrinter implements Printer {
  /** A job did not fit, because the host did not take the ones before. */
  lost = false;
  readonly #part: Printer | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(part: Printer | undefined) {
    this.#part = part;
  }

  get hasBytes(): boolean {
    return this.#waitingBytes > 0;
  }

  print(job: Uint8Array): Promise<Printed> {
    if (this.#waitingBytes + job.length > waitingMax) this.lost = true;
    else {
      this.#waiting.push(job.slice());
      this.#waitingBytes += job.length;
    }
    return this.#part ? this.#part.print(job) : Promise.resolve({ ok: true });
  }

  /** The next bytes, at most `count`. */
  take(count: number): Uint8Array {
    const [first] = this.#waiting;
    if (!first) return new Uint8Array(0);
    const piece = first.slice(0, count);
    if (piece.length === first.length) this.#waiting.shift();
    else this.#waiting[0] = first.subarray(piece.length);
    this.#waitingBytes -= piece.length;
    return piece;
  }
}
