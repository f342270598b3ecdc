// SPDX-License-Identifier: Apache-2.0
//
// A parameter file as the image that the terminal reads (src/emv/parameter-image.ts). Written from docs/adr/0066; the two share the tags
// and nothing else.

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  combinationFlag,
  imageFlag,
  imageTag,
  parameterImageBytesMax,
  pinFreeFlag,
} from '../../src/emv/parameter-image.ts';
import { encodeTlv } from '../../src/emv/tlv.ts';
import {
  type AidConfig,
  binsOf,
  type CaKeyConfig,
  kernelData,
  type PinFreeConfig,
} from '../tap/terminal-config.ts';
import type { ParameterFile } from './parameter-file.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const tlv = (tag: number, ...values: readonly Uint8Array[]) =>
  Buffer.from(encodeTlv(tag, Buffer.concat(values)));
const amount = (minor: number | string) => hex(String(minor).padStart(12, '0'));
const flags = (...bits: readonly (readonly [isSet: boolean | undefined, bit: number])[]) =>
  Uint8Array.of(bits.reduce((byte, [isSet, bit]) => (isSet ? byte | bit : byte), 0));

/** Throws Error when the file says what no image can hold. */
export function parameterImage(file: ParameterFile): Uint8Array {
  const { cvmResults, pinFree } = file;
  const body = Buffer.concat([
    tlv(imageTag.name, Buffer.from(file.name, 'latin1')),
    tlv(
      imageTag.flags,
      flags([file.test, imageFlag.test], [file.offlineApprovals, imageFlag.offlineApprovals]),
    ),
    tlv(imageTag.currencyUnit, amount(file.currencyUnit)),
    ...(pinFree
      ? [
          tlv(
            imageTag.pinFree,
            flags(
              [pinFree.enabled, pinFreeFlag.enabled],
              [pinFree.deviceCvm, pinFreeFlag.deviceCvm],
            ),
            amount(pinFree.limit),
          ),
          ...bins(imageTag.binsA, pinFree.listA),
          ...bins(imageTag.binsB, pinFree.listB),
          ...bins(imageTag.binsBlocked, pinFree.blocked),
          ...signatureFree(pinFree.signature),
        ]
      : []),
    tlv(
      imageTag.cvmResults,
      hex(cvmResults.none),
      hex(cvmResults['confirmed-on-device']),
      hex(cvmResults['online-pin']),
      hex(cvmResults.signature),
    ),
    tlv(imageTag.caKeys, ...file.caKeys.map(caKey)),
    tlv(
      imageTag.revoked,
      ...file.revoked.map(({ rid, index, serial }) => hex(`${rid}${index}${serial}`)),
    ),
    tlv(imageTag.exceptionFile, ...file.exceptionFile.map((pan) => hex(pan.padEnd(20, 'F')))),
    tlv(
      imageTag.terminalData,
      ...Object.entries(file.tags).map(([tag, value]) => object(tag, value)),
    ),
    ...together(file.aids).map(combination),
  ]);
  const head = Buffer.alloc(6);
  head.write('JZP1', 'latin1');
  head.writeUInt16BE(body.length, 4);
  const checked = Buffer.concat([head, body]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(checked));
  const image = Buffer.concat([checked, sum]);
  if (image.length > parameterImageBytesMax) {
    throw new Error(`${image.length} bytes, a terminal takes ${parameterImageBytesMax}`);
  }
  return new Uint8Array(image);
}

function bins(tag: number, list: readonly string[] | undefined): Buffer[] {
  return list ? [tlv(tag, hex(binsOf(list)))] : [];
}

function signatureFree(rule: PinFreeConfig['signature']): Buffer[] {
  if (!rule) return [];
  return [
    tlv(imageTag.signatureFree, flags([rule.enabled, pinFreeFlag.enabled]), amount(rule.limit)),
  ];
}

const object = (tag: string, value: string) => tlv(Number.parseInt(tag, 16), hex(value));

/** Neighbours that differ in their AID only become one combination. */
function together(aids: readonly AidConfig[]): readonly (readonly AidConfig[])[] {
  const groups: AidConfig[][] = [];
  let before = '';
  for (const each of aids) {
    const { aid: _aid, ...rest } = each;
    const now = JSON.stringify(rest);
    if (now === before) groups.at(-1)!.push(each);
    else groups.push([each]);
    before = now;
  }
  return groups;
}

function combination(aids: readonly AidConfig[]): Buffer {
  const [first] = aids as readonly [AidConfig];
  const limits = [
    [imageTag.transactionLimit, first.limit],
    [imageTag.readerFloorLimit, first.floor],
    [imageTag.terminalFloorLimit, first.terminalFloor],
    [imageTag.cvmRequiredLimit, first.cvmLimit],
  ] as const;
  return tlv(
    imageTag.combination,
    ...aids.map(({ aid }) => object('4F', aid)),
    tlv(imageTag.kernelId, Uint8Array.of(first.kernel)),
    tlv(imageTag.types, Uint8Array.from(first.types!, Number)),
    tlv(
      imageTag.combinationFlags,
      flags(
        [first.statusCheck, combinationFlag.statusCheck],
        [first.zeroAmount === false, combinationFlag.zeroForbidden],
        [first.extendedSelection, combinationFlag.extendedSelection],
      ),
    ),
    object('9F66', first.ttq!),
    object('9F09', first.version!),
    ...limits.flatMap(([tag, limit]) => (limit === undefined ? [] : [tlv(tag, amount(limit))])),
    tlv(imageTag.kernelData, ...kernelData(first).map(([tag, value]) => tlv(tag, hex(value)))),
  );
}

/** As in src/emv/oda-ca-keys.ts. Throws Error when the check value is wrong. */
export function caKey(key: CaKeyConfig): Buffer {
  const { rid, index, modulus, exponent, check, expiry = 'FFFFFF', algorithm = '01' } = key;
  const found = createHash('sha1')
    .update(hex(`${rid}${index}${modulus}${exponent}`))
    .digest('hex');
  if (found !== check.toLowerCase()) {
    throw new Error(`check value of key ${rid}/${index} is wrong: mistyped, or not this key's`);
  }
  const hash = algorithm === '04' ? '07' : '01';
  const withLength = (text: string) => Buffer.concat([Buffer.of(text.length / 2), hex(text)]);
  return Buffer.concat([
    hex(`${rid}${index}${hash}${algorithm}${expiry}`),
    withLength(exponent),
    withLength(modulus),
    hex(check),
  ]);
}

/** As flash is written: in units of 32 bytes. */
export function wholeUnits(bytes: Uint8Array): Uint8Array {
  const image = new Uint8Array(Math.ceil(bytes.length / 32) * 32).fill(0xff);
  image.set(bytes);
  return image;
}
