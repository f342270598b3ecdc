// SPDX-License-Identifier: Apache-2.0
//
// A page without a browser: sends commands, keeps what it is told.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { LogEntry, PageCommand, State, Update } from '../../../host-sim/web/protocol.ts';

const patienceMs = 30_000;

export class Client {
  readonly socket: WebSocket;
  /** All text frames, as they came. */
  readonly texts: string[] = [];
  readonly log: LogEntry[] = [];
  state: State | undefined;
  ledger: Update['ledger'];
  journal: Update['journal'];
  paperRows = 0;
  screens = 0;
  #onMessage = () => {};

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#frame(data);
      else this.#update(String(data));
      this.#onMessage();
    });
  }

  static async open(url: string, query = ''): Promise<Client> {
    const client = new Client(new WebSocket(`${url.replace('http', 'ws')}terminal${query}`));
    await once(client.socket, 'open');
    return client;
  }

  send(command: PageCommand): void {
    this.socket.send(JSON.stringify(command));
  }

  /** Presses keys one after another. */
  type(...keys: readonly string[]): void {
    for (const key of keys) {
      this.send({ do: 'key', key, pressed: true });
      this.send({ do: 'key', key, pressed: false });
    }
  }

  /** Waits until `isSo`, asked after each message. */
  async until(isSo: (client: Client) => boolean): Promise<void> {
    if (isSo(this)) return;
    await new Promise<void>((resolve, reject) => {
      const late = () => reject(new assert.AssertionError({ message: `never: ${isSo}` }));
      const timer = setTimeout(late, patienceMs);
      this.#onMessage = () => {
        if (!isSo(this)) return;
        clearTimeout(timer);
        this.#onMessage = () => {};
        resolve();
      };
    });
  }

  async logged(text: string): Promise<void> {
    await this.until(({ log }) => log.some(({ title }) => title.includes(text)));
  }

  close(): void {
    this.socket.close();
  }

  #frame(data: Buffer): void {
    if (data[0] === 1) this.screens++;
    else this.paperRows = data.readUInt32LE(4) + (data.length - 8) / 48;
  }

  #update(text: string): void {
    this.texts.push(text);
    const update = JSON.parse(text) as Update;
    if (update.state) this.state = update.state;
    if (update.ledger) this.ledger = update.ledger;
    if (update.journal) this.journal = update.journal;
    if (update.log) this.log.push(...update.log);
  }
}
