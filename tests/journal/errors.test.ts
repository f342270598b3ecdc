// SPDX-License-Identifier: Apache-2.0
//
// The log of errors against the flash model, beside a plain list: cuts at every write and erase, the ring when it is full, clearing,
// and notices. Then the tool that reads it, and its export.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { after, describe, test } from 'node:test';
import { errors } from '../../host-sim/cli/errors.ts';
import { checkExport, exportOf, readErrors } from '../../host-sim/journal/errors.ts';
import { readJournal } from '../../host-sim/journal/image.ts';
import { ErrorLog, errorRecordsKept, type ListedError } from '../../src/journal/error-log.ts';
import { Log } from '../../src/journal/log.ts';
import { CutFlash, cutFates, kinds, PowerCut } from './support/cut-flash.ts';
import { toolsOf } from './support/tools.ts';
import { vaultImageOf } from './support/vault-image.ts';

const secret = Buffer.alloc(32, 0x5c);
const chainKey = Buffer.alloc(32, 0xc5);
const tools = toolsOf(chainKey);
const place = { terminal: '10000019', merchant: '850100082410002' };
const blocks = 8;
const time = '261122091500';
const seenBy = (operator: string, detail = '') => ({
  ...{ event: 1, operator, time, lastStan: '000017', handling: 1, detail },
});
const open = (flash: CutFlash) => new ErrorLog(flash, tools, place);

/** All that is listed, oldest first. */
function listed(log: ErrorLog): ListedError[] {
  const all: ListedError[] = [];
  for (let at = log.end; ; ) {
    const one = log.neighbour(at, 'older');
    if (!one) return all.reverse();
    all.push(one);
    at = one.sequence;
  }
}
const details = (log: ErrorLog) => listed(log).map(({ seen }) => seen.detail);

for (const kind of kinds) {
  test(`${kind}: a cut at any write or erase loses at most the record that was being written`, () => {
    for (let operation = 1; operation <= 12; operation++)
      for (const fate of cutFates) {
        const flash = new CutFlash(kind, blocks, `${operation} ${fate}`);
        const written: string[] = [];
        // Many already, so that a segment ends in the story.
        const before = open(flash);
        for (let i = 0; i < 58; i++) {
          before.append(seenBy('01', `${i}`));
          written.push(`${i}`);
        }
        flash.reboot({ operation, fate });
        try {
          const log = open(flash);
          for (let i = 58; i < 70; i++) {
            log.append(seenBy('01', `${i}`));
            written.push(`${i}`);
          }
        } catch (error) {
          assert.ok(error instanceof PowerCut);
        }
        flash.reboot();
        const log = open(flash);
        const found = details(log);
        assert.deepEqual(found.slice(0, written.length), written);
        assert.ok(found.length <= written.length + 1);
        assert.equal(log.counts[1], found.length);
        log.append(seenBy('02', 'after'));
        assert.equal(details(open(flash)).at(-1), 'after');
      }
  });
}

describe('the log of errors', () => {
  test('does not pass for a journal behind the journal’s first header: another wrote it', () => {
    const flash = new CutFlash('plain', blocks, 'stranger');
    open(flash).append(seenBy('01', 'mine'));
    const money = new CutFlash('plain', blocks, 'money');
    new Log({ flash: money, tools }).append({ type: 1, version: 1, payload: new Uint8Array(8) });
    const forged = new CutFlash('plain', blocks, 'forged');
    const at = (from: CutFlash, mark: string) =>
      4096 *
      [...Array(blocks).keys()].find(
        (block) => Buffer.from(from.read(4, block * 4096)).toString() === mark,
      )!;
    forged.eraseBlock(0);
    forged.write(new Uint8Array(money.read(64, at(money, 'JZL1'))), 0);
    forged.write(new Uint8Array(flash.read(128, at(flash, 'JZE1') + 64)), 64);
    const log = new Log({ flash: forged, tools });
    assert.equal(log.next, 3);
    assert.deepEqual(
      log
        .check()
        .run()
        .map(({ kind, from }) => `${kind} ${from}`),
      ['altered 1'],
    );
  });

  test('keeps the newest when it is full, for ever, whatever is switched off in between', () => {
    const flash = new CutFlash('sealed', blocks, 'ring');
    let log = open(flash);
    for (let i = 0; i < 2000; i++) {
      log.append(seenBy('01', `${i}`));
      if (i % 331 === 0) log = open(flash);
    }
    const found = details(log);
    assert.ok(found.length >= errorRecordsKept - 10, `${found.length}`);
    assert.deepEqual(found.slice(-2), ['1998', '1999']);
    assert.deepEqual(details(open(flash)), found);
  });

  test('counts by operator, and tells of one who has reached the threshold once, also after a boot', () => {
    const flash = new CutFlash('plain', blocks, 'counts');
    let log = open(flash);
    for (const operator of ['07', '98', '07']) log.append(seenBy(operator));
    assert.deepEqual([log.counts[7], log.counts[98], log.count], [2, 1, 3]);
    assert.equal(log.due(3), undefined);
    assert.equal(log.due(2), 7);
    log.notice({ operator: '07', count: 2, time });
    assert.equal(log.due(2), undefined);
    log = open(flash);
    log.append(seenBy('07'));
    assert.equal(log.due(2), undefined);
    assert.equal(log.counts[7], 3);
  });

  test('clears without erasing: nothing is listed or counted, the records are still in the chain', () => {
    const flash = new CutFlash('sealed', blocks, 'clear');
    let log = open(flash);
    log.append(seenBy('07', 'old'));
    log.clear({ operator: '07', approver: '00', time });
    for (const each of [log, open(flash)]) {
      assert.deepEqual([details(each), each.count, each.counts[7]], [[], 0, 0]);
      assert.equal(each.due(1), undefined);
    }
    log = open(flash);
    log.append(seenBy('07', 'new'));
    assert.deepEqual(details(log), ['new']);
    const { lines, findings } = readErrors(imageOf(flash), chainKey)!;
    assert.deepEqual(findings, []);
    const names = lines.map(({ name }) => name);
    assert.deepEqual(names, ['place', 'seen', 'cleared', 'seen']);
    assert.deepEqual(lines[2]!.fields, {
      ...{ through: 2, count: 1, operator: '07', approver: '00', time },
    });
  });

  test('still knows what was cleared when that record has gone round', () => {
    const flash = new CutFlash('plain', blocks, 'cleared long ago');
    const log = open(flash);
    log.clear({ operator: '07', approver: '00', time });
    for (let i = 0; i < 900; i++) log.append(seenBy('07', `${i}`));
    assert.deepEqual(details(open(flash)), details(log));
    // The boot counts what is left of the records.
    assert.equal(open(flash).count, details(log).length);
  });

  test('still knows what was cleared when that record has rotted and another segment has begun', () => {
    const flash = new CutFlash('plain', blocks, 'cleared and rotten');
    const log = open(flash);
    log.append(seenBy('07', 'old'));
    log.clear({ operator: '07', approver: '00', time });
    for (let i = 0; i < 100; i++) log.append(seenBy('07', `${i}`));
    const image = imageOf(flash);
    const { link } = readErrors(image, chainKey)!.lines.find(({ name }) => name === 'cleared')!;
    flash.chip.faults.flipBit('plain', image.indexOf(Buffer.from(link, 'hex')), 0);
    const again = open(flash);
    assert.ok(again.isDamaged());
    assert.deepEqual([details(again)[0], again.count], ['0', 100]);
  });

  test('has what became of an error, and who said it', () => {
    const flash = new CutFlash('plain', blocks, 'closing');
    const log = open(flash);
    log.append(seenBy('07'));
    const [{ sequence }] = listed(log) as [ListedError];
    assert.equal(log.closing(sequence), undefined);
    log.append(seenBy('07'));
    log.close({ of: sequence, handling: 18, operator: '00', time });
    assert.equal(open(flash).closing(sequence)?.operator, '00');
    assert.equal(open(flash).closing(sequence + 1), undefined);
  });

  test('is told from a journal of money where both are in one image, and by its records alone, too', () => {
    const flash = new CutFlash('plain', blocks, 'marks');
    open(flash).append(seenBy('07'));
    const image = imageOf(flash);
    assert.equal(readJournal(image, chainKey), undefined);
    const money = new CutFlash('plain', blocks, 'money');
    new Log({ flash: money, tools }).append({ type: 10, version: 1, payload: new Uint8Array(4) });
    const moneyImage = imageOf(money);
    assert.equal(readErrors(moneyImage, chainKey), undefined);
    const both = Buffer.concat([image, moneyImage]);
    assert.deepEqual(readErrors(both, chainKey)?.lines.length, 2);
    assert.equal(readJournal(both, chainKey)?.entries.length, 1);
    // Headers rot; what is behind them still says whose it is.
    for (let at = 0; at < both.length; at += 4096) both[at + 20]! ^= 1;
    assert.equal(readErrors(both, chainKey), undefined);
  });
});

/** What the lab reads from a partition. */
function imageOf(flash: CutFlash): Buffer {
  flash.reboot();
  return Buffer.from(flash.read(flash.status().size, 0));
}

const folder = mkdtempSync(join(tmpdir(), 'jiaozi-errors-'));
after(() => rmSync(folder, { recursive: true }));

async function run(bytes: Buffer | string, ...args: string[]) {
  const path = join(folder, 'file');
  const key = join(folder, 'key');
  writeFileSync(path, bytes);
  writeFileSync(key, secret.toString('hex'));
  const vault = join(folder, 'vault');
  writeFileSync(vault, vaultImageOf(secret, chainKey));
  const told = { out: '', err: '' };
  const into = (name: keyof typeof told) =>
    new Writable({
      write(chunk, _encoding, done) {
        told[name] += chunk;
        done();
      },
    });
  const words = args.map((arg) => ({ FILE: path, KEY: key, VAULT: vault })[arg] ?? arg);
  const io = { stdin: new PassThrough(), stdout: into('out'), stderr: into('err') };
  const code = await errors(words, io);
  return { code, ...told };
}

function sample(): CutFlash {
  const flash = new CutFlash('sealed', blocks, 'sample');
  const log = open(flash);
  log.append(seenBy('07', 'over-limit 999.99'));
  log.append({ ...seenBy('01', 'refused'), event: 64, handling: 2 });
  log.close({ of: 2, handling: 19, operator: '00', time });
  return flash;
}

describe('jiaozi errors', () => {
  test('dumps records in words', async () => {
    const { code, out } = await run(
      imageOf(sample()),
      'dump',
      '--key',
      'KEY',
      '--vault',
      'VAULT',
      'FILE',
    );
    assert.equal(code, 0);
    assert.match(
      out,
      /seen {4} +cause=typed event=amount-refused operator=07 .* handling=asked-again detail=over-limit 999\.99/,
    );
    assert.match(out, /cause=line event=line-failure operator=01/);
    assert.match(out, /closed +of=2 handling=explained operator=00/);
    assert.match(out, /4 records, 0 findings, chain right/);
  });

  test('finds a record that was altered, and the one that a printed report asks for', async () => {
    const flash = sample();
    const { head } = open(flash);
    const image = imageOf(flash);
    assert.equal(
      (await run(image, 'verify', '--key', 'KEY', '--vault', 'VAULT', '--head', head, 'FILE')).code,
      0,
    );
    const { code, out } = await run(image, 'verify', '--head', '00000000', 'FILE');
    assert.equal(code, 1);
    assert.match(out, /missing: the record with the printed check 00000000/);
    const at = image.indexOf('over-limit');
    image[at]! ^= 1;
    assert.equal((await run(image, 'verify', 'FILE')).code, 1);
  });

  test('exports what can be verified without the secret: each change of a line is found', async () => {
    const exported = await run(imageOf(sample()), 'export', 'FILE');
    assert.equal(exported.code, 0);
    const whole = exported.out;
    assert.equal((await run(whole, 'verify', 'FILE')).code, 0);
    assert.equal((await run(whole, 'verify', '--key', 'KEY', '--vault', 'VAULT', 'FILE')).code, 0);
    const lines = whole.trimEnd().split('\n');
    assert.equal(lines.length, 4);
    const forgeries = [
      whole.replace('999.99', '99.99'),
      whole.replace('"operator":"07"', '"operator":"08"'),
      [lines[0], lines[2], lines[3]].join('\n'),
      [lines[0], lines[2], lines[1], lines[3]].join('\n'),
      `${whole}{"sequence":9}\n`,
      `${lines[0]}\n{`,
      whole.replaceAll('"seen"', '"closed"'),
    ];
    for (const forgery of forgeries)
      assert.equal((await run(forgery, 'verify', 'FILE')).code, 1, forgery);
  });

  test('finds a forger who has made all hashes anew: the words not by the record, the record not by the link', () => {
    const { lines } = readErrors(imageOf(sample()), chainKey)!;
    const words = lines.map((line, i) =>
      i === 1 ? { ...line, fields: { ...line.fields, operator: '08' } } : line,
    );
    assert.equal(checkExport(exportOf(lines).join('\n'), chainKey).findings.length, 0);
    assert.match(checkExport(exportOf(words).join('\n')).findings[0]!.what, /words/);
    const bytes = Buffer.from(lines[1]!.linked, 'hex');
    bytes[9] = 0x08;
    const forged = { ...words[1]!, linked: bytes.toString('hex') };
    const both = words.map((line, i) => (i === 1 ? forged : line));
    assert.equal(checkExport(exportOf(both).join('\n')).findings.length, 0);
    assert.match(
      checkExport(exportOf(both).join('\n'), chainKey).findings[0]!.what,
      /this terminal/,
    );
  });

  test('says what is missing on a bad command line or an image without a log', async () => {
    assert.equal((await run('', 'dump')).code, 2);
    for (const head of ['xyz', ''])
      assert.equal((await run('', 'verify', '--head', head, 'FILE')).code, 2);
    assert.equal((await run(Buffer.alloc(8192, 0xff), 'dump', 'FILE')).code, 1);
    assert.equal((await run('', '--help')).code, 0);
  });
});
