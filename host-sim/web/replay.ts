// SPDX-License-Identifier: Apache-2.0
//
// Seeds as people type them, and the command that lets the explorer loose on one.
// What a reader would get wrong: the explorer's run is not what was done on the page. It has the page's world (cards, keys, numbers),
// and people and faults of its own.

const charactersMax = 64;

/** What was typed: a seed, or a command of `jiaozi explore` with one. */
export function seedIn(text: string): string {
  const [, quoted, plain] = /\bexplore\b.*?--seed[ =](?:'([^']*)'|(\S+))/.exec(text) ?? [];
  return (quoted ?? plain ?? text.trim()).slice(0, charactersMax);
}

export function replayCommand(seed: string): string {
  const word = /^[\w./-]+$/.test(seed) ? seed : `'${seed.replaceAll("'", `'\\''`)}'`;
  return `npx --no-install jiaozi explore --seed ${word} --trace`;
}
