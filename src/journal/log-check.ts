// SPDX-License-Identifier: Apache-2.0
//
// Walks along the chain of a log, a segment with each step, and names what is not as it was written.
// What a reader would get wrong: after a gap the next record cannot be judged, since the link before it is gone; the one after
// it can.

import {
  decodeHeader,
  headerBytes,
  isHeaderOurs,
  isLinkRight,
  type LogTools,
  linkBytes,
  recordsOf,
} from './log-format.ts';
import type { Damage } from './log-recovery.ts';

export interface LogCheckOptions {
  readonly tools: LogTools;
  /** The live segments by their place on flash, in order of their records. */
  readonly places: Uint8Array;
  readonly segment: (index: number) => Uint8Array;
  /** The log has all records from `keepFrom` (or 1) to before `end`. */
  readonly keepFrom: number;
  readonly end: number;
}

export class LogCheck {
  readonly damage: Damage[] = [];
  readonly #options: LogCheckOptions;
  #position = 0;
  /** Where the last good record ended. */
  #at = { segment: 0, offset: headerBytes };
  #expected: number;
  /** Of the record before `#expected`; undefined when it is not known. */
  #link: Uint8Array | undefined;

  constructor(options: LogCheckOptions) {
    this.#options = options;
    this.#expected = Math.max(1, options.keepFrom);
  }

  /** True when there is nothing left to look at. */
  step(): boolean {
    const { places, segment, end } = this.#options;
    if (this.#position < places.length) {
      const index = places[this.#position]!;
      this.#segment(index, segment(index));
      this.#position++;
    }
    if (this.#position < places.length) return false;
    if (this.#expected < end) this.#missing(end);
    return true;
  }

  /** Everything at once. */
  run(): readonly Damage[] {
    while (!this.step());
    return this.damage;
  }

  #segment(index: number, bytes: Uint8Array): void {
    const { tools } = this.#options;
    if (this.#position === 0) this.#at = { segment: index, offset: headerBytes };
    const header = decodeHeader(bytes, tools);
    const ours = header !== undefined && isHeaderOurs(bytes, tools);
    if (!ours) this.#report(header ? 'altered' : 'damaged', 0, 0, index, 0);
    // What was released may still be there: the first segment begins where it begins.
    if (this.#position === 0 && header && header.first < this.#expected)
      this.#expected = header.first;
    if (ours && header.first > this.#expected) {
      this.#missing(header.first);
      this.#link = undefined;
    }
    if (ours && this.#link === undefined && header.first === this.#expected)
      this.#link = header.anchor;
    this.#records(index, bytes);
  }

  #records(index: number, bytes: Uint8Array): void {
    const { tools, end } = this.#options;
    let offset = headerBytes;
    for (const record of recordsOf(bytes, this.#expected, tools)) {
      const { sequence } = record;
      if (sequence >= end) return;
      if (sequence > this.#expected) {
        const kind = record.offset > offset ? 'damaged' : 'missing';
        this.#report(kind, this.#expected, sequence - 1, index, offset);
        this.#link = undefined;
      }
      if (this.#link && !isLinkRight(bytes, record, this.#link, tools))
        this.#report('altered', sequence, sequence, index, record.offset);
      this.#link = record.link.slice(0, linkBytes);
      this.#expected = sequence + 1;
      offset = record.end;
      this.#at = { segment: index, offset };
    }
  }

  /** Everything before record `next` that has not been seen: whether it rotted or was taken out cannot be told. */
  #missing(next: number): void {
    const { segment, offset } = this.#at;
    this.#report('missing', this.#expected, next - 1, segment, offset);
    this.#expected = next;
  }

  #report(kind: Damage['kind'], from: number, to: number, segment: number, offset: number): void {
    this.damage.push({ kind, from, to, segment, offset });
  }
}
