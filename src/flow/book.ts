// SPDX-License-Identifier: Apache-2.0
//
// The terminal's book: the money's journal, trace numbers and batch, all in one log on flash. After a boot the book says where
// things stand, by playing the records since the last checkpoint through the money's own reducer.

import { extendChain } from '../../crypto/chain.ts';
import type { KeyHandle } from '../../crypto/vault.ts';
import type { Flash } from '../io/ecma419.ts';
import type { Journal } from '../journal/journal.ts';
import { Log } from '../journal/log.ts';
import type { LogRecord } from '../journal/log-format.ts';
import type { Damage } from '../journal/log-recovery.ts';
import {
  decodeRecordOf,
  encodeRecordOf,
  type JournalRecord,
  type RecordOf,
} from '../journal/records.ts';
import { narrower, type Room, retention, roomOf } from '../journal/retention.ts';
import { countedIn, type Totals, totalsOf } from '../journal/totals.ts';
import { TraceCounter } from '../journal/trace-counter.ts';
import { crc32 } from '../lib/crc32.ts';
import {
  type Advice,
  type AdviceQueue,
  type AdviceResult,
  adviceEnded,
  adviceQueued,
  adviceResults,
  findAdvice,
  noAdvices,
} from './advice-queue.ts';
import { findStanding, type Listed, nextListed, type Standing } from './batch.ts';
import { advicesAt, encodeCheckpoint, moneyAt, readReceipt } from './checkpoint.ts';
import { kinds } from './kinds.ts';
import { type Money, type MoneyEvent, next, type Receipt } from './money.ts';
import { eventOf, recordOf } from './money-events.ts';
import { ScriptQueue } from './script-queue.ts';
import {
  recordOfProgress,
  type Settlement,
  type SettlementProgress,
  settlementBegun,
  settlementMoved,
} from './settlement-state.ts';

const initialBatch = '000000';
export class Book implements Journal<Money, MoneyEvent> {
  readonly trace: TraceCounter;
  /** Results of issuer scripts that the host has not heard of. */
  readonly scripts: ScriptQueue;
  /** Whose records are written now; two digits. */
  operator: string;
  readonly #log: Log;
  #money: Money = { kind: 'free' };
  #batch = initialBatch;
  #traceLimit = 0;
  /** Sequence numbers of records; 0: none. */
  #sale = 0;
  #lastReceipt = 0;
  #batchFirst = 0;
  #previousFirst = 0;
  #settlement: Settlement | undefined;
  #settlementAt = 0;
  #settlementMovedAt = 0;
  #counted = 0;
  #advices = noAdvices;

  /** `operator`: as long as nobody else signs in. `chainKey` is in flash already. */
  constructor(flash: Flash, operator: string, chainKey: KeyHandle<'journal'>) {
    this.operator = operator;
    const tools = { crc32, extendChain: (linked: Uint8Array) => extendChain(chainKey, linked) };
    this.#log = new Log({ flash, tools, checkpoint: () => this.#checkpoint() });
    this.scripts = new ScriptQueue(
      this.#log,
      () => this.operator,
      () => this.#release(),
    );
    this.#recover();
    this.#release();
    this.trace = new TraceCounter(this.#traceLimit, (limit) => {
      this.#log.append(encodeRecordOf('traceReserved', { limit, operator: this.operator }));
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
    return narrower(
      roomOf(this.#log.usage),
      roomOf({ used: this.#counted, capacity: retention.transactionsMax }),
    );
  }

  /** What was found wrong with the log at the boot. */
  get damage(): readonly Damage[] {
    return this.#log.damage;
  }

  /** Of the last sale that stands, for a reprint. */
  get lastReceipt(): Receipt | undefined {
    return readReceipt(this.#log, this.#lastReceipt);
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

  /** Sales approved offline that the host has not heard of. */
  get advices(): AdviceQueue {
    return this.#advices;
  }

  /** The first of them; there must be one. */
  nextAdvice(): Advice {
    const advice = findAdvice(this.#log, this.#advices.first);
    if (!advice) throw new Error('journal: an offline approval is gone');
    return advice;
  }

  /** Of a card that was taken away too soon: for whoever asks later what became of its balance. */
  cardTorn(values: Omit<RecordOf<'cardTorn'>, 'operator'>): void {
    this.#log.append(encodeRecordOf('cardTorn', { ...values, operator: this.operator }));
    this.#release();
  }

  adviceTried({ sale: { stan } }: Advice, sends: number): void {
    this.#log.append(encodeRecordOf('adviceTried', { stan, operator: this.operator, sends }));
    this.#advices = { ...this.#advices, sends };
    this.#release();
  }

  adviceEnded({ sequence, sale }: Advice, result: AdviceResult, code: string): void {
    const { stan, amountMinor } = sale;
    const values = {
      stan,
      operator: this.operator,
      sale: sequence,
      amountMinor,
      result: adviceResults.indexOf(result),
      code,
    };
    this.#log.append(encodeRecordOf('adviceEnded', values));
    this.#advices = adviceEnded(this.#advices, values);
    this.#release();
  }

  /** The settlement under way. Until it is done the money stays as it is. */
  get settlement(): Settlement | undefined {
    return this.#settlement;
  }

  /** Of the present batch, counted anew. */
  totals(domesticRid: string): Totals {
    return totalsOf(this.batchRecords(), { batch: this.#batch, domesticRid });
  }

  /** Of the first transaction of the present batch; undefined: there is none. */
  oldestTime(domesticRid: string): string | undefined {
    for (const record of this.batchRecords()) {
      const counted = countedIn(record, { batch: this.#batch, domesticRid });
      if (counted) return counted.time;
    }
    return undefined;
  }

  /** From record `first` on, the present batch's when not given. */
  batchRecords(first = this.#batchFirst): Iterable<LogRecord> {
    return this.#log.records(Math.max(first, this.#log.oldest));
  }

  beginSettlement(totals: Totals, time: string): void {
    const begun = {
      ...totals,
      batch: this.#batch,
      first: this.#batchFirst,
      operator: this.operator,
      time,
    };
    this.#enterSettlement(begun, this.#log.append(encodeRecordOf('settlementBegun', begun)));
    this.#release();
  }

  moveSettlement(progress: SettlementProgress): void {
    const values = recordOfProgress(progress, this.operator);
    this.#moveSettlement(values, this.#log.append(encodeRecordOf('settlementMoved', values)));
    this.#release();
  }

  /** The settled batch is done with. `batch`: the number from now on, unless a sign-in has brought one meanwhile. */
  closeBatch(batch: string, time: string): void {
    const values = { batch, operator: this.operator, time };
    this.#closeBatch(values, this.#log.append(encodeRecordOf('batchClosed', values)));
    this.#release();
  }

  skipDetail(skipped: RecordOf<'detailSkipped'>): void {
    this.#log.append(encodeRecordOf('detailSkipped', skipped));
    this.#release();
  }

  /** All that is still there. */
  allRecords(): Iterable<LogRecord> {
    return this.#log.records(this.#log.oldest);
  }

  append(money: Money, event: MoneyEvent): void {
    const sequence = this.#log.append(recordOf(this.#money, money, event, this.operator));
    this.#enter(money, sequence);
    this.#release();
  }

  /** What the three checks of a transaction have said: three-check.ts. */
  checked(stan: string, answers: number): void {
    this.#log.append(encodeRecordOf('threeChecked', { stan, operator: this.operator, answers }));
    this.#release();
  }

  signedIn(stan: string, batch: string, time: string): void {
    const values = { stan, batch, operator: this.operator, time };
    this.#useBatch(batch, this.#log.append(encodeRecordOf('signedIn', values)));
    this.#release();
  }

  /** What somebody did to an operator, or with another's consent. */
  operatorActed(values: RecordOf<'operatorActed'>): void {
    this.#log.append(encodeRecordOf('operatorActed', values));
    this.#release();
  }

  /** Left out when room is short: it is for whoever looks after the line, and money comes first. */
  noteLine(host: number, notice: string, time: string): void {
    if (this.room !== 'enough') return;
    const values = { host, notice, operator: this.operator, time };
    this.#log.append(encodeRecordOf('lineNotice', values));
    this.#release();
  }

  #enter(money: Money, sequence: number): void {
    if (money.kind === 'authorising') this.#sale = sequence;
    if (money.kind === 'approved' && this.#money.kind !== 'approved') {
      this.#lastReceipt = sequence;
      this.#counted++;
      const { transaction, amountMinor } = money.sale;
      if (transaction === kinds.offlineSale.number)
        this.#advices = adviceQueued(this.#advices, this.#sale, amountMinor);
    }
    this.#money = money;
  }

  #useBatch(batch: string, sequence: number): void {
    if (batch !== this.#batch) this.#beginBatch(batch, sequence);
  }

  #beginBatch(batch: string, sequence: number): void {
    this.#batch = batch;
    this.#previousFirst = this.#batchFirst;
    this.#batchFirst = sequence;
    this.#counted = 0;
  }

  #enterSettlement(begun: RecordOf<'settlementBegun'>, sequence: number): void {
    this.#settlement = settlementBegun(begun);
    this.#settlementAt = sequence;
    this.#settlementMovedAt = 0;
  }

  #moveSettlement(values: RecordOf<'settlementMoved'>, sequence: number): void {
    if (!this.#settlement) throw new Error('journal: a settlement without a beginning');
    this.#settlement = settlementMoved(this.#settlement, values);
    this.#settlementMovedAt = sequence;
  }

  #closeBatch({ batch }: RecordOf<'batchClosed'>, sequence: number): void {
    if (this.#settlement?.begun.batch === this.#batch) this.#beginBatch(batch, sequence);
    this.#settlement = undefined;
    this.#settlementAt = 0;
    this.#settlementMovedAt = 0;
  }

  /** The present batch is kept (before the first there is none), the one before while there is room, and whatever is still referred to. */
  #release(): void {
    const { used, capacity } = this.#log.usage;
    const isTight = used * 100 > capacity * retention.previousBatchUpToPercent;
    let from = isTight ? this.#batchFirst : this.#previousFirst;
    if (this.#batchFirst === 0) from = this.#log.next;
    if (this.#money.kind !== 'free') from = Math.min(from, this.#sale);
    if (this.#settlement) from = Math.min(from, this.#settlement.begun.first);
    if (this.#advices.count > 0) from = Math.min(from, this.#advices.first);
    if (this.scripts.count > 0) from = Math.min(from, this.scripts.first);
    if (this.#lastReceipt > 0) from = Math.min(from, this.#lastReceipt);
    this.#log.release(from);
  }

  #checkpoint() {
    return encodeCheckpoint({
      money: this.#money,
      sale: this.#sale,
      lastReceipt: this.#lastReceipt,
      traceLimit: this.#traceLimit,
      batch: this.#batch,
      batchFirst: this.#batchFirst,
      previousFirst: this.#previousFirst,
      settlement: this.#settlementAt,
      settlementMoved: this.#settlementMovedAt,
      counted: this.#counted,
      advices: this.#advices,
      ...this.scripts.checkpoint,
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
      this.#replaySettlement(record, entry.sequence);
      this.#replayAdvice(record);
      this.scripts.replay(record, entry.sequence);
      const event = eventOf(record);
      if (event) this.#enter(next(this.#money, event)[0], entry.sequence);
    }
  }

  #replayAdvice(record: JournalRecord): void {
    if (record.name === 'adviceTried')
      this.#advices = { ...this.#advices, sends: record.values.sends };
    if (record.name === 'adviceEnded') this.#advices = adviceEnded(this.#advices, record.values);
  }

  #replaySettlement(record: JournalRecord, sequence: number): void {
    if (record.name === 'settlementBegun') this.#enterSettlement(record.values, sequence);
    if (record.name === 'settlementMoved') this.#moveSettlement(record.values, sequence);
    if (record.name === 'batchClosed') this.#closeBatch(record.values, sequence);
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
    this.#counted = values.counted;
    this.#advices = advicesAt(values);
    this.scripts.restore(values);
    this.#money = moneyAt(this.#log, values);
    this.#restoreSettlement(values);
    return sequence + 1;
  }

  #restoreSettlement({ settlement, settlementMoved: moved }: RecordOf<'checkpoint'>): void {
    this.#settlement = undefined;
    if (settlement === 0) return;
    for (const at of [settlement, moved]) {
      const entry = at > 0 ? this.#log.read(at) : undefined;
      if (entry) this.#replaySettlement(decodeRecordOf(entry), at);
    }
    if (!this.#settlement) throw new Error('journal: the settlement under way is gone');
  }
}
