// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2: what is kept of a transaction whose card left before it had answered GENERATE AC, so that the same card, presented again, can
// be asked for that very answer (RECOVER AC) and does not count the transaction twice. docs/sources.md [domain B4]
//
// Nothing in it names the card: the account number is there as a hash only, and all else is what the terminal has said. It lives in RAM; a
// power cut forgets it, and the card's next transaction is then a new one.

import type { CryptogramType, Sent } from './kernel2-context.ts';
import type { KernelCvm } from './outcome.ts';
import { isSameBytes } from './prefix.ts';

export interface TornRecord {
  /** Hash of account number, its sequence number and the transaction's amounts. */
  readonly identity: Uint8Array;
  readonly drdolData: Uint8Array;
  readonly sent: Sent;
  readonly requested: CryptogramType;
  readonly signs: boolean;
  readonly cvm: KernelCvm;
  readonly tvr: Uint8Array;
  readonly tsi: Uint8Array;
  /** The terminal's objects as they were. */
  readonly terminal: readonly (readonly [tag: number, value: Uint8Array])[];
}

export class TornLog {
  readonly #nowMs: () => number;
  #kept: { readonly record: TornRecord; readonly atMs: number }[] = [];

  /** `nowMs`: a clock that does not go back. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get count(): number {
    return this.#kept.length;
  }

  /** The oldest gives way. */
  keep(record: TornRecord, countMax: number): void {
    this.forget(record.identity);
    this.#kept.push({ record, atMs: this.#nowMs() });
    while (this.#kept.length > countMax) this.#kept.shift();
  }

  /** Of that card and amount; what is older than `lifetimeMs` is forgotten first. */
  find(identity: Uint8Array, lifetimeMs: number): TornRecord | undefined {
    const now = this.#nowMs();
    this.#kept = this.#kept.filter(({ atMs }) => now - atMs <= lifetimeMs);
    return this.#kept.find(({ record }) => isSameBytes(record.identity, identity))?.record;
  }

  forget(identity: Uint8Array): void {
    this.#kept = this.#kept.filter(({ record }) => !isSameBytes(record.identity, identity));
  }
}
