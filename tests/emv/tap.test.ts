// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi tap`: real certificates under the project's test keys, on the desk and on the emulated board; what it says of files that
// are wrong; and that no production table knows a test key.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { tap } from '../../host-sim/cli/tap.ts';
import { root } from '../../host-sim/engine/bundle.ts';
import { builtIn } from '../../host-sim/parameters/built-in.ts';
import { noEmulator } from '../../host-sim/rv32/machine.ts';
import { caKeysFromCsv } from '../../host-sim/tap/ca-keys.ts';
import { isSameCommand } from '../../host-sim/tap/transcript.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import {
  authorityCsv,
  type CardOptions,
  type Kernel2CardOptions,
  pki,
  type Recorded,
  recordedCard,
  recordedKernel2Card,
  tlv,
} from './support/mint.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiaozi-tap-'));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(content: unknown): string {
  const path = join(folder, `${files++}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function cli(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const sink = (write: (text: string) => void) => ({ write }) as unknown as NodeJS.WritableStream;
  const code = await tap(args, {
    stdin: process.stdin,
    stdout: sink((text) => {
      stdout += text;
    }),
    stderr: sink((text) => {
      stderr += text;
    }),
  });
  return { code, stdout, stderr };
}

const caKeys = file(authorityCsv());

async function tapped(transcript: unknown, ...more: string[]) {
  const { code, stdout, stderr } = await cli(
    '--ca-keys',
    caKeys,
    '--transcript',
    file(transcript),
    ...more,
  );
  return { code, stderr, result: JSON.parse(stdout) };
}

/** Outcome, kernel, authentication. */
async function brief(transcript: unknown, ...more: string[]): Promise<string> {
  const { result } = await tapped(transcript, ...more);
  const { outcome, cause, kernel, cvm, oda, tvr } = result;
  const words = [outcome, cause, kernel, cvm, oda.method, oda.result, oda.reason, tvr];
  return words.filter((word) => word !== null).join(' ');
}

const good = '0000000000';
const wrong = '0800000000';

describe('a recorded card', () => {
  const rows: readonly (readonly [string, CardOptions, readonly string[], string])[] = [
    ['TC with fDDA version 00 under 1984 bits', {}, [], `approved 7 none fdda successful ${good}`],
    [
      'under 1024 bits and exponent 65537',
      { small: true },
      [],
      `approved 7 none fdda successful ${good}`,
    ],
    ['version 01', { amount: '000000001250' }, [], `approved 7 none fdda successful ${good}`],
    ['of Visa', { rid: 'A000000003' }, [], `approved 3 none fdda successful ${good}`],
    [
      'with another number of the terminal',
      {},
      ['--un', '12345679'],
      `declined authentication-failed 7 fdda failed dynamic-signature-hash ${wrong}`,
    ],
    [
      'version 00 with another amount',
      {},
      ['--amount', '1'],
      `approved 7 none fdda successful ${good}`,
    ],
    [
      'version 01 with another amount',
      { amount: '000000001250' },
      ['--amount', '1'],
      `declined authentication-failed 7 fdda failed dynamic-signature-hash ${wrong}`,
    ],
    [
      'when its certificates have expired',
      {},
      ['--date', '310101'],
      'declined expired 7 none not-performed 0040000000',
    ],
    [
      'that goes online if authentication fails',
      { ctq: '2000' },
      ['--un', '00000000'],
      `online-request 7 none fdda failed dynamic-signature-hash ${wrong}`,
    ],
    ['ARQC', { information: '80' }, [], `online-request 7 none none not-performed ${good}`],
    ['AAC', { information: '00' }, [], `declined card-declined 7 none not-performed ${good}`],
  ];
  for (const [name, options, more, expected] of rows) {
    test(`${name}: ${expected}`, async () =>
      assert.equal(await brief(recordedCard(options), ...more), expected));
  }

  test('gives the same result, to the letter, on the emulated board', {
    skip: noEmulator(),
  }, async () => {
    for (const options of [{}, { amount: '000000001250', rid: 'A000000003' }] as CardOptions[]) {
      const desk = await tapped(recordedCard(options));
      const board = await tapped(recordedCard(options), '--target=rv32');
      assert.equal(desk.code, 0);
      assert.equal(desk.result.oda.result, 'successful');
      assert.deepEqual(board.result, desk.result);
    }
  });

  test('shows everything that the issue asks for', async () => {
    const { result, code, stderr } = await tapped(recordedCard());
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.equal(result.tsi, '8000');
    assert.equal(result.tags['9F26'], '0123456789ABCDEF');
    assert.equal(result.tags['9F37'], '12345678');
    assert.equal(result.tags['9F02'], '000000001250');
    assert.equal(result.tags['9F34'], '3F0000');
    assert.equal(result.tags['95'], good);
    assert.equal(result.oda.recovered['icc-dynamic-number'], '001C');
    assert.equal(result.oda.recovered['icc-certificate-key'], pki.card.modulus);
    assert.deepEqual(
      result.messages.map((each: { id: string }) => each.id),
      ['17', '03'],
    );
    const { exchanges } = recordedCard();
    assert.deepEqual(
      result.apdus.map((each: { r: string }) => each.r),
      exchanges.map(({ r }) => r),
    );
  });

  test('that is gone: try again', async () => {
    const { exchanges } = recordedCard();
    const torn = {
      exchanges: exchanges.map((each, at) => (at === 4 ? { ...each, r: null } : each)),
    };
    assert.match(await brief(torn), /^try-again removed 7 /);
  });

  test('under the keys of production fails: they know no test key', async () => {
    const transcript = file(recordedCard());
    const { stdout } = await cli('--transcript', transcript);
    assert.equal(JSON.parse(stdout).oda.reason, 'ca-key-unknown');
  });
});

describe('a recorded card of Mastercard', () => {
  const cda = 'cda successful';
  const rows: readonly (readonly [string, Kernel2CardOptions, readonly string[], string])[] = [
    ['TC with CDA', {}, [], `approved 2 none ${cda} 0000000001`],
    ['with relay resistance', { relay: true }, [], `approved 2 none ${cda} 0000000002`],
    ['ARQC', { information: '80' }, [], `online-request 2 none ${cda} 0000000001`],
    [
      'with another number of the terminal: CDA wrong',
      {},
      ['--un', '12345679'],
      'end-application authentication-failed 2 cda failed dynamic-signature-hash 0400000001',
    ],
    [
      'with another amount: the hash inside is wrong',
      {},
      ['--amount', '1'],
      'end-application authentication-failed 2 cda failed transaction-data-hash 0400000001',
    ],
  ];
  for (const [name, options, more, expected] of rows) {
    test(`${name}: ${expected}`, async () =>
      assert.equal(await brief(recordedKernel2Card(options), ...more), expected));
  }

  test('has data of its mag-stripe mode under tags that mean something else to other kernels', async () => {
    const magStripe = [
      '9F6C020001',
      '9F6206000000000038',
      '9F6306000000003006',
      '9F640104',
      '9F65020038',
      '9F66020006',
      '9F670104',
      '9F69069F6A049F7E01',
      '9F740101',
    ].join('');
    const { exchanges } = recordedKernel2Card();
    const [directory, selected, options, ...rest] = exchanges;
    const record = { c: '00B2010C00', r: `${tlv('70', magStripe)}9000` };
    const body = options!.r!.slice(4, -4).replace(/94(..)(.*)$/, (_, length, locator) => {
      const longer = Number.parseInt(length, 16) + 4;
      return `94${longer.toString(16).padStart(2, '0')}08010100${locator}`;
    });
    const renamed = { c: options!.c, r: `${tlv('77', body)}9000` };
    const card = { exchanges: [directory, selected, renamed, record, ...rest] };
    assert.equal(await brief(card), 'approved 2 none cda successful 0000000001');
  });

  test('its limits and action codes are kernel 2’s', async () => {
    const aid = { aid: 'A0000000041010', kernel: 2, version: '0002' };
    const online = recordedKernel2Card({
      control: '90',
      information: '80',
      tvr: '0000008001',
    });
    const aids = [{ ...aid, floor: '1249', tacOnline: '0000008000', tags: { DF8119: '08' } }];
    const { result, code } = await tapped(online, '--strict', '--config', file({ aids }));
    assert.equal(code, 0);
    assert.equal(result.outcome, 'online-request');
    assert.equal(result.tvr, '0000008001');
    assert.equal(result.tsi, 'E800');
    assert.equal(result.tags['9F34'], '1F0302');
    assert.equal(result.tags.DF8115, '0000000000FF');
    assert.equal(result.tags.DF8123, '000000001249');
    assert.equal(result.oda.recovered['icc-dynamic-number'], '001C');
  });

  test('what the recorded terminal was shows in the TVR that it told its card', async () => {
    const rows = [
      [{ control: '50', tvr: '0000000000' }, 'approved 2 none cda successful 0000000000'],
      [{ control: '50', tvr: '0000008001' }, 'approved 2 none cda successful 0000008001'],
    ] as const;
    for (const [options, expected] of rows) {
      const card = recordedKernel2Card({ ...options, actions: '9F0F050000000000' });
      assert.equal(await brief(card), expected);
    }
  });

  test('an exchange of relay resistance may say how long it took', async () => {
    const { exchanges } = recordedKernel2Card({ relay: true });
    const early = exchanges.map((each) => (each.c.startsWith('80EA') ? { ...each, us: 1 } : each));
    const min = early.map((each) => ({
      ...each,
      r: each.r!.replace('000A00280018', '006400C80018'),
    }));
    assert.match(await brief({ exchanges: min }), /^end-application relay-suspected 2 /);
    assert.match(await brief({ exchanges }), /^approved 2 /);
  });

  test('gives the same result, to the letter, on the emulated board', {
    skip: noEmulator(),
  }, async () => {
    const desk = await tapped(recordedKernel2Card({ relay: true }));
    const board = await tapped(recordedKernel2Card({ relay: true }), '--target=rv32');
    assert.equal(desk.result.oda.result, 'successful');
    assert.deepEqual(board.result, desk.result);
  });
});

describe('the configuration', () => {
  const arqc = recordedCard({ information: '80', ctq: '4000' });
  const visa = { aid: 'A0000000031010', kernel: 3 };

  test('sets limits, data objects and qualifiers', async () => {
    const aids = [
      { aid: 'A000000333010101', kernel: 7, ttq: '26000080', cvmLimit: '1250', floor: 0 },
    ];
    const config = file({ tags: { '9f1a': '0840', '9F35': '21' }, aids });
    const { result } = await tapped(arqc, '--config', config);
    assert.equal(result.tags['9F66'], '26C00080');
    assert.equal(result.tags['9F1A'], '0840');
    assert.equal(result.tags['9F35'], '21');
    assert.equal(result.cvm, 'signature');
    assert.equal(result.tags['9F34'], '1E0000');
    assert.ok(result.apdus[2].c.startsWith('80A80000238321' + '26C00080000000001250'));
  });

  test('a limit refuses', async () => {
    const config = file({ aids: [{ aid: 'A000000333', kernel: 7, limit: '1250' }] });
    assert.match(await brief(arqc, '--config', config), /^try-another-interface amount none/);
  });

  test('an exception file and a list of certificates called back', async () => {
    const config = file({ exceptionFile: ['6299990000000017'] });
    assert.match(await brief(recordedCard(), '--config', config), /^declined exception-file/);
    const revoked = file({ revoked: [{ rid: 'A000000333', index: 'E0', serial: '000001' }] });
    assert.match(await brief(recordedCard(), '--config', revoked), /issuer-certificate-revoked/);
  });

  test('an application of a kernel that this release has not is left out, and that is said', async () => {
    const config = file({ aids: [visa, { aid: 'A0000000043060', kernel: 99 }] });
    const { stderr, result } = await tapped(
      recordedCard({ rid: 'A000000003' }),
      '--config',
      config,
    );
    assert.match(stderr, /A0000000043060 is left out: this release has no kernel 99/);
    assert.equal(result.outcome, 'approved');
  });

  test('--print-config prints what it takes', async () => {
    const { stdout, code } = await cli('--print-config');
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).aids[0].kernel, 7);
    const again = await cli('--print-config', '--config', file(stdout));
    assert.equal(again.stdout, stdout);
  });

  test('blanks between digits, and names in small letters, do not matter', async () => {
    const aids = [{ aid: 'a000 0003 3301 0101', kernel: 7, ttq: '26 00 00 80', cvmLimit: '1250' }];
    const config = file({ tags: { '9f1a': '08 40' }, aids });
    const { result } = await tapped(arqc, '--config', config);
    assert.equal(result.tags['9F1A'], '0840');
    assert.equal(result.tags['9F66'], '26400080');
  });

  test('the TTQ may be given for all applications of the defaults', async () => {
    const config = file({ tags: { '9F66': '36C04000' } });
    const { result } = await tapped(arqc, '--config', config);
    assert.equal(result.tags['9F66'], '36C04000');
    const printed = JSON.parse((await cli('--print-config', '--config', config)).stdout);
    assert.deepEqual(
      printed.aids.map((aid: { ttq?: string }) => aid.ttq),
      [...Array(9).fill('36C04000'), undefined, undefined],
    );
  });

  test('an empty value takes a data object away', async () => {
    const config = file({ tags: { '9F7A': '', '9F40': '' } });
    const { result } = await tapped(arqc, '--config', config);
    assert.equal(result.tags['9F7A'], undefined);
    assert.equal(result.tags['9F40'], undefined);
    assert.equal(result.tags.DF60, '00');
  });

  test('tags that nobody knows are the terminal’s like others', async () => {
    const config = file({ tags: { DFEE12: 'C0FFEE' } });
    const { result } = await tapped(arqc, '--config', config);
    assert.equal(result.tags.DFEE12, 'C0FFEE');
  });

  const wrongFiles: readonly (readonly [string, unknown, RegExp])[] = [
    ['is no JSON', '{', /\.json: .*JSON/],
    ['has an unknown name', { aid: [] }, /knows no "aid"/],
    [
      'has a short TTQ',
      { aids: [{ ...visa, ttq: '26' }] },
      /"aids"\[0\]\.ttq must be 4 bytes in hexadecimal/,
    ],
    ['has no kernel', { aids: [{ aid: visa.aid }] }, /"aids"\[0\] has no "kernel"/],
    [
      'has a tag that is none',
      { tags: { XY: '00' } },
      /the name "XY" must be a tag in hexadecimal/,
    ],
    ['has a short amount', { tags: { '9F02': '12' } }, /"tags"\.9F02 must be 6 bytes, not 1/],
    ['has letters in a number', { tags: { '9A': '25112F' } }, /"tags"\.9A must be digits/],
    [
      'has a short limit of kernel 2',
      { aids: [{ ...visa, tags: { df8123: '01' } }] },
      /"aids"\[0\]\.tags\.df8123 must be 6 bytes, not 1/,
    ],
    [
      'has a fraction as limit',
      { aids: [{ ...visa, limit: 1.5 }] },
      /"aids"\[0\]\.limit must be an amount in minor units/,
    ],
    [
      'has a limit beyond twelve digits',
      { aids: [{ ...visa, limit: 1e21 }] },
      /"aids"\[0\]\.limit must be an amount in minor units/,
    ],
    ['has half a byte', { tags: { '9F1A': '015' } }, /"9F1A|"tags"\.9F1A must be hexadecimal/],
    [
      'has no kernel of this release',
      { aids: [{ aid: visa.aid, kernel: 99 }] },
      /no application with a kernel/,
    ],
  ];
  for (const [name, content, message] of wrongFiles) {
    test(`that ${name} is refused with path and reason`, async () => {
      const path = file(content);
      const { code, stderr, stdout } = await cli('--config', path, '--transcript', file(arqc));
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, message);
    });
  }
});

describe('the transcript', () => {
  const without = (index: number): Recorded => ({
    exchanges: recordedCard().exchanges.filter((_, at) => at !== index),
  });

  test('that has another command ends with what was expected', async () => {
    const { code, stderr, result } = await tapped(without(1));
    assert.equal(code, 1);
    assert.equal(result.outcome, null);
    assert.equal(result.unexpected.number, 2);
    assert.equal(result.unexpected.command, '00A4040008A00000033301010100');
    assert.match(result.unexpected.expected, /^80A80000/);
    assert.match(stderr, /command 2 is 00A4040008A000000333010101.* the transcript has 80A80000/);
  });

  test('that has ended says so', async () => {
    const { code, stderr } = await tapped(without(recordedCard().exchanges.length - 1));
    assert.equal(code, 1);
    assert.match(stderr, /the transcript has ended there/);
  });

  test('that has more than the terminal asks for is played, and that is said; not with --strict', async () => {
    const { exchanges } = recordedCard();
    const asked = { c: '80CA9F7900', r: '9F7906000000000100' + '9000' };
    const longer = { exchanges: [...exchanges.slice(0, 3), asked, ...exchanges.slice(3)] };
    const { code, stderr, result } = await tapped(longer);
    assert.equal(code, 0);
    assert.equal(result.outcome, 'approved');
    assert.deepEqual(result.skipped, [{ exchange: 4, c: '80CA9F7900' }]);
    assert.match(stderr, /passed over exchange 4 of the transcript: 80CA9F7900/);
    const strict = await tapped(longer, '--strict');
    assert.equal(strict.code, 1);
    assert.equal(strict.result.unexpected.expected, '80CA9F7900');
  });

  test('is played in its order: what has been passed over does not come back', async () => {
    const { exchanges } = recordedCard();
    const [first, second] = exchanges.slice(3, 5);
    const swapped = {
      exchanges: [...exchanges.slice(0, 3), second!, first!, ...exchanges.slice(5)],
    };
    const { code, result } = await tapped(swapped);
    assert.equal(code, 1);
    assert.equal(result.unexpected.command, second!.c);
    assert.equal(result.unexpected.expected, exchanges[5]!.c);
  });

  test('of a reader that speaks T=0 to its host is put together again', async () => {
    const { exchanges } = recordedCard();
    const whole = exchanges[2]!;
    const record = exchanges[3]!;
    const half = 40;
    const asRecorded = {
      exchanges: [
        ...exchanges.slice(0, 2),
        { c: whole.c.slice(0, -2), r: '6114' },
        { c: '00C0000014', r: `${whole.r!.slice(0, half)}6180` },
        { c: '00C0000080', r: whole.r!.slice(half) },
        { c: record.c, r: '6C22' },
        { c: `${record.c.slice(0, -2)}22`, r: record.r },
        ...exchanges.slice(4),
      ],
    };
    const { code, result, stderr } = await tapped(asRecorded);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.equal(result.outcome, 'approved');
    assert.equal(result.apdus[2].r, whole.r);
    const alone = { exchanges: [...exchanges.slice(0, 2), { c: whole.c, r: '6114' }] };
    assert.match(await brief(alone), /^end-application status-word 7 /);
  });

  test('of a card that asks for lengths of its own does not set the terminal’s data to them', async () => {
    const { exchanges } = recordedCard();
    const odd = exchanges.map(({ c, r }, at) =>
      at === 1 ? { c, r: r!.replace('9A039C01', '9A029C02') } : { c, r },
    );
    assert.match(await brief({ exchanges: odd }, '--date', '251121'), /^approved/);
  });

  test('may come from standard input', async () => {
    let stdout = '';
    const sink = { write: (text: string) => (stdout += text) };
    const stdin = (async function* () {
      yield Buffer.from(JSON.stringify(recordedCard()));
    })();
    const io = { stdin, stdout: sink, stderr: sink } as unknown as Parameters<typeof tap>[1];
    assert.equal(await tap(['--ca-keys', caKeys, '--transcript', '-'], io), 0);
    assert.equal(JSON.parse(stdout).outcome, 'approved');
  });

  test('that came from another terminal is taken, but not with --strict', async () => {
    const other = ['--amount', '999'];
    assert.match(await brief(recordedCard(), ...other), /^approved/);
    const { code, result } = await tapped(recordedCard(), ...other, '--strict');
    assert.equal(code, 1);
    assert.equal(result.unexpected.number, 3);
    assert.match(await brief(recordedCard(), '--strict'), /^approved/);
  });

  test('that is wrong is refused with path and reason', async () => {
    const rows: readonly (readonly [unknown, RegExp])[] = [
      [{}, /the transcript has no "exchanges"/],
      [{ exchanges: [] }, /"exchanges" must not be empty/],
      [{ exchanges: [{ c: '00A40400' }] }, /"exchanges"\[0\] has no "r"/],
      [{ exchanges: [{ c: '00A4', r: '9000' }] }, /"exchanges"\[0\]\.c must be a command/],
      [{ exchanges: [{ c: '00A40400', r: '90' }] }, /"exchanges"\[0\]\.r must be an answer/],
    ];
    for (const [content, message] of rows) {
      const { code, stderr } = await cli('--transcript', file(content));
      assert.equal(code, 1);
      assert.match(stderr, message);
    }
    const { stderr } = await cli('--transcript', join(folder, 'none.json'));
    assert.match(stderr, /none\.json: ENOENT/);
  });

  test('two commands are the same by header, and SELECT by name', () => {
    const same = (a: string, b: string) => isSameCommand(fromHex(a), fromHex(b), false);
    assert.ok(same('00A4040007A000000003101000', '00A4040007A0000000031010'));
    assert.ok(!same('00A4040007A000000003101000', '00A4040007A000000003201000'));
    assert.ok(!same('00A4040007A000000003101000', '00A4040207A000000003101000'));
    assert.ok(same('80A8000002830000', '80A80000058303123456'));
    assert.ok(!same('00B2010C00', '00B2011400'));
  });
});

test('a wrong command line is answered with 2', async () => {
  for (const args of [
    [],
    ['--un', '1234'],
    ['--date', 'today'],
    ['--amount', '1.00'],
    ['--what'],
    ['--transcript', 'x', '--target=moon'],
  ]) {
    const { code, stderr } = await cli(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, /^jiaozi tap: /);
  }
  const { code, stdout } = await cli('--help');
  assert.equal(code, 0);
  assert.match(stdout, /--print-config/);
});

describe('keys of authorities', () => {
  const csv = readFileSync(join(root, 'crypto/vectors/ca-keys.csv'), 'utf8');
  const rows = csv
    .split('\n')
    .slice(1)
    .filter((row) => row !== '');

  test('the published table can be read, each check value is right', () => {
    const table = toHex(caKeysFromCsv(csv));
    assert.equal(rows.length, 50);
    for (const row of rows) assert.ok(table.includes(row.split(',')[5]!));
  });

  test('production has the four of UnionPay that are in use, as published, and no test key', () => {
    const live = rows.filter((row) => row.startsWith('A000000333') && row.split(',')[2] === 'live');
    assert.equal(live.length, 4);
    const table = caKeysFromCsv([csv.split('\n')[0]!, ...live].join('\n'));
    const all = toHex(builtIn().caKeys);
    assert.equal(all, toHex(table));
    for (const row of rows.filter((each) => !live.includes(each)))
      assert.ok(!all.includes(row.split(',')[5]!));
    for (const { modulus } of [pki.authority, pki.issuer, pki.card, pki.cardSmall]) {
      assert.ok(!all.includes(modulus));
    }
  });

  test('a table with a mistake is refused with line and reason', () => {
    const [head, first] = csv.split('\n') as [string, string];
    const refused: readonly (readonly [string, RegExp])[] = [
      [
        `${head}\n${first.replace('C696034213', 'C696034214')}`,
        /line 2: check value of key A000000003\/01 is wrong/,
      ],
      [`${head}\n${first.replace('A000000003', 'A00000000')}`, /line 2: rid must be 5 bytes/],
      ['rid,index,exponent\n', /line 1: no column modulus/],
      ['', /line 1: no column rid/],
    ];
    for (const [text, message] of refused) assert.throws(() => caKeysFromCsv(text), message);
  });

  test('a table may have last days', () => {
    const [head, first] = csv.split('\n') as [string, string];
    assert.ok(
      toHex(caKeysFromCsv(`${head},expiry\n${first},251231\n`)).startsWith(
        'A000000003010101251231',
      ),
    );
    assert.throws(() => caKeysFromCsv(`${head},expiry\n${first},soon\n`), /expiry must be YYMMDD/);
  });
});

test('the mint and the terminal agree on what TLV is', () =>
  assert.equal(tlv('9F10', '00'.repeat(128)).slice(0, 8), '9F108180'));
