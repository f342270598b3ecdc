// SPDX-License-Identifier: Apache-2.0
//
// Every operation against a second implementation (OpenSSL, and plain ones on BigInt and strings), with random questions of every
// length from 0 to 300.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { katEngine } from '../../host-sim/kat/engines.ts';
import { type OperationName, operations } from '../../host-sim/kat/operations.ts';
import { Port } from '../../host-sim/kat/port.ts';
import { type Answer, KatSession, katProgram } from '../../host-sim/kat/session.ts';
import { AnswerKind } from '../../host-sim/kat/wire.ts';
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

/** One digit of an answer, or its verdict, is another; a refusal is an answer. */
function falsified({ kind, text }: Answer): Answer {
  if (kind === AnswerKind.good) return { kind: AnswerKind.bad, text };
  if (kind === AnswerKind.bad) return { kind: AnswerKind.good, text };
  if (kind !== AnswerKind.bytes) return { kind: AnswerKind.bytes, text: Buffer.from('AA') };
  const copy = Buffer.from(text);
  copy[copy.length - 1] = copy.at(-1) === 0x30 ? 0x31 : 0x30;
  return { kind, text: copy };
}

test('an answer that is wrong in one digit is noticed, of every operation', async () => {
  const engine = await katEngine('desk');
  assert.ok(typeof engine !== 'string');
  const session = new KatSession(engine, await katProgram());
  const { names } = session;
  const lab = new Lab(
    new Port(() => ({
      names,
      ask: (questions) => session.ask(questions).map(falsified),
      close: () => session.close(),
    })),
  );
  const random = new Random('falsified');
  for (const op of Object.keys(operations) as OperationName[]) {
    const one = caseOf(op, random, 32);
    assert.throws(() => lab.check([one]), assert.AssertionError, JSON.stringify(one));
  }
  lab.close();
});
