// SPDX-License-Identifier: Apache-2.0
//
// Finds the log on a flash after a boot: every segment's head, and all of one segment. Writes nothing.
// What a reader would get wrong: two segments may begin with the same record. The last one is copied at each boot, since nobody
// can tell what a cut has left behind its end, and a cut may come in the middle of the copy.

import type { Flash } from '../io/ecma419.ts';
import {
  decodeHeader,
  decodeRecord,
  firstLinkOf,
  headerBytes,
  type LogRecord,
  type LogTools,
  probeBytes,
  recordsOf,
} from './log-format.ts';

/** A place in the log where something is not as it was written. Sequence numbers, both included. */
export interface Damage {
  /**
   * `damaged`: there is something, without a right check; `missing`: nothing is there, or nothing that can be told from an end;
   * `altered`: has its check, but another wrote it.
   */
  readonly kind: 'damaged' | 'missing' | 'altered';
  readonly from: number;
  readonly to: number;
  /** The segment by its place on flash, and bytes from its start. */
  readonly segment: number;
  readonly offset: number;
}

export interface FoundSegment {
  readonly index: number;
  /** 0: the header cannot be read; the segment was recognised by its first record. */
  readonly generation: number;
  readonly first: number;
  readonly anchor: Uint8Array;
}

export interface Tail extends FoundSegment {
  /** All bytes of the segment, as they were read once. */
  readonly bytes: Uint8Array;
  /** Where its last good record ends. */
  readonly end: number;
  /** Of its last good record; `first` − 1 when it has none. */
  readonly last: number;
  readonly link: Uint8Array;
  /** Before its end; behind it is what a cut has left, and no damage. */
  readonly damage: readonly Damage[];
}

export interface Recovered {
  /** In order of their records. */
  readonly segments: readonly FoundSegment[];
  /** The last of `segments`; undefined: there is no log. */
  readonly tail: Tail | undefined;
  readonly generation: number;
  readonly keepFrom: number;
  readonly damage: readonly Damage[];
}

export function recover(flash: Flash, tools: LogTools): Recovered {
  const { blocks, blockLength } = flash.status();
  const found: FoundSegment[] = [];
  let generation = 0;
  let keepFrom = 0;
  for (let index = 0; index < blocks; index++) {
    const bytes = new Uint8Array(flash.read(probeBytes, index * blockLength));
    const header = decodeHeader(bytes, tools);
    if (header) {
      const { first, anchor } = header;
      if (header.generation > generation) ({ generation, keepFrom } = header);
      found.push({ index, generation: header.generation, first, anchor });
      continue;
    }
    const record = decodeRecord(bytes, headerBytes, tools);
    if (record)
      found.push({
        index,
        generation: 0,
        first: record.sequence,
        anchor: firstLinkOf(tools),
      });
  }
  found.sort((a, b) => a.first - b.first || a.generation - b.generation);
  // A segment without a record is one whose first write was cut: the log ends before it.
  for (let last = found.at(-1); last; last = found.at(-1)) {
    const { first } = last;
    const tail = found
      .filter((segment) => segment.first === first)
      .map((segment) => scan(flash, segment, tools))
      .reduce(longer);
    const before = found.filter((segment) => segment.first < first);
    if (tail.last < first) {
      found.splice(before.length);
      continue;
    }
    const older = before.filter((segment) => !isAbandoned(segment, [...before, tail]));
    const anchor = tail.generation > 0 ? tail.anchor : linkBefore(flash, tail, older.at(-1), tools);
    const segments = [...older, tail];
    return {
      segments,
      tail: { ...tail, anchor },
      generation,
      keepFrom,
      damage: tail.damage,
    };
  }
  return { segments: [], tail: undefined, generation, keepFrom, damage: [] };
}

/**
 * Each segment is begun behind the one before, and only the last is begun again. So who has a younger one in front of or at his place
 * was left: copied, or begun and cut before a record was in it.
 */
function isAbandoned(segment: FoundSegment, all: readonly FoundSegment[]): boolean {
  return all.some(
    ({ generation, first }) =>
      generation > segment.generation &&
      first <= segment.first &&
      (segment.generation > 0 || first === segment.first),
  );
}

/** What a header would say that cannot be read any more. */
function linkBefore(
  flash: Flash,
  { first, anchor }: Tail,
  previous: FoundSegment | undefined,
  tools: LogTools,
): Uint8Array {
  if (!previous) return anchor;
  const { last, link } = scan(flash, previous, tools);
  return last === first - 1 ? link : anchor;
}

/** Of two beginnings of the same segment. The same length: the copy may have holes, the older one has none that a cut made. */
function longer(a: Tail, b: Tail): Tail {
  if (b.last !== a.last) return b.last > a.last ? b : a;
  return a.generation === 0 ? b : a;
}

function scan(flash: Flash, segment: FoundSegment, tools: LogTools): Tail {
  const { index, generation, first } = segment;
  const { blockLength } = flash.status();
  const bytes = new Uint8Array(flash.read(blockLength, index * blockLength));
  const damage: Damage[] = [];
  const damaged = (from: number, to: number, offset: number) =>
    damage.push({ kind: 'damaged', from, to, segment: index, offset });
  if (generation === 0) damaged(first, first - 1, 0);
  let newest: LogRecord | undefined;
  for (const record of recordsOf(bytes, first, tools)) {
    const expected = newest ? newest.sequence + 1 : first;
    if (record.sequence > expected)
      damaged(expected, record.sequence - 1, newest?.end ?? headerBytes);
    newest = record;
  }
  return {
    ...segment,
    bytes,
    end: newest?.end ?? headerBytes,
    last: newest?.sequence ?? first - 1,
    link: newest?.link ?? segment.anchor,
    damage,
  };
}
