// SPDX-License-Identifier: Apache-2.0
//
// What the acquirer has for terminals that fetch parameters: docs/sources.md [domain A4, A6]. Written apart from src/host/downloads.ts. Field 62 in
// hexadecimal, as wire.ts has it.

import { createHash } from 'node:crypto';
import type { MessageKind } from './behaviour.ts';
import type { WireMessage } from './wire.ts';

export interface CaKey {
  /** All in hexadecimal. */
  readonly rid: string;
  readonly index: string;
  readonly modulus: string;
  readonly exponent: string;
  /** YYYYMMDD */
  readonly expiry: string;
}

export interface Downloads {
  /** Code and value of each parameter, in order; a value is characters, or, where it begins with `0x`, hexadecimal. */
  list: readonly (readonly [code: string, value: string])[];
  /** Tag of six characters, and value. */
  contactless: readonly (readonly [tag: string, value: string])[];
  caKeys: readonly CaKey[];
  /** How many of the list of keys go into one answer. */
  keysAtOnce: number;
}

export const noDownloads = (): Downloads => ({
  list: [],
  contactless: [],
  caKeys: [],
  keysAtOnce: 2,
});

const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex').toUpperCase();
const object = (tag: string, value: string) => {
  const size = value.length / 2;
  const length = size.toString(16).toUpperCase().padStart(2, '0');
  return `${tag}${size > 127 ? '81' : ''}${length}${value}`;
};

/** MTI and network code. */
export const downloadKinds: Readonly<Record<string, MessageKind>> = {
  '0800/360': 'download',
  '0800/361': 'download',
  '0800/370': 'download',
  '0800/371': 'download',
  '0800/394': 'download',
  '0800/395': 'download',
  '0820/372': 'download',
  '0820/362': 'status',
};

/** The answer's field 62, if it has one. */
export function downloadFor(data: Downloads, { fields }: WireMessage): Record<number, string> {
  const code = fields.get(60)!.slice(8, 11);
  const field62 = contents[code]?.(data, fields.get(62) ?? '') ?? '';
  return field62 === '' ? {} : { 62: field62 };
}

const contents: Readonly<Record<string, (data: Downloads, asked: string) => string>> = {
  '360': ({ list }) =>
    list.map(([id, value]) => ascii(id) + (hexIn(value) ?? ascii(value))).join(''),
  '370': keyOf,
  '372': (data, asked) => keyList(data, Number(Buffer.from(asked, 'hex').toString().slice(1))),
  '394': ({ contactless }) =>
    contactless
      .map(([tag, value]) => ascii(`${tag}${String(value.length).padStart(3, '0')}${value}`))
      .join(''),
};

function hexIn(value: string): string | undefined {
  return value.startsWith('0x') ? value.slice(2) : undefined;
}

function keyList({ caKeys, keysAtOnce }: Downloads, received: number): string {
  const part = caKeys.slice(received, received + keysAtOnce);
  if (part.length === 0) return ascii('0');
  const isLast = received + part.length === caKeys.length;
  const kind = isLast ? (received === 0 ? '1' : '3') : '2';
  const rows = part.map(
    ({ rid, index, expiry }) =>
      object('9F06', rid) + object('9F22', index) + object('DF05', ascii(expiry)),
  );
  return ascii(kind) + rows.join('');
}

function keyOf({ caKeys }: Downloads, asked: string): string {
  const key = caKeys.find(
    ({ rid, index }) => object('9F06', rid) + object('9F22', index) === asked.toUpperCase(),
  );
  if (!key) return ascii('0');
  const { rid, index, modulus, exponent, expiry } = key;
  const check = createHash('sha1')
    .update(Buffer.from(rid + index + modulus + exponent, 'hex'))
    .digest('hex')
    .toUpperCase();
  return (
    ascii('1') +
    object('9F06', rid) +
    object('9F22', index) +
    object('DF05', ascii(expiry)) +
    object('DF06', '01') +
    object('DF07', '01') +
    object('DF02', modulus) +
    object('DF04', exponent) +
    object('DF03', check)
  );
}
