// SPDX-License-Identifier: Apache-2.0
//
// The bytes of the log: docs/internals/journal.md has the format in words. Integers are little-endian.
// What a reader would get wrong: nothing here may conclude anything from FF. Erased flash reads as noise where it is
// encrypted, and a torn unit as anything at all; what has its check right was written, everything else was not.

/** Flash is programmed in aligned units of this size, each once between two erases. */
const unitBytes = 32;
export const headerBytes = 64;
export const linkBytes = 16;
/** Before a record's payload. */
const headBytes = 28;
/** What a segment's first bytes must hold so that its header and, if that is unreadable, its first record can be told. */
export const probeBytes = 512;

/** "JZL1": the journal of the money. */
const journalMagic = 0x314c_5a4a;
/** Stands where a record has the link before it; no link can be chosen, so no record's can equal it but by chance. */
const headerLabel = Object.freeze(
  [...'journal segment '].map((c) => c.charCodeAt(0)),
  true,
);

/** What the log needs of the rest of the program. */
export interface LogTools {
  /** What segments begin with, the journal's when not given. A header of one log is none of another's. */
  readonly magic?: number;
  crc32(bytes: Uint8Array): number;
  /** Replaces the 16 bytes of a link by the next link, over the link and all that follows it. */
  extendChain(linked: Uint8Array): void;
}

export interface SegmentHeader {
  /** Grows with each segment that is begun, from 1. */
  readonly generation: number;
  /** Sequence number of the segment's first record. */
  readonly first: number;
  /** What comes before was released by the program when this segment was begun. */
  readonly keepFrom: number;
  /** The link of the record before the first. */
  readonly anchor: Uint8Array;
}

export interface LogRecord {
  readonly sequence: number;
  readonly type: number;
  readonly version: number;
  readonly payload: Uint8Array;
  readonly link: Uint8Array;
  /** Bytes from the start of the segment. */
  readonly offset: number;
  /** Where the next one begins. */
  readonly end: number;
}

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function sizeOf(payloadBytes: number): number {
  return Math.ceil((headBytes + payloadBytes) / unitBytes) * unitBytes;
}

/** The CMAC of a header, over `headerLabel` and its first 32 bytes. */
function headerLink(header: Uint8Array, tools: LogTools): Uint8Array {
  const linked = new Uint8Array(linkBytes + 32);
  linked.set(headerLabel);
  linked.set(header.subarray(0, 32), linkBytes);
  tools.extendChain(linked);
  return linked.slice(0, linkBytes);
}

export function encodeHeader(
  { generation, first, keepFrom, anchor }: SegmentHeader,
  tools: LogTools,
): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  const view = viewOf(bytes);
  view.setUint32(0, tools.magic ?? journalMagic, true);
  view.setUint32(4, generation, true);
  view.setUint32(8, first, true);
  view.setUint32(12, keepFrom, true);
  bytes.set(anchor, 16);
  bytes.set(headerLink(bytes, tools), 32);
  view.setUint32(48, tools.crc32(bytes.subarray(0, 48)), true);
  return bytes;
}

export function decodeHeader(bytes: Uint8Array, tools: LogTools): SegmentHeader | undefined {
  const magic = tools.magic ?? journalMagic;
  // A boot asks every block, and most have none: no view is made for these.
  if (bytes[0] !== (magic & 0xff)) return undefined;
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== magic) return undefined;
  if (view.getUint32(48, true) !== tools.crc32(bytes.subarray(0, 48))) return undefined;
  return {
    generation: view.getUint32(4, true),
    first: view.getUint32(8, true),
    keepFrom: view.getUint32(12, true),
    anchor: bytes.slice(16, 16 + linkBytes),
  };
}

/** Whether this terminal wrote the header. */
export function isHeaderOurs(bytes: Uint8Array, tools: LogTools): boolean {
  const link = headerLink(bytes, tools);
  return link.every((byte, i) => byte === bytes[32 + i]);
}

/** Before record 1. The logs have one key: each begins with a link of its own, so that no record of one stands behind a header of another. */
export function firstLinkOf({ magic }: LogTools): Uint8Array {
  const link = new Uint8Array(linkBytes);
  if (magic !== undefined) viewOf(link).setUint32(0, magic, true);
  return link;
}

/** A record in whole units; `link` is the one before it. */
export function encodeRecord(
  type: number,
  version: number,
  sequence: number,
  payload: Uint8Array,
  link: Uint8Array,
  tools: LogTools,
): Uint8Array {
  const bytes = new Uint8Array(sizeOf(payload.length));
  const view = viewOf(bytes);
  bytes.set(link, 4);
  view.setUint16(20, payload.length, true);
  view.setUint8(22, type);
  view.setUint8(23, version);
  view.setUint32(24, sequence, true);
  bytes.set(payload, headBytes);
  tools.extendChain(bytes.subarray(4, headBytes + payload.length));
  view.setUint32(0, tools.crc32(bytes.subarray(4)), true);
  return bytes;
}

/** The record at `offset`, undefined when none with a right check is there. */
export function decodeRecord(
  segment: Uint8Array,
  offset: number,
  tools: LogTools,
): LogRecord | undefined {
  if (offset + unitBytes > segment.length) return undefined;
  const length = segment[offset + 20]! | (segment[offset + 21]! << 8);
  if (offset + headBytes + length > segment.length) return undefined;
  const end = offset + sizeOf(length);
  if (end > segment.length) return undefined;
  const view = viewOf(segment);
  if (view.getUint32(offset, true) !== tools.crc32(segment.subarray(offset + 4, end)))
    return undefined;
  return {
    sequence: view.getUint32(offset + 24, true),
    type: view.getUint8(offset + 22),
    version: view.getUint8(offset + 23),
    payload: segment.subarray(offset + headBytes, offset + headBytes + length),
    link: segment.subarray(offset + 4, offset + 4 + linkBytes),
    offset,
    end,
  };
}

/** Whether `record` is what this terminal wrote after the record with the link `before`. */
export function isLinkRight(
  segment: Uint8Array,
  { offset, payload, link }: LogRecord,
  before: Uint8Array,
  tools: LogTools,
): boolean {
  const linked = segment.slice(offset + 4, offset + headBytes + payload.length);
  linked.set(before);
  tools.extendChain(linked);
  for (let i = 0; i < linkBytes; i++) if (linked[i] !== link[i]) return false;
  return true;
}

/**
 * The records of a segment in order. Units that hold none are stepped over: the one that a cut has torn, those that rot has
 * spoiled. A record of an earlier life of the segment, which an erase that failed has left, has a number too low.
 */
export function* recordsOf(
  segment: Uint8Array,
  first: number,
  tools: LogTools,
): Generator<LogRecord> {
  let expected = first;
  for (let offset = headerBytes; offset + unitBytes <= segment.length; ) {
    const record = decodeRecord(segment, offset, tools);
    if (record && record.sequence >= expected) {
      yield record;
      expected = record.sequence + 1;
      offset = record.end;
    } else offset += unitBytes;
  }
}
