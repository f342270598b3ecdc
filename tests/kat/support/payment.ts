// SPDX-License-Identifier: Apache-2.0
//
// PIN blocks, DUKPT and key blocks a second time, from their definitions, on OpenSSL's block ciphers.

import { bytes, cbcMac, cmac, crypt, encrypt, upper, xor } from './ciphers.ts';

const nonZero = (pan: string) => pan.slice(0, -1).slice(-12).padStart(12, '0');

/** The clear block; of format 4 the two fields. */
function clearPinBlock(format: string, pin: string, pan: string, fill: string): string[] {
  const length = pin.length.toString(16);
  const digits = format === 'sm4' ? 32 : 16;
  const withPan = (control: number, filler: string) => {
    const field = `${control}${length}${pin}${filler}`.slice(0, digits).padEnd(digits, 'F');
    return upper(xor(bytes(field), bytes(nonZero(pan).padStart(digits, '0'))));
  };
  switch (format) {
    case '0':
    case 'sm4':
      return [withPan(0, '')];
    case '1':
      return [`1${length}${pin}${fill}`.slice(0, 16).toUpperCase()];
    case '2':
      return [`2${length}${pin}`.padEnd(16, 'F').toUpperCase()];
    case '3':
      return [withPan(3, fill)];
    default: {
      const digitsOfPan = pan.padStart(12, '0');
      const pinField = `4${length}${pin}`.padEnd(16, 'A') + fill;
      const panField = `${digitsOfPan.length - 12}${digitsOfPan}`.padEnd(32, '0');
      return [pinField.toUpperCase(), panField];
    }
  }
}

export function pinBlock(
  format: string,
  pin: string,
  pan: string,
  fill: string,
  key: string,
): Record<string, string> {
  const [clear, panField] = clearPinBlock(format, pin, pan, fill) as [string, string?];
  if (panField !== undefined) {
    if (key === '') return { out: clear, panField };
    const inner = encrypt('aes', bytes(key), bytes(clear));
    return { out: upper(encrypt('aes', bytes(key), xor(inner, bytes(panField)))) };
  }
  if (key === '') return { out: clear };
  return { out: upper(encrypt(format === 'sm4' ? 'sm4' : 'tdes', bytes(key), bytes(clear))) };
}

const mask = bytes('C0C0C0C000000000C0C0C0C000000000');
const tdesCounterBits = 21n;
const ones = (value: bigint) => value.toString(2).replaceAll('0', '').length;

export function dukptTdesInitial(bdk: Buffer, ksn: Buffer): Buffer {
  const number = BigInt(`0x${upper(ksn)}`);
  const device = bytes(
    ((number >> tdesCounterBits) << tdesCounterBits).toString(16).padStart(20, '0'),
  ).subarray(0, 8);
  return Buffer.concat([encrypt('tdes', bdk, device), encrypt('tdes', xor(bdk, mask), device)]);
}

/** Undefined for a counter that DUKPT does not use. */
export function dukptTdesKey(ik: Buffer, ksn: Buffer, use: string): Buffer | undefined {
  const number = BigInt(`0x${upper(ksn)}`);
  const counter = number & ((1n << tdesCounterBits) - 1n);
  if (counter === 0n || ones(counter) > 10) return undefined;
  let key = ik;
  let register = number - counter;
  for (let bit = 1n << (tdesCounterBits - 1n); bit > 0n; bit >>= 1n) {
    if ((counter & bit) === 0n) continue;
    register |= bit;
    const crypto1 = bytes(register.toString(16).padStart(20, '0')).subarray(2);
    const half = (from: Buffer) =>
      xor(encrypt('tdes', from.subarray(0, 8), xor(crypto1, from.subarray(8))), from.subarray(8));
    key = Buffer.concat([half(xor(key, mask)), half(key)]);
  }
  if (use === 'transaction') return key;
  const byteOf: Record<string, number> = {
    pin: 7,
    'mac.request': 6,
    'mac.response': 4,
    'data.request': 5,
    'data.response': 3,
  };
  const variant = Buffer.from(key);
  for (const at of [byteOf[use]!, 8 + byteOf[use]!]) variant[at]! ^= 0xff;
  return use.startsWith('data') ? encrypt('tdes', variant, variant) : variant;
}

const keyTypes: Record<string, readonly [number: number, bits: number]> = {
  tdes2: [0, 128],
  tdes3: [1, 192],
  aes128: [2, 128],
  aes192: [3, 192],
  aes256: [4, 256],
};
const keyUses: Record<string, number> = {
  'key.encryption': 0x0002,
  pin: 0x1000,
  'mac.generate': 0x2000,
  'mac.verify': 0x2001,
  'mac.both': 0x2002,
  'data.encrypt': 0x3000,
  'data.decrypt': 0x3001,
  'data.both': 0x3002,
};
const word = (value: number, size: number) => value.toString(16).padStart(2 * size, '0');

function derive(key: Buffer, use: number, type: string, tail: string): Buffer {
  const [number, bits] = keyTypes[type]!;
  const block = (i: number) =>
    encrypt(
      'aes',
      key,
      bytes(`01${word(i, 1)}${word(use, 2)}${word(number, 2)}${word(bits, 2)}${tail}`),
    );
  return Buffer.concat([block(1), block(2)]).subarray(0, bits / 8);
}

const ownType = (key: Buffer) => `aes${key.length * 8}`;

export const dukptAesInitial = (bdk: Buffer, id: Buffer) =>
  derive(bdk, 0x8001, ownType(bdk), upper(id));

export function dukptAesKey(
  ik: Buffer,
  ksn: Buffer,
  use: string,
  type: string,
): Buffer | 'counter' | 'strength' {
  const device = upper(ksn.subarray(4, 8));
  const counter = ksn.readUInt32BE(8);
  if (counter === 0 || ones(BigInt(counter)) > 16) return 'counter';
  let key = ik;
  let soFar = 0;
  for (let bit = 31; bit >= 0; bit--) {
    const one = 2 ** bit;
    if (Math.floor(counter / one) % 2 === 0) continue;
    soFar += one;
    key = derive(key, 0x8000, ownType(ik), device + word(soFar, 4));
  }
  if (use === 'transaction') return key;
  if (type.startsWith('aes') && keyTypes[type]![1] > 8 * ik.length) return 'strength';
  return derive(key, keyUses[use]!, type, device + word(counter, 4));
}

/** The two keys of a version. */
function blockKeys(version: string, kbpk: Buffer): { encryption: Buffer; mac: Buffer } {
  if (version === 'C') {
    const variant = (byte: number) => Buffer.from(kbpk.map((each) => each ^ byte));
    return { encryption: variant(0x45), mac: variant(0x4d) };
  }
  const cipher = version === 'B' ? 'tdes' : 'aes';
  const algorithm = ['tdes16', 'tdes24', 'aes16', 'aes24', 'aes32'].indexOf(
    `${cipher}${kbpk.length}`,
  );
  const made = (use: number) => {
    const parts = [1, 2, 3, 4].map((i) =>
      cmac(
        cipher,
        kbpk,
        bytes(`${word(i, 1)}${word(use, 2)}00${word(algorithm, 2)}${word(kbpk.length * 8, 2)}`),
      ),
    );
    return Buffer.concat(parts).subarray(0, kbpk.length);
  };
  return { encryption: made(0), mac: made(1) };
}

/** A key block of version B, C or D; the caller sees to sizes that make whole blocks. */
export function wrapKeyBlock(kbpk: Buffer, header: string, key: Buffer, fill: Buffer): string {
  const version = header[0]!;
  const macSize = version === 'D' ? 16 : version === 'B' ? 8 : 4;
  const plain = Buffer.concat([bytes(word(key.length * 8, 2)), key, fill]);
  const length = header.length + 2 * (plain.length + macSize);
  const head = version + String(length).padStart(4, '0') + header.slice(5);
  const keys = blockKeys(version, kbpk);
  const cipher = version === 'D' ? 'aes' : 'tdes';
  if (version === 'C') {
    const data = crypt(cipher, 'cbc', true, keys.encryption, plain, Buffer.from(head.slice(0, 8)));
    const mac = cbcMac(1, keys.mac, 1, Buffer.concat([Buffer.from(head), data]));
    return head + upper(data) + upper(mac.subarray(0, 4));
  }
  const mac = cmac(cipher, keys.mac, Buffer.concat([Buffer.from(head), plain]));
  return head + upper(crypt(cipher, 'cbc', true, keys.encryption, plain, mac)) + upper(mac);
}
