// SPDX-License-Identifier: Apache-2.0
//
// What a terminal can fetch from its host, and report to it: docs/sources.md [domain A4, A6]. Bytes of the host never throw here: a value that does
// not fit makes the whole answer malformed, and nothing of it is used.

import { concat, fromAscii, toHex } from '../lib/bytes.ts';
import { type Decoded, decoded, malformed } from '../lib/result.ts';
import type { TerminalMessage } from './iso8583/unionpay-terminal.ts';
import type { TerminalIdentity, Trace } from './requests.ts';

export type DownloadName = 'terminal-parameters' | 'ca-keys' | 'contactless-parameters';

/** F60.3 of the messages. */
export const downloads: Readonly<
  Record<DownloadName, { readonly query?: string; readonly fetch: string; readonly end: string }>
> = Object.freeze(
  {
    'terminal-parameters': { fetch: '360', end: '361' },
    'ca-keys': { query: '372', fetch: '370', end: '371' },
    'contactless-parameters': { fetch: '394', end: '395' },
  },
  true,
);
const statusCode = '362';

/** 0800 fetches and ends, 0820 asks and reports. `field62`: what the message says besides. */
export function managementRequest(
  mti: '0800' | '0820',
  networkCode: string,
  { terminalId, merchantId }: TerminalIdentity,
  { stan, batch }: Trace,
  field62?: Uint8Array,
): TerminalMessage {
  return {
    mti,
    fields: {
      field11Stan: stan,
      field41TerminalId: terminalId,
      field42MerchantId: merchantId,
      field60TransactionData: `00${batch}${networkCode}`,
      ...(field62 && { field62KeysAndParameters: field62 }),
    },
  };
}

/** Modules 01 to 05 as domain A6 numbers them: 0 good, 1 not. */
export function statusRequest(
  identity: TerminalIdentity,
  trace: Trace,
  states: readonly boolean[],
): TerminalMessage {
  const text = states.map((good, i) => `0${i + 1}${good ? 0 : 1}`).join('');
  return managementRequest('0820', statusCode, identity, trace, fromAscii(text));
}

/** Lengths of the values by their code. */
const parameterSizes: Readonly<Record<string, number>> = Object.freeze(
  {
    '11': 2,
    '12': 2,
    '13': 1,
    '14': 14,
    '15': 14,
    '16': 14,
    '17': 14,
    '18': 1,
    '19': 2,
    '20': 1,
    '21': 1,
    '22': 40,
    '23': 1,
    '24': 1,
    '25': 1,
    // Two hexadecimal digits to a byte of the bitmap would be eight; as bytes they are four.
    '26': 4,
  },
  true,
);

/** What this program makes of a list of parameters. */
export interface TerminalParameters {
  readonly answerTimeoutMs?: number;
  readonly signOutAfterSettlement?: boolean;
  readonly reversalSendsMax?: number;
  /** Eight hexadecimal digits. */
  readonly functionBitmap?: string;
}

export function readTerminalParameters(bytes: Uint8Array): Decoded<TerminalParameters> {
  const found: { -readonly [Name in keyof TerminalParameters]: TerminalParameters[Name] } = {};
  for (let at = 0; at < bytes.length; ) {
    const code = textOf(bytes.subarray(at, at + 2));
    const size = Object.hasOwn(parameterSizes, code) ? parameterSizes[code]! : 0;
    if (size === 0) return malformed(at, 'parameters: a code that is none');
    const value = bytes.subarray(at + 2, at + 2 + size);
    if (value.length < size) return malformed(at, 'parameters: cut');
    at += 2 + size;
    if (code === '26') {
      found.functionBitmap = toHex(value);
      continue;
    }
    const text = textOf(value);
    if (!/^[0-9]+$/.test(text)) {
      if (code === '12' || code === '21' || code === '23')
        return malformed(at, 'parameters: not a number');
      continue;
    }
    const number = Number(text);
    if (code === '12' && number > 0) found.answerTimeoutMs = number * 1000;
    if (code === '21') found.signOutAfterSettlement = number === 1;
    if (code === '23' && number > 0) found.reversalSendsMax = number;
  }
  return decoded(found);
}

/** Of the PIN-free service, and of cards taken away too soon. What is not there is as it was delivered. */
export interface ContactlessParameters {
  /** FF8058; none where FF8054 is off. */
  readonly pinFreeLimitMinor?: number;
  /** FF8055, FF8056: whether the list counts that the card parameters have. */
  readonly listA?: boolean;
  readonly listB?: boolean;
  /** FF8057 */
  readonly deviceCvm?: boolean;
  /** FF805A, FF8059 */
  readonly signatureFree?: boolean;
  readonly signatureFreeLimitMinor?: number;
  /** FF803A, FF803C */
  readonly flashAgainS?: number;
  readonly flashKeptS?: number;
}

const yes = '1';
const switches: Readonly<Record<string, 'listA' | 'listB' | 'deviceCvm' | 'signatureFree'>> =
  Object.freeze(
    { FF8055: 'listA', FF8056: 'listB', FF8057: 'deviceCvm', FF805A: 'signatureFree' },
    true,
  );
type NumberName = Exclude<keyof ContactlessParameters, (typeof switches)[string]>;
const numbers: Readonly<Record<string, readonly [name: NumberName, digits: number]>> =
  Object.freeze(
    {
      FF8058: ['pinFreeLimitMinor', 12],
      FF8059: ['signatureFreeLimitMinor', 12],
      FF803A: ['flashAgainS', 3],
      FF803C: ['flashKeptS', 3],
    },
    true,
  );

/** Six characters of a tag, three of a length, the value. */
export function readContactlessParameters(bytes: Uint8Array): Decoded<ContactlessParameters> {
  const text = textOf(bytes);
  const found: { -readonly [Name in keyof ContactlessParameters]: ContactlessParameters[Name] } =
    {};
  let isOn = true;
  for (let at = 0; at < text.length; ) {
    const tag = text.slice(at, at + 6);
    const length = text.slice(at + 6, at + 9);
    if (!/^FF80[0-9A-F]{2}$/.test(tag) || !/^[0-9]{3}$/.test(length))
      return malformed(at, 'contactless parameters: no object');
    const end = at + 9 + Number(length);
    if (end > text.length) return malformed(at, 'contactless parameters: cut');
    const value = text.slice(at + 9, end);
    const number = Object.hasOwn(numbers, tag) ? numbers[tag] : undefined;
    if (number) {
      const [name, digits] = number;
      if (value.length !== digits || !/^[0-9]+$/.test(value))
        return malformed(at, 'contactless parameters: not a number');
      found[name] = Number(value);
    }
    if (Object.hasOwn(switches, tag)) found[switches[tag]!] = value === yes;
    if (tag === 'FF8054') isOn = value === yes;
    at = end;
  }
  // Off: no amount is without a PIN.
  return decoded(isOn ? found : { ...found, pinFreeLimitMinor: 0 });
}

const listedBytes = 23;

export interface CaKeyList {
  /** RID and index of each, as the fetching message wants them. */
  readonly names: readonly Uint8Array[];
  readonly more: boolean;
}

/** The answer to a query: ASCII 0 none, 1 all, 2 more follow, 3 the last of them. */
export function readCaKeyList(bytes: Uint8Array): Decoded<CaKeyList> {
  const kind = textOf(bytes.subarray(0, 1));
  if (!/^[0-3]$/.test(kind)) return malformed(0, 'CA keys: no list');
  const rows = kind === '0' ? new Uint8Array(0) : bytes.subarray(1);
  if (rows.length % listedBytes !== 0) return malformed(1, 'CA keys: a list of other entries');
  const names: Uint8Array[] = [];
  // 9F06 05 RID, 9F22 01 index: twelve bytes.
  for (let at = 0; at < rows.length; at += listedBytes) names.push(rows.slice(at, at + 12));
  return decoded({ names, more: kind === '2' });
}

/** The next part of a list of which so many have come. */
export function caKeyQuery(received: number): Uint8Array {
  return fromAscii(`1${String(received).padStart(2, '0')}`);
}

type Objects = ReadonlyMap<string, Uint8Array>;

/** Tags of two bytes, lengths of one, or of two after 81. */
function objectsOf(bytes: Uint8Array): Objects | undefined {
  const objects = new Map<string, Uint8Array>();
  for (let at = 0; at < bytes.length; ) {
    const tag = toHex(bytes.subarray(at, at + 2));
    const isLong = bytes[at + 2] === 0x81;
    const from = at + (isLong ? 4 : 3);
    const length = bytes[from - 1];
    if (length === undefined || from + length > bytes.length) return undefined;
    objects.set(tag, bytes.subarray(from, from + length));
    at = from + length;
  }
  return objects;
}

const sizes = Object.freeze({ rid: 5, index: 1, check: 20 } as const, true);

/** One key in the format of src/emv/oda-ca-keys.ts, whose check value says later whether it is right. */
export function readCaKey(bytes: Uint8Array): Decoded<Uint8Array> {
  if (textOf(bytes.subarray(0, 1)) !== '1') return malformed(0, 'CA key: not there');
  const objects = objectsOf(bytes.subarray(1));
  const rid = objects?.get('9F06');
  const index = objects?.get('9F22');
  const modulus = objects?.get('DF02');
  const exponent = objects?.get('DF04');
  const check = objects?.get('DF03');
  const day = lastDayOf(objects?.get('DF05'));
  if (!rid || !index || !modulus || !exponent || !check || !day)
    return malformed(1, 'CA key: a part is missing');
  const isSized =
    rid.length === sizes.rid && index.length === sizes.index && check.length === sizes.check;
  if (!isSized || modulus.length > 248 || exponent.length > 64)
    return malformed(1, 'CA key: a part has another length');
  const [hash = 1, algorithm = 1] = [objects?.get('DF06')?.[0], objects?.get('DF07')?.[0]];
  const lengthOf = (part: Uint8Array) => Uint8Array.of(part.length);
  return decoded(
    concat(
      ...[rid, index, Uint8Array.of(hash, algorithm), day],
      ...[lengthOf(exponent), exponent, lengthOf(modulus), modulus, check],
    ),
  );
}

/** YYMMDD of YYYYMMDD, in four bytes or eight digits. */
function lastDayOf(value: Uint8Array | undefined): Uint8Array | undefined {
  const digits = value?.length === 8 ? textOf(value) : value?.length === 4 ? toHex(value) : '';
  if (!/^20[0-9]{6}$/.test(digits)) return undefined;
  const two = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16);
  return Uint8Array.of(two(2), two(4), two(6));
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
