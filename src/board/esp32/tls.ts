// SPDX-License-Identifier: Apache-2.0
//
// TLS as an IO class of the device: `jiaozi:tls`. The SDK's TCP carries the bytes, mbedTLS in C (native/esp32/tls_session.h) makes them
// and reads them. docs/adr/0051-tls-is-the-boards.md
//
// What a reader would get wrong: every callback of ours may close the object. After each the session is asked for again.

import TCP from 'embedded:io/socket/tcp';
import type { DateTime } from '../../io/clock.ts';
import type { Tcp, TlsOptions, TlsTrouble } from '../../io/ecma419.ts';

const pieceBytes = 512;
/** As tls_session.h and src/io/ecma419.ts number them. A module of this name can import no value of ours: the SDK would look beside `jiaozi:`. */
const troubles: readonly TlsTrouble[] = Object.freeze(
  ['lost', 'untrusted', 'self-signed', 'wrong-name', 'expired', 'failed'],
  true,
);
/** As tls_session.h numbers them. */
const State = Object.freeze({ Open: 2, Ended: 3 } as const, true);
/** What fits into one record of the session. */
const roomBytes = 1024;

export default class Tls implements Tcp {
  readonly #options: TlsOptions;
  #session = -1;
  #socket: Tcp | undefined;
  #socketHas = 0;
  #socketRoom = 0;
  /** The caller waits to be told of room. */
  #wantsRoom = true;

  constructor(options: TlsOptions) {
    const { address, port, name, authority, now } = options;
    this.#options = options;
    this.#session = begin(authority, asciiOf(name), bytesOf(now));
    if (this.#session < 0) throw new Error('no TLS session');
    try {
      this.#socket = new TCP({
        address,
        port,
        onReadable: (count) => {
          this.#socketHas = count;
          this.#pump();
        },
        onWritable: (count) => {
          this.#socketRoom = count;
          this.#pump();
        },
        onError: () => this.#socketEnded(),
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
    if (this.#session < 0) return;
    end(this.#session);
    this.#session = -1;
  }

  read(count?: number): ArrayBuffer | undefined {
    const session = this.#alive();
    const there = readable(session);
    if (there === 0) return undefined;
    const bytes = new Uint8Array(Math.min(there, count ?? there));
    // All of it, or the session has ended. The only copy: card data are in it, and the caller wipes what it gets.
    return read(session, bytes) === bytes.length ? bytes.buffer : undefined;
  }

  write(bytes: ArrayBufferView | ArrayBuffer): number {
    const session = this.#alive();
    const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
    const taken = write(session, view as Uint8Array);
    if (taken < view.byteLength) throw new Error('would block');
    this.#wantsRoom = true;
    this.#send();
    return 0;
  }

  #alive(): number {
    if (this.#session < 0) throw new SyntaxError('closed');
    return this.#session;
  }

  /** As far as there are bytes, room, and somebody who wants them. */
  #pump(): void {
    do {
      if (this.#session < 0) return;
      this.#receive();
      if (step(this.#session) === State.Ended) return this.#fail();
      this.#send();
      this.#tell();
    } while (this.#session >= 0 && this.#socketHas > 0 && room(this.#session) > 0);
  }

  #receive(): void {
    const count = Math.min(this.#socketHas, room(this.#session));
    if (count === 0) return;
    const bytes = this.#socket!.read(count);
    this.#socketHas -= bytes?.byteLength ?? this.#socketHas;
    if (bytes) feed(this.#session, new Uint8Array(bytes));
  }

  #send(): void {
    while (this.#socketRoom > 0) {
      const piece = new Uint8Array(Math.min(pieceBytes, this.#socketRoom));
      const count = take(this.#session, piece);
      if (count === 0) return;
      this.#socketRoom = this.#put(piece.subarray(0, count));
    }
  }

  /**
   * The room left. When the peer has gone the SDK's socket first takes nothing more (it throws, or gives no number), then still brings the
   * last bytes, and tells of the end when they are read: `onError` follows.
   */
  #put(bytes: Uint8Array): number {
    try {
      return this.#socket!.write(bytes) ?? 0;
    } catch {
      return 0;
    }
  }

  #tell(): void {
    if (this.#wantsRoom && this.#socketRoom > 0 && step(this.#session) === State.Open) {
      this.#wantsRoom = false;
      this.#options.onWritable?.call(this, roomBytes);
    }
    for (let before = 0; this.#session >= 0; ) {
      const count = readable(this.#session);
      // Nobody reads, or there is nothing.
      if (count === 0 || count === before) break;
      before = count;
      this.#options.onReadable?.call(this, count);
    }
    if (this.#session >= 0 && step(this.#session) === State.Ended) this.#fail();
  }

  #socketEnded(): void {
    if (this.#session < 0) return;
    socketEnded(this.#session);
    this.#pump();
    if (this.#session >= 0) this.#fail();
  }

  #fail(): void {
    const trouble = troubles[troubleOf(this.#session)]!;
    this.close();
    this.#options.onError?.call(this, trouble);
  }
}

function asciiOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function bytesOf({ year, month, day, hour, minute, second }: DateTime): Uint8Array {
  return new Uint8Array([year - 2000, month, day, hour, minute, second]);
}

function begin(this: unknown, authority: Uint8Array, name: Uint8Array, now: Uint8Array): number {
  return native('xs_tls_begin').call(this, authority, name, now);
}
function end(this: unknown, session: number): void {
  native('xs_tls_end').call(this, session);
}
function room(this: unknown, session: number): number {
  return native('xs_tls_room').call(this, session);
}
function feed(this: unknown, session: number, bytes: Uint8Array): void {
  native('xs_tls_feed').call(this, session, bytes);
}
function socketEnded(this: unknown, session: number): void {
  native('xs_tls_socket_ended').call(this, session);
}
function take(this: unknown, session: number, bytes: Uint8Array): number {
  return native('xs_tls_take').call(this, session, bytes);
}
function step(this: unknown, session: number): number {
  return native('xs_tls_step').call(this, session);
}
function troubleOf(this: unknown, session: number): number {
  return native('xs_tls_trouble').call(this, session);
}
function readable(this: unknown, session: number): number {
  return native('xs_tls_readable').call(this, session);
}
function read(this: unknown, session: number, bytes: Uint8Array): number {
  return native('xs_tls_read').call(this, session, bytes);
}
function write(this: unknown, session: number, bytes: Uint8Array): number {
  return native('xs_tls_write').call(this, session, bytes);
}
