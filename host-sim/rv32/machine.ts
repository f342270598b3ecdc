// SPDX-License-Identifier: Apache-2.0
//
// One XS machine on the emulated board, with the same face as the one in process. `turn` is the only way in; all effects go
// out by the link, which LinkServer answers here as it does there.

import type {
  Engine,
  Machine,
  MachineLimits,
  MachineOptions,
  MachineStatus,
  MemoryPiece,
} from '../engine/machine.ts';
import type { Program } from '../engine/bundle.ts';
import { answerHeaderBytes, eventBytes } from '../link/protocol.ts';
import { Command, Emulator, Message } from './emulator.ts';

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
  readonly builtInSlots: number;
  readonly stackSlots: number;
  readonly stackSlotsPeak: number;
  readonly keys: number;
}

/** As a board with PSRAM: memory is no question then. */
const psram = true;

/** Of the board; `psram` is for tests that are not about memory. */
export const rv32Limits: MachineLimits = {
  chunkBytes: 160 * 1024,
  heapSlots: 16_000 + 4928,
  stackSlots: 2048 + 512,
  turnBudget: 20_000_000,
};

export const rv32: Engine = {
  name: 'rv32',
  limits: (given) => ({ ...rv32Limits, ...given }),
  create: (options) => new Rv32Machine(options),
};

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
  readonly #emulator: Emulator;
  readonly #limits: MachineLimits;
  readonly #mailbox: Uint8Array;
  readonly #view: DataView;
  readonly #exchange: (length: number) => void;
  #status = nothing;
  #destroyed = false;

  constructor({ limits, mailbox, exchange }: MachineOptions) {
    this.#limits = limits;
    this.#mailbox = new Uint8Array(mailbox);
    this.#view = new DataView(mailbox);
    this.#exchange = exchange;
    this.#emulator = Emulator.take();
  }

  load(program: Program): boolean {
    const { code, symbols } = program;
    if (this.#emulator.flashed !== code) {
      this.#emulator.send(Command.Flash, [code.length, symbols.length]);
      this.#emulator.write(code);
      this.#emulator.write(symbols);
      this.#emulator.flashed = code;
    }
    const { chunkBytes, heapSlots, stackSlots, turnBudget } = this.#limits;
    this.#emulator.send(Command.Boot, [chunkBytes, heapSlots >>> 0, stackSlots, turnBudget, Number(psram)]);
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
      builtInSlots: word(5),
      stackSlots: word(6),
      stackSlotsPeak: word(7),
      keys: word(8),
    };
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#emulator.giveBack();
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
