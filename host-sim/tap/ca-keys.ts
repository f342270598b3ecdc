// SPDX-License-Identifier: Apache-2.0
//
// Tables of certification authorities' keys on the host: CSV (columns rid, index, exponent, modulus, a check value, and perhaps algorithm and expiry) to the bytes of
// src/emv/oda-ca-keys.ts. A row whose check value is wrong is an error, not a warning: it would vouch for cards.

import { createHash } from 'node:crypto';

/** Throws Error with line and column. */
export function caKeysFromCsv(text: string): Uint8Array {
  const [header, ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const columns = cells(header ?? '').map((name) => name.toLowerCase());
  const column = (name: string) => {
    const at = columns.findIndex((each) => each.startsWith(name));
    if (at < 0) throw new Error(`line 1: no column ${name} (rid, index, exponent, modulus, sha1…)`);
    return at;
  };
  const at = {
    rid: column('rid'),
    index: column('index'),
    exponent: column('exponent'),
    modulus: column('modulus'),
    check: column('sha1'),
  };
  const expiry = columns.findIndex((each) => each.startsWith('expiry'));
  const algorithms = columns.indexOf('algorithm');
  const rows = lines.map((line, index) => {
    const row = cells(line);
    const hex = (name: keyof typeof at, bytes: string) => {
      const value = row[at[name]] ?? '';
      if (!new RegExp(`^([0-9A-Fa-f]{2}){${bytes}}$`).test(value)) {
        throw new Error(
          `line ${index + 2}: ${name} must be ${bytes.replace(',', ' to ')} bytes in hexadecimal`,
        );
      }
      return value;
    };
    const day = (expiry >= 0 && row[expiry]) || 'FFFFFF';
    if (!/^([0-9]{6}|FFFFFF)$/.test(day))
      throw new Error(`line ${index + 2}: expiry must be YYMMDD`);
    const algorithm = (algorithms >= 0 && row[algorithms]) || rsa;
    if (!Object.hasOwn(hashOf, algorithm))
      throw new Error(`line ${index + 2}: algorithm must be 01 (RSA) or 04 (SM2)`);
    return caKeyRow({
      algorithm,
      rid: hex('rid', '5'),
      index: hex('index', '1'),
      exponent: hex('exponent', '1,3'),
      modulus: hex('modulus', '64,248'),
      checkValue: hex('check', '20'),
      day,
      where: `line ${index + 2}`,
    });
  });
  return Buffer.concat(rows);
}

interface Row {
  readonly algorithm: string;
  readonly rid: string;
  readonly index: string;
  readonly exponent: string;
  readonly modulus: string;
  readonly checkValue: string;
  readonly day: string;
  readonly where: string;
}

const rsa = '01';
/** Indicator of the hash that goes with the key's algorithm: SHA-1, SM3. */
const hashOf: Readonly<Record<string, string>> = { [rsa]: '01', '04': '07' };

function caKeyRow({
  algorithm,
  rid,
  index,
  exponent,
  modulus,
  checkValue,
  day,
  where,
}: Row): Buffer {
  const covered = Buffer.from(`${rid}${index}${modulus}${exponent}`, 'hex');
  const found = createHash('sha1').update(covered).digest('hex');
  if (found !== checkValue.toLowerCase()) {
    throw new Error(
      `${where}: check value of key ${rid}/${index} is wrong: mistyped, or not this key's`,
    );
  }
  const length = (hex: string) => (hex.length / 2).toString(16).padStart(2, '0');
  const key = `${length(exponent)}${exponent}${length(modulus)}${modulus}`;
  return Buffer.from(
    `${rid}${index}${hashOf[algorithm]}${algorithm}${day}${key}${checkValue}`,
    'hex',
  );
}

/** Of one line: separated by commas, of which those between quotation marks do not count. */
function cells(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) =>
    cell!.trim().replace(/^"(.*)"$/, '$1'),
  );
}
