// SPDX-License-Identifier: Apache-2.0
//
// JSON to bytes for `jiaozi 8583 encode`. The JSON is a person's or a script's: every complaint names the field.

import { digitsFromText } from '../../src/host/iso8583/digits.ts';
import { encodeMessage, type FieldValue } from '../../src/host/iso8583/message.ts';
import type { FieldRow, Form } from '../../src/host/iso8583/spec.ts';
import {
  type TerminalMessage,
  unionPayTerminal,
} from '../../src/host/iso8583/unionpay-terminal.ts';
import { concat, fromHex } from '../../src/lib/bytes.ts';

export type Encoded =
  | { readonly ok: true; readonly value: Uint8Array }
  | { readonly ok: false; readonly reason: string };

/** A complaint about the JSON; its text is for people and holds no field's value. */
class Complaint extends Error {}

/** `hasLength` undefined: as the JSON has it. */
export function encodeJson(text: string, hasLength: boolean | undefined): Encoded {
  try {
    return { ok: true, value: encodeParsed(parse(text), hasLength) };
  } catch (error) {
    if (error instanceof Complaint) return { ok: false, reason: error.message };
    throw error;
  }
}

function parse(text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Complaint('not JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Complaint('not a JSON object');
  }
  return json as Record<string, unknown>;
}

function encodeParsed(json: Record<string, unknown>, hasLength: boolean | undefined): Uint8Array {
  const { tpdu, header, mti, fields, length } = json;
  if (typeof mti !== 'string' || !/^[0-9]{4}$/.test(mti)) throw new Complaint('mti: four digits');
  if ((tpdu === undefined) !== (header === undefined)) {
    throw new Complaint('tpdu and header come together or not at all');
  }
  const message = encodeFields(mti, entriesOf(fields));
  const prefix = concat(hexOf('tpdu', tpdu, 5), hexOf('header', header, 6));
  const rest = concat(prefix, message);
  if (!(hasLength ?? length !== undefined)) return rest;
  return concat(Uint8Array.of(rest.length >> 8, rest.length & 0xff), rest);
}

function hexOf(name: string, value: unknown, size: number): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  if (
    typeof value !== 'string' ||
    !/^([0-9a-fA-F]{2})*$/.test(value) ||
    value.length !== size * 2
  ) {
    throw new Complaint(`${name}: ${size * 2} hexadecimal digits`);
  }
  return fromHex(value);
}

interface Entry {
  readonly id: number;
  readonly value: string;
}

/** `[{ id, value }]`, or `{ id: value }` as people write it. */
function entriesOf(fields: unknown): Entry[] {
  if (typeof fields !== 'object' || fields === null)
    throw new Complaint('fields: a list or an object');
  const list: unknown[] = Array.isArray(fields)
    ? fields
    : Object.entries(fields).map(([id, value]) => ({ id: Number(id), value }));
  return list.map((item) => {
    const { id, value, masked } = (item ?? {}) as Record<string, unknown>;
    if (typeof id !== 'number') throw new Complaint('fields: every one has an id');
    if (masked === true) throw new Complaint(`field ${id} is masked; decode with --unmask`);
    if (typeof value !== 'string') throw new Complaint(`field ${id}: the value is a string`);
    return { id, value };
  });
}

function encodeFields(mti: string, entries: readonly Entry[]): Uint8Array {
  const fields: Record<string, FieldValue> = {};
  for (const { id, value } of entries) {
    const row: FieldRow | undefined = unionPayTerminal.find((each) => each.id === id);
    if (!row) throw new Complaint(`field ${id} is not in this dialect`);
    if (fields[row.name] !== undefined) throw new Complaint(`field ${id} is there twice`);
    try {
      fields[row.name] = parsers[row.form](value);
    } catch {
      throw new Complaint(`field ${id}: not ${formWords[row.form]}`);
    }
  }
  try {
    return encodeMessage(unionPayTerminal, { mti, fields } as TerminalMessage);
  } catch (error) {
    // Texts of the codec name the field and its format, never the value.
    throw new Complaint((error as Error).message);
  }
}

const parsers: { readonly [F in Form]: (value: string) => FieldValue } = {
  digits: (value) => value,
  packed: (value) => digitsFromText(value.toUpperCase()),
  text: (value) => value,
  bytes: fromHex,
};

const formWords: { readonly [F in Form]: string } = {
  digits: 'digits',
  packed: 'digits',
  text: 'text',
  bytes: 'hexadecimal',
};
