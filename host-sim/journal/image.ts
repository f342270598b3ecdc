// SPDX-License-Identifier: Apache-2.0
//
// Reads a journal from the bytes of its partition, or of a whole flash, as docs/internals/journal.md describes it. Written from that page:
// shares no code with src/journal, so that a mistake in one is seen by the other.

import { crc32 } from 'node:zlib';
import { cmac, equal, opened } from './cmac.ts';

const block = 4096;
const unit = 32;
const firstRecord = 64;
/** What segments begin with: the journal of the money, the log of errors (docs/internals/errors.md). */
export type LogMark = 'JZL1' | 'JZE1';

export interface Header {
  readonly generation: number;
  readonly first: number;
  readonly keepFrom: number;
  readonly anchor: Buffer;
  readonly mac: Buffer;
  readonly signed: Buffer;
}

export interface Entry {
  readonly sequence: number;
  readonly type: number;
  readonly version: number;
  readonly payload: Buffer;
  /** Of the image, in bytes. */
  readonly at: number;
  readonly link: Buffer;
  /** What the link is made over, but for the link before. */
  readonly linked: Buffer;
  readonly end: number;
}

interface Segment {
  readonly at: number;
  readonly header: Header | undefined;
  readonly first: number;
  readonly entries: readonly Entry[];
}

export interface Finding {
  readonly kind: 'damaged' | 'missing' | 'altered';
  /** Numbers of records, both included; both 0 for a segment's header. */
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

export interface Journal {
  readonly entries: readonly Entry[];
  readonly findings: readonly Finding[];
  readonly segments: number;
  readonly keepFrom: number;
  /** Whether the links were looked at, which needs its key. */
  readonly isChainChecked: boolean;
}

/** Undefined when there is no journal in the image. */
export function readJournal(
  image: Buffer,
  chainKey?: Buffer,
  mark: LogMark = 'JZL1',
): Journal | undefined {
  const all: Segment[] = [];
  for (let at = 0; at + block <= image.length; at += block) {
    const segment = readSegment(image, at, mark);
    if (segment) all.push(segment);
  }
  const newest = all
    .flatMap(({ header }) => (header ? [header] : []))
    .reduce<Header | undefined>((a, b) => (a && a.generation > b.generation ? a : b), undefined);
  if (!newest) return undefined;
  const { keepFrom } = newest;
  const segments = inOrder(all).filter(
    (_, i, order) => i + 1 === order.length || order[i + 1]!.first > keepFrom,
  );
  return {
    entries: segments.flatMap(({ entries }) => entries),
    findings: findingsIn(segments, keepFrom, chainKey),
    segments: segments.length,
    keepFrom,
    isChainChecked: chainKey !== undefined,
  };
}

function readHeader(image: Buffer, at: number, mark: LogMark): Header | undefined {
  if (image.toString('latin1', at, at + 4) !== mark) return undefined;
  if (image.readUInt32LE(at + 48) !== crc32(image.subarray(at, at + 48))) return undefined;
  return {
    generation: image.readUInt32LE(at + 4),
    first: image.readUInt32LE(at + 8),
    keepFrom: image.readUInt32LE(at + 12),
    anchor: image.subarray(at + 16, at + 32),
    signed: image.subarray(at, at + 32),
    mac: image.subarray(at + 32, at + 48),
  };
}

function readEntry(image: Buffer, at: number, limit: number): Entry | undefined {
  const length = image.readUInt16LE(at + 20);
  const end = at + Math.ceil((28 + length) / unit) * unit;
  if (end > limit || image.readUInt32LE(at) !== crc32(image.subarray(at + 4, end)))
    return undefined;
  return {
    at,
    end,
    link: image.subarray(at + 4, at + 20),
    linked: image.subarray(at + 20, at + 28 + length),
    type: image[at + 22]!,
    version: image[at + 23]!,
    sequence: image.readUInt32LE(at + 24),
    payload: image.subarray(at + 28, at + 28 + length),
  };
}

const firstErrorType = 64;
const markOf = ({ type }: Entry): LogMark => (type < firstErrorType ? 'JZL1' : 'JZE1');

function readSegment(image: Buffer, start: number, mark: LogMark): Segment | undefined {
  const header = readHeader(image, start, mark);
  const limit = start + block;
  // A header that has rotted does not say whose segment it is; its records do.
  const known = header ? undefined : readEntry(image, start + firstRecord, limit);
  const first = header?.first ?? known?.sequence;
  if (first === undefined || (known && markOf(known) !== mark)) return undefined;
  const entries: Entry[] = [];
  let expected = first;
  for (let at = start + firstRecord; at + unit <= limit; ) {
    const entry = readEntry(image, at, limit);
    if (entry && entry.sequence >= expected) {
      entries.push(entry);
      expected = entry.sequence + 1;
    }
    at = entry && entries.at(-1) === entry ? entry.end : at + unit;
  }
  return { at: start, header, first, entries };
}

/** The segments that count. */
function inOrder(all: readonly Segment[]): Segment[] {
  const generation = ({ header }: Segment) => header?.generation ?? 0;
  const last = ({ entries, first }: Segment) => entries.at(-1)?.sequence ?? first - 1;
  let rest = [...all];
  for (;;) {
    const top = Math.max(...rest.map(({ first }) => first));
    const rank = (a: Segment) => generation(a) || Number.POSITIVE_INFINITY;
    const [tail] = rest
      .filter(({ first }) => first === top)
      .sort((a, b) => last(b) - last(a) || rank(a) - rank(b));
    rest = rest.filter(({ first }) => first < top);
    if (!tail) return [];
    if (tail.entries.length === 0) continue;
    const kept = rest.filter((segment) => {
      const younger = [...rest, tail].filter((other) => generation(other) > generation(segment));
      return !younger.some(({ first }) =>
        segment.header ? first <= segment.first : first === segment.first,
      );
    });
    return [...kept.sort((a, b) => a.first - b.first), tail];
  }
}

function findingsIn(segments: readonly Segment[], keepFrom: number, chainKey?: Buffer): Finding[] {
  const findings: Finding[] = [];
  const chain =
    chainKey && ((link: Buffer, linked: Buffer) => cmac(chainKey, Buffer.concat([link, linked])));
  let expected = Math.min(segments[0]?.first ?? 1, Math.max(1, keepFrom));
  let link: Buffer | undefined;
  let at = segments[0]?.at ?? 0;
  for (const { at: start, header, entries } of segments) {
    const isOurs = header && (!chain || equal(chain(headerLabel, header.signed), header.mac));
    if (!isOurs) findings.push({ kind: header ? 'altered' : 'damaged', from: 0, to: 0, at: start });
    const first = isOurs ? header.first : expected;
    if (first > expected) {
      findings.push({ kind: 'missing', from: expected, to: first - 1, at });
      link = undefined;
      expected = first;
    }
    if (isOurs && first === expected) link ??= header.anchor;
    at = start + firstRecord;
    for (const entry of entries) {
      if (entry.sequence < expected) continue;
      if (entry.sequence > expected) {
        const kind = entry.at > at ? 'damaged' : 'missing';
        findings.push({ kind, from: expected, to: entry.sequence - 1, at });
        link = undefined;
      }
      if (chain && link && !equal(chain(link, entry.linked), entry.link))
        findings.push({ kind: 'altered', from: entry.sequence, to: entry.sequence, at: entry.at });
      link = entry.link;
      expected = entry.sequence + 1;
      at = entry.end;
    }
  }
  return findings;
}

const headerLabel = Buffer.from('journal segment ');

/** What the core has sealed (crypto/core/seal.h); undefined when it is another terminal's or was altered. */
export function openSealed(sealed: Buffer, secret: Buffer): Buffer | undefined {
  if (sealed.length < 32) return undefined;
  return opened(sealed, 16, secret, 'jiaozi seal 1', sealed.subarray(0, 16));
}

/** Whether the terminal with that chain key wrote `linked`, with this link, behind the record with the link `before`. */
export function isLinked(chainKey: Buffer, before: Buffer, linked: Buffer, link: Buffer): boolean {
  return equal(cmac(chainKey, Buffer.concat([before, linked])), link);
}
