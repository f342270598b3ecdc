// SPDX-License-Identifier: Apache-2.0
//
// The line between a terminal and the servers of the world, as bytes and virtual time. Nothing here is an OS socket. While
// the line is down nothing passes; what was sent is delivered when it comes back, as TCP's retransmission does, unless that
// takes longer than a connection lives.

import type { Kernel } from './kernel.ts';

/** A server's end of one connection. */
export interface ServerSession {
  receive(bytes: Uint8Array): void;
  /** The terminal closed, or the connection was lost. */
  closed(): void;
}

export interface Server {
  /** `tls`: the terminal begins a handshake, and its socket does not stand until that is settled. A server without TLS leaves it unanswered. */
  connect(peer: { send(bytes: Uint8Array): void; close(): void }, tls?: TlsClient): ServerSession;
}

/** What a terminal brings to a handshake. Numbers of troubles are those of src/io/ecma419.ts. */
export interface TlsClient {
  readonly name: string;
  /** DER */
  readonly authority: Uint8Array;
  /** Milliseconds as of Date, the terminal's clock taken for UTC. */
  readonly nowMs: number;
  /** The handshake is over, and good. */
  secured(): void;
  /** It is over: the terminal does not talk to this server. */
  refused(trouble: number): void;
}

/** What a terminal's TCP socket is told. */
export interface ClientEvents {
  connected(): void;
  /** Room for more: bytes have been taken by the other side. */
  acknowledged(): void;
  received(bytes: Uint8Array): void;
  /** Refused, lost, or closed by the server. */
  ended(): void;
}

const connectTimeoutUs = 20_000_000;
const connectionLostUs = 60_000_000;
const bytesPerMs = 20;

export class Network {
  latencyUs = 30_000;
  readonly #kernel: Kernel;
  readonly #servers = new Map<string, Server>();
  readonly #connections = new Set<Connection>();
  #upSinceDown: (() => void)[] = [];
  #up = true;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  serve(address: string, port: number, server: Server): void {
    this.#servers.set(`${address}:${port}`, server);
  }

  /** Nobody listens there any more: connections are refused. */
  stop(address: string, port: number): void {
    this.#servers.delete(`${address}:${port}`);
  }

  get up(): boolean {
    return this.#up;
  }

  set up(value: boolean) {
    this.#up = value;
    if (value) for (const resume of this.#upSinceDown.splice(0)) resume();
  }

  /** Every standing connection is lost at once. */
  reset(): void {
    for (const connection of [...this.#connections]) connection.lose();
  }

  connect(address: string, port: number, client: ClientEvents, tls?: TlsClient): Connection {
    const connection = new Connection(
      this.#kernel,
      this,
      this.#servers.get(`${address}:${port}`),
      client,
      () => this.#connections.delete(connection),
      tls,
    );
    this.#connections.add(connection);
    return connection;
  }

  /** Calls back when `bytes` bytes have crossed the line, or `lost` when it stayed down too long. */
  cross(bytes: number, arrive: () => void, lost: () => void): void {
    if (this.#up) {
      this.#kernel.schedule(this.latencyUs + (bytes * 1000) / bytesPerMs, () => {
        if (this.#up) arrive();
        else this.cross(bytes, arrive, lost);
      });
      return;
    }
    let waiting = true;
    this.#kernel.schedule(connectionLostUs, () => {
      if (waiting) lost();
      waiting = false;
    });
    this.#upSinceDown.push(() => {
      if (waiting) this.cross(bytes, arrive, lost);
      waiting = false;
    });
  }
}

export class Connection {
  readonly #kernel: Kernel;
  readonly #network: Network;
  readonly #client: ClientEvents;
  readonly #forget: () => void;
  #session: ServerSession | undefined;
  #ended = false;
  #toServer: Sequence = new Sequence();
  #toClient: Sequence = new Sequence();

  constructor(
    kernel: Kernel,
    network: Network,
    server: Server | undefined,
    client: ClientEvents,
    forget: () => void,
    tls?: TlsClient,
  ) {
    this.#kernel = kernel;
    this.#network = network;
    this.#client = client;
    this.#forget = forget;
    const timeout = kernel.schedule(connectTimeoutUs, () => this.lose());
    // SYN there, SYN-ACK (or RST) back.
    network.cross(
      0,
      () =>
        network.cross(
          0,
          () => {
            kernel.cancel(timeout);
            if (this.#ended) return;
            if (server) this.#stand(server, tls);
            else this.lose();
          },
          () => this.lose(),
        ),
      () => this.lose(),
    );
  }

  #stand(server: Server, tls: TlsClient | undefined): void {
    const peer = {
      send: (bytes: Uint8Array) => this.#answer(bytes.slice()),
      close: () => this.#toClient.after((done) => this.#cross(0, () => this.lose(), done)),
    };
    this.#session = server.connect(peer, tls);
    this.#client.connected();
  }

  #cross(bytes: number, arrive: () => void, done: () => void): void {
    this.#network.cross(
      bytes,
      () => {
        if (!this.#ended) arrive();
        done();
      },
      () => {
        this.lose();
        done();
      },
    );
  }

  #answer(bytes: Uint8Array): void {
    this.#toClient.after((done) =>
      this.#cross(bytes.length, () => this.#client.received(bytes), done),
    );
  }

  send(bytes: Uint8Array): void {
    this.#toServer.after((done) =>
      this.#cross(
        bytes.length,
        () => {
          this.#client.acknowledged();
          this.#session?.receive(bytes);
        },
        done,
      ),
    );
  }

  /** The terminal closes; what it had sent still arrives. */
  close(): void {
    if (this.#ended) return;
    const session = this.#session;
    this.#toServer.after((done) => {
      this.#ended = true;
      this.#forget();
      this.#network.cross(
        0,
        () => session?.closed(),
        () => session?.closed(),
      );
      done();
    });
  }

  lose(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forget();
    this.#session?.closed();
    this.#kernel.schedule(0, () => this.#client.ended());
  }
}

/** Things that must happen one after another, each when the one before is done; no microtasks, so that order is the world's. */
class Sequence {
  #queue: ((done: () => void) => void)[] = [];
  #busy = false;

  after(step: (done: () => void) => void): void {
    this.#queue.push(step);
    this.#next();
  }

  #next(): void {
    if (this.#busy) return;
    const step = this.#queue.shift();
    if (!step) return;
    this.#busy = true;
    step(() => {
      this.#busy = false;
      this.#next();
    });
  }
}
