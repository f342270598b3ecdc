// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi keys`, as an authority uses it; the files it makes are opened by crypto/core in tests/crypto/key-file.test.ts.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { keys } from '../../host-sim/cli/keys.ts';
import { pointOf, privateKeyOf } from '../../host-sim/keys/p256.ts';
import { Random } from '../../host-sim/link/kernel.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiaozi-keys-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const passphrase = 'correct horse battery';
const random = new Random('cli keys');

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: string[], input = ''): Promise<Run> {
  const written = { out: '', err: '' };
  async function* stdin() {
    yield Buffer.from(input);
  }
  const code = await keys(args, {
    stdin: stdin(),
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
  });
  return { code, ...written };
}

async function good(args: string[], input = ''): Promise<Record<string, unknown>> {
  const { code, out, err } = await run(args, input);
  assert.equal(code, 0, err);
  return JSON.parse(out) as Record<string, unknown>;
}

/** A card as crypto/core/device_card.h describes it. */
function cardOf(point: Uint8Array): Buffer {
  const card = Buffer.alloc(128);
  card.write('JZID\x01', 'latin1');
  card.set(point, 32);
  card.set(createHash('sha256').update(card.subarray(0, 96)).digest(), 96);
  return card;
}

const point = pointOf(privateKeyOf(random.bytes(32)));
writeFileSync(at('flash.bin'), Buffer.concat([Buffer.alloc(8192, 0xff), cardOf(point)]));
const masterKey = 'CA5D92598DCA48CE8A4C76361A9269E9';
writeFileSync(at('master.hex'), `${masterKey.replace(/(.{4})/g, '$1 ')}\n`);

describe('jiaozi keys', () => {
  test('makes an authority whose private key is encrypted and its owner’s alone', async () => {
    const made = await good(['identity', '--out', at('authority.pem')], `${passphrase}\n`);
    assert.match(readFileSync(at('authority.pem'), 'utf8'), /BEGIN ENCRYPTED PRIVATE KEY/);
    assert.equal(statSync(at('authority.pem')).mode & 0o777, 0o600);
    const again = await good(['identity', '--authority', at('authority.pem')], passphrase);
    assert.deepEqual(again, made);
  });

  test('finds a device in a flash image, and in what it printed of it', async () => {
    const found = await good(['device', at('flash.bin')]);
    assert.equal(found['publicKey'], `04${Buffer.from(point).toString('hex').toUpperCase()}`);
    assert.match(String(found['deviceId']), /^([0-9A-F]{4} ){4}[0-9A-F]{4}$/);
    writeFileSync(at('device.json'), JSON.stringify(found));
    assert.deepEqual(await good(['device', at('device.json')]), found);
  });

  test('makes a key-loading file, and shows of it what is no secret', async () => {
    const made = await good(
      [
        ...['make', '--authority', at('authority.pem'), '--device', at('device.json')],
        ...['--sequence', '1', '--out', at('terminal.jzkf')],
        ...['--key', `master:tdes:${at('master.hex')}`, '--key', `pin:sm4:new=${at('pin.hex')}`],
      ],
      passphrase,
    );
    const kcv = await run(['kcv', '--algorithm', 'tdes', at('master.hex')]);
    const shown = await good(['show', at('terminal.jzkf')]);
    const told = shown['keys'] as Record<string, unknown>[];
    assert.deepEqual(told, made['keys']);
    assert.deepEqual(told[0], {
      ...{ slot: 0, purpose: 'master', algorithm: 'tdes', checkValue: kcv.out.trim() },
    });
    assert.equal(shown['signature'], 'right');
    assert.equal(statSync(at('pin.hex')).mode & 0o777, 0o600);
    const file = readFileSync(at('terminal.jzkf'));
    assert.equal(file.includes(Buffer.from(masterKey, 'hex')), false);
    assert.equal(JSON.stringify([made, shown]).includes(masterKey), false);
  });

  test('says of an altered file that its signature is wrong', async () => {
    const file = readFileSync(at('terminal.jzkf'));
    file[9]! ^= 1;
    writeFileSync(at('altered.jzkf'), file);
    const { code, out, err } = await run(['show', at('altered.jzkf')]);
    assert.equal(code, 1);
    assert.match(out, /"signature": "wrong"/);
    assert.match(err, /no terminal will take it/);
  });

  test('splits a key into components that give it back', async () => {
    for (const count of ['2', '3']) {
      const prefix = at(`part${count}`);
      const made = await good([
        ...['split', '--algorithm', 'aes128', '--count', count, '--out', prefix],
        at('master.hex'),
      ]);
      const parts = made['components'] as { file: string; checkValue: string }[];
      assert.equal(parts.length, Number(count));
      const whole = at(`whole${count}.hex`);
      const files = parts.map(({ file }) => file);
      const args = ['combine', '--algorithm', 'aes128', '--out', whole, ...files];
      const combined = await good(args);
      assert.equal(combined['checkValue'], made['checkValue']);
      assert.equal(readFileSync(whole, 'utf8').trim(), masterKey);
      assert.notEqual(readFileSync(files[0]!, 'utf8').trim(), masterKey);
    }
  });

  test('refuses what no terminal takes: a TDES key of equal halves, whatever their parity, and zeros', async () => {
    const half = masterKey.slice(0, 16);
    const parity = half.replace(/.$/, (digit) => (Number.parseInt(digit, 16) ^ 1).toString(16));
    const zeros = '0'.repeat(32);
    for (const [name, key, algorithm, says] of [
      ['equal', half + half, 'tdes', /both halves are the same/],
      ['parity', half + parity, 'tdes', /both halves are the same/],
      ['zeros', zeros, 'aes128', /a key of zeros/],
    ] as const) {
      writeFileSync(at(`${name}.hex`), key);
      const made = await run([
        ...['split', '--algorithm', algorithm, '--out', at(name)],
        at(`${name}.hex`),
      ]);
      assert.equal(made.code, 1, name);
      assert.match(made.err, says);
      assert.equal(made.err.includes(key), false);
    }
    const [a, b] = [at('component-a.hex'), at('component-b.hex')];
    writeFileSync(a, masterKey);
    writeFileSync(b, masterKey);
    const combined = await run(['combine', '--algorithm', 'sm4', '--out', at('none.hex'), a, b]);
    assert.match(combined.err, /these components: a key of zeros/);
  });

  // docs/sources.md [domain A11], [vectors 5]
  const checkValues = [
    ['tdes', '807A23AD32B36D457AE91FDF927570EA', '8D0A74B8'],
    ['aes128', '3F419E1CB7079442AA37474C2EFBF8B8', '08793E25'],
    ['sm4', 'F351D490994603795C6EBEE8FAEBB481', '861E83E3'],
  ] as const;
  for (const [algorithm, key, value] of checkValues) {
    test(`computes check values of ${algorithm} from standard input`, async () => {
      const { out } = await run(['kcv', '--algorithm', algorithm], `${key}\n`);
      assert.equal(out, `${value}\n`);
    });
  }

  const wrong: readonly (readonly [why: string, args: string[], code: number, says: RegExp])[] = [
    ['no command', [], 2, /say which: identity/],
    ['a command that is none', ['unlock'], 2, /none of identity/],
    ['a key on the command line', ['kcv', '--algorithm', 'tdes', masterKey], 2, /never stand/],
    ['an option it does not know', ['make', `--${masterKey}`], 2, /make takes/],
    ['a file that is there', ['identity', '--out', at('flash.bin')], 1, /it exists/],
    [
      'a file that is not there',
      ['show', at('nothing')],
      1,
      /cannot be read: there is no such file/,
    ],
    ['a device without a card', ['device', at('master.hex')], 1, /switched on once/],
    ['an algorithm it does not know', ['kcv', '--algorithm', 'des'], 2, /must be one of tdes/],
    ['a key of another size', ['kcv', '--algorithm', 'aes256', at('master.hex')], 1, /64 hex/],
    ['one component', ['combine', '--algorithm', 'tdes', at('master.hex')], 2, /2 or 3/],
    [
      'a wrong passphrase',
      ['identity', '--authority', at('authority.pem')],
      1,
      /passphrase is wrong/,
    ],
  ];
  for (const [why, args, code, says] of wrong) {
    test(`refuses ${why}, says what to do, and repeats no key`, async () => {
      const refused = await run(args, 'not the passphrase\n');
      assert.deepEqual([refused.code, refused.out], [code, '']);
      assert.match(refused.err, says);
      assert.equal(refused.err.includes(masterKey), false);
    });
  }

  test('leaves nothing behind when it refuses', async () => {
    const args = [
      'combine',
      '--algorithm',
      'aes256',
      '--out',
      at('none.hex'),
      at('master.hex'),
      '-',
    ];
    assert.equal((await run(args, masterKey)).code, 1);
    assert.throws(() => statSync(at('none.hex')));
  });

  test('tells about itself', async () => {
    const { code, out } = await run(['--help']);
    assert.equal(code, 0);
    for (const name of ['identity', 'device', 'make', 'show', 'split', 'combine', 'kcv'])
      assert.match(out, new RegExp(`jiaozi keys ${name} `));
  });
});
