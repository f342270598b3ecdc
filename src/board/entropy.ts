// SPDX-License-Identifier: Apache-2.0
//
// Random bytes: `jiaozi:entropy`. From the board's noise, tested and mixed in C (crypto/core/entropy.h), the same in every world.
//
// What a reader would get wrong: there is no second way. A board whose noise is not proven has no random bytes, and no sale.

/** Makes the start-up test, once; whether the board's noise is proven. The device calls it before its radio is on. */
export function startEntropy(this: unknown): boolean {
  return native('xs_entropy_start').call(this);
}

/** `count` (at most 256) random bytes. */
export function entropy(count: number): Uint8Array {
  if (!(count >= 0 && count <= 256)) throw new RangeError(`${count} random bytes`);
  const bytes = new Uint8Array(count);
  if (!fill(bytes)) throw new Error('no proven entropy');
  return bytes;
}

function fill(this: unknown, bytes: Uint8Array): boolean {
  return native('xs_entropy_fill').call(this, bytes);
}
