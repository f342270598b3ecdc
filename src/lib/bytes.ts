// SPDX-License-Identifier: Apache-2.0
//
// Byte work shared by codecs. Digits are ASCII '0'–'9' in strings, two to a byte in BCD.

/** Of each byte, two digits. */
const hexPairs: readonly string[] = Object.freeze(
  Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0')),
  true,
);

/** Upper-case hex of `bytes`. */
export function toHex(bytes: Uint8Array): string {
  return hexOf(bytes, 0, bytes.length);
}

/** The same of bytes `from` to `to` (not included). */
export function hexOf(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) text += hexPairs[bytes[i]!]!;
  return text;
}

/** Bytes of a hex text, blanks allowed between bytes. Throws SyntaxError on anything else: for constants and tools. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) {
    throw new SyntaxError(`not hex: ${digits.length} digits`);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

/** ASCII text to bytes; a character above 7Fh throws RangeError. */
export function fromAscii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) throw new RangeError(`character ${i} is not ASCII`);
    bytes[i] = code;
  }
  return bytes;
}

/** Bytes to ASCII text; a byte above 7Fh becomes '?'. */
export function toAscii(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : '?';
  return text;
}

/** So many arguments at a time: the engine's stack is not deep. */
const charactersAtOnce = 32;

/** A character for each of bytes `from` to `to` (not included). */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += charactersAtOnce) {
    const piece = bytes.subarray(at, Math.min(to, at + charactersAtOnce));
    text += String.fromCharCode.apply(null, piece as unknown as number[]);
  }
  return text;
}

/** Joins the parts into one new array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  // Indices, not iterators: these cost XS several times as much.
  let length = 0;
  for (let i = 0; i < parts.length; i++) length += parts[i]!.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (let i = 0; i < parts.length; i++) {
    joined.set(parts[i]!, offset);
    offset += parts[i]!.length;
  }
  return joined;
}
