// SPDX-License-Identifier: Apache-2.0
//
// What the journal costs: bytes and erases by sale, a boot with an empty, a half and a full log, a settlement of 500 sales with the upload
// of each of them. On the desk virtual time, on the emulated board instructions as well. `node --import tsx tests/bench/journal.ts`

import { fileURLToPath } from 'node:url';
import { deskEngine } from '../../host-sim/engine/desk.ts';
import type { Engine } from '../../host-sim/engine/machine.ts';
import { noEmulator, type Rv32Machine, rv32 } from '../../host-sim/rv32/machine.ts';
import { ScreenReader } from '../../host-sim/scenario/screen-reader.ts';
import { World } from '../../host-sim/scenario/world.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { Log } from '../../src/journal/log.ts';
import { encodeRecordOf } from '../../src/journal/records.ts';
import { putBatch } from '../journal/support/batch-image.ts';
import { CutFlash } from '../journal/support/cut-flash.ts';
import { quickTools } from '../journal/support/tools.ts';
import { receipt, sale } from '../unit/support/money-records.ts';

const blocks = 128;
const sealedBytes = 153;
const checkpointBytes = 28;
const uploaded = 500;
const round = (value: number, digits = 0) => Number(value.toFixed(digits));
const instructionsOf = ({ sim }: World) => (sim.desk.machine as Rv32Machine).status().instructions;

/** Of a thousand sales in an empty log of 512 KB. */
function wear() {
  const flash = new CutFlash('sealed', blocks, 'wear');
  const checkpoint = () => ({ type: 1, version: 1, payload: new Uint8Array(checkpointBytes) });
  const log = new Log({ flash, tools: quickTools, checkpoint });
  const sealedReversal = new Uint8Array(sealedBytes);
  for (let i = 0; i < 1000; i++) {
    log.append(encodeRecordOf('saleConfirmed', { ...sale, sealedReversal }));
    log.append(encodeRecordOf('saleApproved', receipt));
    log.append(encodeRecordOf('slipPrinted', { stan: sale.stan, operator: '01' }));
  }
  const payload = [...log.records()]
    .filter(({ type }) => type !== 1)
    .reduce((sum, record) => sum + record.payload.length, 0);
  return {
    erasesPer1000Sales: flash.erases,
    writeAmplification: round(flash.bytesWritten / payload, 2),
  };
}

type Fill = 'empty' | 'half' | 'full';

/** The first boot of a terminal made the log already, and keys: this is the one after it. */
async function boots(fill: Fill, engine: Engine, screens: ScreenReader) {
  const world = new World({ program: await firmware(), screens, seed: 'recovery', engine });
  world.boots();
  world.power.off();
  const share = fill === 'full' ? 0.96 : 0.5;
  if (fill !== 'empty') putBatch(world, (_, { used, capacity }) => used >= share * capacity);
  world.waits(1000);
  const { kernel } = world.sim;
  const fromUs = kernel.nowUs;
  world.power.on();
  world.reachesIdle();
  const ms = round((kernel.nowUs - fromUs) / 1000);
  const instructions = engine.name === 'rv32' ? { instructions: instructionsOf(world) } : {};
  world.power.off();
  return { ms, ...instructions };
}

/** Sales on the desk, the day's end on `engine`: the same flash, the same world. */
async function settlement(screens: ScreenReader, engine: Engine) {
  let present: Engine = deskEngine('fast');
  const either: Engine = {
    name: 'desk',
    limits: (given, program) => engine.limits(given, program),
    create: (options) => present.create(options),
  };
  const world = new World({ program: await firmware(), screens, seed: 'day', engine: either });
  world.boots();
  for (let i = 0; i < uploaded; i++) {
    world.sim.board.printer.world.loadPaper();
    world.clerk.types('1250', 'enter');
    world.reaches({ kind: 'tap-card', amountMinor: 1250 });
    world.cardholder.taps('quickpass-debit');
    world.reaches({ kind: 'offer-cardholder-copy' });
    world.clerk.types('cancel');
    world.reachesIdle();
  }
  world.power.off();
  present = engine;
  world.sim.board.printer.world.loadPaper();
  world.power.on();
  world.reachesIdle();
  const { kernel } = world.sim;
  const spent = () => (engine.name === 'rv32' ? instructionsOf(world) : 0);
  const steps: Record<string, object> = {};
  let at = { us: kernel.nowUs, instructions: spent() };
  const step = (name: string) => {
    const now = { us: kernel.nowUs, instructions: spent() };
    const ms = round((now.us - at.us) / 1000);
    steps[name] = { ms, instructions: now.instructions - at.instructions };
    at = now;
  };
  const amountMinor = uploaded * 1250;
  world.acquirer.behavesNext({ only: 'settlement', settlementDigit: '2' });
  world.clerk.types('menu', '6');
  const totals = { debitMinor: amountMinor, debitCount: uploaded, creditMinor: 0, creditCount: 0 };
  world.reaches({ kind: 'settlement-totals', ...totals }, 60_000);
  step('counted');
  world.clerk.types('enter');
  world.reaches({ kind: 'settled', isBalanced: false, amountMinor }, 3_600_000);
  step('uploadedAndSettled');
  world.power.off();
  return steps;
}

export async function journalReport() {
  const screens = await ScreenReader.create();
  const desk = deskEngine('fast');
  const engines = noEmulator() ? [desk] : [desk, rv32];
  const recovery: Record<string, object> = {};
  for (const engine of engines)
    for (const fill of ['empty', 'half', 'full'] as const)
      recovery[`${engine.name} ${fill}`] = await boots(fill, engine, screens);
  return {
    ...wear(),
    recovery,
    settlementOf500WithUpload: await settlement(screens, engines.at(-1)!),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await journalReport(), null, 2));
