// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi journal dump` reads what the firmware's log has written, and names what was altered: two programs from one page.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { after, describe, test } from 'node:test';
import { journal } from '../../host-sim/cli/journal.ts';
import { readJournal } from '../../host-sim/journal/image.ts';
import { Log } from '../../src/journal/log.ts';
import { encodeRecordOf } from '../../src/journal/records.ts';
import { receipt, sale } from '../unit/support/money-records.ts';
import { CutFlash, cutFates } from './support/cut-flash.ts';
import { toolsOf } from './support/tools.ts';
import { vaultImageOf } from './support/vault-image.ts';

const secret = Buffer.alloc(32, 0x5c);
const chainKey = Buffer.alloc(32, 0xc5);
const tools = toolsOf(chainKey);
const sector = 4096;
const folder = mkdtempSync(join(tmpdir(), 'jiaozi-journal-'));
after(() => rmSync(folder, { recursive: true }));

/** What the lab reads from a partition. */
function imageOf(flash: CutFlash): Buffer {
  flash.reboot();
  return Buffer.from(flash.read(flash.status().size, 0));
}

function filled(sales: number): { flash: CutFlash; log: Log } {
  const flash = new CutFlash('sealed', 8, 'dump');
  const log = new Log({ flash, tools });
  for (let i = 0; i < sales; i++) {
    log.append(encodeRecordOf('saleConfirmed', { ...sale, sealedReversal: new Uint8Array(150) }));
    log.append(encodeRecordOf('saleApproved', receipt));
    log.append(encodeRecordOf('slipPrinted', { stan: sale.stan, operator: '01' }));
  }
  return { flash, log };
}

async function run(
  image: Buffer,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const path = join(folder, 'image.bin');
  const key = join(folder, 'key');
  writeFileSync(path, image);
  writeFileSync(key, secret.toString('hex'));
  const told = { out: '', err: '' };
  const into = (name: keyof typeof told) =>
    new Writable({
      write(chunk, _encoding, done) {
        told[name] += chunk;
        done();
      },
    });
  const vault = join(folder, 'vault');
  writeFileSync(vault, vaultImageOf(secret, chainKey));
  const files: Record<string, string> = { KEY: key, VAULT: vault };
  const code = await journal(['dump', path, ...args.map((arg) => files[arg] ?? arg)], {
    stdin: new PassThrough(),
    stdout: into('out'),
    stderr: into('err'),
  });
  return { code, ...told };
}

describe('jiaozi journal dump', () => {
  test('shows every record that the log has, and says that the chain is right', async () => {
    const { flash, log } = filled(30);
    const own = [...log.records()].map(({ sequence, type }) => [sequence, type]);
    const image = imageOf(flash);
    const read = readJournal(image, chainKey)!;
    assert.deepEqual(
      read.entries.map(({ sequence, type }) => [sequence, type]),
      own,
    );
    assert.deepEqual(read.findings, []);
    const { code, out } = await run(image, '--key', 'KEY', '--vault', 'VAULT');
    assert.equal(code, 0);
    assert.match(out, /saleApproved +stan=000007 batch=000001 amountMinor=1250/);
    assert.match(out, /90 records in \d segments, 0 findings, chain right\n$/);
  });

  test('without the key it says that the chain was not looked at', async () => {
    const { flash, log } = filled(2);
    const { stan, operator, time } = sale;
    const sealedReport = new Uint8Array(120);
    log.append(
      encodeRecordOf('scriptsReceived', { stan, original: stan, operator, time, sealedReport }),
    );
    const { out } = await run(imageOf(flash));
    assert.match(out, /reversal=sealed, 150 bytes/);
    assert.match(out, /report=sealed, 120 bytes/);
    assert.match(out, /chain not checked\n$/);
  });

  test('with a whole flash it finds the key by itself, and with the journal alone it asks for the vault', async () => {
    const image = imageOf(filled(2).flash);
    const whole = Buffer.concat([vaultImageOf(secret, chainKey), image]);
    assert.match((await run(whole, '--key', 'KEY')).out, /chain right\n$/);
    const { out, err } = await run(image, '--key', 'KEY');
    assert.match(out, /chain not checked\n$/);
    assert.match(err, /--vault FILE/);
    const others = Buffer.concat([vaultImageOf(Buffer.alloc(32), chainKey), image]);
    assert.match((await run(others, '--key', 'KEY')).out, /chain not checked\n$/);
  });

  test('a record that was altered, its check made right, is named', async () => {
    const { flash, log } = filled(30);
    const record = log.read(17)!;
    const image = imageOf(flash);
    const at = image.indexOf(Buffer.from(record.link)) - 4;
    image[at + 35]! ^= 1;
    image.writeUInt32LE(tools.crc32(image.subarray(at + 4, at + record.end - record.offset)), at);
    assert.equal((await run(image)).code, 0);
    const { code, out } = await run(image, '--key', 'KEY', '--vault', 'VAULT', '--json');
    assert.equal(code, 1);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.filter(({ finding }) => finding).map(({ finding }) => finding),
      [{ kind: 'altered', from: 17, to: 17, at }],
    );
    assert.deepEqual(lines.at(-1).summary.chain, 'broken');
  });

  test('a record that was taken out is named, also without the key', async () => {
    const { flash, log } = filled(30);
    const record = log.read(17)!;
    const image = imageOf(flash);
    const at = image.indexOf(Buffer.from(record.link)) - 4;
    const size = record.end - record.offset;
    image.copyWithin(at, at + size, Math.floor(at / sector + 1) * sector);
    const { code, out } = await run(image);
    assert.equal(code, 1);
    assert.match(out, /missing: record 17 at [0-9a-f]{6}h/);
  });

  test('a file without a journal is refused with a remedy', async () => {
    const { code, err } = await run(Buffer.alloc(3 * sector, 0xff));
    assert.equal(code, 1);
    assert.match(err, /decrypted\?/);
  });

  test('after any cut it finds the same records as the log itself', () => {
    for (let operation = 1; operation <= 14; operation++)
      for (const fate of cutFates) {
        const { flash } = filled(9);
        flash.reboot({ operation, fate });
        try {
          const log = new Log({ flash, tools });
          for (let i = 0; i < 12; i++)
            log.append({ type: 99, version: 1, payload: new Uint8Array(700) });
          log.release(log.next - 2);
        } catch {
          // the cut
        }
        const read = readJournal(imageOf(flash), chainKey)!;
        const log = new Log({ flash, tools });
        const what = `${operation} ${fate}`;
        assert.deepEqual(
          read.entries.map(({ sequence }) => sequence),
          [...log.records()].map(({ sequence }) => sequence),
          what,
        );
        assert.deepEqual(read.findings, [], what);
      }
  });
});
