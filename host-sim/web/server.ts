// SPDX-License-Identifier: Apache-2.0
//
// The simulator's page: files over HTTP and a terminal for each page over a WebSocket, for this computer only. A page of
// another site that a browser has open must not reach it: Host and Origin are checked.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { CardFile } from '../cards/card-file.ts';
import type { Program } from '../engine/bundle.ts';
import type { Engine } from '../engine/machine.ts';
import { firmware } from '../simulation.ts';
import { makePageFiles, type PageFiles } from './page-files.ts';
import { type KeyDelivery, Session } from './session.ts';

export interface ServerOptions {
  /** 0: any that is free */
  readonly port: number;
  /** For pages that do not ask for a seed of their own (`/?seed=…`, with people who sign in: `&operators=1`). */
  readonly seed: string;
  /** Default: the terminal's firmware. */
  readonly program?: Program;
  /** Default: in process. */
  readonly engine?: Engine | undefined;
  readonly keys?: KeyDelivery | undefined;
  /** Of the terminal, besides the usual ones. */
  readonly settings?: object;
  /** Card doubles of files, for the drawer. */
  readonly cardFiles?: readonly CardFile[] | undefined;
}

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const messageBytesMax = 4096;

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; connect-src 'self' ws:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Rejects with the system's error when the port is taken (EADDRINUSE). */
export async function startServer(options: ServerOptions): Promise<PageServer> {
  const [files, program] = await Promise.all([makePageFiles(), options.program ?? firmware()]);
  const server = createServer((request, response) => answer(files, request, response));
  const sessions = new Set<Session>();
  const sockets = new WebSocketServer({
    server,
    path: '/terminal',
    maxPayload: messageBytesMax,
    verifyClient: ({ origin, req }: { origin: string; req: IncomingMessage }) =>
      isLocal(req) && (origin === undefined || origin === `http://${req.headers.host}`),
  });
  sockets.on('connection', (socket, request) => {
    const asked = new URL(request.url ?? '', `http://${host}`).searchParams;
    const session = new Session(
      socket,
      {
        program,
        engine: options.engine,
        cardFiles: options.cardFiles,
        ...options.keys,
        ...(options.settings && { settings: options.settings }),
      },
      asked.get('seed') ?? options.seed,
      asked.get('operators') === '1',
    );
    sessions.add(session);
    socket.on('close', () => sessions.delete(session));
  });
  const port = await listen(server, sockets, options.port);
  return {
    url: `http://${host}:${port}/`,
    close: () => {
      for (const session of sessions) session.close();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function listen(server: Server, sockets: WebSocketServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    // The WebSocket server passes on what the HTTP server reports.
    sockets.on('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** A name that resolves to us (DNS rebinding) is not a name of ours. */
function isLocal({ headers: { host: name } }: IncomingMessage): boolean {
  return name !== undefined && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(name);
}

async function answer(
  files: PageFiles,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').replace(/[?#].*$/, '');
  const isAllowed = isLocal(request) && (request.method === 'GET' || request.method === 'HEAD');
  const file = isAllowed ? await files(path) : undefined;
  if (!file) {
    const status = isAllowed ? 404 : 403;
    response.writeHead(status, { ...headers, 'content-type': 'text/plain' });
    response.end(status === 404 ? 'not found\n' : 'only for pages of this computer\n');
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': file.type });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}
