// SPDX-License-Identifier: Apache-2.0
//
// Kernels 3 and 7: what a card has given that approved and was taken away before its last record ("flash card"). It may have taken the
// amount from its balance already. Kept for a minute, so that the same card, held to the reader again for the same amount, is asked for
// the rest only, and pays once. docs/sources.md [domain B3, flash card; A6: FF803A, FF803C]
//
// What a reader would get wrong: card data are in it, and it outlives the sale. So it is sealed, even in RAM.

import { concat } from '../lib/bytes.ts';
import { isSameBytes } from './prefix.ts';

type Objects = readonly (readonly [tag: number, value: Uint8Array])[];

/** A transaction that wants its rest. */
export interface HalfRead {
  readonly adfName: Uint8Array;
  /** 9F02 and 9C, one behind the other. */
  readonly purpose: Uint8Array;
  readonly terminal: Objects;
  readonly ttq: Uint8Array;
  /** To GET PROCESSING OPTIONS, and the records that were read. Whoever gets them wipes them. */
  readonly answers: readonly Uint8Array[];
}

/** Of crypto/seal.ts, with fresh numbers. */
export interface Sealing {
  seal(data: Uint8Array): Uint8Array | undefined;
  unseal(sealed: Uint8Array): Uint8Array | undefined;
}

export interface Torn {
  readonly atMs: number;
  readonly cryptogramHex: string;
  readonly atcHex: string;
}

interface Kept extends Omit<HalfRead, 'answers'>, Torn {
  readonly sealed: Uint8Array;
}

export class FlashLog {
  readonly #nowMs: () => number;
  readonly #sealing: Sealing;
  lifetimeMs: number;
  #kept: Kept | undefined;

  /** `nowMs`: a clock that does not go back. */
  constructor(nowMs: () => number, sealing: Sealing, lifetimeMs: number) {
    this.#nowMs = nowMs;
    this.#sealing = sealing;
    this.lifetimeMs = lifetimeMs;
  }

  /** When a card was taken away too soon, and what it is to the issuer; undefined: none is kept. */
  get torn(): Torn | undefined {
    return this.#kept;
  }

  /** In place of another one. Without a seal nothing is kept. */
  keep({ answers, ...half }: HalfRead & Omit<Torn, 'atMs'>): void {
    const data = packed(answers);
    const sealed = this.#sealing.seal(data);
    data.fill(0);
    this.#kept = sealed && { ...half, sealed, atMs: this.#nowMs() };
  }

  /** Of that application, amount and type, unless it is too old. */
  find(adfName: Uint8Array, purpose: Uint8Array): HalfRead | undefined {
    if (this.#kept && this.#nowMs() - this.#kept.atMs > this.lifetimeMs) this.forget();
    const kept = this.#kept;
    if (!kept || !isSameBytes(kept.adfName, adfName) || !isSameBytes(kept.purpose, purpose))
      return undefined;
    const data = this.#sealing.unseal(kept.sealed);
    return data && { ...kept, answers: unpacked(data) };
  }

  forget(): void {
    this.#kept = undefined;
  }
}

/** Each behind its length in two bytes. */
function packed(answers: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...answers.flatMap((each) => [Uint8Array.of(each.length >> 8, each.length & 0xff), each]),
  );
}

/** Views into `data`. */
function unpacked(data: Uint8Array): Uint8Array[] {
  const answers: Uint8Array[] = [];
  for (let at = 0; at < data.length; ) {
    const end = at + 2 + ((data[at]! << 8) | data[at + 1]!);
    answers.push(data.subarray(at + 2, end));
    at = end;
  }
  return answers;
}
