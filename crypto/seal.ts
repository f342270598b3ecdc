// SPDX-License-Identifier: Apache-2.0
//
// Records that only this terminal can open (crypto/core/seal.h): for what must be kept and must not lie about in clear.

const nonceBytes = 16;
const overheadBytes = 32;

/** `nonce`: 16 bytes from the board's entropy, never used before. Undefined when the board has no device secret. */
export function seal(data: Uint8Array, nonce: Uint8Array): Uint8Array | undefined {
  if (nonce.length !== nonceBytes) throw new RangeError(`nonce of ${nonce.length} bytes`);
  const sealed = new Uint8Array(data.length + overheadBytes);
  sealed.set(nonce);
  return sealNative(data, sealed) ? sealed : undefined;
}

/** The data, which the caller wipes; undefined when the record is altered or another terminal's. */
export function unseal(sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < overheadBytes) return undefined;
  const data = new Uint8Array(sealed.length - overheadBytes);
  return openNative(sealed, data) ? data : undefined;
}

function sealNative(this: unknown, data: Uint8Array, sealed: Uint8Array): boolean {
  return native('xs_seal_close').call(this, data, sealed);
}

function openNative(this: unknown, sealed: Uint8Array, data: Uint8Array): boolean {
  return native('xs_seal_open').call(this, sealed, data);
}
