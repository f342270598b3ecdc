// SPDX-License-Identifier: Apache-2.0
//
// What the acquirer knows of one terminal, and the working keys it hands out: docs/sources.md [domain A6, A11].

import type { Random } from '../link/kernel.ts';
import { checkValue, desEncrypt, field64, oddParity } from './des.ts';
import { sm4CheckValue, sm4Encrypt, sm4Field64 } from './sm4.ts';

export interface TerminalRecord {
  readonly tid: string;
  readonly mid: string;
  /** Terminal master key, 16 bytes. */
  readonly tmk: Uint8Array;
  /** Of master and working keys; TDES when not given. */
  readonly cipher?: CipherName;
}

/** What is done with master and working keys. */
const ciphers = {
  tdes: { wrap: desEncrypt, check: checkValue, field64, tidy: oddParity },
  sm4: {
    wrap: sm4Encrypt,
    check: sm4CheckValue,
    field64: sm4Field64,
    tidy: (key: Uint8Array) => Buffer.from(key),
  },
} as const;
export type CipherName = keyof typeof ciphers;

/** Bytes of the keys that a sign-in delivers, by F60.3: PIN, MAC, track. */
const keySets: Readonly<Record<string, readonly { use: 'pin' | 'mac' | 'track'; size: 8 | 16 }[]>> =
  {
    '001': [
      { use: 'pin', size: 8 },
      { use: 'mac', size: 8 },
    ],
    '003': [
      { use: 'pin', size: 16 },
      { use: 'mac', size: 16 },
    ],
    '004': [
      { use: 'pin', size: 16 },
      { use: 'mac', size: 16 },
      { use: 'track', size: 16 },
    ],
  };

export class Till {
  readonly record: TerminalRecord;
  batch = '000001';
  /** Every working key handed out so far, in clear: for the oracle that looks for them where they must not be. */
  readonly handedOut: Buffer[] = [];
  #macKey: Buffer | undefined;
  #pinKey: Buffer | undefined;

  constructor(record: TerminalRecord) {
    if (record.tmk.length !== 16) throw new RangeError('tmk takes 16 bytes');
    this.record = record;
  }

  /** Undefined while signed out. */
  get macKey(): Buffer | undefined {
    return this.#macKey;
  }

  /** F64 over what precedes it, under `key`. */
  field64(key: Uint8Array, covered: Uint8Array): string {
    return this.#cipher.field64(key, covered);
  }

  get #cipher() {
    return ciphers[this.record.cipher ?? 'tdes'];
  }

  get pinKey(): Buffer | undefined {
    return this.#pinKey;
  }

  signOut(): void {
    this.#pinKey = undefined;
    this.#macKey = undefined;
  }

  /**
   * Fresh keys, as F62 delivers them; undefined for a key set that does not exist. A single-length MAC key travels with a
   * second half of zeros in the double-length sets.
   */
  signIn(networkCode: string, random: Random, macKeyBytes: 8 | 16): string | undefined {
    const set = keySets[networkCode];
    if (!set) return undefined;
    let field62 = Buffer.alloc(0);
    for (const { use, size } of set) {
      const key = this.#cipher.tidy(
        random.bytes(use === 'mac' ? Math.min(size, macKeyBytes) : size),
      );
      const slot = Buffer.alloc(size);
      slot.set(this.#cipher.wrap(this.record.tmk, key));
      field62 = Buffer.concat([field62, slot, this.#cipher.check(key)]);
      this.handedOut.push(key);
      if (use === 'mac') this.#macKey = key;
      if (use === 'pin') this.#pinKey = key;
    }
    return field62.toString('hex').toUpperCase();
  }
}
