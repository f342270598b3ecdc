// SPDX-License-Identifier: Apache-2.0
//
// Seeds as people type them, and runs of the explorer that the page plays again: the same world, people, faults and cuts, byte for
// byte, at a pace that can be watched. When it is over the terminal is the visitor's.
// What a reader would get wrong: a seed alone is a world without anybody in it. Only a command of `jiaozi explore` is a run.

import { type Options, optionsOf, seedsOf } from '../cli/explore-options.ts';
import type { Program } from '../engine/bundle.ts';
import { draw } from '../explore/plan.ts';
import { type Report, Run, type Tools } from '../explore/run.ts';
import { makeTools } from '../explore/tools.ts';

const charactersMax = 64;

/** One run of the explorer, and the words that stand for it. */
export interface Replay {
  readonly command: string;
  readonly options: Options;
}

const command = /(?:^|\s)explore(?:\s+(.*))?$/s;

/** Whether what was typed is a command of `jiaozi explore`, be it right or wrong, and no seed. */
export function isReplay(text: string): boolean {
  return command.test(text.trim());
}

/** The run of a command; undefined for a seed. Throws what is wrong with a command. */
export function replayIn(text: string): Replay | undefined {
  const found = command.exec(text.trim());
  if (!found) return undefined;
  const words = wordsIn(found[1] ?? '');
  const options = optionsOf(words);
  const { cuts, all } = options.values;
  if (cuts === 'all' || cuts === 'pairs' || all)
    throw new Error('every cut in turn is many runs: name the cuts of one, or leave --cuts out');
  const [seed, another] = seedsOf(options);
  if (seed === undefined || another !== undefined)
    throw new Error(
      'these are many runs: name one with --seed, and leave --runs, --seeds and --time out',
    );
  return {
    command: `jiaozi explore ${words.map(quoted).join(' ')}`,
    options: { ...options, seed },
  };
}

/** A seed of a new world. */
export function seedIn(text: string): string {
  return text.trim().slice(0, charactersMax);
}

export function replayCommand(seed: string): string {
  return `npx --no-install jiaozi explore --seed ${quoted(seed)} --trace`;
}

/** It stands at its beginning. */
export async function runOf(
  { options }: Replay,
  program: Program,
  engine: Tools['engine'],
): Promise<Run> {
  const { seed, restrictions } = options;
  return new Run(draw(seed, restrictions), await toolsFor(program, engine));
}

/** What the oracles say, a line each. */
export function findingsOf({ findings }: Report): string[] {
  return findings.map(({ oracle, text }) => `${oracle}: ${text}`);
}

/** How screens look takes a second to learn, and is the same for all. */
let tools: Promise<Tools> | undefined;

async function toolsFor(program: Program, engine: Tools['engine']): Promise<Tools> {
  tools ??= makeTools({ program });
  return { ...(await tools), program, engine };
}

/** As a shell takes a line apart: quotes of both kinds. */
function wordsIn(line: string): string[] {
  const pieces = line.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/gs);
  return [...pieces].map(([piece]) =>
    piece.replace(
      /'([^']*)'|"([^"]*)"|\\(.)/gs,
      (_, single, double, escaped) => single ?? double ?? escaped,
    ),
  );
}

function quoted(word: string): string {
  return /^[\w.,/=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
