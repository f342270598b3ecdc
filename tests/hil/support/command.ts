// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi hil` as a process of its own, against a simulated bench; and what every bench is put through.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../../host-sim/engine/bundle.ts';
import { Random } from '../../../host-sim/link/kernel.ts';
import { DeskBench, type DeskBenchOptions } from './desk-bench.ts';
import { noise } from './noise.ts';

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
  'two keys at once type',
  'the language changes at run time',
  'power fails while a card is read',
  'line is down',
];

/** Two stories, while one byte in 300 is hit each way. */
export async function passesOnBadLine(options: DeskBenchOptions): Promise<void> {
  const bad = (direction: string) => noise(new Random(direction), 300);
  const ended = await onBench({ ...options, noise: bad }, '--json', suite[0]!, suite[4]!);
  assert.equal(ended.code, 0, ended.stderr + ended.stdout);
  assert.equal(told(ended).length, 2);
  const [, repeated] = /(\d+) repeated/.exec(ended.stderr)!;
  assert.ok(Number(repeated) > 10, ended.stderr);
}

/** The board loses its power once, in the middle of the first of two stories. */
export async function survivesRestart(options: DeskBenchOptions): Promise<void> {
  let cutUs: number | undefined;
  const ended = await onBench(
    {
      ...options,
      onStep: ({ desk, kernel }, sinceOnUs) => {
        if (cutUs !== undefined || !(sinceOnUs > 4_000_000)) return;
        cutUs = kernel.nowUs;
        desk.powerOff();
        desk.powerOn();
      },
    },
    '--json',
    'a sale with quickpass-debit',
    'a sale with quickpass-credit',
  );
  assert.notEqual(cutUs, undefined, 'the board was never cut');
  assert.equal(ended.code, 1, ended.stderr);
  const [first, second] = told(ended);
  assert.match(first!.detail, /restarted by itself/);
  assert.equal(second!.passed, true, second!.detail);
}
