// SPDX-License-Identifier: Apache-2.0
//
// Certificates of the test doubles: an authority vouches for an issuer, the issuer for a card. docs/sources.md [domain B6, B8]
//
//   RSA: 6A | format | … | key, or as much of it as fits | SHA-1 | BC, under the private key; the rest of the key is an object of its own
//   SM2: format | … | X Y | r s, in clear
//
// Written from that page and not with the program's code, which has to read them.

import { createHash } from 'node:crypto';
import { concat, fromHex } from '../../src/lib/bytes.ts';
import { modulusBytes, type RsaKey, rsaExponent, rsaPrivate } from './rsa.ts';
import { type Sm2Key, sm2Sign } from './sm2.ts';
import { tlv } from './tlv.ts';

export type CertificateKey = RsaKey | Sm2Key;

const isRsa = (key: CertificateKey): key is RsaKey => 'p' in key;

/** December 2039, as MMYY: after every date of the doubles. */
const lastMonth = '1239';
const serial = '000001';
const hashBytes = 20;
/** 6A, hash, BC. */
const frameBytes = hashBytes + 2;
const padding = 0xbb;

/** 6A, the text filled up with BB, SHA-1 over that and `covered`, BC – under the private key. */
export function rsaSealed(key: RsaKey, text: Uint8Array, covered: Uint8Array): Uint8Array {
  const size = key.modulus.length / 2;
  const body = new Uint8Array(size - frameBytes).fill(padding);
  body.set(text);
  const hash = createHash('sha1').update(body).update(covered).digest();
  return rsaPrivate(key, concat(Uint8Array.of(0x6a), body, hash, Uint8Array.of(0xbc)));
}

interface Form {
  readonly rsa: string;
  readonly sm2: string;
  readonly tags: readonly [certificate: string, remainder: string, exponent: string];
}

const issuerForm: Form = { rsa: '02', sm2: '12', tags: ['90', '92', '9F32'] };
const iccForm: Form = { rsa: '04', sm2: '14', tags: ['9F46', '9F48', '9F47'] };

/** The certificate, and the objects that go with it. */
export interface Certificate {
  readonly certificate: Uint8Array;
  readonly others: Uint8Array;
}

function certify(
  form: Form,
  parent: CertificateKey,
  identity: string,
  key: CertificateKey,
  covered: Uint8Array,
): Certificate {
  const [tag, remainderTag, exponentTag] = form.tags;
  if (isRsa(parent) !== isRsa(key)) throw new TypeError('a key of another algorithm');
  if (!isRsa(parent) || !isRsa(key)) {
    const { point } = key as Sm2Key;
    const text = fromHex(`${form.sm2}${identity}${lastMonth}${serial}04041140${point}`);
    const signature = sm2Sign(parent as Sm2Key, concat(text, covered));
    return { certificate: tlv(tag, text, signature), others: new Uint8Array(0) };
  }
  const modulus = modulusBytes(key);
  const lengths = Uint8Array.of(modulus.length, rsaExponent.length / 2);
  const head = concat(fromHex(`${form.rsa}${identity}${lastMonth}${serial}0101`), lengths);
  const room = parent.modulus.length / 2 - frameBytes - head.length;
  const remainder = modulus.subarray(room);
  const text = concat(head, modulus.subarray(0, room));
  const sealed = rsaSealed(parent, text, concat(remainder, fromHex(rsaExponent), covered));
  const more = remainder.length > 0 ? [tlv(remainderTag, remainder)] : [];
  return { certificate: tlv(tag, sealed), others: concat(...more, tlv(exponentTag, rsaExponent)) };
}

/** `bin`: the first six digits of the issuer's account numbers. */
export const issuerCertificate = (
  authority: CertificateKey,
  bin: string,
  issuer: CertificateKey,
): Certificate => certify(issuerForm, authority, `${bin}FF`, issuer, new Uint8Array(0));

/** `covered`: the card's static data. */
export const iccCertificate = (
  issuer: CertificateKey,
  pan: string,
  icc: CertificateKey,
  covered: Uint8Array,
): Certificate => certify(iccForm, issuer, pan.padEnd(20, 'F'), icc, covered);
