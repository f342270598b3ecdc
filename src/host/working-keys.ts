// SPDX-License-Identifier: Apache-2.0
//
// Working keys in field 62 of a sign-in answer: docs/sources.md [domain A6]. Each key comes encrypted (ECB) under the terminal
// master key with the first four bytes of its check value. A MAC key whose second half is zero is a single-length key: the
// zeros are filler, not ciphertext, and must not be decrypted.

import { type Decoded, decoded, malformed } from '../lib/result.ts';

export type WorkingKeyPurpose = 'pin' | 'mac' | 'track';

export interface WorkingKey {
  readonly purpose: WorkingKeyPurpose;
  /** 8 or 16 bytes, still encrypted. */
  readonly cryptogram: Uint8Array;
  /** 4 bytes */
  readonly checkValue: Uint8Array;
}

interface KeySlot {
  readonly purpose: WorkingKeyPurpose;
  readonly keyBytes: 8 | 16;
  /** Second half zero means single length. */
  readonly mayBeSingle?: true;
}

const checkValueBytes = 4;

const workingKeyLayouts = Object.freeze(
  {
    single: [
      { purpose: 'pin', keyBytes: 8 },
      { purpose: 'mac', keyBytes: 8 },
    ],
    double: [
      { purpose: 'pin', keyBytes: 16 },
      { purpose: 'mac', keyBytes: 16, mayBeSingle: true },
    ],
    'double-track': [
      { purpose: 'pin', keyBytes: 16 },
      { purpose: 'mac', keyBytes: 16, mayBeSingle: true },
      { purpose: 'track', keyBytes: 16 },
    ],
    /** Hosts that leave the filler of the MAC key out. */
    'double-short-mac': [
      { purpose: 'pin', keyBytes: 16 },
      { purpose: 'mac', keyBytes: 8 },
    ],
  } as const satisfies Record<string, readonly KeySlot[]>,
  true,
);

export type WorkingKeyLayoutName = keyof typeof workingKeyLayouts;

export function decodeWorkingKeys(
  layout: WorkingKeyLayoutName,
  field62: Uint8Array,
): Decoded<WorkingKey[]> {
  const slots: readonly KeySlot[] = workingKeyLayouts[layout];
  const size = slots.reduce((sum, slot) => sum + slot.keyBytes + checkValueBytes, 0);
  if (field62.length !== size) {
    const at = Math.min(field62.length, size);
    return malformed(at, `working keys: ${size} bytes expected, ${field62.length} given`);
  }
  const keys: WorkingKey[] = [];
  let at = 0;
  for (const { purpose, keyBytes, mayBeSingle } of slots) {
    const key = field62.slice(at, at + keyBytes);
    at += keyBytes;
    const isSingle = mayBeSingle && key.subarray(8).every((byte) => byte === 0);
    keys.push({
      purpose,
      cryptogram: isSingle ? key.slice(0, 8) : key,
      checkValue: field62.slice(at, at + checkValueBytes),
    });
    at += checkValueBytes;
  }
  return decoded(keys);
}
