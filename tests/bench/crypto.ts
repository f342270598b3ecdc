// SPDX-License-Identifier: Apache-2.0
//
// What crypto/core costs on the emulated rv32imac: instructions and stack of each operation, bytes of each primitive. One secret
// each will do: all take the same (npm run ct).

import { countInstructions } from '../crypto/evidence/counts.ts';
import { optimisations } from '../crypto/evidence/memcheck.ts';
import { codeSizes, contextSizes } from '../crypto/evidence/sizes.ts';

const named = (list: readonly { readonly name: string; readonly bytes: number }[]) =>
  Object.fromEntries(list.map(({ name, bytes }) => [name, bytes]));

export function cryptoReport() {
  const instructions = (optimisation: string) =>
    Object.fromEntries(
      countInstructions(optimisation, { runs: 1, longRuns: 1 }).map(
        ({ name, most, stackBytes }) => [name, { instructions: most, stackBytes }],
      ),
    );
  return {
    operations: Object.fromEntries(optimisations.map((each) => [each, instructions(each)])),
    codeBytes: Object.fromEntries(optimisations.map((each) => [each, named(codeSizes(each))])),
    ramBytes: named(contextSizes()),
  };
}
