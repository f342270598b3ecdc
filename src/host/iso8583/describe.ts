// SPDX-License-Identifier: Apache-2.0
//
// A message for people: one line per field, card data and keys masked as the table says. The unmasked twin is
// describe-clear.ts, which the terminal never imports.

import { toHex } from '../../lib/bytes.ts';
import { type Digits, nibblesToText } from './digits.ts';
import type { FieldValue } from './message.ts';
import type { FieldRow, Form, FormValue, Mask, Message, Spec } from './spec.ts';

export interface FieldLine {
  readonly id: number;
  /** words in lower case, "processing code" */
  readonly name: string;
  readonly text: string;
  /** What is inside, masked by whoever explained it. */
  readonly inside: readonly string[];
}

/** Explains a binary field, line by line, without secrets; for example F55 as tags with their names. */
export type Explain = (id: number, bytes: Uint8Array) => readonly string[];

export function describeMessage<S extends Spec>(
  spec: S,
  message: Message<S>,
  explain?: Explain,
): FieldLine[] {
  return fieldLines(spec, message, explain, (row, value) =>
    hides[row.mask](message.mti) ? maskText(row, value) : valueText(row.form, value),
  );
}

/** Whether a mask applies in a message of this type. */
const hides: { readonly [M in Mask]: (mti: string) => boolean } = {
  none: () => false,
  pan: () => true,
  all: () => true,
  keys: (mti) => mti === '0810',
  records: (mti) => mti.startsWith('03'),
};

function maskText(row: FieldRow, value: FieldValue): string {
  if (row.mask === 'pan') return maskPan(value as Digits);
  if (typeof value === 'string') return '*'.repeat(value.length);
  return value instanceof Uint8Array ? `*${value.length} bytes` : `*${value.count} digits`;
}

/** First 6 and last 4 digits; a PAN too short to hide anything is hidden whole. */
export function maskPan(pan: Digits): string {
  if (pan.count < 13) return '*'.repeat(pan.count);
  const last = nibblesToText(pan.packed, pan.count - 4, pan.count);
  return nibblesToText(pan.packed, 0, 6) + '*'.repeat(pan.count - 10) + last;
}

const texts: { readonly [F in Form]: (value: FormValue[F]) => string } = {
  digits: (value) => value,
  packed: (value) => nibblesToText(value.packed, 0, value.count),
  text: (value) => value,
  bytes: toHex,
};

/** The value as text: digits, characters, or hexadecimal for bytes. */
export function valueText(form: Form, value: FieldValue): string {
  return (texts[form] as (value: FieldValue) => string)(value);
}

/** Lines of all present fields, each value made into text by `text`. */
export function fieldLines<S extends Spec>(
  spec: S,
  message: Message<S>,
  explain: Explain | undefined,
  text: (row: FieldRow, value: FieldValue) => string,
): FieldLine[] {
  const values = message.fields as Readonly<Record<string, FieldValue | undefined>>;
  const lines: FieldLine[] = [];
  for (const row of spec) {
    const value = values[row.name];
    if (value === undefined) continue;
    const inside = explain && value instanceof Uint8Array ? explain(row.id, value) : [];
    lines.push({ id: row.id, name: wordsOf(row), text: text(row, value), inside });
  }
  return lines;
}

/** `field3ProcessingCode` → `processing code` */
function wordsOf(row: FieldRow): string {
  return row.name
    .replace(/^field[0-9]+/, '')
    .replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
    .trim();
}
