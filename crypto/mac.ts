// SPDX-License-Identifier: Apache-2.0
//
// MACs with keys of the vault (crypto/core/vault_mac.h). To check an answer, ask `isMac`: it compares in C, and works with a key
// that may only verify.

import { type KeyHandle, numberOf, Status } from './vault.ts';

/** The numbers of enum vault_mac_method in crypto/core/vault.h; a test compares them. */
export const macMethods = Object.freeze(
  { unionPay: 1, iso9797Algorithm1: 2, iso9797Algorithm3: 3, cmac: 4 } as const,
  true,
);

export type MacMethod = keyof typeof macMethods;

/** Of ISO 9797: 1 fills with zeros, 2 puts 80h before them. */
export type MacPadding = 1 | 2;

export const macRoomBytes = 16;

/** The MAC, 8 bytes or, with AES and SM4, 16. */
export function makeMac(
  key: KeyHandle<'mac'>,
  method: MacMethod,
  message: Uint8Array,
  padding: MacPadding = 1,
): Uint8Array {
  const mac = new Uint8Array(macRoomBytes);
  const size = macNative(key.slot, numberOf(key), macMethods[method], padding, message, mac);
  if (size > 0) return mac.slice(0, size);
  throw refusal(key, -size);
}

/** Whether `mac`, the first four bytes or more, is right. */
export function isMac(
  key: KeyHandle<'mac'>,
  method: MacMethod,
  message: Uint8Array,
  mac: Uint8Array,
  padding: MacPadding = 1,
): boolean {
  const { slot } = key;
  const status = verifyNative(slot, numberOf(key), macMethods[method], padding, message, mac);
  if (status === Status.OK || status === Status.NOT_AUTHENTIC) return status === Status.OK;
  throw refusal(key, status);
}

/** UnionPay's MAC over `message` (from the message type to the byte before field 64). */
export function unionPayMac(key: KeyHandle<'mac'>, message: Uint8Array): Uint8Array {
  return makeMac(key, 'unionPay', message);
}

/** A programmer's mistake, or a key that has gone. */
function refusal(key: KeyHandle, status: number): Error {
  if (status === Status.FORBIDDEN || status === Status.MALFORMED)
    return new TypeError(`the key in slot ${key.slot} does not make or check this MAC`);
  return new Error(`the MAC key in slot ${key.slot} is gone`);
}

function macNative(
  this: unknown,
  slot: number,
  checkValue: number,
  method: number,
  padding: number,
  message: Uint8Array,
  mac: Uint8Array,
): number {
  return native('xs_vault_mac').call(this, slot, checkValue, method, padding, message, mac);
}

function verifyNative(
  this: unknown,
  slot: number,
  checkValue: number,
  method: number,
  padding: number,
  message: Uint8Array,
  mac: Uint8Array,
): number {
  return native('xs_vault_mac_verify').call(this, slot, checkValue, method, padding, message, mac);
}
