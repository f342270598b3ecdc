// SPDX-License-Identifier: Apache-2.0
//
// One XS machine with its C state: what the run loop needs of it, and the one that the addon gives, in process. `turn` is the
// only way in; all effects go out by the link.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface MachineLimits {
  readonly chunkBytes: number;
  /** beyond the built-ins' slots */
  readonly heapSlots: number;
  readonly stackSlots: number;
  /** byte codes one turn may run before the watchdog bites; 0: no limit */
  readonly turnBudget: number;
}

export interface ByteCode {
  readonly code: Buffer;
  readonly symbols: Buffer;
  /** The top level touches nothing of the world and leaves `main` behind, so it can run before there is one. */
  readonly preloads?: boolean;
}

export interface MachineStatus {
  /** 0 while alive; see `deathName` */
  readonly death: number;
  /** the exception that killed it, with the functions on its stack */
  readonly report: string;
  /** milliseconds since power-on at which it wants its next turn, −1: not before an event */
  readonly deadlineMs: number;
  /** byte codes run so far */
  readonly meter: number;
  readonly slots: number;
  readonly slotsPeak: number;
  readonly slotsMax: number;
  readonly chunkBytes: number;
  readonly chunkBytesPeak: number;
  readonly chunkBytesMax: number;
}

export interface MemoryPiece {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Addon {
  share(code: Buffer, symbols: Buffer): object;
  create(
    limits: MachineLimits & { batched: number },
    mailbox: ArrayBuffer,
    exchange: (length: number) => void,
    root: object | undefined,
  ): object;
  load(machine: object, code: Buffer, symbols: Buffer): boolean;
  turn(machine: object, eventCount: number, nowUs: number, jobsAfterEach: boolean): number;
  status(machine: object): MachineStatus;
  meter(machine: object): number;
  collect(machine: object): void;
  memory(machine: object, live: boolean): MemoryPiece[];
  destroy(machine: object): void;
  compile(source: string, path: string, lines: boolean): ByteCode;
}

export type Variant = 'fast' | 'debug';

const require = createRequire(import.meta.url);
const build = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'build');

function addonOf(variant: Variant, folder = 'engine'): Addon {
  return require(join(build, folder, `${variant}.node`)) as Addon;
}

/** Byte code of a script; `lines` for the debug engine. Throws SyntaxError with the line. */
export function compileScript(source: string, path: string, lines: boolean): ByteCode {
  try {
    return addonOf(lines ? 'debug' : 'fast').compile(source, path, lines);
  } catch (error) {
    throw new SyntaxError(`${path}: ${(error as Error).message}`);
  }
}

const deaths: Readonly<Record<number, string>> = {
  1: 'memory full',
  2: 'JavaScript stack overflow',
  3: 'fatal check',
  4: 'dead strip',
  5: 'unhandled exception',
  6: 'no more keys',
  7: 'too much computation',
  8: 'unhandled rejection',
  9: 'native stack overflow',
  100: 'power lost',
  101: 'watchdog',
  103: 'hardware fault',
};

export function deathName(death: number): string {
  return deaths[death] ?? `exit ${death}`;
}

export interface MachineOptions {
  readonly limits: MachineLimits;
  readonly mailbox: ArrayBuffer;
  /** Answers the records in the mailbox, in the mailbox. */
  readonly exchange: (length: number) => void;
}

export interface Machine {
  /** Runs the program's top level. False when it died of it. */
  load(program: ByteCode): boolean;
  /** Delivers events, runs what is due. The next deadline in ms since power-on, undefined for none, 'dead' when it died. */
  turn(eventCount: number, nowUs: number, jobsAfterEach: boolean): number | undefined | 'dead';
  status(): MachineStatus;
  /** Byte codes run so far. */
  readonly meter: number;
  collect(): void;
  /** Copies of all memory; `live`: only what is in use (collect first). */
  memory(live: boolean): MemoryPiece[];
  destroy(): void;
}

/** Where machines come from: the addon, or the emulated board (host-sim/rv32). */
export interface Engine {
  readonly name: 'desk' | 'rv32';
  /** Of a machine that is to run `program`, where nothing else is given. */
  limits(given: Partial<MachineLimits>, program: ByteCode): MachineLimits;
  create(options: MachineOptions): Machine;
}

/** What the imports of a program leave behind, by its byte code: made once, and shared by the machines of this process. */
const roots = new Map<Addon, WeakMap<Buffer, object>>();

/** None when the program does not preload: then a machine runs all of it by itself. Throws when it cannot, as the SDK's linker. */
function rootOf(addon: Addon, { code, symbols, preloads }: ByteCode): object | undefined {
  if (!preloads) return undefined;
  const known = roots.get(addon) ?? new WeakMap<Buffer, object>();
  roots.set(addon, known);
  let root = known.get(code);
  if (!root) {
    try {
      root = addon.share(code, symbols);
    } catch (error) {
      throw new Error(`the program cannot be preloaded: ${(error as Error).message}`);
    }
    known.set(code, root);
  }
  return root;
}

export class DeskMachine implements Machine {
  readonly #addon: Addon;
  readonly #options: MachineOptions & { variant: Variant };
  #machine!: object;
  #destroyed = false;

  /** `folder` below build/: an engine with other natives. */
  constructor(options: MachineOptions & { variant: Variant; folder?: string }) {
    this.#addon = addonOf(options.variant, options.folder);
    this.#options = options;
  }

  load(program: ByteCode): boolean {
    const { limits, mailbox, exchange, variant } = this.#options;
    const batched = variant === 'fast' ? 1 : 0;
    const root = rootOf(this.#addon, program);
    this.#machine = this.#addon.create({ ...limits, batched }, mailbox, exchange, root);
    return this.#addon.load(this.#machine, program.code, program.symbols);
  }

  turn(eventCount: number, nowUs: number, jobsAfterEach: boolean): number | undefined | 'dead' {
    const deadline = this.#addon.turn(this.#machine, eventCount, nowUs, jobsAfterEach);
    return deadline === -2 ? 'dead' : deadline < 0 ? undefined : deadline;
  }

  status(): MachineStatus {
    return this.#addon.status(this.#machine);
  }

  get meter(): number {
    return this.#addon.meter(this.#machine);
  }

  collect(): void {
    this.#addon.collect(this.#machine);
  }

  memory(live: boolean): MemoryPiece[] {
    return this.#addon.memory(this.#machine, live);
  }

  destroy(): void {
    // Without a load that got that far there is no machine.
    if (this.#destroyed || !this.#machine) return;
    this.#destroyed = true;
    this.#addon.destroy(this.#machine);
  }
}
