// SPDX-License-Identifier: Apache-2.0
//
// A whole terminal in wall time against openssl s_server, behind which is the acquirer double. The world's side of the terminal's TLS class
// is Node's TLS here, which is OpenSSL, too; the device's own is tried in session.test.ts.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import {
  Authority,
  type Issued,
  opensslMissing,
  silentServer,
} from '../../host-sim/acquirer/openssl.ts';
import type { Server } from '../../host-sim/link/network.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { firmware, Simulation } from '../../host-sim/simulation.ts';
import { Live } from '../../host-sim/web/live.ts';
import type { LineTrouble } from '../../src/ui/screen.ts';

const name = 'host.jiaozi.test';
const limitMs = 30_000;

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

/** When a run is over: the acquirer has answered, or the glass says what is wrong with it. */
interface Told {
  readonly answers: readonly string[];
  readonly trouble?: LineTrouble;
  /** Bytes that the terminal has written. */
  readonly written: number;
}

const told: readonly LineTrouble[] = ['untrusted', 'self-signed', 'wrong-name', 'expired'];

describe('a terminal against openssl s_server', { skip: opensslMissing }, () => {
  let authority: Authority;
  let stranger: Authority;

  /** By trouble: the glass that tells of it. */
  const glasses = new Map<LineTrouble, string>();

  before(async () => {
    const screens = await ScreenReader.create();
    for (const trouble of told)
      glasses.set(trouble, screens.hashOf({ kind: 'line-failure', trouble }, 'zh'));
    authority = new Authority();
    stranger = new Authority('Another root');
  });
  after(() => {
    authority.remove();
    stranger.remove();
  });

  /** Boots, and has signed in or says why not. */
  async function boots(issued: Issued, ...options: string[]): Promise<Told> {
    const server = await silentServer(issued, ...options);
    const answers: string[] = [];
    let written = 0;
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
    simulation.acquirer.onEvent((event) => {
      if (event.kind === 'answer') answers.push(event.code);
    });
    let live: Live | undefined;
    const act = (run: () => void) => live?.act(run);
    const plain = bridge(server.port, act);
    simulation.network.serve('192.0.2.1', 8583, {
      connect: (peer, tls) => {
        const session = plain.connect(peer, tls);
        const receive = (bytes: Uint8Array) => {
          written += bytes.length;
          session.receive(bytes);
        };
        return { receive, closed: () => session.closed() };
      },
    });
    const { display } = simulation.board;
    const whyNot = () => told.find((trouble) => glasses.get(trouble) === display.hash());
    let trouble: LineTrouble | undefined;
    try {
      live = new Live(simulation);
      server.process.stdout!.on('data', (bytes) => act(() => connection.receive(bytes)));
      const limit = performance.now() + limitMs;
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        trouble = whyNot();
        if (answers.length > 0 || trouble) break;
        if (performance.now() > limit) throw new Error('neither signed in nor refused');
      }
    } finally {
      live?.stop();
      server.stop();
    }
    return { answers, ...(trouble && { trouble }), written };
  }

  test('signs in with TLS 1.2, and with 1.3', async () => {
    const issued = authority.issue(name);
    for (const version of ['-tls1_2', '-tls1_3']) {
      const { answers, trouble, written } = await boots(issued, version);
      assert.deepEqual([answers, trouble], [['00'], undefined]);
      assert.ok(written > 0);
    }
  });

  const impostors: readonly (readonly [string, LineTrouble, () => Issued])[] = [
    ['of another authority', 'untrusted', () => stranger.issue(name)],
    ['that vouches for itself', 'self-signed', () => authority.selfSigned(name)],
    ['of another name', 'wrong-name', () => authority.issue('other.jiaozi.test')],
    ['of the past', 'expired', () => authority.issue(name, { to: '210101000000Z' })],
  ];
  for (const [what, trouble, issued] of impostors)
    test(`writes nothing to a server ${what}, and says why`, async () => {
      assert.deepEqual(await boots(issued()), { answers: [], trouble, written: 0 });
    });
});
