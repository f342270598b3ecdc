// SPDX-License-Identifier: Apache-2.0
//
// The harness itself: results as TAP and JUnit XML, a target as a plug-in, and a package that knows of no project.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { root } from '../../host-sim/engine/bundle.ts';
import { type Collector, type FileResult, runFiles, toJunit, toTap } from '../harness/host.ts';

const folder = mkdtempSync(join(tmpdir(), 'harness-'));
after(() => rmSync(folder, { recursive: true }));

const files: readonly FileResult[] = [
  {
    file: 'a.test.ts',
    results: [
      { name: 'one # is "good" & <fine>', passed: true, detail: '' },
      { name: 'two', passed: false, detail: 'Error: 1, expected 2\nat x' },
      { name: 'three', passed: true, detail: '', skipped: 'no printer' },
    ],
    trouble: undefined,
  },
  { file: 'b.test.ts', results: [], trouble: 'the target died: \u0001 watchdog' },
];

describe('results', () => {
  test('as TAP: one line a test, details as comments, a dead target is a failed test', () => {
    assert.equal(
      toTap(files),
      [
        'TAP version 13',
        '1..4',
        'ok 1 - one   is "good" & <fine>',
        'not ok 2 - two',
        '# Error: 1, expected 2',
        '# at x',
        'ok 3 - three # SKIP no printer',
        'not ok 4 - b.test.ts',
        '# the target died: \u0001 watchdog',
        '',
      ].join('\n'),
    );
  });

  test('as JUnit XML: well-formed, counted, escaped', () => {
    const xml = toJunit(files);
    const file = join(folder, 'junit.xml');
    writeFileSync(file, xml);
    // A parser that nobody here wrote.
    const parsed = JSON.parse(
      execFileSync('python3', [
        '-c',
        'import sys, json, xml.etree.ElementTree as e\n' +
          'print(json.dumps([[s.attrib, [[c.attrib["name"], [k.tag for k in c]] for c in s]] for s in e.parse(sys.argv[1]).getroot()]))',
        file,
      ]).toString(),
    );
    assert.deepEqual(parsed, [
      [
        { name: 'a.test.ts', tests: '3', failures: '1', skipped: '1' },
        [
          ['one # is "good" & <fine>', []],
          ['two', ['failure']],
          ['three', ['skipped']],
        ],
      ],
      [
        { name: 'b.test.ts', tests: '1', failures: '1', skipped: '0' },
        [['b.test.ts', ['failure']]],
      ],
    ]);
  });

  test('a target that cannot even load the file is a failed file, and the next one runs', async () => {
    const target = {
      name: 'fussy',
      run: async (file: string, collector: Collector) => {
        if (file === 'bad') throw new Error('does not compile');
        for (const line of ['plan 1', 'ok works', 'end']) collector.line(line);
      },
    };
    const [bad, good] = await runFiles(target, ['bad', 'good']);
    assert.match(bad!.trouble!, /does not compile/);
    assert.deepEqual([good!.trouble, good!.results.length], [undefined, 1]);
  });
});

describe('the runner', () => {
  const runner = join(root, 'tests/harness/run.ts');
  const target = join(folder, 'target.mjs');
  writeFileSync(
    target,
    "export default { name: 'plain', run: async (file, c) => { for (const l of ['plan 1', file === 'bad' ? 'not ok x\\nno' : 'ok x', 'end']) c.line(l); } };",
  );
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', runner, ...args], { encoding: 'utf8' });

  test('takes any module as a target: TAP out, JUnit in a file, 0 when all passed and 1 when not', () => {
    const junit = join(folder, 'out.xml');
    const good = run('--target', target, '--junit', junit, 'good');
    assert.equal(good.status, 0, good.stderr);
    assert.equal(good.stdout, 'TAP version 13\n1..1\nok 1 - x\n');
    assert.match(readFileSync(junit, 'utf8'), /<testsuite name="good"/);
    assert.equal(run('--target', target, 'bad').status, 1);
  });

  test('without a target or a file: 2, and the usage', () => {
    assert.equal(run().status, 2);
    assert.match(run('--frobnicate').stderr, /usage/);
  });
});

describe('the package', () => {
  const { files: packed } = JSON.parse(
    readFileSync(join(root, 'tests/harness/package.json'), 'utf8'),
  );

  test('names no project, and its files import each other and Node only', () => {
    for (const name of [...packed, 'README.md', 'package.json']) {
      const text = readFileSync(join(root, 'tests/harness', name), 'utf8');
      assert.doesNotMatch(text, /jiaozi/i, name);
      if (!name.endsWith('.ts')) continue;
      for (const [, specifier] of text.matchAll(/from '([^']+)'/g))
        assert.ok(
          /^node:/.test(specifier!) || packed.includes(specifier!.slice(2)),
          `${name}: ${specifier}`,
        );
    }
  });

  test('its target files use nothing that a microcontroller’s engine lacks', () => {
    for (const name of ['frame', 'responder', 'serial-line', 'serial-target', 'target', 'tests']) {
      const text = readFileSync(join(root, 'tests/harness', `${name}.ts`), 'utf8');
      const code = text.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
      assert.doesNotMatch(
        code,
        /\b(Buffer|TextDecoder|TextEncoder|setTimeout|process|console)\b|node:/,
      );
    }
  });
});
