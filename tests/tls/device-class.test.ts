// SPDX-License-Identifier: Apache-2.0
//
// The IO class of the device (`jiaozi:tls`), on Node: over a socket that behaves as the SDK's does, and over natives that stand in for the
// session (which has its own test, session.test.ts). What is said is not enciphered here; each piece that comes is answered with one of ours.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { build } from 'esbuild';
import type { Tcp, TcpOptions, TlsOptions, TlsTrouble } from '../../src/io/ecma419.ts';
import { root } from '../device/support/manifest.ts';

const roomBytes = 1460;
const folder = mkdtempSync(join(tmpdir(), 'jiaozi-tls-class-'));
after(() => rmSync(folder, { recursive: true }));

/** Once the peer has gone, `write` throws, though bytes of the peer's are still to be read; without a socket it gives nothing. */
class Socket {
  static last: Socket;
  readonly options: Required<TcpOptions>;
  readonly sent: number[] = [];
  readonly #waiting: number[] = [];
  state: 'ready' | 'over' | 'gone' = 'ready';
  isClosed = false;

  constructor(options: Required<TcpOptions>) {
    this.options = options;
    Socket.last = this;
  }

  brings(...bytes: number[]): void {
    this.#waiting.push(...bytes);
    this.options.onReadable.call(this as unknown as Tcp, this.#waiting.length);
  }

  read(count: number): ArrayBuffer {
    return new Uint8Array(this.#waiting.splice(0, count)).buffer;
  }

  write(bytes: Uint8Array): number | undefined {
    if (this.state === 'over') throw new Error('not ready');
    if (this.state === 'gone') return undefined;
    this.sent.push(...bytes);
    return roomBytes - bytes.length;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Open from the start. The buffers that JavaScript has given to be read into, too. */
class Session {
  readonly inside: number[] = [];
  readonly outside: number[] = [];
  readonly givenOut: Uint8Array[] = [];
  #isOver = false;

  constructor() {
    const natives: Record<string, (session: number, bytes: Uint8Array) => unknown> = {
      xs_tls_begin: () => 0,
      xs_tls_end: () => undefined,
      xs_tls_room: () => 1024 - this.inside.length,
      xs_tls_feed: (_, bytes) => {
        this.inside.push(...bytes);
        this.outside.push(0xac);
      },
      xs_tls_socket_ended: () => {
        this.#isOver = true;
      },
      xs_tls_take: (_, bytes) => this.#move(this.outside, bytes),
      xs_tls_step: () => (this.#isOver && this.inside.length === 0 ? 3 : 2),
      xs_tls_trouble: () => 0,
      xs_tls_readable: () => this.inside.length,
      xs_tls_read: (_, bytes) => {
        this.givenOut.push(bytes);
        return this.#move(this.inside, bytes);
      },
      xs_tls_write: (_, bytes) => {
        this.outside.push(...bytes);
        return bytes.length;
      },
    };
    (globalThis as { native?: unknown }).native = (name: string) => ({
      call: (_: unknown, session: number, bytes: Uint8Array) => natives[name]!(session, bytes),
    });
  }

  #move(from: number[], bytes: Uint8Array): number {
    const moved = from.splice(0, bytes.length);
    bytes.set(moved);
    return moved.length;
  }
}

async function loadClass(): Promise<new (options: TlsOptions) => Tcp> {
  (globalThis as { SocketDouble?: unknown }).SocketDouble = Socket;
  const outfile = join(folder, 'tls.mjs');
  await build({
    entryPoints: [`${root}/src/board/esp32/tls.ts`],
    bundle: true,
    outfile,
    format: 'esm',
    plugins: [
      {
        name: 'socket',
        setup(builder) {
          builder.onResolve({ filter: /^embedded:/ }, ({ path }) => ({
            path,
            namespace: 'double',
          }));
          builder.onLoad({ filter: /./, namespace: 'double' }, () => ({
            contents: 'export default globalThis.SocketDouble;',
          }));
        },
      },
    ],
  });
  return (await import(outfile)).default;
}

const Tls = await loadClass();

function connection() {
  const session = new Session();
  const heard: number[] = [];
  const troubles: (TlsTrouble | undefined)[] = [];
  const tls: Tcp = new Tls({
    ...{ address: '192.0.2.1', port: 8583, name: 'host', authority: new Uint8Array(1) },
    now: { year: 2026, month: 11, day: 21, hour: 0, minute: 0, second: 0 },
    onReadable() {
      heard.push(...new Uint8Array(this.read() ?? new ArrayBuffer(0)));
    },
    onError: (trouble) => troubles.push(trouble),
  });
  const socket = Socket.last;
  socket.options.onWritable.call(tls, roomBytes);
  return { session, heard, troubles, tls, socket };
}

describe('TLS over the socket of the SDK', () => {
  test('what comes is heard, and the session’s own bytes leave', () => {
    const { socket, heard, tls } = connection();
    socket.brings(1, 2, 3);
    tls.write(new Uint8Array([9]));
    assert.deepEqual(
      [heard, socket.sent],
      [
        [1, 2, 3],
        [0xac, 9],
      ],
    );
  });

  for (const state of ['over', 'gone'] as const)
    test(`the last bytes of a peer that has ${state === 'over' ? 'ended' : 'broken off'} are heard, though nothing can be sent any more; then the line is lost`, () => {
      const { socket, heard, troubles } = connection();
      socket.state = state;
      socket.brings(1, 2, 3);
      assert.deepEqual([heard, troubles], [[1, 2, 3], []]);
      socket.options.onError.call(socket as unknown as Tcp);
      assert.deepEqual([troubles, socket.isClosed], [['lost'], true]);
    });

  test('of what is read there is one copy, the caller’s', () => {
    const { session, socket, tls } = connection();
    session.inside.push(4, 5, 6);
    const bytes = tls.read(2);
    assert.equal(bytes, session.givenOut[0]?.buffer);
    assert.deepEqual([...new Uint8Array(bytes!)], [4, 5]);
    assert.equal(socket.isClosed, false);
  });
});
