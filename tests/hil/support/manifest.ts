// SPDX-License-Identifier: Apache-2.0
//
// What manifest.hil.json has to say: it includes the release's manifest and adds the agent, from the imports of its entry.
// What a reader would get wrong: variables of an included manifest win (docs/sources.md [moddable 4a]), so the image has the
// release's name; give the build a folder of its own (mcconfig -o).

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { readManifest, root } from '../../device/support/manifest.ts';
import { sdkModules } from '../../device/support/program.ts';
import { hilEntry } from './images.ts';

/** The mirror of the glass, and the agent's own. */
const chunkBytesMore = 76_800 + 8192;
const slotsMore = 512;

const withoutExtension = (file: string): string => file.replace(/\.\w+$/, '');

/** TypeScript of the HIL image, from its entry. */
export async function hilFiles(): Promise<string[]> {
  const result = await build({
    entryPoints: [join(root, hilEntry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: 'esm',
    metafile: true,
    logLevel: 'silent',
    external: [...sdkModules, 'jiaozi:*'],
  });
  return Object.keys(result.metafile.inputs).sort();
}

/** Files of the image that the release does not have. */
export async function agentFiles(): Promise<string[]> {
  const release = new Set(readManifest().modules.values());
  return (await hilFiles()).filter((file) => !release.has(file));
}

export async function hilManifest(): Promise<object> {
  const files = await agentFiles();
  const sizes = readFileSync(join(root, 'src/board/jiaozi-s3/creation.json'), 'utf8');
  const { creation } = JSON.parse(sizes);
  const modules: Record<string, string[]> = { '*': ['./tests/hil/agent/native/xs_hil'] };
  for (const file of files) {
    const key = `${dirname(file)}/*`;
    modules[key] = [...(modules[key] ?? []), `./${withoutExtension(file)}`];
  }
  return {
    include: ['./manifest.json'],
    creation: {
      chunk: { initial: creation.chunk.initial + chunkBytesMore, incremental: 0 },
      heap: { initial: creation.heap.initial + slotsMore, incremental: 0 },
      main: withoutExtension(hilEntry),
    },
    modules,
    preload: files.filter((file) => file !== hilEntry).map(withoutExtension),
  };
}
