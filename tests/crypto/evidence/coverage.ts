// SPDX-License-Identifier: Apache-2.0
//
// crypto/ct/coverage.txt: which function works on which secrets, and which evidence stands behind it.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { coreFolder, filesOf, objectOf, root, run } from '../core.ts';

export interface Row {
  readonly file: string;
  readonly name: string;
  /** What is secret; undefined for a function that sees nothing secret. */
  readonly secret: string | undefined;
  /** What is public, of a function that sees nothing secret. */
  readonly isPublic: string | undefined;
  readonly memcheck: string | undefined;
  readonly count: string | undefined;
  /** Why there is no evidence yet. */
  readonly open: string | undefined;
}

const none = {
  secret: undefined,
  isPublic: undefined,
  memcheck: undefined,
  count: undefined,
  open: undefined,
};

export function coverage(): Row[] {
  const rows: Row[] = [];
  let file = '';
  for (const line of readFileSync(join(root, 'crypto/ct/coverage.txt'), 'utf8').split('\n')) {
    if (line.startsWith('## ')) file = line.slice(3);
    if (line === '' || line.startsWith('#')) continue;
    const [name, secret, memcheck, count, ...rest] = line.split('|').map((cell) => cell.trim());
    if (secret === '-' && memcheck && count === undefined)
      rows.push({ ...none, file, name: name!, isPublic: memcheck });
    else if (secret && memcheck === '?' && count && rest.length === 0)
      rows.push({ ...none, file, name: name!, secret, open: count });
    else if (secret && memcheck && count && rest.length === 0)
      rows.push({ ...none, file, name: name!, secret, memcheck, count });
    else throw new Error(`crypto/ct/coverage.txt: not a row: ${line}`);
  }
  return rows;
}

/** The functions of crypto/core that other files can call, as the compiler sees them. */
export function functionsOf(): { readonly file: string; readonly name: string }[] {
  const sources = filesOf(coreFolder).filter((path) => path.endsWith('.c'));
  return sources.flatMap((source) =>
    run('nm', [objectOf(source, 'gcc', ['-Os'])])
      .split('\n')
      .filter((line) => / T /.test(line))
      .map((line) => ({ file: basename(source), name: line.split(' ')[2]! })),
  );
}
