// SPDX-License-Identifier: Apache-2.0
//
// PIN blocks as the vault makes them from what is in the pinpad, deciphered and read by OpenSSL and code of the test's own.

import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { describe, test } from 'node:test';
import { findPin } from '../../host-sim/acquirer/pin.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { core, hex } from './core.ts';

const Purpose = { pin: 2, mac: 3, dukpt: 6 } as const;
const Algorithm = { tdes: 2, tdes3: 3, aes128: 4, aes256: 6, sm4: 7 } as const;
const Format = { iso0: 0, iso1: 1, iso2: 2, iso3: 3, iso4: 4, sm4: 5 } as const;
const Status = { ok: 0, forbidden: 8, noKey: 9, stale: 10, notStored: 14 } as const;

const byte = (value: number) => hex([value]);
const word = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
const random = new Random('vault pin');
const digits = (count: number) => Array.from({ length: count }, () => random.below(10));

/** Odd parity, and no weak one among random keys. */
function desKey(size: number): Uint8Array {
  return random.bytes(size).map((b) => {
    const ones = [1, 2, 3, 4, 5, 6, 7].filter((bit) => (b >> bit) & 1).length;
    return (b & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  });
}

function load(slot: number, purpose: number, algorithm: number, key: Uint8Array, ksn?: Uint8Array) {
  const parts = [byte(slot), byte(purpose), byte(algorithm), hex(key), ksn ? hex(ksn) : '-'];
  return `pin-key ${parts.join(' ')}`;
}

interface Entry {
  readonly pin: readonly number[];
  readonly pan: readonly number[];
  readonly format: number;
  readonly slot: number;
  readonly checkValue: string;
  readonly random?: Uint8Array;
  readonly nowMs?: number;
}

function entry({ pin, pan, format, slot, checkValue, nowMs = 0, ...more }: Entry): string[] {
  const sizes = [1, 4, 12, 0].map(byte).join(' ');
  const times = [30_000, 60_000, nowMs].map(word).join(' ');
  const fill = more.random ?? random.bytes(16);
  return [
    `pad-open ${sizes} ${times} ${hex(pan)} ${byte(format)} ${byte(slot)} ${checkValue}`,
    `pad-press ${hex([...pin, 12])} ${word(nowMs)}`,
    `pad-encipher ${hex(fill)} ${word(nowMs)}`,
  ];
}

/** The check value of a key, by a driver of its own. */
const checkValueOf = (loading: string) => {
  const [status, value] = core([loading])[0]!.split(' ');
  assert.equal(status, '0');
  return value!;
};

function decipher(name: string, key: Uint8Array, block: Uint8Array): Buffer {
  const cipher = createDecipheriv(name, key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

/** The PIN of a clear block of formats 0 and 3, or of its form of 16 bytes. */
function pinIn(clear: Buffer, pan: readonly number[], control: number, fill: RegExp): string {
  const part = pan.slice(0, -1).slice(-12).join('');
  const mask = Buffer.from(part.padStart(clear.length * 2, '0'), 'hex');
  const text = Buffer.from(clear.map((b, i) => b ^ mask[i]!)).toString('hex');
  assert.equal(text[0], String(control));
  const size = Number.parseInt(text[1]!, 16);
  assert.match(text.slice(2 + size), fill);
  return text.slice(2, 2 + size);
}

describe('an enciphered PIN block', () => {
  const kinds: readonly (readonly [
    name: string,
    algorithm: number,
    format: number,
    cipher: string,
    keyBytes: number,
  ])[] = [
    ['format 0 under TDES', Algorithm.tdes, Format.iso0, 'des-ede', 16],
    ['format 0 under TDES with three keys', Algorithm.tdes3, Format.iso0, 'des-ede3', 24],
    ['format 3 under TDES', Algorithm.tdes, Format.iso3, 'des-ede', 16],
    ['format 4 under AES-128', Algorithm.aes128, Format.iso4, 'aes-128-ecb', 16],
    ['format 4 under AES-256', Algorithm.aes256, Format.iso4, 'aes-256-ecb', 32],
    ['16 bytes under SM4', Algorithm.sm4, Format.sm4, 'sm4-ecb', 16],
  ];
  for (const [name, algorithm, format, cipher, keyBytes] of kinds) {
    test(`${name} holds the PIN and belongs to the card`, () => {
      for (let i = 0; i < 40; i++) {
        const key = cipher.startsWith('des') ? desKey(keyBytes) : random.bytes(keyBytes);
        const loading = load(1, Purpose.pin, algorithm, key);
        const checkValue = checkValueOf(loading);
        const pin = digits(random.between(4, 12));
        const pan = digits(random.between(13, 19));
        const fill = random.bytes(16);
        const said = core([
          loading,
          ...entry({ pin, pan, format, slot: 1, checkValue, random: fill }),
        ]);
        const [status, block = ''] = said.at(-1)!.split(' ');
        assert.equal(status, '0');
        const enciphered = Buffer.from(block, 'hex');
        if (format === Format.iso4) {
          assert.equal(readFormat4(cipher, key, enciphered, pan), pin.join(''));
          continue;
        }
        const clear = decipher(cipher, key, enciphered);
        const fillShape = format === Format.iso3 ? /^[a-f]*$/ : /^f*$/;
        const control = format === Format.iso3 ? 3 : 0;
        assert.equal(pinIn(clear, pan, control, fillShape), pin.join(''));
      }
    });
  }

  /** PIN field: 4, length, PIN, A, random; combined with the PAN field between two encipherments. */
  function readFormat4(cipher: string, key: Uint8Array, block: Buffer, pan: readonly number[]) {
    const number = pan.join('');
    const before = String(Math.max(0, number.length - 12)) + number.padStart(12, '0');
    const panField = Buffer.from(before.padEnd(32, '0'), 'hex');
    const inner = decipher(cipher, key, block).map((b, i) => b ^ panField[i]!);
    const text = decipher(cipher, key, inner).toString('hex');
    const size = Number.parseInt(text[1]!, 16);
    assert.match(text.slice(0, 16), new RegExp(`^4.\\d{${size}}a*$`));
    return text.slice(2, 2 + size);
  }

  test('the issuer double reads it too, and a block of another card not', () => {
    const key = desKey(16);
    const loading = load(1, Purpose.pin, Algorithm.tdes, key);
    const pan = digits(19);
    const said = core([
      loading,
      ...entry({
        pin: [1, 2, 3, 4, 5, 6],
        pan,
        format: 0,
        slot: 1,
        checkValue: checkValueOf(loading),
      }),
    ]);
    const fields = new Map([
      [22, '071'],
      [26, '12'],
      [52, said.at(-1)!.split(' ')[1]!],
      [53, '2600000000000000'],
    ]);
    assert.deepEqual(findPin(fields, pan.join(''), key), { kind: 'found', pin: '123456' });
    const other = [...pan];
    other[10] = (other[10]! + 5) % 10;
    assert.equal(findPin(fields, other.join(''), key).kind, 'unreadable');
    assert.equal(findPin(fields, pan.join(''), desKey(16)).kind, 'unreadable');
  });
});

describe('who may have a PIN enciphered', () => {
  const key = desKey(16);
  const loading = load(1, Purpose.pin, Algorithm.tdes, key);
  const checkValue = checkValueOf(loading);
  const pan = digits(16);
  const pin = digits(6);
  const good = { pin, pan, format: Format.iso0, slot: 1, checkValue };
  const status = (line: string | undefined) => Number(line!.split(' ')[0]);

  test('one entry gives one block', () => {
    const fill = hex(random.bytes(16));
    const said = core([loading, ...entry(good), `pad-encipher ${fill} ${word(0)}`, 'pad-raw']);
    assert.equal(status(said.at(-3)), Status.ok);
    assert.equal(status(said.at(-2)), Status.forbidden, 'there is no entry any more');
    assert.equal(said.at(-1), '00'.repeat(64));
  });

  const refusals: readonly (readonly [what: string, change: Partial<Entry>, status: number])[] = [
    ['a key that the slot does not hold any more', { checkValue: '00000001' }, Status.stale],
    ['an empty slot', { slot: 2 }, Status.noKey],
    ['a slot that does not exist', { slot: 200 }, Status.noKey],
    ['a format of another cipher', { format: Format.iso4 }, Status.forbidden],
    ['format 1', { format: Format.iso1 }, Status.forbidden],
    ['format 2', { format: Format.iso2 }, Status.forbidden],
    ['no format', { format: 77 }, Status.forbidden],
  ];
  for (const [what, change, expected] of refusals) {
    test(`refused, and the digits are gone: ${what}`, () => {
      const { slot, format, checkValue } = { ...good, ...change };
      const usable = `pin-usable ${byte(slot)} ${byte(format)} ${checkValue}`;
      const said = core([loading, usable, ...entry({ ...good, ...change }), 'pad-raw']);
      assert.equal(status(said[1]), expected);
      assert.equal(said.at(-2), `${expected} `);
      assert.equal(said.at(-1), '00'.repeat(64));
    });
  }

  test('a MAC key enciphers no PIN', () => {
    const mac = load(1, Purpose.mac, Algorithm.tdes, key);
    assert.equal(status(core([mac, ...entry(good)]).at(-1)), Status.forbidden);
  });

  test('an entry that is not done enciphers nothing', () => {
    const [open, , take] = entry(good);
    const said = core([loading, open!, `pad-press ${hex(pin)} ${word(0)}`, take!, 'pad-raw']);
    assert.equal(said.at(-2), `${Status.forbidden} `);
    assert.equal(said.at(-1), '00'.repeat(64));
  });

  test('a fixed key is limited: four, then one in 33 seconds', () => {
    const at = [0, 0, 0, 0, 0, 33_000];
    const said = core([loading, ...at.flatMap((nowMs) => entry({ ...good, nowMs }))]);
    const statuses = at.map((_, i) => status(said[3 * i + 3]));
    assert.deepEqual(statuses, [0, 0, 0, 0, Status.forbidden, 0]);
  });
});

describe('DUKPT', () => {
  const pan = digits(16);
  const pin = [1, 2, 3, 4];
  const kinds = [
    ['TDES', Algorithm.tdes, Format.iso0, desKey(16), random.bytes(10)],
    ['AES', Algorithm.aes128, Format.iso4, random.bytes(16), random.bytes(8)],
  ] as const;
  for (const [name, algorithm, format, initial, ksn] of kinds) {
    const loading = load(5, Purpose.dukpt, algorithm, initial, ksn);
    const use = () => entry({ pin, pan, format, slot: 5, checkValue: checkValueOf(loading) });

    test(`${name}: one PIN for each KSN, each under another key, and no limit in time`, () => {
      const fill = random.bytes(16);
      const once = () =>
        entry({ pin, pan, format, slot: 5, checkValue: checkValueOf(loading), random: fill });
      const commands = [loading];
      for (let i = 0; i < 12; i++) commands.push('pin-dukpt 01', ...once());
      const said = core(commands);
      const blocks = said.filter((_, i) => i % 4 === 0 && i > 0);
      assert.ok(
        blocks.every((line) => line.startsWith('0 ')),
        blocks.join(),
      );
      assert.equal(new Set(blocks).size, 12);
      const second = core([loading, 'pin-dukpt 01', ...use(), ...use()]);
      assert.match(second.at(-1)!, new RegExp(`^${Status.forbidden} $`));
    });

    test(`${name}: no block before the state is stored, and none without a transaction`, () => {
      const said = core([loading, 'pin-dukpt 00', ...use()]);
      assert.equal(said.at(-1), `${Status.notStored} `);
      assert.equal(core([loading, ...use()]).at(-1), `${Status.noKey} `);
    });

    test(`${name}: the block is under the PIN key that a host derives from the KSN`, () => {
      const said = core([loading, 'pin-dukpt 01', ...use()]);
      const shownKsn = said[1]!.split(' ')[1]!;
      const derive =
        name === 'TDES'
          ? `dukpt-tdes-key ${hex(initial)} ${shownKsn} 01`
          : `dukpt-aes-key ${hex(initial)} ${shownKsn} 1000 02`;
      const derived = Buffer.from(core([derive])[0]!.split(' ').at(-1)!, 'hex');
      const cipher = name === 'TDES' ? 'des-ede' : 'aes-128-ecb';
      const block = Buffer.from(said.at(-1)!.split(' ')[1]!, 'hex');
      const clear = decipher(cipher, derived, block);
      if (name === 'TDES') assert.equal(pinIn(clear, pan, 0, /^f*$/), '1234');
      else {
        const panField = Buffer.from(`4${pan.join('')}`.padEnd(32, '0'), 'hex');
        const inner = Buffer.from(clear.map((b, i) => b ^ panField[i]!));
        assert.match(decipher(cipher, derived, inner).toString('hex'), /^441234aaaaaaaaaa/);
      }
    });
  }
});
