// SPDX-License-Identifier: Apache-2.0
//
// A bench without a board: a HIL image on the desk, its UART0 behind a pseudo-terminal, its power behind a relay command.
// The one thing a reader would get wrong: time is faster than the wall's only while the host talks. Each request grants a little
// of it; a host that a busy computer keeps waiting finds a board that is as slow as a real one.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wallClock } from '../../../host-sim/acquirer/listen-tcp.ts';
import { type Program, root } from '../../../host-sim/engine/bundle.ts';
import { deskEngine, deviceLimits } from '../../../host-sim/engine/desk.ts';
import type { Engine } from '../../../host-sim/engine/machine.ts';
import type { Rig } from '../../../host-sim/hil/rig.ts';
import { rv32Board, rv32Limits } from '../../../host-sim/rv32/machine.ts';
import { Simulation } from '../../../host-sim/simulation.ts';
import { buildEngine } from '../../engine/support/build.ts';
import { buildImage } from '../../rv32/support/build.ts';
import type { Noise } from './noise.ts';

const relayScript = new URL('relay.mjs', import.meta.url).pathname;
/** Virtual time of a step, and the pause after it. */
const turnMs = 1;
const stepUs = 20_000;
/** What a request of the host grants. */
const grantUs = 50_000;
const restartUs = 300_000;
/** The mirror of the glass; the device's image has as much more (manifest.hil.json). */
const mirrorBytes = 76_800;
const agentBytes = 8192;
const agentSlots = 512;

/** Beyond the release's; chunks are doubled on the desk. */
const hilLimits = {
  desk: {
    chunkBytes: deviceLimits.chunkBytes + 2 * (mirrorBytes + agentBytes),
    heapSlots: deviceLimits.heapSlots + agentSlots,
  },
  rv32: {
    chunkBytes: rv32Limits.chunkBytes + mirrorBytes + agentBytes,
    heapSlots: rv32Limits.heapSlots + agentSlots,
  },
};

const hilFolder = 'engine-hil';
const hilEngine = deskEngine('fast', hilFolder);

/** The desk's engine with the agent's C. */
export function buildHilEngine(): Promise<void> {
  return buildEngine({
    only: 'fast',
    folder: hilFolder,
    extra: { folders: ['tests/hil/agent/native'], flags: [] },
  });
}

/** A program of unit tests is not preloaded: all of it is in the heap. */
const unsharedLimits = { heapSlots: 28_000, stackSlots: 4096 };

/** The emulated board with the agent's C in its image. */
export async function buildHilBoard(): Promise<Engine> {
  const name = 'rv32-hil';
  await buildImage({ name, folders: ['tests/hil/agent/native'] });
  return rv32Board({ image: join(root, 'build', name, 'image.elf') });
}

function hilSimulation(program: Program, seed: string, engine: Engine): Simulation {
  // The acquirer of the bench has the time of this computer.
  const { wallTime } = wallClock;
  const sim = new Simulation({
    seed,
    wallTime: wallTime(),
    program,
    engine,
    limits: { ...hilLimits[engine.name], ...(program.preloads ? {} : unsharedLimits) },
  });
  // A device restarts whenever its program ends, however young it dies.
  sim.desk.onDeath = ({ name, report }) => {
    sim.note(`terminal died: ${name} ${report}`);
    sim.desk.powerOff();
    sim.kernel.schedule(restartUs, () => sim.desk.powerOn());
  };
  return sim;
}

export interface DeskBenchOptions {
  readonly program: Program;
  /** The desk's, with the agent's C, otherwise. */
  readonly engine?: Engine;
  readonly seed?: string;
  /** What happens to the bytes on their way, each way by itself. */
  readonly noise?: (direction: string) => Noise;
  /** Asked before each step; `sinceOnUs`: since the relay was switched on last. */
  readonly onStep?: (sim: Simulation, sinceOnUs: number) => void;
}

export class DeskBench {
  readonly sim: Simulation;
  /** A folder with rig.json and what the board was provisioned from. */
  readonly folder: string;
  readonly path: string;
  /** Why the simulation has ended, if it has. */
  failure: string | undefined;
  readonly #end: () => void;

  private constructor(sim: Simulation, folder: string, path: string, end: () => void) {
    this.sim = sim;
    this.folder = folder;
    this.path = path;
    this.#end = end;
  }

  static async open(options: DeskBenchOptions): Promise<DeskBench> {
    const { program, engine = hilEngine, seed = 'bench', noise, onStep } = options;
    const folder = mkdtempSync(join(tmpdir(), 'jiaozi-hil-'));
    const sim = hilSimulation(program, seed, engine);
    // Without power its time stands still: it is nobody's.
    const relay: Relay = { isOn: true, onUs: Number.POSITIVE_INFINITY };
    const relayServer = startRelay(sim, relay, join(folder, 'relay'));
    const wire = await openWire(folder);
    const { world } = sim.board.bridge;
    const [toBoard, toHost] = [noise?.('to board'), noise?.('to host')];
    let grantedUs = 0;
    let lastMs = performance.now();
    wire.onBytes = (bytes) => {
      grantedUs = grantUs;
      world.send(toBoard ? toBoard(bytes) : bytes);
    };
    world.onBytes = (bytes) => wire.send(toHost ? toHost(bytes) : bytes);
    let timer: NodeJS.Timeout | undefined;
    const bench = new DeskBench(sim, folder, wire.path, () => {
      clearTimeout(timer);
      sim.desk.powerOff();
      relayServer.close();
      wire.close();
      rmSync(folder, { recursive: true });
    });
    const step = () => {
      timer = setTimeout(step, turnMs);
      try {
        const nowMs = performance.now();
        const us = Math.min(stepUs, Math.max(grantedUs, Math.floor((nowMs - lastMs) * 1000)));
        lastMs = nowMs;
        grantedUs = Math.max(0, grantedUs - us);
        onStep?.(sim, sim.kernel.nowUs - relay.onUs);
        if (relay.isOn) sim.desk.advance(sim.kernel.nowUs + us);
      } catch (error) {
        bench.failure = String(error);
        clearTimeout(timer);
      }
    };
    bench.describe();
    sim.desk.powerOn();
    step();
    return bench;
  }

  close(): void {
    this.#end();
  }

  /** Writes the folder; `change` of the rig: undefined takes away. */
  describe(change: Partial<Record<keyof Rig, unknown>> = {}): void {
    const [master] = this.sim.keys();
    const file = (name: string, value: unknown) =>
      writeFileSync(
        join(this.folder, name),
        typeof value === 'string' ? value : JSON.stringify(value),
      );
    const relay = (word: string) => [
      process.execPath,
      relayScript,
      join(this.folder, 'relay'),
      word,
    ];
    file('settings.json', this.sim.settings);
    file('master-key.hex', Buffer.from(master![1]).toString('hex'));
    file('rig.json', {
      board: 'the desk',
      port: this.path,
      provisioned: '.',
      relay: { on: relay('on'), off: relay('off') },
      camera: 'absent',
      speed: stepUs / 1000 / turnMs,
      ...change,
    });
  }
}

interface Relay {
  isOn: boolean;
  onUs: number;
}

/** A socket that takes a word and closes when it has been done. */
function startRelay(sim: Simulation, relay: Relay, path: string) {
  return createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (word) => {
      relay.isOn = word.toString() === 'on';
      relay.onUs = sim.kernel.nowUs;
      if (relay.isOn) sim.desk.powerOn();
      else sim.desk.powerOff();
      socket.end();
    });
  }).listen(path);
}

interface Wire {
  readonly path: string;
  onBytes: (bytes: Uint8Array) => void;
  send(bytes: Uint8Array): void;
  close(): void;
}

/** A pseudo-terminal, by the small program that the PN532 is shown to libnfc with. */
export async function openWire(folder: string): Promise<Wire> {
  const program = join(folder, 'pty-relay');
  const source = new URL('../../chips/support/pty-relay.c', import.meta.url).pathname;
  execFileSync('gcc', ['-O1', '-o', program, source]);
  const relay = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  relay.stdin.on('error', () => {});
  const path = await new Promise<string>((resolve, reject) => {
    relay.once('exit', () => reject(new Error('no pseudo-terminal')));
    relay.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
  });
  const wire: Wire = {
    path,
    onBytes: () => {},
    send: (bytes) => void relay.stdin.write(bytes),
    close: () => void relay.kill(),
  };
  relay.stdout.on('data', (bytes: Buffer) => wire.onBytes(bytes));
  return wire;
}
