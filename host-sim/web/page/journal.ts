// SPDX-License-Identifier: Apache-2.0
//
// The terminal's own book, the newest record on top, and whether its chain holds.

import type { JournalEntry, PageCommand, PageJournal } from '../protocol.ts';
import { amountText, byId, make } from './dom.ts';

const chainWords: Readonly<Record<PageJournal['chain'], string>> = {
  right: 'Chain unbroken',
  broken: 'Not as it was written',
  empty: 'Nothing written yet',
  'not checked': 'Chain not checked: no key in the vault',
};

export class JournalView {
  readonly #chain = byId('chain', HTMLElement);
  readonly #findings = byId('journal-findings', HTMLElement);
  readonly #rows = byId('journal', HTMLElement);
  /** Records that a reader has opened stay open when others come. */
  readonly #open = new Set<number>();

  constructor(send: (command: PageCommand) => void) {
    byId('rot', HTMLButtonElement).addEventListener('click', () => send({ do: 'rot' }));
  }

  reset(): void {
    this.#open.clear();
  }

  set({ entries, records, chain, findings }: PageJournal): void {
    const count = records === 1 ? '1 record' : `${records} records`;
    const words = chain === 'empty' ? chainWords.empty : `${chainWords[chain]}, ${count}`;
    if (this.#chain.textContent !== words) this.#chain.textContent = words;
    this.#chain.dataset.chain = chain;
    this.#findings.hidden = findings.length === 0;
    this.#findings.replaceChildren(...findings.map((finding) => make('li', {}, finding)));
    const newestFirst = [...entries].reverse();
    this.#rows.replaceChildren(...newestFirst.map((entry) => this.#row(entry)));
  }

  #row({ sequence, name, trace, amountMinor, operator, lines }: JournalEntry): HTMLElement {
    const row = make(
      'details',
      { class: 'entry', open: this.#open.has(sequence) },
      make(
        'summary',
        {},
        make('span', { class: 'digits sequence' }, String(sequence)),
        make('span', { class: 'title' }, name),
        make('span', { class: 'quiet digits' }, trace === '' ? '' : `trace ${trace}`),
        make('span', { class: 'quiet digits' }, operator === '' ? '' : `op ${operator}`),
        make('span', { class: 'number' }, amountMinor === null ? '' : amountText(amountMinor)),
      ),
      make('pre', {}, lines.join('\n')),
    );
    row.addEventListener('toggle', () => {
      if (row.open) this.#open.add(sequence);
      else this.#open.delete(sequence);
    });
    return row;
  }
}
