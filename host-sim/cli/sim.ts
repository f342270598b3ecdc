// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi sim`: the simulator as a page in the browser, until Ctrl-C.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type CardFile, readCardFile } from '../cards/card-file.ts';
import type { Engine } from '../engine/machine.ts';
import { type PageServer, startServer } from '../web/server.ts';
import type { KeyDelivery } from '../web/session.ts';
import type { CliIo } from './main.ts';
import { engineOf, targetHelp } from './target.ts';

const portDefault = 8419;
const portsTried = 20;
const seedDefault = '1';

const help = `usage: jiaozi sim [--port N] [--no-open] [--seed S] [--target W]
                  [--key-file F [--authority A] [--acquirer-key K]] [--card F]…

Serves the simulator as a page on this computer only, and opens it in the
browser. Each page that is opened has a terminal of its own.

  --port N   first port to try; the next free one is taken (default ${portDefault};
             0: any)
  --no-open  do not open a browser, only print the address
  --seed S   seed of every random number of the world (default ${seedDefault}); a page
             may ask for another one: /?seed=S
${targetHelp}
  --key-file F      the terminal is delivered without a master key and with this
                    key-loading file in its flash; jiaozi keys device --seed S
                    tells for whom to make it
  --authority A     the 64 digits of jiaozi keys identity: whose files it takes
  --acquirer-key K  file with the master key (hexadecimal) that the acquirer
                    has for the terminal, so that they can talk
  --card F          a card double of a file (jiaozi card make) lies in the
                    drawer, too; may be given several times
Ctrl-C ends it.
Exit codes: 0 good, 1 the page cannot be served, 2 bad command line.
`;

interface Options {
  readonly port: number;
  readonly open: boolean;
  readonly seed: string;
  readonly engine: Engine | undefined;
  readonly keys: KeyDelivery;
  readonly cardFiles: readonly CardFile[];
}

export async function sim(args: string[], io: CliIo): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(help);
    return 0;
  }
  const options = await optionsOf(args);
  if (typeof options === 'string') {
    io.stderr.write(`jiaozi sim: ${options}; see \`jiaozi sim --help\`\n`);
    return 2;
  }
  // Whoever stops it while it starts means it, too.
  const stopped = untilStopped();
  let server: PageServer;
  try {
    server = await startOnFreePort(options, io);
  } catch (error) {
    io.stderr.write(
      `jiaozi sim: ${(error as Error).message}\nIf the engine is not built yet: npm start does that.\n`,
    );
    return 1;
  }
  io.stdout.write(`Jiaozi simulator: ${server.url}\n`);
  if (options.open) openBrowser(server.url, io);
  io.stdout.write('Ctrl-C ends it.\n');
  await stopped;
  await server.close();
  return 0;
}

/** A text tells what is wrong. */
async function optionsOf(args: string[]): Promise<Options | string> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string', default: String(portDefault) },
        'no-open': { type: 'boolean', default: false },
        seed: { type: 'string', default: seedDefault },
        target: { type: 'string' },
        'key-file': { type: 'string' },
        authority: { type: 'string' },
        'acquirer-key': { type: 'string' },
        card: { type: 'string', multiple: true },
      },
    });
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535)
      return `--port takes 0 to 65535, not '${values.port}'`;
    const engine = await engineOf(values.target);
    if (typeof engine === 'string') return engine;
    const keys = keysOf(values);
    if (typeof keys === 'string') return keys;
    const cardFiles = (values.card ?? []).map(cardFileAt);
    return { port, open: !values['no-open'], seed: values.seed, engine, keys, cardFiles };
  } catch (error) {
    return (error as Error).message;
  }
}

/** Throws Error with the file's name. */
function cardFileAt(path: string): CardFile {
  try {
    return readCardFile(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
}

interface KeyOptions {
  readonly 'key-file'?: string | undefined;
  readonly authority?: string | undefined;
  readonly 'acquirer-key'?: string | undefined;
}

/** A text tells what is wrong; a file that cannot be read throws. */
function keysOf(values: KeyOptions): KeyDelivery | string {
  const { authority, 'key-file': path, 'acquirer-key': keyPath } = values;
  if (path === undefined)
    return authority === undefined && keyPath === undefined
      ? {}
      : '--authority and --acquirer-key go with --key-file';
  if (authority !== undefined && !/^[0-9a-f]{64}$/i.test(authority))
    return '--authority takes 64 hexadecimal digits';
  const keyFile = readFileSync(path);
  const key = keyPath === undefined ? '' : readFileSync(keyPath, 'latin1').replace(/\s+/g, '');
  if (key !== '' && !/^[0-9a-f]{32}$/i.test(key))
    return '--acquirer-key: the file has not 32 hexadecimal digits';
  return {
    withoutMasterKey: true,
    keyFile,
    authority: authority === undefined ? undefined : Buffer.from(authority, 'hex'),
    masterKey: key === '' ? undefined : Buffer.from(key, 'hex'),
  };
}

async function startOnFreePort(
  { port, seed, engine, keys, cardFiles }: Options,
  io: CliIo,
): Promise<PageServer> {
  for (let tried = port; ; tried++) {
    try {
      const server = await startServer({ port: tried, seed, engine, keys, cardFiles });
      if (tried !== port) io.stderr.write(`jiaozi sim: port ${port} is taken; this is ${tried}\n`);
      return server;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || tried + 1 >= port + portsTried || tried >= 65_535) throw error;
    }
  }
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Whatever goes wrong here, the address is on the screen already. */
function openBrowser(url: string, io: CliIo): void {
  const command = browserCommand();
  if (!command) {
    io.stdout.write('There is no display here: open the address in a browser.\n');
    return;
  }
  const [program, ...before] = command;
  const child = spawn(program, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', () =>
    io.stdout.write('No browser could be started: open the address in one.\n'),
  );
  child.unref();
}

function browserCommand(): readonly [string, ...string[]] | undefined {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', ''];
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return DISPLAY || WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
