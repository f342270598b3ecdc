// SPDX-License-Identifier: Apache-2.0
//
// What the terminal offers besides a sale, as buttons that press its keys; and the people who work at it.

import type { Fixtures, PageCommand, Shortcut } from '../protocol.ts';
import { byId, make } from './dom.ts';

const keySymbols: Readonly<Record<string, string>> = { menu: '☰', down: '▼' };
const keyWords: Readonly<Record<string, string>> = { menu: 'Menu', down: 'Down' };

export class TransactionsView {
  readonly #send: (command: PageCommand) => void;
  readonly #operators = byId('operators', HTMLButtonElement);
  readonly #hint = byId('operators-hint', HTMLElement);

  /** `restart`: the terminal begins anew, with operators or without. */
  constructor(send: (command: PageCommand) => void, restart: (operators: boolean) => void) {
    this.#send = send;
    this.#operators.addEventListener('click', () => restart(!this.withOperators));
  }

  get withOperators(): boolean {
    return this.#operators.getAttribute('aria-checked') === 'true';
  }

  reset({ shortcuts, operators }: Fixtures): void {
    this.#operators.setAttribute('aria-checked', String(operators));
    const fitting = shortcuts.filter((each) => (each.operators ?? operators) === operators);
    const groups = new Set(fitting.map(({ group }) => group));
    byId('shortcuts', HTMLElement).replaceChildren(
      ...[...groups].map((group) => this.#group(group, fitting)),
    );
    this.setSignedIn(null);
  }

  setSignedIn(number: string | null): void {
    const words = number === null ? 'Nobody is signed in.' : `Operator ${number} is signed in.`;
    const first = ' A new terminal has only the administrator, 99, whose password you choose.';
    this.#hint.textContent = this.withOperators
      ? words + (number === null ? first : '')
      : 'Off: nobody signs in. On: the terminal starts anew, and cashiers have numbers and passwords.';
  }

  #group(group: string, shortcuts: readonly Shortcut[]): HTMLElement {
    const rows = shortcuts.filter((each) => each.group === group);
    const buttons = rows.map((shortcut) => this.#button(shortcut));
    return make('section', { 'aria-label': group }, make('h3', {}, group), ...buttons);
  }

  #button({ name, title, keys }: Shortcut): HTMLElement {
    const spoken = keys.map((key) => keyWords[key] ?? key).join(' ');
    const button = make(
      'button',
      { type: 'button', 'data-shortcut': name, 'aria-label': `${title}, keys ${spoken}` },
      make('span', {}, title),
      make(
        'span',
        { class: 'keys-of' },
        ...keys.map((key) => make('kbd', {}, keySymbols[key] ?? key)),
      ),
    );
    button.addEventListener('click', () => this.#send({ do: 'shortcut', name }));
    return button;
  }
}
