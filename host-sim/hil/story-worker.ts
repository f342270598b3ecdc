// SPDX-License-Identifier: Apache-2.0
//
// The thread of the stories: rehearses each in the simulation, then tells it to the board if the bench can.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { LineTrouble } from 'mcu-test-harness/requester';
import { PNG } from 'pngjs';
import { paperTellsTheTruth } from '../oracle/paper.ts';
import { load, type Scenario } from '../scenario/scenario.ts';
import { ScreenReader } from '../scenario/screen-reader.ts';
import { ScenarioFailure } from '../scenario/vocabulary.ts';
import { firmware } from '../simulation.ts';
import { type BenchLink, BenchWorld } from './bench-world.ts';
import type { Reply, Request, StoryOrders, StoryResult } from './exchange.ts';
import { lackOf, rehearse } from './rehearsal.ts';

const orders = workerData as StoryOrders;
const gate = new Int32Array(orders.gate);
const quiet = new Int32Array(new SharedArrayBuffer(4));
const glass = { width: 240, height: 320 } as const;

function ask(request: Request): unknown {
  orders.port.postMessage(request);
  Atomics.wait(gate, 0, 0);
  Atomics.store(gate, 0, 0);
  const message = reply();
  if (message.ok) return message.value;
  throw message.trouble ? new LineTrouble(message.trouble, message.text) : new Error(message.text);
}

/** The gate may open a moment before the message can be taken. */
function reply(): Reply {
  for (;;) {
    const received = receiveMessageOnPort(orders.port);
    if (received) return received.message;
    Atomics.wait(quiet, 0, 0, 1);
  }
}

const link: BenchLink = {
  call: (command, payload = new Uint8Array(0)) =>
    ask({ op: 'call', command, payload }) as Uint8Array,
  hello: (boot) => ask({ op: 'hello', boot }) as { boot: number; build: string },
  pullReset: () => void ask({ op: 'reset' }),
  run: (command) => void ask({ op: 'run', command }),
  ask: (text) => void ask({ op: 'ask', text }),
  pause: (ms) => void Atomics.wait(quiet, 0, 0, ms),
};

async function main(): Promise<void> {
  const { files, words, rig, provisioned, seed, longestMs } = orders;
  const found = await load(files);
  const wanted = found.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  const screens = await ScreenReader.create();
  const tools = { program: await firmware(), screens, seed };
  let boot = 0;
  let endMs = Date.now();
  for (const scenario of wanted) {
    const { name } = scenario;
    const rehearsal = await rehearse(scenario, tools, provisioned.settings);
    const lack = lackOf(scenario, rehearsal, rig, longestMs);
    if (lack !== undefined || orders.list) {
      const skipped = lack === undefined ? {} : { skipped: lack };
      report({ name, passed: true, detail: '', ms: rehearsal.virtualMs, ...skipped });
      continue;
    }
    // Who has a relay need not ask: the board may be off.
    if (!rig.relay) boot = link.hello(0).boot;
    // A board that is faster than the wall has a clock that is ahead of it: its time goes on where the last story ended.
    const startMs = (rig.speed ?? 1) > 1 ? endMs : Date.now();
    const bench = { link, rig, provisioned, screens, seed };
    const world = new BenchWorld(bench, boot, startMs);
    const result = await told(scenario, world);
    world.end();
    report(result);
    boot = world.boot;
    endMs = startMs + result.ms;
    if (result.passed && !scenario.options.unsettled) continue;
    // The board keeps what it owes. It settles that now, or the next story would find it in its acquirer's book.
    const pause = new BenchWorld(bench, boot, endMs);
    settle(pause);
    boot = pause.boot;
    endMs += pause.elapsedMs;
  }
}

async function told(scenario: Scenario, world: BenchWorld): Promise<StoryResult> {
  const { name, options } = scenario;
  let detail = '';
  try {
    await scenario.story(world);
    if (!options.unsettled && orders.rig.line !== 'board')
      paperTellsTheTruth(world, options.unprinted);
    if (!options.endsOff) world.reachesIdle();
  } catch (error) {
    if (
      error instanceof LineTrouble &&
      error.trouble !== 'restarted' &&
      error.trouble !== 'refused'
    )
      throw error;
    detail = error instanceof Error ? error.message : String(error);
    if (!(error instanceof LineTrouble)) detail += pictures(name, world);
  }
  return { name, passed: detail === '', detail, ms: world.elapsedMs };
}

/** A board that does not come to idle shows that to the next story. */
function settle(world: BenchWorld): void {
  try {
    world.boots();
  } catch (error) {
    if (!(error instanceof ScenarioFailure)) throw error;
  }
  world.end();
}

/** What the glass showed, as the agent and the camera saw it. */
function pictures(name: string, world: BenchWorld): string {
  const { shots, rig } = orders;
  if (shots === undefined) return '';
  mkdirSync(shots, { recursive: true });
  const base = join(shots, name.replace(/[^\p{L}\p{N}]+/gu, '-'));
  const image = new PNG(glass);
  world.glass(glass.height).forEach((row, y) => {
    row.forEach((value, x) => {
      const rgba = [value & 0xe0, (value << 3) & 0xe0, (value << 6) & 0xc0, 0xff];
      image.data.set(rgba, (y * glass.width + x) * 4);
    });
  });
  writeFileSync(`${base}.png`, PNG.sync.write(image));
  if (Array.isArray(rig.camera)) {
    const [program = '', ...args] = rig.camera.map((word) => word.replace('{file}', `${base}.jpg`));
    execFileSync(program, args, { stdio: 'ignore' });
  }
  return `\nthe glass: ${base}.png`;
}

function report(result: StoryResult): void {
  ask({ op: 'result', result });
}

await main();
orders.port.close();
