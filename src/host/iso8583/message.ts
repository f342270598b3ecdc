// SPDX-License-Identifier: Apache-2.0
//
// A message as a table says it is: MTI (4 BCD digits), bitmap of 64, fields in ascending order, after docs/sources.md
// [domain A1, A2]. There is no second bitmap in this dialect: bit 1 set is an error. Decoded buffers are copies; wipe them
// with `wipeFields` and the received bytes by hand.

import { type Decoded, decoded, type Malformed, malformed } from '../../lib/result.ts';
import {
  bitmapBytes,
  decodeLength,
  hasOtherPad,
  type Part,
  parts,
  putLength,
  setBit,
} from './parts.ts';
import type { FieldRow, Fields, FormValue, Message, Spec } from './spec.ts';

export type FieldValue = FormValue[keyof FormValue];

/** A form that we read but would not send. The only one so far: the other pad nibble (F for 0, 0 for F). */
export interface Tolerated {
  readonly id: number;
  readonly form: 'pad nibble';
}

export interface DecodedMessage<S extends Spec> extends Message<S> {
  readonly tolerated: readonly Tolerated[];
}

const mtiBytes = 2;
const headBytes = mtiBytes + bitmapBytes;

/** Decodes `bytes` from `from` to the end. Offsets in errors count from the start of `bytes`. */
export function decodeMessage<S extends Spec>(
  spec: S,
  bytes: Uint8Array,
  from = 0,
): Decoded<DecodedMessage<S>> {
  const head = decodeHead(spec, bytes, from);
  if (!head.ok) return head;
  const { mti, rows } = head.value;
  const fields: Record<string, FieldValue> = {};
  const tolerated: Tolerated[] = [];
  let at = from + headBytes;
  // Indices, not iterators, here and below: a settlement with an upload goes through a thousand messages.
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const end = decodeField(row, bytes, at, fields, tolerated);
    if (typeof end !== 'number') {
      wipeFields(fields);
      return malformed(end.at, `field ${row.id}: ${end.reason}`);
    }
    at = end;
  }
  if (at !== bytes.length) {
    wipeFields(fields);
    return malformed(at, `${bytes.length - at} bytes after the last field`);
  }
  return decoded({ mti, fields: fields as Fields<S>, tolerated });
}

interface Head {
  readonly mti: string;
  /** Of the fields that follow. */
  readonly rows: Spec;
}

/** The MTI, when the bitmap names only fields of the table. */
function decodeHead(spec: Spec, bytes: Uint8Array, from: number): Decoded<Head> {
  if (bytes.length < from + headBytes) return malformed(bytes.length, 'cut before the first field');
  const mti = parts.digits.decode(mtiRow, bytes, from, 4);
  if (!mti.ok) return malformed(mti.at, `MTI: ${mti.reason}`);
  const bitmapAt = from + mtiBytes;
  const rows: FieldRow[] = [];
  let next = 0;
  for (let i = 0; i < bitmapBytes; i++) {
    let id = i * 8;
    for (let bits = bytes[bitmapAt + i]!; bits !== 0; bits = (bits << 1) & 0xff) {
      id++;
      if (bits < 0x80) continue;
      let row = spec[next++];
      while (row && row.id < id) row = spec[next++];
      if (row?.id !== id) return malformed(bitmapAt + i, `field ${id} is not in this dialect`);
      rows.push(row);
    }
  }
  return decoded({ mti: mti.value, rows });
}

const mtiRow: FieldRow = Object.freeze(
  {
    id: 0,
    name: 'mti',
    type: 'n',
    form: 'digits',
    length: { prefixBytes: 0, max: 4 },
    mask: 'none',
  },
  true,
);

/** Puts the field among `fields`; where it ends. */
function decodeField(
  row: FieldRow,
  bytes: Uint8Array,
  start: number,
  fields: Record<string, FieldValue>,
  tolerated: Tolerated[],
): number | Malformed {
  const { length } = row;
  const prefixed = length.prefixBytes > 0 ? decodeLength(length, bytes, start) : undefined;
  if (prefixed && !prefixed.ok) return prefixed;
  const count = prefixed ? prefixed.value : length.max;
  const at = start + length.prefixBytes;
  const part = parts[row.form];
  const size = part.size(count);
  if (size > bytes.length - at) {
    return malformed(bytes.length, `cut: ${size} bytes expected, ${bytes.length - at} left`);
  }
  const value = part.decode(row, bytes, at, count);
  if (!value.ok) return value;
  fields[row.name] = value.value;
  if (count & 1 && hasOtherPad(row, bytes, at, count))
    tolerated.push({ id: row.id, form: 'pad nibble' });
  return at + size;
}

/** Throws TypeError or RangeError, naming the field, when the message does not fit the table. */
export function encodeMessage<S extends Spec>(spec: S, message: Message<S>): Uint8Array {
  const values = message.fields as Readonly<Record<string, FieldValue | undefined>>;
  const rows: FieldRow[] = [];
  for (let i = 0; i < spec.length; i++) {
    const row = spec[i]!;
    if (values[row.name] !== undefined) rows.push(row);
  }
  let given = 0;
  for (const name in values) if (values[name] !== undefined) given++;
  if (given !== rows.length)
    throw new TypeError(`${given - rows.length} fields are not in this dialect`);
  const pieces: Uint8Array[] = [];
  let size = headBytes;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const piece = pieceOf(row, values[row.name]!);
    pieces.push(piece);
    size += row.length.prefixBytes + piece.length;
  }
  const bytes = new Uint8Array(size);
  bytes.set(pieceOf(mtiRow, message.mti));
  let at = headBytes;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const piece = pieces[i]!;
    setBit(bytes, mtiBytes, row.id);
    if (row.length.prefixBytes > 0) {
      putLength(row.length, partOf(row).count(values[row.name]!), bytes, at);
      at += row.length.prefixBytes;
    }
    bytes.set(piece, at);
    at += piece.length;
    // A piece with card data does not outlive this.
    piece.fill(0);
  }
  return bytes;
}

const partOf = (row: FieldRow) => parts[row.form] as Part<FieldValue>;

/** The value as it goes behind its length prefix. */
function pieceOf(row: FieldRow, value: FieldValue): Uint8Array {
  const { max, prefixBytes } = row.length;
  try {
    const part = partOf(row);
    const count = part.count(value);
    if (prefixBytes === 0 ? count !== max : count > max) throw new RangeError('length');
    return part.encode(row, value);
  } catch (error) {
    throw unfit(row, error);
  }
}

function unfit({ id, type, form, length }: FieldRow, error: unknown): Error {
  const Kind = error instanceof TypeError ? TypeError : RangeError;
  return new Kind(`field ${id}: does not fit ${type} ${form}, length ${length.max}`);
}

/** Zeroes every buffer of a message. Strings cannot be wiped, which is why card data are never strings. */
export function wipeFields(fields: object): void {
  for (const value of Object.values(fields) as FieldValue[]) {
    if (typeof value === 'string' || value === undefined) continue;
    (value instanceof Uint8Array ? value : value.packed).fill(0);
  }
}
