// SPDX-License-Identifier: Apache-2.0
//
// What the values of EMV data objects mean, in words: objects that are numbers and structures; those that are bits are tables in
// tag-bits.ts. docs/sources.md [domain A7, B1, B2, B9, B10]; transaction types, AFL, response codes and the bits of the card verification
// results are own knowledge, no text at hand.

import { toHex } from '../../src/lib/bytes.ts';
import { tagHex, tagName } from './tag-names.ts';

type Words = (value: Uint8Array) => string[];

const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');

const oneOf =
  (meanings: Readonly<Record<string, string>>): Words =>
  (value) => {
    const found = meanings[toHex(value)];
    return found === undefined ? [] : [found];
  };

const cryptograms = ['AAC: declined', 'TC: approved offline', 'ARQC: online', 'reserved'];
const reasons = [
  'no information',
  'service not allowed',
  'PIN try limit exceeded',
  'issuer authentication failed',
];

/** Cryptogram information data, 9F27. */
function cryptogramInformation([byte]: Uint8Array): string[] {
  if (byte === undefined) return [];
  return [
    cryptograms[byte >> 6]!,
    ...((byte & 0x08) === 0 ? [] : ['advice required']),
    ...((byte & 0x07) === 0 ? [] : [`reason: ${reasons[byte & 0x07] ?? 'reserved'}`]),
  ];
}

const methods: Readonly<Record<number, string>> = {
  0: 'fail CVM processing',
  1: 'plain PIN, verified by the card',
  2: 'enciphered PIN, verified online',
  3: 'plain PIN, verified by the card, and signature',
  4: 'enciphered PIN, verified by the card',
  5: 'enciphered PIN, verified by the card, and signature',
  30: 'signature',
  31: 'no CVM required',
  63: 'no CVM performed',
};
const conditions: Readonly<Record<number, string>> = {
  0: 'always',
  1: 'if unattended cash',
  2: 'if not cash, and not cash back',
  3: 'if the terminal supports it',
  4: 'if manual cash',
  5: 'if cash back',
  6: 'if in the application currency and under X',
  7: 'if in the application currency and over X',
  8: 'if in the application currency and under Y',
  9: 'if in the application currency and over Y',
};
const results: Readonly<Record<number, string>> = { 0: 'unknown', 1: 'failed', 2: 'successful' };

const method = (byte: number) => methods[byte & 0x3f] ?? `reserved method ${hex(byte & 0x3f)}`;
const condition = (byte: number) => conditions[byte] ?? `reserved condition ${hex(byte)}`;

/** CVM results, 9F34. */
function cvmResults([performed, under, result]: Uint8Array): string[] {
  if (performed === undefined || under === undefined || result === undefined) return [];
  return [
    `${method(performed)}, ${condition(under)}: ${results[result] ?? `result ${hex(result)}`}`,
  ];
}

const number4 = (bytes: Uint8Array, at: number) =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);

/** CVM list, 8E: two amounts, then rules of two bytes. */
function cvmList(value: Uint8Array): string[] {
  if (value.length < 8) return ['cut before the end of the amounts'];
  const lines = [`X = ${number4(value, 0)}, Y = ${number4(value, 4)} (minor units)`];
  for (let at = 8; at + 1 < value.length; at += 2) {
    const [rule, when] = [value[at]!, value[at + 1]!];
    const otherwise = (rule & 0x40) === 0 ? 'else fail' : 'else the next';
    lines.push(`${hex(rule)}${hex(when)} ${method(rule)}, ${condition(when)}; ${otherwise}`);
  }
  if (value.length % 2 === 1) lines.push(`${hex(value.at(-1)!)} a rule that is cut`);
  return lines;
}

/** Application file locator, 94. */
function fileLocator(value: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at + 3 < value.length; at += 4) {
    const [file, first, last, signed] = value.subarray(at, at + 4) as unknown as number[];
    lines.push(`file ${file! >> 3}, records ${first} to ${last}, ${signed} signed`);
  }
  if (value.length % 4 !== 0) lines.push('an entry that is cut');
  return lines;
}

/** Card verification results in 9F10, bytes 2 to 4: byte, mask, meaning. */
const verificationBits: readonly (readonly [number, number, string])[] = [
  [2, 0x08, 'issuer authentication performed and failed'],
  [2, 0x04, 'offline PIN verification performed'],
  [2, 0x02, 'offline PIN verification failed'],
  [2, 0x01, 'unable to go online'],
  [3, 0x80, 'last online transaction not completed'],
  [3, 0x40, 'PIN try limit exceeded'],
  [3, 0x20, 'velocity counters exceeded'],
  [3, 0x10, 'new card'],
  [3, 0x08, 'issuer authentication failed on the last online transaction'],
  [3, 0x04, 'issuer authentication not performed after online authorisation'],
  [3, 0x02, 'application blocked because the PIN try limit was exceeded'],
  [3, 0x01, 'offline static data authentication failed on the last transaction'],
  [4, 0x08, 'issuer script failed on the last transaction'],
  [4, 0x04, 'offline dynamic data authentication failed on the last transaction'],
  [4, 0x02, 'offline dynamic data authentication performed'],
];

const second = ['second cryptogram: AAC', 'second cryptogram: TC', 'no second cryptogram yet', ''];

/** Card verification results: a length of 3, three bytes. */
function verificationResults(results: Uint8Array): string[] {
  const decision = results[1]!;
  const bits = verificationBits.filter(([byte, mask]) => (results[byte - 1]! & mask) !== 0);
  return [
    `CVR ${toHex(results)}: ${cryptograms[(decision >> 4) & 3]}`,
    second[decision >> 6]!,
    ...bits.map(([byte, mask, meaning]) => `CVR byte ${byte} ${hex(mask)} ${meaning}`),
    ...(results[3]! >> 4 === 0 ? [] : [`CVR: ${results[3]! >> 4} issuer script commands`]),
  ].filter((line) => line !== '');
}

const algorithms: Readonly<Record<number, string>> = { 1: '3DES', 4: 'SM4' };

/** Issuer application data, 9F10, of the layout that Visa and UnionPay share: length, key index, version, CVR. */
function issuerApplicationData(value: Uint8Array): string[] {
  const [length, keyIndex, version, verification] = value;
  if (length === undefined || value.length < 7 || verification !== 3) return [];
  const algorithm = length === 7 ? algorithms[value[7] ?? 0] : undefined;
  return [
    `key index ${hex(keyIndex!)}, cryptogram version ${hex(version!)}`,
    ...verificationResults(value.subarray(3, 7)),
    ...(algorithm === undefined ? [] : [`algorithm ${algorithm}`]),
    ...(value.length > length + 1 ? [`issuer's own: ${toHex(value.subarray(length + 1))}`] : []),
  ];
}

const schemes: Readonly<Record<number, string>> = {
  2: 'Mastercard',
  3: 'Visa',
  4: 'American Express',
  5: 'JCB',
  6: 'Discover',
  7: 'UnionPay',
  8: 'common kernel',
};

/** Kernel identifier, 9F2A and 96. */
function kernelIdentifier(value: Uint8Array): string[] {
  const [first] = value;
  if (first === undefined) return [];
  if (first >= 0x80) return [`domestic or proprietary kernel ${toHex(value.subarray(0, 3))}`];
  const scheme = schemes[first & 0x3f];
  return [`kernel ${first & 0x3f}${scheme === undefined ? '' : `, ${scheme}`}`];
}

const owners = ['', 'bank', 'merchant', 'cardholder'];
const abilities = ['', 'online only', 'offline with online capability', 'offline only'];

/** Terminal type, 9F35: who runs it; attended or not, and what it can. */
function terminalType([type = 0]: Uint8Array): string[] {
  const [owner, low] = [owners[type >> 4], type & 0x0f];
  if (!owner || low === 0 || low > 6) return [];
  return [
    `${low > 3 ? 'unattended' : 'attended'}, ${abilities[low > 3 ? low - 3 : low]}, ${owner}`,
  ];
}

function priority([byte = 0]: Uint8Array): string[] {
  const order = (byte & 0x0f) === 0 ? 'no priority' : `priority ${byte & 0x0f}`;
  return [(byte & 0x80) === 0 ? order : `${order}, only with the cardholder's confirmation`];
}

/** Names of the tags in a list of tags without lengths, 9F4A. */
function tagList(value: Uint8Array): string[] {
  return [...value].map((tag) => `${tagHex(tag)} ${tagName(tag) ?? 'unknown'}`);
}

const statuses: Readonly<Record<number, string>> = {
  16: 'approved',
  32: 'declined',
  48: 'online request',
  64: 'end application',
  80: 'select next',
  96: 'try another interface',
  112: 'try again',
};
const starts: Readonly<Record<number, string>> = { 0: 'A', 16: 'B', 32: 'C', 48: 'D' };
const verifications: Readonly<Record<number, string>> = {
  0: 'no CVM',
  16: 'signature',
  32: 'online PIN',
  48: 'confirmation code verified',
};

/** Outcome parameter set, DF8129: those of its bytes that say something. */
function outcomeSet(value: Uint8Array): string[] {
  const [status = 0, start = 0, , verification = 0, flags = 0] = value;
  if (value.length !== 8) return [];
  const restart = starts[start];
  const cvm = verifications[verification];
  return [
    statuses[status] ?? `status ${hex(status)}`,
    ...(restart === undefined ? [] : [`start ${restart}`]),
    ...(cvm === undefined ? [] : [cvm]),
    ...((flags & 0x80) === 0 ? [] : ['user interface request with the outcome']),
    ...((flags & 0x40) === 0 ? [] : ['user interface request with the restart']),
    ...((flags & 0x20) === 0 ? [] : ['data record']),
    ...((flags & 0x10) === 0 ? [] : ['discretionary data']),
    ...((flags & 0x08) === 0 ? [] : ['receipt']),
  ];
}

const level1 = ['', 'no answer in time', 'transmission error', 'protocol error'];
const level2 = [
  '',
  'card data missing',
  'card authentication failed',
  'status word',
  'parsing error',
  'maximum limit exceeded',
  'card data error',
  'mag-stripe mode not supported',
];

/** Error indication, DF8115: transmission, application, terminal, status word, message. */
function errorIndication(value: Uint8Array): string[] {
  const [transmission = 0, application = 0, terminal = 0, sw1 = 0, sw2 = 0] = value;
  if (value.length !== 6) return [];
  return [
    transmission === 0 ? '' : (level1[transmission] ?? `level 1 ${hex(transmission)}`),
    application === 0 ? '' : (level2[application] ?? `level 2 ${hex(application)}`),
    terminal === 0 ? '' : `level 3 ${hex(terminal)}`,
    sw1 === 0 && sw2 === 0 ? '' : `the card answered ${hex(sw1)}${hex(sw2)}`,
  ].filter((line) => line !== '');
}

const words: ReadonlyMap<number, Words> = new Map<number, Words>([
  [0x87, priority],
  [
    0x8a,
    oneOf({
      '3030': 'approved',
      '5931': 'approved offline',
      '5A31': 'declined offline',
      '5932': 'approved after referral',
      '5A32': 'declined after referral',
      '5933': 'unable to go online, approved offline',
      '5A33': 'unable to go online, declined offline',
    }),
  ],
  [0x8e, cvmList],
  [0x94, fileLocator],
  [0x96, kernelIdentifier],
  [
    0x9c,
    oneOf({
      '00': 'purchase',
      '01': 'cash',
      '09': 'purchase with cash back',
      '20': 'refund',
      '30': 'balance inquiry',
      '31': 'balance inquiry',
    }),
  ],
  [0x9f10, issuerApplicationData],
  [0x9f27, cryptogramInformation],
  [0x9f2a, kernelIdentifier],
  [0x9f34, cvmResults],
  [0x9f35, terminalType],
  [
    0x9f39,
    oneOf({
      '01': 'manual',
      '02': 'magnetic stripe',
      '05': 'contact chip',
      '07': 'contactless chip',
      '90': 'magnetic stripe, whole track',
      '91': 'contactless magnetic stripe',
    }),
  ],
  [0x9f4a, tagList],
  [0xdf8115, errorIndication],
  [0xdf8129, outcomeSet],
]);

/** Lines that say what a value means; none for objects that are only what they are, or have a length that they cannot have. */
export function wordsOf(tag: number, value: Uint8Array): string[] {
  return words.get(tag)?.(value) ?? [];
}
