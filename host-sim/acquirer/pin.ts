// SPDX-License-Identifier: Apache-2.0
//
// PINs at the host: the block of a message taken out, deciphered and read. On node:crypto, apart from crypto/core on purpose.
// docs/sources.md [domain A3, A8, A11]

import { createDecipheriv } from 'node:crypto';
import { desDecrypt } from './des.ts';

/** Where the block is and how it was made, by the digits of F53: format, algorithm. */
type Form = 'iso-0' | 'sm4';
const forms: Readonly<Record<string, Form>> = { '26': 'iso-0', '23': 'sm4' };

export type PinFound =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly pin: string }
  /** Code 99: what is there is no block of this card under this key. */
  | { readonly kind: 'unreadable'; readonly note: string };

export function findPin(
  fields: ReadonlyMap<number, string>,
  pan: string,
  key: Uint8Array | undefined,
): PinFound {
  const says = fields.get(22)?.[2];
  const carried = fields.get(52) ?? objectA1(fields.get(59));
  if (says !== '1' && carried === undefined) return { kind: 'none' };
  const unreadable = (note: string): PinFound => ({ kind: 'unreadable', note });
  if (says !== '1' || carried === undefined) return unreadable('F22 and the PIN block disagree');
  if (!fields.has(26)) return unreadable('no F26');
  const form = forms[(fields.get(53) ?? '').slice(0, 2)];
  if (!form || !key) return unreadable('F53 unknown, or no key');
  const block = Buffer.from(carried, 'hex');
  if (block.length !== (form === 'sm4' ? 16 : 8)) return unreadable('size of the block');
  const clear = form === 'sm4' ? sm4Decrypt(key, block) : desDecrypt(key, block);
  const pin = readBlock(clear, pan);
  return pin === undefined ? unreadable('not a PIN block') : { kind: 'found', pin };
}

function sm4Decrypt(key: Uint8Array, block: Uint8Array): Buffer {
  const cipher = createDecipheriv('sm4-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

/** Format 0 and its form of 16 bytes: 0, length, PIN, F … over the PAN's twelve digits before the last, at the right. */
function readBlock(block: Buffer, pan: string): string | undefined {
  const digits = block.length * 2;
  const mask = BigInt(`0x${pan.slice(0, -1).slice(-12).padStart(digits, '0')}`);
  const text = (BigInt(`0x${block.toString('hex')}`) ^ mask).toString(16).padStart(digits, '0');
  const size = Number.parseInt(text[1]!, 16);
  const shape = new RegExp(`^0[4-9a-c]\\d{${size}}f{${digits - 2 - size}}$`);
  return size >= 4 && size <= 12 && shape.test(text) ? text.slice(2, 2 + size) : undefined;
}

/** F59 as text of one character a byte: A1, 016, sixteen bytes. */
function objectA1(field59: string | undefined): string | undefined {
  const found = /A1(\d{3})/.exec(field59 ?? '');
  if (!found) return undefined;
  const start = found.index + found[0].length;
  return Buffer.from(field59!.slice(start, start + Number(found[1])), 'latin1').toString('hex');
}
