// SPDX-License-Identifier: Apache-2.0
//
// A parameter file as the terminal reads it: magic, version and length; TLV; CRC-32. Written by host-sim/parameters/parameter-image.ts, format in
// docs/adr/0066. Values are views into the image, nothing is copied.
//
// What a reader would get wrong: the CRC finds accidents, not intent. Whoever can write this partition can write limits (SECURITY.md).

import { crc32 } from '../lib/crc32.ts';
import { type Decoded, decoded, malformed } from '../lib/result.ts';
import { kernels } from './kernels.ts';
import type { Combination, ParameterSet, PinFree } from './parameters.ts';
import { binBytes } from './pin-free.ts';
import {
  dataObject,
  tag4FApplicationDefinitionFileName,
  tag5F2ATransactionCurrencyCode,
  tag9F1ATerminalCountryCode,
  tag9F09ApplicationVersionNumber,
  tag9F33TerminalCapabilities,
  tag9F35TerminalType,
  tag9F66TerminalTransactionQualifiers,
} from './tags.ts';
import { decodeTlvs, findAllTlvs, findTlv, type Tlv } from './tlv.ts';

/** JZP1: magic and version. */
const magic: readonly number[] = Object.freeze([0x4a, 0x5a, 0x50, 0x31], true);
/** Magic 4, length of the TLV 2, big-endian. */
export const parameterHeadBytes = 6;
const crcBytes = 4;
/** Of a whole image: what a board of 320 KB can hold beside everything else. */
export const parameterImageBytesMax = 8192;

export const imageTag = Object.freeze(
  {
    name: 0xdf01,
    flags: 0xdf02,
    currencyUnit: 0xdf03,
    pinFree: 0xdf04,
    cvmResults: 0xdf05,
    caKeys: 0xdf06,
    revoked: 0xdf07,
    exceptionFile: 0xdf08,
    binsA: 0xdf09,
    binsB: 0xdf0a,
    binsBlocked: 0xdf0b,
    signatureFree: 0xdf0c,
    terminalData: 0xe1,
    combination: 0xe2,
    kernelId: 0xdf11,
    types: 0xdf12,
    combinationFlags: 0xdf13,
    transactionLimit: 0xdf14,
    readerFloorLimit: 0xdf15,
    terminalFloorLimit: 0xdf16,
    cvmRequiredLimit: 0xdf17,
    kernelData: 0xe3,
  } as const,
  true,
);

export const imageFlag = Object.freeze({ test: 0x01, offlineApprovals: 0x02 } as const, true);
export const pinFreeFlag = Object.freeze({ enabled: 0x01, deviceCvm: 0x02 } as const, true);
export const combinationFlag = Object.freeze(
  { statusCheck: 0x01, zeroForbidden: 0x02, extendedSelection: 0x04 } as const,
  true,
);

/** Whole bytes of the image, from its head; undefined when the head is none. */
export function parameterImageBytes(head: Uint8Array): number | undefined {
  if (head.length < parameterHeadBytes) return undefined;
  for (let i = 0; i < magic.length; i++) if (head[i] !== magic[i]) return undefined;
  const bytes = parameterHeadBytes + ((head[4]! << 8) | head[5]!) + crcBytes;
  return bytes <= parameterImageBytesMax ? bytes : undefined;
}

/** `sumOf` is for hosts without the native one. */
export function decodeParameters(image: Uint8Array, sumOf = crc32): Decoded<ParameterSet> {
  const bytes = parameterImageBytes(image);
  if (bytes === undefined) return malformed(0, 'no parameters');
  if (bytes !== image.length) return malformed(4, 'the length is wrong');
  const end = bytes - crcBytes;
  const sum = new DataView(image.buffer, image.byteOffset + end).getUint32(0);
  if (sumOf(image.subarray(0, end)) !== sum) return malformed(end, 'the CRC is wrong');
  const fields = decodeTlvs(image.subarray(parameterHeadBytes, end));
  if (!fields.ok) return malformed(parameterHeadBytes + fields.at, fields.reason);
  return parametersOf(fields.value);
}

const nothing: Uint8Array = new Uint8Array(0);
const cvmResultBytes = 3;
const revokedBytes = 9;
const panBytes = 10;

/** Of a terminal's data: kernels and field 55 take it that they are there. */
export const neededTerminalTags: readonly number[] = Object.freeze(
  [
    tag9F1ATerminalCountryCode,
    tag5F2ATransactionCurrencyCode,
    tag9F33TerminalCapabilities,
    tag9F35TerminalType,
  ],
  true,
);

function parametersOf(fields: readonly Tlv[]): Decoded<ParameterSet> {
  const get = (tag: number) => findTlv(fields, tag) ?? nothing;
  const flags = get(imageTag.flags);
  const results = get(imageTag.cvmResults);
  const revoked = get(imageTag.revoked);
  const exceptionFile = get(imageTag.exceptionFile);
  const currencyUnitMinor = amountOf(get(imageTag.currencyUnit));
  const terminalData = objectsOf(get(imageTag.terminalData));
  if (flags.length !== 1) return malformed(0, 'flags');
  if (results.length !== 4 * cvmResultBytes) return malformed(0, 'CVM results');
  if (revoked.length % revokedBytes !== 0) return malformed(0, 'revoked certificates');
  if (exceptionFile.length % panBytes !== 0) return malformed(0, 'exception file');
  if (currencyUnitMinor === undefined) return malformed(0, 'unit of currency');
  if (terminalData === undefined) return malformed(0, 'terminal data');
  const isMissing = (tag: number) => !terminalData.some(([found]) => found === tag);
  if (neededTerminalTags.some(isMissing)) return malformed(0, 'not all of the terminal data');
  const combinations: Combination[] = [];
  for (const template of findAllTlvs(fields, imageTag.combination)) {
    if (!addCombinations(template, combinations)) return malformed(0, 'a combination');
  }
  if (combinations.length === 0) return malformed(0, 'no combination with a kernel that is here');
  const pinFree = pinFreeOf(fields);
  if (pinFree === malformedPinFree) return malformed(0, 'PIN-free payments');
  const result = (index: number) =>
    results.subarray(index * cvmResultBytes, (index + 1) * cvmResultBytes);
  return decoded({
    name: String.fromCharCode(...get(imageTag.name)),
    isTest: (flags[0]! & imageFlag.test) !== 0,
    offlineApprovals: (flags[0]! & imageFlag.offlineApprovals) !== 0,
    currencyUnitMinor,
    combinations,
    ...(pinFree && { pinFree }),
    tag9F34CvmResults: {
      none: result(0),
      'confirmed-on-device': result(1),
      'online-pin': result(2),
      signature: result(3),
    },
    terminalData,
    caKeys: get(imageTag.caKeys),
    revoked,
    exceptionFile,
  });
}

/** Twelve digits. */
function amountOf(bytes: Uint8Array): number | undefined {
  let amount = 0;
  for (let i = 0; i < bytes.length; i++) {
    const [high, low] = [bytes[i]! >> 4, bytes[i]! & 0x0f];
    if (high > 9 || low > 9) return undefined;
    amount = amount * 100 + high * 10 + low;
  }
  return bytes.length === 6 ? amount : undefined;
}

const malformedPinFree = 'malformed';

/** Flags and the largest amount of each of the two rules; lists of BINs. */
function pinFreeOf(fields: readonly Tlv[]): PinFree | undefined | typeof malformedPinFree {
  const value = findTlv(fields, imageTag.pinFree);
  const signature = findTlv(fields, imageTag.signatureFree);
  const [binsA, binsB, binsBlocked] = [imageTag.binsA, imageTag.binsB, imageTag.binsBlocked].map(
    (tag) => findTlv(fields, tag),
  );
  if (value === undefined) return undefined;
  const limitMinor = amountOf(value.subarray(1));
  const signedMinor = signature && amountOf(signature.subarray(1));
  const areWhole = [binsA, binsB, binsBlocked].every(
    (bins = nothing) => bins.length % binBytes === 0,
  );
  if (limitMinor === undefined || !areWhole) return malformedPinFree;
  if (signature && signedMinor === undefined) return malformedPinFree;
  return {
    enabled: (value[0]! & pinFreeFlag.enabled) !== 0,
    deviceCvmAccepted: (value[0]! & pinFreeFlag.deviceCvm) !== 0,
    limitMinor,
    ...(binsA && { binsA }),
    ...(binsB && { binsB }),
    ...(binsBlocked && { binsBlocked }),
    ...(signature && {
      signatureFree: {
        enabled: (signature[0]! & pinFreeFlag.enabled) !== 0,
        limitMinor: signedMinor!,
      },
    }),
  };
}

/** Undefined: one of them has a length that its tag cannot have. */
function objectsOf(template: Uint8Array): readonly (readonly [number, Uint8Array])[] | undefined {
  const objects = decodeTlvs(template);
  if (!objects.ok) return undefined;
  for (const { tag, value } of objects.value) {
    const known = dataObject(tag);
    if (known && (value.length < known.lengthMin || value.length > known.lengthMax)) {
      return undefined;
    }
  }
  return objects.value.map(({ tag, value }) => [tag, value] as const);
}

const limits = Object.freeze(
  [
    ['transactionLimitMinor', imageTag.transactionLimit],
    ['readerFloorLimitMinor', imageTag.readerFloorLimit],
    ['terminalFloorLimitMinor', imageTag.terminalFloorLimit],
    ['cvmRequiredLimitMinor', imageTag.cvmRequiredLimit],
  ] as const,
  true,
);

/** Adds a combination for each AID of the template, unless its kernel is none of this release's; false when it is malformed. */
function addCombinations(template: Uint8Array, combinations: Combination[]): boolean {
  const fields = decodeTlvs(template);
  if (!fields.ok) return false;
  const get = (tag: number) => findTlv(fields.value, tag) ?? nothing;
  const [kernelId, flags] = [get(imageTag.kernelId), get(imageTag.combinationFlags)];
  const tag9F66 = get(tag9F66TerminalTransactionQualifiers);
  const tag9F09 = get(tag9F09ApplicationVersionNumber);
  const kernelData = objectsOf(get(imageTag.kernelData));
  const isWhole = kernelId.length === 1 && flags.length === 1 && tag9F66.length === 4;
  if (!isWhole || tag9F09.length !== 2 || kernelData === undefined) return false;
  const found: Partial<Record<(typeof limits)[number][0], number>> = {};
  for (const [name, tag] of limits) {
    const value = findTlv(fields.value, tag);
    if (value === undefined) continue;
    const limitMinor = amountOf(value);
    if (limitMinor === undefined) return false;
    found[name] = limitMinor;
  }
  const shared = {
    kernelId: kernelId[0]!,
    transactionTypes: [...get(imageTag.types)],
    tag9F66TerminalTransactionQualifiers: tag9F66,
    tag9F09ApplicationVersionNumber: tag9F09,
    statusCheckSupported: (flags[0]! & combinationFlag.statusCheck) !== 0,
    zeroAmountAllowed: (flags[0]! & combinationFlag.zeroForbidden) === 0,
    extendedSelectionSupported: (flags[0]! & combinationFlag.extendedSelection) !== 0,
    kernelData,
    ...found,
  };
  for (const aid of findAllTlvs(fields.value, tag4FApplicationDefinitionFileName)) {
    if (aid.length < 5 || aid.length > 16) return false;
    if (kernels.has(shared.kernelId)) combinations.push({ ...shared, aid });
  }
  return true;
}
