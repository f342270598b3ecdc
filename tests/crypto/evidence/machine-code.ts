// SPDX-License-Identifier: Apache-2.0
//
// What the compilers made of crypto/core: no division, nothing called but what is known, no variable that outlives a call.
//
// The one thing a reader would get wrong: that no branch depends on a secret cannot be read off a listing. The listing of rv32
// says how many conditional branches a function has (all must be loops and public sizes); which way it goes for which
// secrets is looked at while it runs (counts.ts), and under memcheck.

import { basename } from 'node:path';
import { coreFolder, filesOf, objectOf, run } from '../core.ts';
import { crossCompiler, rv32Flags } from './counts.ts';

export interface Target {
  readonly name: string;
  readonly compiler: string;
  readonly prefix: string;
  readonly flags: readonly string[];
  readonly division: RegExp;
}

export const targets: readonly Target[] = [
  {
    name: 'x86-64',
    compiler: 'gcc',
    prefix: '',
    flags: [],
    division: /\tf?i?div[a-z]* /,
  },
  {
    name: 'rv32imac',
    compiler: crossCompiler,
    prefix: 'riscv64-unknown-elf-',
    flags: rv32Flags,
    division: /\t(div|rem)u?\t/,
  },
];

const variable = / [bBdDC] /;
/**
 * What is not in crypto/core: the C library's few, the board's ports, and shifts of 64 bits, whose only branch is on by how much:
 * a round or a place in des.c and hash.c. Other helpers of compilers (__udivdi3 and the like) are findings.
 */
const known =
  /^(mem(cpy|set|cmp|move)|port_\w+|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|__(ashl|lshr)di3)$/;

export interface Finding {
  readonly file: string;
  readonly what: string;
}

export function findingsIn(
  target: Target,
  optimisation: string,
  sources = coreSources(),
): Finding[] {
  const objects = sources.map((source) => ({
    file: basename(source),
    object: objectOf(source, target.compiler, [...target.flags, optimisation]),
  }));
  const defined = new Set(
    objects.flatMap(({ object }) => symbols(target, object, / [TtRrVW] /).map(lastWord)),
  );
  return objects.flatMap(({ file, object }) => [
    ...linesOf(run(`${target.prefix}objdump`, ['-d', object]))
      .filter((line) => target.division.test(line))
      .map((line) => ({ file, what: `division: ${line.trim()}` })),
    ...symbols(target, object, variable).map((line) => ({
      file,
      what: `variable: ${lastWord(line)}`,
    })),
    ...symbols(target, object, / U /)
      .map(lastWord)
      .filter((name) => !known.test(name) && !defined.has(name))
      .map((name) => ({ file, what: `call of ${name}` })),
  ]);
}

export const coreSources = () => filesOf(coreFolder).filter((path) => path.endsWith('.c'));
const linesOf = (text: string) => text.split('\n');
const lastWord = (line: string) => line.split(' ').at(-1)!;
const symbols = ({ prefix }: Target, object: string, kind: RegExp) =>
  linesOf(run(`${prefix}nm`, [object])).filter((line) => kind.test(line));

/** Conditional branches in each function, as it is compiled for rv32. */
export function branchesByFunction(optimisation: string): ReadonlyMap<string, number> {
  const branches = new Map<string, number>();
  for (const source of coreSources()) {
    let name = '';
    const object = objectOf(source, crossCompiler, [...rv32Flags, optimisation]);
    for (const line of linesOf(run('riscv64-unknown-elf-objdump', ['-d', object]))) {
      name = /^[0-9a-f]+ <([^.][^>]*)>:/.exec(line)?.[1] ?? name;
      if (!branches.has(name)) branches.set(name, 0);
      if (/\tb[a-z]+\t/.test(line)) branches.set(name, branches.get(name)! + 1);
    }
  }
  return branches;
}
