// SPDX-License-Identifier: Apache-2.0
//
// What a family of certificates has to do, and the two kinds of certificates as data. docs/sources.md [domain B6, B8]

import type { OdaInput, PublicKey, Signed, Step } from './oda-step.ts';
import {
  tag9F32IssuerPublicKeyExponent,
  tag9F46IccPublicKeyCertificate,
  tag9F47IccPublicKeyExponent,
  tag9F48IccPublicKeyRemainder,
  tag90IssuerPublicKeyCertificate,
  tag92IssuerPublicKeyRemainder,
} from './tags.ts';

export interface CertificateForm {
  readonly signed: Extract<Signed, `${string}certificate`>;
  readonly rsaFormat: number;
  readonly sm2Format: number;
  readonly identityBytes: number;
  readonly tags: {
    readonly certificate: number;
    readonly remainder: number;
    readonly exponent: number;
  };
}

/** Of an issuer's: the first digits of its account numbers. */
export const issuerCertificate: CertificateForm = Object.freeze(
  {
    signed: 'issuer-certificate',
    rsaFormat: 0x02,
    sm2Format: 0x12,
    identityBytes: 4,
    tags: {
      certificate: tag90IssuerPublicKeyCertificate,
      remainder: tag92IssuerPublicKeyRemainder,
      exponent: tag9F32IssuerPublicKeyExponent,
    },
  },
  true,
);

/** Of a card's: the account number. */
export const iccCertificate: CertificateForm = Object.freeze(
  {
    signed: 'icc-certificate',
    rsaFormat: 0x04,
    sm2Format: 0x14,
    identityBytes: 10,
    tags: {
      certificate: tag9F46IccPublicKeyCertificate,
      remainder: tag9F48IccPublicKeyRemainder,
      exponent: tag9F47IccPublicKeyExponent,
    },
  },
  true,
);

/** What a certificate says, signed by the key above it. */
export interface Certified {
  readonly identity: Uint8Array;
  /** Its last, MMYY in BCD. */
  readonly month: Uint8Array;
  readonly serialNumber: Uint8Array;
  readonly keyAlgorithm: number;
  readonly key: PublicKey;
}

export interface OdaAlgorithm {
  certificate(
    input: OdaInput,
    form: CertificateForm,
    parent: PublicKey,
    value: Uint8Array,
    staticData: Uint8Array,
  ): Step<Certified>;
  /** What a signature of static or dynamic data holds behind its algorithm, padding included. */
  signature(
    input: OdaInput,
    signed: Extract<Signed, `${string}signature`>,
    key: PublicKey,
    value: Uint8Array,
    appended: Uint8Array,
  ): Step<Uint8Array>;
}
