// SPDX-License-Identifier: Apache-2.0
//
// How long the long checks may take, on two cores. A single check that is not through by then is ended and fails: make it
// faster, or raise its budget here with a reason in the commit. `testMs` and `longMs` are what the whole aims at.

export const budgets = {
  /** `npm test`, after set-up. */
  testMs: 5 * 60_000,
  /** A file of node:test. */
  suiteMs: 5 * 60_000,
  /** A fuzzer of the long run; all scenarios of one seed. */
  longSuiteMs: 15 * 60_000,
  /** All mutants of src/emv, src/flow and src/journal. */
  mutationMs: 20 * 60_000,
  /** One scenario or file of unit tests with a mutant, which may loop for ever. */
  trialMs: 120_000,
  /** `npm run test:long`. */
  longMs: 33 * 60_000,
} as const;

/** What the long run does more of. */
export const longRun = {
  /** Fuzzing runs, as a multiple of those in `npm test`. */
  fuzzFactor: 20,
  /** Random inputs for each primitive of crypto/core, compared with OpenSSL. */
  differentialInputs: 10_000,
  /** Of the slow ones (curves, RSA) so many go to a build with sanitizers, the rest to one without. */
  sanitizedInputs: 1_000,
  /** Mutants tried, evenly spread over all. */
  mutants: 12,
  /** Seeds of a few scenarios on both worlds (tests/rv32/same-trace.test.ts); in `npm test` only the first ones. */
  rv32Seeds: 10,
  rv32SeedsOfTest: 2,
  /** Cases of the kernels on both worlds (tests/rv32/unit-tests.test.ts): in `npm test` these, in the long run all. */
  rv32CasesOfTest: 'tests/unit/emv-outcomes.test.ts',
  /** Seeds of the explorer (tests/explore): about five minutes of one core. */
  exploreSeeds: 6500,
  /** And then every workload so many times at most, until all marks are reached. */
  exploreRounds: 60,
  /** Pairs of crash points of each of the two shortest stories, at most; all of them: jiaozi explore --cuts pairs --all */
  explorePairs: 5000,
  exploreRv32Seeds: 5,
  exploreSeedsOfTest: 60,
  /** Planted bugs of `npm test`: those that are found within so many seeds. */
  plantedSeedsOfTest: 20,
  /** So many marks at least are reached by the seeds of `npm test`; the long run reaches all. */
  exploreMarksOfTest: 54,
  /** Card doubles (tests/cards): every one, on both worlds, and read by PC/SC tools. In `npm test` those that differ most. */
  everyCardDouble: true,
  /** Seeds of every scenario. */
  scenarioSeeds: ['2'],
  /** Of the files of scenarios every so many-th is played on both worlds; all: npm run test:long -- tests/scenarios */
  rv32ScenarioFilesStep: 3,
} as const;
