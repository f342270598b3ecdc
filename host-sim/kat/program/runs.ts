// SPDX-License-Identifier: Apache-2.0
//
// What each operation does, on the machine: a native of crypto/core, by way of host-sim/kat/native. Fields come in the order of
// the table (../operations.ts), a hex pair as two.
//
// Indices instead of destructuring, and one function for each operation: iterators and closures cost XS several times as much.

import type { OperationName } from '../operations.ts';
import {
  cipher,
  cmac,
  crcCcitt,
  drbg,
  dukptAesIk,
  dukptAesKey,
  dukptTdesIk,
  dukptTdesKey,
  hash,
  hmac,
  keyBlockUnwrap,
  keyBlockWrap,
  keyCheck,
  luhn,
  macIso9797,
  macUnionPay,
  p256Ecdh,
  p256Verify,
  pinBlock,
  rsaRecover,
  rsaVerify,
  sm2Verify,
} from './natives.ts';

export type Fields = readonly Uint8Array[];
/** How many bytes it has given, or 1 and 0, or a reason below zero. */
export type Run = (fields: Fields, out: Uint8Array) => number;

/** As in native/xs_kat_ciphers.c. */
const Cipher = Object.freeze({ aes: 1, tdes: 2, sm4: 3 } as const, true);
const Mode = Object.freeze(
  { ecbEncrypt: 1, ecbDecrypt: 2, cbcEncrypt: 3, cbcDecrypt: 4, ctr: 5 } as const,
  true,
);
/** Of crypto/core/hash.h, and the places in the table's choice. */
const Hash = Object.freeze({ sha1: 1, sha256: 2, sha384: 3, sha512: 4, sm3: 5 } as const, true);

const none = new Uint8Array(0);

/** What is done in place, to the last field. */
export const transforms = Object.freeze(
  {
    'aes.ecb.encrypt': (f: Fields) => cipher(Cipher.aes, Mode.ecbEncrypt, f[0]!, none, f[1]!),
    'aes.ecb.decrypt': (f: Fields) => cipher(Cipher.aes, Mode.ecbDecrypt, f[0]!, none, f[1]!),
    'aes.cbc.encrypt': (f: Fields) => cipher(Cipher.aes, Mode.cbcEncrypt, f[0]!, f[1]!, f[2]!),
    'aes.cbc.decrypt': (f: Fields) => cipher(Cipher.aes, Mode.cbcDecrypt, f[0]!, f[1]!, f[2]!),
    'aes.ctr': (f: Fields) => cipher(Cipher.aes, Mode.ctr, f[0]!, f[1]!, f[2]!),
    'tdes.ecb.encrypt': (f: Fields) => cipher(Cipher.tdes, Mode.ecbEncrypt, f[0]!, none, f[1]!),
    'tdes.ecb.decrypt': (f: Fields) => cipher(Cipher.tdes, Mode.ecbDecrypt, f[0]!, none, f[1]!),
    'tdes.cbc.encrypt': (f: Fields) => cipher(Cipher.tdes, Mode.cbcEncrypt, f[0]!, f[1]!, f[2]!),
    'tdes.cbc.decrypt': (f: Fields) => cipher(Cipher.tdes, Mode.cbcDecrypt, f[0]!, f[1]!, f[2]!),
    'sm4.ecb.encrypt': (f: Fields) => cipher(Cipher.sm4, Mode.ecbEncrypt, f[0]!, none, f[1]!),
    'sm4.ecb.decrypt': (f: Fields) => cipher(Cipher.sm4, Mode.ecbDecrypt, f[0]!, none, f[1]!),
    'sm4.cbc.encrypt': (f: Fields) => cipher(Cipher.sm4, Mode.cbcEncrypt, f[0]!, f[1]!, f[2]!),
    'sm4.cbc.decrypt': (f: Fields) => cipher(Cipher.sm4, Mode.cbcDecrypt, f[0]!, f[1]!, f[2]!),
    'sm4.ctr': (f: Fields) => cipher(Cipher.sm4, Mode.ctr, f[0]!, f[1]!, f[2]!),
  },
  true,
);

/** What is good (1) or not (0). */
export const verdicts = Object.freeze(
  {
    'rsa.pkcs1.verify': (f: Fields) => rsaVerify(false, f[0]!, f[1]!, f[2]![0]!, f[3]!, f[4]!),
    'rsa.pss.verify': (f: Fields) => rsaVerify(true, f[0]!, f[1]!, f[2]![0]!, f[3]!, f[4]!),
    'p256.ecdsa.verify': (f: Fields) => p256Verify(f[0]!, f[1]![0]!, f[2]!, f[3]!),
    'sm2.verify': (f: Fields) => sm2Verify(f[0]!, f[1]!, f[2]!, f[3]!),
    luhn: (f: Fields) => luhn(f[0]!),
  },
  true,
);

const functionsByName = {
  'aes.cmac': (f: Fields, out: Uint8Array) => cmac(Cipher.aes, f[0]!, f[1]!, out),
  'tdes.cmac': (f: Fields, out: Uint8Array) => cmac(Cipher.tdes, f[0]!, f[1]!, out),
  sha1: (f: Fields, out: Uint8Array) => hash(Hash.sha1, f[0]!, out),
  sha256: (f: Fields, out: Uint8Array) => hash(Hash.sha256, f[0]!, out),
  sha384: (f: Fields, out: Uint8Array) => hash(Hash.sha384, f[0]!, out),
  sha512: (f: Fields, out: Uint8Array) => hash(Hash.sha512, f[0]!, out),
  sm3: (f: Fields, out: Uint8Array) => hash(Hash.sm3, f[0]!, out),
  'hmac.sha256': (f: Fields, out: Uint8Array) => hmac(Hash.sha256, f[0]!, f[1]!, out),
  'hmac.sm3': (f: Fields, out: Uint8Array) => hmac(Hash.sm3, f[0]!, f[1]!, out),
  'drbg.hmac.sha256': (f: Fields, out: Uint8Array) =>
    drbg(f[0]!, f[1]!, f[2]!, f[3]!, f[4]!, integer(f[5]!), out),
  'mac.iso9797.1': (f: Fields, out: Uint8Array) => macIso9797(1, f[0]!, f[1]![0]!, f[2]!, out),
  'mac.iso9797.3': (f: Fields, out: Uint8Array) => macIso9797(3, f[0]!, f[1]![0]!, f[2]!, out),
  'mac.unionpay.tdes': (f: Fields, out: Uint8Array) => macUnionPay(false, f[0]!, f[1]!, out),
  'mac.unionpay.sm4': (f: Fields, out: Uint8Array) => macUnionPay(true, f[0]!, f[1]!, out),
  'rsa.recover': (f: Fields, out: Uint8Array) => rsaRecover(f[0]!, f[1]!, f[2]!, out),
  'p256.ecdh': (f: Fields, out: Uint8Array) => p256Ecdh(f[0]!, f[1]!, out),
  kcv: (f: Fields, out: Uint8Array) =>
    // Three bytes or five, unless the question says how many.
    keyCheck(f[0]![0]!, f[1]![0]!, f[2]!, integer(f[3]!) || (f[1]![0] === 2 ? 5 : 3), out),
  'pinblock.encode': (f: Fields, out: Uint8Array) => {
    const place = f[0]![0]!;
    return pinBlock(place - 1, f[1]!, f[2]!, f[3]!, f[4]!, out);
  },
  'dukpt.tdes.ik': (f: Fields, out: Uint8Array) => dukptTdesIk(f[0]!, f[1]!, out),
  'dukpt.tdes.key': (f: Fields, out: Uint8Array) => dukptTdesKey(f[0]!, f[1]!, f[2]![0]!, out),
  'dukpt.aes.ik': (f: Fields, out: Uint8Array) => dukptAesIk(f[0]!, f[1]!, out),
  'dukpt.aes.key': (f: Fields, out: Uint8Array) =>
    dukptAesKey(f[0]!, f[1]!, f[2]![0]!, f[3]![0] ?? 0, out),
  'tr31.unwrap': (f: Fields, out: Uint8Array) => keyBlockUnwrap(f[0]!, f[1]!, out),
  'tr31.wrap': (f: Fields, out: Uint8Array) => keyBlockWrap(f[0]!, f[1]!, f[2]!, f[3]!, out),
  'crc.ccitt': (f: Fields, out: Uint8Array) => crcCcitt(f[0]!, out),
} as const satisfies Partial<Record<OperationName, Run>>;

type Given = keyof typeof transforms | keyof typeof verdicts | keyof typeof functionsByName;

/** All others. Does not compile while an operation of the table is missing. */
export const functions: Exclude<OperationName, Given> extends never
  ? Readonly<Record<string, Run>>
  : never = Object.freeze(functionsByName, true);

/** Two bytes, the lower first. */
function integer(field: Uint8Array): number {
  return field[0]! | (field[1]! << 8);
}
