// SPDX-License-Identifier: Apache-2.0
//
// The image's build script, which is plain JavaScript, with types.

interface ImageOptions {
  readonly log?: (line: string) => void;
  readonly name: string;
  readonly folders: readonly string[];
}

const script = new URL('../../../host-sim/rv32/build.mjs', import.meta.url).href;

export const { buildImage } = (await import(script)) as {
  buildImage(options: ImageOptions): Promise<void>;
};
