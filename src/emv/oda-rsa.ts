// SPDX-License-Identifier: Apache-2.0
//
// Certificates and signatures as EMV makes them with RSA: the signature is raised to the public exponent, and most of what was
// signed comes out. docs/sources.md [domain B6]
//
//   6A | format | … | hash | BC
//
// What a reader would get wrong: the hash covers more than what comes out – the part of the key that did not fit, its exponent, the
// card's static data – and the checks stand in the book's order, so that a failure has the name a test lab expects.

import type { CertificateForm, Certified, OdaAlgorithm } from './oda-algorithm.ts';
import { numberOf, rsaAlgorithm } from './oda-ca-keys.ts';
import {
  done,
  failed,
  type HashKind,
  type OdaInput,
  type PublicKey,
  type Signed,
  type Step,
} from './oda-step.ts';
import { isSameBytes } from './prefix.ts';

const header6A = 0x6a;
const trailerBC = 0xbc;
const nothing: Uint8Array = new Uint8Array(0);

/** Hash algorithm indicators. */
const hashes: readonly (readonly [kind: HashKind, bytes: number] | undefined)[] = Object.freeze(
  [undefined, ['sha-1', 20], ['sha-256', 32]],
  true,
);

/** What stands between format and hash, the format included. */
interface Opened {
  readonly body: Uint8Array;
  readonly hash: Uint8Array;
  readonly kind: HashKind;
}

/** Raises to the exponent and looks at all that is the same in each kind; `hashAlgorithmAt` in what comes out. */
function open(
  { operations }: OdaInput,
  signed: Signed,
  format: number,
  key: PublicKey,
  value: Uint8Array,
  hashAlgorithmAt: number,
): Step<Opened> {
  if (value.length !== key.modulus.length) return failed(`${signed}-length`);
  const recovered = operations.rsaRecover(key.modulus, key.exponent, value);
  if (recovered === undefined) return failed(`${signed}-length`);
  const end = recovered.length - 1;
  if (recovered[end] !== trailerBC) return failed(`${signed}-trailer`);
  if (recovered[0] !== header6A) return failed(`${signed}-header`);
  if (recovered[1] !== format) return failed(`${signed}-format`);
  const indicator = recovered[hashAlgorithmAt]!;
  const algorithm = hashes[indicator];
  if (algorithm === undefined || !key.hashAlgorithms.includes(indicator)) {
    return failed(`${signed}-hash-algorithm`);
  }
  const [kind, bytes] = algorithm;
  // A key too short for what is to stand in it.
  if (end - bytes <= hashAlgorithmAt) return failed(`${signed}-length`);
  const hash = recovered.subarray(end - bytes, end);
  return done({ body: recovered.subarray(1, end - bytes), hash, kind });
}

function certificate(
  input: OdaInput,
  { signed, rsaFormat, identityBytes, tags }: CertificateForm,
  parent: PublicKey,
  value: Uint8Array,
  staticData: Uint8Array,
): Step<Certified> {
  // In the body: format, identity, month, serial number 3, hash algorithm, key algorithm, two lengths, key.
  const serialAt = 1 + identityBytes + 2;
  const hashAlgorithmAt = serialAt + 3;
  const keyAt = hashAlgorithmAt + 4;
  const opened = open(input, signed, rsaFormat, parent, value, hashAlgorithmAt + 1);
  if (!opened.ok) return opened;
  const { body, hash, kind } = opened.value;
  if (body.length <= keyAt) return failed(`${signed}-length`);
  const length = body[hashAlgorithmAt + 2]!;
  // An issuer's key is never longer than its authority's, a card's never longer than its issuer's.
  if (length === 0 || length > parent.modulus.length) return failed(`${signed}-key-length`);
  const inside = body.subarray(keyAt, Math.min(body.length, keyAt + length));
  const remainder = input.card.get(tags.remainder) ?? nothing;
  if (length > inside.length) {
    if (remainder.length === 0) return failed(`${signed}-remainder-missing`);
    if (remainder.length !== length - inside.length) return failed(`${signed}-remainder-length`);
  }
  const exponent = input.card.get(tags.exponent);
  if (exponent === undefined) return failed(`${signed}-exponent-missing`);
  const wanted = input.operations.hashOf(kind, body, remainder, exponent, staticData);
  if (!isSameBytes(hash, wanted)) return failed(`${signed}-hash`);
  const modulus = new Uint8Array(length);
  modulus.set(inside);
  if (length > inside.length) modulus.set(remainder, inside.length);
  return done({
    identity: body.subarray(1, 1 + identityBytes),
    month: body.subarray(1 + identityBytes, serialAt),
    serialNumber: body.subarray(serialAt, hashAlgorithmAt),
    keyAlgorithm: body[hashAlgorithmAt + 1]!,
    key: {
      algorithm: rsaAlgorithm,
      modulus,
      exponent: numberOf(exponent),
      hashAlgorithms: parent.hashAlgorithms,
    },
  });
}

/** What follows the hash algorithm in a signature of static or dynamic data. */
function signature(
  input: OdaInput,
  signed: Signed,
  key: PublicKey,
  value: Uint8Array,
  appended: Uint8Array,
): Step<Uint8Array> {
  const opened = open(input, signed, signed === 'static-signature' ? 0x03 : 0x05, key, value, 2);
  if (!opened.ok) return opened;
  const { body, hash, kind } = opened.value;
  if (!isSameBytes(hash, input.operations.hashOf(kind, body, appended)))
    return failed(`${signed}-hash`);
  return done(body.subarray(2));
}

export const rsa: OdaAlgorithm = Object.freeze({ certificate, signature }, true);
