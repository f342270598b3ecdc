// SPDX-License-Identifier: Apache-2.0
//
// Offline data authentication, one function for each step, in their order: the issuer's key, the card's key, signed static data, signed
// dynamic data. docs/sources.md [domain B6]
//
// The steps know no kernel: which method is due, and what follows from a failure, is the kernel's affair. CDA's own steps: oda-cda.ts.

import { concat } from '../lib/bytes.ts';
import { monthNumber } from './dates.ts';
import {
  type CertificateForm,
  type Certified,
  iccCertificate,
  issuerCertificate,
  type OdaAlgorithm,
} from './oda-algorithm.ts';
import { caPublicKey, isRevoked, rsaAlgorithm, sm2Algorithm } from './oda-ca-keys.ts';
import { rsa } from './oda-rsa.ts';
import { sm2 } from './oda-sm2.ts';
import { done, failed, type OdaInput, type PublicKey, type Step } from './oda-step.ts';
import {
  tag9F4ASdaTagList,
  tag9F4BSignedDynamicApplicationData,
  tag82ApplicationInterchangeProfile,
  tag93SignedStaticApplicationData,
} from './tags.ts';
import { isSamePan, startsWithDigits } from './track2.ts';

/** By the key's algorithm in the table of authorities: the card follows its scheme. */
const algorithms: ReadonlyMap<number, OdaAlgorithm> = new Map([
  [rsaAlgorithm, rsa],
  [sm2Algorithm, sm2],
]);

/** Only those are in use; an exponent of 1 would make everybody a signer. */
const exponents: readonly number[] = Object.freeze([3, 65537], true);

const algorithmOf = ({ algorithm }: PublicKey) => algorithms.get(algorithm)!;

/** The certificate itself, then what it says that can be wrong about it. */
function certified(
  input: OdaInput,
  form: CertificateForm,
  parent: PublicKey,
  staticData: Uint8Array,
  isHolder: (identity: Uint8Array) => boolean,
): Step<Certified> {
  const { signed } = form;
  const value = input.card.get(form.tags.certificate);
  if (value === undefined) return failed(`${signed}-missing`);
  const read = algorithmOf(parent).certificate(input, form, parent, value, staticData);
  if (!read.ok) return read;
  const { identity, month, keyAlgorithm, key } = read.value;
  if (!isHolder(identity)) return failed(`${signed}-identity`);
  const { today } = input;
  if (monthNumber(today[0]!, today[1]!) > monthNumber(month[1]!, month[0]!)) {
    return failed(`${signed}-expired`);
  }
  if (keyAlgorithm !== key.algorithm) return failed(`${signed}-key-algorithm`);
  if (key.algorithm === rsaAlgorithm && !exponents.includes(key.exponent)) {
    return failed(`${signed}-exponent`);
  }
  tell(input, signed, read.value);
  return read;
}

function tell({ onRecovered }: OdaInput, signed: string, { month, serialNumber, key }: Certified) {
  onRecovered?.(`${signed}-month`, month);
  onRecovered?.(`${signed}-serial-number`, serialNumber);
  onRecovered?.(`${signed}-key`, key.modulus);
}

const nothing: Uint8Array = new Uint8Array(0);

/** Step 2: the issuer's key, under the authority's. */
export function issuerPublicKey(input: OdaInput): Step<PublicKey> {
  const authority = caPublicKey(input);
  if (!authority.ok) return authority;
  const issuer = certified(input, issuerCertificate, authority.value, nothing, (identity) =>
    startsWithDigits(input.pan, identity),
  );
  if (!issuer.ok) return issuer;
  if (isRevoked(input, issuer.value.serialNumber)) return failed('issuer-certificate-revoked');
  return done(issuer.value.key);
}

const onlyAip = tag82ApplicationInterchangeProfile;

/** Step 3: the records that the AFL marks, then the AIP if the card says so. The caller wipes it: it holds the account number. */
function staticDataToBeAuthenticated({ card, records }: OdaInput): Step<Uint8Array> {
  if (typeof records === 'string') return failed(records);
  const list = card.get(tag9F4ASdaTagList);
  if (list === undefined) return done(concat(...records));
  if (list.length !== 1 || list[0] !== onlyAip) return failed('static-data-tag-list');
  return done(concat(...records, card.get(tag82ApplicationInterchangeProfile) ?? nothing));
}

/** Step 4: SDA. What comes back is the data authentication code, 9F45. */
export function authenticateStaticData(input: OdaInput): Step<Uint8Array> {
  const issuer = issuerPublicKey(input);
  if (!issuer.ok) return issuer;
  const value = input.card.get(tag93SignedStaticApplicationData);
  if (value === undefined) return failed('static-signature-missing');
  const data = staticDataToBeAuthenticated(input);
  if (!data.ok) return data;
  const key = issuer.value;
  const read = algorithmOf(key).signature(input, 'static-signature', key, value, data.value);
  data.value.fill(0);
  if (!read.ok) return read;
  const code = read.value.subarray(0, 2);
  input.onRecovered?.('data-authentication-code', code);
  return done(code);
}

/** Step 5: the card's key, under the issuer's; its certificate covers the static data. */
export function iccPublicKey(input: OdaInput): Step<PublicKey> {
  const issuer = issuerPublicKey(input);
  if (!issuer.ok) return issuer;
  const data = staticDataToBeAuthenticated(input);
  if (!data.ok) return data;
  const icc = certified(input, iccCertificate, issuer.value, data.value, (identity) =>
    isSamePan(input.pan, identity),
  );
  data.value.fill(0);
  return icc.ok ? done(icc.value.key) : icc;
}

export interface DynamicData {
  /** 9F4C */
  readonly iccDynamicNumber: Uint8Array;
  /** What follows it. */
  readonly rest: Uint8Array;
}

const dynamicNumberBytes = Object.freeze({ min: 2, max: 8 } as const, true);

/** Step 6: signed dynamic data (9F4B), signed together with `terminalData`. */
export function openDynamicData(
  input: OdaInput,
  key: PublicKey,
  terminalData: Uint8Array,
): Step<DynamicData> {
  const value = input.card.get(tag9F4BSignedDynamicApplicationData);
  if (value === undefined) return failed('dynamic-signature-missing');
  const read = algorithmOf(key).signature(input, 'dynamic-signature', key, value, terminalData);
  if (!read.ok) return read;
  const length = read.value[0] ?? 0;
  const data = read.value.subarray(1, 1 + length);
  if (data.length !== length) return failed('dynamic-data-length');
  const numberLength = data[0] ?? 0;
  if (
    numberLength < dynamicNumberBytes.min ||
    numberLength > dynamicNumberBytes.max ||
    numberLength >= length
  ) {
    return failed('dynamic-number-length');
  }
  const iccDynamicNumber = data.subarray(1, 1 + numberLength);
  input.onRecovered?.('icc-dynamic-number', iccDynamicNumber);
  return done({ iccDynamicNumber, rest: data.subarray(1 + numberLength) });
}
