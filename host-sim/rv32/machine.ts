// SPDX-License-Identifier: Apache-2.0
//
// One XS machine on the emulated board, with the same face as the one in process. `turn` is the only way in; all effects go
// out by the link, which LinkServer answers here as it does there.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  type ByteCode,
  deathName,
  type Engine,
  type Machine,
  type MachineLimits,
  type MachineOptions,
  type MachineStatus,
  type MemoryPiece,
} from '../engine/machine.ts';
import { answerHeaderBytes, eventBytes } from '../link/protocol.ts';
import { Command, Emulator, Message, releaseImage } from './emulator.ts';

/** Beyond what every machine tells. */
export interface Rv32Status extends MachineStatus {
  /** the machine's own, since power-on */
  readonly instructions: number;
}

export interface Measures {
  /** static data and native stack, bytes of the RAM */
  readonly staticBytes: number;
  /** taken from the heap so far: slots, chunks, tables, C state */
  readonly heapBytes: number;
  readonly nativeStackBytes: number;
  readonly nativeStackPeak: number;
  readonly slotBytes: number;
  readonly stackSlots: number;
  readonly stackSlotsPeak: number;
  /** names that the running program has made */
  readonly keys: number;
  /** in flash: built-ins, and what the program's imports left */
  readonly shared: { readonly slots: number; readonly chunkBytes: number; readonly keys: number };
  /** objects and variables there that can be changed: four bytes of RAM each */
  readonly aliases: number;
}

/** As src/board/jiaozi-s3/creation.json has them, which are these: every scenario passes with them. */
export const rv32Limits: MachineLimits = {
  chunkBytes: 65_536,
  heapSlots: 4928,
  stackSlots: 1024,
  turnBudget: 20_000_000,
};

/** Why there is no emulated board here, or undefined. */
export function noEmulator(): string | undefined {
  const isThere =
    existsSync(releaseImage) &&
    spawnSync('qemu-system-riscv32', ['--version'], { stdio: 'ignore' }).status === 0;
  return isThere
    ? undefined
    : 'there is no emulated board here: node scripts/setup.mjs says what is missing, and builds it';
}

interface BoardOptions {
  /** Path of the image. */
  readonly image: string;
  /** With PSRAM, for programs that are not about memory. */
  readonly psram: boolean;
}

export function rv32Board(options: Partial<BoardOptions> = {}): Engine {
  const board = { image: releaseImage, psram: false, ...options };
  return {
    name: 'rv32',
    limits: (given) => ({ ...rv32Limits, ...given }),
    create: (machine) => new Rv32Machine(machine, board),
  };
}

export const rv32 = rv32Board();
export const rv32Psram = rv32Board({ psram: true });

const nothing: Rv32Status = {
  death: 0,
  report: '',
  deadlineMs: -1,
  meter: 0,
  instructions: 0,
  slots: 0,
  slotsPeak: 0,
  slotsMax: 0,
  chunkBytes: 0,
  chunkBytesPeak: 0,
  chunkBytesMax: 0,
};

const noMachine = 102;

export class Rv32Machine implements Machine {
  #emulator!: Emulator;
  readonly #limits: MachineLimits;
  readonly #board: BoardOptions;
  readonly #mailbox: Uint8Array;
  readonly #view: DataView;
  readonly #exchange: (length: number) => void;
  #status = nothing;
  #destroyed = false;

  constructor({ limits, mailbox, exchange }: MachineOptions, board: BoardOptions) {
    this.#board = board;
    this.#limits = limits;
    this.#mailbox = new Uint8Array(mailbox);
    this.#view = new DataView(mailbox);
    this.#exchange = exchange;
  }

  load(program: ByteCode): boolean {
    this.#emulator = Emulator.with(program.code) ?? this.#flash(program);
    const { chunkBytes, heapSlots, stackSlots, turnBudget } = this.#limits;
    const words = [chunkBytes, heapSlots >>> 0, stackSlots, turnBudget, Number(this.#board.psram)];
    this.#emulator.send(Command.Boot, words);
    this.#answer();
    if (this.#status.death === noMachine) throw new Error('engine: no memory for a machine');
    return this.#status.death === 0;
  }

  turn(eventCount: number, nowUs: number, jobsAfterEach: boolean): number | undefined | 'dead' {
    const words = [
      eventCount,
      nowUs % 0x1_0000_0000,
      Math.floor(nowUs / 0x1_0000_0000),
      Number(jobsAfterEach),
    ];
    this.#emulator.send(Command.Turn, words, this.#mailbox.subarray(0, eventCount * eventBytes));
    this.#answer();
    const { death, deadlineMs } = this.#status;
    return death !== 0 ? 'dead' : deadlineMs < 0 ? undefined : deadlineMs;
  }

  status(): Rv32Status {
    return this.#status;
  }

  get meter(): number {
    return this.#status.meter;
  }

  collect(): void {
    this.#emulator.send(Command.Collect);
    this.#answer();
  }

  memory(live: boolean): MemoryPiece[] {
    const pieces: MemoryPiece[] = [];
    this.#emulator.send(Command.Memory, [Number(live)]);
    while (this.#emulator.receive() === Message.Piece) {
      const name = this.#emulator.payload.toString();
      this.#emulator.receive();
      pieces.push({ name, bytes: Buffer.from(this.#emulator.payload) });
    }
    this.#note();
    return pieces;
  }

  measures(): Measures {
    this.#emulator.send(Command.Measure);
    this.#emulator.receive();
    const word = (index: number) => this.#emulator.payload.readUInt32LE(index * 4);
    return {
      staticBytes: word(0),
      heapBytes: word(1),
      nativeStackBytes: word(2),
      nativeStackPeak: word(3),
      slotBytes: word(4),
      stackSlots: word(5),
      stackSlotsPeak: word(6),
      keys: word(7),
      shared: { slots: word(8), chunkBytes: word(9), keys: word(10) },
      aliases: word(11),
    };
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#emulator.giveBack();
  }

  /** An emulator with this program in its flash. */
  #flash({ code, symbols, preloads }: ByteCode): Emulator {
    const emulator = new Emulator(this.#board.image, code);
    this.#emulator = emulator;
    emulator.send(Command.Flash, [code.length, symbols.length, Number(preloads ?? false)]);
    emulator.write(code);
    emulator.write(symbols);
    this.#answer();
    const { death, report } = this.#status;
    if (death !== 0)
      throw new Error(`rv32: the program cannot be linked: ${deathName(death)} ${report}`);
    emulator.reset();
    return emulator;
  }

  /** Answers the machine's exchanges until it says that it has done what it was told. */
  #answer(): void {
    while (this.#emulator.receive() === Message.Exchange) {
      const records = this.#emulator.payload;
      this.#mailbox.set(records);
      this.#exchange(records.length);
      const length = answerHeaderBytes + this.#view.getUint32(4, true);
      this.#emulator.write(this.#mailbox.subarray(0, length));
    }
    this.#note();
  }

  #note(): void {
    const { payload } = this.#emulator;
    const word = (index: number) => payload.readUInt32LE(index * 4);
    const long = (index: number) => Number(payload.readBigUInt64LE(index * 4));
    const deadline = word(1);
    this.#status = {
      death: word(0),
      deadlineMs: deadline === 0xffffffff ? -1 : deadline,
      meter: long(2),
      instructions: long(4),
      slots: word(6),
      slotsPeak: word(7),
      slotsMax: word(8),
      chunkBytes: word(9),
      chunkBytesPeak: word(10),
      chunkBytesMax: word(11),
      report: payload.toString('utf8', 48),
    };
  }
}
