// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi kat`: operations of the key core with known answers, JSON lines in and out. docs/internals/kat.md

import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { katEngine, type Target } from '../kat/engines.ts';
import { help, listText } from '../kat/help.ts';
import { LineSplitter } from '../kat/lines.ts';
import { Port } from '../kat/port.ts';
import { KatSession, katProgram } from '../kat/session.ts';
import type { CliIo } from './main.ts';

const options = {
  target: { type: 'string', default: 'desk' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export async function kat(args: string[], io: CliIo): Promise<number> {
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    return usage(io, (error as Error).message);
  }
  if (values.help || values.list) {
    io.stdout.write(values.help ? help : listText());
    return 0;
  }
  const { target } = values;
  if (target !== 'desk' && target !== 'rv32')
    return usage(io, `--target takes desk or rv32, not '${target}'`);
  return answerAll(target, io);
}

function usage(io: CliIo, text: string): number {
  io.stderr.write(`jiaozi kat: ${text}; see \`jiaozi kat --help\`\n`);
  return 2;
}

async function answerAll(target: Target, io: CliIo): Promise<number> {
  const tell = (line: string) => io.stderr.write(`jiaozi kat: ${line}\n`);
  let port: Port | undefined;
  try {
    const engine = await katEngine(target, tell);
    if (typeof engine === 'string') throw new Error(engine);
    const program = await katProgram();
    port = new Port(() => new KatSession(engine, program));
    const splitter = new LineSplitter();
    for await (const piece of io.stdin) {
      const text = port.answers(splitter.add(Buffer.from(piece as Uint8Array)));
      // A reader who takes his time makes us wait, so that nothing piles up.
      if (text !== '' && !io.stdout.write(text)) await once(io.stdout, 'drain');
    }
    io.stdout.write(port.answers(splitter.finish()));
    return 0;
  } catch (error) {
    tell((error as Error).message);
    return 1;
  } finally {
    port?.close();
  }
}
