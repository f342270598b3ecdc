// SPDX-License-Identifier: Apache-2.0
//
// How the acquirer settles: it counts its own book, compares, takes details, and closes the batch. docs/sources.md [domain A9]
// Written apart from the terminal's side. A batch that was closed can be settled again: the terminal may not have heard the answer.

import type { MessageKind } from './behaviour.ts';
import type { Ledger } from './ledger.ts';
import type { WireMessage } from './wire.ts';

/** Digits of F48: two sums of 12 + 3, a result; then the same for foreign cards. */
interface Claim {
  readonly home: string;
  readonly foreign: string;
}

export interface Detail {
  readonly stan: string;
  readonly pan: string;
  readonly amountMinor: number;
}

export interface SettledBatch {
  readonly terminalId: string;
  readonly batch: string;
  /** Requests with totals. */
  readonly asked: number;
  /** As it was told, without the results. */
  readonly claim: string;
  readonly isBalanced: boolean;
  readonly details: readonly Detail[];
  /** Detail messages, those that came twice included. */
  readonly detailMessages: number;
  readonly endedWith: number | undefined;
  readonly isClosed: boolean;
}

/** Cards that begin so are of this country. */
const domestic = /^62/;

function sum(amounts: readonly number[]): string {
  const total = amounts.reduce((a, b) => a + b, 0);
  return String(total).padStart(12, '0') + String(amounts.length).padStart(3, '0');
}

export class Settlements {
  readonly #ledger: Ledger;
  readonly #batches = new Map<string, SettledBatch>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  get batches(): readonly SettledBatch[] {
    return [...this.#batches.values()];
  }

  isClosed(terminalId: string, batch: string): boolean {
    return this.#find(terminalId, batch)?.isClosed === true;
  }

  /** F48 of the answer; undefined: the request is malformed. `digit`: told what to say. */
  compare(message: WireMessage, digit: string | undefined): string | undefined {
    const { terminalId, batch } = nameOf(message);
    const text = message.fields.get(48) ?? '';
    if (!/^\d{62}$/.test(text)) return undefined;
    const claim: Claim = { home: text.slice(0, 30), foreign: text.slice(31, 61) };
    const own = this.#count(terminalId, batch);
    const judge = (side: keyof Claim) => digit ?? (claim[side] === own[side] ? '1' : '2');
    const results = [judge('home'), judge('foreign')];
    const isBalanced = results.every((result) => result === '1');
    const before = this.#find(terminalId, batch) ?? fresh(terminalId, batch);
    this.#put({
      ...before,
      asked: before.asked + 1,
      claim: claim.home + claim.foreign,
      isBalanced,
      isClosed: before.isClosed || isBalanced,
    });
    return claim.home + results[0] + claim.foreign + results[1];
  }

  /** The code of the answer to one detail. */
  take(message: WireMessage): string {
    const { terminalId, batch } = nameOf(message);
    const before = this.#find(terminalId, batch);
    if (!before || before.isBalanced) return '12';
    const field61 = message.fields.get(61) ?? '';
    const stan = field61.slice(6, 12);
    const entry = this.#ledger.find(terminalId, batch, stan);
    const amountMinor = Number(message.fields.get(4) ?? 0);
    if (field61.slice(0, 6) !== batch || !/^\d{6}$/.test(stan)) return '30';
    // Only what went to the issuer has chip data.
    if (message.fields.has(55) !== isForIssuer(entry?.kind ?? 'sale')) return '30';
    if (entry && entry.amountMinor !== amountMinor) return '64';
    const others = before.details.filter((detail) => detail.stan !== stan);
    const detail = { stan, pan: message.fields.get(2) ?? '', amountMinor };
    this.#put({
      ...before,
      details: [...others, detail],
      detailMessages: before.detailMessages + 1,
    });
    return '00';
  }

  /** The code of the answer to the end of an upload. */
  end(message: WireMessage): string {
    const { terminalId, batch } = nameOf(message);
    const before = this.#find(terminalId, batch);
    if (!before) return '12';
    const count = Number(message.fields.get(48) ?? Number.NaN);
    if (!before.isBalanced && before.details.length !== count) return '95';
    this.#put({ ...before, endedWith: count, isClosed: true });
    return '00';
  }

  #count(terminalId: string, batch: string): Claim {
    const booked = this.#ledger.entries.filter(
      (entry) =>
        entry.terminalId === terminalId &&
        entry.batch === batch &&
        entry.state === 'approved' &&
        // What only holds money is not settled.
        entry.netMinor !== 0,
    );
    const half = (isHome: boolean) => {
      const own = booked.filter(({ maskedPan }) => domestic.test(maskedPan) === isHome);
      const amounts = (isBack: boolean) =>
        own.filter(({ netMinor }) => netMinor < 0 === isBack).map(({ amountMinor }) => amountMinor);
      return sum(amounts(false)) + sum(amounts(true));
    };
    return { home: half(true), foreign: half(false) };
  }

  #find(terminalId: string, batch: string): SettledBatch | undefined {
    return this.#batches.get(`${terminalId}/${batch}`);
  }

  #put(batch: SettledBatch): void {
    this.#batches.set(`${batch.terminalId}/${batch.batch}`, batch);
  }
}

function isForIssuer(kind: MessageKind): boolean {
  return kind === 'sale' || kind === 'offline-sale';
}

function nameOf({ fields }: WireMessage): { terminalId: string; batch: string } {
  return { terminalId: fields.get(41) ?? '', batch: (fields.get(60) ?? '').slice(2, 8) };
}

function fresh(terminalId: string, batch: string): SettledBatch {
  return {
    terminalId,
    batch,
    asked: 0,
    claim: '',
    isBalanced: false,
    details: [],
    detailMessages: 0,
    endedWith: undefined,
    isClosed: false,
  };
}
