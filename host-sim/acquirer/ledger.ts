// SPDX-License-Identifier: Apache-2.0
//
// The acquirer's book: one entry for each (terminal, batch, trace), and what it is worth now. The oracle of money: nothing
// that the firmware says can change it but a message with a right MAC.

import type { MessageKind } from './behaviour.ts';

export type EntryState =
  | 'approved'
  | 'declined'
  | 'reversed'
  /** A question was answered: nothing was moved or held. */
  | 'answered'
  /** A reversal came for a trace never seen; its original will be refused when it comes. */
  | 'reversed-before-seen';

export interface Entry {
  readonly kind: MessageKind;
  /** Reference number of the entry that this one follows; '' when there is none. */
  readonly original: string;
  readonly terminalId: string;
  readonly batch: string;
  readonly stan: string;
  readonly amountMinor: number;
  /** first 6 and last 4 digits */
  readonly maskedPan: string;
  /** What the merchant is owed for it now; negative where the money goes back to the card. */
  readonly netMinor: number;
  readonly state: EntryState;
  /** F39 of the answer to the original. */
  readonly code: string;
  /** Why it was refused, in words for the log. */
  readonly note: string;
  readonly rrn: string;
  readonly authorizationCode: string;
  /** Reversal requests accepted for it. */
  readonly reversals: number;
  readonly atUs: number;
}

export class Ledger {
  #entries = new Map<string, Entry>();

  /** In the order in which the traces were first seen. */
  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  find(terminalId: string, batch: string, stan: string): Entry | undefined {
    return this.#entries.get(`${terminalId}/${batch}/${stan}`);
  }

  /** Adds the entry or replaces the one of the same trace. */
  put(entry: Entry): Entry {
    this.#entries.set(`${entry.terminalId}/${entry.batch}/${entry.stan}`, entry);
    return entry;
  }

  get netMinor(): number {
    return this.entries.reduce((sum, entry) => sum + entry.netMinor, 0);
  }
}

/** A card number as books and logs have it. */
export function masked(pan: string): string {
  return pan.length < 13 ? '*'.repeat(pan.length) : `${pan.slice(0, 6)}******${pan.slice(-4)}`;
}
