// SPDX-License-Identifier: Apache-2.0
//
// The parts a field is made of: BCD length prefix, digits, packed digits, text, bytes, bitmap, after docs/sources.md
// [domain A2]. Decoders never throw and never read past the end; encoders throw TypeError or RangeError, because what they
// are given is ours. A spare nibble may be 0 or F on decode, whichever the row says on encode: hosts differ.

import { textOf } from '../../lib/bytes.ts';
import { type Decoded, decoded, type Malformed, malformed } from '../../lib/result.ts';
import { type Digits, nibbleAt, nibblesToText, setNibble } from './digits.ts';
import type { FieldRow, Form, FormValue, Length, Pad } from './spec.ts';

export interface Part<Value> {
  /** Bytes on the wire of a value of `count` digits or bytes. */
  size(count: number): number;
  /** Decodes `count` digits or bytes at `at`; the caller has checked that they are there. */
  decode(row: FieldRow, bytes: Uint8Array, at: number, count: number): Decoded<Value>;
  /** Digits or bytes of `value`. Throws when it is of another kind. */
  count(value: Value): number;
  encode(row: FieldRow, value: Value): Uint8Array;
}

// ---- length prefix

export function decodeLength(length: Length, bytes: Uint8Array, at: number): Decoded<number> {
  if (length.prefixBytes === 0) return decoded(length.max);
  let count = 0;
  for (let i = at; i < at + length.prefixBytes; i++) {
    if (i >= bytes.length) return malformed(bytes.length, 'length is cut');
    const byte = bytes[i]!;
    if (byte >> 4 > 9 || (byte & 15) > 9) return malformed(i, 'length is not BCD');
    count = count * 100 + (byte >> 4) * 10 + (byte & 15);
  }
  if (count > length.max) return malformed(at, `length ${count}, at most ${length.max}`);
  return decoded(count);
}

/** Writes the prefix at `at`. Throws RangeError when the row does not allow that length. */
export function putLength(length: Length, count: number, bytes: Uint8Array, at: number): void {
  const isRight = length.prefixBytes === 0 ? count === length.max : count <= length.max;
  if (!isRight) throw new RangeError(`length ${count}, specified ${length.max}`);
  let rest = count;
  for (let i = at + length.prefixBytes - 1; i >= at; i--) {
    bytes[i] = bcdByte(rest % 100);
    rest = (rest / 100) | 0;
  }
}

// ---- digits

/** 42 → 42h. */
const bcdByte = (value: number) => value + 6 * ((value / 10) | 0);

/** Index of the first digit: 1 when the spare nibble comes first. */
function firstNibble(pad: Pad | undefined, count: number): number {
  return pad === 'left-0' ? count & 1 : 0;
}

/** Index of the spare nibble, or −1 when the count is even. */
function spareNibble(pad: Pad | undefined, count: number): number {
  if (count % 2 === 0) return -1;
  return pad === 'left-0' ? 0 : count;
}

function spareValue(pad: Pad | undefined): number {
  return pad === 'right-F' ? 15 : 0;
}

/** Type n has digits only; type z any nibble, since tracks may be encrypted. Undefined: that is how it is. */
function wrongNibble(
  { pad, type }: FieldRow,
  bytes: Uint8Array,
  at: number,
  count: number,
): Malformed | undefined {
  const spare = count & 1 ? spareNibble(pad, count) : -1;
  if (type !== 'z') {
    // A byte at a time: what a spare nibble is comes after all digits.
    const end = at + ((count + 1) >> 1);
    const spareAt = spare < 0 ? -1 : at + (spare >> 1);
    for (let i = at; i < end; i++) {
      let byte = bytes[i]!;
      if (i === spareAt) byte &= spare & 1 ? 0xf0 : 0x0f;
      if (byte > 0x99 || (byte & 0x0f) > 9) return malformed(i, 'not a digit');
    }
  }
  if (spare < 0) return undefined;
  const nibble = nibbleAt(bytes, at * 2 + spare);
  if (nibble === 0 || nibble === 15) return undefined;
  return malformed((at * 2 + spare) >> 1, 'bad pad nibble');
}

/** True when the spare nibble is not the one we would send: the one form that is tolerated. */
export function hasOtherPad(row: FieldRow, bytes: Uint8Array, at: number, count: number): boolean {
  if (row.form !== 'digits' && row.form !== 'packed') return false;
  const spare = spareNibble(row.pad, count);
  return spare >= 0 && nibbleAt(bytes, at * 2 + spare) !== spareValue(row.pad);
}

const bcdSize = (count: number) => (count + 1) >> 1;

const notDigit = /[^0-9]/;
/** As many as a small integer holds, in whole bytes. */
const digitsAtOnce = 8;

/** The digits, and the spare nibble if there is one. */
function bcd(pad: Pad | undefined, digits: string): Uint8Array {
  const wrong = digits.search(notDigit);
  if (wrong >= 0) throw new RangeError(`character ${wrong} is not a digit`);
  const { length } = digits;
  const even = length % 2 === 0 ? digits : pad === 'left-0' ? `0${digits}` : `${digits}0`;
  const bytes = new Uint8Array(even.length >> 1);
  for (let end = even.length; end > 0; end -= digitsAtOnce) {
    let rest = Number(even.slice(Math.max(0, end - digitsAtOnce), end));
    for (let i = (end >> 1) - 1; rest > 0; i--) {
      bytes[i] = bcdByte(rest % 100);
      rest = (rest / 100) | 0;
    }
  }
  if (length % 2 !== 0 && pad === 'right-F') bytes[bytes.length - 1]! |= 0x0f;
  return bytes;
}

const digitsPart: Part<string> = Object.freeze(
  {
    size: bcdSize,
    decode(row, bytes, at, count) {
      const first = count & 1 ? at * 2 + firstNibble(row.pad, count) : at * 2;
      const text = nibblesToText(bytes, first, first + count);
      // The engine looks at a text faster than a loop at its bytes, which finds the place.
      if (count & 1 || notDigit.test(text)) {
        const wrong = wrongNibble(row, bytes, at, count);
        if (wrong) return wrong;
      }
      return decoded(text);
    },
    count(value) {
      if (typeof value !== 'string') throw new TypeError('expected a string of digits');
      return value.length;
    },
    encode(row, value) {
      return bcd(row.pad, value);
    },
  },
  true,
);

const packedPart: Part<Digits> = Object.freeze(
  {
    size: bcdSize,
    decode(row, bytes, at, count) {
      const wrong = wrongNibble(row, bytes, at, count);
      if (wrong) return wrong;
      const packed = bytes.slice(at, at + bcdSize(count));
      if (count & 1) setNibble(packed, count, spareValue(row.pad));
      return decoded({ packed, count });
    },
    count(value) {
      if (!(value.packed instanceof Uint8Array) || value.packed.length !== bcdSize(value.count)) {
        throw new TypeError('expected packed digits');
      }
      return value.count;
    },
    encode(row, value) {
      const bytes = value.packed.slice();
      if (value.count & 1) setNibble(bytes, value.count, spareValue(row.pad));
      if (wrongNibble(row, bytes, 0, value.count)) throw new RangeError('not digits');
      return bytes;
    },
  },
  true,
);

// ---- text and bytes

const textPart: Part<string> = Object.freeze(
  {
    size: (count) => count,
    decode(_row, bytes, at, count) {
      const end = at + count;
      for (let i = at; i < end; i++) {
        const code = bytes[i]!;
        // Control characters are refused too: this text reaches the printer, where ESC is a command.
        if (code < 0x20 || code > 0x7e) return malformed(i, 'not printable ASCII');
      }
      return decoded(textOf(bytes, at, end));
    },
    count(value) {
      if (typeof value !== 'string') throw new TypeError('expected a string');
      return value.length;
    },
    encode(_row, value) {
      const { length } = value;
      const bytes = new Uint8Array(length);
      for (let i = 0; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code < 0x20 || code > 0x7e) throw new RangeError(`character ${i} is not printable`);
        bytes[i] = code;
      }
      return bytes;
    },
  },
  true,
);

const bytesPart: Part<Uint8Array> = Object.freeze(
  {
    size: (count) => count,
    decode: (_row, bytes, at, count) => decoded(bytes.slice(at, at + count)),
    count(value) {
      if (!(value instanceof Uint8Array)) throw new TypeError('expected a Uint8Array');
      return value.length;
    },
    encode: (_row, value) => value.slice(),
  },
  true,
);

export const parts: { readonly [F in Form]: Part<FormValue[F]> } = Object.freeze(
  {
    digits: digitsPart,
    packed: packedPart,
    text: textPart,
    bytes: bytesPart,
  },
  true,
);

// ---- bitmap

export const bitmapBytes = 8;

/** Bit 1 is the most significant of the first byte. */
export function setBit(bitmap: Uint8Array, at: number, id: number): void {
  bitmap[at + ((id - 1) >> 3)]! |= 0x80 >> ((id - 1) & 7);
}
