// SPDX-License-Identifier: Apache-2.0
//
// Lines to lines, through a machine: questions go to it in heaps, because each turn of it has its price.

import { answerLine, refusalLine } from './answers.ts';
import type { Line } from './lines.ts';
import { type Question, questionOf, type Refusal } from './questions.ts';
import type { Answer } from './session.ts';

/** A machine that answers; KatSession. */
export interface Answerer {
  readonly names: readonly string[];
  ask(questions: readonly Uint8Array[]): Answer[];
  close(): void;
}

const heapBytes = 49_152;

export class Port {
  readonly #open: () => Answerer;
  #machine: Answerer;

  constructor(open: () => Answerer) {
    this.#open = open;
    this.#machine = open();
  }

  /** The answers to these lines, each with its end. */
  answers(lines: readonly Line[]): string {
    let text = '';
    let heap: (Question | Refusal)[] = [];
    let size = 0;
    for (const line of lines) {
      const item = questionOf(line, this.#machine.names);
      heap.push(item);
      size += 'error' in item ? 0 : item.bytes.length;
      if (size < heapBytes) continue;
      text += this.#answer(heap);
      heap = [];
      size = 0;
    }
    return text + this.#answer(heap);
  }

  close(): void {
    this.#machine.close();
  }

  #answer(items: readonly (Question | Refusal)[]): string {
    const questions = items.filter((item) => 'bytes' in item);
    const answers = this.#ask(questions);
    let next = 0;
    return items
      .map((item) => {
        if ('error' in item) return refusalLine(item);
        const answer = answers[next++]!;
        return typeof answer === 'string'
          ? refusalLine({ id: item.id, error: answer })
          : answerLine(item, answer);
      })
      .join('');
  }

  /** A text: the machine died of the question. Those that came with it are asked again, one by one, of another. */
  #ask(questions: readonly Question[]): (Answer | string)[] {
    try {
      return this.#machine.ask(questions.map(({ bytes }) => bytes));
    } catch (error) {
      this.#machine.close();
      this.#machine = this.#open();
      if (questions.length === 1) return [(error as Error).message];
      return questions.flatMap((question) => this.#ask([question]));
    }
  }
}
