// SPDX-License-Identifier: Apache-2.0
//
// TCP through the host: a class with the behaviour of ECMA-419's, whose bytes go over the agent's line. So a bench needs no
// network, and the host decides what becomes of a connection.

import type { Clock } from '../../../src/io/clock.ts';
import type { Tcp, TcpOptions } from '../../../src/io/ecma419.ts';
import { LineEvent } from './commands.ts';

/** What a socket takes before the host has acknowledged any of it. */
const roomMax = 1024;

interface Event {
  readonly kind: number;
  readonly socket: number;
  readonly bytes: Uint8Array;
}

const nothing = new Uint8Array(0);

export class HostLine {
  readonly #clock: Clock;
  readonly #sockets = new Map<number, HostSocket>();
  readonly #events: Event[] = [];
  #lastSocket = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get hasEvents(): boolean {
    return this.#events.length > 0;
  }

  /** The class for the program. */
  tcp(): new (options: TcpOptions) => Tcp {
    const line = this;
    return class extends HostSocket {
      constructor(options: TcpOptions) {
        super(line, options);
      }
    };
  }

  open(socket: HostSocket, { address, port }: TcpOptions): number {
    do this.#lastSocket = (this.#lastSocket + 1) & 0xff;
    while (this.#sockets.has(this.#lastSocket));
    const id = this.#lastSocket;
    this.#sockets.set(id, socket);
    const target = `${address}:${port}`;
    this.put(
      LineEvent.connect,
      id,
      Uint8Array.from(target, (char) => char.charCodeAt(0)),
    );
    return id;
  }

  close(id: number): void {
    if (this.#sockets.delete(id)) this.put(LineEvent.close, id, nothing);
  }

  put(kind: number, socket: number, bytes: Uint8Array): void {
    this.#events.push({ kind, socket, bytes });
  }

  /** A callback of the program: in a turn of its own, as from a real socket. */
  later(run: () => void): void {
    this.#clock.after(0, run);
  }

  /** Kind u8, socket u8, bytes; long data in several. */
  take(count: number): Uint8Array {
    const [first] = this.#events;
    if (!first) return Uint8Array.of(LineEvent.none, 0);
    const piece = first.bytes.subarray(0, count - 2);
    if (piece.length === first.bytes.length) this.#events.shift();
    else this.#events[0] = { ...first, bytes: first.bytes.subarray(piece.length) };
    const answer = new Uint8Array(2 + piece.length);
    answer.set([first.kind, first.socket]);
    answer.set(piece, 2);
    return answer;
  }

  /** What the host says about a socket; one that was closed meanwhile is not told. False: no such event. */
  give(kind: number, socket: number, bytes: Uint8Array): boolean {
    const found = this.#sockets.get(socket);
    if (kind === LineEvent.connected || kind === LineEvent.acknowledged) found?.writable();
    else if (kind === LineEvent.data) found?.receive(bytes);
    else if (kind === LineEvent.ended) found?.end();
    else return false;
    return true;
  }
}

class HostSocket implements Tcp {
  readonly #line: HostLine;
  readonly #options: TcpOptions;
  readonly #id: number;
  #isOpen = true;
  #isConnected = false;
  #isEnded = false;
  #received: number[] = [];

  constructor(line: HostLine, options: TcpOptions) {
    this.#line = line;
    this.#options = options;
    this.#id = line.open(this, options);
  }

  read(count = this.#received.length): ArrayBuffer | undefined {
    this.#alive();
    if (this.#received.length === 0) return undefined;
    const bytes = Uint8Array.from(this.#received.splice(0, count));
    if (this.#isEnded && this.#received.length === 0) this.#tellEnd();
    return bytes.buffer;
  }

  write(bytes: ArrayBufferView | ArrayBuffer): number {
    this.#alive();
    if (!this.#isConnected) throw new Error('not ready');
    const view =
      bytes instanceof ArrayBuffer
        ? new Uint8Array(bytes)
        : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#line.put(LineEvent.data, this.#id, view.slice());
    return roomMax - view.length;
  }

  close(): void {
    this.#isOpen = false;
    this.#line.close(this.#id);
  }

  writable(): void {
    this.#isConnected = true;
    this.#line.later(() => {
      if (this.#isOpen) this.#options.onWritable?.call(this, roomMax);
    });
  }

  receive(bytes: Uint8Array): void {
    this.#received.push(...bytes);
    this.#line.later(() => {
      const count = this.#received.length;
      if (this.#isOpen && count > 0) this.#options.onReadable?.call(this, count);
    });
  }

  end(): void {
    this.#isEnded = true;
    if (this.#received.length === 0) this.#tellEnd();
  }

  #tellEnd(): void {
    this.#line.later(() => {
      if (!this.#isOpen) return;
      this.close();
      this.#options.onError?.call(this);
    });
  }

  #alive(): void {
    if (!this.#isOpen) throw new SyntaxError('closed');
  }
}
