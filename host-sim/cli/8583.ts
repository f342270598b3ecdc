// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi 8583 decode` and `jiaozi 8583 encode`: messages of the UnionPay terminal dialect for people and scripts. The two are
// inverses: what `decode --json --unmask` prints, `encode` turns into the same bytes, tolerated pad nibbles apart.

import { readFile } from 'node:fs/promises';
import { toHex } from '../../src/lib/bytes.ts';
import { decodeBytes, decodeToJson, decodeToText } from './8583-decode.ts';
import { encodeJson } from './8583-encode.ts';
import { type CliIo, fail, readAll, usageError } from './8583-io.ts';

const help = `jiaozi 8583 – ISO 8583 messages of the UnionPay terminal dialect

  jiaozi 8583 decode [hex|file|-] [--json] [--unmask]
  jiaozi 8583 encode [json|file|-] [--length|--no-length]

decode  takes hexadecimal text (blanks allowed) as the argument, in a file or on
        standard input, or a binary file. Two-byte length, TPDU and header are
        recognised when they are there. Prints a line per field.
  --json    one JSON object instead; byte fields in hexadecimal
  --unmask  show card data and keys: for test data only. Without it they are
            masked, and the JSON cannot be encoded again.

encode  takes the JSON that decode prints, and prints hexadecimal. Fields may also
        be an object, {"mti":"0820","fields":{"11":"000001","41":"TERM0001"}}.
        TPDU, header and length appear when the JSON has them.
  --length, --no-length  put the two-byte length in front, or leave it out

Exit codes: 0 done; 1 the message or the JSON is wrong (the error names the
offset or the field); 2 wrong usage, or the file cannot be read.
`;

const flagsOf: Readonly<Record<string, readonly string[]>> = {
  decode: ['--json', '--unmask'],
  encode: ['--length', '--no-length'],
};

export async function iso8583(args: string[], io: CliIo): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(help);
    return 0;
  }
  const [command = '', ...rest] = args;
  const flags = rest.filter((arg) => arg.startsWith('--'));
  const operands = rest.filter((arg) => !arg.startsWith('--'));
  const known = Object.hasOwn(flagsOf, command) ? flagsOf[command] : undefined;
  if (!known) return usageError(io, `'${command}' is neither decode nor encode`);
  const unknown = flags.find((flag) => !known.includes(flag));
  if (unknown !== undefined) return usageError(io, `${command} has no option ${unknown}`);
  if (operands.length > 1) return usageError(io, 'one message at a time');
  const run = command === 'decode' ? decode : encode;
  return run(operands[0] ?? '-', new Set(flags), io);
}

type Flags = ReadonlySet<string>;

async function decode(operand: string, flags: Flags, io: CliIo) {
  const input = isHex(operand) ? Buffer.from(operand) : await read(operand, io);
  if (!input) return usageError(io, `'${operand}' is neither hexadecimal nor a readable file`);
  const bytes = decodeBytes(input);
  const result = bytes.ok
    ? flags.has('--json')
      ? decodeToJson(bytes.value, flags.has('--unmask'))
      : decodeToText(bytes.value, flags.has('--unmask'))
    : bytes;
  if (!result.ok) return fail(io, `byte ${result.at}: ${result.reason}`);
  io.stdout.write(result.value);
  return 0;
}

async function encode(operand: string, flags: Flags, io: CliIo) {
  if (flags.size > 1) return usageError(io, '--length and --no-length exclude each other');
  const isJson = operand.trimStart().startsWith('{');
  const input = isJson ? Buffer.from(operand) : await read(operand, io);
  if (!input) return usageError(io, `'${operand}' is neither JSON nor a readable file`);
  const hasLength = flags.size === 0 ? undefined : flags.has('--length');
  const result = encodeJson(Buffer.from(input).toString('utf8'), hasLength);
  if (!result.ok) return fail(io, result.reason);
  io.stdout.write(`${toHex(result.value)}\n`);
  return 0;
}

/** An empty operand or one of blanks is no hexadecimal text, nor a file. */
function isHex(operand: string): boolean {
  return /^[0-9a-fA-F\s]*[0-9a-fA-F][0-9a-fA-F\s]*$/.test(operand);
}

async function read(operand: string, io: CliIo): Promise<Uint8Array | undefined> {
  if (operand === '-') return readAll(io.stdin);
  try {
    return await readFile(operand);
  } catch {
    return undefined;
  }
}
