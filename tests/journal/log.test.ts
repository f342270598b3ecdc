// SPDX-License-Identifier: Apache-2.0
//
// The log against the flash model: the power is cut at every write and erase, and once more in the recovery, with every fate, on
// plain and on encrypted flash; beside it a plain array. Whatever happens, the two agree and the chip is never misused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log } from '../../src/journal/log.ts';
import { fuzz } from '../runner/fuzz.ts';
import { kinds } from './support/cut-flash.ts';
import {
  allPairs,
  fullLog,
  holesInCopies,
  nothingComesBack,
  randomLives,
  rottenHeaders,
} from './support/log-properties.ts';

/** In the long run all pairs. */
const isLong = fuzz(1).numRuns > 1;

for (const kind of kinds) {
  test(`${kind}: two cuts, anywhere in a story and in what follows, lose nothing that was said to be durable`, () => {
    const runs = allPairs(Log, kind, isLong ? 1 : 4);
    assert.ok(runs > (isLong ? 3000 : 750), `${runs}`);
  });

  test(`${kind}: nor do forty days of cuts and boots`, () =>
    randomLives(Log, kind, isLong ? 1000 : 40));

  test(`${kind}: a full log says so, survives boots, and goes on after a release`, () =>
    fullLog(Log, kind));

  test(`${kind}: a torn record brings nothing back that its payload looks like`, () =>
    nothingComesBack(Log, kind));

  test(`${kind}: a copy with holes is not taken for the segment that it was made of`, () =>
    holesInCopies(Log, kind));

  test(`${kind}: a header that has rotted hides no record`, () => rottenHeaders(Log, kind));
}
