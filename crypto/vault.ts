// SPDX-License-Identifier: Apache-2.0
//
// The terminal's keys, seen from TypeScript: handles. Key bytes never come here; what a key may do is decided in
// crypto/core/vault.c, not by these types. Hierarchy and check values: docs/sources.md [domain A6, A11].
//
// The one thing a reader would get wrong: a handle names one key, not a slot. After the next sign-in has put another key into
// the slot, or after wipeKeys(), using the old handle throws.

export type KeyPurpose =
  | 'master'
  | 'pin'
  | 'mac'
  | 'track'
  /** Protects key blocks. */
  | 'kbpk'
  | 'dukpt'
  | 'journal'
  /** Of operators' passwords. */
  | 'pepper'
  /** The terminal's own private key. */
  | 'identity'
  /** No key: the hash of the public key of whoever may load keys. */
  | 'authority';

/** Purposes whose keys a host may send. */
export type WorkingPurpose = 'pin' | 'mac' | 'track';

export type KeyAlgorithm =
  | 'DES'
  | 'TDES'
  | 'TDES3'
  | 'AES128'
  | 'AES192'
  | 'AES256'
  | 'SM4'
  | 'HMAC'
  | 'P256'
  | 'SHA256';

export interface KeyHandle<Purpose extends KeyPurpose = KeyPurpose> {
  readonly slot: number;
  readonly purpose: Purpose;
  readonly algorithm: KeyAlgorithm;
  /** The first four bytes of the key's encryption of zeros, as upper-case hex: may be shown and compared. */
  readonly checkValue: string;
}

export type KeyImageRefusal =
  | 'no-device-secret'
  | 'no-image'
  | 'unknown-version'
  | 'truncated'
  | 'not-authentic'
  | 'malformed'
  | 'wrong-check-value'
  /** The board's count says that keys were loaded or erased since. */
  | 'old';

export type KeyImageResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: KeyImageRefusal };

/** Which key lies where. Working keys come at sign-in, or as key blocks. */
export const keySlots = Object.freeze(
  {
    master: 0,
    pin: 1,
    mac: 2,
    track: 3,
    kbpk: 4,
    dukpt: 5,
    journal: 6,
    pepper: 7,
    identity: 8,
    authority: 9,
  } as const satisfies Record<KeyPurpose, number>,
  true,
);

// The numbers of enum vault_purpose, vault_algorithm and vault_status in crypto/core/vault.h; a test compares them.

export const purposeNumbers = Object.freeze(
  {
    master: 1,
    pin: 2,
    mac: 3,
    track: 4,
    kbpk: 5,
    dukpt: 6,
    journal: 7,
    pepper: 8,
    identity: 9,
    authority: 10,
  } as const satisfies Record<KeyPurpose, number>,
  true,
);

export const algorithmNames = Object.freeze(
  [
    undefined,
    'DES',
    'TDES',
    'TDES3',
    'AES128',
    'AES192',
    'AES256',
    'SM4',
    'HMAC',
    'P256',
    'SHA256',
  ] as const satisfies readonly (KeyAlgorithm | undefined)[],
  true,
);

export const Status = Object.freeze(
  {
    OK: 0,
    NO_DEVICE_SECRET: 1,
    NO_IMAGE: 2,
    UNKNOWN_VERSION: 3,
    TRUNCATED: 4,
    NOT_AUTHENTIC: 5,
    MALFORMED: 6,
    WRONG_CHECK_VALUE: 7,
    FORBIDDEN: 8,
    NO_KEY: 9,
    STALE: 10,
    OLD: 11,
    ZEROISED: 12,
    EXHAUSTED: 13,
    NOT_STORED: 14,
    NO_RANDOM: 15,
  } as const,
  true,
);

const refusals: readonly (KeyImageRefusal | undefined)[] = Object.freeze(
  [
    undefined,
    'no-device-secret',
    'no-image',
    'unknown-version',
    'truncated',
    'not-authentic',
    'malformed',
    'wrong-check-value',
    undefined,
    undefined,
    undefined,
    'old',
  ],
  true,
);

/** Longest block that is exported: a header, 32 bytes with length and fill, a MAC, in hex. */
const keyBlockBytesMax = 160;

/**
 * Replaces all keys by those of the terminal's key image (`image` may be the whole flash partition). If it is refused for any
 * reason, nothing has changed.
 */
export function loadKeyImage(image: Uint8Array): KeyImageResult {
  const status = loadKeyImageNative(image);
  return status === Status.OK
    ? { ok: true }
    : { ok: false, reason: refusals[status] ?? 'malformed' };
}

/**
 * Puts a working key that the host sent encrypted under the master key into `slot`. Undefined, and nothing has changed, when it
 * does not give `checkValue` (4 bytes), has a length that its purpose does not take, or there is no master key.
 */
export function loadWorkingKey<Purpose extends WorkingPurpose>(
  slot: number,
  purpose: Purpose,
  encrypted: Uint8Array,
  checkValue: Uint8Array,
): KeyHandle<Purpose> | undefined {
  if (checkValue.length !== 4) return undefined;
  const number = purposeNumbers[purpose];
  const status = loadWorkingKeyNative(keySlots.master, slot, number, encrypted, checkValue);
  if (status === Status.FORBIDDEN) throw new TypeError(`slot ${slot} takes no ${purpose} key`);
  return status === Status.OK ? handle(slot, purpose) : undefined;
}

/**
 * Opens a key block (TR-31 / X9.143) with the protection key and puts the key into `slot`; its header says what it is for. The
 * handle, or undefined, and nothing has changed, when the block is refused. It has to be kept: src/flow/key-store.ts.
 */
export function loadKeyBlock(slot: number, block: Uint8Array): KeyHandle | undefined {
  const status = loadKeyBlockNative(keySlots.kbpk, slot, block);
  return status === Status.OK ? handleIn(slot) : undefined;
}

/** The key as a key block under the protection key; undefined when it may not leave. */
export function exportKeyBlock(key: KeyHandle): Uint8Array | undefined {
  const text = new Uint8Array(keyBlockBytesMax);
  const size = exportKeyBlockNative(key.slot, numberOf(key), keySlots.kbpk, text);
  return size > 0 ? text.slice(0, size) : undefined;
}

/** Makes a key of a purpose whose keys are made here, into its own slot, unless it has one; its handle. It has to be kept. */
export function ensureKey<Purpose extends 'journal' | 'pepper' | 'identity'>(
  purpose: Purpose,
): KeyHandle<Purpose> {
  const slot = keySlots[purpose];
  const status =
    checkValueNative(slot) === undefined
      ? generateNative(slot, purposeNumbers[purpose])
      : Status.OK;
  const key = status === Status.OK ? handle(slot, purpose) : undefined;
  if (!key) throw new Error(`no ${purpose} key: ${status}`);
  return key;
}

/** Whether its own slot has one. */
export function hasKey(purpose: KeyPurpose): boolean {
  return checkValueNative(keySlots[purpose]) !== undefined;
}

/** The master key's check value in hex, undefined when no key image has been loaded. */
export function masterKeyCheckValue(): string | undefined {
  return handle(keySlots.master, 'master')?.checkValue;
}

/** Forgets one key. */
export function wipeKey(key: KeyHandle): void {
  wipeSlotNative(key.slot);
}

/** Forgets all keys until they are loaded again: RAM only. For good: vault-image.ts. */
export function wipeKeys(): void {
  wipeNative();
}

/** The check value as the core takes it. */
export function numberOf(key: KeyHandle): number {
  return Number.parseInt(key.checkValue, 16);
}

/** What is in a slot. */
function handleIn(slot: number): KeyHandle | undefined {
  const number = purposeNative(slot);
  const names = Object.keys(purposeNumbers) as KeyPurpose[];
  const purpose = names.find((name) => purposeNumbers[name] === number);
  return purpose && handle(slot, purpose);
}

function handle<Purpose extends KeyPurpose>(
  slot: number,
  purpose: Purpose,
): KeyHandle<Purpose> | undefined {
  const checkValue = checkValueNative(slot);
  const algorithm = algorithmNames[algorithmNative(slot)];
  if (checkValue === undefined || algorithm === undefined) return undefined;
  const hex = checkValue.toString(16).toUpperCase().padStart(8, '0');
  return { slot, purpose, algorithm, checkValue: hex };
}

function loadKeyImageNative(this: unknown, image: Uint8Array): number {
  return native('xs_vault_load_key_image').call(this, image);
}

function loadWorkingKeyNative(
  this: unknown,
  master: number,
  slot: number,
  purpose: number,
  encrypted: Uint8Array,
  checkValue: Uint8Array,
): number {
  return native('xs_vault_load_working_key').call(
    this,
    master,
    slot,
    purpose,
    encrypted,
    checkValue,
  );
}

function loadKeyBlockNative(this: unknown, kbpk: number, slot: number, text: Uint8Array): number {
  return native('xs_vault_load_key_block').call(this, kbpk, slot, text);
}

function exportKeyBlockNative(
  this: unknown,
  slot: number,
  checkValue: number,
  kbpk: number,
  text: Uint8Array,
): number {
  return native('xs_vault_export_key_block').call(this, slot, checkValue, kbpk, text);
}

function generateNative(this: unknown, slot: number, purpose: number): number {
  return native('xs_vault_generate').call(this, slot, purpose);
}

function purposeNative(this: unknown, slot: number): number {
  return native('xs_vault_purpose').call(this, slot);
}

function checkValueNative(this: unknown, slot: number): number | undefined {
  return native('xs_vault_check_value').call(this, slot);
}

function algorithmNative(this: unknown, slot: number): number {
  return native('xs_vault_algorithm').call(this, slot);
}

function wipeSlotNative(this: unknown, slot: number): void {
  native('xs_vault_wipe_slot').call(this, slot);
}

function wipeNative(this: unknown): void {
  native('xs_vault_wipe').call(this);
}
