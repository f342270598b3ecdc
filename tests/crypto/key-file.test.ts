// SPDX-License-Identifier: Apache-2.0
//
// Key-loading files: what host-sim/keys makes, crypto/core opens; and nothing else.
//
// The one thing a reader would get wrong: most forgeries here are signed anew by the right authority. Else the signature would
// refuse them all and no other check would be tried.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import {
  type KeyFileKey,
  makeKeyFile,
  readKeyFile,
  signKeyFile,
} from '../../host-sim/keys/key-file.ts';
import { deviceIdOf, fingerprintOf, pointOf, privateKeyOf } from '../../host-sim/keys/p256.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { core, coreFolder, hex, root } from './core.ts';

/** enum key_file_status */
const OK = '0';
const NONE = '1';
const UNKNOWN_VERSION = '2';
const TRUNCATED = '3';
const MALFORMED = '4';
const OTHER_DEVICE = '5';
const UNKNOWN_AUTHORITY = '6';
const NOT_AUTHENTIC = '7';
const REPLAYED = '8';
const BAD_KEY = '9';
const WRONG_CHECK_VALUE = '10';
const NO_IDENTITY = '11';

const source = new Random('key files');
const random = (count: number) => source.bytes(count);
const deviceScalar = random(32);
const device = pointOf(privateKeyOf(deviceScalar));
const authority = privateKeyOf(random(32));
const stranger = privateKeyOf(random(32));

const master: KeyFileKey = {
  ...{ slot: 0, usage: 'K0', letter: 'T', mode: 'D', exportability: 'N' },
  key: random(16),
};
const others: readonly KeyFileKey[] = [
  { slot: 1, usage: 'P0', letter: 'A', mode: 'E', exportability: 'N', key: random(16) },
  { slot: 2, usage: 'M0', letter: '4', mode: 'G', exportability: 'N', key: random(16) },
  { slot: 9, usage: 'K1', letter: 'A', mode: 'B', exportability: 'S', key: random(32) },
  { slot: 15, usage: 'D0', letter: 'T', mode: 'E', exportability: 'E', key: random(24) },
];
const file = makeKeyFile({ authority, device, sequence: 7, keys: [master, ...others], random });
const small = makeKeyFile({ authority, device, sequence: 7, keys: [master], random });

interface Terminal {
  readonly scalar?: Uint8Array;
  readonly last?: number;
}

function openIt(bytes: Uint8Array, { scalar = deviceScalar, last = 6 }: Terminal = {}): string {
  const sequence = last.toString(16).padStart(8, '0');
  return `key-file ${hex(scalar)} ${hex(fingerprintOf(pointOf(authority)))} ${sequence} ${hex(bytes)}`;
}

function altered(bytes: Uint8Array, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

/** With these bytes in it, and a right signature over it. */
function signed(at: number, ...values: readonly number[]): Uint8Array {
  const copy = Buffer.from(small.subarray(0, -64));
  copy.set(values, at);
  return signKeyFile(authority, copy, random(32));
}

describe('a key-loading file', () => {
  test('gives the keys that were put in, with what they are for', () => {
    const expected = [master, ...others].map(
      ({ slot, usage, letter, mode, exportability, key }) =>
        `${slot}:${usage}${letter}${mode}${exportability}:${Buffer.from(key).toString('hex')}`,
    );
    assert.deepEqual(core([openIt(file)]), [`${OK} 7 ${expected.join(' ')}`]);
  });

  test('is opened whatever lies behind it in its partition', () => {
    const [answer] = core([openIt(Buffer.concat([small, Buffer.alloc(100, 0xff)]))]);
    assert.match(answer!, /^0 7 /);
  });

  test('signed by OpenSSL, with a key pair of its own, is opened like those of the simulator', () => {
    const made = makeKeyFile({ authority, device, sequence: 8, keys: [master] });
    assert.match(core([openIt(made)])[0]!, /^0 8 /);
  });

  test('says to anybody what it may, and to nobody a key', () => {
    const read = readKeyFile(file);
    assert.ok(read.ok);
    const { sequence, deviceId, isSigned, keys } = read.value;
    assert.deepEqual([sequence, deviceId, isSigned], [7, deviceIdOf(device), true]);
    assert.deepEqual(
      keys.map(({ slot, usage }) => `${slot} ${usage}`),
      ['0 K0', '1 P0', '2 M0', '9 K1', '15 D0'],
    );
    for (const { key } of [master, ...others])
      assert.equal(Buffer.from(file).includes(Buffer.from(key)), false);
  });

  test('names its device as the device names itself', () => {
    const point = Buffer.concat([Buffer.of(4), device]);
    assert.deepEqual(core([`device-id ${hex(point)}`]), [deviceIdOf(device).toString('hex')]);
  });

  test('is refused when any of its bits is another', () => {
    // Two bits of each byte of the big file, all of the small one's header and signature.
    const mutations = [...file.keys()].flatMap((at) =>
      [1 << (at % 8), 0x80 >> (at % 7)].map((bit) => altered(file, at, file[at]! ^ bit)),
    );
    for (const answer of core(mutations.map((each) => openIt(each))))
      assert.match(answer, /^([1-7])$/);
  });

  test('may be any bytes: nothing is read or written that is not there', () => {
    const commands = Array.from({ length: 60 }, () => {
      const bytes = Buffer.from(source.below(2) === 0 ? file : small);
      for (let i = source.below(8); i >= 0; i--)
        bytes[source.below(bytes.length)] = source.below(256);
      return `fuzz-key-file ${hex(bytes.subarray(0, source.below(bytes.length + 1)))}`;
    });
    assert.deepEqual(new Set(core(commands)), new Set(['ok']));
  });

  test('is refused when any of its end is missing', () => {
    const answers = core(Array.from(small.keys(), (size) => openIt(small.subarray(0, size))));
    answers.forEach((answer, size) => {
      assert.equal(answer, size < 152 ? NONE : TRUNCATED, `${size} bytes`);
    });
  });

  const refusals: readonly (readonly [
    why: string,
    bytes: Uint8Array,
    status: string,
    Terminal?,
  ])[] = [
    ['taken before', small, REPLAYED, { last: 7 }],
    ['older than the last one', small, REPLAYED, { last: 0xffff_ffff }],
    ['for another device', small, OTHER_DEVICE, { scalar: random(32) }],
    ['for a terminal without an identity', small, NO_IDENTITY, { scalar: new Uint8Array(32) }],
    [
      'from another authority',
      makeKeyFile({ authority: stranger, device, sequence: 7, keys: [master], random }),
      UNKNOWN_AUTHORITY,
    ],
    [
      'from another authority that names ours',
      signKeyFile(stranger, small.subarray(0, -64), random(32)),
      NOT_AUTHENTIC,
    ],
    ['of another version', signed(4, 2), UNKNOWN_VERSION],
    ['without keys', signed(5, 0), MALFORMED],
    ['with more keys than it has', signed(5, 2), MALFORMED],
    ['with more keys than may be', signed(5, 9), MALFORMED],
    ['of a size that leaves no room', signed(6, 0, 200), MALFORMED],
    ['of a size that none may have', signed(6, 8, 1), MALFORMED],
    ['with something where zeros are', signed(22, 0, 1), MALFORMED],
    ['with a slot that no terminal has', signed(152, 16), MALFORMED],
    ['with something after the slot', signed(153, 1), MALFORMED],
    ['with a block longer than the file', signed(154, 0, 200), MALFORMED],
    ['with a block shorter than its header', signed(154, 0, 15), MALFORMED],
    ['with a point that is on no curve', signed(88, ...new Uint8Array(64).fill(1)), MALFORMED],
    ['with another check value', signed(156, 0, 0, 0, 0), WRONG_CHECK_VALUE],
    ['with another usage in the block', signed(160 + 5, 0x50), NOT_AUTHENTIC],
    ['with another sequence number', signed(8, 0, 0, 0, 9), NOT_AUTHENTIC],
    ['with a block that is none', signed(160, 0x51), BAD_KEY],
    [
      'with the same slot twice',
      makeKeyFile({ authority, device, sequence: 7, keys: [master, master], random }),
      MALFORMED,
    ],
    [
      'with a single DES key',
      makeKeyFile({
        ...{ authority, device, sequence: 7, random },
        keys: [{ ...master, letter: 'D', key: random(8), checkValue: random(4) }],
      }),
      BAD_KEY,
    ],
  ];
  for (const [why, bytes, status, terminal] of refusals) {
    test(`is refused when it is ${why}`, () => {
      assert.deepEqual(core([openIt(bytes, terminal)]), [status]);
    });
  }
});

describe('these tests', () => {
  const scratch: string[] = [];
  after(() => {
    for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
  });

  /** A copy of the core with a fault. */
  function planted(text: string, replacement: string): string {
    const build = join(root, 'build');
    mkdirSync(build, { recursive: true });
    const folder = mkdtempSync(join(build, 'planted-key-file-'));
    scratch.push(folder);
    cpSync(coreFolder, folder, { recursive: true });
    const path = join(folder, 'key_file.c');
    const text0 = readFileSync(path, 'utf8');
    assert.equal(text0.split(text).length, 2, `key_file.c no longer has once: ${text}`);
    writeFileSync(path, text0.replace(text, replacement));
    return folder;
  }

  const faults: readonly (readonly [string, string, string, Uint8Array, Terminal?])[] = [
    [
      'a signature that is not looked at',
      'if (!jz_p256_verify(authority, hash, sizeof hash, bytes + signed_size)) return',
      'if (false) return',
      altered(small, small.length - 1, small.at(-1)! ^ 1),
    ],
    [
      'an authority that may be anybody',
      'if (memcmp(hash, trust->authority, sizeof hash) != 0) return',
      'if (false) return',
      makeKeyFile({ authority: stranger, device, sequence: 7, keys: [master], random }),
    ],
    [
      'the last file taken again',
      'load_be32(bytes + SEQUENCE_AT) > trust->last_sequence',
      'load_be32(bytes + SEQUENCE_AT) >= trust->last_sequence',
      small,
      { last: 7 },
    ],
    [
      'a check value that is not compared',
      'return equal != 0 ? KEY_FILE_OK : KEY_FILE_WRONG_CHECK_VALUE;',
      'return equal != 2 ? KEY_FILE_OK : KEY_FILE_WRONG_CHECK_VALUE;',
      signed(156, 0, 0, 0, 0),
    ],
    [
      'a slot that is filled twice',
      '(taken >> entry[0] & 1u) != 0',
      'false',
      makeKeyFile({ authority, device, sequence: 7, keys: [master, master], random }),
    ],
  ];
  for (const [what, text, replacement, bytes, terminal] of faults) {
    test(`find ${what}`, () => {
      assert.match(core([openIt(bytes, terminal)], planted(text, replacement))[0]!, /^0 /);
    });
  }

  test('find a protection key that does not depend on who is addressed', () => {
    const folder = planted(
      'device_public, 65);\n  jz_hash_add(&hash, bytes',
      'device_public, 0);\n  jz_hash_add(&hash, bytes',
    );
    assert.deepEqual(core([openIt(small)], folder), [NOT_AUTHENTIC]);
  });
});
