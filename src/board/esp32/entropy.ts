// SPDX-License-Identifier: Apache-2.0
//
// Random bytes of the ESP32's hardware generator: the device's `jiaozi:entropy`.
//
// What a reader would get wrong: the generator is only as good as its noise. Espressif promises true random numbers while the radio
// is on, and setup/wifi.ts turns it on before the program starts. There is no health test yet: SECURITY.md says so.

/** `count` (at most 256) random bytes. */
export function entropy(count: number): Uint8Array {
  if (!(count >= 0 && count <= 256)) throw new RangeError(`${count} random bytes`);
  const bytes = new Uint8Array(count);
  fill(bytes);
  return bytes;
}

function fill(this: unknown, bytes: Uint8Array): void {
  native('xs_entropy_fill').call(this, bytes);
}
