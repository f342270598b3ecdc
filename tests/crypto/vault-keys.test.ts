// SPDX-License-Identifier: Apache-2.0
//
// How keys come into the vault and what they may then do: key blocks (their header decides), keys loaded in clear, keys made
// here, working keys under an SM4 master key; MACs of each kind; and the ways in which each is refused.

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { bytes, core, hex } from './core.ts';
import { algorithm, clear, method, one, origin, purpose, status, use } from './vault-numbers.ts';

const random = new Random('vault keys');
const tdesKbpk = random.bytes(24);
const aesKbpk = random.bytes(32);
const text = (block: string) => hex(Buffer.from(block, 'latin1'));

/** A terminal with two protection keys: TDES in slot 4, AES-256 in slot 9. */
const protectedTerminal = [
  clear({ slot: 4, purpose: 'kbpk', algorithm: 'tdes3', key: tdesKbpk }),
  clear({ slot: 9, purpose: 'kbpk', algorithm: 'aes256', key: aesKbpk }),
];

/** A block around `key`, made by the primitive that tests/crypto/payment.test.ts checks. */
function wrap(header: string, key: Uint8Array): string {
  const [kbpk, block] = header.startsWith('D') ? [aesKbpk, 16] : [tdesKbpk, 8];
  const fill = random.bytes((block - ((2 + key.length) % block)) % block);
  const parts = [hex(kbpk), text(header), hex(key), hex(fill)].join(' ');
  const [answer] = core([`key-block-wrap ${parts} 0400`]);
  assert.match(answer!, /^[0-9a-f]+$/, header);
  return bytes(answer!).toString('latin1');
}

const after = (prepare: readonly string[], commands: readonly string[]): string[] =>
  core([...prepare, ...commands]).slice(prepare.length);

const load = (block: string, slot: number) =>
  `load-block ${one(block.startsWith('D') ? 9 : 4)} ${one(slot)} ${text(block)}`;

describe("a key block's header", () => {
  const k16 = random.bytes(16);
  const k24 = random.bytes(24);
  const k32 = random.bytes(32);
  type Expected = readonly [
    header: string,
    key: Uint8Array,
    purpose: number,
    algorithm: number,
    uses: number,
    method: number,
    exportable: 0 | 1,
  ];
  const cases: readonly Expected[] = [
    ['B0000P0TE00E0000', k16, purpose.pin, algorithm.tdes, use.pinEncrypt, 0, 1],
    ['B0000P0TB00N0000', k24, purpose.pin, algorithm.tdes3, use.pinEncrypt, 0, 0],
    ['C0000P0TE00S0000', k16, purpose.pin, algorithm.tdes, use.pinEncrypt, 0, 0],
    ['D0000P0AE00E0000', k16, purpose.pin, algorithm.aes128, use.pinEncrypt, 0, 1],
    ['D0000P0AE00N0000', k24, purpose.pin, algorithm.aes192, use.pinEncrypt, 0, 0],
    ['D0000P0AE00N0000', k32, purpose.pin, algorithm.aes256, use.pinEncrypt, 0, 0],
    ['D0000P0TE00N0000', k16, purpose.pin, algorithm.tdes, use.pinEncrypt, 0, 0],
    ['B0000M1TG00N0000', k16, purpose.mac, algorithm.tdes, use.mac, method.iso1, 0],
    ['B0000M3TV00N0000', k16, purpose.mac, algorithm.tdes, use.macVerify, method.iso3, 0],
    [
      'D0000M6AC00N0000',
      k16,
      purpose.mac,
      algorithm.aes128,
      use.mac | use.macVerify,
      method.cmac,
      0,
    ],
    ['B0000D0TE00N0000', k16, purpose.track, algorithm.tdes, use.trackEncrypt, 0, 0],
    ['B0000K0TD00N0000', k16, purpose.master, algorithm.tdes, use.unwrap, 0, 0],
    ['D0000K1AD00N0000', k32, purpose.kbpk, algorithm.aes256, use.unblock, 0, 0],
    ['D0000K1AB00N0000', k32, purpose.kbpk, algorithm.aes256, use.unblock | use.block, 0, 0],
  ];

  test('says purpose, algorithm, uses, method and whether the key may leave', () => {
    for (const [header, key, ...expected] of cases) {
      const answers = after(protectedTerminal, [load(wrap(header, key), 1), 'slot 01']);
      assert.equal(answers[0], status.ok, header);
      const [p, a, u, m, e] = expected;
      assert.equal(answers[1]!.replace(/ \w+$/, ''), `${p} ${a} ${u} ${m} ${e} ${origin.block}`);
    }
  });

  test('that means nothing here, or not for this key, is refused and changes nothing', () => {
    const refused: readonly (readonly [header: string, key: Uint8Array])[] = [
      ['B0000B0TX00N0000', k16], // a base derivation key: nothing for a terminal
      ['B0000V1TV00N0000', k16], // PIN verification: the host's
      ['B0000P0TD00N0000', k16], // to decrypt PIN blocks
      ['B0000P0TX00N0000', k16],
      ['B0000M3TE00N0000', k16], // a MAC key that enciphers
      ['B0000K0TE00N0000', k16], // a master key that only enciphers
      ['D0000B1AX00N0000', k16], // an initial DUKPT key without its ID
      ['B0000B1TX00N0000', k16],
      ['B0000P0AE00N0000', k16], // AES-128 under TDES
      ['D0000P0HE00N0000', k16], // HMAC
      ['B0000M1DG00N0000', random.bytes(8)], // single length
      ['D0000K0AD00N0000', k16], // an AES master key
    ];
    for (const [header, key] of refused) {
      const block = load(wrap(header, key), 1);
      const answers = after(protectedTerminal, ['fingerprint', block, 'fingerprint']);
      assert.match(answers[1]!, /^(6|8)$/, header);
      assert.equal(answers[2], answers[0], header);
    }
  });

  test('is believed only with the right protection key, of the right cipher', () => {
    const block = wrap('B0000P0TE00N0000', k16);
    const aes = wrap('D0000P0AE00N0000', k16);
    const altered = block.replace('P0TE', 'P0TB');
    const answers = after(protectedTerminal, [
      `load-block 04 01 ${text(altered)}`,
      `load-block 09 01 ${text(block)}`,
      `load-block 04 01 ${text(aes)}`,
      `load-block 05 01 ${text(block)}`,
      `load-block 04 04 ${text(block)}`,
      `load-block 04 10 ${text(block)}`,
      `load-block 04 01 ${text(block.slice(0, -2))}`,
      `load-block 04 01 ${text(`X${block.slice(1)}`)}`,
    ]);
    assert.deepEqual(answers, [
      status.notAuthentic,
      status.forbidden,
      status.forbidden,
      status.noKey,
      status.forbidden,
      status.forbidden,
      status.malformed,
      status.unknownVersion,
    ]);
    // An AES-192 key has as many bytes as a TDES key: only the slot's algorithm tells them apart.
    const disguised = [clear({ slot: 4, purpose: 'kbpk', algorithm: 'aes192', key: tdesKbpk })];
    assert.deepEqual(after(disguised, [`load-block 04 01 ${text(block)}`]), [status.forbidden]);
  });

  test('of a key stronger than the protection key is refused', () => {
    const kbpk = random.bytes(16);
    const terminal = [clear({ slot: 4, purpose: 'kbpk', algorithm: 'aes128', key: kbpk })];
    const made = (key: Uint8Array) => {
      const fill = random.bytes((16 - ((2 + key.length) % 16)) % 16);
      const header = text('D0000P0AE00N0000');
      return core([`key-block-wrap ${hex(kbpk)} ${header} ${hex(key)} ${hex(fill)} 0400`])[0]!;
    };
    const commands = [k16, k24, k32].map((key) => `load-block 04 01 ${made(key)}`);
    assert.deepEqual(after(terminal, commands), [status.ok, status.forbidden, status.forbidden]);
  });

  test('brings an initial DUKPT key with its KSN or ID', () => {
    const tdes = load(wrap('B0000B1TX00N0100KS18FFFF9876543210E00000', k16), 5);
    const aes = load(wrap('D0000B1AX00N0200IK141234567890123456PB0Cxxxxxxxx', k32), 5);
    const bad = load(wrap('B0000B1TX00N0100KS18FFFF98765432x0E00000', k16), 5);
    const steps = ['dukpt-next', 'make', 'confirm', 'dukpt-ksn'];
    const secret = `secret ${hex(random.bytes(32))}`;
    const first = after([secret, ...protectedTerminal], [tdes, ...steps]);
    assert.equal(first.at(-1), '0 ffff9876543210e00001');
    const second = after([secret, ...protectedTerminal], [aes, ...steps]);
    assert.equal(second.at(-1), '0 123456789012345600000001');
    assert.deepEqual(after(protectedTerminal, [bad]), [status.malformed]);
  });
});

describe('a key leaves', () => {
  const key = random.bytes(16);
  const checkValue = (value: Uint8Array) =>
    core([`key-check 01 01 ${hex(value)} 04`])[0]!.slice(0, 8);

  test('in a block that the vault itself opens again, if it may', () => {
    const load = clear({
      slot: 1,
      purpose: 'pin',
      algorithm: 'tdes',
      key,
      exportable: true,
    });
    const described = after([...protectedTerminal, load], ['slot 01']);
    const value = described[0]!.split(' ').at(-1)!;
    for (const [kbpk, version] of [
      ['04', 'B'],
      ['09', 'D'],
    ]) {
      const [answer] = after([...protectedTerminal, load], [`export 01 ${value} ${kbpk}`]);
      const [outcome, block] = answer!.split(' ');
      assert.equal(outcome, status.ok);
      assert.match(block!, new RegExp(`^${version}\\d{4}P0TE00E0000`));
      assert.ok(!block!.includes(hex(key).toUpperCase()));
      const again = after(protectedTerminal, [`load-block ${kbpk} 02 ${text(block!)}`, 'slot 02']);
      assert.deepEqual(again, [
        status.ok,
        `${purpose.pin} ${algorithm.tdes} ${use.pinEncrypt} 0 1 ${origin.block} ${value}`,
      ]);
    }
  });

  test('only if it may, under a protection key as strong, and when it is the one that was meant', () => {
    const value = checkValue(key);
    const stays = clear({ slot: 1, purpose: 'pin', algorithm: 'tdes', key });
    const goes = clear({ slot: 1, purpose: 'pin', algorithm: 'tdes', key, exportable: true });
    const strong = clear({
      slot: 1,
      purpose: 'pin',
      algorithm: 'aes256',
      key: aesKbpk,
      exportable: true,
    });
    const answer = (load: string, command: string) =>
      after([...protectedTerminal, load], [command])[0]!.trim();
    assert.equal(answer(stays, `export 01 ${value} 09`), status.forbidden);
    assert.equal(answer(goes, `export 01 00000000 09`), status.stale);
    assert.equal(answer(goes, `export 01 ${value} 01`), status.forbidden);
    assert.equal(answer(goes, `export 02 ${value} 09`), status.noKey);
    const described = after([...protectedTerminal, strong], ['slot 01'])[0]!
      .split(' ')
      .at(-1)!;
    assert.equal(answer(strong, `export 01 ${described} 04`), status.forbidden);
    assert.match(answer(strong, `export 01 ${described} 09`), /^0 D/);
  });
});

describe('a clear key', () => {
  test('of each purpose is taken with the algorithms that its purpose has, and no other', () => {
    const sizes = [0, 8, 16, 24, 16, 24, 32, 16, 32, 32];
    const has: Record<string, readonly (keyof typeof algorithm)[]> = {
      master: ['tdes', 'sm4'],
      pin: ['tdes', 'tdes3', 'aes128', 'aes192', 'aes256', 'sm4'],
      mac: ['tdes', 'tdes3', 'aes128', 'aes192', 'aes256', 'sm4'],
      track: ['tdes', 'tdes3', 'aes128', 'aes192', 'aes256', 'sm4'],
      kbpk: ['tdes', 'tdes3', 'aes128', 'aes192', 'aes256'],
      journal: [],
      pepper: [],
      identity: [],
    };
    for (const [name, algorithms] of Object.entries(has)) {
      const all = Object.keys(algorithm) as (keyof typeof algorithm)[];
      const answers = core(
        all.map((each) => {
          const key = random.bytes(sizes[algorithm[each]]!);
          return clear({ slot: 1, purpose: name as 'pin', algorithm: each, key });
        }),
      );
      const taken = all.filter((_, i) => answers[i] === status.ok);
      assert.deepEqual(taken, algorithms, name);
    }
  });

  test('of TDES with two equal parts is refused, parity aside', () => {
    const half = random.bytes(8);
    const other = random.bytes(8);
    const odd = half.map((byte) => byte ^ 1);
    const cases: [keyof typeof algorithm, Uint8Array[], string][] = [
      ['tdes', [half, half], status.malformed],
      ['tdes', [half, odd], status.malformed],
      ['tdes3', [half, half, other], status.malformed],
      ['tdes3', [other, half, odd], status.malformed],
      ['tdes', [half, other], status.ok],
    ];
    for (const [name, parts, expected] of cases) {
      const command = clear({
        slot: 1,
        purpose: 'pin',
        algorithm: name,
        key: Buffer.concat(parts),
      });
      assert.deepEqual(core([command]), [expected]);
    }
  });

  test('with a check value is taken only if it has that', () => {
    const key = random.bytes(16);
    const zeros = Buffer.alloc(16);
    const cipher = createCipheriv('sm4-ecb', key, null);
    const value = cipher.update(zeros).subarray(0, 4);
    const load = { slot: 0, purpose: 'master', algorithm: 'sm4', key } as const;
    assert.deepEqual(core([clear({ ...load, checkValue: value })]), [status.ok]);
    const wrong = Uint8Array.from(value, (byte, i) => byte ^ Number(i === 3));
    assert.deepEqual(core([clear({ ...load, checkValue: wrong })]), [status.wrongCheckValue]);
  });

  test('takes any slot; a key of the host none that was loaded, nor one made here any that is used', () => {
    const loaded = clear({ slot: 2, purpose: 'mac', algorithm: 'tdes', key: random.bytes(16) });
    const block = load(wrap('B0000M3TC00N0000', random.bytes(16)), 2);
    const other = load(wrap('B0000P0TE00N0000', random.bytes(16)), 2);
    const journal = `generate 02 ${one(purpose.journal)}`;
    assert.deepEqual(after(protectedTerminal, [loaded, block, other, journal, loaded]), [
      status.ok,
      status.ok, // a MAC key takes a MAC key's place
      status.forbidden,
      status.forbidden,
      status.ok,
    ]);
  });
});

describe('a key made here', () => {
  test('is of a purpose that is, differs from the one before, and stays where it is', () => {
    for (const name of ['journal', 'pepper', 'identity'] as const) {
      const number = one(purpose[name]);
      const answers = core([
        `generate 06 ${number}`,
        `generate 07 ${number}`,
        `generate 06 ${number}`,
        'slot 06',
        'slot 07',
      ]);
      assert.deepEqual(answers.slice(0, 3), [status.ok, status.ok, status.forbidden]);
      assert.notEqual(answers[3], answers[4]);
    }
    for (const name of ['master', 'pin', 'mac', 'kbpk', 'dukpt'] as const)
      assert.deepEqual(core([`generate 06 ${one(purpose[name])}`]), [status.forbidden]);
  });
});

describe('under an SM4 master key', () => {
  const master = random.bytes(16);
  const key = random.bytes(16);
  const encipher = (data: Uint8Array, under: Uint8Array) => {
    const cipher = createCipheriv('sm4-ecb', under, null).setAutoPadding(false);
    return cipher.update(data);
  };
  const terminal = [clear({ slot: 0, purpose: 'master', algorithm: 'sm4', key: master })];
  const value = encipher(Buffer.alloc(16), key).subarray(0, 4);
  const working = `working 00 02 03 ${hex(encipher(key, master))} ${hex(value)}`;

  test('a working key is an SM4 key, and its MAC is the SM4 form of 16 bytes', () => {
    const message = hex(random.bytes(77));
    const answers = after(terminal, [
      working,
      `vault-mac 02 ${hex(value)} 01 01 ${message}`,
      `mac-unionpay-sm4 ${hex(key)} ${message}`,
    ]);
    assert.equal(answers[0], status.ok);
    assert.equal(answers[1], `0 ${answers[2]}`);
  });

  test('8 bytes are no key, and a new master key ends the session', () => {
    const short = `working 00 02 03 ${hex(encipher(key, master).subarray(0, 8))} ${hex(value)}`;
    assert.deepEqual(after(terminal, [short]), [status.malformed]);
    const answers = after(terminal, [working, terminal[0]!, 'describe 02', 'describe 00']);
    assert.equal(answers[2], 'empty');
    assert.notEqual(answers[3], 'empty');
  });
});

describe('a MAC', () => {
  const message = random.bytes(53);
  const key = random.bytes(16);
  const terminal = (name: keyof typeof algorithm, bytes: Uint8Array = key) =>
    clear({ slot: 2, purpose: 'mac', algorithm: name, key: bytes });

  /** Check value and answers of the vault under a key. */
  function macs(load: string, methods: readonly number[]): string[] {
    const value = core([load, 'slot 02'])[1]!.split(' ').at(-1)!;
    const commands = methods.map((each) => `vault-mac 02 ${value} ${one(each)} 02 ${hex(message)}`);
    return after([load], commands).map((answer) => answer.trim());
  }

  test('is what the primitive gives, for each method that the algorithm has, and none for others', () => {
    const all = [method.unionPay, method.iso1, method.iso3, method.cmac];
    const m = hex(message);
    const [ecb, first, third, sm4Ecb] = core([
      `mac-unionpay ${hex(key)} ${m}`,
      `mac-iso9797-1 ${hex(key)} 02 ${m}`,
      `mac-iso9797-3 ${hex(key)} 02 ${m}`,
      `mac-unionpay-sm4 ${hex(key)} ${m}`,
    ]);
    const tdes = macs(terminal('tdes'), all);
    assert.deepEqual(tdes.slice(0, 3), [`0 ${ecb}`, `0 ${first}`, `0 ${third}`]);
    assert.match(tdes[3]!, /^0 [0-9a-f]{16}$/);
    const none = status.malformed;
    const aes = macs(terminal('aes128'), all);
    assert.deepEqual(aes.slice(0, 3), [none, none, none]);
    assert.match(aes[3]!, /^0 [0-9a-f]{32}$/);
    const sm4 = macs(terminal('sm4'), all);
    assert.deepEqual(sm4.slice(0, 3), [`0 ${sm4Ecb}`, none, none]);
    assert.match(sm4[3]!, /^0 [0-9a-f]{32}$/);
    assert.equal(macs(terminal('tdes3', random.bytes(24)), [method.iso3])[0], none);
    assert.deepEqual(macs(terminal('tdes'), [0, 5, 255]), [none, none, none]);
  });

  test('is verified in full or in its first bytes, four at least, and in no bit otherwise', () => {
    const value = core([terminal('aes128'), 'slot 02'])[1]!
      .split(' ')
      .at(-1)!;
    const base = `02 ${value} ${one(method.cmac)} 02 ${hex(message)}`;
    const made = bytes(macs(terminal('aes128'), [method.cmac])[0]!.split(' ')[1]!);
    const verify = (mac: Uint8Array) => `vault-verify ${base} ${hex(mac)}`;
    const whole = [16, 8, 4].map((size) => verify(made.subarray(0, size)));
    assert.deepEqual(after([terminal('aes128')], whole), [status.ok, status.ok, status.ok]);
    const altered = Array.from({ length: 128 }, (_, bit) => {
      const copy = Uint8Array.from(made);
      copy[bit >> 3]! ^= 1 << (bit & 7);
      return verify(copy);
    });
    const answers = after([terminal('aes128')], altered);
    assert.ok(answers.every((answer) => answer === status.notAuthentic));
    const sizes = [verify(made.subarray(0, 3)), verify(Buffer.concat([made, made]))];
    assert.deepEqual(after([terminal('aes128')], sizes), [status.malformed, status.malformed]);
  });

  test('of a key that may only verify, or only make, or only by another method, is refused', () => {
    const cases: [header: string, command: string, size: number][] = [
      ['B0000M3TV00N0000', 'vault-mac', 8],
      ['B0000M3TG00N0000', 'vault-verify', 8],
    ];
    for (const [header, command, size] of cases) {
      const block = load(wrap(header, key), 2);
      const value = after(protectedTerminal, [block, 'slot 02'])[1]!.split(' ').at(-1)!;
      const mac = command === 'vault-verify' ? ` ${'00'.repeat(size)}` : '';
      const run = (by: number) =>
        after(
          [...protectedTerminal, block],
          [`${command} 02 ${value} ${one(by)} 01 ${hex(message)}${mac}`],
        )[0]!.trim();
      assert.equal(run(method.iso3), status.forbidden);
    }
    const both = load(wrap('B0000M3TC00N0000', key), 2);
    const value = after(protectedTerminal, [both, 'slot 02'])[1]!.split(' ').at(-1)!;
    const by = (each: number) => `vault-mac 02 ${value} ${one(each)} 01 ${hex(message)}`;
    const answers = after([...protectedTerminal, both], [by(method.iso3), by(method.iso1)]);
    assert.match(answers[0]!, /^0 /);
    assert.equal(answers[1]!.trim(), status.forbidden);
  });
});
