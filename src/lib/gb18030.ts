// SPDX-License-Identifier: Apache-2.0
//
// Text as GB18030 bytes, the encoding of the printers that the terminal drives (docs/sources.md [domain E8]). The work is
// done in native/gb18030.c. Every character has a code, so nothing is ever lost on the way to the paper; whether the
// printer's font has the glyph is another matter.

/** At most four bytes for each UTF-16 unit. */
const bytesPerUnitMax = 4;

/** The GB18030 code of `text`; half a surrogate pair becomes '?', and so does a control character. */
export function gb18030(text: string): Uint8Array {
  const room = new Uint8Array(text.length * bytesPerUnitMax);
  return room.slice(0, encode(text, room));
}

function encode(this: unknown, text: string, target: Uint8Array): number {
  return native('xs_gb18030_encode').call(this, text, target);
}
