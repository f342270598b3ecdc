// SPDX-License-Identifier: Apache-2.0
//
// The switches of the world: power, case, line, paper, cover, seed.

import type { LineState, PageCommand, State } from '../protocol.ts';
import { byId } from './dom.ts';

const paperWords: Readonly<Record<State['paper'], string>> = {
  ok: 'paper is in',
  'near end': 'paper ends soon',
  out: 'no paper',
};

export class Controls {
  readonly #power = byId('power', HTMLButtonElement);
  readonly #cover = byId('cover', HTMLButtonElement);
  readonly #case = byId('case', HTMLButtonElement);
  readonly #cut = byId('cut', HTMLButtonElement);
  readonly #seed = byId('seed', HTMLInputElement);
  readonly #lines = byId('line', HTMLFieldSetElement);

  constructor(send: (command: PageCommand) => void, newRun: (seed: string) => void) {
    const onClick = (id: string, command: () => PageCommand) => {
      const button = byId(id, HTMLButtonElement);
      button.addEventListener('click', () => send(command()));
    };
    onClick('power', () => ({ do: 'power', on: !isOn(this.#power) }));
    onClick('cover', () => ({ do: 'cover', open: !isOn(this.#cover) }));
    onClick('case', () => ({ do: 'case', open: !isOn(this.#case) }));
    onClick('cut', () => ({ do: 'cut', armed: !isOn(this.#cut) }));
    onClick('paper-end', () => ({ do: 'paper', what: 'end' }));
    onClick('paper-load', () => ({ do: 'paper', what: 'load' }));
    onClick('line-reset', () => ({ do: 'line', what: 'reset' }));
    for (const radio of this.#lines.querySelectorAll('input')) {
      radio.addEventListener('change', () => send({ do: 'line', what: radio.value as LineState }));
    }
    byId('seed-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      newRun(this.#seed.value);
    });
  }

  reset(seed: string): void {
    this.#seed.value = seed;
  }

  setState({ powered, cutArmed, caseOpen, coverOpen, line, paper, printing }: State): void {
    this.#power.setAttribute('aria-checked', String(powered));
    this.#cut.setAttribute('aria-checked', String(cutArmed));
    this.#cover.setAttribute('aria-checked', String(coverOpen));
    this.#case.setAttribute('aria-checked', String(caseOpen));
    for (const radio of this.#lines.querySelectorAll('input')) radio.checked = radio.value === line;
    const words = printing ? 'printing' : coverOpen ? 'cover open' : paperWords[paper];
    byId('printer-state', HTMLElement).textContent = words;
  }
}

function isOn(button: HTMLButtonElement): boolean {
  return button.getAttribute('aria-checked') === 'true';
}
