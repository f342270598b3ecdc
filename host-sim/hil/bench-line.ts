// SPDX-License-Identifier: Apache-2.0
//
// The network of a bench: sockets that the board opens through its agent become connections of the host's own network, with
// its latency and its troubles.

import type { Connection, Network } from '../link/network.ts';
import { type AgentClient, LineEvent } from './protocol.ts';

export class BenchLine {
  readonly #agent: AgentClient;
  readonly #network: Network;
  readonly #sockets = new Map<number, Connection>();

  constructor(agent: AgentClient, network: Network) {
    this.#agent = agent;
    this.#network = network;
  }

  /** The board has something for a socket. */
  serve(): void {
    const { kind, socket, bytes } = this.#agent.takeLine();
    if (kind === LineEvent.connect) this.#open(socket, String.fromCharCode(...bytes));
    else if (kind === LineEvent.data) this.#sockets.get(socket)?.send(bytes);
    else if (kind === LineEvent.close) this.#close(socket);
  }

  /** The board has lost its power, and every socket with it. */
  drop(): void {
    for (const socket of [...this.#sockets.keys()]) this.#close(socket);
  }

  #open(socket: number, target: string): void {
    const colon = target.lastIndexOf(':');
    const tell = (kind: number, bytes?: Uint8Array) => {
      if (this.#sockets.has(socket)) this.#agent.giveLine(kind, socket, bytes);
    };
    const connection = this.#network.connect(
      target.slice(0, colon),
      Number(target.slice(colon + 1)),
      {
        connected: () => tell(LineEvent.connected),
        acknowledged: () => tell(LineEvent.acknowledged),
        received: (bytes) => tell(LineEvent.data, bytes),
        ended: () => {
          tell(LineEvent.ended);
          this.#sockets.delete(socket);
        },
      },
    );
    this.#sockets.set(socket, connection);
  }

  #close(socket: number): void {
    const connection = this.#sockets.get(socket);
    this.#sockets.delete(socket);
    connection?.close();
  }
}
