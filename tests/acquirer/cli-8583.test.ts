// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readMessage } from '../../host-sim/acquirer/wire.ts';
import { iso8583 } from '../../host-sim/cli/8583.ts';
import { encodeMessage } from '../../src/host/iso8583/message.ts';
import { profileUnionPayTdes as profile } from '../../src/host/profile-unionpay-tdes.ts';
import { financialRequest } from '../../src/host/requests.ts';
import { furtherTransactions } from '../../src/host/transactions.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { sampleA, sampleD } from '../codec/samples.ts';
import { Bench, pan } from './terminal.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: string[], input: Uint8Array | string = ''): Promise<Run> {
  let out = '';
  let err = '';
  async function* stdin() {
    // In two pieces, as a pipe may deliver it.
    const bytes = Buffer.from(input);
    yield bytes.subarray(0, 5);
    yield bytes.subarray(5);
  }
  const code = await iso8583(args, {
    stdin: stdin(),
    stdout: {
      write: (text) => {
        out += text;
      },
    },
    stderr: {
      write: (text) => {
        err += text;
      },
    },
  });
  return { code, out, err };
}

const compact = (hex: string) => hex.replace(/\s/g, '').toUpperCase();

/** The four ways in which a message may arrive. */
function variants(sample: string): Record<string, string> {
  const whole = compact(sample);
  const bare = whole.slice(26);
  const length = (bare.length / 2).toString(16).padStart(4, '0').toUpperCase();
  return {
    'length, TPDU, header': whole,
    'TPDU, header': whole.slice(4),
    length: length + bare,
    bare,
  };
}

const saleBench = new Bench();
saleBench.signIn();
const sale = saleBench.frame('0200', saleBench.sale(1250), saleBench.macKey).toString('hex');

describe('8583 decode', () => {
  test('prints a line per field with number and name', async () => {
    const { code, out, err } = await run(['decode', sampleA]);
    assert.equal(code, 0);
    assert.equal(err, '');
    const lines = out.trimEnd().split('\n');
    assert.equal(lines[0], 'length  127');
    assert.equal(lines[1], 'TPDU    6000030000');
    assert.equal(lines[2], 'header  603210320072');
    assert.equal(lines[3], 'MTI     0200');
    assert.match(out, /^F4 +amount +000000001234$/m);
    assert.match(out, /^F64 +mac +4233413039324145 {2}"B3A092AE"$/m);
    assert.equal(lines.length, 4 + 11);
  });

  for (const [name, sample] of [
    ['A', sampleA],
    ['D', sampleD],
    ['a sale', sale],
  ] as const) {
    for (const [form, hex] of Object.entries(variants(sample))) {
      test(`and encode are inverses: ${name}, ${form}`, async () => {
        const { code, out } = await run(['decode', '--json', '--unmask', hex]);
        assert.equal(code, 0);
        assert.deepEqual(await run(['encode'], out), { code: 0, out: `${hex}\n`, err: '' });
      });
    }
  }

  test('takes hexadecimal text or bytes, from standard input or a file', async () => {
    const { out } = await run(['decode', sampleD]);
    const folder = await mkdtemp(join(tmpdir(), 'jiaozi-8583-'));
    try {
      const [text, binary] = [join(folder, 'text'), join(folder, 'binary')];
      await writeFile(text, `${sampleD.toLowerCase()}\n`);
      await writeFile(binary, fromHex(sampleD));
      for (const args of [[text], [binary]])
        assert.equal((await run(['decode', ...args])).out, out);
      for (const args of [['decode'], ['decode', '-']]) {
        assert.equal((await run(args, sampleD)).out, out);
        assert.equal((await run(args, fromHex(sampleD))).out, out);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  for (const [form, hex] of Object.entries(variants(sampleA))) {
    test(`of a message cut anywhere names the offset of the cut: ${form}`, async () => {
      for (let end = 0; end < hex.length / 2; end++) {
        const { code, out, err } = await run(['decode'], fromHex(hex.slice(0, end * 2)));
        assert.equal(code, 1);
        assert.equal(out, '');
        assert.match(err, new RegExp(`^jiaozi 8583: byte ${end}: .+\n$`));
      }
    });
  }

  const bad = [
    ['half a byte', '02003', 'byte 2: half a byte at the end'],
    [
      'bytes after the length',
      `${compact(sampleD)}FFFF`,
      'byte 101: length says 99, 101 bytes follow',
    ],
    [
      'bytes after a bare message',
      `${variants(sampleD).bare}FF`,
      'byte 88: 1 bytes after the last field',
    ],
    ['an unknown field', '0200 0800000000000000', 'byte 2: field 5 is not in this dialect'],
    ['a letter among digits', '0200 2000000000000000 0000F0', 'byte 12: field 3: not a digit'],
    [
      'no message at all',
      'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF',
      'byte 0: neither a length nor a TPDU nor a message type begins here',
    ],
  ] as const;
  for (const [name, hex, error] of bad) {
    test(`of ${name} fails: ${error}`, async () => {
      assert.deepEqual(await run(['decode', hex]), {
        code: 1,
        out: '',
        err: `jiaozi 8583: ${error}\n`,
      });
      assert.deepEqual(await run(['decode', '--json', hex]), {
        code: 1,
        out: '',
        err: `jiaozi 8583: ${error}\n`,
      });
    });
  }

  test('masks card data unless told otherwise', async () => {
    for (const args of [
      ['decode', sale],
      ['decode', '--json', sale],
    ]) {
      const { out } = await run(args);
      assert.ok(!out.includes(pan) && out.includes('625099******0006'));
      assert.ok((await run([...args, '--unmask'])).out.includes(pan));
    }
  });

  test('masks the keys of a sign-in answer', async () => {
    const bench = new Bench();
    bench.signIn();
    const hex = bench.received.toString('hex');
    const { out } = await run(['decode', hex]);
    assert.match(out, /^F62 .*\*40 bytes$/m);
  });

  test('shows what is in field 55, by tag and name', async () => {
    const { out } = await run(['decode', sale]);
    assert.match(out, /^ +9F02 +Amount.* {2}000000001250$/m);
    const unnamed = await run(['decode', '0200 0000000000000200 0004 DF7E 01 00']);
    assert.match(unnamed.out, /^ +DF7E +00$/m);
  });

  test('keeps the values of card data in field 55 to itself', async () => {
    const hex = '0200 0000000000000200 0014 5A0862509900000000069F360100';
    const { out } = await run(['decode', hex]);
    assert.match(out, /^ +5A .* {2}\*8 bytes$/m);
    assert.ok(!out.includes(pan));
  });

  test('does not open templates in field 55', async () => {
    const hex = '0200 0000000000000200 0012 700A 5A086250990000000006';
    const { out } = await run(['decode', hex]);
    assert.match(out, /^ +70 .* {2}\*10 bytes$/m);
    assert.ok(!out.includes(pan));
  });

  test('notes a pad nibble that it would not write itself', async () => {
    const { out } = await run(['decode', '0200 4000000000000000 05 12345F']);
    assert.match(out, /^note +F2 has the other pad nibble$/m);
  });
});

describe('8583 encode', () => {
  test('takes fields as an object too, from the command line', async () => {
    const json = '{"mti":"0820","fields":{"11":"000001","39":"00","2":"12345"}}';
    const { code, out } = await run(['encode', json]);
    assert.equal(code, 0);
    assert.equal(out, '08204020000002000000051234500000013030\n');
  });

  test('puts the length in front, or leaves it out, when told so', async () => {
    const json = '{"mti":"0820","fields":{"11":"000001"}}';
    assert.equal((await run(['encode', json, '--length'])).out, '000D08200020000000000000000001\n');
    const { out } = await run(['decode', '--json', sampleD]);
    const without = (await run(['encode', '--no-length'], out)).out;
    assert.equal(without, `${compact(sampleD).slice(4)}\n`);
    assert.equal((await run(['encode', '--length'], out)).out, `${compact(sampleD)}\n`);
  });

  test('does not encode what is masked', async () => {
    const { out } = await run(['decode', '--json', sale]);
    const { code, err } = await run(['encode'], out);
    assert.equal(code, 1);
    assert.equal(err, 'jiaozi 8583: field 2 is masked; decode with --unmask\n');
  });

  const bad = [
    ['{', 'not JSON'],
    ['{"fields":{}}', 'mti: four digits'],
    ['{"mti":"020","fields":{}}', 'mti: four digits'],
    ['{"mti":"0200"}', 'fields: a list or an object'],
    ['{"mti":"0200","fields":[{"value":"1"}]}', 'fields: every one has an id'],
    ['{"mti":"0200","fields":[null]}', 'fields: every one has an id'],
    ['{"mti":"0200","fields":{"5":"1"}}', 'field 5 is not in this dialect'],
    ['{"mti":"0200","fields":{"3":0}}', 'field 3: the value is a string'],
    ['{"mti":"0200","fields":{"3":"00"}}', 'field 3: does not fit n digits, length 6'],
    ['{"mti":"0200","fields":{"2":"62x"}}', 'field 2: not digits'],
    ['{"mti":"0200","fields":{"55":"9F2"}}', 'field 55: not hexadecimal'],
    [
      '{"mti":"0200","fields":[{"id":3,"value":"000000"},{"id":3,"value":"000000"}]}',
      'field 3 is there twice',
    ],
    [
      '{"mti":"0200","tpdu":"6000030000","fields":{}}',
      'tpdu and header come together or not at all',
    ],
    [
      '{"mti":"0200","tpdu":"60","header":"603100310000","fields":{}}',
      'tpdu: 10 hexadecimal digits',
    ],
  ] as const;
  for (const [json, error] of bad) {
    test(`${json} fails: ${error}`, async () => {
      assert.deepEqual(await run(['encode', json]), {
        code: 1,
        out: '',
        err: `jiaozi 8583: ${error}\n`,
      });
    });
  }

  test('a list is not an object', async () => {
    assert.equal((await run(['encode'], '[]')).err, 'jiaozi 8583: not a JSON object\n');
  });
});

describe('8583', () => {
  test('--help explains itself on standard output', async () => {
    for (const args of [['--help'], ['decode', '--help'], ['encode', '-h']]) {
      const { code, out, err } = await run(args);
      assert.equal(code, 0);
      assert.equal(err, '');
      assert.match(out, /decode[\s\S]*encode[\s\S]*Exit codes: 0/);
    }
  });

  const wrong = [
    [],
    ['recode'],
    ['toString'],
    ['decode', '--length', sampleA],
    ['encode', '--json', '{}'],
    ['encode', '--length', '--no-length', '{}'],
    ['decode', '0200', '0200'],
    ['decode', '/nowhere/at/all'],
    ['decode', ''],
    ['encode', '/nowhere/at/all'],
  ];
  for (const args of wrong) {
    test(`wrong usage is exit code 2: ${JSON.stringify(args).slice(0, 60)}`, async () => {
      const { code, out, err } = await run(args);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(err, /^jiaozi 8583: .*see `jiaozi 8583 --help`\n$/);
    });
  }
});

describe('8583, there and back', () => {
  const identity = { terminalId: 'TERM0001', merchantId: '104110050000001' };
  const original = {
    batch: '000023',
    stan: '000009',
    date: '1121',
    reference: 'REF000000001',
    authorization: 'AUTH01',
  };
  for (const [name, kind] of Object.entries(furtherTransactions)) {
    test(`${name}: what the terminal packs, the command and the acquirer read alike`, async () => {
      const message = financialRequest(
        profile,
        kind,
        identity,
        { stan: '000010', batch: '000023' },
        { amountMinor: 1250, pan: { packed: fromHex('6250990000000006'), count: 16 }, original },
      );
      const hex = compact(toHex(encodeMessage(profile.spec, message)));
      const decoded = await run(['decode', '--json', '--unmask', hex]);
      const encoded = await run(['encode', '-'], decoded.out);
      assert.equal(compact(encoded.out), hex);
      const { mti, fields } = readMessage(fromHex(`${profile.tpdu}${profile.header}${hex}`));
      const told = JSON.parse(decoded.out) as { mti: string; fields: { id: number }[] };
      assert.equal(mti, told.mti);
      assert.deepEqual(
        [...fields.keys()],
        told.fields.map(({ id }) => id),
      );
      assert.equal(fields.get(60)?.slice(0, 2), kind.messageType);
    });
  }
});
