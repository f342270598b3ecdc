// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi tap`: the terminal's kernels against a recorded card. docs/internals/emv.md

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { messageId } from '../../src/emv/outcome.ts';
import type { Card } from '../cards/card.ts';
import { cardOfFile, readCardFile } from '../cards/card-file.ts';
import { tagHex } from '../lib/tag-names.ts';
import { wrongTerminalValue } from '../lib/terminal-data.ts';
import { Random } from '../link/kernel.ts';
import { builtIn } from '../parameters/built-in.ts';
import { caKey } from '../parameters/parameter-image.ts';
import { caKeysFromCsv } from '../tap/ca-keys.ts';
import type { Job, Message } from '../tap/job.ts';
import { runTap, type Tap, type Unexpected } from '../tap/tap.ts';
import {
  combinationsOf,
  pinFreeOf,
  readConfig,
  type TerminalConfig,
  withDefaults,
} from '../tap/terminal-config.ts';
import {
  type Exchange,
  readTranscript,
  recordedRelayNumbers,
  recordedTerminalData,
} from '../tap/transcript.ts';
import { readAll } from './8583-io.ts';
import type { CliIo } from './main.ts';
import { engineOf, targetHelp } from './target.ts';

const help = `usage: jiaozi tap --transcript card.json [--config terminal.json] [options]
       jiaozi tap --card double.json [--config terminal.json] [options]
       jiaozi tap --print-config

Runs Entry Point and the kernels against a recorded card and prints one JSON object: outcome, kernel,
cvm, messages, oda, tvr, tsi, tags, apdus. tvr and tsi are what the kernel found; what the card was told
is 95 and 9B in tags. Nothing is masked: for test cards only.

  --transcript F  {"exchanges":[{"c":"00A40400…","r":"6F…9000"},…]}; "r": null is a card that has gone;
                  "us" may say how long an exchange took
  --card F        a card double that answers by itself (jiaozi card make), instead of a transcript
  --config F      what differs from the defaults
  --print-config  the defaults, as such a file
  --ca-keys F     certification authorities' keys: CSV with rid, index, exponent, modulus, sha1…, perhaps algorithm, expiry
                  (default: those of the configuration, else UnionPay's)
  --un HEX        unpredictable number, 4 bytes: 9F37
  --date YYMMDD   the terminal's date: 9A
  --amount N      in minor units: 9F02
                  Without these the tags of the configuration count, then what the recorded terminal told its
                  card (PDOL, CDOL1), then the defaults: 00000000, today, 100
  --strict        commands must be those of the transcript in every byte and in its order. Without it class,
                  instruction and parameters count, and for SELECT the name; what the recorded terminal asked for
                  beside them is passed over, which stderr and "skipped" say
A file may be -, standard input.
${targetHelp}
Exit codes: 0 an outcome, 1 a command that the transcript has not, or a file that cannot be used; 2 bad command line.
`;

const options = {
  transcript: { type: 'string' },
  card: { type: 'string' },
  config: { type: 'string' },
  'print-config': { type: 'boolean' },
  'ca-keys': { type: 'string' },
  un: { type: 'string' },
  date: { type: 'string' },
  amount: { type: 'string' },
  strict: { type: 'boolean' },
  target: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parse>;

const parse = (args: string[]) => parseArgs({ args, options }).values;

/** What is wrong with the command line. */
class Usage extends Error {}

export async function tap(args: string[], io: CliIo): Promise<number> {
  try {
    return await run(usable(args), io);
  } catch (error) {
    io.stderr.write(`jiaozi tap: ${(error as Error).message}\n`);
    return error instanceof Usage ? 2 : 1;
  }
}

const wellFormed: readonly (readonly ['un' | 'date' | 'amount', RegExp, string])[] = [
  ['un', /^[0-9A-Fa-f]{8}$/, '4 bytes in hexadecimal'],
  ['date', /^[0-9]{6}$/, 'YYMMDD'],
  ['amount', /^[0-9]{1,12}$/, 'an amount in minor units, up to twelve digits'],
];

function usable(args: string[]): Values {
  let values: Values;
  try {
    values = parse(args);
  } catch (error) {
    throw new Usage(`${(error as Error).message}; see jiaozi tap --help`);
  }
  for (const [name, pattern, what] of wellFormed) {
    if (values[name] !== undefined && !pattern.test(values[name])) {
      throw new Usage(`--${name} takes ${what}`);
    }
  }
  return values;
}

async function run(values: Values, io: CliIo): Promise<number> {
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  const given = values.config === undefined ? {} : await using(values.config, readConfig, io);
  if (values['print-config']) {
    io.stdout.write(`${JSON.stringify(withDefaults(given), null, 2)}\n`);
    return 0;
  }
  if ((values.transcript === undefined) === (values.card === undefined))
    throw new Usage('one of --transcript and --card; see jiaozi tap --help');
  const engine = await engineOf(values.target);
  if (typeof engine === 'string') throw new Usage(engine);
  const { transcript } = values;
  const exchanges = transcript === undefined ? [] : await using(transcript, readTranscript, io);
  const card = values.card === undefined ? undefined : await using(values.card, cardOfText, io);
  const keys = values['ca-keys'];
  const caKeys = keys === undefined ? keysOf(given) : await using(keys, caKeysFromCsv, io);
  const job = jobOf(values, given, exchanges, caKeys, io);
  const done = await runTap({ job, exchanges, strict: values.strict ?? false, card, engine });
  io.stdout.write(`${JSON.stringify(resultOf(done, job))}\n`);
  for (const { exchange, c } of done.skipped) {
    io.stderr.write(`jiaozi tap: passed over exchange ${exchange} of the transcript: ${c}\n`);
  }
  if (done.unexpected === undefined) return 0;
  io.stderr.write(`jiaozi tap: ${reportOf(done.unexpected)}\n`);
  return 1;
}

/** The configuration's, or those of the program. */
function keysOf({ caKeys }: Partial<TerminalConfig>): Uint8Array {
  return caKeys === undefined ? builtIn().caKeys : Buffer.concat(caKeys.map(caKey));
}

/** Its random numbers are the same each time. */
function cardOfText(text: string): Card {
  const file = readCardFile(text);
  return cardOfFile(file, { random: new Random(`card ${file.name}`) });
}

/** A file through its reader; whatever is wrong is said with the file's name. */
async function using<T>(path: string, read: (text: string) => T, io: CliIo): Promise<T> {
  try {
    return read(String(path === '-' ? await readAll(io.stdin) : await readFile(path)));
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
}

/** Not the terminal's capabilities and results: these are the kernels' to make. */
const notTaken: readonly number[] = [0x95, 0x9b, 0x9f1d, 0x9f33, 0x9f34];

function recordedTags(recorded: ReadonlyMap<number, string>): Record<string, string> {
  return Object.fromEntries(
    [...recorded]
      .filter(([tag]) => !notTaken.includes(tag))
      .map(([tag, value]) => [tagHex(tag), value] as const)
      // A card may have asked for any length.
      .filter(([tag, value]) => wrongTerminalValue(tag, value) === undefined),
  );
}

function today(): string {
  return new Date().toISOString().slice(2, 10).replaceAll('-', '');
}

function jobOf(
  values: Values,
  given: Partial<TerminalConfig>,
  exchanges: readonly Exchange[],
  caKeys: Uint8Array,
  io: CliIo,
): Job {
  const recorded = recordedTerminalData(exchanges);
  const config = withDefaults(given, recordedTags(recorded));
  const { combinations, without } = combinationsOf(config);
  for (const { aid, kernel } of without) {
    io.stderr.write(`jiaozi tap: ${aid} is left out: this release has no kernel ${kernel}\n`);
  }
  if (combinations.length === 0)
    throw new Error('the configuration has no application with a kernel of this release');
  const { tags, pinFree } = config;
  const { none, 'online-pin': onlinePin, signature } = config.cvmResults;
  return {
    currencyUnitMinor: Number(config.currencyUnit),
    offlineApprovals: config.offlineApprovals,
    cvmResults: [none, config.cvmResults['confirmed-on-device'], onlinePin, signature],
    ...(pinFree && { pinFree: pinFreeOf(pinFree) }),
    combinations,
    terminalData: Object.entries(tags)
      .filter(([, value]) => value !== '')
      .map(([tag, value]) => [Number.parseInt(tag, 16), value]),
    exceptionFile: config.exceptionFile.map((pan) => pan.padEnd(20, 'F')).join(''),
    caKeys: Buffer.from(caKeys).toString('hex'),
    revoked: config.revoked.map(({ rid, index, serial }) => `${rid}${index}${serial}`).join(''),
    amountMinor: Number(values.amount || tags['9F02'] || '000000000100'),
    amountOtherMinor: Number(tags['9F03'] || '000000000000'),
    type: Number(tags['9C'] || '00'),
    date: values.date || tags['9A'] || today(),
    time: tags['9F21'] || '120000',
    unpredictableNumber: values.un || tags['9F37'] || '00000000',
    relayNumbers: recordedRelayNumbers(exchanges),
    sequenceCounter: Number(tags['9F41'] || '00000001'),
    interfaceDeviceSerialNumber: Buffer.from(tags['9F1E'] ?? '', 'hex')
      .toString('latin1')
      .padEnd(8),
  };
}

function resultOf(
  { end, kernel, messages, recovered, apdus, skipped, unexpected }: Tap,
  job: Job,
): object {
  const tags = new Map(kernel?.tags ?? []);
  if (end?.cvmResults !== undefined) tags.set(0x9f34, end.cvmResults);
  const { method = 'none', result = 'not-performed', failure } = kernel?.oda ?? {};
  return {
    outcome: end?.outcome ?? null,
    cause: end?.cause ?? null,
    kernel: kernel?.id ?? null,
    aid: kernel?.aid ?? null,
    cvm: end?.cvm ?? null,
    parameters: end?.parameters ?? null,
    messages: messages.map(messageOf),
    oda: { method, result, reason: failure ?? null, recovered: Object.fromEntries(recovered) },
    tvr: kernel?.tvr ?? null,
    tsi: kernel?.tsi ?? null,
    tags: Object.fromEntries([...tags].map(([tag, value]) => [tagHex(tag), value])),
    apdus,
    transaction: {
      amount: job.amountMinor,
      date: job.date,
      un: job.unpredictableNumber.toUpperCase(),
    },
    ...(skipped.length > 0 && { skipped }),
    ...(unexpected && { unexpected }),
  };
}

/** message17CardReadOk → 17, CardReadOk */
const messageNames = new Map(
  Object.entries(messageId).map(([name, id]) => [id as number, name.slice('message00'.length)]),
);

function messageOf({ messageId: id, status, holdTimeMs }: Message): object {
  const hex = id.toString(16).toUpperCase().padStart(2, '0');
  return { id: hex, name: messageNames.get(id), status, holdTimeMs };
}

function reportOf({ number, command, expected }: Unexpected): string {
  const wanted = expected === null ? 'the transcript has ended' : `the transcript has ${expected}`;
  return `command ${number} is ${command}, and ${wanted} there. Is it another card or terminal that was recorded? Set what differs with --config, --amount, --date, --un`;
}
