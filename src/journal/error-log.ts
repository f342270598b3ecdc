// SPDX-License-Identifier: Apache-2.0
//
// The log of errors, on a partition of its own, so that it never takes the money's place: docs/adr/0059-errors-have-a-log-of-their-own.md.
// Made when the first error comes, or when somebody looks: a boot and a good sale do without it.
// What a reader would get wrong: clearing erases nothing. Records stay, in their chain, until newer ones need their place.

import type { Flash } from '../io/ecma419.ts';
import {
  decodeErrorRecord,
  type ErrorRecord,
  type ErrorRecordOf,
  encodeErrorRecord,
} from './error-records.ts';
import { Log } from './log.ts';
import type { LogRecord, LogTools } from './log-format.ts';

/** So many records are kept; the oldest go. Eight segments of 63 records hold them whatever is cut. */
export const errorRecordsKept = 300;
const detailMax = 20;
const operators = 100;
/** "JZE1". */
const magic = 0x3145_5a4a;

export interface ErrorPlace {
  readonly terminal: string;
  readonly merchant: string;
}

export interface ListedError {
  readonly sequence: number;
  readonly seen: ErrorRecordOf<'seen'>;
}

export class ErrorLog {
  readonly #log: Log;
  readonly #place: ErrorPlace;
  /** Of those that are listed, by operator. */
  readonly #counts = new Uint16Array(operators);
  /** 1: told of, since the last clearing. */
  readonly #noticed = new Uint8Array(operators);
  #clearedThrough = 0;
  #count = 0;

  /** Throws when the flash takes no log. */
  constructor(flash: Flash, tools: LogTools, place: ErrorPlace) {
    this.#place = place;
    this.#log = new Log({
      flash,
      tools: { ...tools, magic },
      checkpoint: () => this.#checkpoint(),
    });
    // The last segment knows what was cleared, whatever became of the record that says so.
    const newest = this.#log.read(this.#log.tailFirst);
    if (newest) this.#replay(newest);
    for (const entry of this.#log.records()) this.#replay(entry);
  }

  #replay(entry: LogRecord): void {
    const record = decodeErrorRecord(entry);
    if (record) this.#enter(record, entry.sequence);
  }

  /** Of the errors that are listed. */
  get count(): number {
    return this.#count;
  }

  /** By operator number. */
  get counts(): Readonly<Uint16Array> {
    return this.#counts;
  }

  /** Whether one of the records that are kept has rotted, is gone, or is not this terminal's. Reads and checks all of them. */
  isDamaged(): boolean {
    return this.#log.check().run().length > 0;
  }

  /** Behind the newest record: where a list begins. */
  get end(): number {
    return this.#log.next;
  }

  /** The link of the newest record: who has it knows all that came before. Eight hexadecimal digits of it go on paper. */
  get head(): string {
    const { link = new Uint8Array(4) } = this.#log.read(this.#log.next - 1) ?? {};
    let text = '';
    for (let i = 0; i < 4; i++) text += link[i]!.toString(16).padStart(2, '0');
    return text.toUpperCase();
  }

  append(seen: ErrorRecordOf<'seen'>): void {
    this.#append({ name: 'seen', values: { ...seen, detail: seen.detail.slice(0, detailMax) } });
  }

  close(values: ErrorRecordOf<'closed'>): void {
    this.#append({ name: 'closed', values });
  }

  notice(values: ErrorRecordOf<'noticed'>): void {
    this.#append({ name: 'noticed', values });
  }

  /** Whoever calls has the archive, and the authority. */
  clear(by: Pick<ErrorRecordOf<'cleared'>, 'operator' | 'approver' | 'time'>): void {
    const values = { ...by, through: this.#log.next - 1, count: this.#count };
    this.#append({ name: 'cleared', values });
  }

  /** An operator with at least `threshold` errors of whom nobody was told since the last clearing. */
  due(threshold: number): number | undefined {
    for (let operator = 0; operator < operators; operator++)
      if (this.#counts[operator]! >= threshold && this.#noticed[operator] === 0) return operator;
    return undefined;
  }

  /** The listed error nearest to record `from` on the way to older or newer ones. */
  neighbour(from: number, direction: 'older' | 'newer'): ListedError | undefined {
    const log = this.#log;
    const step = direction === 'older' ? -1 : 1;
    const first = Math.max(this.#clearedThrough + 1, log.oldest);
    for (let sequence = from + step; sequence >= first && sequence < log.next; sequence += step) {
      const entry = log.read(sequence);
      const record = entry && decodeErrorRecord(entry);
      if (record?.name === 'seen') return { sequence, seen: record.values };
    }
    return undefined;
  }

  /** What was said of error `of`, undefined while it is open. */
  closing(of: number): ErrorRecordOf<'closed'> | undefined {
    for (const entry of this.#log.records(of + 1)) {
      const record = decodeErrorRecord(entry);
      if (record?.name === 'closed' && record.values.of === of) return record.values;
    }
    return undefined;
  }

  #append(record: ErrorRecord): void {
    this.#log.release(Math.max(0, this.#log.next - errorRecordsKept));
    const sequence = this.#log.append(encodeErrorRecord(record.name, record.values));
    this.#enter(record, sequence);
  }

  #enter(record: ErrorRecord, sequence: number): void {
    if (record.name === 'seen' && sequence > this.#clearedThrough) {
      this.#counts[Number(record.values.operator)]!++;
      this.#count++;
    }
    if (record.name === 'noticed' && sequence > this.#clearedThrough)
      this.#noticed[Number(record.values.operator)] = 1;
    if (record.name === 'cleared') this.#startAfter(record.values.through);
    if (record.name === 'place') this.#startAfter(record.values.clearedThrough);
  }

  #startAfter(through: number): void {
    if (through <= this.#clearedThrough) return;
    this.#clearedThrough = through;
    this.#counts.fill(0);
    this.#noticed.fill(0);
    this.#count = 0;
  }

  #checkpoint() {
    return encodeErrorRecord('place', { ...this.#place, clearedThrough: this.#clearedThrough });
  }
}
