// SPDX-License-Identifier: Apache-2.0
//
// The files of the page, made in memory when the server starts: esbuild bundles the page's TypeScript in some ten
// milliseconds. Nothing comes from the network. Chinese falls back on the OFL font that also makes the terminal's glyphs, for
// computers without one of their own; the browser fetches only the pieces that it needs.

import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'page');
const fonts = join(folder, '../../../node_modules/@fontsource/noto-sans-sc');

export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array | string;
}

/** Answers a path with a file; undefined: there is none. */
export type PageFiles = (path: string) => Promise<PageFile | undefined>;

export async function makePageFiles(): Promise<PageFiles> {
  const result = await build({
    entryPoints: [join(folder, 'main.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const files = new Map<string, PageFile>([
    ['/', { type: 'text/html; charset=utf-8', body: readFileSync(join(folder, 'index.html')) }],
    [
      '/page.css',
      { type: 'text/css; charset=utf-8', body: readFileSync(join(folder, 'page.css')) },
    ],
    ['/icon.svg', { type: 'image/svg+xml', body: readFileSync(join(folder, 'icon.svg')) }],
    ['/main.js', { type: 'text/javascript; charset=utf-8', body: result.outputFiles[0]!.contents }],
  ]);
  return async (path) => files.get(path) ?? fontFile(path);
}

async function fontFile(path: string): Promise<PageFile | undefined> {
  const [, name] = /^\/fonts\/((?:400|700)\.css|files\/[a-z0-9-]+\.woff2?)$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  try {
    const type = name.endsWith('.css') ? 'text/css; charset=utf-8' : 'font/woff2';
    return { type, body: await readFile(join(fonts, name)) };
  } catch {
    return undefined;
  }
}
