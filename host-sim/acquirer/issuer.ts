// SPDX-License-Identifier: Apache-2.0
//
// The issuer's side of a card: keys derived from the issuer master key, the cryptogram (ARQC) checked, the answer to it (ARPC)
// made, after docs/sources.md [domain A7, B1] and the common description that the card doubles follow too: key derivation
// option A, PBOC session keys from the ATC, ISO 9797-1 algorithm 3 with padding 2, ARPC method 1.

import { desEncrypt, oddParity, retailMac, xor } from './des.ts';

const complement = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0xff));

/** The card's own key: option A, from the rightmost 16 digits of PAN and sequence number. */
export function cardKey(issuerMasterKey: Uint8Array, pan: string, sequence: string): Buffer {
  const digits = (pan + sequence).padStart(16, '0').slice(-16);
  const seed = Buffer.from(digits, 'hex');
  return oddParity(
    Buffer.concat([
      desEncrypt(issuerMasterKey, seed),
      desEncrypt(issuerMasterKey, complement(seed)),
    ]),
  );
}

/** `atc`: two bytes */
export function sessionKey(key: Uint8Array, atc: Uint8Array): Buffer {
  const zeros = Buffer.alloc(6);
  return Buffer.concat([
    desEncrypt(key, Buffer.concat([zeros, atc])),
    desEncrypt(key, Buffer.concat([zeros, complement(atc)])),
  ]);
}

/** What the cryptogram covers, in this order, with sizes; the card verification results (9F10, bytes 4 to 7) follow. */
const covered: readonly (readonly [tag: string, bytes: number])[] = [
  ['9F02', 6],
  ['9F03', 6],
  ['9F1A', 2],
  ['95', 5],
  ['5F2A', 2],
  ['9A', 3],
  ['9C', 1],
  ['9F37', 4],
  ['82', 2],
  ['9F36', 2],
];

/** Whether everything is there that a cryptogram is checked with. */
export function hasCryptogram(objects: ReadonlyMap<string, string>): boolean {
  const isWhole = ([tag, bytes]: readonly [string, number]) =>
    objects.get(tag)?.length === bytes * 2;
  const issuerData = objects.get('9F10') ?? '';
  return covered.every(isWhole) && isWhole(['9F26', 8]) && issuerData.length >= 14;
}

export function coveredByCryptogram(objects: ReadonlyMap<string, string>): Buffer {
  const verificationResults = objects.get('9F10')!.slice(6, 14);
  const values = covered.map(([tag]) => objects.get(tag)!);
  return Buffer.from(values.join('') + verificationResults, 'hex');
}

/** The issuer's book of PINs: how often one may be wrong, and what a card has left. */
export class PinBook {
  readonly #pinOf: (pan: string) => string | undefined;
  readonly #wrong = new Map<string, number>();

  /** Undefined: a card without PIN. */
  constructor(pinOf: (pan: string) => string | undefined) {
    this.#pinOf = pinOf;
  }

  has(pan: string): boolean {
    return this.#pinOf(pan) !== undefined;
  }

  /** The code that this PIN earns; undefined when it is right. */
  try(pan: string, pin: string): '55' | '75' | undefined {
    const wrong = this.#wrong.get(pan) ?? 0;
    if (wrong >= pinTries) return '75';
    if (pin === this.#pinOf(pan)) {
      this.#wrong.delete(pan);
      return undefined;
    }
    this.#wrong.set(pan, wrong + 1);
    return wrong + 1 >= pinTries ? '75' : '55';
  }
}

const pinTries = 3;

export interface CardIdentity {
  readonly pan: string;
  /** two digits */
  readonly sequence: string;
}

/** The session key with which the cryptogram is right, or undefined when it is wrong or not whole. */
export function verifyCryptogram(
  issuerMasterKey: Uint8Array,
  { pan, sequence }: CardIdentity,
  objects: ReadonlyMap<string, string>,
): Buffer | undefined {
  if (!hasCryptogram(objects)) return undefined;
  const atc = Buffer.from(objects.get('9F36')!, 'hex');
  const key = sessionKey(cardKey(issuerMasterKey, pan, sequence), atc);
  const right = retailMac(key, coveredByCryptogram(objects)).toString('hex').toUpperCase();
  return right === objects.get('9F26') ? key : undefined;
}

/** Tag 91: the ARPC over cryptogram and response code, then the response code. */
export function authenticationData(key: Uint8Array, cryptogram: string, code: string): string {
  const arc = Buffer.from(code, 'latin1');
  const block = xor(Buffer.from(cryptogram, 'hex'), Buffer.concat([arc, Buffer.alloc(6)]));
  return Buffer.concat([desEncrypt(key, block), arc])
    .toString('hex')
    .toUpperCase();
}
