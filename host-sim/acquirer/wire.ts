// SPDX-License-Identifier: Apache-2.0
//
// The host's own reader and writer of messages, written apart from src/host/iso8583 on purpose: two implementations must
// agree on every byte. docs/sources.md [domain A1, A2, A3]. All values are strings: digits for n and z, one character per byte
// for a, hexadecimal for b. This one may throw: its errors end in a refused message.

/** n and z BCD, a ASCII, b binary; dots are the digits of a length prefix; `>` pads on the left. */
const formats: Readonly<Record<number, string>> = {
  2: 'n..19',
  3: 'n6',
  4: 'n12',
  11: 'n6',
  12: 'n6',
  13: 'n4',
  14: 'n4',
  15: 'n4',
  22: 'n3',
  23: '>n3',
  25: 'n2',
  26: 'n2',
  32: 'n..11',
  35: 'z..37',
  36: 'z...104',
  37: 'a12',
  38: 'a6',
  39: 'a2',
  40: 'a...999',
  41: 'a8',
  42: 'a15',
  44: 'a..25',
  47: 'a...999',
  48: 'n...322',
  49: 'a3',
  52: 'b8',
  53: 'n16',
  54: 'a...120',
  55: 'b...255',
  57: 'a...999',
  58: 'a...999',
  59: 'a...600',
  60: 'n...99',
  61: 'n...29',
  62: 'b...999',
  63: 'a...163',
  64: 'a8',
};

interface Format {
  readonly kind: string;
  readonly prefixDigits: number;
  readonly size: number;
  readonly padsLeft: boolean;
}

function formatOf(id: number): Format {
  const match = /^(>?)([nzab])(\.*)(\d+)$/.exec(formats[id] ?? '');
  if (!match) throw new WireError(`field ${id} unknown`);
  const [, left, kind, dots, size] = match;
  return {
    kind: kind!,
    prefixDigits: dots!.length,
    size: Number(size),
    padsLeft: left === '>',
  };
}

class WireError extends Error {}

export interface WireMessage {
  /** hexadecimal, as received */
  readonly tpdu: string;
  readonly header: string;
  readonly mti: string;
  readonly fields: ReadonlyMap<number, string>;
  /** From the MTI to the byte before F64, or to the end. */
  readonly covered: Uint8Array;
}

/** Reads a frame without its length. */
export function readMessage(frame: Uint8Array): WireMessage {
  const hex = Buffer.from(frame).toString('hex').toUpperCase();
  let at = 0;
  const take = (digits: number): string => {
    if (at + digits > hex.length) throw new WireError(`cut at byte ${hex.length / 2}`);
    at += digits;
    return hex.slice(at - digits, at);
  };
  const tpdu = take(10);
  const header = take(12);
  const start = at;
  const mti = take(4);
  if (!/^0\d{3}$/.test(mti)) throw new WireError('not a message type');
  const bits = BigInt(`0x${take(16)}`)
    .toString(2)
    .padStart(64, '0');
  const fields = new Map<number, string>();
  let end = hex.length;
  for (let id = 1; id <= 64; id++) {
    if (bits[id - 1] !== '1') continue;
    if (id === 64) end = at;
    fields.set(id, readField(id, take));
  }
  if (at !== hex.length) throw new WireError(`${(hex.length - at) / 2} bytes too many`);
  return { tpdu, header, mti, fields, covered: frame.subarray(start / 2, end / 2) };
}

function readField(id: number, take: (digits: number) => string): string {
  const { kind, prefixDigits, size, padsLeft } = formatOf(id);
  const prefix = prefixDigits === 0 ? String(size) : take(prefixDigits + (prefixDigits % 2));
  if (!/^\d+$/.test(prefix)) throw new WireError(`field ${id}: length is not BCD`);
  const count = Number(prefix);
  if (count > size) throw new WireError(`field ${id}: too long`);
  if (kind === 'a' || kind === 'b') {
    const hex = take(count * 2);
    return kind === 'b' ? hex : Buffer.from(hex, 'hex').toString('latin1');
  }
  const nibbles = take(count + (count % 2));
  const digits = padsLeft ? nibbles.slice(nibbles.length - count) : nibbles.slice(0, count);
  if (kind === 'n' && !/^\d*$/.test(digits)) throw new WireError(`field ${id}: not digits`);
  return digits;
}

/** The frame without its length. F64 is computed by `mac` over what precedes it, when given. */
export function writeMessage(
  tpdu: string,
  header: string,
  mti: string,
  fields: ReadonlyMap<number, string>,
  mac?: (covered: Uint8Array) => string,
): Buffer {
  const ids = [...fields.keys()].sort((a, b) => a - b);
  const all = mac ? [...ids, 64] : ids;
  const bits = all.reduce((sum, id) => sum | (1n << BigInt(64 - id)), 0n);
  const body = ids.map((id) => writeField(id, fields.get(id)!)).join('');
  const covered = Buffer.from(mti + bits.toString(16).padStart(16, '0') + body, 'hex');
  const tail = mac ? Buffer.from(mac(covered), 'latin1') : Buffer.alloc(0);
  return Buffer.concat([Buffer.from(tpdu + header, 'hex'), covered, tail]);
}

function writeField(id: number, value: string): string {
  const { kind, prefixDigits, size, padsLeft } = formatOf(id);
  const count = kind === 'b' ? value.length / 2 : value.length;
  if (prefixDigits === 0 ? count !== size : count > size) {
    throw new WireError(`field ${id}: ${count} of ${size}`);
  }
  const width = prefixDigits + (prefixDigits % 2);
  const prefix = prefixDigits === 0 ? '' : String(count).padStart(width, '0');
  if (kind === 'b') return prefix + value;
  if (kind === 'a') return prefix + Buffer.from(value, 'latin1').toString('hex');
  if (count % 2 === 0) return prefix + value;
  return prefix + (padsLeft ? `0${value}` : `${value}0`);
}
