// SPDX-License-Identifier: Apache-2.0
//
// Certificates and signatures of the card doubles, under keys made for them (test-pki.json): whoever reads this can forge all of it,
// so a live terminal must not know the authority. docs/sources.md [domain B6, B3 step 7]. Node's hashes and integers.

import { createHash } from 'node:crypto';
import pki from './test-pki.json' with { type: 'json' };
import { tlv } from './tlv.ts';

interface Key {
  readonly modulus: string;
  readonly exponent: string;
  readonly private: string;
}

const rid = 'A000000333';
const index = 'E0';
/** MMYY */
const lastMonth = '1230';
const serial = '000001';

const number = (hex: string) => BigInt(`0x${hex}`);
const hex2 = (value: number) => value.toString(16).toUpperCase().padStart(2, '0');
const size = ({ modulus }: Key) => modulus.length / 2;
const sha1 = (hex: string) =>
  createHash('sha1').update(Buffer.from(hex, 'hex')).digest('hex').toUpperCase();

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** 6A, the text filled up with BB, SHA-1 over text and `covered`, BC; under the private key. */
function signed(key: Key, text: string, covered: string): string {
  const padded = text.padEnd((size(key) - 22) * 2, 'B');
  const clear = `6A${padded}${sha1(padded + covered)}BC`;
  const value = power(number(clear), number(key.private), number(key.modulus));
  return value
    .toString(16)
    .toUpperCase()
    .padStart(size(key) * 2, '0');
}

interface Certified {
  readonly certificate: string;
  readonly remainder: string;
}

function certified(by: Key, head: string, key: Key): Certified {
  const text = `${head}0101${hex2(size(key))}${hex2(key.exponent.length / 2)}`;
  const room = (size(by) - 22) * 2 - text.length;
  const remainder = key.modulus.slice(room);
  const certificate = signed(by, text + key.modulus.slice(0, room), remainder + key.exponent);
  return { certificate, remainder };
}

/** The authority in the format of src/emv/oda-ca-keys.ts, for the settings of a test terminal. */
export const testCaKeys: string = [
  `${rid}${index}0101FFFFFF`,
  hex2(pki.authority.exponent.length / 2) + pki.authority.exponent,
  hex2(size(pki.authority)) + pki.authority.modulus,
  sha1(rid + index + pki.authority.modulus + pki.authority.exponent),
].join('');

/** The records with which the card proves its key: small parts, issuer's certificate, card's certificate. */
export function certificateRecords(pan: string): readonly Uint8Array[] {
  const issuer = certified(
    pki.authority,
    `02${pan.slice(0, 6)}FF${lastMonth}${serial}`,
    pki.issuer,
  );
  const card = certified(pki.issuer, `04${pan.padEnd(20, 'F')}${lastMonth}${serial}`, pki.card);
  if (card.remainder !== '') throw new Error('the key of the card does not fit its certificate');
  const parts = [
    tlv('8F', index),
    tlv('92', issuer.remainder),
    tlv('9F32', pki.issuer.exponent),
    tlv('9F47', pki.card.exponent),
  ];
  return [Buffer.concat(parts), tlv('90', issuer.certificate), tlv('9F46', card.certificate)];
}

/** 9F4B of a fast DDA: the counter, over what terminal and card have put in; all hexadecimal. */
export function dynamicSignature(tag9F36Atc: string, covered: string): string {
  return signed(pki.card, `05010302${tag9F36Atc}`, covered);
}
