// SPDX-License-Identifier: Apache-2.0
//
// Parameter files: what a terminal is told about schemes and its acquirer, as JSON for people. parameters.schema.json is the format; names
// are those of `jiaozi tap --config`, which takes such a file, too. docs/adr/0066

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kernels } from '../../src/emv/kernels.ts';
import { neededTerminalTags } from '../../src/emv/parameter-image.ts';
import { misfits, type Schema } from '../lib/json-schema.ts';
import { tagHex } from '../lib/tag-names.ts';
import { wrongTerminalValue } from '../lib/terminal-data.ts';
import type { AidConfig, CaKeyConfig, TerminalConfig } from '../tap/terminal-config.ts';

export interface ParameterFile extends TerminalConfig {
  readonly name: string;
  readonly test: boolean;
  readonly caKeys: readonly CaKeyConfig[];
}

const folder = dirname(fileURLToPath(import.meta.url));

const parametersSchema = (): Schema =>
  JSON.parse(readFileSync(join(folder, 'parameters.schema.json'), 'utf8'));

/** Throws Error with everything that is wrong, a line each. */
export function readParameterFile(text: string): ParameterFile {
  const value = JSON.parse(text) as unknown;
  const wrong = misfits(value, parametersSchema(), 'the parameter file');
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  const file = value as ParameterFile;
  const more = [
    ...wrongTags('"tags"', file.tags),
    ...missingTags(file.tags),
    ...file.aids.flatMap((aid, index) => wrongAid(`"aids"[${index}]`, aid)),
  ];
  if (more.length > 0) throw new Error(more.join('\n'));
  return file;
}

function wrongAid(at: string, aid: AidConfig): string[] {
  const kernel = kernels.has(aid.kernel) ? [] : [`${at}: this release has no kernel ${aid.kernel}`];
  const needed = (['ttq', 'version', 'types'] as const)
    .filter((name) => aid[name] === undefined)
    .map((name) => `${at} has no "${name}"`);
  return [...kernel, ...needed, ...wrongTags(`${at}.tags`, aid.tags)];
}

function wrongTags(at: string, tags: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(tags).flatMap(([tag, value]) => {
    const wrong = wrongTerminalValue(tag, value);
    return wrong === undefined ? [] : [`${at}.${tag} ${wrong}`];
  });
}

/** One with an empty value is none. */
function missingTags(tags: TerminalConfig['tags']): string[] {
  const found = Object.entries(tags).map(([tag, value]) => value !== '' && tag.toUpperCase());
  const missing = neededTerminalTags.map(tagHex).filter((tag) => !found.includes(tag));
  return missing.map((tag) => `"tags" has no ${tag}`);
}

/** One of this folder: `unionpay`, the program's own; `test`, three schemes for tests. */
export function parameterFileNamed(name: 'unionpay' | 'test'): ParameterFile {
  return readParameterFile(readFileSync(join(folder, `${name}.json`), 'utf8'));
}
