// SPDX-License-Identifier: Apache-2.0
//
// The project's own certification authorities, issuers and card keys, for the card doubles and for nothing else: drawn from a seed, so
// that whoever reads the seed has the private keys. No production table may hold any of them (tests/cards/test-pki.test.ts).
// Those of the catalogue's cards are in doubles-pki.json: drawing RSA keys takes a second.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fromHex } from '../../src/lib/bytes.ts';
import { Random } from '../link/kernel.ts';
import type { CertificateKey } from './certificates.ts';
import { rsaExponent, rsaKey } from './rsa.ts';
import { type SchemeName, schemeNames, schemes } from './schemes.ts';
import { sm2Key } from './sm2.ts';

export interface TestPki {
  readonly authority: CertificateKey;
  readonly issuer: CertificateKey;
  readonly icc: CertificateKey;
}

export type PkiOf = (scheme: SchemeName) => TestPki;

/** What goes before a seed of the command line, so that no other use of the seed draws the same numbers. */
const purpose = (scheme: SchemeName, whose: keyof TestPki) => `test pki ${scheme} ${whose}`;

export function drawPki(seed: string, scheme: SchemeName): TestPki {
  const { rsaBits } = schemes[scheme];
  const key = (whose: keyof TestPki, index: 0 | 1 | 2): CertificateKey => {
    const random = new Random(`${purpose(scheme, whose)} ${seed}`);
    return rsaBits ? rsaKey(random, rsaBits[index]) : sm2Key(random);
  };
  return { authority: key('authority', 0), issuer: key('issuer', 1), icc: key('icc', 2) };
}

export const catalogueSeed = 'doubles';

let catalogueKeys: Readonly<Record<SchemeName, TestPki>> | undefined;

/** Of the catalogue's cards, one chain for each scheme. */
export const cataloguePki: PkiOf = (scheme) => {
  const file = new URL('doubles-pki.json', import.meta.url);
  catalogueKeys ??= (JSON.parse(readFileSync(file, 'utf8')) as { keys: typeof catalogueKeys }).keys;
  return catalogueKeys![scheme];
};

/** For `jiaozi card make`: drawn when a scheme is first asked for. */
export function pkiOfSeed(seed: string): PkiOf {
  if (seed === catalogueSeed) return cataloguePki;
  const drawn = new Map<SchemeName, TestPki>();
  return (scheme) => {
    const pki = drawn.get(scheme) ?? drawPki(seed, scheme);
    drawn.set(scheme, pki);
    return pki;
  };
}

const hex2 = (count: number) => count.toString(16).padStart(2, '0');

/** What a row of a table of authorities says; the exponent of an SM2 key is of no meaning. */
function authorityOf(pki: PkiOf, name: SchemeName) {
  const { aid, caIndex } = schemes[name];
  const rid = aid.slice(0, 10);
  const { authority } = pki(name);
  const [algorithm, hash, exponent, modulus] =
    'modulus' in authority
      ? ['01', '01', rsaExponent, authority.modulus]
      : ['04', '07', '00', authority.point];
  const covered = fromHex(`${rid}${caIndex}${modulus}${exponent}`);
  const check = createHash('sha1').update(covered).digest('hex').toUpperCase();
  return { rid, caIndex, algorithm, hash, exponent, modulus, check };
}

/** These schemes' authorities as a terminal has them (src/emv/oda-ca-keys.ts), in hex. */
export function authorityTable(pki: PkiOf, names: readonly SchemeName[]): string {
  const rows = names.map((name) => {
    const row = authorityOf(pki, name);
    const withLength = (hex: string) => hex2(hex.length / 2) + hex;
    const { rid, caIndex, hash, algorithm, exponent, modulus, check } = row;
    const key = withLength(exponent) + withLength(modulus);
    return `${rid}${caIndex}${hash}${algorithm}FFFFFF${key}${check}`;
  });
  return rows.join('').toUpperCase();
}

const columns = 'rid,index,algorithm,exponent,modulus,sha1_of_all';

/** The authorities' public keys as `jiaozi tap --ca-keys` takes them; algorithm 01 RSA, 04 SM2. */
export function authoritiesCsv(pki: PkiOf): string {
  const rows = schemeNames.map((name) => {
    const { rid, caIndex, algorithm, exponent, modulus, check } = authorityOf(pki, name);
    return [rid, caIndex, algorithm, exponent, modulus, check].join(',');
  });
  return [columns, ...rows, ''].join('\n');
}
