// SPDX-License-Identifier: Apache-2.0
//
// "Replay…": this world again, or that of a run of the explorer.

import { byId } from './dom.ts';

export class Replay {
  readonly #dialog = byId('replay-dialog', HTMLDialogElement);
  readonly #seed = byId('replay-seed', HTMLInputElement);
  readonly #command = byId('replay-command', HTMLElement);
  readonly #copied = byId('replay-copied', HTMLElement);

  constructor(start: (seed: string) => void) {
    byId('replay', HTMLButtonElement).addEventListener('click', () => {
      this.#copied.textContent = '';
      this.#dialog.showModal();
      this.#seed.focus();
      this.#seed.select();
    });
    byId('replay-close', HTMLButtonElement).addEventListener('click', () => this.#dialog.close());
    byId('replay-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.#dialog.close();
      start(this.#seed.value);
    });
    byId('replay-copy', HTMLButtonElement).addEventListener('click', () => this.#copy());
  }

  reset(seed: string, command: string): void {
    this.#seed.value = seed;
    this.#command.textContent = command;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#command.textContent ?? '');
      this.#copied.textContent = 'Copied.';
    } catch {
      getSelection()?.selectAllChildren(this.#command);
      this.#copied.textContent = 'The browser does not let the page copy: it is selected.';
    }
  }
}
