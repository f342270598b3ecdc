// SPDX-License-Identifier: Apache-2.0
//
// Results of issuer scripts that the host has not heard of: first in, first out, a view of the journal's records. Nothing of them is in
// memory but where the first begins, how many there are, and how often the first was sent. docs/adr/0068-issuer-scripts.md

import type { Log } from '../journal/log.ts';
import {
  decodeRecordOf,
  encodeRecordOf,
  type JournalRecord,
  type RecordOf,
  recordTypes,
} from '../journal/records.ts';
import { fromHex, toHex } from '../lib/bytes.ts';
import { type AdviceResult, adviceResults } from './advice-queue.ts';

export interface ScriptReport {
  /** Number of its record. */
  readonly sequence: number;
  readonly stan: string;
  readonly sealedReport: Uint8Array;
  /** DF31; undefined: none was run. */
  readonly results: Uint8Array | undefined;
}

const { scriptsReceived, scriptsRun } = recordTypes;

type Checkpoint = Pick<RecordOf<'checkpoint'>, 'scriptFirst' | 'scriptCount' | 'scriptSends'>;

export class ScriptQueue {
  readonly #log: Pick<Log, 'append' | 'records' | 'oldest'>;
  readonly #operator: () => string;
  /** After each record: what nobody needs any more may go. */
  readonly #release: () => void;
  #first = 0;
  #count = 0;
  #sends = 0;

  constructor(
    log: Pick<Log, 'append' | 'records' | 'oldest'>,
    operator: () => string,
    release: () => void,
  ) {
    this.#log = log;
    this.#operator = operator;
    this.#release = release;
  }

  /** No report that waits has a record before this one. */
  get first(): number {
    return this.#first;
  }

  get count(): number {
    return this.#count;
  }

  /** Attempts for the first of them that had no clear answer. */
  get sends(): number {
    return this.#sends;
  }

  received(values: Omit<RecordOf<'scriptsReceived'>, 'operator'>): void {
    this.#queued(this.#append('scriptsReceived', { ...values, operator: this.#operator() }));
    this.#release();
  }

  run(stan: string, results: Uint8Array): void {
    this.#append('scriptsRun', { stan, operator: this.#operator(), results: toHex(results) });
    this.#release();
  }

  tried({ stan }: ScriptReport, sends: number): void {
    this.#append('scriptTried', { stan, operator: this.#operator(), sends });
    this.#sends = sends;
    this.#release();
  }

  ended({ stan, sequence: received }: ScriptReport, result: AdviceResult, code: string): void {
    const values = { stan, operator: this.#operator(), received, code };
    this.#append('scriptEnded', { ...values, result: adviceResults.indexOf(result) });
    this.#dequeued(received);
    this.#release();
  }

  /** The first; there must be one. */
  next(): ScriptReport {
    let found: ScriptReport | undefined;
    for (const entry of this.#log.records(Math.max(this.#first, this.#log.oldest))) {
      if (entry.type !== scriptsReceived.type && entry.type !== scriptsRun.type) continue;
      const { name, values } = decodeRecordOf(entry);
      if (name === 'scriptsReceived' && !found)
        found = { sequence: entry.sequence, ...values, results: undefined };
      if (name === 'scriptsRun' && found?.stan === values.stan)
        found = { ...found, results: fromHex(values.results) };
    }
    if (!found) throw new Error('journal: a report of issuer scripts is gone');
    return found;
  }

  get checkpoint(): Checkpoint {
    return { scriptFirst: this.#first, scriptCount: this.#count, scriptSends: this.#sends };
  }

  restore({ scriptFirst, scriptCount, scriptSends }: Checkpoint): void {
    this.#first = scriptFirst;
    this.#count = scriptCount;
    this.#sends = scriptSends;
  }

  replay({ name, values }: JournalRecord, sequence: number): void {
    if (name === 'scriptsReceived') this.#queued(sequence);
    if (name === 'scriptTried') this.#sends = values.sends;
    if (name === 'scriptEnded') this.#dequeued(values.received);
  }

  #append<Name extends 'scriptsReceived' | 'scriptsRun' | 'scriptTried' | 'scriptEnded'>(
    name: Name,
    values: RecordOf<Name>,
  ): number {
    return this.#log.append(encodeRecordOf(name, values));
  }

  #queued(sequence: number): void {
    if (this.#count++ === 0) this.#first = sequence;
  }

  #dequeued(received: number): void {
    this.#first = received + 1;
    this.#count--;
    this.#sends = 0;
  }
}
