// SPDX-License-Identifier: Apache-2.0
//
// The known-answer port on the machine: questions come in on a serial line, answers go out in the same order.
//
//   question   length u32 of what follows | operation u8 | number of fields u8 | fields: 1 hex or 0 raw u8, length u32, text
//   answer     length u32 of what follows | kind u8 | text
//
// Numbers are little-endian. When the port opens it says in an answer which operations it has, in their order.
// The one thing a reader would get wrong: a question stays where it arrived. Its hexadecimal becomes bytes in place, and the
// answer of a transform grows where its data were; so the longest question needs one buffer.

import type { Serial, SerialOptions } from '../../../src/io/ecma419.ts';
import {
  AnswerKind,
  answerHeaderBytes,
  fieldHeaderBytes,
  pieceBytes,
  questionBytesMax,
} from '../wire.ts';
import { fromHex, toHex } from './natives.ts';
import { functions, type Run, transforms, verdicts } from './runs.ts';

/** The longest text, a key block, and the most hexadecimal, of what the generator gives at once. */
const outBytes = 8192;

export class KatPort {
  readonly #serial: Serial;
  readonly #inbox = new Uint8Array(questionBytesMax + pieceBytes);
  readonly #view = new DataView(this.#inbox.buffer);
  readonly #answer = new Uint8Array(answerHeaderBytes + outBytes);
  readonly #out = this.#answer.subarray(answerHeaderBytes);
  readonly #runs: readonly Run[];
  /** Transforms come first, then verdicts, then functions. */
  readonly #verdictsAt: number;
  readonly #functionsAt: number;
  #filled = 0;

  /** `open` gives the line with this callback. */
  constructor(open: (onReadable: NonNullable<SerialOptions['onReadable']>) => Serial) {
    this.#serial = open(() => this.#receive());
    const all = { ...transforms, ...verdicts, ...functions };
    this.#runs = Object.values(all);
    this.#verdictsAt = Object.keys(transforms).length;
    this.#functionsAt = this.#verdictsAt + Object.keys(verdicts).length;
    const names = Object.keys(all).join('\n');
    for (let i = 0; i < names.length; i++) this.#out[i] = names.charCodeAt(i);
    this.#send(this.#answer, AnswerKind.text, names.length);
  }

  #receive(): void {
    for (;;) {
      const piece = this.#serial.read(pieceBytes);
      if (!piece) return;
      this.#inbox.set(new Uint8Array(piece), this.#filled);
      this.#filled += piece.byteLength;
      this.#answerAll();
    }
  }

  /** All questions that have arrived whole; the beginning of the next moves to the front. */
  #answerAll(): void {
    let at = 0;
    while (this.#filled - at >= 4) {
      const end = at + 4 + this.#view.getUint32(at, true);
      if (end > this.#filled) break;
      this.#answerOne(at + 4, end);
      at = end;
    }
    if (at > 0) this.#inbox.copyWithin(0, at, this.#filled);
    this.#filled -= at;
  }

  #answerOne(start: number, end: number): void {
    const operation = this.#inbox[start]!;
    const count = this.#inbox[start + 1]!;
    const fields: Uint8Array[] = [];
    let at = start + 2;
    let last = at;
    for (let i = 0; i < count; i++) {
      last = at;
      const isHex = this.#inbox[at] === 1;
      const from = at + fieldHeaderBytes;
      at = from + this.#view.getUint32(at + 1, true);
      const text = this.#inbox.subarray(from, at);
      const size = isHex ? fromHex(text) : text.length;
      if (size < 0) return this.#refuse(AnswerKind.notHex, i, -1 - size);
      fields.push(isHex ? text.subarray(0, size) : text);
    }
    let result: number;
    try {
      result = this.#runs[operation]!(fields, this.#out);
    } catch {
      return this.#refuse(AnswerKind.reason, -14, 0);
    }
    if (result < 0) return this.#refuse(AnswerKind.reason, result, 0);
    if (operation < this.#verdictsAt) {
      this.#send(this.#inbox.subarray(last, end), AnswerKind.bytes, result);
    } else if (operation < this.#functionsAt) {
      this.#send(this.#answer, result === 1 ? AnswerKind.good : AnswerKind.bad, 0);
    } else {
      this.#send(this.#answer, AnswerKind.bytes, result);
    }
  }

  /** Two numbers: a reason, or the field and the place in it that is not hexadecimal. */
  #refuse(kind: number, first: number, second: number): void {
    const view = new DataView(this.#answer.buffer);
    view.setInt32(answerHeaderBytes, first, true);
    view.setInt32(answerHeaderBytes + 4, second, true);
    this.#send(this.#answer, kind, 8);
  }

  /** `room` has place for a header, and then `count` bytes, which become twice as many digits. */
  #send(room: Uint8Array, kind: number, count: number): void {
    let length = count;
    if (kind === AnswerKind.bytes) {
      toHex(room.subarray(answerHeaderBytes), count);
      length = 2 * count;
    }
    const view = new DataView(room.buffer, room.byteOffset);
    view.setUint32(0, 1 + length, true);
    view.setUint8(4, kind);
    this.#serial.write(room.subarray(0, answerHeaderBytes + length));
  }
}
