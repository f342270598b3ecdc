// SPDX-License-Identifier: Apache-2.0
//
// Evidence that crypto/core keeps its promises in the machine code: no branch and no address depends on a secret (memcheck with
// secrets marked undefined), no division, no mutable variable outside a function, nothing left on the stack.
//
// The one thing a reader would get wrong: a check that finds nothing may be blind. So each of the planted faults, put
// into a copy of the core, must be found; and a plant whose text no longer occurs in the core fails.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fuzz } from '../runner/fuzz.ts';
import { build, coreFolder, hasTool } from './core.ts';
import { coreSources, findingsIn, targets } from './evidence/machine-code.ts';
import { buildMemcheck, ctSources, optimisations, underValgrind } from './evidence/memcheck.ts';
import {
  leaksOfTime,
  planted,
  removeScratchFolders,
  residues,
  scratchFolder,
} from './evidence/plants.ts';

const isLong = fuzz(1).numRuns > 1;
const levels = isLong ? optimisations : optimisations.slice(0, 1);
const some = <T>(plants: readonly T[]) => (isLong ? plants : plants.slice(0, 1));

after(removeScratchFolders);

const valgrindMissing =
  hasTool('valgrind') || process.env.CI === 'true'
    ? false
    : 'no valgrind: constant time was not checked (Debian: apt-get install valgrind)';

describe('memcheck with secrets marked undefined', { skip: valgrindMissing }, () => {
  for (const optimisation of levels) {
    test(`finds no branch and no address that depends on a secret, built with ${optimisation}`, () => {
      const { found, report, groups } = underValgrind(buildMemcheck(optimisation));
      assert.ok(!found, report);
      assert.ok(groups.length >= 33 && groups.every(({ isGood }) => isGood), report);
    });
  }

  for (const plant of some(leaksOfTime)) {
    test(`finds ${plant.name}`, () => {
      const { found, report } = underValgrind(buildMemcheck('-Os', planted(plant)));
      assert.ok(found, report);
      assert.match(report, /depends on a secret/);
    });
  }
});

for (const target of targets)
  describe(`the machine code of crypto/core for ${target.name}`, {
    skip: hasTool(target.compiler) ? false : `no ${target.compiler}`,
  }, () => {
    test('has no division, no unknown call and no variable that outlives a call', () => {
      assert.ok(coreSources().length >= 30);
      for (const optimisation of levels)
        assert.deepEqual(findingsIn(target, optimisation), [], optimisation);
    });

    test('is searched so that a division, a call of a helper and a variable would be found', () => {
      const source = join(scratchFolder('control-'), 'control.c');
      const text = `unsigned uses;
unsigned quarter(unsigned a, unsigned b) { return uses++ + a / b; }
double far(double a);
double call(double a) { return far(a); }
`;
      writeFileSync(source, text);
      const kinds = findingsIn(target, '-Os', [source]).map(({ what }) => what.split(' ')[0]);
      assert.deepEqual([...new Set(kinds)].sort(), ['call', 'division:', 'variable:']);
    });
  });

describe('the stack after keys were loaded and used', () => {
  const residue = (optimisation: string, core = coreFolder) =>
    spawnSync(
      build({
        name: `residue${optimisation}`,
        flags: [optimisation, '-g'],
        sources: ctSources('residue'),
        core,
      }),
      { encoding: 'utf8' },
    );

  for (const optimisation of levels) {
    test(`holds no key, derived key or expanded key, built with ${optimisation}`, () => {
      const { status, stdout, stderr } = residue(optimisation);
      assert.equal(status, 0, stdout + stderr);
    });
  }

  for (const plant of some(residues)) {
    test(`is searched so that ${plant.name} would be found`, () => {
      const { status, stdout, stderr } = residue('-Os', planted(plant));
      assert.equal(status, 1, stdout + stderr);
    });
  }
});
