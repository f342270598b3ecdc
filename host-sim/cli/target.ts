// SPDX-License-Identifier: Apache-2.0
//
// `--target`: the world that the terminal runs in. The emulated board is loaded only when it is asked for.

import type { Engine } from '../engine/machine.ts';

export const targetHelp = `  --target W  the world of the terminal: desk (XS in this process, the default) or rv32
              (a bare-metal image with 320 KB of RAM in QEMU)
`;

/** Undefined for the desk; a text says why there is no such world here. */
export async function engineOf(target: string | undefined): Promise<Engine | undefined | string> {
  if (target === undefined || target === 'desk') return undefined;
  if (target !== 'rv32') return `--target takes desk or rv32, not '${target}'`;
  const { noEmulator, rv32 } = await import('../rv32/machine.ts');
  return noEmulator() ?? rv32;
}
