// SPDX-License-Identifier: Apache-2.0
//
// TR-31 key blocks of version D, made on node:crypto. docs/sources.md [vectors 3] The reader is crypto/core/key_block.h, and
// shares nothing with this.

import { createCipheriv } from 'node:crypto';
import { aesCmac } from './algorithms.ts';

export interface KeyBlockHeader {
  /** "K0" wraps keys, "P0" PIN, "M0" MAC, "D0" data … */
  readonly usage: string;
  readonly letter: string;
  /** 'E' encrypt, 'D' decrypt, 'B' both, 'G' generate, 'C' both ways of a MAC, 'N' any */
  readonly mode: string;
  /** 'E' exportable, 'S' sensitive, 'N' not */
  readonly exportability: string;
}

const macBytes = 16;
const headerCharacters = 16;

/** `fill`: makes length, key and fill a whole number of blocks (fillBytes tells how many). `kbpk`: an AES key. */
export function wrapKey(
  kbpk: Uint8Array,
  header: KeyBlockHeader,
  key: Uint8Array,
  fill: Uint8Array,
): string {
  const data = Buffer.alloc(2 + key.length + fill.length);
  if (data.length % 16 !== 0) throw new RangeError('the fill does not fill whole blocks');
  data.writeUInt16BE(key.length * 8);
  data.set(key, 2);
  data.set(fill, 2 + key.length);
  const size = headerCharacters + 2 * (data.length + macBytes);
  const { usage, letter, mode, exportability } = header;
  const text = `D${String(size).padStart(4, '0')}${usage}${letter}${mode}00${exportability}0000`;
  const mac = aesCmac(derived(kbpk, 1), Buffer.concat([Buffer.from(text, 'latin1'), data]));
  const cipher = createCipheriv(`aes-${kbpk.length * 8}-cbc`, derived(kbpk, 0), mac);
  const sealed = cipher.setAutoPadding(false).update(data);
  return text + Buffer.concat([sealed, mac]).toString('hex').toUpperCase();
}

/** Random bytes behind a key, so that all keys of an algorithm look equally long. */
export function fillBytes(letter: string, keyBytes: number): number {
  const longest = letter === 'T' ? 24 : letter === 'A' ? 32 : keyBytes;
  return Math.ceil((2 + Math.max(longest, keyBytes)) / 16) * 16 - 2 - keyBytes;
}

const aesNumbers: Readonly<Record<number, number>> = { 16: 2, 24: 3, 32: 4 };

/** CMACs of a counter, what the key is for (0 encryption, 1 authentication), the algorithm and the length in bits. */
function derived(kbpk: Uint8Array, use: 0 | 1): Buffer {
  const algorithm = aesNumbers[kbpk.length];
  if (algorithm === undefined) throw new RangeError('the protection key is no AES key');
  const blocks = Array.from({ length: Math.ceil(kbpk.length / 16) }, (_, i) => {
    const input = Buffer.from([i + 1, 0, use, 0, 0, algorithm, 0, 0]);
    input.writeUInt16BE(kbpk.length * 8, 6);
    return aesCmac(kbpk, input);
  });
  return Buffer.concat(blocks).subarray(0, kbpk.length);
}
