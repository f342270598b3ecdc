// SPDX-License-Identifier: Apache-2.0
//
// Host frames of the PN532 as a host writes and reads them. docs/sources.md [domain E1].
// Easy to get wrong: an answer may come in an extended frame (more than 255 bytes), whose length checksum covers two bytes.
// Commands never need one here: longer APDUs are chained.

export const ackFrame: Uint8Array = Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00);
export const nackFrame: Uint8Array = Uint8Array.of(0x00, 0x00, 0xff, 0xff, 0x00, 0x00);

/** Bytes after the command code that fit a normal frame. */
export const commandDataMax = 253;

/** D5, answer code and 263 bytes. */
const contentMax = 265;
/** The longest frame: 3 start bytes, 5 of length, content, checksum; rounded up to whole words. */
const bufferSize = (contentMax + 9 + 3) & ~3;

/** Sum of bytes `from` … `to` − 1, modulo 256. */
export function byteSum(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += bytes[at]!;
  return sum & 0xff;
}

/** The same, of a frame that came: the one loop over every byte of it, so four at a time, in two halves of `sum`. */
function wordSum(bytes: Uint8Array, words: Int32Array, from: number, to: number): number {
  const start = (from + 3) >> 2;
  const end = to >> 2;
  if (end <= start) return byteSum(bytes, from, to);
  let sum = 0;
  for (let i = start; i < end; i++) {
    const word = words[i]!;
    sum = (sum + (word & 0xff00ff) + ((word >> 8) & 0xff00ff)) | 0;
  }
  const rest = byteSum(bytes, from, start * 4) + byteSum(bytes, end * 4, to);
  return (sum + (sum >> 16) + rest) & 0xff;
}

/** A command with at most `commandDataMax` bytes of data. */
export function commandFrame(code: number, data: Uint8Array): Uint8Array {
  if (data.length > commandDataMax) throw new RangeError(`command data of ${data.length} bytes`);
  const count = data.length + 2;
  const frame = new Uint8Array(count + 7);
  frame[2] = 0xff;
  frame[3] = count;
  frame[4] = -count;
  frame[5] = 0xd4;
  frame[6] = code;
  frame.set(data, 7);
  frame[count + 5] = -byteSum(frame, 5, count + 5);
  return frame;
}

export type ChipFrame =
  | { readonly kind: 'ack' | 'nack' | 'syntax-error' | 'damaged' }
  | { readonly kind: 'answer'; readonly code: number; readonly data: Uint8Array };

type Found = { readonly end: number; readonly frame: ChipFrame };

/** Cuts what arrives into frames. Bytes between frames are skipped. */
export class FrameReader {
  readonly #buffer = new Uint8Array(bufferSize);
  readonly #words = new Int32Array(this.#buffer.buffer);
  #count = 0;

  /** A frame has begun and is not complete. */
  get partial(): boolean {
    return this.#count > 0 && this.#start() >= 0;
  }

  reset(): void {
    this.#drop(this.#count);
  }

  push(chunk: Uint8Array, onFrame: (frame: ChipFrame) => void): void {
    for (let offset = 0; offset < chunk.length; ) {
      const room = bufferSize - this.#count;
      const isWhole = offset === 0 && chunk.length <= room;
      const piece = isWhole ? chunk : chunk.subarray(offset, offset + room);
      this.#buffer.set(piece, this.#count);
      this.#count += piece.length;
      offset += piece.length;
      while (this.#count > 0) {
        const found = this.#find();
        if (!found) break;
        this.#drop(found.end);
        onFrame(found.frame);
      }
    }
  }

  /** Offset of the length byte, or −1. */
  #start(): number {
    const bytes = this.#buffer;
    const count = this.#count;
    for (let at = 1; at < count; at++) {
      if (bytes[at] === 0xff && bytes[at - 1] === 0x00) return at + 1;
    }
    return -1;
  }

  #find(): Found | undefined {
    const start = this.#start();
    if (start < 0) {
      // Only a trailing 00 can be the beginning of a start code.
      if (this.#count > 1) this.#drop(this.#count - 1);
      return undefined;
    }
    const found = this.#frame(start);
    // The rest comes with the next piece: the longest frame fits the buffer behind its start code.
    if (!found && start > 2) this.#drop(start - 2);
    return found;
  }

  #frame(start: number): Found | undefined {
    const bytes = this.#buffer;
    if (this.#count < start + 2) return undefined;
    const length = bytes[start]!;
    const check = bytes[start + 1]!;
    if (length === 0x00 && check === 0xff) return { end: start + 2, frame: { kind: 'ack' } };
    if (length === 0xff && check === 0x00) return { end: start + 2, frame: { kind: 'nack' } };
    if (length !== 0xff || check !== 0xff) return this.#content(start + 2, length, length + check);
    if (this.#count < start + 5) return undefined;
    const long = (bytes[start + 2]! << 8) | bytes[start + 3]!;
    return this.#content(start + 5, long, byteSum(bytes, start + 2, start + 5));
  }

  #content(from: number, length: number, remainder: number): Found | undefined {
    const bytes = this.#buffer;
    const to = from + length;
    if ((remainder & 0xff) !== 0 || length === 0 || length > contentMax) {
      return { end: this.#count, frame: { kind: 'damaged' } };
    }
    if (this.#count <= to) return undefined;
    const end = to + 1;
    if (wordSum(bytes, this.#words, from, end) !== 0)
      return { end: this.#count, frame: { kind: 'damaged' } };
    if (length === 1 && bytes[from] === 0x7f) return { end, frame: { kind: 'syntax-error' } };
    if (length < 2 || bytes[from] !== 0xd5) return { end, frame: { kind: 'damaged' } };
    const data = bytes.slice(from + 2, to);
    return { end, frame: { kind: 'answer', code: bytes[from + 1]! - 1, data } };
  }

  /** What is dropped may be a card's answer: nothing of it stays behind. */
  #drop(count: number): void {
    const left = this.#count - count;
    if (left > 0) this.#buffer.copyWithin(0, count, this.#count);
    this.#buffer.fill(0, left, this.#count);
    this.#count = left;
  }
}
