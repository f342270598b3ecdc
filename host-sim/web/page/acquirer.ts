// SPDX-License-Identifier: Apache-2.0
//
// The acquirer's book, and how it is told to behave.

import type { Fixtures, LedgerEntry, PageCommand, PageLedger, State } from '../protocol.ts';
import { amountText, byId, clockText, make } from './dom.ts';

const stateWords: Readonly<Record<string, string>> = {
  approved: 'approved',
  declined: 'declined',
  reversed: 'reversed',
  'reversed-before-seen': 'reversed first',
};

export class AcquirerView {
  readonly #select = byId('behaviour', HTMLSelectElement);
  readonly #rows = byId('ledger', HTMLElement);
  readonly #certificate = byId('certificate', HTMLSelectElement);
  #daySecond = 0;

  constructor(send: (command: PageCommand) => void) {
    byId('behaviour-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const once = (event.submitter as HTMLButtonElement | null)?.value !== 'lasting';
      send({ do: 'behaviour', name: this.#select.value, once });
    });
    const code = byId('refuse', HTMLInputElement);
    byId('refuse-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      send({ do: 'refuse', code: code.value });
    });
    this.#certificate.addEventListener('change', () =>
      send({ do: 'certificate', name: this.#certificate.value }),
    );
  }

  reset({ behaviours, certificates, daySecond }: Fixtures): void {
    this.#daySecond = daySecond;
    this.#certificate.replaceChildren(...certificates.map((name) => make('option', {}, name)));
    byId('certificate-row', HTMLElement).hidden = certificates.length === 0;
    const chosen = this.#select.value;
    this.#select.replaceChildren(...behaviours.map((name) => make('option', {}, name)));
    if (chosen !== '') this.#select.value = chosen;
  }

  setState({ behaviour, certificate }: State): void {
    byId('behaviour-now', HTMLOutputElement).value = behaviour;
    this.#certificate.value = certificate;
  }

  setLedger({ entries, netMinor }: PageLedger): void {
    byId('net', HTMLOutputElement).value = amountText(netMinor);
    byId('ledger-empty', HTMLElement).hidden = entries.length > 0;
    const newestFirst = [...entries].reverse();
    this.#rows.replaceChildren(...newestFirst.map((entry) => this.#row(entry)));
  }

  #row(entry: LedgerEntry): HTMLElement {
    const { stan, maskedPan, amountMinor, netMinor, state, code, note, atUs } = entry;
    const words = `${stateWords[state] ?? state}${code === '' || code === '00' ? '' : ` ${code}`}`;
    const cells: readonly (readonly [string, string])[] = [
      [clockText(this.#daySecond, atUs), ''],
      [stan, 'digits'],
      [maskedPan, 'digits'],
      [amountText(amountMinor), 'number'],
      [words, 'state'],
      [amountText(netMinor), 'number'],
    ];
    const row = make('tr', { 'data-state': state });
    row.title = note;
    row.append(...cells.map(([text, kind]) => make('td', { class: kind }, text)));
    return row;
  }
}
