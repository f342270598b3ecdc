// SPDX-License-Identifier: Apache-2.0
//
// Requests to the acquirer, built from data: docs/sources.md [domain A3, A4, A5, A7, G4]. Trace and batch numbers come from
// the caller, who must never use a trace number twice; only a reversal repeats the one of its original.

import { fromAscii } from '../lib/bytes.ts';
import type { Digits } from './iso8583/digits.ts';
import type { TerminalMessage } from './iso8583/unionpay-terminal.ts';
import type { HostProfile } from './profile.ts';
import {
  echoTest,
  type OriginalPart,
  type ReversalReason,
  reversal,
  sale,
  signIn,
  type TransactionKind,
} from './transactions.ts';

/** Who we are to the acquirer. */
export interface TerminalIdentity {
  /** 8 characters */
  readonly terminalId: string;
  /** 15 characters */
  readonly merchantId: string;
  /** F62 of a sign-in: 4 characters of certificate number and the serial number. */
  readonly serial?: { readonly certificate: string; readonly number: string };
}

/** The two counters of a terminal, each six digits. */
export interface Trace {
  /** 000001 … 999999, never twice within a batch. */
  readonly stan: string;
  /** Given by the host at sign-in; 000000 before. */
  readonly batch: string;
}

/** The trace number `step` after `stan`; 000001 follows 999999. */
export function stanAfter(stan: string, step = 1): string {
  return String(((Number(stan) - 1 + step) % 999_999) + 1).padStart(6, '0');
}

/** F4 of an amount in fen. */
export function amountText(amountMinor: number): string {
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1 || amountMinor > 999_999_999_999) {
    throw new RangeError('amount is not a positive number of at most twelve digits');
  }
  return String(amountMinor).padStart(12, '0');
}

function identityFields({ terminalId, merchantId }: TerminalIdentity) {
  return { field41TerminalId: terminalId, field42MerchantId: merchantId };
}

/** `operator` has two digits. */
export function signInRequest(
  profile: HostProfile,
  identity: TerminalIdentity,
  trace: Trace,
  operator: string,
): TerminalMessage {
  const { serial } = identity;
  return {
    mti: signIn.requestMti,
    fields: {
      ...identityFields(identity),
      field11Stan: trace.stan,
      field60TransactionData: signIn.messageType + trace.batch + profile.signInNetworkCode,
      ...(serial && { field62KeysAndParameters: serialField(serial.certificate + serial.number) }),
      field63OperatorAndText: fromAscii(`${operator} `),
    },
  };
}

function serialField(serial: string): Uint8Array {
  return fromAscii(`Sequence No${String(serial.length).padStart(2, '0')}${serial}`);
}

export function echoRequest(identity: TerminalIdentity, trace: Trace): TerminalMessage {
  return {
    mti: echoTest.requestMti,
    fields: {
      ...identityFields(identity),
      field11Stan: trace.stan,
      field60TransactionData: echoTest.messageType + trace.batch + echoTest.networkCode,
    },
  };
}

/** What a financial request says besides its kind, the terminal and the trace. */
export interface Financial {
  /** None: F4 is left out. */
  readonly amountMinor?: number;
  readonly pan: Digits;
  /** three digits, of tag 5F34 */
  readonly panSequence?: string;
  /** YYMM */
  readonly expiry?: string;
  readonly track2?: Digits;
  /** F55, ready-made */
  readonly chipData?: Uint8Array;
  /** The enciphered block. */
  readonly pinBlock?: Uint8Array;
  /** The number is the terminal's own knowledge: no card was shown. */
  readonly withoutCard?: boolean;
  /** Of kinds that follow another transaction. */
  readonly original?: Original;
}

/** A contactless sale, online. */
export type Sale = Financial & { readonly amountMinor: number; readonly chipData: Uint8Array };

/** The transaction that this one follows, as far as its kind wants it. */
export interface Original {
  readonly batch: string;
  readonly stan: string;
  /** MMDD */
  readonly date: string;
  /** F37 */
  readonly reference: string;
  /** F38 */
  readonly authorization: string;
}

const PinEntry = Object.freeze({ entered: '1', none: '2' } as const, true);
/** F60.5: the chip did its work. */
const chipConditionGood = '0';

export function saleRequest(
  profile: HostProfile,
  identity: TerminalIdentity,
  trace: Trace,
  details: Sale,
): TerminalMessage {
  return financialRequest(profile, sale, identity, trace, details);
}

export function financialRequest(
  profile: HostProfile,
  kind: TransactionKind,
  identity: TerminalIdentity,
  trace: Trace,
  { amountMinor, pan, panSequence, expiry, track2, chipData, pinBlock, ...rest }: Financial,
): TerminalMessage {
  const entered = pinBlock === undefined ? PinEntry.none : PinEntry.entered;
  const entryMode = rest.withoutCard ? profile.cardlessEntryMode : profile.contactlessEntryMode;
  return {
    mti: kind.requestMti,
    fields: {
      ...identityFields(identity),
      field2Pan: pan,
      field3ProcessingCode: kind.processingCode ?? profile.saleProcessingCode,
      ...(amountMinor !== undefined && { field4Amount: amountText(amountMinor) }),
      field11Stan: trace.stan,
      ...(expiry !== undefined && { field14Expiry: expiry }),
      field22EntryMode: entryMode + entered,
      ...(panSequence !== undefined && { field23PanSequence: panSequence }),
      ...(kind.conditionCode !== undefined && { field25ConditionCode: kind.conditionCode }),
      ...(track2 && { field35Track2: track2 }),
      field49Currency: profile.currency,
      ...securityFields(profile, pinBlock),
      ...(chipData && { field55ChipData: chipData }),
      field60TransactionData:
        kind.messageType +
        trace.batch +
        kind.networkCode +
        profile.terminalCapability +
        chipConditionGood +
        profile.partialApprovalFlag,
      ...originalFields(kind, rest.original),
      ...(kind.organisation !== undefined && {
        field63OperatorAndText: fromAscii(kind.organisation),
      }),
    },
  };
}

type Fields = Partial<TerminalMessage['fields']>;

const originalParts: Readonly<Record<OriginalPart, (original: Original) => Fields>> = Object.freeze(
  {
    reference: ({ reference }) => ({ field37RetrievalReference: reference }),
    authorization: ({ authorization }) => ({ field38AuthorizationCode: authorization }),
    trace: ({ batch, stan }) => ({ field61Original: batch + stan }),
    date: ({ date }) => ({ field61Original: `000000000000${date}` }),
  } satisfies Record<OriginalPart, (original: Original) => Fields>,
  true,
);

/** A part that the original has not got (a host may approve without authorization code) is left out. */
function originalFields({ original: parts = [] }: TransactionKind, original?: Original): Fields {
  const fields: Fields = {};
  for (const part of parts) {
    if (!original) throw new TypeError('a transaction without its original');
    for (const [name, value] of Object.entries(originalParts[part](original)))
      if (value !== '') Object.assign(fields, { [name]: value });
  }
  return fields;
}

/** F26, F52 or F59, F53. */
function securityFields(
  { pin, field53WithoutPin }: HostProfile,
  block: Uint8Array | undefined,
): Partial<TerminalMessage['fields']> {
  if (!block)
    return field53WithoutPin === undefined ? {} : { field53SecurityControl: field53WithoutPin };
  const common = {
    field26PinCaptureCode: pin.field26CaptureCode,
    field53SecurityControl: pin.field53,
  };
  if (pin.carrier === 'field-52') return { ...common, field52PinBlock: block };
  return { ...common, field59TerminalData: terminalObject('A1', block) };
}

/** Two characters, three digits of length, the value as it is. */
function terminalObject(name: string, value: Uint8Array): Uint8Array {
  const head = fromAscii(name + String(value.length).padStart(3, '0'));
  const bytes = new Uint8Array(head.length + value.length);
  bytes.set(head);
  bytes.set(value, head.length);
  return bytes;
}

/** What a reversal repeats of its original. Tracks and PIN blocks are never kept, so never repeated. */
const repeated = Object.freeze(
  [
    'field2Pan',
    'field3ProcessingCode',
    'field4Amount',
    'field11Stan',
    'field14Expiry',
    'field22EntryMode',
    'field23PanSequence',
    'field25ConditionCode',
    'field32AcquirerId',
    'field38AuthorizationCode',
    'field41TerminalId',
    'field42MerchantId',
    'field49Currency',
    'field53SecurityControl',
    'field60TransactionData',
    'field61Original',
  ] as const satisfies readonly (keyof TerminalMessage['fields'])[],
  true,
);

/**
 * `chipData` is the reversal subset of F55 (95 9F1E 9F10 9F36 DF31). The result shares buffers with the original: it is
 * encoded before the original is wiped.
 */
export function reversalRequest(
  original: TerminalMessage,
  reason: ReversalReason,
  chipData?: Uint8Array,
): TerminalMessage {
  const copies = repeated.map((name) => [name, original.fields[name]] as const);
  return {
    mti: reversal.requestMti,
    fields: {
      ...Object.fromEntries(copies.filter(([, value]) => value !== undefined)),
      field39ResponseCode: reason,
      ...(chipData && { field55ChipData: chipData }),
    },
  };
}
