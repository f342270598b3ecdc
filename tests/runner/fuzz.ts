// SPDX-License-Identifier: Apache-2.0
//
// How often and from which seed a property is tried. The same every time, so that a failure can be repeated; JIAOZI_FUZZ
// multiplies the runs (npm run test:long sets it), JIAOZI_FUZZ_SEED chooses another seed.

export function fuzz(numRuns: number): { numRuns: number; seed: number } {
  const factor = Number(process.env.JIAOZI_FUZZ ?? 1);
  const seed = Number(process.env.JIAOZI_FUZZ_SEED ?? 1);
  return { numRuns: numRuns * factor, seed };
}
