// SPDX-License-Identifier: Apache-2.0
//
// A card as a transcript: expected command, answer, expected command, answer. docs/sources.md [style 1.3, emv-utils]
//
// An unexpected command throws, it is not reported as a card error: the code under test would take that for a bad card
// and forgive itself.

import type { CardReader, Transceived } from '../../../src/emv/reader.ts';
import { fromHex, toHex } from '../../../src/lib/bytes.ts';

export type Failure = Extract<Transceived, { ok: false }>['reason'];

/**
 * Command in hex, with `*` at the end when only its beginning matters, and the answer: hex with status word, or what
 * the reader reports in its place.
 */
export type Exchange = readonly [command: string, answer: string];

const failures: readonly string[] = ['removed', 'timeout', 'protocol', 'closed'];

export class TranscriptCard implements CardReader {
  readonly #exchanges: readonly Exchange[];
  /** Answers handed out, to see that they were wiped. */
  readonly answers: Uint8Array[] = [];
  /** Called with the number of commands so far, before the answer. */
  onCommand: (count: number) => void = () => {};
  #next = 0;

  constructor(exchanges: readonly Exchange[]) {
    this.#exchanges = exchanges;
  }

  async transceive(command: Uint8Array): Promise<Transceived> {
    const sent = toHex(command);
    const exchange = this.#exchanges[this.#next];
    if (exchange === undefined) throw new Error(`command ${sent} after the end of the transcript`);
    const [expected, answer] = exchange;
    const matches = expected.endsWith('*')
      ? sent.startsWith(expected.slice(0, -1))
      : sent === expected;
    if (!matches) throw new Error(`command ${this.#next + 1} is ${sent}, expected ${expected}`);
    this.#next++;
    this.onCommand(this.#next);
    if (failures.includes(answer)) return { ok: false, reason: answer as Failure };
    const response = fromHex(answer);
    this.answers.push(response);
    return { ok: true, response };
  }

  /** Throws when the terminal stopped early. */
  assertFinished(): void {
    const left = this.#exchanges.length - this.#next;
    if (left > 0) throw new Error(`${left} commands of the transcript were not sent`);
  }
}
