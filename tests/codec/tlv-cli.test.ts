// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi tlv decode` and the dictionaries behind it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { decodeTree, tlv } from '../../host-sim/cli/tlv.ts';
import { bitMeanings } from '../../host-sim/lib/tag-bits.ts';
import { namedTags, tagHex, tagName } from '../../host-sim/lib/tag-names.ts';
import { wordsOf } from '../../host-sim/lib/tag-words.ts';
import * as tags from '../../src/emv/tags.ts';
import { dataObject } from '../../src/emv/tags.ts';
import { fromHex } from '../../src/lib/bytes.ts';
import { debitAid, fci, gpo, tlv as object, pan } from '../unit/support/emv-card.ts';

async function run(args: string[], stdin: string | Uint8Array = '') {
  let stdout = '';
  let stderr = '';
  const code = await tlv(args, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
  });
  return { code, stdout, stderr };
}

const answer = gpo({ '9F6C': '8081', '9F38': '9F6604' }).slice(0, -4);

describe('jiaozi tlv decode', () => {
  test('prints a line per object, indented by nesting', async () => {
    const { code, stdout, stderr } = await run([
      'decode',
      fci(debitAid, { '9F38': '9F660495059F0206' }).slice(0, -4),
    ]);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.equal(
      stdout,
      [
        '6F  File control information (FCI) template  (33)',
        '  84  Dedicated file (DF) name  (8)  A000000333010101',
        '  A5  FCI proprietary template  (21)',
        '    50  Application label  (8)  5155494350415353  "QUICPASS"',
        '    9F38  Processing options data object list (PDOL)  (8)  9F660495059F0206',
        '        9F66 4 Terminal transaction qualifiers (TTQ) / PUNATC of track 2',
        '        95 5 Terminal verification results (TVR)',
        '        9F02 6 Amount, authorised',
        '',
      ].join('\n'),
    );
  });

  test('says the bits in words', async () => {
    const { stdout } = await run(['decode', answer]);
    assert.match(
      stdout,
      /9F6C {2}Card transaction qualifiers \(CTQ\) {2}\(2\) {2}8081\n {6}byte 1 80 online PIN required\n/,
    );
    assert.match(stdout, /byte 2 80 consumer device CVM performed\n {6}byte 2 01 reserved\n/);
  });

  test('masks account data, also in JSON, unless asked for them', async () => {
    const bytes =
      answer +
      object('5A', pan) +
      object('5F20', '5445535420484F4C444552') +
      object('5F24', '301231') +
      object('9F1F', '303132') +
      object('56', '4236323939');
    for (const args of [
      ['decode', bytes],
      ['decode', bytes, '--json'],
    ]) {
      const { stdout } = await run(args);
      assert.ok(!stdout.includes(pan) && !stdout.includes('301231') && !stdout.includes('3012201'));
      assert.ok(!/TEST HOLDER|5445535420|303132|42363239/.test(stdout));
      assert.match(stdout, /629999\*{6}0017/);
    }
    const { stdout } = await run(['decode', bytes, '--unmask']);
    assert.match(stdout, /57 .*6299990000000017D301220101234000000F/);
    assert.match(stdout, /5A .*6299990000000017\n/);
    assert.match(stdout, /"TEST HOLDER"/);
    assert.match(stdout, /301231/);
  });

  test('what is too short for an account number is hidden whole', async () => {
    const { stdout } = await run(['decode', object('5A', '629999000017')]);
    assert.match(stdout, /\(6\) {2}\*{12}\n$/);
  });

  test('JSON has tags, names, offsets, lengths, values and children', async () => {
    const { stdout } = await run([
      'decode',
      '--json',
      `00${object('70', object('9F36', '001C'), object('DF0F', 'AA'))}`,
    ]);
    assert.deepEqual(JSON.parse(stdout), [
      {
        tag: '70',
        name: 'Record template',
        valueAt: 3,
        length: 9,
        children: [
          {
            tag: '9F36',
            name: 'Application transaction counter (ATC)',
            valueAt: 6,
            length: 2,
            value: '001C',
          },
          { tag: 'DF0F', valueAt: 11, length: 1, value: 'AA' },
        ],
      },
    ]);
  });

  const malformed: readonly (readonly [name: string, hex: string, message: string])[] = [
    ['a value that runs past the end', '6F1A840E3150', 'byte 1: the value runs past the end'],
    ['an object cut inside a template', '7006570100 9F3602', 'byte 7: the value runs past the end'],
    ['an object cut inside two templates', '0070047002 9F 36', 'byte 7: the length is missing'],
    ['an inner template with a cut tag', '7005A5035A009F', 'byte 7: the tag is cut off'],
    ['half a byte at the end', '570', 'byte 1: the length is missing'],
    ['half a byte behind a whole object', '9F3602001C5', 'byte 5: half a byte'],
    ['the indefinite length', '7080', 'byte 1: the length form is not used by EMV'],
    ['more templates than any card nests', nest(17), 'byte 34: nested deeper than 16 templates'],
  ];
  for (const [name, hex, message] of malformed) {
    test(`${name} is an error with the offset and exit code 1`, async () => {
      assert.deepEqual(await run(['decode', hex]), {
        code: 1,
        stdout: '',
        stderr: `jiaozi tlv: ${message}\n`,
      });
    });
  }

  test('sixteen templates inside one another are shown', async () => {
    const { code, stdout } = await run(['decode', nest(16)]);
    assert.equal(code, 0);
    assert.equal(stdout.split('\n').length, 17);
  });

  test('reads hexadecimal or bytes from standard input or a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tlv-'));
    try {
      const file = join(folder, 'answer.bin');
      writeFileSync(file, fromHex(answer));
      const expected = await run(['decode', answer]);
      assert.equal(expected.code, 0);
      assert.deepEqual(await run(['decode', file]), expected);
      assert.deepEqual(await run(['decode', '-'], `${answer.toLowerCase()}\n`), expected);
      assert.deepEqual(await run(['decode'], fromHex(answer)), expected);
      assert.deepEqual(await run(['decode', answer.replace(/(..)/g, '$1 ')]), expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('nothing at all is nothing, not an error', async () => {
    assert.deepEqual(await run(['decode'], ''), { code: 0, stdout: '', stderr: '' });
  });

  test('help goes to standard output, wrong usage to standard error with exit code 2', async () => {
    const help = await run(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /--unmask/);
    const wrong: readonly (readonly [string[], RegExp])[] = [
      [[], /'' is not decode/],
      [['encode'], /'encode' is not decode/],
      [['decode', '--jsn'], /no option --jsn/],
      [['decode', '5700', '5A00'], /one input at a time/],
      [['decode', 'no-such-file.bin'], /neither hexadecimal nor a readable file/],
    ];
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await run(args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
    }
  });
});

/** Templates 70 inside one another. */
function nest(depth: number): string {
  let text = '';
  for (let i = 0; i < depth; i++) text = object('70', text);
  return text;
}

describe('values in words', () => {
  const rows: readonly (readonly [tag: number, value: string, words: readonly string[]])[] = [
    [0x9f27, '80', ['ARQC: online']],
    [0x9f27, '09', ['AAC: declined', 'advice required', 'reason: service not allowed']],
    [0x9f27, '47', ['TC: approved offline', 'reason: reserved']],
    [0x9f27, '', []],
    [0xdf8129, '3010F020F0FF00', []],
    [
      0xdf8129,
      '3010F020F8F0FF00',
      [
        'online request',
        'start B',
        'online PIN',
        'user interface request with the outcome',
        'user interface request with the restart',
        'data record',
        'discretionary data',
        'receipt',
      ],
    ],
    [0xdf8129, '77F0F0F000F0FF00', ['status 77']],
    [0xdf8115, '0000000000FF', []],
    [0xdf8115, '0003006A82FF', ['status word', 'the card answered 6A82']],
    [0xdf8115, '01FF020000FF', ['no answer in time', 'level 2 FF', 'level 3 02']],
    [0xdf8115, '00', []],
    [0x9f34, '1E0302', ['signature, if the terminal supports it: successful']],
    [0x9f34, '3F0000', ['no CVM performed, always: unknown']],
    [0x9f34, '022B09', ['enciphered PIN, verified online, reserved condition 2B: result 09']],
    [0x9f34, '1E03', []],
    [
      0x8e,
      '000003E80000000042031E031F00',
      [
        'X = 1000, Y = 0 (minor units)',
        '4203 enciphered PIN, verified online, if the terminal supports it; else the next',
        '1E03 signature, if the terminal supports it; else fail',
        '1F00 no CVM required, always; else fail',
      ],
    ],
    [
      0x8e,
      '00000000FFFFFFFF2A0A01',
      [
        'X = 0, Y = 4294967295 (minor units)',
        '2A0A reserved method 2A, reserved condition 0A; else fail',
        '01 a rule that is cut',
      ],
    ],
    [0x8e, '00', ['cut before the end of the amounts']],
    [
      0x94,
      '0801010118020400',
      ['file 1, records 1 to 1, 1 signed', 'file 3, records 2 to 4, 0 signed'],
    ],
    [0x94, '08010101FF', ['file 1, records 1 to 1, 1 signed', 'an entry that is cut']],
    [
      0x9f10,
      '07010103A0000001',
      [
        'key index 01, cryptogram version 01',
        'CVR 03A00000: ARQC: online',
        'no second cryptogram yet',
        'algorithm 3DES',
      ],
    ],
    [
      0x9f10,
      '06010A0348A0120102',
      [
        'key index 01, cryptogram version 0A',
        'CVR 0348A012: AAC: declined',
        'second cryptogram: TC',
        'CVR byte 2 08 issuer authentication performed and failed',
        'CVR byte 3 80 last online transaction not completed',
        'CVR byte 3 20 velocity counters exceeded',
        'CVR byte 4 02 offline dynamic data authentication performed',
        'CVR: 1 issuer script commands',
        "issuer's own: 0102",
      ],
    ],
    [0x9f10, '0110A00003220000000000', []],
    [0x9f2a, '03', ['kernel 3, Visa']],
    [0x9f2a, '810156', ['domestic or proprietary kernel 810156']],
    [0x96, '0900000000000000', ['kernel 9']],
    [0x9f35, '22', ['attended, offline with online capability, merchant']],
    [0x9f35, '14', ['unattended, online only, bank']],
    [0x9f35, '07', []],
    [0x87, '81', ["priority 1, only with the cardholder's confirmation"]],
    [0x87, '00', ['no priority']],
    [0x8a, '3030', ['approved']],
    [0x8a, '3531', []],
    [0x9c, '09', ['purchase with cash back']],
    [0x9f39, '07', ['contactless chip']],
    [
      0x9f4a,
      '8294',
      ['82 Application interchange profile (AIP)', '94 Application file locator (AFL)'],
    ],
    [0x9f36, '0001', []],
  ];
  for (const [tag, value, expected] of rows) {
    test(`${tagHex(tag)} ${value}`, () => assert.deepEqual(wordsOf(tag, fromHex(value)), expected));
  }

  test('are below the object, and in JSON', async () => {
    const { stdout } = await run(['decode', object('9F27', '40')]);
    assert.match(stdout, /9F27 .*\n {4}TC: approved offline\n/);
    const json = await run(['decode', '--json', object('9F27', '40')]);
    assert.deepEqual(JSON.parse(json.stdout)[0].words, ['TC: approved offline']);
  });

  test('never fail, whatever the value', () => {
    for (const tag of namedTags) {
      for (let length = 0; length < 20; length++) {
        for (const fill of [0, 3, 0x5a, 0xff]) {
          wordsOf(tag, new Uint8Array(length).fill(fill));
          bitMeanings(tag, new Uint8Array(length).fill(fill));
        }
      }
    }
  });

  test('action codes have the bits of the TVR, usage control its own', () => {
    assert.deepEqual(bitMeanings(0x9f0d, fromHex('0800000000')), ['byte 1 08 DDA failed']);
    assert.deepEqual(bitMeanings(0xdf8122, fromHex('0040000000')), [
      'byte 2 40 application expired',
    ]);
    assert.deepEqual(bitMeanings(0x9f07, fromHex('8040')), [
      'byte 1 80 domestic cash',
      'byte 2 40 international cash back',
    ]);
    assert.deepEqual(bitMeanings(0xdf8118, fromHex('61')), [
      'byte 1 40 enciphered PIN for online verification',
      'byte 1 20 signature',
      'byte 1 01 reserved',
    ]);
    assert.deepEqual(bitMeanings(0x9f40, fromHex('4000000001')), [
      'byte 1 40 goods',
      'byte 5 01 code table 1',
    ]);
  });
});

describe('dictionaries', () => {
  test('every tag that the terminal works with has a name', () => {
    for (const [name, tag] of Object.entries(tags)) {
      if (typeof tag !== 'number') continue;
      assert.ok(tagName(tag) !== undefined, name);
      assert.ok(name.startsWith(`tag${tagHex(tag)}`), name);
    }
  });

  test('every tag of the dictionary is a whole tag', () => {
    assert.ok(namedTags.length > 180);
    for (const tag of namedTags) {
      const tree = decodeTree(fromHex(`${tagHex(tag)}00`), false);
      assert.ok(tree.ok && tree.value[0]?.tag === tagHex(tag), tagHex(tag));
    }
  });

  test('an unknown tag has no name, nor has anything that objects inherit', () => {
    assert.equal(tagName(0xdf0f), undefined);
    assert.equal(dataObject(0xdf0f), undefined);
    assert.equal(tagHex(0x9f02), '9F02');
    assert.equal(tagHex(0x0a), '0A');
  });

  test('bits are told in their order, reserved ones as such', () => {
    assert.deepEqual(bitMeanings(0x95, fromHex('8000048001')), [
      'byte 1 80 offline data authentication not performed',
      'byte 3 04 online PIN entered',
      'byte 4 80 transaction exceeds floor limit',
      'byte 5 01 relay resistance not performed',
    ]);
    assert.deepEqual(bitMeanings(0x9b, fromHex('E8000F')), [
      'byte 1 80 offline data authentication performed',
      'byte 1 40 cardholder verification performed',
      'byte 1 20 card risk management performed',
      'byte 1 08 terminal risk management performed',
      'byte 3 08 reserved',
      'byte 3 04 reserved',
      'byte 3 02 reserved',
      'byte 3 01 reserved',
    ]);
    assert.deepEqual(bitMeanings(0x9f36, fromHex('FFFF')), []);
    assert.deepEqual(bitMeanings(0x9f66, new Uint8Array(4)), []);
  });
});
