// SPDX-License-Identifier: Apache-2.0
//
// The operations of the known-answer port, as one table: what `jiaozi kat` reads, refuses, explains and answers comes from here.
// What an operation does is in program/runs.ts, which the compiler holds to the same names and the same order of fields.
//
// The one thing a reader would get wrong: a choice travels as its place in the list, from 1, and the C side knows those numbers.

/** How a field is written in JSON, and how it travels. */
export type FieldKind =
  /** hexadecimal digits, two a byte, in either case: become bytes */
  | 'hex'
  /** hexadecimal digits, any number: travel as text */
  | 'nibbles'
  /** decimal digits, as a string: travel as text */
  | 'digits'
  /** printable ASCII */
  | 'text'
  /** one of a list, in either case: its place, from 1, in one byte */
  | 'choice'
  /** a whole number: two bytes, the lower first */
  | 'integer'
  /** a list of up to two hex strings: two fields, empty when they are not given */
  | 'hex pair';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** Bytes (of hex) or characters that it may have; any otherwise. */
  readonly sizes?: readonly number[];
  readonly multipleOf?: number;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly (string | number)[];
  /** It may be missing; then it is this text, or number. */
  readonly default?: string | number;
  /** It is needed only when that other field has one of these values; else it may be missing, and is not looked at. */
  readonly when?: { readonly field: string; readonly is: readonly (string | number)[] };
  /** Other names that are taken for it. */
  readonly also?: readonly string[];
  readonly note?: string;
}

export interface Operation {
  readonly what: string;
  readonly fields: readonly Field[];
  /** Bytes as hex in `out`, text in `out`, true or false in `ok`, or members of their own (answers.ts). */
  readonly gives: 'out' | 'text' | 'ok' | 'pin block' | 'key block';
}

const hashes = ['sha1', 'sha256', 'sha384', 'sha512', 'sm3'] as const;
const aesSizes = [16, 24, 32];
const tdesSizes = [8, 16, 24];

const key = (sizes?: readonly number[]): Field => ({
  name: 'key',
  kind: 'hex',
  ...(sizes && { sizes }),
});
const iv = (size: number): Field => ({ name: 'iv', kind: 'hex', sizes: [size] });
const data: Field = { name: 'data', kind: 'hex' };
const blocks = (multipleOf: number): Field => ({ ...data, multipleOf });
const hash: Field = { name: 'hash', kind: 'choice', choices: hashes };
const padding: Field = { name: 'padding', kind: 'choice', choices: [1, 2] };
const modulus: Field = { name: 'modulus', kind: 'hex', note: 'odd, to 256 bytes' };
const exponent: Field = { name: 'exponent', kind: 'hex', note: 'odd, 3 or more, below 2^32' };
const signature: Field = { name: 'signature', kind: 'hex' };
const publicKey: Field = { name: 'publicKey', kind: 'hex', sizes: [65], note: '04, x, y' };
const kbpk: Field = { name: 'kbpk', kind: 'hex', sizes: aesSizes };
const tdesKsn: Field = { name: 'ksn', kind: 'hex', sizes: [10] };
const tdesUses = ['pin', 'mac.request', 'mac.response', 'data.request', 'data.response'];

const ecb = (what: string, sizes: readonly number[], block: number): Operation => ({
  what,
  fields: [key(sizes), blocks(block)],
  gives: 'out',
});
const cbc = (what: string, sizes: readonly number[], block: number): Operation => ({
  what,
  fields: [key(sizes), iv(block), blocks(block)],
  gives: 'out',
});
const ctr = (what: string, sizes: readonly number[]): Operation => ({
  what,
  fields: [key(sizes), { ...iv(16), note: 'the first counter block' }, data],
  gives: 'out',
});
const keyed = (what: string, sizes?: readonly number[]): Operation => ({
  what,
  fields: [key(sizes), data],
  gives: 'out',
});
const hashOf = (what: string): Operation => ({ what, fields: [data], gives: 'out' });
const mac = (what: string, sizes: readonly number[]): Operation => ({
  what,
  fields: [key(sizes), padding, data],
  gives: 'out',
});
const rsaVerify = (what: string): Operation => ({
  what,
  fields: [modulus, exponent, hash, data, signature],
  gives: 'ok',
});

export const operations = {
  'aes.ecb.encrypt': ecb('AES, ECB', aesSizes, 16),
  'aes.ecb.decrypt': ecb('AES, ECB', aesSizes, 16),
  'aes.cbc.encrypt': cbc('AES, CBC without padding', aesSizes, 16),
  'aes.cbc.decrypt': cbc('AES, CBC without padding', aesSizes, 16),
  'aes.ctr': ctr('AES, counter mode, 128 bits of counter', aesSizes),
  'aes.cmac': keyed('CMAC, 16 bytes', aesSizes),
  'tdes.ecb.encrypt': ecb('DES or TDES, ECB', tdesSizes, 8),
  'tdes.ecb.decrypt': ecb('DES or TDES, ECB', tdesSizes, 8),
  'tdes.cbc.encrypt': cbc('DES or TDES, CBC without padding', tdesSizes, 8),
  'tdes.cbc.decrypt': cbc('DES or TDES, CBC without padding', tdesSizes, 8),
  'tdes.cmac': keyed('CMAC, 8 bytes', tdesSizes),
  'sm4.ecb.encrypt': ecb('SM4, ECB', [16], 16),
  'sm4.ecb.decrypt': ecb('SM4, ECB', [16], 16),
  'sm4.cbc.encrypt': cbc('SM4, CBC without padding', [16], 16),
  'sm4.cbc.decrypt': cbc('SM4, CBC without padding', [16], 16),
  'sm4.ctr': ctr('SM4, counter mode, 128 bits of counter', [16]),
  sha1: hashOf('SHA-1'),
  sha256: hashOf('SHA-256'),
  sha384: hashOf('SHA-384'),
  sha512: hashOf('SHA-512'),
  sm3: hashOf('SM3'),
  'hmac.sha256': keyed('HMAC with SHA-256'),
  'hmac.sm3': keyed('HMAC with SM3'),
  'drbg.hmac.sha256': {
    what: 'HMAC_DRBG (SP 800-90A): instantiate, generate, generate; the output of the second',
    fields: [
      { name: 'entropy', kind: 'hex', min: 1 },
      { name: 'nonce', kind: 'hex' },
      { name: 'personalization', kind: 'hex', default: '' },
      { name: 'additional', kind: 'hex pair', default: '', note: 'a list: one for each call' },
      { name: 'bytes', kind: 'integer', min: 1, max: 4096 },
    ],
    gives: 'out',
  },
  'mac.iso9797.1': mac('ISO 9797-1 algorithm 1 with DES or TDES, 8 bytes', tdesSizes),
  'mac.iso9797.3': mac('ISO 9797-1 algorithm 3 (retail MAC), 8 bytes', [16]),
  'mac.unionpay.tdes': keyed(
    'ECB MAC of UnionPay: the 8 characters of field 64, as hex',
    tdesSizes,
  ),
  'mac.unionpay.sm4': keyed('the same with SM4', [16]),
  'rsa.recover': {
    what: 'data to the power of the exponent',
    fields: [modulus, exponent, { ...data, note: 'as long as the modulus, and below it' }],
    gives: 'out',
  },
  'rsa.pkcs1.verify': rsaVerify('RSA signature, PKCS #1 v1.5'),
  'rsa.pss.verify': rsaVerify(
    'RSA signature, PSS; salt as long as the hash, MGF1 with the same hash',
  ),
  'p256.ecdsa.verify': {
    what: 'ECDSA on P-256',
    fields: [publicKey, hash, data, { ...signature, note: 'r, s' }],
    gives: 'ok',
  },
  'p256.ecdh': {
    what: 'x of the shared point',
    fields: [{ name: 'privateKey', kind: 'hex', sizes: [32] }, publicKey],
    gives: 'out',
  },
  'sm2.verify': {
    what: 'SM2 signature (GB/T 32918.2) with SM3',
    fields: [
      publicKey,
      {
        name: 'signerId',
        kind: 'hex',
        max: 8191,
        default: '31323334353637383132333435363738',
        note: 'everybody’s, "1234567812345678", when missing',
      },
      data,
      { ...signature, note: 'r, s' },
    ],
    gives: 'ok',
  },
  kcv: {
    what: 'key check value: the first bytes of an encryption of zeros, or of the CMAC over a block of zeros',
    fields: [
      { name: 'cipher', kind: 'choice', choices: ['tdes', 'aes', 'sm4'] },
      { name: 'method', kind: 'choice', choices: ['legacy', 'cmac'] },
      { ...key(), note: 'a size of its cipher' },
      {
        name: 'bytes',
        kind: 'integer',
        min: 1,
        max: 5,
        default: 0,
        note: 'else 3 (legacy) or 5 (cmac)',
      },
    ],
    gives: 'out',
  },
  'pinblock.encode': {
    what: 'PIN block of ISO 9564-1, or UnionPay’s under SM4: clear without a key',
    fields: [
      { name: 'format', kind: 'choice', choices: [0, 1, 2, 3, 4, 'sm4'] },
      { name: 'pin', kind: 'digits', min: 4, max: 12 },
      {
        name: 'pan',
        kind: 'digits',
        min: 1,
        max: 19,
        when: { field: 'format', is: [0, 3, 4, 'sm4'] },
        note: 'with the check digit',
      },
      {
        name: 'fill',
        kind: 'nibbles',
        max: 16,
        when: { field: 'format', is: [1, 3, 4] },
        note: 'formats 1 and 3: digits to follow the PIN, 14 less its length or more; 4: 16 digits',
      },
      { ...key(), default: '', note: 'formats 0 to 3: TDES; 4: AES; sm4: SM4' },
    ],
    gives: 'pin block',
  },
  'dukpt.tdes.ik': {
    what: 'initial key (X9.24-1)',
    fields: [{ name: 'bdk', kind: 'hex', sizes: [16] }, tdesKsn],
    gives: 'out',
  },
  'dukpt.tdes.key': {
    what: 'key of a transaction, for a use',
    fields: [
      { name: 'ik', kind: 'hex', sizes: [16] },
      tdesKsn,
      { name: 'use', kind: 'choice', choices: [...tdesUses, 'transaction'] },
    ],
    gives: 'out',
  },
  'dukpt.aes.ik': {
    what: 'initial key (X9.24-3)',
    fields: [
      { name: 'bdk', kind: 'hex', sizes: aesSizes },
      { name: 'ikid', kind: 'hex', sizes: [8] },
    ],
    gives: 'out',
  },
  'dukpt.aes.key': {
    what: 'key of a transaction, for a use',
    fields: [
      { name: 'ik', kind: 'hex', sizes: aesSizes },
      { name: 'ksn', kind: 'hex', sizes: [12] },
      {
        name: 'use',
        kind: 'choice',
        choices: [
          ...['pin', 'mac.generate', 'mac.verify', 'mac.both'],
          ...['data.encrypt', 'data.decrypt', 'data.both', 'key.encryption', 'transaction'],
        ],
      },
      {
        name: 'type',
        kind: 'choice',
        choices: ['aes128', 'aes192', 'aes256', 'tdes2', 'tdes3'],
        when: {
          field: 'use',
          is: [
            ...['pin', 'mac.generate', 'mac.verify', 'mac.both'],
            ...['data.encrypt', 'data.decrypt', 'data.both', 'key.encryption'],
          ],
        },
        note: 'no AES key longer than ik',
      },
    ],
    gives: 'out',
  },
  'tr31.unwrap': {
    what: 'key block (TR-31 / X9.143), versions B, C and D: header and key',
    fields: [kbpk, { name: 'block', kind: 'text', max: 1024 }],
    gives: 'key block',
  },
  'tr31.wrap': {
    what: 'the same made: `out` is its text; the length in the header is put right',
    fields: [
      kbpk,
      { name: 'header', kind: 'text', min: 16, max: 1024, note: 'with optional blocks' },
      { ...key(), min: 1, max: 32 },
      {
        name: 'fill',
        kind: 'hex',
        max: 62,
        note: 'to whole cipher blocks, with 2 bytes of length before the key',
      },
    ],
    gives: 'text',
  },
  luhn: {
    what: 'whether digits, the check digit last, pass Luhn’s test',
    fields: [
      { name: 'pan', kind: 'digits', min: 1, max: 1024, also: ['data', 'digits', 'number'] },
    ],
    gives: 'ok',
  },
  'crc.ccitt': {
    what: 'CRC-16/CCITT-FALSE (1021h, begins with FFFFh, not reflected), 2 bytes',
    fields: [data],
    gives: 'out',
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
