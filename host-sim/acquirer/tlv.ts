// SPDX-License-Identifier: Apache-2.0
//
// The host's own reading of F55: BER-TLV data objects side by side, docs/sources.md [domain A7]. Tags and values in upper-case
// hexadecimal. Throws on anything that is not a list of data objects.

export function readTlv(hex: string): Map<string, string> {
  const bytes = Buffer.from(hex, 'hex');
  const objects = new Map<string, string>();
  let at = 0;
  const next = (): number => {
    if (at >= bytes.length) throw new RangeError(`TLV cut at ${at}`);
    return bytes[at++]!;
  };
  while (at < bytes.length) {
    const start = at;
    if ((next() & 0x1f) === 0x1f) while (next() & 0x80);
    const tag = hexOf(bytes.subarray(start, at));
    let length = next();
    if (length > 0x82) throw new RangeError(`TLV length form at ${at - 1}`);
    if (length >= 0x80) {
      let more = length - 0x80;
      for (length = 0; more > 0; more--) length = length * 256 + next();
    }
    if (at + length > bytes.length) throw new RangeError(`TLV cut at ${bytes.length}`);
    if (objects.has(tag)) throw new RangeError(`TLV tag twice at ${start}`);
    objects.set(tag, hexOf(bytes.subarray(at, at + length)));
    at += length;
  }
  return objects;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** For short values only: one length byte. */
export function writeTlv(objects: Iterable<readonly [tag: string, value: string]>): string {
  let hex = '';
  for (const [tag, value] of objects) {
    const length = value.length / 2;
    if (!Number.isInteger(length) || length > 0x7f) throw new RangeError(`value of ${tag}`);
    hex += tag + length.toString(16).padStart(2, '0') + value;
  }
  return hex.toUpperCase();
}
