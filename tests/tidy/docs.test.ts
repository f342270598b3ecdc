// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { citationFindings, linkFindings, pageFindings } from './support/doc-rules.ts';
import {
  assertClean,
  assertFires,
  file,
  files,
  root,
  type SourceFile,
} from './support/repository.ts';

const exists = (path: string) => existsSync(join(root, path));

/** The planted citations of this folder are no citations. */
const cited = files.filter(({ path }) => !path.startsWith('tests/tidy/'));

test('every entry of docs/sources.md that a comment cites is there', () =>
  assertClean(citationFindings(cited)));
test('every link of a document leads somewhere', () => assertClean(linkFindings(files, exists)));
test('every page that a source names is there', () => assertClean(pageFindings(files, exists)));

describe('a planted dangling reference is found', () => {
  const page = file('docs/sources.md', '| [domain B1] | H | x |\n| [vectors 5] | H | x |\n');
  const planted: readonly (readonly [comment: string, anchor: string])[] = [
    ['// docs/sources.md [domain B9]', 'domain B9'],
    ['// docs/sources.md [domain B1, step 2, B3]', 'domain B3'],
    ['// see docs/sources.md\n// [domain B1,\n// E4]', 'domain E4'],
    ['/* [vectors 6] */', 'vectors 6'],
  ];
  for (const [comment, anchor] of planted) {
    test(`citation ${anchor}`, () => {
      assertFires(
        citationFindings,
        [page, file('src/x.ts', comment)],
        new RegExp(`no entry \\[${anchor}\\]`),
      );
    });
  }
  test('but not one that is there', () => {
    assert.deepEqual(
      citationFindings([page, file('src/x.ts', '// [domain B1, Start C] [vectors 5; marked M]')]),
      [],
    );
  });

  const links = (all: readonly SourceFile[]) =>
    linkFindings(all, (path) => all.some((each) => each.path === path));
  const other = file('docs/other.md', '# The `link`: one\n');
  test('link to a file', () =>
    assertFires(links, [file('docs/x.md', '[a](none.md)')], /leads nowhere/));
  test('picture', () => assertFires(links, [file('docs/x.md', '![a](none.png)')], /leads nowhere/));
  test('link to a heading', () =>
    assertFires(links, [other, file('docs/x.md', '[a](other.md#two)')], /no heading #two/));
  test('path in backticks', () =>
    assertFires(links, [file('docs/x.md', 'see `src/none.ts`')], /there is no src\/none\.ts/));
  test('and good ones are not', () => {
    const text =
      '[a](other.md#the-link-one) [b](https://example.org/x) [c](#here)\n\n# Here\n```\n[d](none.md)\n```\n';
    assert.deepEqual(links([other, file('docs/x.md', text)]), []);
  });

  test('page named in a comment', () => {
    const pages = (all: readonly SourceFile[]) => pageFindings(all, () => false);
    assertFires(pages, [file('src/x.ts', '// see docs/none.md')], /there is no docs\/none\.md/);
  });
});
