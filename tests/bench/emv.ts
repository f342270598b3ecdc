// SPDX-License-Identifier: Apache-2.0
//
// What a transaction costs on the emulated board, by scheme and path: from the card in the field to "remove card" in virtual time and in
// instructions, and what it holds of the RAM; and kernel cases per second on the desk. `node --import tsx tests/bench/emv.ts`
// What a reader would get wrong: RAM is looked at between turns, after a collection. What lives only within one turn is not in it. And the
// world's time is charged by byte codes, the same on every target; `msAt160MHz` is of worlds in which it is charged by instructions.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { cardFileText } from '../../host-sim/cards/card-file.ts';
import { makeCardFile } from '../../host-sim/cards/doubles.ts';
import type { SchemeName } from '../../host-sim/cards/schemes.ts';
import { cataloguePki } from '../../host-sim/cards/test-pki.ts';
import { tap } from '../../host-sim/cli/tap.ts';
import type { Engine } from '../../host-sim/engine/machine.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { parameterFileNamed } from '../../host-sim/parameters/parameter-file.ts';
import { parameterImage } from '../../host-sim/parameters/parameter-image.ts';
import { releaseImage } from '../../host-sim/rv32/emulator.ts';
import { Rv32Machine, rv32 } from '../../host-sim/rv32/machine.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';

const amountMinor = 1250;
const seeds = 4;
const clockMHz = 160;
const slotBytes = 16;
/** What the desk takes a microsecond for. */
const byteCodesPerUs = 4;
const cases = 40;
const offline = {
  floorLimitMinor: 20_000,
  totalLimitMinor: 50_000,
  queueMax: 3,
  thresholdMinor: 20_000,
  targetPercent: 0,
  targetPercentMax: 0,
};
const paths: readonly (readonly [name: string, card: string, settings: object])[] = [
  ['UnionPay, online', 'unionpay-online', {}],
  ['UnionPay, offline, fDDA', 'unionpay-offline-approve', { offline }],
  ['Visa, online', 'visa-online', {}],
  ['Visa, offline, fDDA', 'visa-offline-approve', { offline }],
  ['Mastercard, online', 'mastercard-online', {}],
  ['Mastercard, card approves, CDA', 'mastercard-offline-approve', { offline }],
];

/** Each turn takes as long as its instructions do at 160 MHz, one a cycle. */
class TimedMachine extends Rv32Machine {
  override get meter(): number {
    return (this.status().instructions * byteCodesPerUs) / clockMHz;
  }
}

const timed: Engine = {
  ...rv32,
  create: (options) => new TimedMachine(options, { image: releaseImage, psram: false }),
};

const statusOf = ({ sim }: World) => (sim.desk.machine as Rv32Machine).status();

/** From the card in the field, at a random point of the poll loop, to "remove card"; the world is left there. */
function tapped(world: World, card: string): { ms: number; instructions: number } {
  const { kernel } = world.sim;
  const fromUs = kernel.nowUs;
  const before = statusOf(world).instructions;
  world.sim.present(card);
  world.reaches({ kind: 'remove-card' }, 10_000);
  const ms = (kernel.nowUs - fromUs) / 1000;
  return { ms, instructions: statusOf(world).instructions - before };
}

/** To "tap card", and a random time more. */
function asksForCard(world: World): void {
  world.clerk.types(String(amountMinor), 'enter');
  world.reaches({ kind: 'tap-card', amountMinor });
  world.waits(300 + world.sim.kernel.random('tap').below(200));
}

async function onBoard(screens: ScreenReader, card: string, settings: object) {
  const parameters = parameterImage(parameterFileNamed('test'));
  const program = await firmware();
  const taps: { ms: number; instructions: number }[] = [];
  let kind = '';
  let held = { sinceIdle: 0, sinceTapCard: 0 };
  for (let i = 0; i < seeds; i++) {
    const world = new World(
      { program, screens, seed: `emv ${i}`, engine: rv32 },
      { parameters, settings },
    );
    const { desk } = world.sim;
    world.boots();
    const isMeasured = i === seeds - 1;
    const idle = isMeasured ? live(world) : 0;
    let peak = 0;
    if (isMeasured)
      desk.onTurn = () => {
        if (desk.machine) peak = Math.max(peak, live(world));
      };
    asksForCard(world);
    const waiting = isMeasured ? live(world) : 0;
    const tap = tapped(world, card);
    if (!isMeasured) taps.push(tap);
    world.sim.remove(card);
    world.reaches({ kind: 'offer-cardholder-copy' }, 60_000);
    world.clerk.types('cancel');
    world.reachesIdle();
    held = { sinceIdle: peak - idle, sinceTapCard: peak - waiting };
    kind = world.acquirer.entries()[0]?.kind ?? 'later';
    desk.onTurn = undefined;
    world.power.off();
  }
  const timedMs: number[] = [];
  for (let i = 0; i < seeds - 1; i++) {
    const options = { program, screens, seed: `emv ${i}`, engine: timed };
    const world = new World(options, { parameters, settings });
    world.boots();
    asksForCard(world);
    timedMs.push(Math.round(tapped(world, card).ms));
    world.power.off();
  }
  const most = Math.max(...taps.map(({ instructions }) => instructions));
  return {
    ms: taps.map(({ ms }) => Math.round(ms)),
    msAt160MHz: timedMs,
    instructions: most,
    ownMsAt160MHz: Math.round(most / clockMHz / 1000),
    heldBytes: held,
    booked: kind,
  };
}

/** What is in use once nothing is left to collect. */
function live(world: World): number {
  const machine = world.sim.desk.machine as Rv32Machine;
  machine.collect();
  const { slots, chunkBytes } = machine.status();
  return slots * slotBytes + chunkBytes;
}

/** `jiaozi tap --card` in one process: a machine for each, and all that it prints. */
export async function casesPerSecond(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'jiaozi-bench-'));
  const files = (['unionpay', 'visa', 'mastercard'] as const).map((scheme: SchemeName) => {
    const making = {
      random: new Random(scheme),
      issuerMasterKey: new Uint8Array(16).fill(0x11),
      pki: cataloguePki,
    };
    const path = join(folder, `${scheme}.json`);
    writeFileSync(path, cardFileText(makeCardFile(scheme, 'online', making)));
    return path;
  });
  const none = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const one = (i: number) =>
    tap(['--card', files[i % files.length]!, '--date', '261121'], {
      stdin: new PassThrough(),
      stdout: none(),
      stderr: none(),
    });
  for (let i = 0; i < files.length; i++) await one(i);
  const start = performance.now();
  for (let i = 0; i < cases; i++) await one(i);
  const perSecond = (cases * 1000) / (performance.now() - start);
  rmSync(folder, { recursive: true });
  return Math.round(perSecond * 10) / 10;
}

export async function emvReport() {
  const screens = await ScreenReader.create();
  const rows: Record<string, object> = {};
  for (const [name, card, settings] of paths) rows[name] = await onBoard(screens, card, settings);
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify({ rows: await emvReport(), cases: await casesPerSecond() }, null, 2));
