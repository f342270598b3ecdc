// SPDX-License-Identifier: Apache-2.0
//
// All that can be said of one build of the device without the SDK.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nativeFindings } from '../../tidy/support/natives.ts';
import { readManifest, root } from '../support/manifest.ts';
import { baseOf, mainModule, read, sdkModules } from '../support/program.ts';
import { featureFindings } from './features.ts';
import { type Finding, found } from './finding.ts';
import { forbiddenFindings } from './forbidden.ts';
import { type Build, moduleFindings } from './modules.ts';
import { parsePartitions, partitionFindings } from './partitions.ts';
import { type Schema, schemaFindings } from './schema.ts';
import { configurationOf, flavourFindings, sdkconfigFindings } from './sdkconfig.ts';

const isRelease = (board: string | undefined): boolean => board?.endsWith('-release') ?? false;

/** Of `board`'s folder, or of the build that names none. */
export function buildFindings(board: string | undefined): Finding[] {
  const manifest = readManifest(board);
  const build: Build = { manifest, read, sdkModules, mainModule };
  const schema: Schema = JSON.parse(read('tests/device/check/manifest.schema.json'));
  return [
    ...[...manifest.files].flatMap(([file, content]) => schemaFindings(file, content, schema)),
    ...moduleFindings(build),
    ...forbiddenFindings(build),
    ...natives(build),
    ...[...manifest.modules.values()].flatMap((file) => featureFindings(file, read(file))),
    ...configuration(board, manifest.build),
    ...folder(board),
  ];
}

/** Both ways: what listed modules call is in listed C with that many arguments, and listed C is called. */
function natives({ manifest }: Build): Finding[] {
  const listed = [...manifest.modules.values(), ...manifest.c, ...manifest.headers];
  const files = listed.map((path) => ({ path, text: read(path) }));
  return nativeFindings(files).map(({ path, line, message }) => found(`${path}:${line}`, message));
}

function configuration(
  board: string | undefined,
  build: Readonly<Record<string, string>>,
): Finding[] {
  const { SDKCONFIGPATH: path, PARTITIONS_FILE: csv, PARTITIONS_FILE_FOR_TARGET: ofTarget } = build;
  if (path === undefined || csv === undefined)
    return [found('build', 'SDKCONFIGPATH or PARTITIONS_FILE is missing')];
  const file = join(path, 'sdkconfig.defaults');
  const text = read(file);
  const { flashBytes, tableOffset } = configurationOf(text);
  const development = `src/board/${baseOf(board)}`;
  const findings = [
    ...sdkconfigFindings(file, text, isRelease(board)),
    ...partitionFindings(csv, parsePartitions(read(csv)), { bytes: flashBytes, tableOffset }),
  ];
  if (board !== undefined && ofTarget !== csv)
    findings.push(found('build', 'PARTITIONS_FILE_FOR_TARGET is not PARTITIONS_FILE'));
  if (isRelease(board)) {
    const other = read(`${development}/sdkconfig/sdkconfig.defaults`);
    findings.push(...flavourFindings(file, other, text));
    if (rows(csv) !== rows(`${development}/partitions.csv`))
      findings.push(found(csv, 'differs from the development build: keys and journal would move'));
  }
  return findings;
}

const rows = (csv: string): string => JSON.stringify(parsePartitions(read(csv)));

/** What -p esp32:folder looks for. */
function folder(board: string | undefined): Finding[] {
  if (board === undefined) return [];
  return ['manifest.json', 'host/provider.js', 'setup-target.js']
    .map((name) => `src/board/${board}/${name}`)
    .filter((file) => !existsSync(join(root, file)))
    .map((file) => found(file, 'is missing: a board outside the SDK has it'));
}
