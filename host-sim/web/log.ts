// SPDX-License-Identifier: Apache-2.0
//
// The readable log of one terminal: messages on the line field by field, APDUs with the names of their tags, what chips and
// the terminal say, and what a person did. Card data and keys are masked, keys of the keypad never named.

import { responseFor } from '../../src/host/response-codes.ts';
import type { AcquirerEvent } from '../acquirer/acquirer.ts';
import { decodeToText } from '../cli/8583-decode.ts';
import type { Simulation } from '../simulation.ts';
import { entriesOf } from './drawer.ts';
import { listenTo } from './log-card.ts';
import type { LogEntry, LogKind } from './protocol.ts';

/** What waits to be sent at most; what is older is lost. */
const waitingMax = 1000;
const linesMax = 120;

export class Log {
  readonly #simulation: Simulation;
  #waiting: LogEntry[] = [];

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    for (const { text } of simulation.log) this.#addNote(text);
    simulation.onLog = ({ text }) => this.#addNote(text);
    simulation.acquirer.onEvent((event) => this.#addEvent(event));
    for (const { name } of entriesOf(simulation)) {
      listenTo(simulation.card(name), ({ title, lines }) => this.add('card', title, lines));
    }
  }

  add(kind: LogKind, title: string, lines: readonly string[] = []): void {
    const atUs = this.#simulation.kernel.nowUs;
    const kept = lines.length > linesMax ? [...lines.slice(0, linesMax), '…'] : lines;
    this.#waiting.push({ atUs, kind, title, lines: kept });
    if (this.#waiting.length > waitingMax) this.#waiting.shift();
  }

  /** What came since the last call. */
  take(): LogEntry[] {
    const entries = this.#waiting;
    this.#waiting = [];
    return entries;
  }

  #addNote(text: string): void {
    const isLife = text.startsWith('terminal') || text.startsWith('the run has ended');
    this.add(isLife ? 'terminal' : 'chip', text);
  }

  #addEvent(event: AcquirerEvent): void {
    const lines = 'bytes' in event ? messageLines(event.bytes) : [];
    const [, stan] = /^F11 .*?(\d{6})$/m.exec(lines.join('\n')) ?? [];
    const title = titleOf(event);
    this.add('host', stan === undefined ? title : `${title}, trace ${stan}`, lines);
  }
}

function titleOf(event: AcquirerEvent): string {
  switch (event.kind) {
    case 'connected':
      return 'line: connected';
    case 'disconnected':
      return 'line: closed';
    case 'no-answer':
      return `no answer: ${event.reason}`;
    case 'request':
      return `→ ${event.what}`;
    case 'answer':
      return `← ${event.code} ${responseFor(event.code).en}`;
    case 'entry':
      return `booked: ${event.entry.state}, trace ${event.entry.stan}`;
  }
}

function messageLines(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return ['nothing was sent'];
  const text = decodeToText(bytes, false);
  if (!text.ok) return [`${bytes.length} bytes; at byte ${text.at}: ${text.reason}`];
  return text.value.trimEnd().split('\n');
}
