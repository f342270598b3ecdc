// SPDX-License-Identifier: Apache-2.0
//
// PIN blocks, check values, DUKPT, key blocks and working keys of crypto/core: known answers, what must be refused, and power cuts.

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { fuzz } from '../runner/fuzz.ts';
import { bytes, Cases, core, hex, pick, vectors } from './core.ts';

const digits = (text: string) => hex([...text].map(Number));
const ascii = (text: string) => hex(Buffer.from(text, 'latin1'));
const tdes = (key: Uint8Array, mode = 'ecb', iv: Uint8Array | null = null) =>
  createCipheriv(mode === 'ecb' ? 'des-ede' : 'des-ede-cbc', key, iv).setAutoPadding(false);

interface PinVectors {
  readonly blocks: readonly {
    format: number;
    pin: string;
    pan: string;
    fill?: string;
    block: string;
  }[];
  readonly format4: readonly {
    pin: string;
    pan: string;
    fill: string;
    key?: string;
    pinField: string;
    panField: string;
    block?: string;
  }[];
  readonly underSm4: { key: string; clear: string; block: string };
  readonly checkValues: readonly {
    cipher: number;
    method: number;
    size: number;
    key: string;
    value: string;
  }[];
  readonly workingKeysSm4: { master: string; encrypted: string; key: string; checkValue: string };
}
const pins = vectors<PinVectors>('pin-blocks.json');
const noFill = hex(Buffer.alloc(8));

describe('PIN blocks', () => {
  test('known answers of formats 0, 1, 2, 3, 4 and the form for SM4', () => {
    const cases = new Cases();
    for (const { format, pin, pan, fill, block } of pins.blocks)
      cases.add(
        `pin-block ${hex([format])} ${digits(pin)} ${digits(pan)} ${fill ?? noFill}`,
        block,
      );
    for (const { pin, pan, fill, key, pinField, panField, block } of pins.format4) {
      const command = `pin-block-4 ${digits(pin)} ${digits(pan)} ${fill} ${key ?? '00'.repeat(16)}`;
      const [answer] = core([command]);
      assert.equal(answer!.slice(0, 64), pinField + panField);
      if (block) assert.equal(answer!.slice(64), block);
    }
    const { key, clear, block } = pins.underSm4;
    cases.add(`crypt 73 65 00 ${key} ${hex(Buffer.alloc(16))} ${clear} 00`, block);
    cases.check();
  });

  test('PINs of 4 to 12 digits, nothing else', () => {
    const cases = new Cases();
    const pan = digits('5555555551234567');
    for (const format of [0, 1, 2, 3, 5]) {
      const start = `pin-block ${hex([format])}`;
      const fill = 'ff'.repeat(8);
      for (const size of [0, 1, 3, 13, 16])
        cases.add(`${start} ${digits('1'.repeat(size))} ${pan} ${fill}`, 'refused');
      for (const bad of [10, 15, 0x31, 0x80, 0xff])
        for (const at of [0, 3]) {
          const pin = [1, 2, 3, 4];
          pin[at] = bad;
          cases.add(`${start} ${hex(pin)} ${pan} ${fill}`, 'refused');
        }
    }
    for (const format of [0, 3, 5])
      for (const pan of ['', '1'.repeat(20)])
        cases.add(
          `pin-block ${hex([format])} ${digits('1234')} ${digits(pan)} ${'ff'.repeat(8)}`,
          'refused',
        );
    for (const fill of ['9fffffffffffffff', 'fffffffff9ffffff', '0000000000000000'])
      cases.add(`pin-block 03 ${digits('1234')} ${pan} ${fill}`, 'refused');
    for (const format of [4, 6, 255])
      cases.add(`pin-block ${hex([format])} ${digits('1234')} ${pan} ${noFill}`, 'refused');
    cases.add(`pin-block-4 ${digits('123')} ${pan} ${noFill} ${'00'.repeat(16)}`, 'refused');
    cases.add(`pin-block-4 ${digits('1234')} - ${noFill} ${'00'.repeat(16)}`, 'refused');
    cases.check();
  });

  test('random bytes become fill that the formats allow: A to F for 3, anything for 1', () => {
    const random = new Random('fill');
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const [three, one] = core(
        [3, 1].map((format) => `pin-fill ${hex([format])} ${hex(random.bytes(16))}`),
      );
      assert.match(three!, /^[a-f]{16}$/);
      for (const nibble of one!) seen.add(nibble);
    }
    assert.equal(seen.size, 16);
  });
});

test('check values are the known ones, and unknown ciphers and sizes are refused', () => {
  const cases = new Cases();
  for (const { cipher, method, size, key, value } of pins.checkValues)
    cases.add(`key-check ${hex([cipher])} ${hex([method])} ${key} ${hex([size])}`, value);
  const key = '00'.repeat(16);
  cases.add(`key-check 04 01 ${key} 03`, 'refused');
  cases.add(`key-check 03 01 ${key}00 03`, 'refused');
  cases.add(`key-check 01 01 ${key} 06`, 'refused');
  cases.check();
});

describe("UnionPay's ECB MAC with SM4, and ISO 9797-1 algorithm 1", () => {
  test('the MAC with SM4 agrees with its steps done by OpenSSL', () => {
    const random = new Random('SM4 MAC');
    const cases = new Cases();
    for (let size = 0; size < 100; size++) {
      const key = random.bytes(16);
      const message = random.bytes(size);
      const sum = Buffer.alloc(16);
      message.forEach((value, i) => {
        sum[i % 16]! ^= value;
      });
      const text = Buffer.from(sum.toString('hex').toUpperCase(), 'latin1');
      const encrypt = (block: Uint8Array) => createCipheriv('sm4-ecb', key, null).update(block);
      const chained = encrypt(text.subarray(0, 16)).map((value, i) => value ^ text[16 + i]!);
      cases.add(`mac-unionpay-sm4 ${hex(key)} ${hex(message)}`, encrypt(chained));
    }
    cases.check();
  });

  test('algorithm 1: Annex B with both paddings, and CBC of OpenSSL', () => {
    const cases = new Cases();
    const annexB = [
      ['Now is the time for all ', '01', '70a30640cc76dd8b'],
      ['Now is the time for all ', '02', '10e1f0f108341b6d'],
      ['Now is the time for it', '01', 'e45b3ad2b7cc0856'],
      ['Now is the time for it', '02', 'a924c72136149211'],
    ] as const;
    for (const [text, padding, mac] of annexB)
      cases.add(`mac-iso9797-1 0123456789abcdef ${padding} ${ascii(text)}`, mac);
    const random = new Random('algorithm 1');
    for (let size = 0; size < 60; size++) {
      const [key, message] = [random.bytes(16), random.bytes(size)];
      const padded = Buffer.alloc(8 * Math.max(1, Math.ceil(size / 8)));
      padded.set(message);
      const mac = tdes(key, 'cbc', Buffer.alloc(8)).update(padded).subarray(-8);
      cases.add(`mac-iso9797-1 ${hex(key)} 01 ${hex(message)}`, mac);
    }
    cases.check();
  });
});

interface DukptVectors {
  readonly tdes: {
    readonly bdk: string;
    readonly initialKsn: string;
    readonly initialKey: string;
    readonly clearPinBlock: string;
    readonly dataAscii: string;
    readonly transactions: readonly Record<
      'ksn' | 'key' | 'pinBlock' | 'macRequest' | 'macResponse' | 'dataRequest',
      string
    >[];
  };
  readonly aes: readonly {
    readonly bdk: string;
    readonly id: string;
    readonly initialKey: string;
    readonly transactions: readonly Record<string, string>[];
  }[];
}
const dukpt = vectors<DukptVectors>('dukpt.json');

const ones = (value: number) => [...value.toString(2)].filter((bit) => bit === '1').length;
/** The value after `counter`, by search: the next with few enough bits. 0 after the last. */
function nextCounter(counter: number, onesMax: number, bits: number): number {
  do counter++;
  while (ones(counter) > onesMax);
  return counter >= 2 ** bits ? 0 : counter;
}
const hex8 = (value: number) => value.toString(16).padStart(8, '0');

/** Both kinds, as the driver runs them. */
const machines = [
  {
    name: 'tdes',
    onesMax: 10,
    bits: 21,
    first: `${dukpt.tdes.initialKey} ${dukpt.tdes.initialKsn}`,
    ksn: (counter: number) =>
      (BigInt(`0x${dukpt.tdes.initialKsn}`) | BigInt(counter)).toString(16).padStart(20, '0'),
    key: (ksn: string) => `dukpt-tdes-key ${dukpt.tdes.initialKey} ${ksn} 00`,
    last: 0x1ff800,
  },
  ...dukpt.aes.map(({ initialKey, id }) => ({
    name: 'aes',
    onesMax: 16,
    bits: 32,
    first: `${initialKey} ${id}`,
    ksn: (counter: number) => id + hex8(counter),
    key: (ksn: string) => `dukpt-aes-key ${initialKey} ${ksn} ffff 02`,
    last: 0xffff0000,
  })),
];

/** status, KSN and key of each transaction, then the counter. */
function transactions(answer: string): { status: number; ksn: string; key: string }[] {
  const words = answer.split(' ');
  return Array.from({ length: Math.floor(words.length / 3) }, (_, i) => ({
    status: Number(words[3 * i]),
    ksn: words[3 * i + 1]!,
    key: words[3 * i + 2]!,
  }));
}

describe('DUKPT', () => {
  test('the standard transactions with TDES: keys, PIN blocks, MACs and data', () => {
    const { tdes: known } = dukpt;
    const cases = new Cases();
    cases.add(`dukpt-tdes-initial ${known.bdk} ${known.initialKsn}`, known.initialKey);
    const data = Buffer.from(known.dataAscii.toUpperCase(), 'latin1');
    for (const each of known.transactions) {
      const keyFor = (use: number) =>
        bytes(core([`dukpt-tdes-key ${known.initialKey} ${each.ksn} ${hex([use])}`])[0]!);
      assert.equal(keyFor(0).toString('hex'), each.key);
      assert.equal(
        tdes(keyFor(1)).update(bytes(known.clearPinBlock)).toString('hex'),
        each.pinBlock,
      );
      for (const [use, mac] of [
        [2, each.macRequest],
        [3, each.macResponse],
      ] as const)
        assert.equal(
          core([`mac-iso9797-3 ${hex(keyFor(use))} 01 ${hex(data)}`])[0]!.slice(0, 8),
          mac,
        );
      const padded = Buffer.alloc(24);
      padded.set(data);
      assert.equal(
        tdes(keyFor(4), 'cbc', Buffer.alloc(8)).update(padded).toString('hex'),
        each.dataRequest,
      );
      assert.notDeepEqual(keyFor(5), keyFor(4));
    }
    for (const counter of ['000000', '1fffff']) {
      const ksn = (BigInt(`0x${known.initialKsn}`) | BigInt(`0x${counter}`)).toString(16);
      cases.add(`dukpt-tdes-key ${known.initialKey} ${ksn} 00`, 'refused');
    }
    cases.check();
  });

  test('the standard keys with AES-128 and AES-256, for PIN, MAC and data', () => {
    const cases = new Cases();
    const uses = { pin: '1000', mac: '2000', data: '3000' } as const;
    for (const { bdk, id, initialKey, transactions: list } of dukpt.aes) {
      cases.add(`dukpt-aes-initial ${bdk} ${id}`, initialKey);
      for (const each of list) {
        cases.add(`dukpt-aes-key ${initialKey} ${each.ksn} ffff 02`, each.key!);
        for (const [name, use] of Object.entries(uses))
          for (const [type, suffix] of [
            ['02', 'Aes128'],
            ['04', 'Aes256'],
          ] as const) {
            const wanted = each[`${name}${suffix}`];
            if (wanted) cases.add(`dukpt-aes-key ${initialKey} ${each.ksn} ${use} ${type}`, wanted);
          }
      }
      cases.add(`dukpt-aes-key ${initialKey} ${id}00000000 1000 02`, 'refused');
      cases.add(`dukpt-aes-key ${initialKey} ${id}0001ffff 1000 02`, 'refused');
      cases.add(`dukpt-aes-key ${initialKey} ${id}00000001 1000 05`, 'refused');
    }
    const [short] = dukpt.aes;
    cases.add(`dukpt-aes-key ${short!.initialKey} ${short!.id}00000001 1000 04`, 'refused');
    cases.check();
  });

  for (const { name, onesMax, bits, first, ksn, key, last } of machines) {
    test(`${name}: the register gives, one after another, the keys that a host finds, skipping counters with more than ${onesMax} bits`, () => {
      for (const start of [1, 0x7ffe, 0xffbfe, last - 40]) {
        let counter = nextCounter(start - 1, onesMax, bits);
        const [answer] = core([`dukpt-${name}-run ${first} ${hex8(counter)} ${'00'.repeat(60)}`]);
        const wanted: { status: number; ksn: string }[] = [];
        const keys: string[] = [];
        for (let i = 0; i < 60 && counter !== 0; i++) {
          wanted.push({ status: 0, ksn: ksn(counter) });
          keys.push(key(ksn(counter)));
          counter = nextCounter(counter, onesMax, bits);
        }
        const got = transactions(answer!);
        assert.deepEqual(
          got.slice(0, wanted.length).map(({ status, ksn }) => ({ status, ksn })),
          wanted,
        );
        assert.deepEqual(
          got.slice(0, keys.length).map((each) => each.key),
          core(keys),
        );
        for (const after of got.slice(wanted.length)) assert.equal(after.status, 2, 'exhausted');
      }
    });

    test(`${name}: the last counter value is used, and nothing after it`, () => {
      const [answer] = core([`dukpt-${name}-run ${first} ${hex8(last)} 000000`]);
      const got = transactions(answer!);
      assert.deepEqual(
        got.map(({ status }) => status),
        [0, 2, 2],
      );
      assert.equal(got[0]!.ksn, ksn(last));
      assert.match(`${got[1]!.ksn}${got[1]!.key}`, /^0+$/);
      assert.match(answer!, / 00000000$/);
    });

    test(`${name}: with power cuts at every commit no KSN is used twice, and without a commit no key is given`, () => {
      const random = new Random(`cuts ${name}`);
      const fates = Array.from({ length: 120 }, () => pick(random, [0, 0, 1, 2]));
      const used = new Set<string>();
      for (const [i, each] of transactions(
        core([`dukpt-${name}-run ${first} 00000001 ${hex(fates)}`])[0]!,
      ).entries()) {
        assert.equal(each.status, fates[i] === 0 ? 0 : 3);
        if (each.status === 0) {
          assert.ok(!used.has(each.ksn), each.ksn);
          used.add(each.ksn);
        } else {
          assert.match(`${each.ksn}${each.key}`, /^0+$/);
        }
      }
      assert.ok(used.size > 30);
    });
  }
});

interface BlockVectors {
  readonly blocks: readonly {
    kbpk: string;
    text: string;
    key: string;
    kcv: string;
    cipher: number;
  }[];
  readonly badHeaders: readonly string[];
}

describe('key blocks', () => {
  // The texts are upper-case hexadecimal, and so is the file's spelling of them: read them as they stand.
  const known = vectors<BlockVectors>('key-blocks.json');
  const blocks = known.blocks.map((each) => ({ ...each, text: each.text.toUpperCase() }));

  test('known answers of versions B, C and D, their check values, and wrapped again with their own fill', () => {
    for (const { kbpk, text, key, kcv, cipher } of blocks) {
      const [answer, check] = core([
        `key-block-unwrap ${kbpk} ${ascii(text)}`,
        `key-check ${hex([cipher])} ${cipher === 2 ? '02' : '01'} ${key} 03`,
      ]);
      assert.equal(answer!.split(' ').at(-1), key);
      assert.equal(answer!.slice(0, 4), `${text[0]} ${text.slice(5, 7)}`);
      assert.equal(check, kcv);
    }
  });

  const wrapKey = (version: string) =>
    version === 'D' ? '11'.repeat(32) : '22334455667788990011aabbccddeeff';
  const sizes = { B: [16, 24], C: [16, 24], D: [16, 24, 32] } as const;

  test('what is wrapped is unwrapped again, whatever the key, the header and the optional blocks; fill hides the length', () => {
    const random = new Random('key blocks');
    const runs = fuzz(12).numRuns;
    for (let i = 0; i < runs; i++) {
      const version = pick(random, ['B', 'C', 'D'] as const);
      const algorithm = pick(random, ['T', 'A'] as const);
      const kbpk = hex(random.bytes(pick(random, sizes[version])));
      const key = random.bytes(pick(random, algorithm === 'T' ? [16, 24] : [16, 24, 32]));
      const optional = pick(random, ['', 'KS1800604B120F9292800000PB08AAAA', 'CT00040010ABCDEF']);
      const count = optional.startsWith('KS') ? '02' : optional ? '01' : '00';
      const header = `${version}0000${pick(random, ['P0', 'M3', 'B1'])}${algorithm}${pick(random, ['E', 'X'])}00${pick(random, ['E', 'N', 'S'])}${count}00${optional}`;
      const [fillSize] = core([
        `key-block-fill ${ascii(version)} ${ascii(algorithm)} ${hex([key.length])}`,
      ]);
      const fill = hex(random.bytes(Number(fillSize)));
      const [wrapped] = core([`key-block-wrap ${kbpk} ${ascii(header)} ${hex(key)} ${fill} 0400`]);
      assert.doesNotMatch(wrapped!, /status/, header);
      const text = bytes(wrapped!).toString('latin1');
      assert.equal(Number(text.slice(1, 5)), text.length);
      const longest = algorithm === 'T' ? 24 : 32;
      const block = version === 'D' ? 16 : 8;
      const mac = { B: 8, C: 4, D: 16 }[version];
      assert.equal(
        text.length,
        header.length + 2 * (Math.ceil((2 + longest) / block) * block + mac),
      );
      assert.equal(
        core([`key-block-unwrap ${kbpk} ${wrapped}`])[0]!
          .split(' ')
          .at(-1),
        hex(key),
      );
    }
  });

  test('a block with any character changed, cut anywhere or under another key is refused', () => {
    for (const { kbpk, text } of blocks) {
      const commands: string[] = [];
      for (let at = 0; at < text.length; at++) {
        const other = text[at] === '0' ? '1' : '0';
        commands.push(
          `key-block-unwrap ${kbpk} ${ascii(text.slice(0, at) + other + text.slice(at + 1))}`,
        );
        commands.push(`key-block-unwrap ${kbpk} ${ascii(text.slice(0, at))}`);
      }
      const wrong = `${kbpk.slice(0, -2)}${kbpk.endsWith('00') ? '02' : '00'}`;
      commands.push(
        `key-block-unwrap ${wrong} ${ascii(text)}`,
        `key-block-unwrap ${kbpk.slice(2)} ${ascii(text)}`,
      );
      commands.push(
        `key-block-unwrap ${kbpk} ${ascii(text.toLowerCase())}`,
        `key-block-unwrap ${kbpk} ${ascii(`${text}0`)}`,
      );
      for (const [i, answer] of core(commands).entries())
        assert.match(answer, /^status [1-7]$/, commands[i]);
    }
  });

  test('malformed headers are refused, each for its reason', () => {
    const good = 'B0000P0TE00N0000';
    const at = (index: number, character: string) =>
      good.slice(0, index) + character + good.slice(index + 1);
    const status = (text: string) => core([`key-block-parse ${ascii(text)}`])[0];
    assert.equal(status(good), '0 16');
    for (const bad of known.badHeaders) assert.match(status(bad)!, /^[14] 0$/, bad);
    for (const [index, character] of [
      [1, 'A'],
      [5, 'p'],
      [7, 'Z'],
      [8, 'Q'],
      [9, '-'],
      [11, 'X'],
      [12, 'A'],
      [14, '3'],
      [15, '1'],
    ] as const)
      assert.equal(status(at(index, character)), '1 0', `${index}`);
    for (const version of ['A', 'E', 'b']) assert.equal(status(at(0, version)), '2 0');
    assert.equal(status(good.slice(0, 15)), '1 0');
    assert.equal(
      status('B0000P0TE00N0100KS0ABCDEF0'),
      '4 0',
      'not a whole number of cipher blocks',
    );
    assert.equal(status('D0000P0TE00N0100KS08ABCD'), '4 0', 'of 16 for AES');
    assert.equal(status('B0000P0TE00N9900KS08ABCD'), '4 0', 'more announced than there are');
  });

  test('authentic blocks with an impossible key, and wrapping what does not fit, are refused', () => {
    const cases = new Cases();
    const header = (algorithm: string) => ascii(`D0000P0${algorithm}E00N0000`);
    const kbpk = wrapKey('D');
    cases.add(
      `key-block-wrap ${kbpk} ${header('T')} ${'00'.repeat(15)} ${'00'.repeat(15)} 0400`,
      'status 7',
    );
    cases.add(
      `key-block-wrap ${kbpk} ${header('A')} ${'00'.repeat(16)} ${'00'.repeat(13)} 0400`,
      'status 3',
    );
    cases.add(
      `key-block-wrap ${kbpk} ${header('A')} ${'00'.repeat(16)} ${'00'.repeat(14)} 0060`,
      'status 8',
    );
    cases.add(
      `key-block-wrap ${'00'.repeat(8)} ${header('A')} ${'00'.repeat(16)} ${'00'.repeat(14)} 0400`,
      'status 5',
    );
    cases.check();
  });
});

describe('working keys of sign-in', () => {
  const known = vectors<{
    signIn: { master: string; field62: string; pinKey: string; macKey: string };
  }>('sign-in.json').signIn;

  test('a real answer of a host, double length with a MAC key of single length', () => {
    const cases = new Cases();
    cases.add(
      `working-keys 02 01 ${known.master} ${known.field62}`,
      `2 ${known.pinKey} ${known.macKey}`,
    );
    const changed = `${known.field62.slice(0, 2 * 16)}00${known.field62.slice(2 * 17)}`;
    cases.add(`working-keys 02 01 ${known.master} ${changed}`, `2 refused ${known.macKey}`);
    for (const layout of ['00', '01', '03', '04'])
      cases.add(`working-keys ${layout} 01 ${known.master} ${known.field62}`, '0');
    cases.add(`working-keys 02 01 ${known.master} ${known.field62.slice(2)}`, '0');
    cases.add(`working-keys 02 01 ${known.master} -`, '0');
    cases.check();
  });

  test('under an SM4 master key, and a layout with a track key', () => {
    const { master, encrypted, key, checkValue } = pins.workingKeysSm4;
    const one = encrypted + checkValue;
    const cases = new Cases();
    cases.add(`working-keys 03 03 ${master} ${one}${one}${one}`, `3 ${key} ${key} ${key}`);
    cases.add(`working-keys 02 02 ${master} ${one}${one}`, '2 refused refused');
    cases.check();
  });
});
