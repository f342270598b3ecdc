// SPDX-License-Identifier: Apache-2.0
//
// A message as a table says it is: MTI (4 BCD digits), bitmap of 64, fields in ascending order, after docs/sources.md
// [domain A1, A2]. There is no second bitmap in this dialect: bit 1 set is an error. Decoded buffers are copies; wipe them
// with `wipeFields` and the received bytes by hand.

import { type Decoded, decoded, malformed } from '../../lib/result.ts';
import {
  bitmapBytes,
  decodeLength,
  hasBit,
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
  const fields: Record<string, FieldValue> = {};
  const tolerated: Tolerated[] = [];
  let at = from + headBytes;
  for (const row of spec) {
    if (!hasBit(bytes, from + mtiBytes, row.id)) continue;
    const field = decodeField(row, bytes, at);
    if (!field.ok) {
      wipeFields(fields);
      return malformed(field.at, `field ${row.id}: ${field.reason}`);
    }
    fields[row.name] = field.value.value;
    if (field.value.isTolerated) tolerated.push({ id: row.id, form: 'pad nibble' });
    at = field.value.end;
  }
  if (at !== bytes.length) {
    wipeFields(fields);
    return malformed(at, `${bytes.length - at} bytes after the last field`);
  }
  return decoded({ mti: head.value, fields: fields as Fields<S>, tolerated });
}

/** The MTI, when the bitmap names only fields of the table. */
function decodeHead(spec: Spec, bytes: Uint8Array, from: number): Decoded<string> {
  if (bytes.length < from + headBytes) return malformed(bytes.length, 'cut before the first field');
  const mti = parts.digits.decode(mtiRow, bytes, from, 4);
  if (!mti.ok) return malformed(mti.at, `MTI: ${mti.reason}`);
  let next = 0;
  for (let id = 1; id <= bitmapBytes * 8; id++) {
    const isKnown = spec[next]?.id === id;
    if (isKnown) next++;
    if (!isKnown && hasBit(bytes, from + mtiBytes, id)) {
      return malformed(from + mtiBytes + ((id - 1) >> 3), `field ${id} is not in this dialect`);
    }
  }
  return mti;
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

interface DecodedField {
  readonly value: FieldValue;
  readonly isTolerated: boolean;
  readonly end: number;
}

function decodeField(row: FieldRow, bytes: Uint8Array, start: number): Decoded<DecodedField> {
  const count = decodeLength(row.length, bytes, start);
  if (!count.ok) return count;
  const at = start + row.length.prefixBytes;
  const part = parts[row.form];
  const size = part.size(count.value);
  if (size > bytes.length - at) {
    return malformed(bytes.length, `cut: ${size} bytes expected, ${bytes.length - at} left`);
  }
  const value = part.decode(row, bytes, at, count.value);
  if (!value.ok) return value;
  return decoded({
    value: value.value,
    isTolerated: hasOtherPad(row, bytes, at, count.value),
    end: at + size,
  });
}

/** Throws TypeError or RangeError, naming the field, when the message does not fit the table. */
export function encodeMessage<S extends Spec>(spec: S, message: Message<S>): Uint8Array {
  const values = message.fields as Readonly<Record<string, FieldValue | undefined>>;
  const rows = spec.filter((row) => values[row.name] !== undefined);
  let given = 0;
  for (const name in values) if (values[name] !== undefined) given++;
  if (given !== rows.length)
    throw new TypeError(`${given - rows.length} fields are not in this dialect`);
  let size = headBytes;
  for (const row of rows) size += fieldSize(row, values[row.name]!);
  const bytes = new Uint8Array(size);
  putField(bytes, 0, mtiRow, message.mti);
  let at = headBytes;
  for (const row of rows) {
    setBit(bytes, mtiBytes, row.id);
    at = putField(bytes, at, row, values[row.name]!);
  }
  return bytes;
}

const partOf = (row: FieldRow) => parts[row.form] as Part<FieldValue>;

/** Bytes of length prefix and value. */
function fieldSize(row: FieldRow, value: FieldValue): number {
  const part = partOf(row);
  try {
    return row.length.prefixBytes + part.size(part.count(value));
  } catch (error) {
    throw unfit(row, error);
  }
}

/** Writes length prefix and value, returns where they end. A piece with card data does not outlive this. */
function putField(bytes: Uint8Array, at: number, row: FieldRow, value: FieldValue): number {
  const part = partOf(row);
  try {
    putLength(row.length, part.count(value), bytes, at);
    const piece = part.encode(row, value);
    const start = at + row.length.prefixBytes;
    bytes.set(piece, start);
    piece.fill(0);
    return start + piece.length;
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
