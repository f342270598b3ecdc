// SPDX-License-Identifier: Apache-2.0
//
// The known-answer program on a machine: in this process, or on the emulated board. Questions go in, answers come out.

import { join } from 'node:path';
import { buildEngine } from '../engine/build.mjs';
import { buildProgram, type Program, root } from '../engine/bundle.ts';
import { deskEngine } from '../engine/desk.ts';
import { deathName, type Engine, type Machine, type MachineLimits } from '../engine/machine.ts';
import { Kernel } from '../link/kernel.ts';
import { Kind } from '../link/protocol.ts';
import { LinkServer } from '../link/server.ts';
import { HostSerial } from './serial.ts';
import { AnswerKind } from './wire.ts';

export const katEntry = 'host-sim/kat/program/main.ts';
/** The C that no terminal's image has. */
export const katNatives = 'host-sim/kat/native';

export type Target = 'desk' | 'rv32';

/** One buffer for the longest question, and little else; no watchdog, because questions come in heaps. */
const limits: Readonly<Record<Target, Partial<MachineLimits>>> = {
  desk: { chunkBytes: 2 * 131_072, heapSlots: 3072, turnBudget: 0 },
  rv32: { chunkBytes: 163_840, heapSlots: 3072, turnBudget: 0 },
};

/** The engine with the port's natives; a text says why there is none. */
export async function katEngine(
  target: Target,
  log: (line: string) => void,
): Promise<Engine | string> {
  if (target === 'desk') {
    const extra = { folders: [katNatives], flags: [] };
    await buildEngine({ only: 'fast', folder: 'engine-kat', extra, log });
    return deskEngine('fast', 'engine-kat');
  }
  const { noEmulator, rv32Board } = await import('../rv32/machine.ts');
  const missing = noEmulator();
  if (missing !== undefined) return missing;
  const { buildImage } = await import('../rv32/build.mjs');
  await buildImage({ name: 'rv32-kat', folders: [katNatives], log });
  return rv32Board({ image: join(root, 'build/rv32-kat/image.elf') });
}

export interface Answer {
  readonly kind: number;
  readonly text: Buffer;
}

export class KatSession {
  /** The operations' names by their numbers, as the program says them. */
  readonly names: readonly string[];
  readonly #serial = new HostSerial();
  readonly #link: LinkServer;
  readonly #machine: Machine;

  static async open(engine: Engine): Promise<KatSession> {
    return new KatSession(engine, await buildProgram(katEntry));
  }

  private constructor(engine: Engine, program: Program) {
    const peripherals = new Map([[Kind.Serial, this.#serial.peripheral]]);
    this.#link = new LinkServer(new Kernel('kat'), peripherals, () => {});
    this.#link.powerOn();
    this.#machine = engine.create({
      limits: engine.limits(limits[engine.name], program),
      mailbox: this.#link.mailbox,
      exchange: this.#link.exchange,
    });
    if (!this.#machine.load(program)) this.#died();
    const [hello] = answersIn(this.#serial.take());
    this.names = hello!.text.toString('latin1').split('\n');
  }

  /** The answers to questions, in their order. */
  ask(questions: readonly Uint8Array[]): Answer[] {
    if (questions.length === 0) return [];
    this.#serial.send(Buffer.concat(questions));
    const events = this.#link.takeEvents();
    if (this.#machine.turn(events, this.#link.uptimeUs, true) === 'dead') this.#died();
    if (this.#link.failure) throw this.#link.failure;
    const answers = answersIn(this.#serial.take());
    if (answers.length !== questions.length)
      throw new Error(`${answers.length} answers to ${questions.length} questions`);
    return answers;
  }

  get machine(): Machine {
    return this.#machine;
  }

  close(): void {
    this.#link.powerOff();
    this.#machine.destroy();
  }

  #died(): never {
    const { death, report } = this.#machine.status();
    throw new Error(`the program on the target has died: ${deathName(death)} ${report}`);
  }
}

function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at);
    answers.push({ kind: bytes[at + 4] ?? AnswerKind.reason, text: bytes.subarray(at + 5, end) });
    at = end;
  }
  return answers;
}
