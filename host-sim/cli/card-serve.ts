// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi card serve`: a card double in the virtual reader of pcscd, until Ctrl-C.

import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Card } from '../cards/card.ts';
import { cardOfFile, readCardFile } from '../cards/card-file.ts';
import { makeCard } from '../cards/catalogue.ts';
import { type End, serveVpcd } from '../cards/vpcd.ts';
import { Random } from '../link/kernel.ts';
import type { CliIo } from './main.ts';

const help = `usage: jiaozi card serve --vpcd HOST:PORT CARD [--seed X]

Offers a card double to the virtual smart-card driver of pcscd, so that tools for PC/SC readers can talk to it.
On Debian: apt-get install pcscd vsmartcard-vpcd pcsc-tools, and the driver listens at 127.0.0.1:35963.

  --vpcd H:P  where the driver listens
  CARD        a file of jiaozi card make, or a name of jiaozi card list
  --seed X    of a named card's numbers (default 1)

Each command and its status word is written to standard output. A card that leaves the field is put back
after a second. Ctrl-C ends it.
Exit codes: 0 good, 1 no such card or no driver, 2 bad command line.
`;

const options = {
  vpcd: { type: 'string' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', short: 'h' },
} as const;

const backMs = 1000;

interface Place {
  readonly host: string;
  readonly port: number;
}

export async function serve(args: string[], io: CliIo): Promise<number> {
  let place: Place | undefined;
  let named: { readonly name: string; readonly seed: string };
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help) {
      io.stdout.write(help);
      return 0;
    }
    place = placeOf(values.vpcd ?? '');
    named = { name: positionals[0] ?? '', seed: values.seed };
    if (!place || positionals.length !== 1) throw new Error('needs --vpcd HOST:PORT and one card');
  } catch (error) {
    io.stderr.write(
      `jiaozi card serve: ${(error as Error).message}; see jiaozi card serve --help\n`,
    );
    return 2;
  }
  try {
    const card = cardOf(named.name, named.seed);
    return await serveUntilStopped(card, place, io);
  } catch (error) {
    io.stderr.write(`jiaozi card serve: ${(error as Error).message}\n`);
    return 1;
  }
}

function placeOf(text: string): Place | undefined {
  const [, host, port] = /^(.+):([0-9]{1,5})$/.exec(text) ?? [];
  const number = Number(port);
  return host !== undefined && number >= 1 && number <= 65_535 ? { host, port: number } : undefined;
}

/** A file when there is one of that name. Throws Error with what is wrong. */
function cardOf(name: string, seed: string): Card {
  const random = new Random(`card ${name} ${seed}`);
  if (!existsSync(name))
    return makeCard(name, {
      random,
      issuerMasterKey: new Random(`issuer master key ${seed}`).bytes(16),
    });
  try {
    return cardOfFile(readCardFile(readFileSync(name, 'utf8')), { random });
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
}

async function serveUntilStopped(card: Card, { host, port }: Place, io: CliIo): Promise<number> {
  const say = (line: string) => io.stdout.write(`${line}\n`);
  for (;;) {
    const serving = serveVpcd({ host, port, card, onCommand: say });
    const stop = () => serving.stop();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
    say(`${card.name} is offered to the reader at ${host}:${port}`);
    const end: End = await serving.ended.catch((error: Error) => {
      throw new Error(
        `no driver at ${host}:${port} (${error.message}); is pcscd running with vsmartcard-vpcd?`,
      );
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    if (end === 'stopped') return 0;
    if (end === 'reader-gone') throw new Error(`the driver at ${host}:${port} has closed the line`);
    await new Promise((resolve) => setTimeout(resolve, backMs));
  }
}
