// SPDX-License-Identifier: Apache-2.0
//
// The device's TLS session, in C over mbedTLS, against OpenSSL's server: what it takes, and what it refuses with which word. The mbedTLS of
// this computer is an older one than the device's; the calls are the same but for those that tls_session.c tells apart.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  Authority,
  type Issued,
  opensslMissing,
  opensslServer,
} from '../../host-sim/acquirer/openssl.ts';
import { missing } from '../debian.ts';
import { root } from '../device/support/manifest.ts';

const libraries = ['-lmbedtls', '-lmbedx509', '-lmbedcrypto'];
const flags = ['-std=gnu99', '-Wall', '-Wextra', '-Werror', '-funsigned-char', '-g'];
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const folder = mkdtempSync(join(tmpdir(), 'jiaozi-tls-driver-'));
after(() => rmSync(folder, { recursive: true }));

const noLibrary = missing('/usr/include/mbedtls/ssl.h', 'libmbedtls-dev');
const driver = join(folder, 'driver');
const built = spawnSync(
  'gcc',
  [
    ...[...flags, ...sanitizers, '-Isrc/board/native/esp32', 'tests/tls/driver.c'],
    ...['src/board/native/esp32/tls_session.c', ...libraries, '-o', driver],
  ],
  { cwd: root, encoding: 'utf8' },
);
const skip = opensslMissing || noLibrary;

const name = 'host.jiaozi.test';
const today = '261121103000';

interface Said {
  readonly code: number | null;
  readonly text: string;
  readonly state: string;
}

function talk(port: number, text: string, as = name, at = today): Promise<Said> {
  const child = spawn(driver, [String(port), as, join(folder, 'root.der'), at]);
  const said = { text: '', state: '' };
  child.stdout.on('data', (bytes) => (said.text += bytes));
  child.stderr.on('data', (bytes) => (said.state += bytes));
  child.stdin.end(text);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}

describe('the TLS session of the device against openssl s_server', { skip }, () => {
  let authority: Authority;
  let stranger: Authority;

  before(() => {
    assert.equal(built.status, 0, built.stderr);
    authority = new Authority();
    stranger = new Authority('Another root');
    writeFileSync(join(folder, 'root.der'), authority.der);
  });
  after(() => {
    authority?.remove();
    stranger?.remove();
  });

  async function against(
    issued: Issued,
    options: string[],
    run: (port: number) => Promise<void>,
  ): Promise<void> {
    const server = await opensslServer(issued, ...options);
    try {
      await run(server.port);
    } finally {
      server.stop();
    }
  }

  test('a server of our authority and of the right name is talked to, short and long', async () => {
    await against(authority.issue(name), ['-rev', '-tls1_2'], async (port) => {
      const short = await talk(port, 'jiaozi\n');
      assert.deepEqual(short, { code: 0, text: 'izoaij\n', state: 'TLSv1.2 0' });
      const long = await talk(port, `${'0123456789'.repeat(380)}\n`);
      assert.equal(long.code, 0, long.state);
      assert.equal(long.text.length, 3801);
      assert.equal(long.text.slice(0, 10), '9876543210');
    });
  });

  /** Numbers as in src/io/ecma419.ts. */
  const refused: readonly (readonly [
    what: string,
    trouble: number,
    issued: () => Issued,
    more?: { readonly as?: string; readonly at?: string; readonly options?: string[] },
  ])[] = [
    ['of another authority', 1, () => stranger.issue(name)],
    ['that has signed its own certificate', 2, () => authority.selfSigned(name)],
    ['of another name', 3, () => authority.issue('other.jiaozi.test')],
    ['whose certificate has expired', 4, () => authority.issue(name, { to: '261120000000Z' })],
    [
      'whose certificate is not valid yet',
      4,
      () => authority.issue(name, { from: '261122000000Z' }),
    ],
    [
      'that speaks TLS 1.1 at most',
      5,
      () => authority.issue(name),
      { options: ['-tls1_1', '-cipher', 'DEFAULT:@SECLEVEL=0'] },
    ],
  ];

  for (const [what, trouble, issued, { as, at, options = [] } = {}] of refused)
    test(`a server ${what} gets nothing from us, and we know why`, async () => {
      await against(issued(), ['-rev', ...options], async (port) => {
        const said = await talk(port, 'secret\n', as, at);
        assert.deepEqual(said, { code: 1, text: '', state: `trouble ${trouble}` });
      });
    });

  test('a server that goes away in the handshake is one that was lost, as on the desk', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.end()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      assert.deepEqual(await talk(port, 'secret\n'), { code: 1, text: '', state: 'trouble 0' });
    } finally {
      server.close();
    }
  });

  test('the day on which a certificate ends counts, and the second after it does not', async () => {
    await against(
      authority.issue(name, { to: '261121103000Z' }),
      ['-rev', '-tls1_2'],
      async (port) => {
        assert.equal((await talk(port, 'a\n', name, '261121103000')).code, 0);
        assert.equal((await talk(port, 'a\n', name, '261121103001')).state, 'trouble 4');
      },
    );
  });

  test('a server of ours cannot vouch for another: it is no authority', async () => {
    const other = authority.issue('other.jiaozi.test');
    const vouched = authority.issue(name, {}, other);
    await against(vouched, ['-rev', '-cert_chain', other.certificate], async (port) => {
      assert.equal((await talk(port, 'secret\n')).state, 'trouble 1');
    });
  });
});
