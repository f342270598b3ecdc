// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deadExportFindings, deadFileFindings } from './support/reach.ts';
import { assertClean, assertFires, file, files } from './support/repository.ts';

test('every file is reached from the program, a test or a script', () =>
  assertClean(deadFileFindings(files)));

test('every export is imported by somebody', () => assertClean(deadExportFindings(files)));

describe('a planted dead file is found', () => {
  const main = file('src/main.ts', "import { a } from './a.ts';");
  const a = file('src/a.ts', "export const a = 'data/b.json';");

  test('that nobody imports', () => {
    assertFires(
      deadFileFindings,
      [main, a, file('src/c.ts', "import './a.ts';")],
      /nothing reaches/,
    );
  });
  test('that only a comment names', () => {
    const commented = file('src/a.ts', '// see c.ts\nexport const a = 1;');
    assertFires(deadFileFindings, [main, commented, file('src/c.ts', '')], /nothing reaches/);
  });
  test('that is a header nobody includes', () => {
    assertFires(deadFileFindings, [main, a, file('crypto/core/x.h', '')], /nothing reaches/);
  });
  test('and one that is started by its path is not', () => {
    const starter = file('src/a.ts', "export const a = fork('host-sim/web/worker.ts');");
    assert.deepEqual(deadFileFindings([main, starter, file('host-sim/web/worker.ts', '')]), []);
  });
});

describe('a planted dead export is found', () => {
  const main = file(
    'src/main.ts',
    "import { a, type B as C } from './a.ts';\nimport d from './d.ts';",
  );
  const a = file('src/a.ts', 'export const a = 1;\nexport interface B {}\n');

  test('among others that are used', () => {
    const more = file('src/a.ts', `${a.text}export async function unused() {}\n`);
    assertFires(deadExportFindings, [main, more], /nobody imports unused/);
  });
  test('in a list', () => {
    assertFires(
      deadExportFindings,
      [main, file('src/a.ts', 'export { x as unused };')],
      /nobody imports unused/,
    );
  });
  test('and used ones are not', () => {
    assert.deepEqual(
      deadExportFindings([main, a, file('src/d.ts', 'export default class {}')]),
      [],
    );
  });
});
