// SPDX-License-Identifier: Apache-2.0
//
// Bytes to text and to JSON for `jiaozi 8583 decode`.

import { describeMessage, type FieldLine } from '../../src/host/iso8583/describe.ts';
import { describeMessageInClear } from '../../src/host/iso8583/describe-clear.ts';
import { type DecodedMessage, decodeMessage } from '../../src/host/iso8583/message.ts';
import { unionPayTerminal as spec } from '../../src/host/iso8583/unionpay-terminal.ts';
import { fromHex } from '../../src/lib/bytes.ts';
import { type Decoded, decoded, malformed } from '../../src/lib/result.ts';
import { explainField55 } from './8583-field55.ts';
import { findLayout, type Layout } from './8583-layout.ts';

/** Hexadecimal text to bytes; anything else is binary already. */
export function decodeBytes(input: Uint8Array): Decoded<Uint8Array> {
  const text = Buffer.from(input).toString('latin1');
  if (!/^[0-9a-fA-F\s]*$/.test(text)) return decoded(input);
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 === 0) return decoded(fromHex(digits));
  return malformed(digits.length >> 1, 'half a byte at the end');
}

interface Whole {
  readonly layout: Layout;
  readonly message: DecodedMessage<typeof spec>;
}

function decodeWhole(bytes: Uint8Array): Decoded<Whole> {
  const layout = findLayout(bytes);
  if (!layout.ok) return layout;
  const message = decodeMessage(spec, bytes, layout.value.messageAt);
  if (!message.ok) return message;
  return decoded({ layout: layout.value, message: message.value });
}

export function decodeToText(bytes: Uint8Array, isClear: boolean): Decoded<string> {
  const whole = decodeWhole(bytes);
  if (!whole.ok) return whole;
  const { layout, message } = whole.value;
  const explain = explainField55(isClear);
  const describe = isClear ? describeMessageInClear : describeMessage;
  const rows: string[] = [];
  if (layout.length !== undefined) rows.push(`length  ${layout.length}`);
  if (layout.tpdu !== undefined) rows.push(`TPDU    ${layout.tpdu}`, `header  ${layout.header}`);
  rows.push(`MTI     ${message.mti}`);
  for (const line of describe(spec, message, explain)) rows.push(...textOf(line));
  for (const { id, form } of message.tolerated) rows.push(`note    F${id} has the other ${form}`);
  return decoded(`${rows.join('\n')}\n`);
}

function textOf({ id, name, text, inside }: FieldLine): string[] {
  const row = spec.find((each) => each.id === id)!;
  const shown = row.form === 'bytes' ? text + asCharacters(text) : text;
  return [
    `F${String(id).padEnd(7)}${name.padEnd(24)}${shown}`,
    ...inside.map((line) => `          ${line}`),
  ];
}

/** Printable bytes once more as characters. */
function asCharacters(hex: string): string {
  const characters = Buffer.from(hex, 'hex').toString('latin1');
  return /^[\x20-\x7e]+$/.test(characters) ? `  "${characters}"` : '';
}

export function decodeToJson(bytes: Uint8Array, isClear: boolean): Decoded<string> {
  const whole = decodeWhole(bytes);
  if (!whole.ok) return whole;
  const { layout, message } = whole.value;
  const clear = describeMessageInClear(spec, message);
  const shown = isClear ? clear : describeMessage(spec, message);
  const fields = shown.map(({ id, name, text }, i) =>
    text === clear[i]!.text ? { id, name, value: text } : { id, name, value: text, masked: true },
  );
  const { length, tpdu, header } = layout;
  const { mti, tolerated } = message;
  return decoded(`${JSON.stringify({ length, tpdu, header, mti, fields, tolerated })}\n`);
}
