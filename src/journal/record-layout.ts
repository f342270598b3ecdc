// SPDX-License-Identifier: Apache-2.0
//
// Records as tables of fields, and the codec that follows them. docs/internals/journal.md lists the kinds of fields.
// What a reader would get wrong: a layout that is in use never changes. What is to change gets a new version, and the old one
// stays for as long as a terminal may have it on flash.

import { hexOf, textOf } from '../lib/bytes.ts';

/** `digits n`: a text of n digits, in BCD. The others say their size themselves. */
export type FieldKind =
  | 'u8'
  | 'u16'
  | 'u32'
  /** An amount in minor units, six bytes. */
  | 'amount'
  | 'digits2'
  | 'digits4'
  | 'digits6'
  /** YYMMDDhhmmss; all zero: the terminal had no time. */
  | 'time'
  /** Hexadecimal text, upper case; a byte says how many bytes. */
  | 'hex'
  /** ASCII; a byte says how many characters. */
  | 'text'
  /** Two bytes say how many. */
  | 'bytes';

/** What a field is in the program. */
interface Values {
  readonly u8: number;
  readonly u16: number;
  readonly u32: number;
  readonly amount: number;
  readonly digits2: string;
  readonly digits4: string;
  readonly digits6: string;
  /** Twelve digits. */
  readonly time: string;
  readonly hex: string;
  readonly text: string;
  readonly bytes: Uint8Array;
}

export type Layout = Readonly<Record<string, FieldKind>>;
export type ValuesOf<L extends Layout> = { readonly [Name in keyof L]: Values[L[Name]] };

const digits = Object.freeze(
  { digits2: 1, digits4: 2, digits6: 3, time: 6 } as Readonly<Record<string, number>>,
  true,
);
const integers = Object.freeze(
  { u8: 1, u16: 2, u32: 4, amount: 6 } as Readonly<Record<string, number>>,
  true,
);

const payloadMax = 1024;

class Writer {
  readonly #bytes = new Uint8Array(payloadMax);
  #at = 0;

  integer(value: number, size: number): void {
    const bytes = this.#bytes;
    let at = this.#at;
    const end = at + size;
    let rest = value;
    // Most are small: the rest of their bytes are zero already, for each is written once.
    for (; rest > 0 && at < end; rest = Math.floor(rest / 256)) bytes[at++] = rest % 256;
    this.#at = end;
    if (!Number.isInteger(value) || value < 0 || rest !== 0)
      throw new RangeError(`not an integer of ${size} bytes`);
  }

  /** Digits of either sort, two to a byte, high one first. */
  nibbles(text: string, size: number): void {
    if (text.length !== size * 2) throw new RangeError(`${text.length} digits for ${size} bytes`);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < size * 2; i += 2) {
      const value = Number.parseInt(text.slice(i, i + 2), 16);
      if (Number.isNaN(value)) throw new RangeError('not digits');
      bytes[at++] = value;
    }
    this.#at = at;
  }

  text(text: string): void {
    const { length } = text;
    this.integer(length, 1);
    const bytes = this.#bytes;
    const at = this.#at;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      bytes[at + i] = code < 0x80 ? code : 0x3f;
    }
    this.#at = at + length;
  }

  bytes(bytes: Uint8Array): void {
    this.integer(bytes.length, 2);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  taken(): Uint8Array {
    if (this.#at > payloadMax) throw new RangeError('the record is too long');
    return this.#bytes.slice(0, this.#at);
  }
}

/** The payload of a record. A value that its field cannot hold throws RangeError. */
export function encodeFields<L extends Layout>(layout: L, values: ValuesOf<L>): Uint8Array {
  const writer = new Writer();
  for (const name in layout) {
    const kind = layout[name]!;
    // biome-ignore lint/suspicious/noExplicitAny: the layout says which it is
    const value = values[name] as any;
    const size = integers[kind];
    if (size !== undefined) writer.integer(value, size);
    else if (kind === 'hex') {
      writer.integer(value.length / 2, 1);
      writer.nibbles(value, value.length / 2);
    } else if (kind === 'text') writer.text(value);
    else if (kind === 'bytes') writer.bytes(value);
    else writer.nibbles(value, digits[kind]!);
  }
  return writer.taken();
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  skip(size: number): void {
    this.#at += size;
  }

  integer(size: number): number {
    const from = this.#take(size);
    const bytes = this.#bytes;
    let value = 0;
    for (let i = from + size - 1; i >= from; i--) value = value * 256 + bytes[i]!;
    return value;
  }

  nibbles(size: number): string {
    const from = this.#take(size);
    return hexOf(this.#bytes, from, from + size);
  }

  text(size: number): string {
    const from = this.#take(size);
    return textOf(this.#bytes, from, from + size);
  }

  bytes(size: number): Uint8Array {
    const from = this.#take(size);
    return this.#bytes.slice(from, from + size);
  }

  /** Where the next `size` bytes begin. */
  #take(size: number): number {
    const from = this.#at;
    if (from + size > this.#bytes.length) throw new RangeError('the record is too short');
    this.#at = from + size;
    return from;
  }
}

/**
 * Some fields of a payload whose layout begins like this; the others are stepped over. For counting, where most of a record does not
 * matter.
 */
export function decodeSome<L extends Layout, Name extends keyof L & string>(
  layout: L,
  payload: Uint8Array,
  names: readonly Name[],
): Pick<ValuesOf<L>, Name> {
  const reader = new Reader(payload);
  const values: Record<string, number | string | Uint8Array> = {};
  for (const name in layout) {
    const kind = layout[name]!;
    if ((names as readonly string[]).includes(name)) values[name] = decodeField(reader, kind);
    else skipField(reader, kind);
  }
  return values as Pick<ValuesOf<L>, Name>;
}

function skipField(reader: Reader, kind: FieldKind): void {
  const size = integers[kind] ?? digits[kind];
  reader.skip(size ?? reader.integer(kind === 'bytes' ? 2 : 1));
}

/** What `encodeFields` was given. A payload that does not fit its layout throws: a record with a right check is the program's own. */
export function decodeFields<L extends Layout>(layout: L, payload: Uint8Array): ValuesOf<L> {
  const reader = new Reader(payload);
  const values: Record<string, number | string | Uint8Array> = {};
  for (const name in layout) values[name] = decodeField(reader, layout[name]!);
  return values as ValuesOf<L>;
}

function decodeField(reader: Reader, kind: FieldKind): number | string | Uint8Array {
  const size = integers[kind];
  if (size !== undefined) return reader.integer(size);
  if (kind === 'hex') return reader.nibbles(reader.integer(1));
  if (kind === 'text') return reader.text(reader.integer(1));
  if (kind === 'bytes') return reader.bytes(reader.integer(2));
  return reader.nibbles(digits[kind]!);
}
