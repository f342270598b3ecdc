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
  readonly of: MessageKind;
  /** The part of the amount that the merchant gets. */
  readonly sign: 1 | -1 | 0;
  readonly amount: (request: Request, original: Entry) => boolean;
  /** It may be done once, and ends its original. */
  readonly ends: boolean;
  /** A day's refund may be of a day that this book does not know. */
  readonly mayBeUnknown?: boolean;
}

interface Request {
  readonly fields: ReadonlyMap<number, string>;
  readonly terminalId: string;
  readonly amountMinor: number;
  readonly ledger: Ledger;
}

const byTrace = ({ fields, terminalId, ledger }: Request) => {
  const field61 = fields.get(61) ?? '';
  return ledger.find(terminalId, field61.slice(0, 6), field61.slice(6, 12));
};
const byReference = ({ fields, ledger }: Request) =>
  ledger.entries.find(({ rrn, kind }) => rrn === fields.get(37) && kind === 'sale');

const equal = ({ amountMinor }: Request, original: Entry) => amountMinor === original.amountMinor;
const notMore = (request: Request, original: Entry) =>
  request.amountMinor + refunded(request.ledger, original) <= original.amountMinor;

function refunded(ledger: Ledger, original: Entry): number {
  return following(ledger, original)
    .filter(({ kind }) => kind === 'refund')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

const followUps: Readonly<Partial<Record<MessageKind, FollowUp>>> = {
  void: {
    processingCode: '200000',
    conditionCode: '00',
    needs: [2, 4, 11, 37, 49, 60, 61],
    finds: byTrace,
    of: 'sale',
    sign: -1,
    amount: equal,
    ends: true,
  },
  refund: {
    processingCode: '200000',
    conditionCode: '00',
    needs: [2, 4, 11, 37, 49, 60, 61, 63],
    finds: byReference,
    of: 'sale',
    sign: -1,
    amount: notMore,
    ends: false,
    mayBeUnknown: true,
  },
};

export interface FollowUpVerdict {
  readonly code: string;
  readonly note: string;
  readonly original: Entry | undefined;
  readonly netMinor: number;
}

/** Approved transactions that follow `original` and still stand. */
function following(ledger: Ledger, original: Entry): Entry[] {
  return ledger.entries.filter(
    ({ state, original: of }) => state === 'approved' && of === original.rrn,
  );
}

/** `panOf`: of an entry, which the book itself has masked only. */
export function judgeFollowUp(
  kind: MessageKind,
  { fields }: WireMessage,
  ledger: Ledger,
  panOf: (entry: Entry) => string | undefined,
): FollowUpVerdict {
  const row = followUps[kind]!;
  const amountMinor = Number(fields.get(4) ?? 0);
  const request = { fields, terminalId: fields.get(41)!, amountMinor, ledger };
  const original = row.finds(request);
  const objection = objectionTo(row, request, original, panOf);
  const [code, note] = objection ?? ['00', ''];
  return { code, note, original, netMinor: code === '00' ? row.sign * amountMinor || 0 : 0 };
}

function objectionTo(
  row: FollowUp,
  request: Request,
  original: Entry | undefined,
  panOf: (entry: Entry) => string | undefined,
): readonly [code: string, note: string] | undefined {
  const { fields, ledger, amountMinor } = request;
  if (row.needs.some((id) => !fields.has(id))) return ['30', 'fields missing'];
  if (fields.get(3) !== row.processingCode || fields.get(25) !== row.conditionCode)
    return ['40', 'unknown processing code'];
  if (amountMinor === 0) return ['13', 'amount zero'];
  if (!original) return row.mayBeUnknown ? undefined : ['25', 'original not found'];
  if (original.kind !== row.of) return ['12', `the original is a ${original.kind}`];
  if (original.state !== 'approved') return ['25', `the original is ${original.state}`];
  if (following(ledger, original).some(({ kind }) => followUps[kind]?.ends))
    return ['12', 'the original has been undone'];
  const reference = fields.get(37);
  if (reference !== undefined && reference !== original.rrn) return ['25', 'another reference'];
  const authorization = fields.get(38);
  if (authorization !== undefined && authorization !== original.authorizationCode)
    return ['25', 'another authorization'];
  if (panOf(original) !== fields.get(2)) return ['14', 'another card'];
  if (!row.amount(request, original)) return ['64', 'amount does not fit the original'];
  return undefined;
}
