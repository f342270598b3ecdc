// SPDX-License-Identifier: Apache-2.0
//
// Compiles the program as mcconfig would have tsc compile it: with the tsconfig it generates (docs/sources.md [moddable 4a]; the
// options as in the SDK's tools/mcmanifest.js), from our manifests' part of it, into a temporary folder.
//
// What a reader would get wrong: this is our tsc and our declarations. The SDK's xs.d.ts is not here; native.d.ts stands for it.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Manifest } from './manifest.ts';
import { root } from './manifest.ts';

export interface Emitted {
  /** Temporary. */
  readonly folder: string;
  readonly output: string;
  readonly ok: boolean;
  /** Path of the JavaScript that a TypeScript file of the repository became. */
  fileOf(source: string): string;
}

const standIns = ['src/board/native/native'];

export function emit(manifest: Manifest): Emitted {
  const folder = mkdtempSync(join(tmpdir(), 'jiaozi-device-'));
  const outDir = join(folder, 'tsc');
  const isTypeScript = (file: string) => file.endsWith('.ts');
  const typescript = [...manifest.modules].filter(([, file]) => isTypeScript(file));
  for (const file of manifest.modules.values()) {
    if (isTypeScript(file)) continue;
    mkdirSync(dirname(join(outDir, root, file)), { recursive: true });
    copyFileSync(join(root, file), join(outDir, root, file));
  }
  const config = {
    compilerOptions: {
      forceConsistentCasingInFileNames: true,
      module: 'preserve',
      resolveJsonModule: true,
      paths: Object.fromEntries(
        typescript.map(([specifier, file]) => [specifier, [join(root, file.slice(0, -3))]]),
      ),
      lib: ['es2025'],
      sourceMap: true,
      target: 'es2025',
      ...manifest.compilerOptions,
      types: [...manifest.types, ...standIns].map((file) => join(root, file)),
      rootDir: '/',
      outDir,
    },
    files: typescript.map(([, file]) => join(root, file)),
  };
  const configPath = join(folder, 'tsconfig.json');
  writeFileSync(configPath, JSON.stringify(config));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', configPath], { encoding: 'utf8' });
  return {
    folder,
    output: run.stdout + run.stderr,
    ok: run.status === 0,
    fileOf: (source) => join(outDir, root, source.replace(/\.ts$/, '.js')),
  };
}
