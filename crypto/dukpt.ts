// SPDX-License-Identifier: Apache-2.0
//
// The terminal's DUKPT key (crypto/core/vault_dukpt.h): one transaction at a time, with keys of its own for PIN, MAC and data.
//
// The one thing a reader would get wrong: after nextTransaction() there is no key yet. The state in which it is gone has to be in
// flash first (src/flow/key-store.ts, keep()); only then does the C give it, so that no power cut brings a KSN back.

import { type MacMethod, type MacPadding, macMethods, macRoomBytes } from './mac.ts';
import { Status } from './vault.ts';

const ksnRoomBytes = 12;

/** Goes to the next transaction. 'exhausted': the key has been used up, the terminal needs a new one. */
export function nextTransaction(): 'ok' | 'no-key' | 'exhausted' {
  const status = nextNative();
  if (status === Status.OK) return 'ok';
  return status === Status.EXHAUSTED ? 'exhausted' : 'no-key';
}

/** The present transaction's KSN, 10 bytes (TDES) or 12 (AES); undefined while its keys must not be used. */
export function transactionKsn(): Uint8Array | undefined {
  const ksn = new Uint8Array(ksnRoomBytes);
  const size = ksnNative(ksn);
  return size > 0 ? ksn.slice(0, size) : undefined;
}

/** With the present transaction's key for requests; undefined when there is none, or it has no such MAC. */
export function requestMac(
  method: MacMethod,
  message: Uint8Array,
  padding: MacPadding = 1,
): Uint8Array | undefined {
  const mac = new Uint8Array(macRoomBytes);
  const size = macNative(macMethods[method], padding, message, mac);
  return size > 0 ? mac.slice(0, size) : undefined;
}

/** Whether `mac`, the first four bytes or more, is right under the present transaction's key for responses. */
export function isResponseMac(
  method: MacMethod,
  message: Uint8Array,
  mac: Uint8Array,
  padding: MacPadding = 1,
): boolean {
  return verifyNative(macMethods[method], padding, message, mac) === Status.OK;
}

/** Forgets the present transaction's keys. */
export function endTransaction(): void {
  endNative();
}

function nextNative(this: unknown): number {
  return native('xs_dukpt_next').call(this);
}

function ksnNative(this: unknown, ksn: Uint8Array): number {
  return native('xs_dukpt_ksn').call(this, ksn);
}

function macNative(
  this: unknown,
  method: number,
  padding: number,
  message: Uint8Array,
  mac: Uint8Array,
): number {
  return native('xs_dukpt_mac').call(this, method, padding, message, mac);
}

function verifyNative(
  this: unknown,
  method: number,
  padding: number,
  message: Uint8Array,
  mac: Uint8Array,
): number {
  return native('xs_dukpt_mac_verify').call(this, method, padding, message, mac);
}

function endNative(this: unknown): void {
  native('xs_dukpt_end').call(this);
}
