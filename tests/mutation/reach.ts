// SPDX-License-Identifier: Apache-2.0
//
// Which blocks of a program a trial runs at all: a mutant in a block that it never enters cannot be noticed by it. A mark goes
// behind the opening brace of each block, and tells of itself once after each boot.

import { codeOf, pairsOf } from '../tidy/support/tokens.ts';

export interface Marked {
  /** The program with its marks. */
  readonly text: string;
  /** The innermost block around each of the places. */
  readonly blocks: readonly number[];
}

/** What a mark reports, in front of its block's number. */
const word = 'reached ';

/** A block, or what an arrow without braces gives. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly isExpression: boolean;
}

/** What opens a block in esbuild's output, besides `)` and `=>`. */
const openers: ReadonlySet<string> = new Set(['else', 'try', 'finally', 'do', 'catch']);

/** The whole program, which is entered in any case. */
const outermost = 0;

/** Marks the blocks around some places, given as offsets; marks everywhere would make cryptography ten times slower. */
export function marked(source: string, places: readonly number[]): Marked {
  const tokens = codeOf(source);
  const { partner, opener } = pairsOf(tokens);
  const textOf = (index: number) => tokens[index]?.text ?? '';
  const isBlock = (index: number): boolean => {
    const before = textOf(index - 1);
    if (before === '=>' || openers.has(before)) return true;
    if (before !== ')') return false;
    const bracket = opener.get(index - 1)!;
    // `switch (x) {` takes no statement, nor does `class X extends f(y) {`.
    return textOf(bracket - 1) !== 'switch' && textOf(bracket - 2) !== 'extends';
  };
  /** The last token of what an arrow without braces gives. */
  const bodyEnd = (index: number): number => {
    let questions = 0;
    for (;;) {
      const next = textOf(index);
      if (next === '?') questions++;
      const isOver = next === ':' ? questions-- === 0 : next === '' || ',;)]}'.includes(next);
      if (isOver) return index - 1;
      index = (partner.get(index) ?? index) + 1;
    }
  };
  const endOf = (index: number) => tokens[index]!.at + textOf(index).length;
  const ranges = tokens.flatMap(({ at, text }, index): Range[] => {
    if (text === '{' && isBlock(index))
      return [{ from: at + 1, to: tokens[partner.get(index)!]!.at, isExpression: false }];
    if (text === '=>' && textOf(index + 1) !== '{')
      return [{ from: at + 2, to: endOf(bodyEnd(index + 1)), isExpression: true }];
    return [];
  });
  // The last that begins before a place, of those around it, is the innermost.
  const blocks = places.map((at) =>
    ranges.reduce(
      (found, { from, to }, index) => (from <= at && at < to ? index + 1 : found),
      outermost,
    ),
  );
  const wanted = new Set(blocks);
  const marks = ranges.flatMap(({ from, to, isExpression }, index) => {
    if (!wanted.has(index + 1)) return [];
    const call = `$reached(${index + 1})`;
    if (!isExpression) return [{ at: from, text: `${call};` }];
    return [
      { at: from, text: `(${call},` },
      { at: to, text: ')' },
    ];
  });
  let text = '';
  let done = 0;
  for (const mark of marks.sort((a, b) => a.at - b.at)) {
    text += source.slice(done, mark.at) + mark.text;
    done = mark.at;
  }
  return { text: withReporter(text + source.slice(done), ranges.length + 1), blocks };
}

/**
 * What runs while the program is preloaded has no world to report to: it is told when `main` begins. A file of tests tells of
 * its blocks anew in each test, so that the report says which of them enter a block.
 */
function withReporter(text: string, count: number): string {
  const main = 'globalThis.main=()=>{';
  const report = 'native("xs_harness_report").call(undefined,';
  const reporter = `let $known,$early=[];const $reached=(block)=>{
if(!$known){$early.push(block);return}
if($known[block])return;
$known[block]=1;${report}"${word}"+block)},
$live=()=>{$known=new Uint8Array(${count});for(const block of $early)$reached(block)};`;
  if (text.includes(main)) return behindDirective(text.replace(main, `${main}$live();`), reporter);
  return behindDirective(text.replace('await body()', '$live(),$&'), `${reporter}$live();`);
}

/** A script with `statements` in front of its own. */
export function behindDirective(script: string, statements: string): string {
  return script.replace(/^(?:"use strict";)?/, (directive) => directive + statements);
}

/** The blocks that a trial told of, and in which of its tests. */
export class Reach {
  /** By block, the numbers of the tests. What runs before the first is of all: they have no number yet. */
  readonly #tests = new Map<number, Set<number>>([[outermost, new Set()]]);
  readonly #always = new Set<number>([outermost]);
  #test = -1;

  /** A line of its report. */
  line(line: string): void {
    if (line.startsWith('plan ')) this.#test = 0;
    if (line.startsWith('ok ')) this.#test++;
    if (!line.startsWith(word)) return;
    const block = Number(line.slice(word.length));
    if (this.#test < 0) this.#always.add(block);
    const tests = this.#tests.get(block) ?? new Set();
    this.#tests.set(block, tests.add(this.#test));
  }

  has(block: number): boolean {
    return this.#tests.has(block);
  }

  /** The tests that enter it; undefined: all may. */
  testsOf(block: number): readonly number[] | undefined {
    return this.#always.has(block) ? undefined : [...(this.#tests.get(block) ?? [])];
  }
}
