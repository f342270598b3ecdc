// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a line is said on that line, and nothing else happens: a table of mistakes, lines of all shapes, and lines that
// chance has damaged.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { LineSplitter, lineBytesMax } from '../../host-sim/kat/lines.ts';
import { memberText } from '../../host-sim/kat/member-text.ts';
import { type Operation, type OperationName, operations } from '../../host-sim/kat/operations.ts';
import { type Answerer, Port } from '../../host-sim/kat/port.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { fuzz } from '../runner/fuzz.ts';
import { caseOf, counterError, pick, strengthError } from './support/cases.ts';
import { type Asked, Lab } from './support/lab.ts';

const key = '00'.repeat(16);
const block = '00'.repeat(16);
const names = Object.keys(operations) as OperationName[];
const table: Readonly<Record<string, Operation>> = operations;

/** Each with what its error must say. */
const mistakes: readonly (readonly [Asked, string | RegExp])[] = [
  [{ op: 'sha265', data: '' }, 'op: there is no "sha265"; jiaozi kat --help lists the operations'],
  [{ op: 'constructor' }, /^op: there is no "constructor"/],
  [{ op: '' }, /^op: there is no ""/],
  [{ op: 'sha256' }, 'data: missing; sha256 takes data'],
  [{ op: 'aes.cbc.encrypt', key, data: block }, 'iv: missing; aes.cbc.encrypt takes key, iv, data'],
  [{ op: 'sha256', data: 5 }, 'data: must be a string of hex digits, not a number'],
  [{ op: 'sha256', data: null }, 'data: must be a string of hex digits, not null'],
  [{ op: 'sha256', data: ['00'] }, 'data: must be a string of hex digits, not a list'],
  [{ op: 'sha256', data: {} }, 'data: must be a string of hex digits, not an object'],
  [{ op: 'sha256', data: '000' }, 'data: an odd number of hex digits (3)'],
  [{ op: 'sha256', data: '0g' }, 'data: character 2 is no hex digit'],
  [{ op: 'sha256', data: 'g0' }, 'data: character 1 is no hex digit'],
  [{ op: 'sha256', data: '0x00' }, 'data: character 2 is no hex digit'],
  [{ op: 'sha256', data: '00 0' }, 'data: character 3 is no hex digit'],
  [{ op: 'sha256', data: '00İ' }, 'data: character 3 is no hex digit'],
  [{ op: 'sha256', data: '00'.repeat(32_769) }, 'data: 32769 bytes; must be at most 32768'],
  [
    { op: 'hmac.sha256', key: '00'.repeat(5000), data: '00'.repeat(32_768) },
    /^line: its fields have 7\d+ characters, at most 73724$/,
  ],
  [{ op: 'aes.ecb.encrypt', key: '00', data: '' }, 'key: 1 byte; must be 16, 24 or 32'],
  [{ op: 'aes.ecb.encrypt', key: '', data: '' }, 'key: 0 bytes; must be 16, 24 or 32'],
  [{ op: 'aes.ecb.encrypt', key, data: '00' }, 'data: 1 byte; must be a multiple of 16'],
  [{ op: 'aes.cbc.encrypt', key, iv: '00', data: '' }, 'iv: 1 byte; must be 16'],
  [{ op: 'tdes.cbc.decrypt', key, iv: block, data: '' }, 'iv: 16 bytes; must be 8'],
  [{ op: 'sm4.ctr', key: '00'.repeat(24), iv: block, data: '' }, 'key: 24 bytes; must be 16'],
  [{ op: 'mac.iso9797.1', key, padding: 3, data: '' }, 'padding: must be one of 1, 2'],
  [{ op: 'mac.iso9797.1', key, padding: [1], data: '' }, 'padding: must be one of 1, 2'],
  [{ op: 'mac.iso9797.3', key: '00'.repeat(8), padding: 1, data: '' }, 'key: 8 bytes; must be 16'],
  [
    { op: 'drbg.hmac.sha256', entropy: '', nonce: '', bytes: 1 },
    'entropy: 0 bytes; must be 1 to 32768',
  ],
  [
    { op: 'drbg.hmac.sha256', entropy: key, nonce: '', bytes: 0 },
    'bytes: must be a whole number from 1 to 4096',
  ],
  [{ op: 'drbg.hmac.sha256', entropy: key, nonce: '', bytes: 4097 }, /^bytes: must be/],
  [{ op: 'drbg.hmac.sha256', entropy: key, nonce: '', bytes: '16' }, /^bytes: must be/],
  [{ op: 'drbg.hmac.sha256', entropy: key, nonce: '', bytes: 1.5 }, /^bytes: must be/],
  [
    { op: 'drbg.hmac.sha256', entropy: key, nonce: '', bytes: 1, additional: '' },
    /^additional: must be a list/,
  ],
  [
    { op: 'drbg.hmac.sha256', entropy: key, nonce: '', bytes: 1, additional: ['', '', ''] },
    /^additional: must be a list/,
  ],
  [
    { op: 'drbg.hmac.sha256', entropy: key, nonce: '', bytes: 1, additional: ['', '0z'] },
    'additional: character 2 is no hex digit',
  ],
  [
    { op: 'rsa.recover', modulus: '0004', exponent: '03', data: '00' },
    /^modulus: must be an odd number/,
  ],
  [{ op: 'rsa.recover', modulus: '', exponent: '03', data: '' }, /^modulus: must be/],
  [{ op: 'rsa.recover', modulus: '01', exponent: '03', data: '00' }, /^modulus: must be/],
  [{ op: 'rsa.recover', modulus: 'FF'.repeat(257), exponent: '03', data: '' }, /^modulus: must be/],
  [{ op: 'rsa.recover', modulus: 'FFFF', exponent: '01', data: '0001' }, /^exponent: must be/],
  [{ op: 'rsa.recover', modulus: 'FFFF', exponent: '04', data: '0001' }, /^exponent: must be/],
  [{ op: 'rsa.recover', modulus: 'FFFF', exponent: '', data: '0001' }, /^exponent: must be/],
  [
    { op: 'rsa.recover', modulus: 'FFFF', exponent: '0100000001', data: '0001' },
    /^exponent: must be/,
  ],
  [{ op: 'rsa.recover', modulus: 'FFFF', exponent: '03', data: '000001' }, /^a field has a length/],
  [
    { op: 'rsa.recover', modulus: 'FFFF', exponent: '03', data: 'FFFF' },
    'data: must be a number below the modulus',
  ],
  [
    {
      op: 'rsa.pkcs1.verify',
      modulus: 'FFFF',
      exponent: '03',
      hash: 'md5',
      data: '',
      signature: '',
    },
    'hash: must be one of sha1, sha256, sha384, sha512, sm3',
  ],
  [
    {
      op: 'rsa.pss.verify',
      modulus: 'FFFE',
      exponent: '03',
      hash: 'sha1',
      data: '',
      signature: '',
    },
    /^modulus: must be/,
  ],
  [
    { op: 'p256.ecdsa.verify', publicKey: '04', hash: 'sha1', data: '', signature: '' },
    'publicKey: 1 byte; must be 65',
  ],
  [
    { op: 'p256.ecdh', privateKey: '00'.repeat(32), publicKey: `04${'00'.repeat(64)}` },
    /^privateKey: must be from 1/,
  ],
  [
    { op: 'p256.ecdh', privateKey: 'FF'.repeat(32), publicKey: `04${'00'.repeat(64)}` },
    /^privateKey: must be from 1/,
  ],
  [
    { op: 'p256.ecdh', privateKey: '01'.repeat(32), publicKey: `04${'00'.repeat(64)}` },
    'publicKey: is no point of the curve',
  ],
  [
    {
      op: 'sm2.verify',
      publicKey: `04${'00'.repeat(64)}`,
      signerId: '00'.repeat(8192),
      data: '',
      signature: '',
    },
    'signerId: 8192 bytes; must be at most 8191',
  ],
  [{ op: 'kcv', cipher: 'des', method: 'legacy', key }, 'cipher: must be one of tdes, aes, sm4'],
  [{ op: 'kcv', cipher: 'sm4', method: 'legacy', key: '00' }, /^a field has a length/],
  [{ op: 'kcv', cipher: 'aes', method: 'cmac', key: '00'.repeat(8) }, /^a field has a length/],
  [
    { op: 'kcv', cipher: 'aes', method: 'cmac', key, bytes: 6 },
    'bytes: must be a whole number from 1 to 5',
  ],
  [{ op: 'pinblock.encode', format: 5, pin: '1234' }, 'format: must be one of 0, 1, 2, 3, 4, sm4'],
  [
    { op: 'pinblock.encode', format: 0, pin: '1234' },
    'pan: missing; pinblock.encode takes format, pin, pan, fill, key',
  ],
  [{ op: 'pinblock.encode', format: 0, pin: '123', pan: '1' }, 'pin: 3 digits; must be 4 to 12'],
  [
    { op: 'pinblock.encode', format: 0, pin: '1234567890123', pan: '1' },
    'pin: 13 digits; must be 4 to 12',
  ],
  [
    { op: 'pinblock.encode', format: 0, pin: 1234, pan: '1' },
    'pin: must be a string of decimal digits, not a number',
  ],
  [{ op: 'pinblock.encode', format: 0, pin: '123A', pan: '1' }, 'pin, pan: must be decimal digits'],
  [
    { op: 'pinblock.encode', format: 0, pin: '1234', pan: '12 3' },
    'pin, pan: must be decimal digits',
  ],
  [{ op: 'pinblock.encode', format: 0, pin: '1234', pan: '' }, /^pan: 0 digits/],
  [{ op: 'pinblock.encode', format: 1, pin: '1234' }, /^fill: missing/],
  [{ op: 'pinblock.encode', format: 1, pin: '1234', fill: '123456789' }, /^fill: too few/],
  [{ op: 'pinblock.encode', format: 1, pin: '1234', fill: '123456789G' }, /^fill: too few/],
  [
    { op: 'pinblock.encode', format: 3, pin: '1234', pan: '1', fill: '0123456789' },
    /^fill: too few/,
  ],
  [{ op: 'pinblock.encode', format: 4, pin: '1234', pan: '1', fill: '00' }, /^fill: too few/],
  [{ op: 'pinblock.encode', format: 2, pin: '1234', key: '00' }, /^a field has a length/],
  [
    {
      op: 'pinblock.encode',
      format: 4,
      pin: '1234',
      pan: '1',
      fill: '00'.repeat(8),
      key: '00'.repeat(8),
    },
    /^a field has a length/,
  ],
  [{ op: 'dukpt.tdes.ik', bdk: key, ksn: '00'.repeat(12) }, 'ksn: 12 bytes; must be 10'],
  [{ op: 'dukpt.tdes.key', ik: key, ksn: 'FFFF9876543210E00000', use: 'pin' }, counterError],
  [{ op: 'dukpt.tdes.key', ik: key, ksn: 'FFFF9876543210FFFFFF', use: 'pin' }, counterError],
  [
    { op: 'dukpt.tdes.key', ik: key, ksn: 'FFFF9876543210E00001', use: 'mac' },
    /^use: must be one of pin, mac.request/,
  ],
  [
    { op: 'dukpt.aes.key', ik: key, ksn: '123456789012345600000000', use: 'pin', type: 'aes128' },
    counterError,
  ],
  [
    { op: 'dukpt.aes.key', ik: key, ksn: '12345678901234560001FFFF', use: 'pin', type: 'aes128' },
    counterError,
  ],
  [
    { op: 'dukpt.aes.key', ik: key, ksn: '123456789012345600000001', use: 'pin', type: 'aes192' },
    strengthError,
  ],
  [
    { op: 'dukpt.aes.key', ik: key, ksn: '123456789012345600000001', use: 'pin', type: 'aes256' },
    strengthError,
  ],
  [
    {
      op: 'dukpt.aes.key',
      ik: '00'.repeat(24),
      ksn: '123456789012345600000001',
      use: 'pin',
      type: 'aes256',
    },
    strengthError,
  ],
  [{ op: 'dukpt.aes.key', ik: key, ksn: '123456789012345600000001', use: 'pin' }, /^type: missing/],
  [
    { op: 'tr31.unwrap', kbpk: key, block: '' },
    'key block: too short, or a character where it may not stand',
  ],
  [
    { op: 'tr31.unwrap', kbpk: key, block: 'é'.repeat(40) },
    'key block: a version that is not B, C or D',
  ],
  [
    { op: 'tr31.unwrap', kbpk: key, block: 'A0080P0TE00E0000'.padEnd(80, '0') },
    'key block: a version that is not B, C or D',
  ],
  [
    { op: 'tr31.unwrap', kbpk: key, block: 'B0080P0TE00E0000'.padEnd(79, '0') },
    /^key block: its length/,
  ],
  [
    { op: 'tr31.unwrap', kbpk: key, block: 'B0080P0TE00E0000'.padEnd(80, '0') },
    'key block: not authentic: changed, or wrapped under another key',
  ],
  [
    { op: 'tr31.unwrap', kbpk: '00'.repeat(32), block: 'B0080P0TE00E0000'.padEnd(80, '0') },
    /^kbpk: a length/,
  ],
  [
    { op: 'tr31.unwrap', kbpk: key, block: 'x'.repeat(1025) },
    'block: 1025 characters; must be at most 1024',
  ],
  [
    { op: 'tr31.wrap', kbpk: key, header: 'B0080P0TE00E0000', key: '00', fill: '' },
    'key: a length that its algorithm does not have',
  ],
  [
    { op: 'tr31.wrap', kbpk: key, header: 'B0080P0TE00E0000', key, fill: '' },
    /^key block: its length/,
  ],
  [
    { op: 'tr31.wrap', kbpk: key, header: 'B0080P0TE00E000', key, fill: '' },
    /^header: 15 characters/,
  ],
  [{ op: 'luhn', pan: '' }, 'pan: 0 digits; must be 1 to 1024'],
  [{ op: 'luhn' }, 'pan: missing; luhn takes pan'],
];

describe('mistakes', () => {
  let lab: Lab;
  before(async () => {
    lab = await Lab.desk();
  });
  after(() => lab.close());

  test('each has its words: what, where, and what would be right', () => {
    const answers = lab.ask(mistakes.map(([question]) => question));
    mistakes.forEach(([question, wanted], i) => {
      const error = answers[i]!.error;
      assert.deepEqual(Object.keys(answers[i]!), ['error'], JSON.stringify(question));
      if (typeof wanted === 'string') assert.equal(error, wanted, JSON.stringify(question));
      else assert.match(String(error), wanted, JSON.stringify(question));
    });
  });

  test('a field that is left out, or is of another type, is named in the error', () => {
    const random = new Random('left out');
    const wrong = [7, null, true, [1], { a: 1 }, 'zz', '\u0000', '-1'];
    const questions: (readonly [Asked, string])[] = [];
    for (const op of names)
      for (const field of table[op]!.fields) {
        const [question] = caseOf(op, random, 32);
        const { [field.name]: _, ...without } = question;
        if (field.default === undefined && !field.when && !field.also)
          questions.push([without as Asked, field.name]);
        if (!(field.name in question)) continue;
        for (const value of wrong)
          questions.push([{ ...question, [field.name]: value } as Asked, field.name]);
      }
    const answers = lab.ask(questions.map(([question]) => question));
    let refused = 0;
    questions.forEach(([question, field], i) => {
      const { error } = answers[i]!;
      if (error === undefined) return;
      refused++;
      const named = new RegExp(`\\b${field}\\b|^key block:|^a field has a length|^pin, pan:`);
      assert.match(String(error), named, JSON.stringify(question));
    });
    // What is not looked at (a PAN in format 2), or is a number where one may stand, is no mistake.
    assert.ok(refused > 0.95 * questions.length, `${refused} of ${questions.length}`);
  });

  test('a question has no answer but its own: a mistake changes none of those around it', () => {
    const random = new Random('around');
    const good = names.map((op) => caseOf(op, random, 40));
    const mixed = good.flatMap(([question]) => [question, pick(random, mistakes)[0]]);
    const answers = lab.ask(mixed);
    good.forEach(([question, wanted], i) => {
      assert.deepEqual(answers[2 * i], wanted, JSON.stringify(question));
    });
  });
});

describe('lines', () => {
  let lab: Lab;
  before(async () => {
    lab = await Lab.desk();
  });
  after(() => lab.close());
  const question = '"op":"sha1","data":""';
  const out = '"out":"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"';

  test('the identifier comes back as it was written, whatever it is', () => {
    const ids = [
      ...[
        '1',
        '1.0',
        '-0',
        '1e400',
        '18446744073709551617',
        'null',
        'true',
        '""',
        '"\\u0000\\ud800"',
      ],
      ...[
        '"1234567890"',
        '[1, [2, {"id": 3}]]',
        '{"op":"x","}":"]"}',
        '"\\"}, \\\\"',
        '"交子 \u2028"',
        '"\\\\"',
      ],
    ];
    for (const id of ids) {
      assert.deepEqual(lab.lines(`{"id":${id},${question}}`), [`{"id":${id},${out}}`]);
      assert.deepEqual(lab.lines(`{ ${question} , "id" : ${id} }`), [`{"id":${id},${out}}`]);
      assert.deepEqual(lab.lines(`{"id":0,"\\u0069d":${id},${question}}`), [`{"id":${id},${out}}`]);
    }
    assert.deepEqual(lab.lines(`{${question}}`), [`{"id":null,${out}}`]);
    assert.deepEqual(lab.lines(`{"x":{"id":5},${question}}`), [`{"id":null,${out}}`]);
  });

  test('a line that is wrong in itself gets its answer, too', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['{', /^line: not JSON/],
      ['{"id":1}{"id":2}', /^line: not JSON/],
      ['nonsense', /^line: not JSON/],
      ['[]', /^line: not an object/],
      ['null', /^line: not an object/],
      ['"sha1"', /^line: not an object/],
      ['1', /^line: not an object/],
      ['{}', /^op: missing/],
      ['{"op":null}', /^op: must be a string, not null/],
      ['{"op":["sha1"]}', /^op: must be a string, not a list/],
      ['{"__proto__":{"op":"sha1","data":""}}', /^op: missing/],
      ['{"op":"__proto__"}', /^op: there is no/],
      [`{"op":"${'x'.repeat(1000)}"}`, /^op: there is no "x{40}";/],
      ['['.repeat(60_000), /^line: not JSON/],
      [`{"op":"sha1","data":"00","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /^$/],
      ['\u0000', /^line: not JSON/],
    ];
    for (const [line, wanted] of cases) {
      const [answer, ...more] = lab.lines(line);
      assert.deepEqual(more, []);
      assert.match(
        (JSON.parse(answer!) as { error?: string }).error ?? '',
        wanted,
        line.slice(0, 60),
      );
    }
  });

  test('carriage returns, blank lines and a missing end are no matter; pieces of any size give the same', () => {
    const input = `{"id":1,${question}}\r\n\n  \r\n\r\n{"id":2,${question}}\n{"id":"交",${question}}`;
    const wanted = [1, 2, '"交"'].map((id) => `{"id":${id},${out}}`);
    for (const size of [1, 2, 3, 7, 50, 1000]) assert.deepEqual(lab.lines(input, size), wanted);
    assert.deepEqual(lab.lines(`\uFEFF{"id":1,${question}}\r\n`), [wanted[0]]);
    assert.deepEqual(lab.lines(''), []);
    assert.deepEqual(lab.lines('\n\r\n\n'), []);
  });

  test('the longest data go through; a longer line is measured, and not kept', () => {
    const [answer] = lab.ask([{ op: 'aes.ctr', key, iv: block, data: '00'.repeat(32_768) }]);
    assert.equal(String(answer!.out).length, 65_536);
    const splitter = new LineSplitter();
    const piece = Buffer.alloc(100_000, 0x20);
    for (let i = 0; i < 200; i++) assert.deepEqual(splitter.add(piece), []);
    assert.deepEqual(splitter.add(Buffer.from('\n{}\n')), [20_000_000, '{}']);
    const lines = lab.lines(
      `${' '.repeat(lineBytesMax)}\n${'x'.repeat(lineBytesMax + 1)}\n{"id":1,${question}}`,
    );
    assert.match(lines[0]!, /"error":"line: 131073 bytes, at most 131072/);
    assert.equal(lines[1], `{"id":1,${out}}`);
  });

  test('a member is found as JSON has it', () => {
    assert.equal(
      memberText('{"a":"x\\"},","id" : [ {"id":1} , 2 ] , "b":1}', 'id'),
      '[ {"id":1} , 2 ]',
    );
    assert.equal(memberText('{}', 'id'), undefined);
    assert.equal(memberText('{"id":1,"id":2}', 'id'), '2');
  });
});

describe('damage', () => {
  let lab: Lab;
  before(async () => {
    lab = await Lab.desk();
  });
  after(() => lab.close());
  const { numRuns, seed } = fuzz(600);

  /** One answer to each line that is not blank, in order, and JSON. */
  function assertAnswered(lines: readonly Buffer[]): void {
    const answers = lab.lines(Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
    const asked = lines.filter((line) => line.toString().trim() !== '');
    assert.equal(answers.length, asked.length);
    for (const answer of answers) {
      const { id: _, ...members } = JSON.parse(answer) as Record<string, unknown>;
      assert.match(Object.keys(members).join(), /^(out|ok|error|out,panField|header,key)$/, answer);
    }
  }

  test('random bytes get an error a line', () => {
    const random = new Random(`bytes ${seed}`);
    assertAnswered(
      Array.from({ length: numRuns }, () =>
        Buffer.from(random.bytes(random.below(400)).filter((byte) => byte !== 10)),
      ),
    );
  });

  test('good lines with bytes changed, lost, doubled or cut off get an answer each, and harm none', () => {
    const random = new Random(`damage ${seed}`);
    const lines = Array.from({ length: numRuns }, () => {
      const [question] = caseOf(pick(random, cheap), random, random.below(60));
      return mutated(random, Buffer.from(JSON.stringify({ id: random.below(100), ...question })));
    });
    assertAnswered(lines);
    lab.check(cheap.map((op) => caseOf(op, random, 33)));
  });

  test('good questions with fields of others get an answer each', () => {
    const random = new Random(`fields ${seed}`);
    const lines = Array.from({ length: numRuns }, () => {
      const [question] = caseOf(pick(random, cheap), random, random.below(60));
      const [other] = caseOf(pick(random, cheap), random, random.below(60));
      const mixed = random.chance(1, 2) ? { ...other, ...question } : { ...question, ...other };
      return Buffer.from(JSON.stringify({ ...mixed, op: pick(random, names) }));
    });
    assertAnswered(lines);
  });

  /** Whose questions are made quickly. */
  const cheap = names.filter((op) => !/^(rsa|p256|sm2)/.test(op));

  function mutated(random: Random, line: Buffer): Buffer {
    const at = random.below(line.length);
    const rest = line.subarray(at + 1);
    switch (random.below(5)) {
      case 0:
        return Buffer.concat([line.subarray(0, at), Buffer.of(random.between(32, 126)), rest]);
      case 1:
        return Buffer.concat([line.subarray(0, at), rest]);
      case 2:
        return Buffer.concat([line.subarray(0, at), line.subarray(at, at + 1), line.subarray(at)]);
      case 3:
        return line.subarray(0, at);
      default:
        return Buffer.concat([line.subarray(0, at), Buffer.of(random.between(0x80, 0xff)), rest]);
    }
  }
});

test('a machine that dies of a question costs that question and no other', () => {
  let opened = 0;
  const fragile = (): Answerer => {
    opened++;
    return {
      names: ['sha1', 'sha256'],
      ask: (questions) => {
        if (questions.some((bytes) => bytes[4] === 1)) throw new Error('the program has died');
        return questions.map(() => ({ kind: 0, text: Buffer.from('AA') }));
      },
      close: () => {},
    };
  };
  const port = new Port(fragile);
  const line = (id: number, op: string) => JSON.stringify({ id, op, data: '00' });
  assert.equal(
    port.answers([line(1, 'sha1'), line(2, 'sha256'), line(3, 'sha1')]),
    '{"id":1,"out":"AA"}\n{"id":2,"error":"the program has died"}\n{"id":3,"out":"AA"}\n',
  );
  assert.equal(opened, 3);
});
