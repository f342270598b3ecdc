// SPDX-License-Identifier: Apache-2.0
//
// Parameter files: what the schema refuses, what the terminal reads from the image, and that the program's own parameters are those of the
// file and know no test authority. Damaged images: tests/unit/emv-parameter-image.test.ts. docs/adr/0066

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { parameters } from '../../host-sim/cli/parameters.ts';
import { tap } from '../../host-sim/cli/tap.ts';
import { root } from '../../host-sim/engine/bundle.ts';
import { builtIn } from '../../host-sim/parameters/built-in.ts';
import { generatedModule } from '../../host-sim/parameters/generated-module.ts';
import { readParameterFile } from '../../host-sim/parameters/parameter-file.ts';
import { parameterImage } from '../../host-sim/parameters/parameter-image.ts';
import { decodeParameters, parameterImageBytes } from '../../src/emv/parameter-image.ts';
import { toHex } from '../../src/lib/bytes.ts';
import { authorityCsv, pki, recordedCard, recordedKernel2Card } from './support/mint.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiaozi-parameters-'));
after(() => rmSync(folder, { recursive: true }));

const path = (name: string) => `host-sim/parameters/${name}.json`;
const textOf = (name: string) => readFileSync(join(root, path(name)), 'utf8');
const fileOf = (name: string) => readParameterFile(textOf(name));
const decode = (image: Uint8Array) => decodeParameters(image, crc32);

async function cli(command: typeof parameters, ...args: string[]) {
  const out: Buffer[] = [];
  let stderr = '';
  const code = await command(args, {
    stdin: process.stdin,
    stdout: { write: (each: string | Uint8Array) => out.push(Buffer.from(each)) },
    stderr: { write: (text: string) => (stderr += text) },
  } as unknown as Parameters<typeof parameters>[1]);
  return { code, stdout: Buffer.concat(out), stderr };
}

describe('the program’s own parameters', () => {
  test('are those of the file: jiaozi parameters build … --module', () => {
    const made = generatedModule(parameterImage(fileOf('unionpay')), path('unionpay'));
    assert.equal(readFileSync(join(root, 'src/emv/parameters-built-in.ts'), 'utf8'), made);
  });

  test('are not for tests, and know no authority but UnionPay’s four', () => {
    const { isTest, name, caKeys } = builtIn();
    assert.equal(isTest, false);
    assert.equal(name, 'unionpay');
    assert.equal(fileOf('unionpay').caKeys.length, 4);
    for (const { modulus } of [pki.authority, pki.issuer, pki.card, pki.cardSmall]) {
      assert.ok(!toHex(caKeys).includes(modulus));
    }
  });

  test('a file with a key of no scheme is marked as test', () => {
    const { test: isTest, caKeys } = fileOf('test');
    assert.ok(caKeys.some(({ index }) => index >= 'E0' && index <= 'EF'));
    assert.equal(isTest, true);
    assert.ok(fileOf('unionpay').caKeys.every(({ index }) => index < 'E0'));
  });
});

describe('what the terminal reads', () => {
  test('is what the file says', () => {
    const file = fileOf('test');
    const read = decode(parameterImage(file));
    assert.ok(read.ok);
    const { combinations, terminalData, pinFree } = read.value;
    assert.equal(read.value.isTest, true);
    assert.deepEqual(pinFree, { enabled: true, limitMinor: 100_000, deviceCvmAccepted: true });
    assert.deepEqual(
      terminalData.map(([tag, value]) => [tag.toString(16).toUpperCase(), toHex(value)]),
      Object.entries(file.tags),
    );
    assert.deepEqual(
      combinations.map(({ aid, kernelId, cvmRequiredLimitMinor, ...rest }) => [
        toHex(aid),
        kernelId,
        cvmRequiredLimitMinor,
        rest.transactionLimitMinor,
        rest.readerFloorLimitMinor,
        rest.terminalFloorLimitMinor,
        toHex(rest.tag9F66TerminalTransactionQualifiers),
        toHex(rest.tag9F09ApplicationVersionNumber),
        rest.transactionTypes.map((type) => String(type).padStart(2, '0')),
        rest.zeroAmountAllowed,
      ]),
      file.aids.map((aid) => [
        aid.aid,
        aid.kernel,
        aid.cvmLimit,
        aid.limit,
        aid.floor,
        undefined,
        aid.ttq,
        aid.version,
        aid.types,
        false,
      ]),
    );
    const mastercard = combinations.find(({ kernelId }) => kernelId === 2);
    assert.deepEqual(
      mastercard?.kernelData?.map(([tag, value]) => `${tag.toString(16)} ${toHex(value)}`).sort(),
      [
        'df8117 00',
        'df8118 60',
        'df8119 08',
        'df811b B0',
        'df811f 08',
        'df8120 F45084800C',
        'df8121 0000000000',
        'df8122 F45084800C',
        'df8123 000000000000',
        'df8124 000010000000',
        'df8125 000010000000',
        'df8126 000000030000',
      ],
    );
  });

  test('has the lists of BINs and the rule of signatures, and show tells them', async () => {
    const lists = { listA: ['621234'], listB: [], blocked: ['6217', '6222021001'] };
    const signature = { enabled: true, limit: 50_000 };
    const file = fileOf('test');
    const image = parameterImage({ ...file, pinFree: { ...file.pinFree!, ...lists, signature } });
    const read = decode(image);
    assert.ok(read.ok);
    const { binsA, binsB, binsBlocked, signatureFree } = read.value.pinFree!;
    assert.deepEqual(
      [binsA, binsB, binsBlocked].map((bins) => toHex(bins!)),
      ['621234FFFF', '', '6217FFFFFF6222021001'],
    );
    assert.deepEqual(signatureFree, { enabled: true, limitMinor: 50_000 });
    const name = join(folder, 'lists.bin');
    writeFileSync(name, image);
    const { pinFree } = JSON.parse(String((await cli(parameters, 'show', name)).stdout));
    assert.deepEqual(pinFree, {
      enabled: true,
      limit: 100_000,
      deviceCvm: true,
      ...lists,
      signature,
    });
  });

  test('a length beyond what a terminal holds is none', () => {
    assert.equal(parameterImageBytes(Buffer.from('4A5A50311FF6', 'hex')), 8192);
    assert.equal(parameterImageBytes(Buffer.from('4A5A50311FF7', 'hex')), undefined);
    assert.equal(parameterImageBytes(Buffer.from('4A5A50320010', 'hex')), undefined);
    assert.equal(parameterImageBytes(Buffer.from('4A5A5031', 'hex')), undefined);
    const one = fileOf('test').caKeys[0]!;
    const many = { ...fileOf('test'), caKeys: Array(60).fill(one) };
    assert.throws(() => parameterImage(many), /a terminal takes 8192/);
  });
});

describe('jiaozi parameters', () => {
  const edited = (...changes: readonly (readonly [from: RegExp, to: string])[]): string => {
    const name = join(folder, 'edited.json');
    const text = changes.reduce((all, [from, to]) => {
      assert.match(all, from);
      return all.replace(from, to);
    }, textOf('test'));
    writeFileSync(name, text);
    return name;
  };

  test('check says what is in a good file', async () => {
    const { code, stdout } = await cli(parameters, 'check', join(root, path('test')));
    assert.equal(code, 0);
    assert.match(String(stdout), /"test: three schemes", 11 applications, .* for tests only/);
  });

  const mistakes: readonly (readonly [name: string, from: RegExp, to: string, RegExp])[] = [
    ['an unknown name', /"revoked":/, '"recalled": [], "revoked":', /knows no "recalled"/],
    ['no test mark', /"test": true,/, '', /has no "test"/],
    ['a short TTQ', /"ttq": "26008080"/, '"ttq": "26"', /"aids"\[0\]\.ttq must be 4 bytes/],
    ['no TTQ', /"ttq": "26008080",/, '', /"aids"\[0\] has no "ttq"/],
    ['a kernel that is not here', /"kernel": 2,/, '"kernel": 9,', /"aids"\[9\].* no kernel 9/],
    ['an amount as a tag', /"9F1A": "0156"/, '"9F1A": "56"', /"tags"\.9F1A must be 2 bytes/],
    [
      'a BIN of two digits',
      /"deviceCvm": true/,
      '"deviceCvm": true, "listB": ["62"]',
      /listB\[0\] must be/,
    ],
    ['no currency', /"5F2A": "0156",/, '', /"tags" has no 5F2A/],
    ['a country of no byte', /"9F1A": "0156"/, '"9F1A": ""', /"tags" has no 9F1A/],
    [
      'a type with a letter',
      /"types": \["00"/,
      '"types": ["0A"',
      /"aids"\[0\].types\[0\] must be two digits/,
    ],
    ['a mistyped key', /"exponent": "03"/, '"exponent": "11"', /check value of key .* is wrong/],
  ];
  for (const [name, from, to, message] of mistakes) {
    test(`check finds ${name}, with its place`, async () => {
      const { code, stderr, stdout } = await cli(parameters, 'check', edited([from, to]));
      assert.equal(code, 1);
      assert.equal(stdout.length, 0);
      assert.match(stderr, message);
    });
  }

  test('check tells all mistakes at once', async () => {
    const { stderr } = await cli(
      parameters,
      'check',
      edited([/"9F1A": "0156"/, '"9F1A": "56"'], [/"kernel": 2,/, '"kernel": 9,']),
    );
    assert.match(stderr, /9F1A/);
    assert.match(stderr, /kernel 9/);
  });

  test('build makes the image, show reads it, and a damaged one is refused', async () => {
    const image = join(folder, 'image.bin');
    const built = await cli(parameters, 'build', join(root, path('test')), '--out', image);
    assert.equal(built.code, 0);
    const shown = await cli(parameters, 'show', image);
    const { name, aids, pinFree } = JSON.parse(String(shown.stdout));
    assert.equal(name, 'test: three schemes');
    assert.equal(aids.length, 11);
    assert.deepEqual(pinFree, { enabled: true, limit: 100_000, deviceCvm: true });
    const bytes = readFileSync(image);
    bytes[100]! ^= 1;
    writeFileSync(image, bytes);
    const damaged = await cli(parameters, 'show', image);
    assert.equal(damaged.code, 1);
    assert.match(damaged.stderr, /the CRC is wrong/);
  });

  test('a wrong command line is answered with 2, --help is true', async () => {
    for (const args of [[], ['make'], ['check'], ['check', 'a', 'b'], ['check', 'a', '--what']]) {
      const { code, stderr } = await cli(parameters, ...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, /^jiaozi parameters: /);
    }
    const { code, stdout } = await cli(parameters, '--help');
    assert.equal(code, 0);
    for (const word of ['check', 'build', 'show', '--out', '--module']) {
      assert.ok(String(stdout).includes(word));
    }
  });
});

describe('jiaozi tap --config', () => {
  test('takes a parameter file: its applications, limits, rule and authorities', async () => {
    const config = join(root, path('test'));
    const card = join(folder, 'card.json');
    writeFileSync(card, JSON.stringify(recordedCard({ information: '80', rid: 'A000000003' })));
    const { stdout, stderr } = await cli(tap, '--config', config, '--transcript', card);
    const result = JSON.parse(String(stdout));
    assert.equal(stderr, '');
    assert.equal(result.outcome, 'online-request');
    assert.equal(result.kernel, 3);
    // 27: the card's signature is looked at before it goes online; floor 0: online only.
    assert.equal(result.tags['9F66'], '2780C000');
    assert.equal(result.oda.result, 'successful');
    const signed = recordedKernel2Card({ information: '80', control: '90', tvr: '0000008001' });
    writeFileSync(card, JSON.stringify(signed));
    // It was recorded at a terminal of type 22, and the card has signed that.
    const same = join(folder, 'same.json');
    writeFileSync(same, textOf('test').replace('"9F35": "21"', '"9F35": "22"'));
    const other = await cli(tap, '--config', same, '--transcript', card);
    const second = JSON.parse(String(other.stdout));
    assert.equal(second.kernel, 2);
    assert.equal(second.tvr, '0000008001');
    assert.equal(second.oda.result, 'successful');
  });

  test('and --ca-keys takes the place of its authorities', async () => {
    const [keys, card] = [join(folder, 'keys.csv'), join(folder, 'card.json')];
    writeFileSync(keys, authorityCsv());
    writeFileSync(card, JSON.stringify(recordedCard()));
    const config = join(root, path('unionpay'));
    const without = await cli(tap, '--config', config, '--transcript', card);
    assert.equal(JSON.parse(String(without.stdout)).cause, 'offline-approval-not-supported');
    const online = join(folder, 'online.json');
    writeFileSync(
      online,
      JSON.stringify({
        ...fileOf('unionpay'),
        offlineApprovals: true,
        aids: [{ aid: 'A000000333010101', kernel: 7 }],
      }),
    );
    const unknown = await cli(tap, '--config', online, '--transcript', card);
    assert.equal(JSON.parse(String(unknown.stdout)).oda.reason, 'ca-key-unknown');
    const known = await cli(tap, '--config', online, '--ca-keys', keys, '--transcript', card);
    assert.equal(JSON.parse(String(known.stdout)).outcome, 'approved');
  });
});
