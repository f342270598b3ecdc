// SPDX-License-Identifier: Apache-2.0
//
// BER-TLV as EMV uses it: tags of one to three bytes, lengths 00–7F, 81 and 82, padding bytes 00 between objects.
// docs/sources.md [domain B10, TLV rules]
//
// Nothing is copied: a value is a view (subarray) of the bytes given. One level is decoded at a time, so that nesting
// costs neither stack nor memory; who needs a deeper level asks for it.

import { type Decoded, decoded, type Malformed, malformed } from '../lib/result.ts';

export interface Tlv {
  /** The tag's bytes as one number: 0x57, 0x9f02, 0xdf8117. */
  readonly tag: number;
  /** View of the bytes decoded, not a copy. */
  readonly value: Uint8Array;
}

export interface TagAt {
  readonly tag: number;
  /** Offset of the byte after the tag. */
  readonly next: number;
}

const tagBytesMax = 3;

/** Reads the tag at `at`; a tag list (DOL) has the same tags as a TLV. */
export function decodeTag(bytes: Uint8Array, at: number): Decoded<TagAt> {
  let tag = bytes[at];
  if (tag === undefined) return malformed(at, 'a tag is missing');
  let next = at + 1;
  let more = (tag & 0x1f) === 0x1f;
  while (more) {
    const byte = bytes[next];
    if (byte === undefined) return malformed(next, 'the tag is cut off');
    if (next - at === tagBytesMax) return malformed(next, 'the tag has more than three bytes');
    tag = (tag << 8) | byte;
    next++;
    more = (byte & 0x80) !== 0;
  }
  return decoded({ tag, next });
}

/** Adds the object at `at`, where no padding stands, and returns where it ends: no result of its own, for there are many. */
function addObject(bytes: Uint8Array, at: number, objects: Tlv[]): number | Malformed {
  let tag = bytes[at]!;
  let lengthAt = at + 1;
  if ((tag & 0x1f) === 0x1f) {
    const second = bytes[lengthAt];
    if (second !== undefined && second < 0x80) {
      tag = (tag << 8) | second;
      lengthAt++;
    } else {
      const tagAt = decodeTag(bytes, at);
      if (!tagAt.ok) return tagAt;
      tag = tagAt.value.tag;
      lengthAt = tagAt.value.next;
    }
  }
  const first = bytes[lengthAt];
  if (first === undefined) return malformed(lengthAt, 'the length is missing');
  // 80 would be the indefinite form and 83 and above lengths that no APDU can hold.
  if (first === 0x80 || first > 0x82) {
    return malformed(lengthAt, 'the length form is not used by EMV');
  }
  let extraBytes = 0;
  let length = first;
  if (first > 0x80) {
    extraBytes = first - 0x80;
    length = 0;
    for (let i = 1; i <= extraBytes; i++) {
      const byte = bytes[lengthAt + i];
      if (byte === undefined) return malformed(lengthAt, 'the length is cut off');
      length = (length << 8) | byte;
    }
  }
  const start = lengthAt + 1 + extraBytes;
  const end = start + length;
  if (end > bytes.length) return malformed(lengthAt, 'the value runs past the end');
  objects.push({ tag, value: bytes.subarray(start, end) });
  return end;
}

/** All objects of one level, in their order. */
export function decodeTlvs(bytes: Uint8Array): Decoded<readonly Tlv[]> {
  const objects: Tlv[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === 0) {
      at++;
      continue;
    }
    const end = addObject(bytes, at, objects);
    if (typeof end !== 'number') return end;
    at = end;
  }
  return decoded(objects);
}

/** The object that must be the only one in `bytes`. */
export function decodeOnlyTlv(bytes: Uint8Array): Decoded<Tlv> {
  const objects = decodeTlvs(bytes);
  if (!objects.ok) return objects;
  const [only, ...others] = objects.value;
  if (only === undefined) return malformed(0, 'no object');
  if (others.length > 0) return malformed(0, 'more than one object');
  return decoded(only);
}

/** The objects inside a template that must be the only object in `bytes`. */
export function decodeTemplate(bytes: Uint8Array, tag: number): Decoded<readonly Tlv[]> {
  const template = decodeOnlyTlv(bytes);
  if (!template.ok) return template;
  if (template.value.tag !== tag) return malformed(0, 'another template');
  return decodeTlvs(template.value.value);
}

/** The objects of the innermost of nested templates, each named by its tag inside the one before. */
export function decodeNested(bytes: Uint8Array, path: readonly number[]): Decoded<readonly Tlv[]> {
  let level = decodeTlvs(bytes);
  for (const tag of path) {
    if (!level.ok) return level;
    const value = findTlv(level.value, tag);
    if (value === undefined) return malformed(0, 'a template is missing');
    level = decodeTlvs(value);
  }
  return level;
}

/** Value of the first object with that tag. */
export function findTlv(objects: readonly Tlv[], tag: number): Uint8Array | undefined {
  for (const object of objects) if (object.tag === tag) return object.value;
  return undefined;
}

/** Every value with that tag, in their order. */
export function findAllTlvs(objects: readonly Tlv[], tag: number): Uint8Array[] {
  return objects.filter((object) => object.tag === tag).map((object) => object.value);
}

/** One object with the shortest length form. Values longer than 65,535 bytes are a programmer's mistake. */
export function encodeTlv(tag: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(tlvSize(tag, value));
  putTlv(bytes, 0, tag, value);
  return bytes;
}

const tagSize = (tag: number) => (tag > 0xffff ? 3 : tag > 0xff ? 2 : 1);

/** Bytes of that object. */
export function tlvSize(tag: number, { length }: Uint8Array): number {
  if (length > 0xffff) throw new RangeError(`value of ${length} bytes, at most 65535`);
  return tagSize(tag) + (length > 0xff ? 3 : length > 0x7f ? 2 : 1) + length;
}

/** Writes the object at `at`, where there is room, and returns where it ends. */
export function putTlv(bytes: Uint8Array, at: number, tag: number, value: Uint8Array): number {
  const { length } = value;
  const lengthAt = at + tagSize(tag);
  for (let i = lengthAt - 1, rest = tag; i >= at; i--, rest >>= 8) bytes[i] = rest;
  const start = at + tlvSize(tag, value) - length;
  if (length > 0xff) bytes[start - 2] = length >> 8;
  if (length > 0x7f) bytes[lengthAt] = length > 0xff ? 0x82 : 0x81;
  bytes[start - 1] = length;
  bytes.set(value, start);
  return start + length;
}
