// SPDX-License-Identifier: Apache-2.0
//
// What is around a message on the line: docs/sources.md [domain A1].
//   length (2, big endian, counts what follows it) | TPDU (5) | header (6, BCD) | message
// The TPDU is `60 destination source`; the host swaps the two addresses in its answer.

import { fromHex } from '../../lib/bytes.ts';
import { type Decoded, decoded, malformed } from '../../lib/result.ts';
import { nibbleAt, nibblesToText } from './digits.ts';

export interface Frame {
  /** ten hexadecimal digits, first 60 */
  readonly tpdu: string;
  /** twelve digits */
  readonly header: string;
  readonly message: Uint8Array;
}

export const lengthBytes = 2;
export const tpduBytes = 5;
export const headerBytes = 6;
/** Offset of the message in a whole frame. */
export const messageOffset = lengthBytes + tpduBytes + headerBytes;

export function encodeFrame(frame: Frame): Uint8Array {
  if (!/^60[0-9A-F]{8}$/.test(frame.tpdu)) throw new RangeError('TPDU is not 60 and eight digits');
  if (!/^[0-9]{12}$/.test(frame.header)) throw new RangeError('header is not twelve digits');
  const length = tpduBytes + headerBytes + frame.message.length;
  if (length > 0xffff) throw new RangeError(`frame of ${length} bytes`);
  const bytes = new Uint8Array(lengthBytes + length);
  bytes[0] = length >> 8;
  bytes[1] = length & 0xff;
  bytes.set(fromHex(frame.tpdu + frame.header), lengthBytes);
  bytes.set(frame.message, messageOffset);
  return bytes;
}

/** `message` of the result is a view into `bytes`, not a copy. */
export function decodeFrame(bytes: Uint8Array): Decoded<Frame> {
  if (bytes.length < messageOffset) return malformed(bytes.length, 'frame is cut');
  const length = (bytes[0]! << 8) | bytes[1]!;
  if (length !== bytes.length - lengthBytes) {
    return malformed(0, `length says ${length}, ${bytes.length - lengthBytes} bytes follow`);
  }
  if (bytes[lengthBytes] !== 0x60) return malformed(lengthBytes, 'TPDU does not begin with 60');
  const headerAt = lengthBytes + tpduBytes;
  for (let i = headerAt * 2; i < messageOffset * 2; i++) {
    if (nibbleAt(bytes, i) > 9) return malformed(i >> 1, 'header is not BCD');
  }
  return decoded({
    tpdu: nibblesToText(bytes, lengthBytes * 2, headerAt * 2),
    header: nibblesToText(bytes, headerAt * 2, messageOffset * 2),
    message: bytes.subarray(messageOffset),
  });
}

/** What the host asks the terminal to do next: the sixth digit of an answer's header. */
export function processingRequestOf(header: string): string {
  return header[5]!;
}
