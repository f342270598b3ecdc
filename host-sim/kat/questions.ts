// SPDX-License-Identifier: Apache-2.0
//
// A line of JSON as a question to the program, by the table of operations; or what is wrong with it, where, and what would be right.

import type { Line } from './lines.ts';
import { lineBytesMax } from './lines.ts';
import { memberText } from './member-text.ts';
import { type Field, type Operation, operations } from './operations.ts';
import { fieldBytesMax, questionBytesMax } from './wire.ts';

/** `id`: as it was written. */
export interface Question {
  readonly id: string;
  readonly name: string;
  readonly operation: Operation;
  /** As they travel. */
  readonly bytes: Buffer;
  /** What the line says, for an answer that repeats some of it. */
  readonly members: Members;
}

export interface Refusal {
  readonly id: string;
  readonly error: string;
}

export type Members = Readonly<Record<string, unknown>>;

/** Something is wrong with what a line says. */
class Wrong extends Error {}

const table: ReadonlyMap<string, Operation> = new Map(Object.entries(operations));
const shownMax = 40;

/** `names`: the program's, whose places are their numbers. */
export function questionOf(line: Line, names: readonly string[]): Question | Refusal {
  let id = 'null';
  try {
    if (typeof line === 'number')
      throw new Wrong(`line: ${line} bytes, at most ${lineBytesMax}: give the data in parts`);
    const members = parsed(line);
    id = memberText(line, 'id') ?? 'null';
    const name = nameOf(members);
    const operation = table.get(name)!;
    const fields = operation.fields.flatMap((field) => fieldOf(field, members, name));
    return { id, name, operation, bytes: packed(names.indexOf(name), fields), members };
  } catch (error) {
    if (error instanceof Wrong) return { id, error: error.message };
    throw error;
  }
}

function parsed(line: string): Members {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Wrong('line: not JSON: write {"id": …, "op": "…", …} on one line');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Wrong('line: not an object: write {"id": …, "op": "…", …}');
  return value as Members;
}

function nameOf(members: Members): string {
  const name = member(members, 'op');
  const remedy = 'jiaozi kat --help lists the operations';
  if (name === undefined) throw new Wrong(`op: missing; ${remedy}`);
  if (typeof name !== 'string')
    throw new Wrong(`op: must be a string, not ${kindOf(name)}; ${remedy}`);
  if (!table.has(name))
    throw new Wrong(`op: there is no ${JSON.stringify(name.slice(0, shownMax))}; ${remedy}`);
  return name;
}

/** Own members only: "constructor" is no field of anything. */
function member(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value)
    ? 'a list'
    : `a${typeof value === 'object' ? 'n' : ''} ${typeof value}`;
}

/** A field on its way; `isHex`: the program makes bytes of it. */
interface Packed {
  readonly isHex: boolean;
  readonly text: string;
}

const nothing: Packed = { isHex: false, text: '' };

function fieldOf(field: Field, members: Members, operation: string): Packed[] {
  const name = [field.name, ...(field.also ?? [])].find((each) => Object.hasOwn(members, each));
  const isWanted = !field.when || isOneOf(field.when.is, member(members, field.when.field));
  if (!isWanted) return [nothing];
  const value = name === undefined ? field.default : members[name];
  if (value === undefined) {
    const all = operations[operation as keyof typeof operations].fields.map((each) => each.name);
    throw new Wrong(`${field.name}: missing; ${operation} takes ${all.join(', ')}`);
  }
  // What is not given has no size to check, and an empty key is not the same as none.
  if (name === undefined && value === '')
    return field.kind === 'hex pair' ? [nothing, nothing] : [nothing];
  return kinds[field.kind](field, value);
}

const isOneOf = (choices: readonly (string | number)[], value: unknown) =>
  choices.some((choice) => String(choice) === String(value).toLowerCase());

const kinds: Readonly<Record<Field['kind'], (field: Field, value: unknown) => Packed[]>> = {
  hex: (field, value) => [hex(field, value)],
  'hex pair': (field, value) => {
    if (!Array.isArray(value) || value.length > 2)
      throw new Wrong(`${field.name}: must be a list of at most two strings of hex digits`);
    return [0, 1].map((index) => hex(field, value[index] ?? ''));
  },
  nibbles: (field, value) => [sized(field, stringOf(field, value, 'hex digits'), 'hex digits')],
  digits: (field, value) => [sized(field, stringOf(field, value, 'decimal digits'), 'digits')],
  text: (field, value) => [sized(field, stringOf(field, value, 'characters'), 'characters')],
  choice: (field, value) => {
    const { choices = [] } = field;
    const place = choices.findIndex((choice) => isOneOf([choice], value));
    if (place < 0 || (typeof value !== 'string' && typeof value !== 'number'))
      throw new Wrong(`${field.name}: must be one of ${choices.join(', ')}`);
    return [{ isHex: false, text: String.fromCharCode(place + 1) }];
  },
  integer: (field, value) => {
    const { min = 0, max = 0xffff } = field;
    // The default may be outside, and says that there is none.
    const isGood =
      Number.isInteger(value) &&
      (value === field.default || ((value as number) >= min && (value as number) <= max));
    if (!isGood) throw new Wrong(`${field.name}: must be a whole number from ${min} to ${max}`);
    return [
      {
        isHex: true,
        text: Buffer.from([(value as number) & 0xff, (value as number) >> 8]).toString('hex'),
      },
    ];
  },
};

function stringOf(field: Field, value: unknown, what: string): string {
  if (typeof value !== 'string')
    throw new Wrong(`${field.name}: must be a string of ${what}, not ${kindOf(value)}`);
  return value;
}

/** The digits themselves are the program's business. */
function hex(field: Field, value: unknown): Packed {
  const text = stringOf(field, value, 'hex digits');
  const digits = Buffer.byteLength(text);
  if (digits % 2 !== 0) throw new Wrong(`${field.name}: an odd number of hex digits (${digits})`);
  checkSize({ max: fieldBytesMax, ...field }, digits / 2, 'bytes');
  return { isHex: true, text };
}

function sized(field: Field, text: string, unit: string): Packed {
  checkSize(field, Buffer.byteLength(text), unit);
  return { isHex: false, text };
}

function checkSize(field: Field, size: number, units: string): void {
  const { sizes, multipleOf, min = 0, max = Number.POSITIVE_INFINITY } = field;
  const unit = size === 1 ? units.slice(0, -1) : units;
  const wrong = (right: string) => new Wrong(`${field.name}: ${size} ${unit}; must be ${right}`);
  if (sizes && !sizes.includes(size)) throw wrong(listed(sizes));
  if (multipleOf && size % multipleOf !== 0) throw wrong(`a multiple of ${multipleOf}`);
  if (size < min || size > max) throw wrong(min > 0 ? `${min} to ${max}` : `at most ${max}`);
}

function listed(sizes: readonly number[]): string {
  return sizes.length > 1 ? `${sizes.slice(0, -1).join(', ')} or ${sizes.at(-1)}` : `${sizes[0]}`;
}

/** See program/port.ts. */
function packed(operation: number, fields: readonly Packed[]): Buffer {
  const parts = fields.map(({ isHex, text }) => {
    const header = Buffer.alloc(5);
    header[0] = Number(isHex);
    header.writeUInt32LE(Buffer.byteLength(text), 1);
    return Buffer.concat([header, Buffer.from(text)]);
  });
  const body = Buffer.concat([Buffer.from([operation, fields.length]), ...parts]);
  if (body.length + 4 > questionBytesMax)
    throw new Wrong(
      `line: its fields have ${body.length} characters, at most ${questionBytesMax - 4}`,
    );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}
