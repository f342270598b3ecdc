// SPDX-License-Identifier: Apache-2.0
//
// All bytes a card has sent in one transaction, in one block of fixed size: the card cannot make the terminal use more,
// and one fill wipes everything. docs/sources.md [design 5]
//
// The values that kernels work with are views into this block. After `wipe` they read as zeros.

export const cardMemoryBytes = 4096;

export class CardMemory {
  readonly #bytes = new Uint8Array(cardMemoryBytes);
  #used = 0;

  /** Copies `bytes` in and zeroes the original; nothing if they do not fit, the original zeroed all the same. */
  keep(bytes: Uint8Array): Uint8Array | undefined {
    const end = this.#used + bytes.length;
    let kept: Uint8Array | undefined;
    if (end <= cardMemoryBytes) {
      kept = this.#bytes.subarray(this.#used, end);
      kept.set(bytes);
      this.#used = end;
    }
    bytes.fill(0);
    return kept;
  }

  /** Zeroes everything kept; the block can be used again. */
  wipe(): void {
    this.#bytes.fill(0);
    this.#used = 0;
  }

  /** Bytes in use; zero after `wipe`. */
  get usedBytes(): number {
    return this.#used;
  }
}
