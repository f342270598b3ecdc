// SPDX-License-Identifier: Apache-2.0
//
// How the acquirer double may misbehave, as data. A behaviour applies to the next message that fits, or to all until changed.

import type { IssuerScript } from './scripts.ts';

export type MessageKind =
  | 'sign-in'
  | 'sign-out'
  | 'echo'
  | 'sale'
  | 'void'
  | 'refund'
  | 'balance'
  | 'pre-authorization'
  | 'pre-authorization-void'
  | 'completion'
  | 'completion-void'
  | 'completion-advice'
  | 'offline-sale'
  | 'reversal'
  | 'settlement'
  | 'upload'
  | 'upload-end'
  | 'script-result'
  | 'download'
  | 'status'
  | 'other';

export interface Behaviour {
  /** Applies only to messages of this kind. */
  readonly only?: MessageKind;
  /** F39 of the answer; nothing is booked. Not a code of approval: the ledger would contradict it. */
  readonly decline?: string;
  /** The request is lost on its way: nothing is booked, nothing answered. */
  readonly lost?: boolean;
  /** The request is booked, but no answer comes. */
  readonly silent?: boolean;
  /** The answer comes this much later. */
  readonly slowMs?: number;
  readonly badMac?: boolean;
  /** The answer has no F64. */
  readonly noMac?: boolean;
  /** The connection is closed after so many bytes of the answer, its length included. */
  readonly hangUpAtByte?: number;
  /** The answer comes twice. */
  readonly repeats?: boolean;
  /** The answer carries the next trace number. */
  readonly otherTrace?: boolean;
  /** Fields of the answer replaced, or left out when ''. The MAC is right. */
  readonly fields?: Readonly<Record<number, string>>;
  readonly malformed?: Malformation;
  /** What it says of the totals: 1 they agree, 2 they do not, 3 error. It counts all the same. */
  readonly settlementDigit?: '1' | '2' | '3';
  /** For the card, with the issuer's answer. */
  readonly scripts?: readonly IssuerScript[];
  /** The digit in the header of the answer. */
  readonly processingRequest?: string;
}

/** What the page and the CLI offer by name. */
export const behaviours = {
  normal: {},
  'declines: insufficient funds': { only: 'sale', decline: '51' },
  'declines: pick up card': { only: 'sale', decline: '04' },
  'wants a new sign-in': { only: 'sale', decline: 'A0' },
  'request lost': { lost: true },
  'silent after booking': { silent: true },
  'slow, 8 s': { slowMs: 8000 },
  'slower than the terminal waits': { slowMs: 90_000 },
  'wrong MAC': { badMac: true },
  'hangs up half-way': { hangUpAtByte: 40 },
  'hangs up at once': { hangUpAtByte: 0 },
  'answers for another trace': { otherTrace: true },
  'answers for another terminal': { fields: { 41: '99999999' } },
  'answers with another amount': { only: 'sale', fields: { 4: '000000000001' } },
  'malformed: not a digit': { malformed: 'digit' },
  'malformed: cut': { malformed: 'cut' },
  'has other totals': { only: 'settlement', settlementDigit: '2' },
  'sends the card a script': {
    only: 'sale',
    scripts: [{ commands: [{ instruction: 'DA9F79', data: '000000010000' }] }],
  },
  'asks for a sign-in afterwards': { processingRequest: '3' },
  'asks for parameters to be fetched': { processingRequest: '1' },
  'asks for CA keys to be fetched': { processingRequest: '4' },
  'asks for what no terminal of ours can do': { processingRequest: '7' },
} as const satisfies Record<string, Behaviour>;

const approvals: readonly string[] = ['00', '10', '11', 'A2', 'A4', 'A5', 'A6'];

export function checkBehaviour({ decline, processingRequest, hangUpAtByte }: Behaviour): void {
  if (decline !== undefined && (!/^[0-9A-Z]{2}$/.test(decline) || approvals.includes(decline))) {
    throw new RangeError('decline takes two characters that are no approval');
  }
  if (processingRequest !== undefined && !/^[0-9]$/.test(processingRequest)) {
    throw new RangeError('processingRequest takes one digit');
  }
  if (hangUpAtByte !== undefined && !(hangUpAtByte >= 0)) {
    throw new RangeError('hangUpAtByte takes a count');
  }
}

/** The length, then the message `edit` makes of a good one. */
function framed(frame: Buffer, edit: (body: Buffer) => Uint8Array): Buffer {
  const body = edit(Buffer.from(frame.subarray(2)));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  return Buffer.concat([length, body]);
}

function patched(body: Buffer, at: number, ...bytes: readonly number[]): Buffer {
  body.set(bytes, at);
  return body;
}

const mtiAt = 11;
const bitmapAt = mtiAt + 2;
const fieldsAt = bitmapAt + 8;

/** Each makes a bad frame of a good one. */
export const malformations = {
  /** A nibble above 9 where the first field begins. */
  digit: (frame: Buffer) => framed(frame, (body) => patched(body, fieldsAt, 0xfa)),
  /** The last bytes are missing, and the length agrees. */
  cut: (frame: Buffer) => framed(frame, (body) => body.subarray(0, -5)),
  /** Bytes after the last field. */
  trailing: (frame: Buffer) => framed(frame, (body) => Buffer.concat([body, Buffer.alloc(3)])),
  /** A second bitmap is announced. */
  bitmap: (frame: Buffer) =>
    framed(frame, (body) => patched(body, bitmapAt, body[bitmapAt]! | 0x80)),
  /** A field that the dialect does not have. */
  field: (frame: Buffer) =>
    framed(frame, (body) => patched(body, bitmapAt, body[bitmapAt]! | 0x08)),
  /** A message that is only a TPDU and a header. */
  empty: (frame: Buffer) => framed(frame, (body) => body.subarray(0, mtiAt)),
  /** The length promises more than ever comes. */
  oversize: (frame: Buffer) => patched(Buffer.from(frame), 0, 0xff, 0xff),
  /** The length leaves no room for a message. */
  short: (frame: Buffer) => patched(Buffer.from(frame), 0, 0x00, 0x03),
} as const;

export type Malformation = keyof typeof malformations;
