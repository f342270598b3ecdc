// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi errors`: the log of errors of a terminal, shown, exported and checked. No whole card number and no secret is in it, so
// nothing is left to mask.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  checkExport,
  type ErrorLine,
  type ErrorLogImage,
  exportOf,
  readErrors,
} from '../journal/errors.ts';
import type { CliIo } from './main.ts';
import {
  chainRemedy,
  type TerminalKeys,
  terminalKeyOptions,
  terminalKeys,
} from './terminal-keys.ts';

const help = `usage: jiaozi errors dump   [--json] [--key FILE [--vault FILE]] image.bin
       jiaozi errors export [--key FILE [--vault FILE]] image.bin > errors.jsonl
       jiaozi errors verify [--key FILE [--vault FILE]] [--head XXXXXXXX] image.bin | errors.jsonl

dump    shows the records of a log of errors. The image is the partition "errors", or a whole flash with it, as the firmware
        reads it (decrypted; jiaozi scenario --save-flash writes one). The format is docs/internals/errors.md.
export  writes them as lines of JSON, each with the SHA-256 of the line before: who changes a line, takes one out or puts one in
        is found without any secret.
verify  says whether an image is as the terminal wrote it, or an export as it was exported.

  --json        one object per line
  --key FILE    the terminal's device secret, 64 hexadecimal digits: checks the terminal's own chain, too
  --vault FILE  the partition "vault", where the chain's key is kept; not needed with a whole flash
  --head X      eight digits from a printed report: the record that was the newest then must still be there, with that link

Exit codes: 0 all is as it was written, 1 something is not (named on standard output) or there is no log, 2 bad command line.
`;

const actions = ['dump', 'export', 'verify'] as const;

export async function errors(args: string[], io: CliIo): Promise<number> {
  const { stdout, stderr } = io;
  let parsed: ReturnType<typeof parse>;
  let bytes: Buffer;
  let keys: TerminalKeys;
  try {
    parsed = parse(args);
    if (parsed.values.help) {
      stdout.write(help);
      return 0;
    }
    if (!isAction(parsed.positionals[0]) || parsed.positionals.length !== 2)
      throw new Error('an action and a file');
    bytes = readFileSync(parsed.positionals[1]!);
    keys = terminalKeys(parsed.values, bytes);
    const { head } = parsed.values;
    if (head !== undefined && !/^[0-9A-F]{8}$/.test(head)) throw new Error('--head: eight digits');
  } catch (error) {
    stderr.write(`jiaozi errors: ${(error as Error).message}\n${help}`);
    return 2;
  }
  const { values, positionals } = parsed;
  const { chainKey } = keys;
  const remedy = chainRemedy(keys);
  if (remedy) stderr.write(`jiaozi errors: ${remedy}`);
  const action = positionals[0] as (typeof actions)[number];
  // An export begins with an object, an image cannot.
  if (action === 'verify' && bytes[0] === 0x7b)
    return verifyExport(bytes.toString('utf8'), chainKey, values.head, io);
  const found = readErrors(bytes, chainKey);
  if (!found) {
    stderr.write(
      'jiaozi errors: no log of errors in this image. Has the terminal met one? Is the image decrypted?\n',
    );
    return 1;
  }
  if (action === 'export') for (const line of exportOf(found.lines)) stdout.write(`${line}\n`);
  if (action === 'dump')
    for (const line of found.lines)
      stdout.write(values.json ? `${JSON.stringify(line)}\n` : textLine(line));
  const wrong = [...sentencesOf(found), ...headFindings(found.lines, values.head)];
  const report = action === 'export' ? stderr : stdout;
  for (const sentence of wrong) report.write(`${sentence}\n`);
  const chain = found.isChainChecked ? (wrong.length === 0 ? 'right' : 'broken') : 'not checked';
  if (!values.json || action === 'verify')
    report.write(`${found.lines.length} records, ${wrong.length} findings, chain ${chain}\n`);
  return wrong.length === 0 ? 0 : 1;
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      ...terminalKeyOptions,
      head: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function isAction(text: string | undefined): boolean {
  return (actions as readonly (string | undefined)[]).includes(text);
}

function verifyExport(
  text: string,
  chainKey: Buffer | undefined,
  head: string | undefined,
  { stdout }: CliIo,
): number {
  const { lines, findings } = checkExport(text, chainKey);
  const wrong = [
    ...findings.map(({ line, what }) => `line ${line}: ${what}`),
    ...headFindings(lines, head),
  ];
  for (const sentence of wrong) stdout.write(`${sentence}\n`);
  const chain = chainKey ? 'checked' : 'not checked';
  stdout.write(
    `${lines.length} records, ${wrong.length} findings, the terminal's chain ${chain}\n`,
  );
  return wrong.length === 0 ? 0 : 1;
}

function sentencesOf({ findings }: ErrorLogImage): string[] {
  return findings.map(({ kind, from, to, at }) => {
    const where = `at ${at.toString(16).padStart(6, '0')}h`;
    if (from === 0) return `${kind}: the header of the segment ${where}`;
    return `${kind}: ${from === to ? `record ${from}` : `records ${from} to ${to}`} ${where}`;
  });
}

/** What was printed last as the newest must still be there. */
function headFindings(lines: readonly ErrorLine[], head: string | undefined): string[] {
  if (head === undefined) return [];
  const isThere = lines.some(({ link }) => link.startsWith(head.toLowerCase()));
  return isThere ? [] : [`missing: the record with the printed check ${head}`];
}

function textLine({ sequence, name, fields }: ErrorLine): string {
  const cells = Object.entries(fields).map(
    ([key, value]) => `${key}=${value === '' ? '-' : value}`,
  );
  return `${String(sequence).padStart(6)}  ${name.padEnd(8)} ${cells.join(' ')}\n`;
}
