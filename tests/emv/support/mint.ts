// SPDX-License-Identifier: Apache-2.0
//
// Cards with real certificates under the project's own test keys (tests/emv/test-pki.json), as transcripts for `jiaozi tap`. Written from
// docs/sources.md [domain B3, B6], not with the program's code: Node's hashes and integers stand for the C core.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../host-sim/engine/bundle.ts';

interface Key {
  readonly modulus: string;
  readonly exponent: string;
  readonly private: string;
}

interface Pki {
  readonly authority: Key;
  readonly issuer: Key;
  readonly card: Key;
  readonly cardSmall: Key;
}

export const pki = JSON.parse(readFileSync(join(root, 'tests/emv/test-pki.json'), 'utf8')) as Pki;
const pan = '6299990000000017';

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

const number = (hex: string) => BigInt(`0x${hex}`);
const bytes = (hex: string) => hex.length / 2;
const hex2 = (value: number) => value.toString(16).toUpperCase().padStart(2, '0');
const sha1 = (hex: string) =>
  createHash('sha1').update(Buffer.from(hex, 'hex')).digest('hex').toUpperCase();

export function tlv(tag: string, value: string): string {
  const length = bytes(value);
  return `${tag}${length > 127 ? '81' : ''}${hex2(length)}${value}`;
}

/** 6A, the text padded with BB, the hash over text and `covered`, BC – under the private key. */
function sign(key: Key, text: string, covered: string): string {
  const size = bytes(key.modulus);
  const padded = text.padEnd((size - 22) * 2, 'B');
  const clear = `6A${padded}${sha1(`${padded}${covered}`)}BC`;
  const signed = power(number(clear), number(key.private), number(key.modulus));
  return signed
    .toString(16)
    .toUpperCase()
    .padStart(size * 2, '0');
}

/** The three objects of a certificate. */
function certificate(
  tags: readonly [string, string, string],
  parent: Key,
  head: string,
  key: Key,
  covered: string,
): readonly [string, string][] {
  const size = hex2(bytes(key.modulus));
  const text = `${head}0101${size}${hex2(bytes(key.exponent))}`;
  const room = (bytes(parent.modulus) - 22) * 2 - text.length;
  const remainder = key.modulus.slice(room);
  const inside = key.modulus.slice(0, room);
  return [
    [tags[0], sign(parent, `${text}${inside}`, `${remainder}${key.exponent}${covered}`)],
    ...(remainder === '' ? [] : [[tags[1], remainder] as [string, string]]),
    [tags[2], key.exponent],
  ];
}

export interface CardOptions {
  readonly rid?: 'A000000333' | 'A000000003';
  /** 9F27: 40 TC, 80 ARQC. */
  readonly information?: string;
  readonly unpredictableNumber?: string;
  readonly ctq?: string;
  readonly small?: boolean;
  /** fDDA version 01 with that amount; otherwise 00. */
  readonly amount?: string;
}

export interface Recorded {
  readonly exchanges: readonly { readonly c: string; readonly r: string | null }[];
}

const adf = { A000000333: 'A000000333010101', A000000003: 'A0000000031010' } as const;
const pdol = '9F66049F02069F03069F1A0295055F2A029A039C019F3704';

/** The whole dialogue of a card that has signed for that number, with a terminal of 21 November 2025 in yuan. */
export function recordedCard(options: CardOptions = {}): Recorded {
  const { rid = 'A000000333', information = '40', unpredictableNumber = '12345678' } = options;
  const { ctq = '0000', amount } = options;
  const key = options.small ? pki.cardSmall : pki.card;
  const name = adf[rid];
  const related = amount === undefined ? '' : `01A1B2C3D4${ctq}`;
  const covered = amount === undefined ? '' : `${amount}0156${related}`;
  const dynamic = sign(key, '050103' + '02001C', `${unpredictableNumber}${covered}`);
  const record = `${tlv('5A', pan)}${tlv('5F24', '301231')}`;
  const issuerHead = `02${pan.slice(0, 6)}FF1230000001`;
  const issuer = certificate(['90', '92', '9F32'], pki.authority, issuerHead, pki.issuer, '');
  const iccHead = `04${pan}FFFF1230000001`;
  const icc = certificate(['9F46', '9F48', '9F47'], pki.issuer, iccHead, key, record);
  const objects = [...issuer, ...icc, ['8F', 'E0'], ['9F4B', dynamic]] as [string, string][];
  const records = [record, ...objects.map(([tag, value]) => tlv(tag, value))];
  const gpo = [
    tlv('82', '2000'),
    tlv('94', `080101011001${hex2(objects.length)}00`),
    tlv('57', `${pan}D301220101234000000F`),
    tlv('9F10', '07010103A00000010A0100000000001234567A'),
    tlv('9F26', '0123456789ABCDEF'),
    tlv('9F27', information),
    tlv('9F36', '001C'),
    tlv('9F6C', ctq),
    related === '' ? '' : tlv('9F69', related),
  ].join('');
  const entry = tlv('61', tlv('4F', name) + tlv('87', '01'));
  const data = `26000080${amount ?? '000000001250'}00000000000001560000000000015625112100${unpredictableNumber}`;
  const select = (of: string) => `00A40400${hex2(bytes(of))}${of}00`;
  const ppse = '325041592E5359532E4444463031';
  return {
    exchanges: [
      {
        c: select(ppse),
        r: `${tlv('6F', tlv('84', ppse) + tlv('A5', tlv('BF0C', entry)))}9000`,
      },
      {
        c: select(name),
        r: `${tlv('6F', tlv('84', name) + tlv('A5', tlv('50', '4A49414F5A49') + tlv('9F38', pdol)))}9000`,
      },
      {
        c: `80A80000${hex2(bytes(data) + 2)}83${hex2(bytes(data))}${data}00`,
        r: `${tlv('77', gpo)}9000`,
      },
      ...records.map((each, index) => ({
        c: index === 0 ? '00B2010C00' : `00B2${hex2(index)}1400`,
        r: `${tlv('70', each)}9000`,
      })),
    ],
  };
}

export interface Kernel2CardOptions {
  /** P1 of GENERATE AC that the recording has. */
  readonly control?: string;
  /** 9F27 */
  readonly information?: string;
  readonly unpredictableNumber?: string;
  readonly tvr?: string;
  /** With the relay resistance protocol. */
  readonly relay?: boolean;
  /** Issuer action codes, as TLV. */
  readonly actions?: string;
}

const cdol = '9F02069F03069F1A0295055F2A029A039C019F37049F3501';
const cdolHead = '000000001250' + '000000000000' + '0156';

/** A Mastercard dialogue with CDA: a longer key's signature would not go into one answer. */
export function recordedKernel2Card(options: Kernel2CardOptions = {}): Recorded {
  const { control = '50', information = '40', unpredictableNumber = '12345678' } = options;
  const { relay = false, tvr = relay ? '0000000002' : '0000000001' } = options;
  const name = 'A0000000041010';
  const aip = relay ? '1981' : '1980';
  const record = [
    tlv('5A', pan),
    tlv('5F24', '301231'),
    tlv('57', `${pan}D301220101234000000F`),
    tlv('8C', cdol),
    tlv('8E', '00000000000000001F03'),
    tlv('9F4A', '82'),
    options.actions ?? '',
  ].join('');
  const issuerHead = `02${pan.slice(0, 6)}FF1230000001`;
  const issuer = certificate(['90', '92', '9F32'], pki.authority, issuerHead, pki.issuer, '');
  const iccHead = `04${pan}FFFF1230000001`;
  const covered = `${record}${aip}`;
  const icc = certificate(['9F46', '9F48', '9F47'], pki.issuer, iccHead, pki.cardSmall, covered);
  const objects = [...issuer, ...icc, ['8F', 'E0']] as [string, string][];
  const records = [record, ...objects.map(([tag, value]) => tlv(tag, value))];
  const cdolData = `${cdolHead}${tvr}015625112100${unpredictableNumber}22`;
  const relayData = relay ? 'D1D2D3D4000A00280018' : '';
  const clear = [tlv('9F27', information), tlv('9F36', '001C'), tlv('9F10', '0110A000')].join('');
  const pdolData = '015622';
  const signed = [
    `02001C${information}0123456789ABCDEF`,
    sha1(`${pdolData}${cdolData}${clear}`),
    relay ? `${unpredictableNumber}${relayData}` : '',
  ].join('');
  const dynamic = sign(pki.cardSmall, `0501${hex2(bytes(signed))}${signed}`, unpredictableNumber);
  const select = (of: string) => `00A40400${hex2(bytes(of))}${of}00`;
  const ppse = '325041592E5359532E4444463031';
  const entry = tlv('61', tlv('4F', name) + tlv('87', '01'));
  return {
    exchanges: [
      {
        c: select(ppse),
        r: `${tlv('6F', tlv('84', ppse) + tlv('A5', tlv('BF0C', entry)))}9000`,
      },
      {
        c: select(name),
        r: `${tlv('6F', tlv('84', name) + tlv('A5', tlv('9F38', '9F1A029F3501')))}9000`,
      },
      {
        c: `80A80000058303${pdolData}00`,
        r: `${tlv('77', tlv('82', aip) + tlv('94', `100101011801${hex2(objects.length)}00`))}9000`,
      },
      ...(relay
        ? [{ c: `80EA000004${unpredictableNumber}00`, r: `${tlv('80', relayData)}9000` }]
        : []),
      ...records.map((each, index) => ({
        c: index === 0 ? '00B2011400' : `00B2${hex2(index)}1C00`,
        r: `${tlv('70', each)}9000`,
      })),
      {
        c: `80AE${control}00${hex2(bytes(cdolData))}${cdolData}00`,
        r: `${tlv('77', clear + tlv('9F4B', dynamic))}9000`,
      },
    ],
  };
}

/** The test authority as `--ca-keys` takes it. */
export function authorityCsv(): string {
  const { modulus, exponent } = pki.authority;
  const rows = ['A000000333', 'A000000003', 'A000000004'].map((rid) =>
    [
      rid,
      'E0',
      'test',
      '1984',
      exponent,
      modulus,
      sha1(`${rid}E0${modulus}${exponent}`),
      'own',
    ].join(','),
  );
  return ['rid,index,class_guess,bits,exponent,modulus,"sha1_of_all",found_in', ...rows, ''].join(
    '\n',
  );
}
