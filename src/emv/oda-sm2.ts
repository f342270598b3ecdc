// SPDX-License-Identifier: Apache-2.0
//
// The same certificates and signatures with SM2 and SM3, PBOC part 17. docs/sources.md [domain B8, marked M]
//
//   certificate: 12 or 14 | identity | month 2 | serial number 3 | 04 | 04 | 11 | 40 | X Y 64 | r s 64
//   signature:   13 | 04 | code 2 | r s, 15 | 04 | length | dynamic data | r s: marked L, from the analogy with RSA's
//
// What a reader would get wrong: nothing is recovered here. The text stands in clear and the signature behind it; the hash is SM3 of the
// signer's name, the curve and the key, then of the text.

import { concat } from '../lib/bytes.ts';
import type { CertificateForm, Certified, OdaAlgorithm } from './oda-algorithm.ts';
import { sm2Algorithm } from './oda-ca-keys.ts';
import { done, failed, type OdaInput, type PublicKey, type Signed, type Step } from './oda-step.ts';

const signatureBytes = 64;
const pointBytes = 64;
/** Signature algorithm, then of the key: algorithm, curve, length. */
const algorithms = Object.freeze([0x04, 0x04, 0x11, pointBytes], true);

/** The signed text in clear, or why it is not. */
function open(
  { operations }: OdaInput,
  signed: Signed,
  format: number,
  key: PublicKey,
  value: Uint8Array,
  appended: Uint8Array,
): Step<Uint8Array> {
  const end = value.length - signatureBytes;
  if (end < 3) return failed(`${signed}-length`);
  if (value[0] !== format) return failed(`${signed}-format`);
  const text = value.subarray(0, end);
  const message = concat(text, appended);
  const good = operations.sm2Verify(key.modulus, message, value.subarray(end));
  message.fill(0);
  return good ? done(text) : failed(`${signed}-signature`);
}

function certificate(
  input: OdaInput,
  { signed, sm2Format, identityBytes }: CertificateForm,
  parent: PublicKey,
  value: Uint8Array,
  staticData: Uint8Array,
): Step<Certified> {
  const serialAt = 1 + identityBytes + 2;
  const algorithmsAt = serialAt + 3;
  const keyAt = algorithmsAt + algorithms.length;
  if (value.length !== keyAt + pointBytes + signatureBytes) return failed(`${signed}-length`);
  const opened = open(input, signed, sm2Format, parent, value, staticData);
  if (!opened.ok) return opened;
  const text = opened.value;
  if (algorithms.some((byte, index) => text[algorithmsAt + index] !== byte)) {
    return failed(`${signed}-key-algorithm`);
  }
  return done({
    identity: text.subarray(1, 1 + identityBytes),
    month: text.subarray(1 + identityBytes, serialAt),
    serialNumber: text.subarray(serialAt, algorithmsAt),
    keyAlgorithm: sm2Algorithm,
    key: { ...parent, modulus: text.subarray(keyAt) },
  });
}

function signature(
  input: OdaInput,
  signed: Signed,
  key: PublicKey,
  value: Uint8Array,
  appended: Uint8Array,
): Step<Uint8Array> {
  const opened = open(
    input,
    signed,
    signed === 'static-signature' ? 0x13 : 0x15,
    key,
    value,
    appended,
  );
  if (!opened.ok) return opened;
  if (opened.value[1] !== algorithms[0]) return failed(`${signed}-hash-algorithm`);
  return done(opened.value.subarray(2));
}

export const sm2: OdaAlgorithm = Object.freeze({ certificate, signature }, true);
