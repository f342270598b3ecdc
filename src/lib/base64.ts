// SPDX-License-Identifier: Apache-2.0
//
// Base64 (RFC 4648, section 4) of a few hundred bytes at a time: a certificate in the settings.

import { type Decoded, decoded, malformed } from './result.ts';

/** Of one character: 0 to 63, or -1. */
function sextet(code: number): number {
  if (code >= 0x41 && code <= 0x5a) return code - 0x41;
  if (code >= 0x61 && code <= 0x7a) return code - 0x61 + 26;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 52;
  if (code === 0x2b) return 62;
  return code === 0x2f ? 63 : -1;
}

/** With its padding, and nothing else in it. */
export function fromBase64(text: string): Decoded<Uint8Array> {
  if (text.length % 4 !== 0) return malformed(text.length, 'base64: not in fours');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let at = 0;
  for (let i = 0; i < digits; i++) {
    const value = sextet(text.charCodeAt(i));
    if (value < 0) return malformed(i, 'base64: not a digit');
    bits = ((bits << 6) | value) & 0xffffff;
    if (i % 4 !== 0) bytes[at++] = (bits >> (6 - 2 * (i % 4))) & 0xff;
  }
  return decoded(bytes);
}
