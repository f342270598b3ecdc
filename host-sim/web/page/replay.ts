// SPDX-License-Identifier: Apache-2.0
//
// "Replay…": a run of the explorer is played here, or a world begins anew; and the bar that says how the replay stands.

import { type PageCommand, replaySpeeds, type State } from '../protocol.ts';
import { byId, make } from './dom.ts';

export class Replay {
  readonly #dialog = byId('replay-dialog', HTMLDialogElement);
  readonly #seed = byId('replay-seed', HTMLInputElement);
  readonly #command = byId('replay-command', HTMLElement);
  readonly #copied = byId('replay-copied', HTMLElement);

  readonly #bar = byId('replaying', HTMLElement);
  readonly #speed = byId('replaying-speed', HTMLSelectElement);
  readonly #findings = byId('replaying-findings', HTMLElement);

  constructor(start: (seed: string) => void, send: (command: PageCommand) => void) {
    const speeds = replaySpeeds.map((times) =>
      make('option', { value: String(times) }, `× ${times}`),
    );
    this.#speed.append(...speeds);
    this.#speed.addEventListener('change', () =>
      send({ do: 'speed', times: Number(this.#speed.value) }),
    );
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

  /** `replaying`: the command that is played, if one is. */
  reset(seed: string, command: string, replaying: string): void {
    this.#seed.value = replaying || seed;
    this.#command.textContent = command;
    byId('replaying-command', HTMLElement).textContent = replaying;
  }

  setState({ replay }: State): void {
    this.#bar.hidden = replay === null;
    document.body.classList.toggle('played', replay?.over === false);
    if (!replay) return;
    const { over, times, findings } = replay;
    const end = findings.length === 0 ? 'nothing is wrong' : 'this is wrong';
    const words = over ? `Replay over, ${end}. The terminal is yours.` : 'Replaying, hands off:';
    byId('replaying-state', HTMLElement).textContent = words;
    this.#speed.value = String(times);
    this.#speed.disabled = over;
    this.#findings.hidden = findings.length === 0;
    this.#findings.replaceChildren(...findings.map((text) => make('li', {}, text)));
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
