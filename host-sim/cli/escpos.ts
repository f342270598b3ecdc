// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi escpos render`: what a 58 mm receipt printer would make of a file of ESC/POS commands, as a picture or as text. It is
// the printer model of the simulator, without its mechanism.

import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type RenderNotes, renderEscPos } from '../chips/escpos-printer.ts';

export interface EscPosIo {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: { write(data: string | Uint8Array): unknown };
  readonly stderr: { write(text: string): unknown };
}

const help = `jiaozi escpos – receipts as the printer prints them

  jiaozi escpos render <file|-> [-o out.png] [--text]

Renders a file of ESC/POS commands, or standard input with -, as a 58 mm printer
with 384 dots a line and Chinese characters (GB18030) would print it.
  -o, --output <file>  the paper as a PNG, one pixel a dot; - is standard output
  -t, --text           the paper as text, on standard output; codes and images in
                       brackets: [QR …], [EAN13 …], [image 384×96], [cut].
                       This is the default without -o.
  -h, --help           this text

Commands that the printer does not know are skipped, as it would, and named on
standard error.
Exit codes: 0 done; 1 the input cannot be read or ends inside a command (what there
is has been rendered); 2 wrong usage.
`;

const inputBytesMax = 4 << 20;
/** 25 m of paper: a picture of 90 million dots. */
const rowsMax = 200_000;
const notesMax = 20;

/** Returns the exit code. */
export async function escpos(args: string[], io: EscPosIo): Promise<number> {
  const options = parse(args);
  if (typeof options === 'string') return usageError(io, options);
  const { values, positionals } = options;
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  const [command, input, ...more] = positionals;
  if (command !== 'render')
    return usageError(io, `'${command ?? ''}' is not a command: say render`);
  if (input === undefined) return usageError(io, 'render needs a file, or - for standard input');
  if (more.length > 0) return usageError(io, 'one file at a time');
  if (values.output === '-' && values.text) {
    return usageError(io, 'standard output takes the picture or the text: give the picture a file');
  }
  const bytes = await read(input, io);
  if (typeof bytes === 'string') return fail(io, bytes);
  return render(bytes, values, io);
}

interface Values {
  readonly output?: string | undefined;
  readonly text?: boolean | undefined;
  readonly help?: boolean | undefined;
}

function parse(args: string[]): { values: Values; positionals: string[] } | string {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        text: { type: 'boolean', short: 't' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return (error as Error).message.split('. ')[0]!;
  }
}

async function read(input: string, io: EscPosIo): Promise<Uint8Array | string> {
  const tooLong = `more than ${inputBytesMax >> 20} MB; split the file at a cut`;
  if (input !== '-') {
    try {
      const bytes = await readFile(input);
      return bytes.length > inputBytesMax ? tooLong : bytes;
    } catch (error) {
      return `cannot read ${input} (${(error as NodeJS.ErrnoException).code}); check the path`;
    }
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of io.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > inputBytesMax) return tooLong;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function render(bytes: Uint8Array, { output, text }: Values, io: EscPosIo): Promise<number> {
  if (bytes.length === 0)
    return fail(io, 'the input is empty; pipe or name a file of ESC/POS commands');
  const notes: RenderNotes = { skipped: [], truncated: false };
  const paper = renderEscPos(bytes, notes);
  report(notes, io);
  if (output !== undefined && paper.height > rowsMax) {
    return fail(
      io,
      `the paper would be ${paper.height >> 3} mm long; use --text, or split the file`,
    );
  }
  if (text || output === undefined) io.stdout.write(`${paper.text()}\n`);
  if (output === '-') io.stdout.write(paper.png());
  else if (output !== undefined) {
    try {
      await writeFile(output, paper.png());
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return fail(io, `cannot write ${output} (${code}); choose another -o`);
    }
  }
  if (notes.truncated) {
    return fail(
      io,
      `the input ends inside a command after ${bytes.length} bytes; is the file complete?`,
    );
  }
  return 0;
}

function report({ skipped }: RenderNotes, io: EscPosIo): void {
  for (const note of skipped.slice(0, notesMax))
    io.stderr.write(`jiaozi escpos: skipped: ${note}\n`);
  const more = skipped.length - notesMax;
  if (more > 0) io.stderr.write(`jiaozi escpos: skipped: ${more} more; is this ESC/POS data?\n`);
}

function fail(io: EscPosIo, text: string): number {
  io.stderr.write(`jiaozi escpos: ${text}\n`);
  return 1;
}

function usageError(io: EscPosIo, text: string): number {
  io.stderr.write(`jiaozi escpos: ${text}; see \`jiaozi escpos --help\`\n`);
  return 2;
}
