// SPDX-License-Identifier: Apache-2.0
//
// The `jiaozi` command: finds the subcommand and runs it. Subcommands are loaded when they are called, so that small ones
// start fast. Exit codes: 0 good, 1 the input or the run was bad, 2 the command line was.

/** What a subcommand may use of the process. */
export interface CliIo {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

export type Subcommand = (args: string[], io: CliIo) => Promise<number>;

interface Entry {
  readonly what: string;
  readonly load: () => Promise<Subcommand>;
}

const subcommands: ReadonlyMap<string, Entry> = new Map([
  [
    'sim',
    {
      what: 'the simulator as a page in the browser',
      load: async () => (await import('./sim.ts')).sim,
    },
  ],
  [
    'scenario',
    {
      what: 'run scenarios without a screen',
      load: async () => (await import('./scenario.ts')).scenario,
    },
  ],
  [
    'explore',
    {
      what: 'runs under faults and power cuts, judged by oracles',
      load: async () => (await import('./explore.ts')).explore,
    },
  ],
  [
    'hil',
    {
      what: 'run scenarios on a board, over its serial port',
      load: async () => (await import('./hil.ts')).hil,
    },
  ],
  [
    'card',
    {
      what: 'card doubles: list, personalise, offer to PC/SC tools',
      load: async () => (await import('./card.ts')).card,
    },
  ],
  [
    '8583',
    {
      what: 'decode and encode ISO 8583 messages',
      load: async () => (await import('./8583.ts')).iso8583,
    },
  ],
  [
    'keys',
    {
      what: 'keys for terminals: authority, key-loading files, components',
      load: async () => (await import('./keys.ts')).keys,
    },
  ],
  [
    'kat',
    {
      what: 'known answers of the key core: JSON lines in and out',
      load: async () => (await import('./kat.ts')).kat,
    },
  ],
  [
    'journal',
    {
      what: 'show a journal from a flash image, and check it',
      load: async () => (await import('./journal.ts')).journal,
    },
  ],
  [
    'errors',
    {
      what: 'show, export and check a log of errors from a flash image',
      load: async () => (await import('./errors.ts')).errors,
    },
  ],
  [
    'tap',
    {
      what: 'run the kernels against a recorded card',
      load: async () => (await import('./tap.ts')).tap,
    },
  ],
  [
    'parameters',
    {
      what: 'check card parameters and make images of them',
      load: async () => (await import('./parameters.ts')).parameters,
    },
  ],
  ['tlv', { what: 'decode EMV data', load: async () => (await import('./tlv.ts')).tlv }],
  [
    'escpos',
    {
      what: 'render printer data as a picture',
      load: async () => (await import('./escpos.ts')).escpos,
    },
  ],
]);

const help = `jiaozi: open firmware for payment terminals, and its simulator

usage: jiaozi <command> [options]

${[...subcommands].map(([name, { what }]) => `  ${name.padEnd(10)} ${what}`).join('\n')}

jiaozi <command> --help tells about one command.
Exit codes: 0 good, 1 bad input or a failed run, 2 bad command line.
`;

export async function main(args: string[], io: CliIo): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.stderr : io.stdout).write(help);
    return name === undefined ? 2 : 0;
  }
  const entry = subcommands.get(name);
  if (!entry) {
    io.stderr.write(`jiaozi: no command ${name}; jiaozi --help lists them\n`);
    return 2;
  }
  const subcommand = await entry.load();
  return subcommand(rest, io);
}
