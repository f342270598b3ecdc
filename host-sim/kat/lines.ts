// SPDX-License-Identifier: Apache-2.0
//
// A stream of bytes as lines, with a bound on what a line may be: of a longer one its length is all that is kept.

/** A line of the longest question: 32 KB as hexadecimal, and as much again for the rest. */
export const lineBytesMax = 131_072;

/** A text, or how many bytes a line had that was too long. */
export type Line = string | number;

const newline = 10;

export class LineSplitter {
  #parts: Buffer[] = [];
  #size = 0;

  /**
   * The lines that end in this piece. Blank ones are none; a carriage return before the end is no part of a line, nor is a byte
   * order mark before its beginning.
   */
  add(piece: Uint8Array): Line[] {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const lines: Line[] = [];
    let at = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, at)) {
      this.#take(bytes.subarray(at, end));
      lines.push(...this.finish());
      at = end + 1;
    }
    this.#take(bytes.subarray(at));
    return lines;
  }

  /** The last line, which may lack its end. */
  finish(): Line[] {
    const size = this.#size;
    const text = size > lineBytesMax ? '' : Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    this.#size = 0;
    if (size > lineBytesMax) return [size];
    // Some editors begin a file with a mark of its byte order.
    const line = text.replace(/^\uFEFF/, '').replace(/\r$/, '');
    return line.trim() === '' ? [] : [line];
  }

  #take(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > lineBytesMax) this.#parts = [];
    // A copy: the piece belongs to the stream, and a small part would keep all of it.
    else if (part.length > 0) this.#parts.push(Buffer.from(part));
  }
}
