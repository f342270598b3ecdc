// SPDX-License-Identifier: Apache-2.0
//
// The properties of the log find what they are there to find: each fault below is planted in a copy of src/journal/log*.ts, and
// the copy must fail. A patch that no longer fits fails the test.

import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../host-sim/engine/bundle.ts';
import { kinds } from './support/cut-flash.ts';
import { allTogether } from './support/log-properties.ts';
import type { LogClass } from './support/log-story.ts';

interface Fault {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const faults: readonly Fault[] = [
  {
    name: 'a record is believed without its check',
    file: 'log-format.ts',
    from: 'if (view.getUint32(offset, true) !== tools.crc32(segment.subarray(offset + 4, end)))',
    to: 'if (view.getUint32(offset, true) === 0)',
  },
  {
    name: 'a header is believed without its check',
    file: 'log-format.ts',
    from: 'if (view.getUint32(48, true) !== tools.crc32(bytes.subarray(0, 48))) return undefined;',
    to: '',
  },
  {
    name: 'the sequence of records is not looked at',
    file: 'log-format.ts',
    from: 'if (record && record.sequence >= expected) {',
    to: 'if (record) {',
  },
  {
    name: 'after a boot the log goes on behind the last good record, where a cut may have been',
    file: 'log.ts',
    from: 'this.#renew(tail.bytes);',
    to: '',
  },
  {
    name: 'the last segment is erased before it is copied',
    file: 'log.ts',
    from: 'const index = this.#format(copy);',
    to: 'this.#flash.eraseBlock(this.#order[this.#count - 1]!); const index = this.#format(copy);',
  },
  {
    name: 'the copy takes the header only',
    file: 'log.ts',
    from: 'const copy = bytes.slice(0, this.#end);',
    to: 'const copy = bytes.slice(0, 64);',
  },
  {
    name: 'a copy that has holes is preferred to what it was made of',
    file: 'log-recovery.ts',
    from: 'return a.generation === 0 ? b : a;',
    to: 'return b;',
  },
  {
    name: 'of two beginnings of the last segment the older one is taken',
    file: 'log-recovery.ts',
    from: 'if (b.last !== a.last) return b.last > a.last ? b : a;',
    to: '',
  },
  {
    name: 'a segment whose first write was cut counts as the end of the log',
    file: 'log-recovery.ts',
    from: 'if (tail.last < first) {',
    to: 'if (tail.last < 0) {',
  },
  {
    name: 'a segment that was begun and left is taken for one that was filled',
    file: 'log-recovery.ts',
    from: 'generation > segment.generation &&',
    to: 'generation > segment.generation && first === segment.first &&',
  },
  {
    name: 'what was released is free before a header says so',
    file: 'log.ts',
    from: 'if (sequence > this.#keepFrom) this.#keepFrom = sequence;',
    to: 'if (sequence > this.#keepFrom) this.#keepFrom = sequence;\n    this.#drop();',
  },
  {
    name: 'a release lets go of one segment too many',
    file: 'log.ts',
    from: 'while (gone + 1 < this.#count && this.#first[this.#order[gone + 1]!]! <= this.#keepFrom) gone++;',
    to: 'while (gone + 1 < this.#count && this.#first[this.#order[gone]!]! <= this.#keepFrom) gone++;',
  },
  {
    name: 'no block is kept free for the next boot',
    file: 'log.ts',
    from: 'if (this.#count - this.#droppable() >= this.#blocks - 1)',
    to: 'if (this.#count - this.#droppable() >= this.#blocks)',
  },
  {
    name: 'after a boot the last number is used again',
    file: 'log.ts',
    from: 'this.#next = tail.last + 1;',
    to: 'this.#next = Math.max(1, tail.last);',
  },
  {
    name: 'after a boot the chain begins anew',
    file: 'log.ts',
    from: 'this.#link = tail.link.slice();',
    to: '',
  },
  {
    name: 'the header says nothing of what is kept',
    file: 'log.ts',
    from: 'first, keepFrom: this.#keepFrom, anchor',
    to: 'first, keepFrom: 0, anchor',
  },
];

mkdirSync(join(root, 'build/tmp'), { recursive: true });
const folder = mkdtempSync(join(root, 'build/tmp/planted-'));
after(() => rmSync(folder, { recursive: true }));
const source = join(root, 'src/journal');

/** The log with `fault`, from a folder of its own. */
async function plantedLog({ name, file, from, to }: Fault, index: number): Promise<LogClass> {
  const copy = join(folder, String(index));
  mkdirSync(copy);
  for (const each of readdirSync(source).filter((entry) => entry.startsWith('log')))
    cpSync(join(source, each), join(copy, each));
  const text = readFileSync(join(copy, file), 'utf8').replace(/\s+/g, ' ');
  const parts = text.split(from.replace(/\s+/g, ' '));
  assert.equal(parts.length, 2, `"${name}" no longer fits ${file}: ${from}`);
  const clean = readFileSync(join(copy, file), 'utf8');
  const at = new RegExp(
    from
      .split(/\s+/)
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('\\s+'),
  );
  writeFileSync(
    join(copy, file),
    clean.replace(at, () => to),
  );
  return ((await import(pathToFileURL(join(copy, 'log.ts')).href)) as { Log: LogClass }).Log;
}

for (const [index, fault] of faults.entries())
  test(`is found: ${fault.name}`, async () => {
    const planted = await plantedLog(fault, index);
    const isFound = kinds.some((kind) => {
      try {
        allTogether(planted, kind);
        return false;
      } catch {
        return true;
      }
    });
    assert.equal(isFound, true);
  });
