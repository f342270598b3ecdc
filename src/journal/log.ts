// SPDX-License-Identifier: Apache-2.0
//
// An append-only log on raw flash: docs/internals/journal.md. A record is durable when `append` returns, whole or not there at
// all after a cut before that, and never changes. The erase blocks of the partition are segments that take turns.
// What a reader would get wrong: after a boot nobody knows what a cut has left behind the last good record, on a partition that
// may be encrypted. So nothing is ever written there: the last segment is copied, as it was read, into a fresh one.

import type { Flash } from '../io/ecma419.ts';
import { LogCheck } from './log-check.ts';
import {
  encodeHeader,
  encodeRecord,
  firstLinkOf,
  headerBytes,
  type LogRecord,
  type LogTools,
  linkBytes,
  recordsOf,
  sizeOf,
} from './log-format.ts';
import { type Damage, recover } from './log-recovery.ts';

export interface LogEntry {
  readonly type: number;
  readonly version: number;
  readonly payload: Uint8Array;
}

export interface LogOptions {
  /** A partition of at least three erase blocks that belongs to the log alone. */
  readonly flash: Flash;
  readonly tools: LogTools;
  /** What each segment is to begin with, so that one segment tells all that a boot must know. */
  readonly checkpoint?: () => LogEntry;
}

export class Log {
  /** What recovery has found wrong. */
  readonly damage: readonly Damage[];
  readonly #flash: Flash;
  readonly #tools: LogTools;
  readonly #checkpoint: (() => LogEntry) | undefined;
  readonly #blocks: number;
  readonly #blockBytes: number;
  /** Places of the live segments, in order of their records, and how many there are. */
  readonly #order: Uint8Array;
  #count = 0;
  /** First sequence number, by place. */
  readonly #first: Uint32Array;
  #generation: number;
  #keepFrom: number;
  /** Where the search for the next free block begins. */
  #cursor = 0;
  #end = 0;
  #next = 1;
  #link: Uint8Array;
  #anchor: Uint8Array;

  constructor({ flash, tools, checkpoint }: LogOptions) {
    const { blocks, blockLength } = flash.status();
    if (blocks < 3 || blocks > 256) throw new RangeError(`log: ${blocks} segments, 3 to 256`);
    this.#flash = flash;
    this.#tools = tools;
    this.#checkpoint = checkpoint;
    this.#blocks = blocks;
    this.#blockBytes = blockLength;
    this.#order = new Uint8Array(blocks);
    this.#first = new Uint32Array(blocks);
    this.#link = this.#anchor = firstLinkOf(tools);
    const { segments, tail, generation, keepFrom, damage } = recover(flash, tools);
    this.damage = damage;
    this.#generation = generation;
    this.#keepFrom = keepFrom;
    if (!tail) return;
    for (const { index, first } of segments) this.#enlist(index, first);
    this.#cursor = tail.index;
    this.#next = tail.last + 1;
    this.#link = tail.link.slice();
    this.#anchor = tail.anchor;
    this.#end = tail.end;
    this.#drop();
    this.#renew(tail.bytes);
  }

  /** The number of the next record. */
  get next(): number {
    return this.#next;
  }

  /** The number of the first record that is kept. */
  get oldest(): number {
    return this.#count === 0 ? this.#next : this.#first[this.#order[this.#droppable()]!]!;
  }

  /** Segments that hold records, of those that may. */
  get usage(): { readonly used: number; readonly capacity: number } {
    return { used: this.#count - this.#droppable(), capacity: this.#blocks - 1 };
  }

  /** Where the last segment begins: what came before need not be read to know where things stand. */
  get tailFirst(): number {
    return this.#count === 0 ? this.#next : this.#first[this.#order[this.#count - 1]!]!;
  }

  /** Where the segment before the one with record `sequence` begins; undefined when that is the first. */
  firstBefore(sequence: number): number | undefined {
    const position = this.#positionOf(sequence);
    return position === 0 ? undefined : this.#first[this.#order[position - 1]!]!;
  }

  /** Returns the record's number when it is durable. Throws when the log is full or the flash does not take it. */
  append({ type, version, payload }: LogEntry): number {
    if (headerBytes + sizeOf(payload.length) > this.#blockBytes)
      throw new RangeError(`log: a record of ${payload.length} bytes`);
    if (this.#count === 0 || this.#end + sizeOf(payload.length) > this.#blockBytes) this.#begin();
    return this.#put(type, version, payload);
  }

  /** What comes before record `sequence` is not needed any more. It stays until the next segment's header says so, too. */
  release(sequence: number): void {
    if (sequence > this.#next) throw new RangeError('log: releases what is not there yet');
    if (sequence > this.#keepFrom) this.#keepFrom = sequence;
  }

  /** The record with this number, undefined when it is not kept or not readable. */
  read(sequence: number): LogRecord | undefined {
    for (const record of this.records(sequence)) {
      if (record.sequence === sequence) return record;
      break;
    }
    return undefined;
  }

  /** The readable records from number `from` on. Holds one segment in memory. */
  *records(from = this.oldest): Generator<LogRecord> {
    for (let position = this.#positionOf(from); position < this.#count; position++) {
      const index = this.#order[position]!;
      for (const record of recordsOf(this.#segment(index), this.#first[index]!, this.#tools)) {
        if (record.sequence >= this.#next) return;
        if (record.sequence >= from) yield record;
      }
    }
  }

  /** Looks at everything that is kept, a segment with each step. */
  check(): LogCheck {
    return new LogCheck({
      tools: this.#tools,
      places: this.#order.slice(0, this.#count),
      end: this.#next,
      keepFrom: this.#keepFrom,
      segment: (index) => this.#segment(index),
    });
  }

  #segment(index: number): Uint8Array {
    return new Uint8Array(this.#flash.read(this.#blockBytes, index * this.#blockBytes));
  }

  /** The last live segment that begins at or before record `sequence`. */
  #positionOf(sequence: number): number {
    let low = 0;
    let high = this.#count;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.#first[this.#order[middle]!]! <= sequence) low = middle;
      else high = middle;
    }
    return low;
  }

  #enlist(index: number, first: number): void {
    this.#order[this.#count++] = index;
    this.#first[index] = first;
  }

  /** How many segments hold nothing but what was released. */
  #droppable(): number {
    let gone = 0;
    while (gone + 1 < this.#count && this.#first[this.#order[gone + 1]!]! <= this.#keepFrom) gone++;
    return gone;
  }

  /** Lets go of them, once a header on flash says from where on records are kept. */
  #drop(): void {
    const gone = this.#droppable();
    this.#order.copyWithin(0, gone, this.#count);
    this.#count -= gone;
  }

  #isLive(index: number): boolean {
    for (let i = 0; i < this.#count; i++) if (this.#order[i] === index) return true;
    return false;
  }

  /** The next free block going round, so that all wear alike. */
  #nextFree(): number {
    for (let step = 1; step <= this.#blocks; step++) {
      const index = (this.#cursor + step) % this.#blocks;
      if (!this.#isLive(index)) {
        this.#cursor = index;
        return index;
      }
    }
    throw new Error('log: no free segment');
  }

  /** Puts `bytes` at the start of a block that takes them. A block that has gone bad is passed over. */
  #format(bytes: Uint8Array): number {
    const free = this.#blocks - this.#count;
    for (let attempt = 0; attempt < free; attempt++) {
      const index = this.#nextFree();
      this.#flash.eraseBlock(index);
      if (this.#program(bytes, index * this.#blockBytes)) return index;
    }
    throw new Error('log: the flash takes no segment');
  }

  /** Writes, and reads again. */
  #program(bytes: Uint8Array, at: number): boolean {
    this.#flash.write(bytes, at);
    const { crc32 } = this.#tools;
    return crc32(new Uint8Array(this.#flash.read(bytes.length, at))) === crc32(bytes);
  }

  #header(first: number): Uint8Array {
    return encodeHeader(
      { generation: ++this.#generation, first, keepFrom: this.#keepFrom, anchor: this.#anchor },
      this.#tools,
    );
  }

  /** The last segment's records, as `bytes` has them, go into a fresh block; the old one is free when the new one is whole. */
  #renew(bytes: Uint8Array): void {
    const first = this.tailFirst;
    const copy = bytes.slice(0, this.#end);
    copy.set(this.#header(first));
    const index = this.#format(copy);
    this.#count--;
    this.#enlist(index, first);
    this.#drop();
  }

  #begin(): void {
    // One block stays free: without it the last segment could not be renewed.
    if (this.#count - this.#droppable() >= this.#blocks - 1) throw new Error('log: full');
    this.#anchor = this.#link;
    const index = this.#format(this.#header(this.#next));
    this.#enlist(index, this.#next);
    this.#drop();
    this.#end = headerBytes;
    const start = this.#checkpoint?.();
    if (start) this.#put(start.type, start.version, start.payload);
  }

  #put(type: number, version: number, payload: Uint8Array): number {
    const sequence = this.#next;
    const bytes = encodeRecord(type, version, sequence, payload, this.#link, this.#tools);
    const index = this.#order[this.#count - 1]!;
    if (!this.#program(bytes, index * this.#blockBytes + this.#end)) {
      this.#renew(this.#segment(index));
      const again = this.#order[this.#count - 1]!;
      if (!this.#program(bytes, again * this.#blockBytes + this.#end))
        throw new Error('log: the flash takes no record');
    }
    this.#link = bytes.slice(4, 4 + linkBytes);
    this.#end += bytes.length;
    this.#next = sequence + 1;
    return sequence;
  }
}
