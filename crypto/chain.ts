// SPDX-License-Identifier: Apache-2.0
//
// A chain over records that only this terminal can make or check (crypto/core/chain.h).

/** `linked`: the 16 bytes of the link before, then the record. The next link takes the place of the first. Throws without a device secret. */
export function extendChain(linked: Uint8Array): void {
  if (!extendNative(linked)) throw new Error('chain: no device secret');
}

function extendNative(this: unknown, linked: Uint8Array): boolean {
  return native('xs_chain_extend').call(this, linked);
}
