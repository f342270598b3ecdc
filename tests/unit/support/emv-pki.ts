// SPDX-License-Identifier: Apache-2.0
//
// A scheme, an issuer and a card whose keys sign nothing: their RSA is the identity, so that a test writes down what a certificate
// is to say and what is wrong with it. Hashes are real ones. That RSA itself is right is shown by real cards (emv-oda-vectors.test.ts).

import { hashOf } from '../../../crypto/public-key.ts';
import { DataObjects } from '../../../src/emv/data-objects.ts';
import type { AuthenticationSupport, OdaInput } from '../../../src/emv/oda-step.ts';
import type { Digits } from '../../../src/emv/track2.ts';
import { fromHex, toHex } from '../../../src/lib/bytes.ts';
import { debitAid, type Objects, pan } from './emv-card.ts';

/** Of an account number as a card has it (5A, padded F). */
export function digitsOf(pan: string): Digits {
  return { packed: fromHex(pan), count: pan.replace(/F+$/, '').length };
}

export const caIndex = 'E0';
const rid = debitAid.slice(0, 10);

/** Moduli say nothing here but how long they are; the first bit makes every number smaller that begins with 6A. */
export const modulusOf = (bytes: number, fill: string) => `F0${fill.repeat(bytes - 1)}`;
export const caModulus = modulusOf(144, 'CA');
export const issuerModulus = modulusOf(128, '15');
export const iccModulus = modulusOf(112, '1C');

const hex2 = (value: number) => value.toString(16).toUpperCase().padStart(2, '0');

export interface CaRow {
  readonly rid?: string;
  readonly index?: string;
  readonly hash?: string;
  readonly algorithm?: string;
  readonly lastDay?: string;
  readonly exponent?: string;
  readonly modulus?: string;
  readonly checkValue?: string;
}

/** One row of the table of authorities. */
export function caRow(row: CaRow = {}): string {
  const of = { rid, index: caIndex, hash: '01', algorithm: '01', lastDay: 'FFFFFF', ...row };
  const { exponent = '03', modulus = caModulus } = row;
  const checkValue =
    row.checkValue ?? toHex(hashOf('sha-1', fromHex(`${of.rid}${of.index}${modulus}${exponent}`)));
  return [
    `${of.rid}${of.index}${of.hash}${of.algorithm}${of.lastDay}`,
    `${hex2(exponent.length / 2)}${exponent}${hex2(modulus.length / 2)}${modulus}${checkValue}`,
  ].join('');
}

export function supportWith(caKeys: string = caRow(), revoked = ''): AuthenticationSupport {
  return {
    operations: {
      hashOf,
      rsaRecover: (modulus, _exponent, data) =>
        data.length === modulus.length && data[0]! < modulus[0]! ? data.slice() : undefined,
      // SM2's is the SM3 hash of key and text, twice.
      sm2Verify: (point, message, signature) =>
        toHex(signature) === sm2Signature(toHex(point), toHex(message)),
    },
    caKeys: fromHex(caKeys),
    revoked: fromHex(revoked),
  };
}

export function sm2Signature(point: string, message: string): string {
  const once = toHex(hashOf('sm3', fromHex(`${point}${message}`)));
  return `${once}${once}`;
}

/** What is to be different in something signed. */
export interface Flaw {
  readonly header?: string;
  readonly trailer?: string;
  readonly format?: string;
  readonly hashAlgorithm?: string;
  readonly keyAlgorithm?: string;
  readonly identity?: string;
  readonly month?: string;
  readonly serial?: string;
  readonly keyLength?: string;
  readonly exponent?: string;
  readonly remainder?: string;
  readonly hash?: string;
  readonly dynamicLength?: string;
}

const kinds: Readonly<Record<string, readonly ['sha-1' | 'sha-256', number]>> = {
  '01': ['sha-1', 20],
  '02': ['sha-256', 32],
};

/** 6A, the body, as much of `key` or padding as fits, hash, BC. `covered` is hashed behind what comes out. */
function seal(bytes: number, body: string, key: string, covered: string, flaw: Flaw): string {
  const [kind, hashBytes] = kinds[flaw.hashAlgorithm ?? '01'] ?? kinds['01']!;
  const room = bytes - 2 - hashBytes - body.length / 2;
  const inside = key.slice(0, room * 2).padEnd(room * 2, 'B');
  const hash = flaw.hash ?? toHex(hashOf(kind, fromHex(`${body}${inside}${covered}`)));
  return `${flaw.header ?? '6A'}${body}${inside}${hash}${flaw.trailer ?? 'BC'}`;
}

/** Objects of a certificate: the certificate itself, the key's remainder and exponent. */
function certify(
  tags: readonly [certificate: string, remainder: string, exponent: string],
  parentBytes: number,
  identity: string,
  modulus: string,
  covered: string,
  flaw: Flaw,
  format: string,
): Objects {
  const hashBytes = kinds[flaw.hashAlgorithm ?? '01']?.[1] ?? 20;
  const exponent = flaw.exponent ?? '03';
  const head = [
    flaw.format ?? format,
    flaw.identity ?? identity,
    flaw.month ?? '1230',
    flaw.serial ?? '000001',
    flaw.hashAlgorithm ?? '01',
    flaw.keyAlgorithm ?? '01',
    flaw.keyLength ?? hex2(modulus.length / 2),
    hex2(exponent.length / 2),
  ].join('');
  const room = parentBytes - 2 - hashBytes - head.length / 2;
  const remainder = flaw.remainder ?? modulus.slice(room * 2);
  const covers = `${remainder}${exponent}${covered}`;
  return {
    [tags[0]]: seal(parentBytes, head, modulus, covers, flaw),
    [tags[1]]: remainder === '' ? undefined : remainder,
    [tags[2]]: exponent === '' ? undefined : exponent,
  };
}

export function issuerCertified(flaw: Flaw = {}): Objects {
  const tags = ['90', '92', '9F32'] as const;
  return certify(tags, caModulus.length / 2, `${pan.slice(0, 6)}FF`, issuerModulus, '', flaw, '02');
}

export function iccCertified(staticData: string, flaw: Flaw = {}): Objects {
  const identity = pan.padEnd(20, 'F');
  const tags = ['9F46', '9F48', '9F47'] as const;
  const parentBytes = issuerModulus.length / 2;
  return certify(tags, parentBytes, identity, iccModulus, staticData, flaw, '04');
}

export function staticSigned(staticData: string, flaw: Flaw = {}): string {
  const body = `${flaw.format ?? '03'}${flaw.hashAlgorithm ?? '01'}DAC0`;
  return seal(issuerModulus.length / 2, body, '', staticData, flaw);
}

export function dynamicSigned(dynamic: string, terminalData: string, flaw: Flaw = {}): string {
  const length = flaw.dynamicLength ?? hex2(dynamic.length / 2);
  const body = `${flaw.format ?? '05'}${flaw.hashAlgorithm ?? '01'}${length}${dynamic}`;
  return seal(iccModulus.length / 2, body, '', terminalData, flaw);
}

export interface InputChanges {
  readonly support?: AuthenticationSupport;
  readonly today?: string;
  readonly records?: OdaInput['records'];
  readonly aid?: string;
  readonly pan?: string;
}

/** What the steps are given, for a card with these objects. */
export function odaInput(objects: Objects, changes: InputChanges = {}): OdaInput {
  const card = new DataObjects();
  for (const [tag, value] of Object.entries(objects)) {
    if (value !== undefined) card.set(Number.parseInt(tag, 16), fromHex(value));
  }
  return {
    ...(changes.support ?? supportWith()),
    today: fromHex(changes.today ?? '251121'),
    adfName: fromHex(changes.aid ?? debitAid),
    card,
    pan: digitsOf(changes.pan ?? pan),
    records: changes.records ?? [],
  };
}
