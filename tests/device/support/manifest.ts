// SPDX-License-Identifier: Apache-2.0
//
// Reads the project's manifests as mcconfig does (docs/sources.md [moddable 4a]; the matching of names as in the SDK's
// tools/mcmanifest.js), as far as it can be done without the SDK: our own includes are followed, the SDK's are only named.
//
// What a reader would get wrong: a source is a path without extension and takes every file of that name beside it, so that
// "./drivers/keypad/keypad" is a module, a C file and a header at once. And the folder of a board (-p esp32:folder) is included
// by the SDK's own manifests, so before anything of ours that comes after them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Folders of src/board that mcconfig can be given, and none: the development build of jiaozi-s3. */
export const boards: readonly (string | undefined)[] = [
  undefined,
  'jiaozi-s3',
  'jiaozi-s3-n16',
  'jiaozi-s3-release',
  'jiaozi-esp32',
  'jiaozi-c3',
  'jiaozi-c3-release',
];

interface Part {
  readonly build?: Readonly<Record<string, string>>;
  readonly dependency?: readonly { readonly idf: string }[];
}

interface Creation {
  readonly main: string;
  readonly static: number;
  readonly stack: number;
  readonly chunk: { readonly initial: number; readonly incremental: number };
  readonly heap: { readonly initial: number; readonly incremental: number };
}

interface ManifestFile extends Part {
  readonly include?: readonly string[];
  readonly creation?: Partial<Creation>;
  readonly modules?: Readonly<Record<string, string | readonly string[]>>;
  readonly preload?: readonly string[];
  readonly strip?: string | readonly string[];
  readonly defines?: Readonly<Record<string, unknown>>;
  readonly typescript?: {
    readonly tsconfig: { readonly compilerOptions: Readonly<Record<string, unknown>> };
  };
  readonly platforms?: Readonly<Record<string, Part>>;
}

/** What mcconfig would know of our part of the build. Files are paths below the repository. */
export interface Manifest {
  /** Of our manifests, in the order in which they were read: path and content. */
  readonly files: ReadonlyMap<string, unknown>;
  /** by specifier */
  readonly modules: ReadonlyMap<string, string>;
  readonly c: readonly string[];
  readonly headers: readonly string[];
  readonly preload: readonly string[];
  /** `~`: what of the SDK is left out */
  readonly excluded: readonly string[];
  readonly sdkIncludes: readonly string[];
  readonly build: Readonly<Record<string, string>>;
  readonly creation: Creation;
  readonly defines: Readonly<Record<string, unknown>>;
  readonly strip: readonly string[];
  /** Without `types`. */
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  /** Declaration files, without `.d.ts`. */
  readonly types: readonly string[];
  /** Sources that no file matches, files that are no source of the device, includes that are not there. */
  readonly strange: readonly string[];
}

const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

const isSdk = (path: string): boolean => path.startsWith('$(MODDABLE)/');

class Reader {
  readonly files = new Map<string, unknown>();
  readonly modules = new Map<string, string>();
  readonly c = new Set<string>();
  readonly headers = new Set<string>();
  readonly preload: string[] = [];
  readonly excluded: string[] = [];
  readonly sdkIncludes: string[] = [];
  readonly types: string[] = [];
  readonly strange: string[] = [];
  readonly build: Record<string, string> = {};
  creation = {} as Creation;
  defines: Readonly<Record<string, unknown>> = {};
  strip: readonly string[] = [];
  compilerOptions: Readonly<Record<string, unknown>> = {};
  #board: string | undefined;

  constructor(board: string | undefined) {
    this.#board = board;
  }

  read(path: string): void {
    if (this.files.has(path)) return;
    if (!existsSync(join(root, path))) {
      this.strange.push(path);
      return;
    }
    const folder = dirname(path);
    const manifest: ManifestFile = JSON.parse(readFileSync(join(root, path), 'utf8'));
    this.files.set(path, manifest);
    // Variables are set before those of the includes, which therefore win; all else is merged after them.
    for (const [name, value] of Object.entries(manifest.build ?? {})) {
      this.build[name] = value.startsWith('./') ? join(folder, value) : value;
    }
    for (const include of manifest.include ?? []) this.#include(folder, include);
    this.#merge(folder, manifest);
  }

  #include(folder: string, path: string): void {
    if (!isSdk(path)) {
      const known = path.replace(
        /\$\((\w+)\)/g,
        (whole, name: string) => this.build[name] ?? whole,
      );
      this.read(join(folder, known));
      return;
    }
    this.sdkIncludes.push(path);
    if (path.endsWith('/modules/io/manifest.json') && this.#board !== undefined)
      this.read(`src/board/${this.#board}/manifest.json`);
  }

  #merge(folder: string, manifest: ManifestFile): void {
    for (const [key, sources] of Object.entries(manifest.modules ?? {})) {
      if (key === '~') this.excluded.push(...list(sources));
      else for (const source of list(sources)) this.#addSource(folder, key, source);
    }
    this.preload.push(...(manifest.preload ?? []));
    this.creation = { ...this.creation, ...manifest.creation };
    this.defines = { ...this.defines, ...manifest.defines };
    if (manifest.strip) this.strip = list(manifest.strip);
    const options = manifest.typescript?.tsconfig.compilerOptions ?? {};
    const { types = [], ...others } = options as { types?: string[] };
    this.types.push(...types.map((each) => join(folder, each)));
    this.compilerOptions = { ...this.compilerOptions, ...others };
  }

  #addSource(folder: string, key: string, source: string): void {
    const directory = join(folder, dirname(source));
    const name = basename(source);
    let matches = 0;
    const files = existsSync(join(root, directory)) ? readdirSync(join(root, directory)) : [];
    for (const file of files) {
      const [, stem = '', extension = ''] = /^(.*?)(\.d\.ts|\.[^.]*)$/.exec(file) ?? [];
      if (stem !== name) continue;
      matches++;
      const at = join(directory, file);
      if (extension === '.c') this.c.add(at);
      else if (extension === '.h') this.headers.add(at);
      else if (extension === '.ts' || extension === '.js')
        this.modules.set(key.replace('*', stem), at);
      else this.strange.push(at);
    }
    if (matches === 0) this.strange.push(join(directory, name));
  }
}

export function readManifest(board?: string, path = 'manifest.json'): Manifest {
  const reader = new Reader(board);
  reader.read(path);
  return { ...reader, c: [...reader.c], headers: [...reader.headers] };
}
