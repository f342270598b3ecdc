// SPDX-License-Identifier: Apache-2.0
//
// The table of operations for people, and for scripts.

import { lineBytesMax } from './lines.ts';
import { type Field, type Operation, operations } from './operations.ts';
import { fieldBytesMax } from './wire.ts';

const table: readonly (readonly [string, Operation])[] = Object.entries(operations);

/** `jiaozi kat --list`: a line of JSON for each operation. */
export function listText(): string {
  return table.map(([op, operation]) => `${JSON.stringify({ op, ...operation })}\n`).join('');
}

function sizesOf({ kind, sizes, multipleOf, min, max, choices }: Field): string {
  // Long lists may be broken.
  if (choices) return choices.join(choices.length > 6 ? ' | ' : '|');
  if (sizes) return sizes.join('|');
  if (multipleOf) return `${multipleOf}n`;
  const isAny = min === undefined && max === undefined;
  const range = isAny ? '' : max === undefined ? `${min} or more` : `${min ?? 0}–${max}`;
  const unit = { nibbles: ' hex digits', digits: ' digits', text: ' characters', integer: '' };
  return kind in unit ? `${range}${unit[kind as keyof typeof unit]}` : range;
}

function fieldText(field: Field): string {
  const { name, note, when, kind } = field;
  const isOptional = field.default !== undefined;
  const about = [
    kind === 'hex pair' ? '[hex, hex]' : sizesOf(field),
    ...(when && when.is.length < 5 ? [`when ${when.field} is ${when.is.join(', ')}`] : []),
    ...(note ? [note] : []),
  ].filter((text) => text.trim() !== '');
  const shown = isOptional ? `[${name}]` : name;
  return about.length > 0 ? `${shown} (${about.join('; ')})` : shown;
}

const indent = ' '.repeat(20);
const lineMax = 100;

/** Words in lines, all but the first indented. */
function wrapped(parts: readonly string[]): string {
  let line = '';
  const lines: string[] = [];
  for (const word of parts.join(', ').split(' ')) {
    if (line !== '' && indent.length + line.length + word.length >= lineMax) {
      lines.push(line);
      line = '';
    }
    line += (line === '' ? '' : ' ') + word;
  }
  return [...lines, line].join(`\n${indent}`);
}

const gives: Readonly<Record<Operation['gives'], string>> = {
  out: 'out',
  text: 'out (text)',
  ok: 'ok',
  'pin block': 'out; format 4 without a key: also panField',
  'key block': 'header, key',
};

function operationText([name, { what, fields, gives: result }]: readonly [
  string,
  Operation,
]): string {
  const about = `${what} → ${gives[result]}`;
  return `  ${name.padEnd(18)}${wrapped(fields.map(fieldText))}\n${indent}${wrapped([about])}\n`;
}

export const help = `jiaozi kat – known answers: the key core by its own words

  jiaozi kat [--target desk|rv32] < questions > answers

Reads a JSON object a line, and writes one a line, in the same order. The operation runs on
the target's engine, through natives, in the C core that terminals have: in this process
(desk, the default) or on the emulated board (rv32).

  {"id":1,"op":"sha256","data":"616263"}     →  {"id":1,"out":"BA7816BF…"}
  {"id":"x","op":"luhn","pan":"79927398713"} →  {"id":"x","ok":true}
  {"id":3,"op":"sha265"}                     →  {"id":3,"error":"op: there is no …"}

The identifier is any JSON value and comes back as it was written (null when there was none).
Values are strings of hex digits, in either case, where the table says nothing else; sizes are
in bytes, 16n is a multiple of 16; [brackets]: may be missing. Members that an operation does
not know are ignored. A line that is wrong gets an error and the next one is read; blank lines
get nothing, a carriage return at the end of a line is no part of it.
  A line has at most ${lineBytesMax} bytes, a field at most ${fieldBytesMax} (as hex digits, twice as many), all
fields of a line together at most 36 KB. Memory does not grow with the number of lines.
Two shared cores answer about 15,000 short lines a second on the desk, 1,500 on rv32.
  A signature that is too long, too short or out of range is not good (ok: false), and so is
one under a point that is not on its curve; an RSA key that cannot be one is an error.

  --target T  desk or rv32
  --list      the table below as a JSON object a line
  -h, --help  this text

Never give it keys or PINs that protect anything: answers are in clear. No image of a terminal
has these operations.

${table.map(operationText).join('')}
Exit codes: 0 every line has got its answer, errors too; 1 the target has failed, or is not
there; 2 wrong usage.
`;
