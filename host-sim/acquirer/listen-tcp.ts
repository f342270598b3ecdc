// SPDX-License-Identifier: Apache-2.0
//
// The acquirer double on a TCP port of this machine, for terminals that live in wall-clock time. Loopback only: the double
// believes everybody who knows a terminal's key.

import { createServer, type Socket } from 'node:net';
import type { DateTime } from '../../src/io/clock.ts';
import type { Acquirer, AcquirerOptions } from './acquirer.ts';

export interface Listener {
  readonly port: number;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

/** Port 0 takes any that is free. */
export function listenTcp(acquirer: Acquirer, port = 0): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const connection = acquirer.connect({
      send: (bytes) => void socket.write(bytes),
      close: () => void socket.end(),
    });
    socket.on('data', (bytes) => connection.receive(bytes));
    // An error is followed by 'close'.
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      connection.closed();
    });
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new TypeError('no TCP address');
      resolve({ port: address.port, close });
    });
  });
}

/** Time and timers of this machine, for an acquirer that listens. Its timers keep no process alive. */
export const wallClock: Pick<AcquirerOptions, 'schedule' | 'nowUs' | 'wallTime'> = {
  schedule: (delayUs, run) => void setTimeout(run, Math.ceil(delayUs / 1000)).unref(),
  nowUs: () => Math.round(performance.now() * 1000),
  wallTime: (): DateTime => {
    const now = new Date();
    return {
      year: now.getFullYear(),
      month: now.getMonth() + 1,
      day: now.getDate(),
      hour: now.getHours(),
      minute: now.getMinutes(),
      second: now.getSeconds(),
    };
  },
};
