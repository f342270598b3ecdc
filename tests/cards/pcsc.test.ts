// SPDX-License-Identifier: Apache-2.0
//
// The card doubles read by PC/SC tools that nobody here wrote: Debian's pcscd with the vsmartcard driver, pcsc_scan, opensc-tool and
// scriptor, over loopback. Takes some seconds of waiting, so the long run does it.

import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import * as issuer from '../../host-sim/acquirer/issuer.ts';
import { type CardFile, cardOfFile } from '../../host-sim/cards/card-file.ts';
import { makeCardFile } from '../../host-sim/cards/doubles.ts';
import { cataloguePki } from '../../host-sim/cards/test-pki.ts';
import { serveVpcd } from '../../host-sim/cards/vpcd.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { longRun } from '../budgets.ts';
import { missing } from '../debian.ts';
import { flatten } from './support/flatten.ts';

const isLong = process.env.JIAOZI_FUZZ !== undefined && longRun.everyCardDouble;

const driver = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const daemonSocket = '/run/pcscd/pcscd.comm';
const tools = [
  ['pcscd', 'pcscd'],
  ['vpcd-config', 'vsmartcard-vpcd'],
  ['pcsc_scan', 'pcsc-tools'],
  ['opensc-tool', 'opensc'],
] as const;

function reasonToSkip(): string | false {
  if (!isLong) return 'the long run does it';
  for (const [program, packageName] of tools) {
    const reason = missing(program, packageName);
    if (reason !== undefined) return reason;
  }
  return missing(driver, 'vsmartcard-vpcd') ?? false;
}

/** Both of the driver's two readers listen: on this port and the next. */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 20; tries++) {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const { port } = first.address() as AddressInfo;
    const second = createServer().listen(port + 1, '127.0.0.1');
    const isFree = await Promise.race([
      once(second, 'listening').then(() => true),
      once(second, 'error').then(() => false),
    ]).catch(() => false);
    second.close();
    first.close();
    await once(first, 'close');
    if (isFree) return port;
  }
  throw new Error('no two free ports in a row');
}

/** Asks every tenth of a second, at most so often. */
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not after ten seconds: ${what}`);
}

const run = promisify(execFile);
const issuerMasterKey = fromHex('0123456789ABCDEFFEDCBA9876543210');

function fileOf(kind: string): CardFile {
  const random = new Random(`pcsc ${kind}`);
  return makeCardFile('unionpay', kind, { random, issuerMasterKey, pki: cataloguePki });
}

describe('PC/SC tools and a card double', { skip: reasonToSkip() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiaozi-pcsc-'));
  let daemon: ChildProcess;
  let said = '';
  let port: number;
  const file = fileOf('online');
  /** What the same card says here. */
  const twin = cardOfFile(file, { random: new Random('twin') });
  let serving: ReturnType<typeof serveVpcd>;

  const isDaemonUp = async () => {
    if (daemon.exitCode !== null) throw new Error(`pcscd has ended: ${said}`);
    const { stdout } = await run('opensc-tool', ['-l'], { timeout: 10_000 }).catch(() => ({
      stdout: '',
    }));
    return stdout.includes('Jiaozi');
  };

  before(async () => {
    assert.ok(
      !existsSync(daemonSocket),
      `another pcscd is running (${daemonSocket}): end it first`,
    );
    port = await freePort();
    const hex = `0x${port.toString(16)}`;
    writeFileSync(
      join(folder, 'reader'),
      `FRIENDLYNAME "Jiaozi"\nDEVICENAME /dev/null:${hex}\nLIBPATH ${driver}\nCHANNELID ${hex}\n`,
    );
    daemon = spawn('pcscd', ['--foreground', '--config', folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [daemon.stdout!, daemon.stderr!])
      stream.on('data', (bytes: Buffer) => {
        said = (said + bytes.toString('latin1')).slice(-2000);
      });
    await until('pcscd knows the reader', isDaemonUp);
    const card = cardOfFile(file, { random: new Random('served') });
    serving = serveVpcd({ host: '127.0.0.1', port, card });
    await until('the card is in the reader', async () => {
      const { stdout } = await run('opensc-tool', ['-l'], { timeout: 10_000 });
      return /^0 +Yes/m.test(stdout);
    });
  });

  after(async () => {
    serving?.stop();
    await serving?.ended;
    if (daemon?.exitCode === null) {
      const ended = once(daemon, 'exit');
      daemon.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true });
  });

  const here = (apdu: string) => toHex(twin.command(fromHex(apdu)).response!);
  const ppse = '00A404000E325041592E5359532E444446303100';
  const select = '00A4040008A00000033301010100';

  test('pcsc_scan sees the card and its ATR', async () => {
    const { stdout } = await run('pcsc_scan', ['-n', '-t', '2'], { timeout: 20_000 }).catch(
      (error: { stdout: string }) => error,
    );
    assert.match(stdout, /Card inserted/);
    assert.match(stdout, /ATR: 3B 80 80 01 01/);
  });

  test('opensc-tool gets the directory (PPSE), byte for byte', async () => {
    const { stdout } = await run('opensc-tool', ['-s', ppse], { timeout: 30_000 });
    assert.match(stdout, /Received \(SW1=0x90, SW2=0x00\)/);
    const bytes = [...stdout.matchAll(/^((?:[0-9A-F]{2} ){1,16})/gm)].map(([, row]) => row);
    const got = bytes.join('').replaceAll(' ', '');
    assert.equal(`${got}9000`, here(ppse));
  });

  test('scriptor goes through a whole transaction, whose cryptogram the issuer accepts', async () => {
    const values = {
      '9F66': '26000080',
      '9F02': '000000001250',
      '9F03': '000000000000',
      '9F1A': '0156',
      '95': '0000000000',
      '5F2A': '0156',
      '9A': '261121',
      '9C': '00',
      '9F37': 'A1B2C3D4',
    };
    const data = file.pdol
      .map(([tag, length]) => (values as Record<string, string>)[tag] ?? '00'.repeat(length))
      .join('');
    const length = (hex: string, more = 0) => (hex.length / 2 + more).toString(16).padStart(2, '0');
    const gpo = `80A80000${length(data, 2)}83${length(data)}${data}00`;
    const records = file.records.map(
      ({ sfi, record }) =>
        `00B2${record.toString(16).padStart(2, '0')}${((sfi << 3) | 4).toString(16).padStart(2, '0')}00`,
    );
    const commands = [ppse, select, gpo, ...records];
    const script = join(folder, 'script');
    writeFileSync(script, `${commands.join('\n')}\n`);
    const { stdout } = await run('scriptor', [script], { timeout: 30_000 });
    const answers = stdout
      .split(/^> .*$/m)
      .slice(1)
      .map((text) => text.replace(/^\s*< /, '').replace(/ : [\s\S]*$/, ''))
      .map((text) => text.replace(/\s+/g, ''));
    assert.equal(answers.length, commands.length, stdout);
    twin.activated();
    const [, , , ...read] = commands.map(here);
    assert.equal(answers[1], here(select));
    assert.deepEqual(answers.slice(3), read);
    const found = flatten(fromHex(answers[2]!.slice(0, -4)));
    const objects = new Map([...Object.entries(values), ...found]);
    const identity = { pan: file.pan, sequence: file.panSequence };
    assert.ok(issuer.verifyCryptogram(issuerMasterKey, identity, objects));
  });

  test('a blocked card is refused by its own word', async () => {
    serving.stop();
    await serving.ended;
    const blocked = cardOfFile(fileOf('blocked'), { random: new Random('blocked') });
    serving = serveVpcd({ host: '127.0.0.1', port, card: blocked });
    await until('opensc-tool reaches it', async () => {
      const { stdout } = await run('opensc-tool', ['-s', select], { timeout: 30_000 }).catch(
        () => ({ stdout: '' }),
      );
      return /SW1=0x62, SW2=0x83/.test(stdout);
    });
  });
});
