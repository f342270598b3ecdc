// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi keys`: the key-loading authority's desk. docs/internals/key-loading.md tells the whole way of a key.

import { parseArgs } from 'node:util';
import { combine, kcv, split } from './keys-components.ts';
import { device, identity, make, show } from './keys-files.ts';
import { type CliIo, KeysError } from './keys-io.ts';

const help = `jiaozi keys – keys for terminals

  jiaozi keys identity --out authority.pem
      makes an authority: a key pair whose private half is encrypted with a
      passphrase; prints the public half, by which terminals are delivered
  jiaozi keys identity --authority authority.pem
      prints the public half again
  jiaozi keys device <flash image | device.json>
  jiaozi keys device --seed S
      prints id and public key of a terminal as JSON, from a flash image, from
      the image of its partition keyload, or from such JSON; or of the
      simulator's terminal of that seed
  jiaozi keys make --authority authority.pem --device device.json
      --sequence N --key PURPOSE:ALGORITHM:SOURCE … --out terminal.jzkf
      makes a key-loading file that only that terminal can open
  jiaozi keys show terminal.jzkf
      prints what a file says without any key
  jiaozi keys split --algorithm A [--count 2|3] --out PREFIX [key file]
      cuts a key (a new one if none is named) into components for custodians:
      PREFIX-1.hex, PREFIX-2.hex …
  jiaozi keys combine --algorithm A --out key.hex <component> <component> …
      puts components together
  jiaozi keys kcv --algorithm A [key file]
      prints a key's check value

PURPOSE   master, pin, mac, track, kbpk (protects key blocks)
ALGORITHM tdes (double length), aes128, aes256, sm4
SOURCE    a file with the key in hexadecimal digits; - for a line of standard
          input; several with + between them are components; new=FILE makes a
          new key and keeps a copy in FILE for the host
N         above the one of the last file this terminal has taken

Keys and passphrases never stand on the command line. The passphrase is taken
from JIAOZI_PASSPHRASE, or else is the first line of standard input. Files with
secrets are made with mode 600, and no file is ever written over.

Check values have 4 bytes: TDES and SM4 encrypt zeros, AES makes a CMAC of them.

Examples:
  jiaozi keys identity --out authority.pem < passphrase.txt
  jiaozi keys device keyload.bin > device.json
  jiaozi keys make --authority authority.pem --device device.json --sequence 1 \\
      --key master:tdes:new=master.hex --out terminal.jzkf < passphrase.txt
  jiaozi keys split --algorithm sm4 --count 3 --out custodian
  jiaozi sim --seed 1 --key-file terminal.jzkf --acquirer-key master.hex \\
      --authority 0123…  (64 digits: "authority", as identity prints it)

Compare the device's id with the one on its screen (menu, keys) before you make
a file for it. Exit codes: 0 done; 1 a file or key is wrong (stderr says what to
do); 2 wrong usage.
`;

const options = {
  out: { type: 'string' },
  authority: { type: 'string' },
  device: { type: 'string' },
  sequence: { type: 'string' },
  key: { type: 'string', multiple: true },
  algorithm: { type: 'string' },
  count: { type: 'string' },
  seed: { type: 'string' },
} as const;

export type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
type Command = (values: Values, io: CliIo, operands: string[]) => Promise<void>;

interface Entry {
  readonly run: Command;
  readonly options: readonly (keyof typeof options)[];
  readonly operands: boolean;
}

const commands: Readonly<Record<string, Entry>> = {
  identity: { run: identity, options: ['out', 'authority'], operands: false },
  device: { run: device, options: ['seed'], operands: true },
  make: {
    run: make,
    options: ['authority', 'device', 'sequence', 'key', 'out'],
    operands: false,
  },
  show: { run: show, options: [], operands: true },
  split: { run: split, options: ['algorithm', 'count', 'out'], operands: true },
  combine: { run: combine, options: ['algorithm', 'out'], operands: true },
  kcv: { run: kcv, options: ['algorithm'], operands: true },
};

export async function keys(args: string[], io: CliIo): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(help);
    return 0;
  }
  try {
    await runCommand(args, io);
    return 0;
  } catch (error) {
    if (!(error instanceof KeysError)) throw error;
    const hint = error.code === 2 ? '; see `jiaozi keys --help`' : '';
    io.stderr.write(`jiaozi keys: ${error.message}${hint}\n`);
    return error.code;
  }
}

async function runCommand([name = '', ...rest]: string[], io: CliIo): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const names = Object.keys(commands).join(', ');
    throw new KeysError(name === '' ? `say which: ${names}` : `'${name}' is none of ${names}`, 2);
  }
  const known = Object.fromEntries(command.options.map((each) => [each, options[each]]));
  let parsed: { values: Values; positionals: string[] };
  try {
    const allowPositionals = command.operands;
    parsed = parseArgs({ args: rest, options: known, allowPositionals }) as typeof parsed;
  } catch {
    // Not the parser's words: they would repeat what may be a key.
    const takes = command.options.map((each) => `--${each}`).join(', ') || 'no options';
    const files = command.operands ? ' and files' : '';
    throw new KeysError(`${name} takes ${takes}${files}, nothing else`, 2);
  }
  await command.run(parsed.values, io, parsed.positionals);
}
