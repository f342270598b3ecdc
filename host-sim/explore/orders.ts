// SPDX-License-Identifier: Apache-2.0
//
// What a clerk types for a transaction that is no sale: a table. What it follows is on the slip in the clerk's hand, so the acquirer's
// book is asked for what stands there, and for nothing else.

import type { TransactionName } from '../../src/ui/screen.ts';
import type { MessageKind } from '../acquirer/behaviour.ts';
import type { Entry } from '../acquirer/ledger.ts';
import type { WallTime } from '../simulation.ts';
import type { Order } from './workloads/workload.ts';

export type OrderName = Exclude<TransactionName, 'sale' | 'offlineSale'>;

interface Row {
  /** From idle. */
  readonly menu: readonly string[];
  /** Of which the newest that stands is meant. */
  readonly follows?: MessageKind;
  /** Has the amount of what it follows, which the terminal knows. */
  readonly undoes?: true;
  /** A cashier does it with the supervisor's password, which is asked for before anything is typed. */
  readonly wantsApproval?: true;
  readonly types: (order: Order, original: Entry | undefined, day: string) => readonly string[];
}

const amountOf = ({ amountMinor }: Order) => [...String(amountMinor), 'enter'];
const held: Row['types'] = (order, original, day) => [
  ...amountOf(order),
  ...original!.authorizationCode,
  'enter',
  ...day,
  'enter',
];
const traced: Row['types'] = (_, original) => [...original!.stan, 'enter'];

const orders: Readonly<Record<OrderName, Row>> = {
  void: { menu: ['1'], follows: 'sale', undoes: true, wantsApproval: true, types: traced },
  refund: {
    menu: ['4'],
    follows: 'sale',
    wantsApproval: true,
    types: (order, original, day) => [
      ...amountOf(order),
      ...original!.rrn,
      'enter',
      ...day,
      'enter',
    ],
  },
  balance: { menu: ['5'], types: () => [] },
  preAuthorization: { menu: ['6', '1'], types: amountOf },
  preAuthorizationVoid: {
    menu: ['6', '2'],
    follows: 'pre-authorization',
    wantsApproval: true,
    types: held,
  },
  completion: { menu: ['6', '3'], follows: 'pre-authorization', types: held },
  completionVoid: {
    menu: ['6', '4'],
    follows: 'completion',
    undoes: true,
    wantsApproval: true,
    types: traced,
  },
  completionAdvice: { menu: ['6', '5'], follows: 'pre-authorization', types: held },
};

export interface Typed {
  /** From idle to the transaction. */
  readonly menu: readonly string[];
  readonly keys: readonly string[];
  readonly wantsApproval: boolean;
  /** What the glass will ask the holder to agree to. */
  readonly amountMinor: number;
}

/** Undefined: there is no slip that it could follow. `today`: as the host's clock has it. */
export function keysFor(
  order: Order,
  entries: readonly Entry[],
  { month, day }: WallTime,
): Typed | undefined {
  const date = `${month}`.padStart(2, '0') + `${day}`.padStart(2, '0');
  const { menu, follows, undoes, wantsApproval = false, types } = orders[order.what];
  const original = follows && newest(entries, follows);
  if (follows && !original) return undefined;
  return {
    menu: ['down', ...menu],
    keys: types(order, original, date),
    wantsApproval,
    amountMinor: undoes ? original!.amountMinor : order.amountMinor,
  };
}

/** The number of the newest slip in the clerk's hand. */
export function keysOfSlip(entries: readonly Entry[]): readonly string[] {
  const entry = [...entries].reverse().find(({ state }) => state === 'approved');
  return entry ? [...entry.stan, 'enter'] : ['cancel'];
}

function newest(entries: readonly Entry[], kind: MessageKind): Entry | undefined {
  const isFollowed = ({ rrn }: Entry) =>
    entries.some(({ original, state }) => original === rrn && state === 'approved');
  return [...entries]
    .reverse()
    .find((entry) => entry.kind === kind && entry.state === 'approved' && !isFollowed(entry));
}

/** The terminal asks whether it is the right one, and, where it wants no card, nothing else. */
export function isUndoing({ what }: Order): boolean {
  return orders[what].undoes === true;
}
