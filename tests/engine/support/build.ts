// SPDX-License-Identifier: Apache-2.0
//
// The engine's build script, which is plain JavaScript, with types.

interface BuildOptions {
  readonly log?: (line: string) => void;
  readonly only?: 'fast' | 'debug';
  readonly folder: string;
  readonly extra: { readonly folders: readonly string[]; readonly flags: readonly string[] };
}

const script = new URL('../../../host-sim/engine/build.mjs', import.meta.url).href;

export const { buildEngine } = (await import(script)) as {
  buildEngine(options: BuildOptions): Promise<void>;
};
