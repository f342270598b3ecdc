// SPDX-License-Identifier: Apache-2.0
//
// The key-loading authority of a simulated world: its key pair and its files are the same in each run of a seed.

import type { KeyObject } from 'node:crypto';
import type { Random } from '../link/kernel.ts';
import type { DeviceCard } from './device-card.ts';
import { type KeyFileKey, makeKeyFile } from './key-file.ts';
import { fingerprintOf, pointOf, privateKeyOf } from './p256.ts';
import { purposeOf } from './purposes.ts';

export class KeyAuthority {
  readonly #random: Random;
  readonly #key: KeyObject;
  #sequence = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#key = privateKeyOf(this.#scalar());
  }

  get fingerprint(): Uint8Array {
    return fingerprintOf(pointOf(this.#key));
  }

  /** The next file for that device. */
  fileFor({ publicKey }: DeviceCard, ...keys: readonly KeyFileKey[]): Uint8Array {
    const random = (count: number) => (count === 32 ? this.#scalar() : this.#random.bytes(count));
    const sequence = ++this.#sequence;
    return makeKeyFile({ authority: this.#key, device: publicKey, sequence, keys, random });
  }

  /** Below the order, whatever the seed. */
  #scalar(): Uint8Array {
    const scalar = this.#random.bytes(32);
    scalar[0]! &= 0x7f;
    return scalar;
  }
}

export function masterKeyEntry(key: Uint8Array): KeyFileKey {
  const { slot, usage, mode } = purposeOf('master')!;
  return { slot, usage, mode, letter: 'T', exportability: 'N', key };
}
