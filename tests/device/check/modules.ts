// SPDX-License-Identifier: Apache-2.0
//
// Modules of a build: that the files are there, that every import leads to one of them or to the SDK, and that `preload` names
// what there is. mcconfig and the linker say nothing of the kind (docs/sources.md [moddable 4f]).

import { basename } from 'node:path';
import { moduleOf } from '../../tidy/support/modules.ts';
import type { Manifest } from '../support/manifest.ts';
import { type Finding, found } from './finding.ts';

export interface Build {
  readonly manifest: Manifest;
  /** Text of a file of the repository. */
  readonly read: (file: string) => string;
  readonly sdkModules: readonly string[];
  readonly mainModule: string;
}

/** fxFindModule of the SDK: the extension is cut off, "." and ".." are resolved against the importing module's name. */
export function findModule(importer: string, specifier: string): string | undefined {
  const name = specifier.replace(/\.(ts|js|mjs)$/, '');
  if (!name.startsWith('.')) return name;
  const path = importer.split('/').slice(0, -1);
  for (const step of name.split('/')) {
    if (step === '..') {
      if (path.pop() === undefined) return undefined;
    } else if (step !== '.') path.push(step);
  }
  return path.join('/');
}

export function moduleFindings(build: Build): Finding[] {
  return [...fileFindings(build), ...importFindings(build), ...preloadFindings(build)];
}

function fileFindings({ manifest }: Build): Finding[] {
  const twice = (files: readonly string[]) =>
    files.filter((file, i) => files.findIndex((each) => basename(each) === basename(file)) !== i);
  return [
    ...manifest.strange.map((file) => found(file, 'is listed, and there is no such source')),
    ...[...twice(manifest.c), ...twice(manifest.headers)].map((file) =>
      found(file, 'another listed file has this name: the SDK compiles C into one folder'),
    ),
  ];
}

function importFindings({ manifest, read, sdkModules }: Build): Finding[] {
  return [...manifest.modules].flatMap(([module, file]) =>
    moduleOf(read(file))
      .imports.filter(({ typeOnly }) => !typeOnly)
      .flatMap(({ specifier, line }) => {
        const target = findModule(module, specifier);
        if (target !== undefined && (manifest.modules.has(target) || sdkModules.includes(target)))
          return [];
        return [found(`${file}:${line}`, `${specifier} is no module of the device: list it`)];
      }),
  );
}

/** A misspelt name in `preload` is skipped without a word; what is not preloaded costs RAM. */
function preloadFindings({ manifest, mainModule }: Build): Finding[] {
  const { modules, preload, creation } = manifest;
  return [
    ...preload
      .filter((name) => !modules.has(name))
      .map((name) => found('preload', `${name} is no module`)),
    ...[...modules.keys()]
      .filter((name) => name !== mainModule && !preload.includes(name))
      .map((name) => found('preload', `${name} is missing: it would lie in RAM`)),
    ...(preload.includes(mainModule)
      ? [found('preload', `${mainModule} starts the program, and must do so on the board`)]
      : []),
    ...(creation.main === mainModule && modules.has(mainModule)
      ? []
      : [found('creation', `main is ${creation.main}, but ${mainModule} starts the program`)]),
  ];
}
