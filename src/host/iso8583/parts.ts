// SPDX-License-Identifier: Apache-2.0
//
// The parts a field is made of: BCD length prefix, digits, packed digits, text, bytes, bitmap, after docs/sources.md
// [domain A2]. Decoders never throw and never read past the end; encoders throw TypeError or RangeError, because what they
// are given is ours. A spare nibble may be 0 or F on decode, whichever the row says on encode: hosts differ.

import { type Decoded, decoded, malformed } from '../../lib/result.ts';
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
    bytes[i] = (Math.floor((rest % 100) / 10) << 4) | (rest % 10);
    rest = Math.floor(rest / 100);
  }
}

// ---- digits

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

/** Type n has digits only; type z any nibble, since tracks may be encrypted. */
function checkNibbles(row: FieldRow, bytes: Uint8Array, at: number, count: number): Decoded<null> {
  const first = at * 2 + firstNibble(row.pad, count);
  const highest = row.type === 'z' ? 15 : 9;
  for (let i = first; i < first + count; i++) {
    if (nibbleAt(bytes, i) > highest) return malformed(i >> 1, 'not a digit');
  }
  const spare = spareNibble(row.pad, count);
  if (spare >= 0) {
    const nibble = nibbleAt(bytes, at * 2 + spare);
    if (nibble !== 0 && nibble !== 15) return malformed((at * 2 + spare) >> 1, 'bad pad nibble');
  }
  return decoded(null);
}

/** True when the spare nibble is not the one we would send: the one form that is tolerated. */
export function hasOtherPad(row: FieldRow, bytes: Uint8Array, at: number, count: number): boolean {
  if (row.form !== 'digits' && row.form !== 'packed') return false;
  const spare = spareNibble(row.pad, count);
  return spare >= 0 && nibbleAt(bytes, at * 2 + spare) !== spareValue(row.pad);
}

const bcdSize = (count: number) => (count + 1) >> 1;

/** With the spare digit, if there is one. */
function padded(pad: Pad | undefined, digits: string): string {
  if (digits.length % 2 === 0) return digits;
  if (pad === 'left-0') return `0${digits}`;
  return digits + (pad === 'right-F' ? 'F' : '0');
}

/** A decimal digit is a hexadecimal one. */
function bcd(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

const digitsPart: Part<string> = Object.freeze(
  {
    size: bcdSize,
    decode(row, bytes, at, count) {
      const check = checkNibbles(row, bytes, at, count);
      if (!check.ok) return check;
      const first = at * 2 + firstNibble(row.pad, count);
      return decoded(nibblesToText(bytes, first, first + count));
    },
    count(value) {
      if (typeof value !== 'string') throw new TypeError('expected a string of digits');
      return value.length;
    },
    encode(row, value) {
      const wrong = value.search(/[^0-9]/);
      if (wrong >= 0) throw new RangeError(`character ${wrong} is not a digit`);
      return bcd(padded(row.pad, value));
    },
  },
  true,
);

const packedPart: Part<Digits> = Object.freeze(
  {
    size: bcdSize,
    decode(row, bytes, at, count) {
      const check = checkNibbles(row, bytes, at, count);
      if (!check.ok) return check;
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
      if (!checkNibbles(row, bytes, 0, value.count).ok) throw new RangeError('not digits');
      return bytes;
    },
  },
  true,
);

// ---- text and bytes

const isPrintable = (code: number) => code >= 0x20 && code <= 0x7e;

const textPart: Part<string> = Object.freeze(
  {
    size: (count) => count,
    decode(_row, bytes, at, count) {
      let text = '';
      for (let i = at; i < at + count; i++) {
        // Control characters are refused too: this text reaches the printer, where ESC is a command.
        if (!isPrintable(bytes[i]!)) return malformed(i, 'not printable ASCII');
        text += String.fromCharCode(bytes[i]!);
      }
      return decoded(text);
    },
    count(value) {
      if (typeof value !== 'string') throw new TypeError('expected a string');
      return value.length;
    },
    encode(_row, value) {
      const bytes = new Uint8Array(value.length);
      for (let i = 0; i < value.length; i++) {
        if (!isPrintable(value.charCodeAt(i)))
          throw new RangeError(`character ${i} is not printable`);
        bytes[i] = value.charCodeAt(i);
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
export function hasBit(bitmap: Uint8Array, at: number, id: number): boolean {
  return (bitmap[at + ((id - 1) >> 3)]! & (0x80 >> ((id - 1) & 7))) !== 0;
}

export function setBit(bitmap: Uint8Array, at: number, id: number): void {
  bitmap[at + ((id - 1) >> 3)]! |= 0x80 >> ((id - 1) & 7);
}
