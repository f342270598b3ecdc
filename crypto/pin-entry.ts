// SPDX-License-Identifier: Apache-2.0
//
// Asking for a PIN, and for clear digits. Digits of a PIN go from the keypad's scanner into crypto/core/pinpad, in C; what comes here
// is how many there are, how it ended, and the enciphered block. docs/sources.md [design 5], [domain F1]
//
// What a reader would get wrong: PAN, amount and key are given when the entry is opened. The end takes none of them but the amount,
// to compare.

import type { KeyHandle } from './vault.ts';

// Tables with numbers of C enumerations; a test compares them.

/** What clear digits may be asked for: enum pinpad_prompt. `none`: digit keys do nothing. */
export const prompts = Object.freeze(
  { none: 0, amount: 1, operator: 2, reference: 3, menu: 4, date: 5, 'key-test': 6 } as const,
  true,
);
export type NumberPrompt = keyof typeof prompts;

/** From now on digit keys come under that prompt, until another is named. */
export function askForDigits(prompt: NumberPrompt): void {
  if (!promptNative(prompts[prompt])) throw new TypeError('no such prompt');
}

/** The numbers of enum pin_block_format and of VAULT_PIN_ISO_4. */
export const formats = Object.freeze({ 'iso-0': 0, 'iso-3': 3, 'iso-4': 4, sm4: 5 } as const, true);
export type PinBlockFormat = keyof typeof formats;

/** PIN sizes and times that the core allows: 4 to 12 digits, a minute between keys, five minutes in all. */
export interface PinRequest {
  /** Two digits a byte. */
  readonly pan: { readonly packed: Uint8Array; readonly count: number };
  readonly amountMinor: number;
  readonly key: KeyHandle<'pin' | 'dukpt'>;
  readonly format: PinBlockFormat;
  readonly digitsMin: number;
  readonly digitsMax: number;
  /** Enter before the first digit ends it without a PIN. */
  readonly mayBypass: boolean;
  readonly keyMs: number;
  readonly totalMs: number;
}

/** By the number of enum pin_entry_status. */
export const openings = Object.freeze(
  ['open', 'not-allowed', 'no-key', 'refused', 'too-soon'] as const,
  true,
);
/** `not-allowed`: this board takes no PIN. `too-soon`: see `pinWaitMs`. */
export type PinOpening = (typeof openings)[number];

/** By the number of enum pinpad_end. */
export const ends = Object.freeze(
  ['goes-on', 'done', 'cancelled', 'timed-out', 'bypassed'] as const,
  true,
);
export type PinEnd = (typeof ends)[number] | 'closed';

export interface PinState {
  readonly end: PinEnd;
  readonly digits: number;
}

const blockBytesMax = 16;

export function openPin(request: PinRequest): PinOpening {
  const { pan, amountMinor, key, format, digitsMin, digitsMax } = request;
  const status = openNative(
    pan.packed,
    pan.count,
    amountDigits(amountMinor),
    key.slot,
    Number.parseInt(key.checkValue, 16),
    formats[format],
    digitsMin,
    digitsMax,
    request.mayBypass,
    request.keyMs,
    request.totalMs,
  );
  return openings[status]!;
}

/** Time until a key that is not the transaction's own may be used for another PIN; 0: now. */
export function pinWaitMs(): number {
  return waitNative();
}

export function pinState(): PinState {
  const state = stateNative();
  return state < 0
    ? { end: 'closed', digits: 0 }
    : { end: ends[state >> 8]!, digits: state & 0xff };
}

/** The enciphered block of an entry that is done: 8 bytes, 16 with AES and SM4. Undefined, and the entry is lost, otherwise. */
export function takePinBlock(amountMinor: number): Uint8Array | undefined {
  const block = new Uint8Array(blockBytesMax);
  const size = finishNative(amountDigits(amountMinor), block);
  return size === 0 ? undefined : block.subarray(0, size);
}

/** Wipes what has been typed. Keys go to the conversations again. */
export function closePin(): void {
  closeNative();
}

/** Twelve digits, two a byte. */
function amountDigits(amountMinor: number): Uint8Array {
  const bytes = new Uint8Array(6);
  let rest = amountMinor;
  for (let i = bytes.length - 1; i >= 0; i--) {
    const pair = rest % 100;
    bytes[i] = (Math.floor(pair / 10) << 4) | (pair % 10);
    rest = Math.floor(rest / 100);
  }
  return bytes;
}

function promptNative(this: unknown, prompt: number): boolean {
  return native('xs_pin_entry_prompt').call(this, prompt);
}

function openNative(
  this: unknown,
  pan: Uint8Array,
  panDigits: number,
  amount: Uint8Array,
  slot: number,
  checkValue: number,
  format: number,
  minimum: number,
  maximum: number,
  mayBypass: boolean,
  keyMs: number,
  totalMs: number,
): number {
  return native('xs_pin_entry_open').call(
    this,
    pan,
    panDigits,
    amount,
    slot,
    checkValue,
    format,
    minimum,
    maximum,
    mayBypass,
    keyMs,
    totalMs,
  );
}

function waitNative(this: unknown): number {
  return native('xs_pin_entry_wait').call(this);
}

function stateNative(this: unknown): number {
  return native('xs_pin_entry_state').call(this);
}

function finishNative(this: unknown, amount: Uint8Array, block: Uint8Array): number {
  return native('xs_pin_entry_finish').call(this, amount, block);
}

function closeNative(this: unknown): void {
  native('xs_pin_entry_close').call(this);
}
