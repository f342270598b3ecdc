// SPDX-License-Identifier: Apache-2.0
//
// HMAC_DRBG a second time, plain, over node:crypto: crypto/core/drbg.c and entropy.c are compared with it.

import { createHmac } from 'node:crypto';

/** HMAC_DRBG with SHA-256 as the standard words it, over node:crypto. */
export class PlainDrbg {
  #key: Buffer = Buffer.alloc(32, 0);
  #value: Buffer = Buffer.alloc(32, 1);

  constructor(seed: Uint8Array) {
    this.update(seed);
  }
  update(data: Uint8Array): void {
    for (const round of data.length > 0 ? [0, 1] : [0]) {
      this.#key = hmac(this.#key, Buffer.concat([this.#value, Buffer.of(round), data]));
      this.#value = hmac(this.#key, this.#value);
    }
  }
  generate(size: number, additional: Uint8Array): Buffer {
    if (additional.length > 0) this.update(additional);
    const out: Buffer[] = [];
    for (let got = 0; got < size; got += 32) {
      this.#value = hmac(this.#key, this.#value);
      out.push(this.#value);
    }
    this.update(additional);
    return Buffer.concat(out).subarray(0, size);
  }
}
const hmac = (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest();
