// SPDX-License-Identifier: Apache-2.0
//
// Host frames of the PN532 as the chip reads and writes them. docs/sources.md [domain E1].
// Easy to get wrong: in an extended frame the length checksum covers both length bytes, and a frame with a wrong checksum is
// not answered at all.

export type HostFrame =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nack' }
  | { readonly kind: 'command'; readonly code: number; readonly data: Uint8Array }
  /** Well-formed, but not a command from a host to this chip. */
  | { readonly kind: 'syntax'; readonly why: string };

export const ackFrame = Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00);
export const nackFrame = Uint8Array.of(0x00, 0x00, 0xff, 0xff, 0x00, 0x00);
export const errorFrame = Uint8Array.of(0x00, 0x00, 0xff, 0x01, 0xff, 0x7f, 0x81, 0x00);

/** TFI and command code included. */
const contentMax = 265;

/** An answer to command `code`. */
export function answerFrame(code: number, data: Uint8Array): Uint8Array {
  const count = data.length + 2;
  if (count > contentMax) throw new RangeError(`pn532: answer of ${count} bytes`);
  const extended = count > 255;
  const header = extended
    ? [0x00, 0x00, 0xff, 0xff, 0xff, count >> 8, count & 0xff, -((count >> 8) + count) & 0xff]
    : [0x00, 0x00, 0xff, count, -count & 0xff];
  let sum = 0xd5 + code + 1;
  for (const byte of data) sum += byte;
  return Uint8Array.of(...header, 0xd5, code + 1, ...data, -sum & 0xff, 0x00);
}

type Step = 'hunt' | 'length' | 'check' | 'long-high' | 'long-low' | 'long-check' | 'body' | 'sum';

/** Finds frames in a stream of bytes. Anything that is not a frame, and any frame with a wrong checksum, is passed over. */
export class HostFrameReader {
  #step: Step = 'hunt';
  #previous = 0xff;
  #length = 0;
  #body: number[] = [];

  reset(): void {
    this.#step = 'hunt';
    this.#previous = 0xff;
  }

  /** The frame that `byte` completes. The postamble is not waited for. */
  push(byte: number): HostFrame | undefined {
    switch (this.#step) {
      case 'hunt':
        if (this.#previous === 0x00 && byte === 0xff) this.#step = 'length';
        this.#previous = byte;
        return undefined;
      case 'length':
        this.#length = byte;
        this.#step = 'check';
        return undefined;
      case 'check':
        return this.#checked(byte);
      case 'long-high':
        this.#length = byte << 8;
        this.#step = 'long-low';
        return undefined;
      case 'long-low':
        this.#length |= byte;
        this.#step = 'long-check';
        return undefined;
      case 'long-check':
        return this.#begin(((this.#length >> 8) + this.#length + byte) & 0xff);
      case 'body':
        this.#body.push(byte);
        if (this.#body.length === this.#length) this.#step = 'sum';
        return undefined;
      case 'sum':
        return this.#end(byte);
    }
  }

  #checked(check: number): HostFrame | undefined {
    const length = this.#length;
    if (length === 0xff && check === 0xff) {
      this.#step = 'long-high';
      return undefined;
    }
    if (length === 0x00 && check === 0xff) return this.#whole({ kind: 'ack' });
    if (length === 0xff && check === 0x00) return this.#whole({ kind: 'nack' });
    return this.#begin((length + check) & 0xff);
  }

  #begin(remainder: number): undefined {
    this.#body = [];
    this.#step = 'body';
    if (remainder !== 0 || this.#length === 0 || this.#length > contentMax) this.reset();
    return undefined;
  }

  #end(sum: number): HostFrame | undefined {
    const body = Uint8Array.from(this.#body);
    let total = sum;
    for (const byte of body) total += byte;
    this.reset();
    if ((total & 0xff) !== 0) return undefined;
    if (body[0] !== 0xd4) return { kind: 'syntax', why: 'frame identifier is not D4' };
    if (body.length < 2) return { kind: 'syntax', why: 'frame without a command' };
    return { kind: 'command', code: body[1]!, data: body.subarray(2) };
  }

  #whole(frame: HostFrame): HostFrame {
    this.reset();
    return frame;
  }
}
