// SPDX-License-Identifier: Apache-2.0
//
// The known-answer program on a machine: in this process, or on the emulated board. Questions go in, answers come out.

import { buildProgram, type Program } from '../engine/bundle.ts';
import { deathName, type Engine, type Machine, type MachineLimits } from '../engine/machine.ts';
import { Kernel } from '../link/kernel.ts';
import { Kind } from '../link/protocol.ts';
import { LinkServer } from '../link/server.ts';
import { HostSerial } from './serial.ts';
import { answerHeaderBytes } from './wire.ts';

const katEntry = 'host-sim/kat/program/main.ts';
export const katProgram = (): Promise<Program> => buildProgram(katEntry);

/** One buffer for the longest question, and little else; no watchdog, because questions come in heaps. */
const limits: Readonly<Record<Engine['name'], Partial<MachineLimits>>> = {
  desk: { chunkBytes: 2 * 163_840, heapSlots: 3072, turnBudget: 0 },
  rv32: { chunkBytes: 163_840, heapSlots: 3072, turnBudget: 0 },
};

export interface Answer {
  readonly kind: number;
  readonly text: Buffer;
}

export class KatSession {
  /** The operations' names by their numbers, as the program says them. */
  readonly names: readonly string[];
  readonly machine: Machine;
  readonly #serial = new HostSerial();
  readonly #link: LinkServer;

  constructor(engine: Engine, program: Program) {
    const peripherals = new Map([[Kind.Serial, this.#serial.peripheral]]);
    this.#link = new LinkServer(new Kernel('kat'), peripherals, () => {});
    this.#link.powerOn();
    this.machine = engine.create({
      limits: engine.limits(limits[engine.name], program),
      mailbox: this.#link.mailbox,
      exchange: this.#link.exchange,
    });
    if (!this.machine.load(program)) this.#died();
    const [hello] = answersIn(this.#serial.take());
    this.names = hello!.text.toString('latin1').split('\n');
  }

  /** The answers to questions, in their order. Throws when the program has died; then nothing more can be asked. */
  ask(questions: readonly Uint8Array[]): Answer[] {
    if (questions.length === 0) return [];
    this.#serial.send(Buffer.concat(questions));
    const events = this.#link.takeEvents();
    if (this.machine.turn(events, this.#link.uptimeUs, true) === 'dead') this.#died();
    if (this.#link.failure) throw this.#link.failure;
    const answers = answersIn(this.#serial.take());
    if (answers.length !== questions.length)
      throw new Error(`${answers.length} answers to ${questions.length} questions`);
    return answers;
  }

  close(): void {
    this.#link.powerOff();
    this.machine.destroy();
  }

  #died(): never {
    const { death, report } = this.machine.status();
    throw new Error(`the program on the target has died: ${deathName(death)} ${report}`);
  }
}

/** See program/port.ts. */
function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at);
    answers.push({ kind: bytes[at + 4]!, text: bytes.subarray(at + answerHeaderBytes, end) });
    at = end;
  }
  return answers;
}
