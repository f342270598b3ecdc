// SPDX-License-Identifier: Apache-2.0
//
// Field 64: docs/sources.md [domain A10]. The MAC covers everything from the MTI to the byte before F64, with bit 64 already
// set in the bitmap. F64 holds the first eight hexadecimal *characters* of the result, not its eight bytes.

import { fromAscii, toHex } from '../lib/bytes.ts';
import { encodeFrame } from './iso8583/frame.ts';
import { encodeMessage } from './iso8583/message.ts';
import type { TerminalMessage } from './iso8583/unionpay-terminal.ts';
import type { HostProfile } from './profile.ts';

/** The result over a message, 8 bytes, or 16 under SM4; the key stays with whoever computes it. */
export type Mac = (message: Uint8Array) => Uint8Array;

const macBytes = 8;

/** F64 for `covered`, the message up to F64. */
function field64Of(covered: Uint8Array, mac: Mac): Uint8Array {
  const result = mac(covered);
  if (result.length !== 8 && result.length !== 16)
    throw new RangeError(`MAC result of ${result.length} bytes`);
  return fromAscii(toHex(result.subarray(0, 4)));
}

/** The whole frame to send, with a MAC when `mac` is given. */
export function sealRequest(profile: HostProfile, message: TerminalMessage, mac?: Mac): Uint8Array {
  const bytes = encodeMessage(profile.spec, mac ? withEmptyMac(message) : message);
  if (mac) {
    const macAt = bytes.length - macBytes;
    bytes.set(field64Of(bytes.subarray(0, macAt), mac), macAt);
  }
  const frame = encodeFrame({ tpdu: profile.tpdu, header: profile.header, message: bytes });
  bytes.fill(0);
  return frame;
}

function withEmptyMac(message: TerminalMessage): TerminalMessage {
  return {
    mti: message.mti,
    fields: { ...message.fields, field64Mac: new Uint8Array(macBytes) },
  };
}

/** Whether the last eight bytes of `message`, its F64, are right. Compares all bytes whatever they are. */
export function isMacRight(message: Uint8Array, mac: Mac): boolean {
  const macAt = message.length - macBytes;
  const expected = field64Of(message.subarray(0, macAt), mac);
  let difference = 0;
  for (let i = 0; i < macBytes; i++) difference |= expected[i]! ^ message[macAt + i]!;
  return difference === 0;
}
