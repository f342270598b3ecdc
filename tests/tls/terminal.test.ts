// SPDX-License-Identifier: Apache-2.0
//
// A whole terminal in wall time against openssl s_server, behind which is the acquirer double. The world's side of the terminal's TLS class
// is Node's TLS here, which is OpenSSL, too; the device's own is tried in session.test.ts.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import {
  Authority,
  type Issued,
  opensslMissing,
  opensslServer,
  reaches,
} from '../../host-sim/acquirer/openssl.ts';
import type { Server } from '../../host-sim/link/network.ts';
import { firmware, Simulation } from '../../host-sim/simulation.ts';
import { Live } from '../../host-sim/web/live.ts';

const name = 'host.jiaozi.test';
const limitMs = 30_000;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Node's words, as src/io/ecma419.ts numbers the troubles. */
const troubles: Readonly<Record<string, number>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 2,
  ERR_TLS_CERT_ALTNAME_INVALID: 3,
  CERT_HAS_EXPIRED: 4,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 1,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 1,
};

function pem(der: Uint8Array): string {
  const text = Buffer.from(der).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
}

/** The terminal's connections, to `port` of this computer. `act` does things to the world when they happen. */
function bridge(port: number, act: (run: () => void) => void): Server {
  return {
    connect(peer, tls) {
      if (!tls) throw new Error('a connection without TLS');
      const socket: TLSSocket = connectTls({
        port,
        host: '127.0.0.1',
        servername: tls.name,
        ca: pem(tls.authority),
        minVersion: 'TLSv1.2',
      });
      let isSecured = false;
      socket.on('secureConnect', () => {
        isSecured = true;
        act(() => tls.secured());
      });
      socket.on('data', (bytes) => act(() => peer.send(bytes)));
      socket.on('error', (error: NodeJS.ErrnoException) => {
        if (!isSecured) act(() => tls.refused(troubles[error.code ?? ''] ?? 5));
      });
      socket.on('close', () => act(() => peer.close()));
      return { receive: (bytes) => void socket.write(bytes), closed: () => socket.destroy() };
    },
  };
}

interface Told {
  /** What the acquirer has answered. */
  readonly answers: readonly string[];
  readonly refused: readonly number[];
}

describe('a terminal against openssl s_server', { skip: opensslMissing }, () => {
  let authority: Authority;
  let stranger: Authority;

  before(() => {
    authority = new Authority();
    stranger = new Authority('Another root');
  });
  after(() => {
    authority.remove();
    stranger.remove();
  });

  /** Boots, and has signed in or been refused. */
  async function boots(issued: Issued, ...options: string[]): Promise<Told> {
    const port = await freePort();
    const server = await opensslServer(issued, ...options, '-quiet', '-accept', `${port}`);
    for (let i = 0; i < 100 && !(await reaches(port)); i++)
      await new Promise((r) => setTimeout(r, 50));
    const answers: string[] = [];
    const refused: number[] = [];
    const hostTls = { name, authority: authority.der.toString('base64') };
    const simulation = new Simulation({
      seed: 'tls',
      program: await firmware(),
      settings: { hostTls },
    });
    const connection = simulation.acquirer.connect({
      send: (bytes) => void server.process.stdin!.write(bytes),
      close: () => {},
    });
    let live: Live | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error('neither signed in nor refused')), limitMs);
        const done = () => {
          clearTimeout(limit);
          resolve();
        };
        simulation.acquirer.onEvent((event) => {
          if (event.kind === 'answer') {
            answers.push(event.code);
            done();
          }
        });
        const act = (run: () => void) => live?.act(run);
        const plain = bridge(port, act);
        simulation.network.serve('192.0.2.1', 8583, {
          connect: (peer, tls) =>
            plain.connect(
              peer,
              tls && {
                ...tls,
                refused: (trouble) => {
                  refused.push(trouble);
                  tls.refused(trouble);
                  done();
                },
              },
            ),
        });
        live = new Live(simulation);
        server.process.stdout!.on('data', (bytes) => act(() => connection.receive(bytes)));
      });
    } finally {
      live?.stop();
      server.stop();
    }
    return { answers, refused };
  }

  test('signs in with TLS 1.2, and with 1.3', async () => {
    const issued = authority.issue(name);
    assert.deepEqual(await boots(issued, '-tls1_2'), { answers: ['00'], refused: [] });
    assert.deepEqual(await boots(issued, '-tls1_3'), { answers: ['00'], refused: [] });
  });

  const impostors: readonly (readonly [string, number, () => Issued])[] = [
    ['of another authority', 1, () => stranger.issue(name)],
    ['that vouches for itself', 2, () => authority.selfSigned(name)],
    ['of another name', 3, () => authority.issue('other.jiaozi.test')],
    ['of the past', 4, () => authority.issue(name, { to: '210101000000Z' })],
  ];
  for (const [what, trouble, issued] of impostors)
    test(`asks a server ${what} for nothing`, async () => {
      assert.deepEqual(await boots(issued()), { answers: [], refused: [trouble] });
    });
});
