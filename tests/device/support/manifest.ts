// SPDX-License-Identifier: Apache-2.0
//
// Reads the project's manifests as mcconfig does (docs/sources.md [moddable 4a]; the matching of names as in the SDK's
// tools/mcmanifest.js), as far as it can be done without the SDK: our own includes are followed, the SDK's are only named.
//
// What a reader would get wrong: a source is a path without extension and takes every file of that name beside it, so that
// "./drivers/keypad/keypad" is a module, a C file and a header at once.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

interface Platform {
  readonly build?: Readonly<Record<string, string>>;
  readonly dependency?: readonly { readonly idf: string }[];
}

interface ManifestFile extends Platform {
  readonly include?: readonly string[];
  readonly creation?: {
    readonly main?: string;
    readonly static: number;
    readonly stack: number;
    readonly chunk: { readonly initial: number; readonly incremental: number };
    readonly heap: { readonly initial: number; readonly incremental: number };
  };
  readonly modules?: Readonly<Record<string, string | readonly string[]>>;
  readonly preload?: readonly string[];
  readonly strip?: string | readonly string[];
  readonly defines?: object;
  readonly typescript?: {
    readonly tsconfig: { readonly compilerOptions: Readonly<Record<string, unknown>> };
  };
  readonly platforms?: Readonly<Record<string, Platform>>;
}

/** What mcconfig would know of our part of the build. Files are paths below the repository. */
export interface Manifest {
  /** by specifier */
  readonly modules: ReadonlyMap<string, string>;
  readonly c: readonly string[];
  readonly headers: readonly string[];
  readonly preload: readonly string[];
  /** `~`: what of the SDK is left out */
  readonly excluded: readonly string[];
  readonly sdkIncludes: readonly string[];
  readonly build: Readonly<Record<string, string>>;
  readonly creation: NonNullable<ManifestFile['creation']>;
  readonly strip: readonly string[];
  /** Without `types`. */
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  /** Declaration files, without `.d.ts`. */
  readonly types: readonly string[];
  /** Sources that no file matches, and files that are no source of the device. */
  readonly strange: readonly string[];
}

const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

const isSdk = (path: string): boolean => path.startsWith('$(MODDABLE)/');

export function readManifest(path = 'manifest.json'): Manifest {
  const modules = new Map<string, string>();
  const files = { c: new Set<string>(), headers: new Set<string>() };
  const found = {
    preload: [] as string[],
    excluded: [] as string[],
    sdkIncludes: [] as string[],
    types: [] as string[],
    strange: [] as string[],
  };
  const build: Record<string, string> = {};
  let compilerOptions: Record<string, unknown> = {};

  const addSource = (folder: string, key: string, source: string): void => {
    const directory = join(folder, dirname(source));
    const name = basename(source);
    let matches = 0;
    for (const file of readdirSync(join(root, directory))) {
      const [, stem = '', extension = ''] = /^(.*?)(\.d\.ts|\.[^.]*)$/.exec(file) ?? [];
      if (stem !== name) continue;
      matches++;
      const at = join(directory, file);
      if (extension === '.c') files.c.add(at);
      else if (extension === '.h') files.headers.add(at);
      else if (extension !== '.ts') found.strange.push(at);
      else modules.set(key.replace('*', stem), at);
    }
    if (matches === 0) found.strange.push(join(directory, name));
  };

  const readOne = (file: string): ManifestFile => {
    const folder = dirname(file);
    const manifest: ManifestFile = JSON.parse(readFileSync(join(root, file), 'utf8'));
    // As in mcconfig: variables are set before those of the includes, which therefore win; all else is merged after them.
    for (const [name, value] of Object.entries(manifest.build ?? {})) {
      build[name] = value.startsWith('./') ? join(folder, value) : value;
    }
    for (const include of manifest.include ?? []) {
      if (isSdk(include)) found.sdkIncludes.push(include);
      else readOne(join(folder, include));
    }
    for (const [key, sources] of Object.entries(manifest.modules ?? {})) {
      if (key === '~') found.excluded.push(...list(sources));
      else for (const source of list(sources)) addSource(folder, key, source);
    }
    found.preload.push(...(manifest.preload ?? []));
    const { types = [], ...options } = (manifest.typescript?.tsconfig.compilerOptions ?? {}) as {
      types?: string[];
    };
    found.types.push(...types.map((each) => join(folder, each)));
    compilerOptions = { ...compilerOptions, ...options };
    return manifest;
  };

  const top = readOne(path);
  return {
    modules,
    c: [...files.c],
    headers: [...files.headers],
    ...found,
    build,
    creation: top.creation!,
    strip: list(top.strip ?? []),
    compilerOptions,
  };
}
