// SPDX-License-Identifier: Apache-2.0
//
// Card doubles and their files: `jiaozi card make`, what a file may say, and what the cards do that no terminal of today asks for.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import * as issuer from '../../host-sim/acquirer/issuer.ts';
import {
  type CardFile,
  cardFileText,
  cardOfFile,
  readCardFile,
} from '../../host-sim/cards/card-file.ts';
import { makeCard } from '../../host-sim/cards/catalogue.ts';
import { cardKey } from '../../host-sim/cards/cryptogram.ts';
import { doublePairs, makeCardFile } from '../../host-sim/cards/doubles.ts';
import { scriptCommand } from '../../host-sim/cards/issuer-answer.ts';
import type { PaymentCard } from '../../host-sim/cards/payment-card.ts';
import { luhnDigit } from '../../host-sim/cards/personalisation.ts';
import { type SchemeName, schemes } from '../../host-sim/cards/schemes.ts';
import { cataloguePki } from '../../host-sim/cards/test-pki.ts';
import { card as cardCommand } from '../../host-sim/cli/card.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { ioOf } from './support/cli-io.ts';
import { flatten } from './support/flatten.ts';

const issuerMasterKey = fromHex('0123456789ABCDEFFEDCBA9876543210');

function fileOf(scheme: SchemeName, kind: string): CardFile {
  const random = new Random(`${scheme} ${kind}`);
  return makeCardFile(scheme, kind, { random, issuerMasterKey, pki: cataloguePki });
}

async function cli(...args: string[]) {
  const { io, written } = ioOf();
  return { code: await cardCommand(args, io), ...written };
}

describe('a card file', () => {
  test('says what it is, comes back as it was, and has a number of the project’s own', () => {
    for (const [scheme, kind] of doublePairs) {
      const file = fileOf(scheme, kind);
      assert.deepEqual(readCardFile(cardFileText(file)), JSON.parse(JSON.stringify(file)));
      assert.match(cardFileText(file), /^\{\n {2}"readme": "A test double of a payment card/);
      assert.ok(file.pan.startsWith(schemes[scheme].bin) && file.pan.startsWith('62'));
      assert.equal(luhnDigit(file.pan.slice(0, -1)), file.pan.at(-1));
      assert.equal(file.name, `${scheme}-${kind}`);
    }
  });

  const good = fileOf('visa', 'online');
  const bad: readonly (readonly [what: string, change: object, reason: RegExp])[] = [
    ['a number outside the project’s', { pan: '4111111111111111' }, /begin with 62/],
    ['another format', { format: 'jiaozi-card-2' }, /jiaozi-card-1/],
    ['no readme', { readme: undefined }, /readme/],
    ['a key it does not know', { pin: '1234' }, /knows no "pin"/],
    ['odd hexadecimal', { aip: '200' }, /2 bytes in hexadecimal/],
    ['a month 13', { expiry: '3013' }, /YYMM/],
    ['a record without data', { records: [{ sfi: 1, record: 1, signed: false }] }, /data/],
    ['a PDOL that says nothing of the reader', { pdol: good.pdol.slice(1) }, /"pdol" has no 9F66/],
    ['a CDOL1 without a number', { cdol1: [['9F02', 6]] }, /"cdol1" has no 9F03/],
    ['a decision nobody knows', { gives: 'yes' }, /aac, arqc, tc/],
  ];
  for (const [what, change, reason] of bad) {
    test(`with ${what} is refused in words`, () => {
      const text = JSON.stringify({ ...good, ...change });
      assert.throws(() => readCardFile(text), reason);
    });
  }
});

describe('jiaozi card make', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiaozi-card-make-'));
  after(() => rmSync(folder, { recursive: true }));

  test('writes the same card for the same seed, and another for another', async () => {
    const args = ['make', '--scheme', 'unionpay-sm', '--kind', 'online', '--seed'];
    const [one, same, other] = [
      await cli(...args, '7'),
      await cli(...args, '7'),
      await cli(...args, '8'),
    ];
    assert.equal(one.code, 0);
    assert.equal(one.stdout, same.stdout);
    assert.notEqual(readCardFile(one.stdout).pan, readCardFile(other.stdout).pan);
    assert.notDeepEqual(
      readCardFile(one.stdout).signature!.key,
      readCardFile(other.stdout).signature!.key,
    );
  });

  test('writes every double and the authorities’ keys into a folder', async () => {
    const { code, stdout } = await cli('make', '--all', folder);
    assert.equal(code, 0);
    assert.match(stdout, /test doubles/);
    const names = doublePairs.map(([scheme, kind]) => `${scheme}-${kind}.json`);
    assert.deepEqual(readdirSync(folder).sort(), [...names, 'ca_keys.csv'].sort());
    for (const name of names) readCardFile(readFileSync(join(folder, name), 'utf8'));
  });

  const wrong: readonly (readonly string[])[] = [
    ['make'],
    ['make', '--scheme', 'visa'],
    ['make', '--scheme', 'visa', '--kind', 'cda-wrong'],
    ['make', '--scheme', 'diners', '--kind', 'online'],
    ['make', '--all', folder, '--kind', 'online'],
    ['make', '--scheme', 'visa', '--kind', 'online', '--name', 'My Card'],
    ['make', '--colour', 'red'],
  ];
  for (const args of wrong) {
    test(`"${args.slice(0, 5).join(' ').replace(folder, 'FOLDER')}" is a wrong command line`, async () => {
      const { code, stderr } = await cli(...args);
      assert.equal(code, 2);
      assert.match(stderr, /--help|--name takes/);
    });
  }

  test('a place where nothing can be written is told, with 1', async () => {
    const args = ['--scheme', 'visa', '--kind', 'online', '--out', join(folder, 'no', 'such')];
    const { code, stderr } = await cli('make', ...args);
    assert.equal(code, 1);
    assert.match(stderr, /ENOENT/);
  });

  test('the list has the doubles, and each name makes a card', async () => {
    const { stdout } = await cli('list', '--json');
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).name as string);
    assert.equal(new Set(names).size, names.length);
    for (const [scheme, kind] of doublePairs) assert.ok(names.includes(`${scheme}-${kind}`));
    const random = new Random('list');
    assert.equal(makeCard('visa-online', { random, issuerMasterKey }).name, 'visa-online');
  });
});

const values: Readonly<Record<string, string>> = {
  '9F66': '26000080',
  '9F02': '000000001250',
  '9F03': '000000000000',
  '9F1A': '0156',
  '95': '0000000001',
  '5F2A': '0156',
  '9A': '261121',
  '9C': '00',
  '9F37': 'A1B2C3D4',
  '9F35': '22',
  '9F34': '1F0302',
};

const hex2 = (value: number) => value.toString(16).padStart(2, '0');

/** A card from its file, through SELECT and GPO; `ask` gives the answer in hex. */
function begun(scheme: SchemeName, kind: string) {
  const file = fileOf(scheme, kind);
  const card = cardOfFile(file, { random: new Random('begun') });
  const ask = (apdu: string) => toHex(card.command(fromHex(apdu)).response!);
  const dolData = (dol: CardFile['pdol']) =>
    dol.map(([tag, length]) => values[tag] ?? '00'.repeat(length)).join('');
  const select = () => ask(`00A40400${hex2(file.aid.length / 2)}${file.aid}00`);
  const gpo = () => {
    const data = dolData(file.pdol);
    const length = data.length / 2;
    return ask(`80A80000${hex2(length + 2)}83${hex2(length)}${data}00`);
  };
  const begin = () => {
    card.fieldOn();
    card.activated();
    select();
    return gpo();
  };
  const cdol = dolData(file.cdol1 ?? []);
  const generate = (control: string) => `80AE${control}00${hex2(cdol.length / 2)}${cdol}00`;
  return { file, card, ask, select, begin, generate };
}

const found = (answer: string) => flatten(fromHex(answer.slice(0, -4)));

describe('a double of kernel 2', () => {
  test('gives no more than it was asked for, and no more than it has', () => {
    const rows = [
      ['offline-approve', '40', '40'],
      ['offline-approve', '80', '80'],
      ['offline-approve', '00', '00'],
      ['online', '40', '80'],
      ['decline', '40', '00'],
    ] as const;
    for (const [kind, control, information] of rows) {
      const { begin, ask, generate } = begun('mastercard', kind);
      begin();
      const answer = found(ask(generate(control)));
      assert.equal(answer.get('9F27'), information, `${kind} ${control}`);
      assert.ok(answer.has('9F26'), 'without a signature the cryptogram stands in clear');
    }
  });

  test('has its cryptogram only in the signature when it is to sign', () => {
    const { begin, ask, generate } = begun('mastercard', 'online');
    begin();
    const answer = found(ask(generate('90')));
    assert.equal(answer.get('9F4B')!.length / 2, 1024 / 8);
    assert.ok(!answer.has('9F26'));
  });

  test('takes 150 ms for it, and asks for the time', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 12; seed++) {
      const { card, begin, generate, file } = begun('mastercard', 'online');
      const other = cardOfFile(file, { random: new Random(`time ${seed}`) });
      begin();
      assert.ok(card);
      other.activated();
      other.command(fromHex(`00A40400${hex2(file.aid.length / 2)}${file.aid}00`));
      other.command(fromHex('80A8000005830301562200'));
      const { us, wtxm } = other.command(fromHex(generate('90')));
      assert.ok(us >= 120_000 && us <= 180_000, `${us}`);
      assert.equal(wtxm, 3);
      seen.add(us);
    }
    assert.ok(seen.size > 6);
  });

  test('gives the same answer again when it is asked to recover that transaction, and only that', () => {
    const { card, begin, ask, generate } = begun('mastercard', 'torn-8');
    begin();
    const read = [1, 2, 3, 4].map((record) => ask(`00B2${hex2(record)}1400`));
    assert.ok(read.every((answer) => answer.endsWith('9000')));
    // PPSE was left out, so GENERATE AC is the seventh.
    ask('00B2011400');
    const { leaves, response } = card.command(fromHex(generate('90')));
    assert.equal(leaves, true);
    const { atc } = card;
    begin();
    assert.equal(ask('80D0000004A1B2C3D500'), '6985');
    assert.equal(ask(`80D0000004${values['9F37']}00`), toHex(response!));
    assert.equal(card.atc, atc, 'it is counted once');
  });

  test('answers the relay resistance protocol, with its own number', () => {
    const { begin, ask } = begun('mastercard', 'relay');
    begin();
    assert.match(ask('80EA000004A1B2C3D400'), /^800A[0-9A-F]{8}000A001E00189000$/);
    assert.equal(ask('80EA000003A1B2C300'), '6700');
    const without = begun('mastercard', 'online');
    without.begin();
    assert.equal(without.ask('80EA000004A1B2C3D400'), '6D00');
  });
});

describe('a double with a balance', () => {
  /** What it gives for these amounts, one after the other, at a terminal that may approve offline. */
  function gives(...amounts: readonly string[]) {
    const { file, card, ask, select } = begun('unionpay', 'balance');
    const given = amounts.map((amount) => {
      const { '9F02': _, ...others } = values;
      const all: Readonly<Record<string, string>> = { ...others, '9F02': amount };
      const data = file.pdol.map(([tag, length]) => all[tag] ?? '00'.repeat(length)).join('');
      const length = data.length / 2;
      card.activated();
      select();
      const answer = ask(`80A80000${hex2(length + 2)}83${hex2(length)}${data}00`);
      return found(answer).get('9F27');
    });
    return { given, card, ask, select };
  }

  test('approves what it has, and asks its issuer about more', () => {
    const { given, card } = gives('000000050001', '000000050000', '000000049999', '000000000002');
    assert.deepEqual(given, ['80', '40', '40', '80']);
    const amounts = card.approvals.map(({ amountMinor }) => amountMinor);
    assert.deepEqual(amounts, [50_000, 49_999]);
    assert.deepEqual(
      card.approvals.map(({ atc }) => card.atc - atc),
      [2, 1],
    );
  });

  test('gives its last record once more after an approval, and after nothing else', () => {
    const last = '00B2051400';
    const approved = gives('000000001250');
    const signature = approved.ask(last);
    assert.match(signature, /^70.*9F4B.*9000$/);
    approved.card.activated();
    approved.select();
    assert.equal(approved.ask(last), signature);
    const asked = gives('000000050001');
    asked.card.activated();
    asked.select();
    assert.equal(asked.ask(last), '6985');
  });
});

describe('a double that takes issuer scripts', () => {
  const key = (card: PaymentCard) => cardKey(issuerMasterKey, card.personal.pan, '01');

  /** After an ARQC: the card, its cryptogram, and what the issuer answers. */
  function online() {
    const { card, ask, begin, select } = begun('unionpay', 'issuer-script');
    const objects = found(begin());
    const identity = { pan: card.personal.pan, sequence: '01' };
    const all = new Map([...Object.entries(values), ...objects]);
    const session = issuer.verifyCryptogram(issuerMasterKey, identity, all)!;
    const cryptogram = objects.get('9F26')!;
    const script = (instruction: string) =>
      scriptCommand(key(card), card.atc, fromHex(cryptogram), instruction);
    const answer = (code: string) => issuer.authenticationData(session, cryptogram, code);
    return { card, ask, select, script, answer };
  }

  test('tells its issuer’s answer from another’s', () => {
    const { ask, answer } = online();
    const right = answer('00');
    assert.equal(ask(`008200000A${right}`), '9000');
    assert.equal(ask(`008200000A${right.slice(0, -2)}31`), '6300');
    assert.equal(ask(`0082000009${right.slice(2)}`), '6300');
  });

  test('is blocked and unblocked by scripts whose MAC is right', () => {
    const { card, ask, select, script } = online();
    const wrong = script('1E0000');
    wrong[wrong.length - 1]! ^= 1;
    assert.equal(ask(toHex(wrong)), '6988');
    assert.equal(card.isBlocked, false);
    assert.equal(ask(toHex(script('DA9F58'))), '9000');
    assert.equal(ask(toHex(script('1E0000'))), '9000');
    assert.equal(card.isBlocked, true);
    assert.equal(select(), '6283');
    assert.equal(ask(toHex(script('180000'))), '9000');
    assert.match(select(), /9000$/);
  });

  test('others know neither command', () => {
    const { begin, ask } = begun('unionpay', 'online');
    begin();
    assert.equal(ask('008200000A00000000000000003030'), '6D00');
    assert.equal(ask('841E00000400000000'), '6D00');
  });
});

describe('a torn double', () => {
  test('leaves in its command once, and stays the second time', () => {
    const card = makeCard('unionpay-torn-2', { random: new Random('torn'), issuerMasterKey });
    const leaves = [1, 2].map(() => {
      card.fieldOn();
      card.activated();
      const commands = ['00A404000E325041592E5359532E444446303100', '00A4040008A00000033301010100'];
      return commands.map((apdu) => card.command(fromHex(apdu)).leaves === true);
    });
    assert.deepEqual(leaves, [
      [false, true],
      [false, false],
    ]);
  });
});
