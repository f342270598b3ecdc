// SPDX-License-Identifier: Apache-2.0
//
// What the device's program consists of, found by following imports, and so what manifest.json must say.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './manifest.ts';

/** Modules of ours that the program imports by name, and one that the SDK's start-up imports. */
export const boardModules: Readonly<Record<string, string>> = {
  'jiaozi:entropy': 'src/board/esp32/entropy.ts',
  'jiaozi:keypad-port': 'src/board/esp32/keypad-port.ts',
  'setup/wifi': 'src/board/esp32/wifi.ts',
};

export const mainModule = 'src/main';

/** What a module imports by a bare name must be one of these, or ours. */
export const sdkModules: readonly string[] = [
  'embedded:io/digital',
  'embedded:io/i2c',
  'embedded:io/pwm',
  'embedded:io/serial',
  'embedded:io/socket/tcp',
  'embedded:io/spi',
  'embedded:network/interface/wifi',
  'embedded:storage/flash',
  'mc/config',
  'time',
  'timer',
];

/** TypeScript that runs when the program runs: types alone are not reached. */
export async function reachedFiles(): Promise<string[]> {
  const result = await build({
    entryPoints: [
      join(root, `${mainModule}.ts`),
      ...Object.values(boardModules).map((file) => join(root, file)),
    ],
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
export const specifierOf = (file: string): string => {
  const named = Object.entries(boardModules).find(([, path]) => path === file);
  return named ? named[0] : file.replace(/\.ts$/, '');
};

/** C of the program and of the device, and the headers that it includes. */
export async function cFiles(): Promise<string[]> {
  const engine = join(root, 'host-sim/engine/build.mjs');
  const { programFolders } = (await import(engine)) as { programFolders: readonly string[] };
  return [...programFolders, 'src/board/native', 'src/board/native/esp32']
    .flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => /\.[ch]$/.test(name))
        .map((name) => join(folder, name)),
    )
    .sort();
}

const withoutExtension = (path: string): string => `./${path.replace(/\.\w+$/, '')}`;

/** manifest.json's `modules` and `preload`: the board's own manifest lists what is below src/board/native and esp32. */
export async function manifestLists(): Promise<{
  modules: Record<string, string[]>;
  preload: string[];
}> {
  const files = (await reachedFiles()).filter((file) => !file.startsWith('src/board/esp32/'));
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
  const preload = files.map(specifierOf).filter((specifier) => specifier !== mainModule);
  return { modules, preload };
}

export const read = (file: string): string => readFileSync(join(root, file), 'utf8');
