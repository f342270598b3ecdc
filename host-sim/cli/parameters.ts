// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi parameters`: checks parameter files, makes the images that terminals read, and shows what is in one. docs/adr/0066

import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { crc32 } from 'node:zlib';
import { decodeParameters } from '../../src/emv/parameter-image.ts';
import type { Combination, ParameterSet } from '../../src/emv/parameters.ts';
import { toHex } from '../../src/lib/bytes.ts';
import { tagHex } from '../lib/tag-names.ts';
import { generatedModule } from '../parameters/generated-module.ts';
import { type ParameterFile, readParameterFile } from '../parameters/parameter-file.ts';
import { parameterImage } from '../parameters/parameter-image.ts';
import { readAll } from './8583-io.ts';
import type { CliIo } from './main.ts';

const help = `usage: jiaozi parameters check file.json
       jiaozi parameters build file.json [--out image.bin | --module]
       jiaozi parameters show image.bin

Card parameters of a terminal: applications, limits, TTQ, action codes, terminal data, authorities' keys.
Format: host-sim/parameters/parameters.schema.json; names as in jiaozi tap --config, which takes such a file.

  check     says everything that is wrong, each with its place
  build     the image for the flash partition params, to standard output or a file
            --out F    file
            --module   a TypeScript module instead: src/emv/parameters-built-in.ts is made so
  show      what is in an image, as one JSON object
A file may be -, standard input.
Exit codes: 0 good, 1 the file is wrong or damaged, 2 bad command line.
`;

class Usage extends Error {}

export async function parameters(args: string[], io: CliIo): Promise<number> {
  try {
    return await run(args, io);
  } catch (error) {
    io.stderr.write(`jiaozi parameters: ${(error as Error).message}\n`);
    return error instanceof Usage ? 2 : 1;
  }
}

const options = {
  out: { type: 'string' },
  module: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const parsed = (args: string[]) => parseArgs({ args, options, allowPositionals: true });

async function run(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = usable(args);
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  const [command = '', path, ...others] = positionals;
  if (!['check', 'build', 'show'].includes(command)) {
    throw new Usage(`'${command}' is not check, build or show; see jiaozi parameters --help`);
  }
  if (path === undefined || others.length > 0) throw new Usage(`${command} takes one file`);
  const bytes = path === '-' ? await readAll(io.stdin) : await readFile(path);
  if (command === 'show') return show(path, new Uint8Array(bytes), io);
  const image = imageOf(path, String(bytes));
  if (command === 'check') return told(path, image, io);
  const made = values.module ? generatedModule(image.bytes, path) : image.bytes;
  if (values.out === undefined) io.stdout.write(made);
  else await writeFile(values.out, made);
  return 0;
}

function usable(args: string[]): ReturnType<typeof parsed> {
  try {
    return parsed(args);
  } catch (error) {
    throw new Usage(`${(error as Error).message}; see jiaozi parameters --help`);
  }
}

interface Image {
  readonly file: ParameterFile;
  readonly bytes: Uint8Array;
}

/** What the terminal makes of the image is looked at, too: nobody wants to hear of it from a shop. */
function imageOf(path: string, text: string): Image {
  try {
    const file = readParameterFile(text);
    const bytes = parameterImage(file);
    const read = decodeParameters(bytes, crc32);
    if (!read.ok) throw new Error(`a terminal would refuse it: ${read.reason}`);
    return { file, bytes };
  } catch (error) {
    throw new Error((error as Error).message.replaceAll(/^/gm, `${path}: `));
  }
}

function told(path: string, { file, bytes }: Image, io: CliIo): number {
  const { name, test, aids, caKeys } = file;
  const what = `${aids.length} applications, ${caKeys.length} authorities' keys`;
  const mark = test ? ', for tests only' : '';
  io.stdout.write(`${path}: "${name}", ${what}, ${bytes.length} bytes${mark}\n`);
  return 0;
}

function show(path: string, bytes: Uint8Array, io: CliIo): number {
  const read = decodeParameters(bytes, crc32);
  if (!read.ok) throw new Error(`${path}: byte ${read.at}: ${read.reason}`);
  io.stdout.write(`${JSON.stringify(shown(read.value), null, 2)}\n`);
  return 0;
}

function shown(set: ParameterSet): object {
  const { combinations, terminalData, tag9F34CvmResults, caKeys, revoked, exceptionFile } = set;
  return {
    name: set.name,
    test: set.isTest,
    currencyUnit: set.currencyUnitMinor,
    offlineApprovals: set.offlineApprovals,
    pinFree: set.pinFree && {
      enabled: set.pinFree.enabled,
      limit: set.pinFree.limitMinor,
      deviceCvm: set.pinFree.deviceCvmAccepted,
      listA: binsIn(set.pinFree.binsA),
      listB: binsIn(set.pinFree.binsB),
      blocked: binsIn(set.pinFree.binsBlocked),
      signature: set.pinFree.signatureFree && {
        enabled: set.pinFree.signatureFree.enabled,
        limit: set.pinFree.signatureFree.limitMinor,
      },
    },
    cvmResults: Object.fromEntries(
      Object.entries(tag9F34CvmResults).map(([name, value]) => [name, toHex(value)]),
    ),
    tags: objects(terminalData),
    aids: combinations.map(application),
    caKeyBytes: caKeys.length,
    revokedBytes: revoked.length,
    exceptionFileBytes: exceptionFile?.length ?? 0,
  };
}

const objects = (data: readonly (readonly [tag: number, value: Uint8Array])[]) =>
  Object.fromEntries(data.map(([tag, value]) => [tagHex(tag), toHex(value)]));

const binsIn = (bins: Uint8Array | undefined) =>
  bins && (toHex(bins).match(/.{10}/g) ?? []).map((bin) => bin.replace(/F+$/, ''));

function application(combination: Combination): object {
  return {
    aid: toHex(combination.aid),
    kernel: combination.kernelId,
    ttq: toHex(combination.tag9F66TerminalTransactionQualifiers),
    version: toHex(combination.tag9F09ApplicationVersionNumber),
    limit: combination.transactionLimitMinor,
    floor: combination.readerFloorLimitMinor,
    terminalFloor: combination.terminalFloorLimitMinor,
    cvmLimit: combination.cvmRequiredLimitMinor,
    statusCheck: combination.statusCheckSupported,
    zeroAmount: combination.zeroAmountAllowed,
    extendedSelection: combination.extendedSelectionSupported,
    types: combination.transactionTypes.map((type) => String(type).padStart(2, '0')),
    tags: objects(combination.kernelData ?? []),
  };
}
