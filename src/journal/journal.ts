// SPDX-License-Identifier: Apache-2.0
//
// Where the state of the money is made durable. The journal on flash will implement the same interface; this one is lost
// with the power, and SECURITY.md says so.

export interface Journal<Record> {
  /** Returns when the record is as durable as this journal can make it. */
  append(record: Record): void;
  /** The last record appended, undefined when there is none. */
  readonly last: Record | undefined;
}

export class RamJournal<Record> implements Journal<Record> {
  last: Record | undefined;

  append(record: Record): void {
    this.last = record;
  }
}
