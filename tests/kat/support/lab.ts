// SPDX-License-Identifier: Apache-2.0
//
// A laboratory: questions as objects or as lines, put to the port on a target.

import assert from 'node:assert/strict';
import { katEngine, type Target } from '../../../host-sim/kat/engines.ts';
import { LineSplitter } from '../../../host-sim/kat/lines.ts';
import { Port } from '../../../host-sim/kat/port.ts';
import { KatSession, katProgram } from '../../../host-sim/kat/session.ts';

export interface Asked {
  readonly op: string;
  readonly [field: string]: unknown;
}
export type Answered = Readonly<Record<string, unknown>>;

export class Lab {
  readonly #port: Port;

  constructor(port: Port) {
    this.#port = port;
  }

  /** A text says why there is no such target here. */
  static async open(target: Target): Promise<Lab | string> {
    const engine = await katEngine(target);
    if (typeof engine === 'string') return engine;
    const program = await katProgram();
    return new Lab(new Port(() => new KatSession(engine, program)));
  }

  static async desk(): Promise<Lab> {
    const lab = await Lab.open('desk');
    if (typeof lab === 'string') throw new Error(lab);
    return lab;
  }

  /** Bytes as the command reads them, in pieces of that size. */
  lines(input: string | Uint8Array, pieceBytes = 65_536): string[] {
    const bytes = typeof input === 'string' ? Buffer.from(input) : input;
    const splitter = new LineSplitter();
    let text = '';
    for (let at = 0; at < bytes.length; at += pieceBytes)
      text += this.#port.answers(splitter.add(bytes.subarray(at, at + pieceBytes)));
    text += this.#port.answers(splitter.finish());
    const lines = text.split('\n');
    assert.equal(lines.pop(), '', 'the last answer has its end');
    return lines;
  }

  /** Without their identifiers, which must be the questions' places. */
  ask(questions: readonly Asked[]): Answered[] {
    const lines = this.lines(
      questions.map((question, id) => `${JSON.stringify({ id, ...question })}\n`).join(''),
    );
    assert.equal(lines.length, questions.length);
    return lines.map((line, place) => {
      const { id, ...answer } = JSON.parse(line) as Answered;
      assert.equal(id, place);
      return answer;
    });
  }

  /** Questions with the answers that they must get. */
  check(cases: readonly (readonly [Asked, Answered])[]): void {
    assert.ok(cases.length > 0);
    const answers = this.ask(cases.map(([question]) => question));
    cases.forEach(([question, wanted], i) => {
      assert.deepEqual(answers[i], wanted, JSON.stringify(question).slice(0, 400));
    });
  }

  close(): void {
    this.#port.close();
  }
}
