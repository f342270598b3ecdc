// SPDX-License-Identifier: Apache-2.0
//
// The terminal's book: the money's journal, trace numbers and batch, all in one log on flash. After a boot the book says where
// things stand, by playing the records since the last checkpoint through the money's own reducer.

import { extendChain } from '../../crypto/chain.ts';
import type { Flash } from '../io/ecma419.ts';
import type { Journal } from '../journal/journal.ts';
import { Log, type LogEntry } from '../journal/log.ts';
import type { Damage } from '../journal/log-recovery.ts';
import { decodeRecordOf, encodeRecordOf, type RecordOf } from '../journal/records.ts';
import { type Room, retention, roomOf } from '../journal/retention.ts';
import { TraceCounter } from '../journal/trace-counter.ts';
import { crc32 } from '../lib/crc32.ts';
import { findStanding, type Listed, nextListed, type Standing } from './batch.ts';
import { type Money, type MoneyEvent, next, type Receipt, type ReversalCause } from './money.ts';
import { eventOf, recordOf } from './money-events.ts';

const initialBatch = '000000';
/** By number, as the checkpoint keeps them. */
const states = Object.freeze(
  ['free', 'authorising', 'approved', 'reversing', 'repeating'] as const,
  true,
);

export class Book implements Journal<Money, MoneyEvent> {
  readonly trace: TraceCounter;
  readonly #log: Log;
  readonly #operator: string;
  #money: Money = { kind: 'free' };
  #batch = initialBatch;
  #traceLimit = 0;
  /** Sequence numbers of records; 0: none. */
  #sale = 0;
  #lastReceipt = 0;
  #batchFirst = 0;
  #previousFirst = 0;

  /** `operator`: two digits, for the records. Throws when the board cannot make the chain. */
  constructor(flash: Flash, operator: string) {
    this.#operator = operator;
    const tools = { crc32, extendChain };
    this.#log = new Log({ flash, tools, checkpoint: () => this.#checkpoint() });
    this.#recover();
    this.#release();
    this.trace = new TraceCounter(this.#traceLimit, (limit) => {
      this.#log.append(encodeRecordOf('traceReserved', { limit }));
      this.#traceLimit = limit;
    });
  }

  get last(): Money {
    return this.#money;
  }

  /** Six digits; 000000 before the first sign-in. */
  get batch(): string {
    return this.#batch;
  }

  get room(): Room {
    return roomOf(this.#log.usage);
  }

  /** What was found wrong with the log at the boot. */
  get damage(): readonly Damage[] {
    return this.#log.damage;
  }

  /** Of the last sale that stands, for a reprint. */
  get lastReceipt(): Receipt | undefined {
    return this.#receiptAt(this.#lastReceipt);
  }

  /** The transaction of the present batch with that trace number, if it stands. */
  find(stan: string): Standing | undefined {
    return findStanding(this.#log, this.#batchFirst, stan);
  }

  /** The receipt nearest to record `from` on the way to older or newer ones, within the present batch; `from` is not looked at. */
  neighbour(from: number, direction: 'older' | 'newer'): Listed | undefined {
    return nextListed(this.#log, this.#batchFirst, from, direction);
  }

  /** Behind the newest record: where a list begins. */
  get end(): number {
    return this.#log.next;
  }

  append(money: Money, event: MoneyEvent): void {
    const sequence = this.#log.append(recordOf(this.#money, money, event, this.#operator));
    this.#enter(money, sequence);
    this.#release();
  }

  signedIn(stan: string, batch: string, time: string): void {
    const values = { stan, batch, operator: this.#operator, time };
    this.#useBatch(batch, this.#log.append(encodeRecordOf('signedIn', values)));
    this.#release();
  }

  #enter(money: Money, sequence: number): void {
    if (money.kind === 'authorising') this.#sale = sequence;
    if (money.kind === 'approved' && this.#money.kind !== 'approved') this.#lastReceipt = sequence;
    this.#money = money;
  }

  #useBatch(batch: string, sequence: number): void {
    if (batch === this.#batch) return;
    this.#batch = batch;
    this.#previousFirst = this.#batchFirst;
    this.#batchFirst = sequence;
  }

  /** The present batch is kept (before the first there is none), the one before while there is room, and whatever is still referred to. */
  #release(): void {
    const { used, capacity } = this.#log.usage;
    const isTight = used * 100 > capacity * retention.previousBatchUpToPercent;
    let from = isTight ? this.#batchFirst : this.#previousFirst;
    if (this.#batchFirst === 0) from = this.#log.next;
    if (this.#money.kind !== 'free') from = Math.min(from, this.#sale);
    if (this.#lastReceipt > 0) from = Math.min(from, this.#lastReceipt);
    this.#log.release(from);
  }

  #checkpoint(): LogEntry {
    const money = this.#money;
    return encodeRecordOf('checkpoint', {
      state: states.indexOf(money.kind),
      sale: money.kind === 'free' ? 0 : this.#sale,
      receipt: money.kind === 'approved' ? this.#lastReceipt : 0,
      cause: money.kind === 'reversing' ? money.cause : '',
      sends: 'sends' in money ? money.sends : 0,
      lastReceipt: this.#lastReceipt,
      traceLimit: this.#traceLimit,
      batch: this.#batch,
      batchFirst: this.#batchFirst,
      previousFirst: this.#previousFirst,
    });
  }

  #recover(): void {
    const log = this.#log;
    let start: number | undefined;
    // Where a checkpoint has rotted, the segment before has one, too.
    for (
      let from: number | undefined = log.tailFirst;
      from !== undefined && start === undefined;
      from = log.firstBefore(from)
    )
      start = this.#restore(from);
    for (const entry of log.records(start ?? log.oldest)) {
      const record = decodeRecordOf(entry);
      if (record.name === 'traceReserved') this.#traceLimit = record.values.limit;
      if (record.name === 'signedIn') this.#useBatch(record.values.batch, entry.sequence);
      const event = eventOf(record);
      if (event) this.#enter(next(this.#money, event)[0], entry.sequence);
    }
  }

  /** Takes over the checkpoint at `sequence`; the number of the record after it. */
  #restore(sequence: number): number | undefined {
    const entry = this.#log.read(sequence);
    const record = entry && decodeRecordOf(entry);
    if (record?.name !== 'checkpoint') return undefined;
    const { values } = record;
    this.#sale = values.sale;
    this.#lastReceipt = values.lastReceipt;
    this.#traceLimit = values.traceLimit;
    this.#batch = values.batch;
    this.#batchFirst = values.batchFirst;
    this.#previousFirst = values.previousFirst;
    this.#money = this.#moneyOf(values);
    return sequence + 1;
  }

  #moneyOf({ state, sale: at, receipt, cause, sends }: RecordOf<'checkpoint'>): Money {
    const kind = states[state];
    if (kind === 'free') return { kind };
    const entry = this.#log.read(at);
    const record = entry && decodeRecordOf(entry);
    if (record?.name !== 'saleConfirmed') throw new Error('journal: the sale under way is gone');
    const sale = record.values;
    if (kind === 'authorising') return { kind, sale };
    if (kind === 'reversing') return { kind, sale, cause: cause as ReversalCause, sends };
    if (kind === 'repeating') return { kind, sale, sends };
    const receiptValues = this.#receiptAt(receipt);
    if (!receiptValues) throw new Error('journal: the receipt of the last sale is gone');
    return { kind: 'approved', sale, receipt: receiptValues };
  }

  #receiptAt(sequence: number): Receipt | undefined {
    const entry = sequence > 0 ? this.#log.read(sequence) : undefined;
    const record = entry && decodeRecordOf(entry);
    return record?.name === 'saleApproved' ? record.values : undefined;
  }
}
