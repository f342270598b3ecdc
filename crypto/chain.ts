// SPDX-License-Identifier: Apache-2.0
//
// A chain over records that only this terminal can make or check (crypto/core/vault_chain.h).

import { type KeyHandle, numberOf, Status } from './vault.ts';

/**
 * `linked`: the 16 bytes of the link before, then the record. The next link takes the place of the first. Throws when the key is
 * not in the vault any more: no record can be written then.
 */
export function extendChain(key: KeyHandle<'journal'>, linked: Uint8Array): void {
  const status = extendNative(key.slot, numberOf(key), linked);
  if (status !== Status.OK) throw new Error(`chain: ${status}`);
}

function extendNative(this: unknown, slot: number, checkValue: number, linked: Uint8Array): number {
  return native('xs_chain_extend').call(this, slot, checkValue, linked);
}
