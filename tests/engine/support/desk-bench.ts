// SPDX-License-Identifier: Apache-2.0
//
// A small program on a desk with an almost bare board: source text in, what it said out. `say(text)` in the program reaches
// `said` here.

import {
  type FlashPartition,
  NorFlashChip,
  sectorSize,
} from '../../../host-sim/chips/nor-flash.ts';
import { buildProgram, type Program } from '../../../host-sim/engine/bundle.ts';
import { type Board, Desk, type DeskOptions } from '../../../host-sim/engine/desk.ts';
import { Kernel } from '../../../host-sim/link/kernel.ts';
import { Network } from '../../../host-sim/link/network.ts';
import type { Wiring } from '../../../host-sim/link/wiring.ts';

const prelude = `const say = (text) => native('xs_harness_report').call(undefined, String(text));`;

/** The partitions of the bare board's flash. */
const partitions: readonly FlashPartition[] = [
  { label: 'plain', offset: 0, size: 4 * sectorSize },
  { label: 'sealed', offset: 4 * sectorSize, size: 4 * sectorSize, encrypted: true },
];

/** `source` without imports of its own may use `say`; `lines` for the debug engine. */
export function programOf(source: string, lines = false, name = 'program.ts'): Promise<Program> {
  return buildProgram(name, lines, `${prelude}${source}`);
}

function boardOf(kernel: Kernel, parts: Partial<Wiring> = {}): Board {
  const flashContext = { kernel, random: kernel.random('flash'), log() {} };
  const wiring: Wiring = {
    nets: new Map(),
    pwm: new Map(),
    analog: new Map(),
    spi: [],
    i2c: [],
    serial: [],
    flash: new NorFlashChip(flashContext, 8 * sectorSize, partitions),
    network: new Network(kernel),
    deviceSecret: kernel.random('device secret').bytes(32),
    ...parts,
  };
  return {
    wiring,
    powerOn: () => wiring.flash.powerOn(),
    powerOff: () => wiring.flash.powerOff(),
  };
}

export interface BenchOptions
  extends Partial<
    Pick<DeskOptions, 'engine' | 'variant' | 'limits' | 'jobsAfterEach' | 'replayMeter'>
  > {
  readonly seed?: string;
  readonly parts?: (kernel: Kernel) => Partial<Wiring>;
}

export interface DeskBench {
  readonly desk: Desk;
  readonly kernel: Kernel;
  readonly said: string[];
  /** Lets `ms` pass. */
  run(ms: number): void;
}

export function benchOf(program: Program, options: BenchOptions = {}): DeskBench {
  const { seed = 'bench', parts, ...rest } = options;
  const kernel = new Kernel(seed);
  const desk = new Desk({ kernel, board: boardOf(kernel, parts?.(kernel)), program, ...rest });
  const said: string[] = [];
  desk.link.onReport = (line) => said.push(line);
  return { desk, kernel, said, run: (ms) => void desk.advance(kernel.nowUs + ms * 1000) };
}

/** The program on a bench, switched on and run for `ms`. */
export async function started(
  source: string,
  options: BenchOptions = {},
  ms = 100,
): Promise<DeskBench> {
  const bench = benchOf(await programOf(source, options.variant === 'debug'), options);
  bench.desk.powerOn();
  bench.run(ms);
  return bench;
}
