// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi journal dump`: what a terminal's journal holds, from an image of its flash, and what in it is not as it was written.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Entry, type Finding, openSealed, readJournal } from '../journal/image.ts';
import { describeRecord } from '../journal/records.ts';
import type { CliIo } from './main.ts';
import {
  chainRemedy,
  type TerminalKeys,
  terminalKeyOptions,
  terminalKeys,
} from './terminal-keys.ts';

const help = `usage: jiaozi journal dump [--json] [--key FILE [--vault FILE]] image.bin

Shows the records of a journal. The image is the partition "journal", or a whole flash with it, as the firmware reads it
(decrypted; jiaozi scenario --save-flash writes one). The format is docs/internals/journal.md.

  --json        one object per line: records, then findings, then a summary
  --key FILE    the terminal's device secret, 64 hexadecimal digits: checks the chain, and opens what is sealed. Without it
                rot and gaps are found, forgery is not, and card numbers stay masked.
  --vault FILE  the partition "vault", where the chain's key is kept; not needed with a whole flash

Exit codes: 0 all is as it was written, 1 something is not (named on standard output) or no journal was found, 2 bad command line.
`;

export async function journal(args: string[], io: CliIo): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    io.stderr.write(`jiaozi journal: ${(error as Error).message}\n${help}`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  const [action, path, more] = positionals;
  if (action !== 'dump' || path === undefined || more !== undefined) {
    io.stderr.write(help);
    return 2;
  }
  let image: Buffer;
  let keys: TerminalKeys;
  try {
    image = readFileSync(path);
    keys = terminalKeys(values, image);
  } catch (error) {
    io.stderr.write(`jiaozi journal: ${(error as Error).message}\n`);
    return 2;
  }
  const remedy = chainRemedy(keys);
  if (remedy) io.stderr.write(`jiaozi journal: ${remedy}`);
  return dump(image, keys, values.json ?? false, io);
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      ...terminalKeyOptions,
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function dump(
  image: Buffer,
  { secret, chainKey }: TerminalKeys,
  json: boolean,
  { stdout, stderr }: CliIo,
): number {
  const found = readJournal(image, chainKey);
  if (!found) {
    stderr.write(
      'jiaozi journal: no journal in this image. Is it the partition "journal", and decrypted?\n',
    );
    return 1;
  }
  const { entries, findings, segments, keepFrom, isChainChecked } = found;
  for (const entry of entries)
    stdout.write(json ? jsonLine(entry, secret) : textLine(entry, secret));
  for (const finding of findings)
    stdout.write(json ? `${JSON.stringify({ finding })}\n` : `${sentence(finding)}\n`);
  const summary = {
    records: entries.length,
    segments,
    keepFrom,
    findings: findings.length,
    chain: isChainChecked ? (findings.length === 0 ? 'right' : 'broken') : 'not checked',
  };
  stdout.write(
    json
      ? `${JSON.stringify({ summary })}\n`
      : `${summary.records} records in ${segments} segments, ${findings.length} findings, chain ${summary.chain}\n`,
  );
  return findings.length === 0 ? 0 : 1;
}

/** The payload as fields; what is sealed is opened with the secret, and else told by its size. */
function fieldsOf({ type, version, payload }: Entry, secret: Buffer | undefined) {
  const { name, fields } = describeRecord(type, version, payload);
  const told = Object.entries(fields).map(([key, value]) => {
    const [, what] = /^sealed(.*)$/.exec(key) ?? [];
    if (!what) return [key, value];
    const sealed = Buffer.from(String(value), 'hex');
    const opened = secret && openSealed(sealed, secret);
    return [what.toLowerCase(), opened?.toString('hex') ?? `sealed, ${sealed.length} bytes`];
  });
  return { name, fields: Object.fromEntries(told) as typeof fields };
}

function jsonLine(entry: Entry, secret: Buffer | undefined): string {
  const { sequence, at } = entry;
  return `${JSON.stringify({ sequence, at, ...fieldsOf(entry, secret) })}\n`;
}

function textLine(entry: Entry, secret: Buffer | undefined): string {
  const { name, fields } = fieldsOf(entry, secret);
  const cells = Object.entries(fields).map(
    ([key, value]) => `${key}=${value === '' ? '-' : value}`,
  );
  return `${String(entry.sequence).padStart(6)}  ${name.padEnd(14)} ${cells.join(' ')}\n`;
}

function sentence({ kind, from, to, at }: Finding): string {
  const where = `at ${at.toString(16).padStart(6, '0')}h`;
  if (from === 0) return `${kind}: the header of the segment ${where}`;
  return `${kind}: ${from === to ? `record ${from}` : `records ${from} to ${to}`} ${where}`;
}
