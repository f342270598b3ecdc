// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi hil` as a process of its own, against a simulated bench.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../../host-sim/engine/bundle.ts';
import { DeskBench, type DeskBenchOptions } from './desk-bench.ts';

const limitMs = 240_000;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What each line of --json says. */
export interface Told {
  readonly name: string;
  readonly passed: boolean;
  readonly skipped?: string;
  readonly detail: string;
}

export async function jiaozi(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'bin/jiaozi.mjs'), 'hil', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
  });
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      texts[stream] += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...texts };
}

export async function onBench(
  options: DeskBenchOptions,
  ...args: readonly string[]
): Promise<Ended> {
  const bench = await DeskBench.open(options);
  try {
    const ended = await jiaozi('--rig', join(bench.folder, 'rig.json'), ...args);
    assert.equal(bench.failure, undefined);
    return ended;
  } finally {
    bench.close();
  }
}

export const told = ({ stdout }: Ended): Told[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

export const failures = (ended: Ended) => told(ended).filter(({ passed }) => !passed);

/** Of every kind of word one: keys, taps, paper, screen, line, power. */
export const suite = [
  'a sale with quickpass-debit',
  'a sale with quickpass-type-b',
  'a card that leaves-mid-record',
  'a card that one-byte',
  'two keys at once',
  'the language changes at run time',
  'power fails while a card is read',
  'line is down',
];
