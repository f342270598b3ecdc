// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi scenario --cuts`: the stories of the explorer under every power cut, one after another.
// What a reader would get wrong: a story of tests/scenarios cannot be cut, since it says what comes next; those of the explorer go on
// from whatever the cut leaves (docs/internals/explorer.md).

import { stories } from '../explore/workloads/index.ts';
import { explore } from './explore.ts';
import type { CliIo } from './main.ts';

/** `names`: of some of them; none: all. `isWhole`: every pair, however many. The exit code is that of the first story that fails. */
export async function scenarioCuts(
  cuts: string,
  seed: string,
  names: readonly string[],
  isWhole: boolean,
  io: CliIo,
): Promise<number> {
  const unknown = names.find((name) => !stories.some((story) => story === name));
  if (unknown !== undefined || !['all', 'pairs'].includes(cuts)) {
    const what = unknown === undefined ? `--cuts ${cuts}` : `no story ${unknown} for --cuts`;
    io.stderr.write(`jiaozi scenario: ${what}; all or pairs, of: ${stories.join(' ')}\n`);
    return 2;
  }
  for (const story of stories) {
    if (names.length > 0 && !names.includes(story)) continue;
    io.stdout.write(`${story}\n`);
    const words = ['--seed', seed, '--workload', story, '--with', 'none', '--cuts', cuts];
    if (isWhole) words.push('--all');
    const code = await explore(words, io);
    if (code !== 0) return code;
  }
  return 0;
}
