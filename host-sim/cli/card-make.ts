// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi card make`: personalises card doubles. Deterministic: the same seed gives the same numbers and keys.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cardFileText } from '../cards/card-file.ts';
import { doublePairs, makeCardFile } from '../cards/doubles.ts';
import { kinds } from '../cards/kinds.ts';
import { type SchemeName, schemeNames } from '../cards/schemes.ts';
import { authoritiesCsv, catalogueSeed, type PkiOf, pkiOfSeed } from '../cards/test-pki.ts';
import { Random } from '../link/kernel.ts';
import type { CliIo } from './main.ts';

const commonKinds = kinds.filter(({ name }) => !name.startsWith('torn'));

const help = `usage: jiaozi card make --scheme S --kind K [--seed X] [--name N] [--out F] [--ca-keys F]
       jiaozi card make --all FOLDER [--seed X]

Personalises a test double of a payment card: number, records, certificates and keys, as one JSON file for
jiaozi sim --card, jiaozi tap --card, jiaozi card serve and scenarios. It says so in its first line. The keys,
private ones included, are drawn from the seed; no terminal for real cards may know the authorities.

  --scheme S   ${schemeNames.join(', ')}
  --kind K     one of those below
  --seed X     of all numbers and keys (default ${catalogueSeed})
  --name N     the card's name (default S-K)
  --out F      where the card goes (default: standard output)
  --ca-keys F  where the authorities' public keys go, for jiaozi tap --ca-keys
  --all F      every scheme with every kind, and ca_keys.csv, into that folder

${commonKinds.map(({ name, description, schemes }) => `  ${name.padEnd(16)} ${description}${schemes.length < schemeNames.length ? ` (${schemes.join(', ')})` : ''}`).join('\n')}
  torn-1 … torn-9  leaves the field during that command, once (mastercard: to torn-8)

Exit codes: 0 good, 1 a file that cannot be written, 2 bad command line.
`;

const options = {
  scheme: { type: 'string' },
  kind: { type: 'string' },
  seed: { type: 'string', default: catalogueSeed },
  name: { type: 'string' },
  out: { type: 'string' },
  'ca-keys': { type: 'string' },
  all: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const parse = (args: string[]) => parseArgs({ args, options }).values;
type Values = ReturnType<typeof parse>;

class Usage extends Error {}

export function make(args: string[], io: CliIo): number {
  try {
    const values = usable(args);
    if (values.help) io.stdout.write(help);
    else if (values.all !== undefined) makeAll(values.all, values.seed, io);
    else makeOne(values, io);
    return 0;
  } catch (error) {
    io.stderr.write(`jiaozi card make: ${(error as Error).message}\n`);
    return error instanceof Usage ? 2 : 1;
  }
}

function usable(args: string[]): Values {
  let values: Values;
  try {
    values = parse(args);
  } catch (error) {
    throw new Usage(`${(error as Error).message}; see jiaozi card make --help`);
  }
  const { scheme, kind, name, all } = values;
  if (values.help) return values;
  if ((all !== undefined) === (scheme !== undefined || kind !== undefined))
    throw new Usage('give --scheme and --kind, or --all; see jiaozi card make --help');
  if (all === undefined && !doublePairs.some(([of, has]) => of === scheme && has === kind))
    throw new Usage(
      `no card of scheme '${scheme ?? ''}' and kind '${kind ?? ''}'; see jiaozi card make --help`,
    );
  if (name !== undefined && !/^[a-z0-9-]{1,40}$/.test(name))
    throw new Usage('--name takes up to 40 small letters, digits and hyphens');
  return values;
}

function fileOf(scheme: SchemeName, kind: string, seed: string, pki: PkiOf) {
  return makeCardFile(scheme, kind, {
    random: new Random(`card ${scheme} ${kind} ${seed}`),
    issuerMasterKey: new Random(`issuer master key ${scheme} ${seed}`).bytes(16),
    pki,
  });
}

function makeOne(values: Values, io: CliIo): void {
  const { seed, name, out } = values;
  const pki = pkiOfSeed(seed);
  const file = fileOf(values.scheme as SchemeName, values.kind!, seed, pki);
  const text = cardFileText({ ...file, ...(name !== undefined && { name }) });
  if (values['ca-keys'] !== undefined) writeFileSync(values['ca-keys'], authoritiesCsv(pki));
  if (out === undefined) io.stdout.write(text);
  else writeFileSync(out, text);
}

function makeAll(folder: string, seed: string, io: CliIo): void {
  mkdirSync(folder, { recursive: true });
  const pki = pkiOfSeed(seed);
  for (const [scheme, kind] of doublePairs) {
    const file = fileOf(scheme, kind, seed, pki);
    writeFileSync(join(folder, `${file.name}.json`), cardFileText(file));
  }
  writeFileSync(join(folder, 'ca_keys.csv'), authoritiesCsv(pki));
  io.stdout.write(`${doublePairs.length} test doubles and ca_keys.csv in ${folder}\n`);
}
