// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi explore` as scripts call it: the seed first, one line of JSON last, and exit codes that tell what is wrong.

import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { optionsOf, seedsOf } from '../../host-sim/cli/explore-options.ts';
import { main } from '../../host-sim/cli/main.ts';

async function explored(...args: string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const code = await main(['explore', ...args], { stdin, stdout, stderr });
  const text = (stream: PassThrough) => String(stream.read() ?? '');
  return { code, out: text(stdout), error: text(stderr) };
}

/** As scripts of others read them, in this order. */
const jsonKeys = ['runs', 'cuts', 'transactions', 'reversals', 'violations', 'marks', 'perSecond'];
const quiet = ['--workload', 'sale', '--with', 'none'];

test('a run without violation ends with 0; the seed comes first, a line of JSON last', async () => {
  const { code, out, error } = await explored('--seed', 'abc', '--runs', '2', ...quiet, '--json');
  assert.equal(code, 0);
  assert.match(error, /^seed abc\n/);
  const lines = out.trimEnd().split('\n');
  assert.equal(lines.length, 3);
  assert.doesNotMatch(lines.at(-1)!, / /);
  const last = JSON.parse(lines.at(-1)!);
  assert.deepEqual(Object.keys(last), jsonKeys);
  const { runs, violations, transactions, cuts, reversals } = last;
  assert.deepEqual(
    { runs, violations, cuts, reversals },
    { runs: 2, violations: 0, cuts: 0, reversals: 0 },
  );
  assert.equal(transactions.approved, 2);
  assert.equal(JSON.parse(lines[0]!).plan.seed, 'abc/0');
});

test('a trace has its columns, and tells of the cut', async () => {
  const { code, out } = await explored(
    '--seed',
    '1',
    ...quiet,
    '--cuts',
    'line 0200 after 1',
    '--trace',
  );
  assert.equal(code, 0);
  assert.match(out, /^ {3}time ms {2}ep {2}screen {17}point {2}what\n/);
  assert.match(out, /! power off \(cut \d+: line 0200 after\)/);
});

test('stories are cut everywhere; a name that is none of theirs is said', async () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const code = await main(['scenario', '--cuts', 'all', 'no such'], { stdin, stdout, stderr });
  assert.equal(code, 2);
  assert.match(
    String(stderr.read()),
    /no story no such for --cuts; all or pairs, of: service sale /,
  );
  assert.equal(await main(['scenario', '--all'], { stdin, stdout, stderr }), 2);
  assert.match(String(stderr.read()), /--all goes with --cuts pairs/);
});

describe('a bad command line ends with 2 and says why:', () => {
  const bad: readonly (readonly string[])[] = [
    ['--runs', 'many'],
    ['--seeds', '1-5'],
    ['--seeds', '5..1'],
    ['--keep', 'z9'],
    ['--with', 'weather'],
    ['--workload', 'nap'],
    ['--cuts', 'somewhere'],
    ['--colour'],
  ];
  for (const words of bad) {
    test(words.join(' '), async () => {
      const { code, error } = await explored(...words);
      assert.equal(code, 2);
      assert.match(error, /^jiaozi explore: .+--help tells more\n$/);
    });
  }
});

test('a cut within an act has a name for each fate', () => {
  for (const moment of ['before', 'lost', 'torn', 'kept', 'scattered', 'after']) {
    const { restrictions } = optionsOf(['--cuts', `flash journal write ${moment} 2`]);
    assert.deepEqual(restrictions.cuts, [{ act: 'flash journal write', moment, ordinal: 2 }]);
  }
});

test('seeds follow each other: numbers count on, texts are numbered', () => {
  const seeds = (...words: string[]) => [...seedsOf(optionsOf(words))];
  assert.deepEqual(seeds('--seed', '7'), ['7']);
  assert.deepEqual(seeds('--seed', '7', '--runs', '3'), ['7', '8', '9']);
  assert.deepEqual(seeds('--seed', 'f00', '--runs', '2'), ['f00/0', 'f00/1']);
  assert.deepEqual(seeds('--seeds', '3..5'), ['3', '4', '5']);
});
