// SPDX-License-Identifier: Apache-2.0
//
// The three views that share one place. Arrow keys go from tab to tab while one has the focus, and not to the terminal.

import { byId } from './dom.ts';

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

export class Tabs {
  readonly #tabs: readonly HTMLButtonElement[];

  constructor() {
    const list = byId('tabs', HTMLElement);
    this.#tabs = [...list.querySelectorAll('button')];
    for (const tab of this.#tabs) tab.addEventListener('click', () => this.#select(tab));
    list.addEventListener('keydown', (event) => {
      const step = steps[event.key];
      const at = this.#tabs.indexOf(event.target as HTMLButtonElement);
      if (step === undefined || at < 0) return;
      event.stopPropagation();
      const next = this.#tabs[(at + step + this.#tabs.length) % this.#tabs.length]!;
      this.#select(next);
      next.focus();
    });
  }

  #select(chosen: HTMLButtonElement): void {
    for (const tab of this.#tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      byId(tab.getAttribute('aria-controls')!, HTMLElement).hidden = !isChosen;
    }
  }
}
