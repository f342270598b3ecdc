// SPDX-License-Identifier: Apache-2.0
//
// The worker of the pool as one script of plain JavaScript. Loaded file by file through tsx it would start a second and a half later,
// and pay in each run for the names that tsx gives to every function (7 % of it).

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { root } from '../engine/bundle.ts';

/** Each file goes on finding what lies beside it. */
const staysWhereItWas: Plugin = {
  name: 'stays where it was',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }));
  },
};

/** Its path; made anew by each process that asks. */
export async function workerScript(): Promise<string> {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: Object.keys(devDependencies),
    plugins: [staysWhereItWas],
    write: false,
  });
  const folder = join(root, 'build', 'explore');
  const path = join(folder, 'worker.mjs');
  mkdirSync(folder, { recursive: true });
  // Another process may be about to read it: it finds the old one or the new one, whole.
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, outputFiles[0]!.contents);
  renameSync(fresh, path);
  return path;
}
