// SPDX-License-Identifier: Apache-2.0
//
// Every operation against a second implementation (OpenSSL, and plain ones on BigInt and strings), with random questions of every
// length from 0 to 300.

import { after, before, describe, test } from 'node:test';
import { type OperationName, operations } from '../../host-sim/kat/operations.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { fuzz } from '../runner/fuzz.ts';
import { caseOf } from './support/cases.ts';
import { Lab } from './support/lab.ts';

const lengths = 301;
/** Where the second implementation takes its time: fewer. */
const slow: Partial<Record<OperationName, number>> = {
  'rsa.recover': 150,
  'rsa.pkcs1.verify': 60,
  'rsa.pss.verify': 60,
  'sm2.verify': 24,
};
const { numRuns, seed } = fuzz(1);

describe('agrees with a second implementation', () => {
  let lab: Lab;
  before(async () => {
    lab = await Lab.desk();
  });
  after(() => lab.close());

  for (const op of Object.keys(operations) as OperationName[]) {
    test(op, () => {
      const random = new Random(`${op} ${seed}`);
      const count = (slow[op] ?? lengths) * numRuns;
      lab.check(Array.from({ length: count }, (_, i) => caseOf(op, random, i % lengths)));
    });
  }
});
