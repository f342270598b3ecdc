// SPDX-License-Identifier: Apache-2.0
//
// Transactions that follow another: what the acquirer asks of each, after docs/sources.md [domain A4, A12, G14]. Written apart from the
// program's table. The first check that objects decides.

import type { MessageKind } from './behaviour.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { WireMessage } from './wire.ts';

interface FollowUp {
  readonly processingCode: string;
  readonly conditionCode: string;
  readonly needs: readonly number[];
  /** How its original is found, and of which kind that is. */
  readonly finds: (request: Request) => Entry | undefined;
  readonly of: readonly MessageKind[];
  /** The part of the amount that the merchant gets. */
  readonly sign: 1 | -1 | 0;
  /** What it takes from the account, or gives back. */
  readonly taken: (request: Request, originalTakenMinor: number) => number;
  readonly amount: (request: Request, original: Entry) => boolean;
  /** It may be done once, and ends its original. */
  readonly ends: boolean;
  /** A day's refund may be of a day that this book does not know. */
  readonly mayBeUnknown?: boolean;
}

/** What the book itself does not show of an entry. */
export interface Facts {
  readonly pan: string;
  /** From the account, or held there. */
  readonly takenMinor: number;
  /** When it was booked. */
  readonly month: number;
  readonly day: number;
}

interface Request {
  readonly factsOf: (entry: Entry) => Facts;
  readonly fields: ReadonlyMap<number, string>;
  readonly terminalId: string;
  readonly amountMinor: number;
  readonly ledger: Ledger;
}

const sold: readonly MessageKind[] = ['sale', 'completion', 'completion-advice'];

const byTrace = ({ fields, terminalId, ledger }: Request) => {
  const field61 = fields.get(61) ?? '';
  return ledger.find(terminalId, field61.slice(0, 6), field61.slice(6, 12));
};
const byReference = ({ fields, ledger }: Request) =>
  ledger.entries.find(({ rrn, kind }) => rrn === fields.get(37) && sold.includes(kind));
/** By its number and its day, whichever terminal has held the money. */
const byAuthorization = ({ fields, ledger, factsOf }: Request) =>
  ledger.entries.find(
    (entry) =>
      entry.kind === 'pre-authorization' &&
      entry.authorizationCode !== '' &&
      entry.authorizationCode === fields.get(38) &&
      isAbout(fields.get(61) ?? '', factsOf(entry)),
  );

/** The clocks of terminal and host may be on different sides of a midnight. */
function isAbout(field61: string, { month, day }: Facts): boolean {
  const ordinal = (mm: number, dd: number) => Date.UTC(2023, mm - 1, dd) / 86_400_000;
  const match = /^0{12}(\d\d)(\d\d)$/.exec(field61);
  if (!match) return false;
  const apart = Math.abs(ordinal(Number(match[1]), Number(match[2])) - ordinal(month, day));
  return Math.min(apart, 365 - apart) <= 1;
}

const equal = ({ amountMinor }: Request, original: Entry) => amountMinor === original.amountMinor;
const notMore = (request: Request, original: Entry) =>
  request.amountMinor + refunded(request.ledger, original) <= original.amountMinor;

function refunded(ledger: Ledger, original: Entry): number {
  return following(ledger, original)
    .filter(({ kind }) => kind === 'refund')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** As it was before the original. */
const undoing = (_: Request, originalTakenMinor: number) => -originalTakenMinor;

const completing: FollowUp = {
  processingCode: '000000',
  conditionCode: '06',
  needs: [2, 4, 11, 38, 49, 60, 61],
  finds: byAuthorization,
  of: ['pre-authorization'],
  sign: 1,
  // The rest of what was held is free again.
  taken: ({ amountMinor }, heldMinor) => amountMinor - heldMinor,
  amount: ({ amountMinor }, { amountMinor: heldMinor }) => amountMinor <= heldMinor,
  ends: true,
};

const followUps: Readonly<Partial<Record<MessageKind, FollowUp>>> = {
  void: {
    processingCode: '200000',
    conditionCode: '00',
    needs: [2, 4, 11, 37, 49, 60, 61],
    finds: byTrace,
    of: ['sale'],
    sign: -1,
    taken: undoing,
    amount: equal,
    ends: true,
  },
  refund: {
    processingCode: '200000',
    conditionCode: '00',
    needs: [2, 4, 11, 37, 49, 60, 61, 63],
    finds: byReference,
    of: sold,
    sign: -1,
    taken: ({ amountMinor }) => -amountMinor,
    amount: notMore,
    ends: false,
    mayBeUnknown: true,
  },
  'pre-authorization-void': {
    processingCode: '200000',
    conditionCode: '06',
    needs: [2, 4, 11, 38, 49, 60, 61],
    finds: byAuthorization,
    of: ['pre-authorization'],
    sign: 0,
    taken: undoing,
    amount: equal,
    ends: true,
  },
  completion: completing,
  'completion-void': {
    processingCode: '200000',
    conditionCode: '06',
    needs: [2, 4, 11, 37, 49, 60, 61],
    finds: byTrace,
    of: ['completion'],
    sign: -1,
    taken: undoing,
    amount: equal,
    ends: true,
  },
  'completion-advice': completing,
};

export interface FollowUpVerdict {
  readonly code: string;
  readonly note: string;
  readonly original: Entry | undefined;
  readonly netMinor: number;
  readonly takenMinor: number;
}

/** Approved transactions that follow `original` and still stand. */
function following(ledger: Ledger, original: Entry): Entry[] {
  return ledger.entries.filter(
    (entry) =>
      entry.state === 'approved' && entry.original === original.rrn && !isEnded(ledger, entry),
  );
}

/** Undone, or used up. Where what has ended it was undone itself, it is as before. */
export function isEnded(ledger: Ledger, original: Entry): boolean {
  return following(ledger, original).some(({ kind }) => followUps[kind]?.ends);
}

export function judgeFollowUp(
  kind: MessageKind,
  { fields }: WireMessage,
  ledger: Ledger,
  factsOf: (entry: Entry) => Facts,
): FollowUpVerdict {
  const row = followUps[kind]!;
  const amountMinor = Number(fields.get(4) ?? 0);
  const request = { fields, terminalId: fields.get(41)!, amountMinor, ledger, factsOf };
  const original = row.finds(request);
  const objection = objectionTo(row, request, original);
  const [code, note] = objection ?? ['00', ''];
  if (code !== '00') return { code, note, original, netMinor: 0, takenMinor: 0 };
  const takenMinor = row.taken(request, original ? factsOf(original).takenMinor : 0);
  return { code, note, original, netMinor: row.sign * amountMinor || 0, takenMinor };
}

function objectionTo(
  row: FollowUp,
  request: Request,
  original: Entry | undefined,
): readonly [code: string, note: string] | undefined {
  const { fields, ledger, amountMinor, factsOf } = request;
  if (row.needs.some((id) => !fields.has(id))) return ['30', 'fields missing'];
  if (fields.get(3) !== row.processingCode || fields.get(25) !== row.conditionCode)
    return ['40', 'unknown processing code'];
  if (amountMinor === 0) return ['13', 'amount zero'];
  if (!original) return row.mayBeUnknown ? undefined : ['25', 'original not found'];
  if (!row.of.includes(original.kind)) return ['12', `the original is a ${original.kind}`];
  if (original.state !== 'approved') return ['25', `the original is ${original.state}`];
  if (isEnded(ledger, original)) return ['12', 'the original has been undone'];
  const reference = fields.get(37);
  if (reference !== undefined && reference !== original.rrn) return ['25', 'another reference'];
  const authorization = fields.get(38);
  if (authorization !== undefined && authorization !== original.authorizationCode)
    return ['25', 'another authorization'];
  if (factsOf(original).pan !== fields.get(2)) return ['14', 'another card'];
  if (!row.amount(request, original)) return ['64', 'amount does not fit the original'];
  return undefined;
}
