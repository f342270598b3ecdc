// SPDX-License-Identifier: Apache-2.0
//
// What the device's program consists of, found by following imports, and so what the manifests must say.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './manifest.ts';

/** Modules of ours that the program imports by name, and those that the SDK's start-up imports. The same on all boards. */
const commonModules: Readonly<Record<string, string>> = {
  'jiaozi:entropy': 'src/board/entropy.ts',
  'jiaozi:keypad-port': 'src/board/esp32/keypad-port.ts',
  'jiaozi:tls': 'src/board/esp32/tls.ts',
  'setup/abort': 'src/board/esp32/abort.ts',
  'setup/wifi': 'src/board/esp32/wifi.ts',
};

/** What a board's folder adds: its table, and with -p esp32:folder what the SDK looks for there. */
export function boardModules(board: string | undefined): Readonly<Record<string, string>> {
  const wiring = `src/board/${baseOf(board)}/wiring.ts`;
  if (board === undefined) return { ...commonModules, 'jiaozi:wiring': wiring };
  return {
    ...commonModules,
    'jiaozi:wiring': wiring,
    'jiaozi:provider': 'src/board/esp32/provider.ts',
    'setup/target': `src/board/${board}/setup-target.js`,
  };
}

/** The board of which a folder is a flavour. */
export const baseOf = (board: string | undefined): string =>
  (board ?? 'jiaozi-s3').replace(/-(n16|release)$/, '');

export const mainModule = 'src/main';

/** What a module imports by a bare name must be one of these, or ours. */
export const sdkModules: readonly string[] = [
  'embedded:io/analog',
  'embedded:io/digital',
  'embedded:io/i2c',
  'embedded:io/pwm',
  'embedded:io/serial',
  'embedded:io/smbus',
  'embedded:io/socket/tcp',
  'embedded:io/spi',
  'embedded:network/interface/wifi',
  'embedded:storage/flash',
  'mc/config',
  'time',
  'timer',
];

/** Sources that run when the program runs: types alone are not reached. */
export async function reachedFiles(board?: string): Promise<string[]> {
  const result = await build({
    entryPoints: [`${mainModule}.ts`, ...Object.values(boardModules(board))].map((file) =>
      join(root, file),
    ),
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    metafile: true,
    logLevel: 'silent',
    external: [...sdkModules, 'jiaozi:*'],
  });
  return Object.keys(result.metafile.inputs).sort();
}

/** Specifiers mirror the repository, so that relative imports lead from one to the other. */
export const specifierOf = (file: string, board?: string): string => {
  const named = Object.entries(boardModules(board)).find(([, path]) => path === file);
  return named ? named[0] : file.replace(/\.ts$/, '');
};

const deviceFolder = 'src/board/native/esp32';

/** What a board without key fuses has in place of the others. */
const withoutFuses = ['esp32_neither.c'];
const withFuses = ['esp32_counter.c', 'esp32_secret.c', 'idf_efuse.h'];

/** C of the program and of the device, and the headers that it includes. */
export async function cFiles(board?: string): Promise<string[]> {
  const engine = join(root, 'host-sim/engine/build.mjs');
  const { programFolders } = (await import(engine)) as { programFolders: readonly string[] };
  const others = baseOf(board) === 'jiaozi-esp32' ? withFuses : withoutFuses;
  return [...programFolders, 'src/board/native', deviceFolder]
    .flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => /\.[ch]$/.test(name))
        .filter((name) => folder !== deviceFolder || !others.includes(name))
        .map((name) => join(folder, name)),
    )
    .sort();
}

const withoutExtension = (path: string): string => `./${path.replace(/\.\w+$/, '')}`;

/** manifest.json's `modules` and `preload`: the boards' own manifests list the rest of what is below src/board. */
export async function manifestLists(): Promise<{
  modules: Record<string, string[]>;
  preload: string[];
}> {
  const named = Object.values(boardModules(undefined));
  const files = (await reachedFiles()).filter((file) => !named.includes(file));
  const native = (await cFiles()).filter((file) => !file.startsWith('src/board/'));
  const modules: Record<string, string[]> = {
    '*': [...new Set(native.map(withoutExtension))].filter(
      (path) => !files.includes(`${path.slice(2)}.ts`),
    ),
  };
  for (const file of files) {
    const key = `${dirname(file)}/*`;
    modules[key] = [...(modules[key] ?? []), withoutExtension(file)];
  }
  const preload = files
    .map((file) => specifierOf(file))
    .filter((specifier) => specifier !== mainModule);
  return { modules, preload };
}

export const read = (file: string): string => readFileSync(join(root, file), 'utf8');
