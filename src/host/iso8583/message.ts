// SPDX-License-Identifier: Apache-2.0
//
// A message as a table says it is: MTI (4 BCD digits), bitmap of 64, fields in ascending order, after docs/sources.md
// [domain A1, A2]. There is no second bitmap in this dialect: bit 1 set is an error. Decoded buffers are copies; wipe them
// with `wipeFields` and the received bytes by hand.

import { type Decoded, decoded, malformed } from '../../lib/result.ts';
import {
  bitmapBytes,
  decodeLength,
  encodeLength,
  hasBit,
  hasOtherPad,
  type Part,
  parts,
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
  const head = new Uint8Array(headBytes);
  head.set(encodeField(mtiRow, message.mti)[1]!);
  const pieces: Uint8Array[] = [head];
  let known = 0;
  for (const row of spec) {
    const value = values[row.name];
    if (value === undefined) continue;
    known++;
    setBit(head, mtiBytes, row.id);
    pieces.push(...encodeField(row, value));
  }
  const given = Object.values(values).filter((value) => value !== undefined).length;
  if (given !== known) throw new TypeError(`${given - known} fields are not in this dialect`);
  return joinAndWipe(pieces);
}

/** Length prefix and value. */
function encodeField(row: FieldRow, value: FieldValue): [Uint8Array, Uint8Array] {
  const part = parts[row.form] as Part<FieldValue>;
  try {
    return [encodeLength(row.length, part.count(value)), part.encode(row, value)];
  } catch (error) {
    const Kind = error instanceof TypeError ? TypeError : RangeError;
    throw new Kind(
      `field ${row.id}: does not fit ${row.type} ${row.form}, length ${row.length.max}`,
    );
  }
}

/** Some of the pieces hold card data: only the joined message survives. */
function joinAndWipe(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
    piece.fill(0);
  }
  return joined;
}

/** Zeroes every buffer of a message. Strings cannot be wiped, which is why card data are never strings. */
export function wipeFields(fields: object): void {
  for (const value of Object.values(fields) as FieldValue[]) {
    if (typeof value === 'string' || value === undefined) continue;
    (value instanceof Uint8Array ? value : value.packed).fill(0);
  }
}
