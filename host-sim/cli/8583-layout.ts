// SPDX-License-Identifier: Apache-2.0
//
// What stands before the message in bytes of unknown origin: docs/sources.md [domain A1]. Length, TPDU and header may each be
// there or not, and the message may be cut, so that the length alone decides nothing. A message type begins with a digit 0
// and ends with one of 0; a TPDU begins with 60.

import { headerBytes, lengthBytes, tpduBytes } from '../../src/host/iso8583/frame.ts';
import { toHex } from '../../src/lib/bytes.ts';
import { type Decoded, decoded, malformed } from '../../src/lib/result.ts';

export interface Layout {
  /** What the two-byte length says. */
  readonly length: number | undefined;
  /** hexadecimal */
  readonly tpdu: string | undefined;
  readonly header: string | undefined;
  readonly messageAt: number;
}

function hasMti(bytes: Uint8Array, at: number): boolean {
  const [first, second] = bytes.subarray(at, at + 2);
  if (first === undefined || second === undefined) return false;
  return first >= 1 && first <= 9 && (second & 15) === 0 && second >> 4 <= 9;
}

function hasTpdu(bytes: Uint8Array, at: number): boolean {
  const headerAt = at + tpduBytes;
  const header = bytes.subarray(headerAt, headerAt + headerBytes);
  return bytes[at] === 0x60 && header.every((byte) => byte >> 4 <= 9 && (byte & 15) <= 9);
}

const prefixBytes = tpduBytes + headerBytes;

/** The first candidate that fits. A bare message comes before the weaker of those with a length. */
export function findLayout(bytes: Uint8Array): Decoded<Layout> {
  const length = bytes.length < 2 ? -1 : (bytes[0]! << 8) | bytes[1]!;
  const isLengthRight = length === bytes.length - lengthBytes;
  const isFramed = (at: number) => hasTpdu(bytes, at) && hasMti(bytes, at + prefixBytes);
  if (isLengthRight && isFramed(lengthBytes)) return layout(bytes, length, true);
  if (isLengthRight && hasMti(bytes, lengthBytes)) return layout(bytes, length, false);
  if (isFramed(0)) return layout(bytes, undefined, true);
  if (isFramed(lengthBytes)) return wrongLength(bytes, length);
  if (hasMti(bytes, 0)) return layout(bytes, undefined, false);
  if (hasTpdu(bytes, lengthBytes) || hasMti(bytes, lengthBytes)) return wrongLength(bytes, length);
  if (bytes.length < prefixBytes + lengthBytes)
    return malformed(bytes.length, 'cut before the message type');
  return malformed(0, 'neither a length nor a TPDU nor a message type begins here');
}

function layout(
  bytes: Uint8Array,
  length: number | undefined,
  hasPrefix: boolean,
): Decoded<Layout> {
  const at = length === undefined ? 0 : lengthBytes;
  const headerAt = at + tpduBytes;
  const messageAt = hasPrefix ? at + prefixBytes : at;
  return decoded({
    length,
    tpdu: hasPrefix ? toHex(bytes.subarray(at, headerAt)) : undefined,
    header: hasPrefix ? toHex(bytes.subarray(headerAt, messageAt)) : undefined,
    messageAt,
  });
}

function wrongLength(bytes: Uint8Array, length: number): Decoded<Layout> {
  const follow = bytes.length - lengthBytes;
  // A cut message is wrong where it ends, one with something behind it where that begins.
  const at = follow < length ? bytes.length : lengthBytes + length;
  return malformed(at, `length says ${length}, ${follow} bytes follow`);
}
