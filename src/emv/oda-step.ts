// SPDX-License-Identifier: Apache-2.0
//
// Offline data authentication: what its steps are given, what they answer, and the name of every reason why one fails.
// docs/sources.md [domain B6, B8]
//
// A failure is nothing gone wrong: forged, worn and foreign cards are foreseen. Its name is for logs and tools; the kernel's own
// rules say what follows from it.

import type { DataObjects } from './data-objects.ts';
import type { Digits } from './track2.ts';

export type HashKind = 'sha-1' | 'sha-256' | 'sm3';

/** crypto/public-key.ts, or what stands for it. */
export interface PublicKeyOperations {
  /** Undefined when the key can be none, or the data are not of its length or not below it. */
  rsaRecover(modulus: Uint8Array, exponent: number, data: Uint8Array): Uint8Array | undefined;
  hashOf(kind: HashKind, a: Uint8Array, b?: Uint8Array, c?: Uint8Array, d?: Uint8Array): Uint8Array;
  sm2Verify(point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** What a terminal brings: operations, the schemes' keys, and what has been called back (oda-ca-keys.ts has both formats). */
export interface AuthenticationSupport {
  readonly operations: PublicKeyOperations;
  readonly caKeys: Uint8Array;
  readonly revoked: Uint8Array;
}

export type Signed =
  | 'issuer-certificate'
  | 'icc-certificate'
  | 'static-signature'
  | 'dynamic-signature';

type SignedFault =
  | 'missing'
  | 'length'
  | 'trailer'
  | 'header'
  | 'format'
  | 'hash-algorithm'
  | 'hash'
  | 'key-algorithm'
  | 'key-length'
  | 'remainder-missing'
  | 'remainder-length'
  | 'exponent-missing'
  | 'exponent'
  | 'identity'
  | 'expired'
  | 'revoked'
  | 'signature';

export type OdaFailure =
  | `${Signed}-${SignedFault}`
  | 'terminal-without-keys'
  | 'card-without-method'
  | 'ca-key-index-missing'
  | 'ca-key-unknown'
  | 'ca-key-corrupt'
  | 'ca-key-expired'
  | 'ca-key-algorithm'
  | 'static-data-record'
  | 'static-data-tag-list'
  | 'dynamic-data-length'
  | 'dynamic-number-length'
  | 'dynamic-number-is-not-the-atc'
  | 'card-related-data'
  | 'card-related-data-version'
  | 'card-related-data-qualifiers'
  | 'cryptogram-information-differs'
  | 'transaction-data-hash'
  | 'relay-data-differ';

export type Step<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: OdaFailure };

export function done<T>(value: T): Step<T> {
  return { ok: true, value };
}

export function failed(failure: OdaFailure): { ok: false; failure: OdaFailure } {
  return { ok: false, failure };
}

/** A public key that a certificate has vouched for. */
export interface PublicKey {
  /** As in certificates: 01 RSA, 04 SM2. */
  readonly algorithm: number;
  /** RSA: the modulus. SM2: X and Y. */
  readonly modulus: Uint8Array;
  /** Of RSA; 0 otherwise. */
  readonly exponent: number;
  /** Hash algorithm indicators that signatures under it may name. */
  readonly hashAlgorithms: readonly number[];
}

/** All that the steps read. */
export interface OdaInput extends AuthenticationSupport {
  /** YYMMDD in BCD. */
  readonly today: Uint8Array;
  /** Of the application that was selected. */
  readonly adfName: Uint8Array;
  readonly card: DataObjects;
  readonly pan: Digits;
  /** The signed records of the AFL, in its order; a failure when one of them cannot be authenticated. */
  readonly records: readonly Uint8Array[] | OdaFailure;
  /** Told what certificates and signatures held, for tools. */
  readonly onRecovered?: ((name: string, value: Uint8Array) => void) | undefined;
}
