// SPDX-License-Identifier: Apache-2.0
//
// Frames out of a TCP stream, in whatever pieces it comes: docs/sources.md [domain A1]. Holds at most one frame.

const frameBytesMin = 11 + 2 + 8;
const frameBytesMax = 4096;

export class FrameStream {
  #pending: Buffer = Buffer.alloc(0);

  /** Whole frames without their length. Throws RangeError on a length that no message has. */
  push(bytes: Uint8Array): Buffer[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const frames: Buffer[] = [];
    while (this.#pending.length >= 2) {
      const length = this.#pending.readUInt16BE(0);
      if (length < frameBytesMin || length > frameBytesMax) {
        throw new RangeError(`frame length ${length}`);
      }
      if (this.#pending.length < 2 + length) break;
      frames.push(this.#pending.subarray(2, 2 + length));
      this.#pending = this.#pending.subarray(2 + length);
    }
    return frames;
  }
}
