// SPDX-License-Identifier: Apache-2.0
//
// The log: the newest line at the bottom, in sight unless the reader has scrolled up.

import { type LogEntry, type LogKind, logKinds } from '../protocol.ts';
import { byId, clockText, make } from './dom.ts';

const entriesKept = 600;
const kindWords: Readonly<Record<LogKind, string>> = {
  host: 'host',
  card: 'card',
  chip: 'chips',
  terminal: 'terminal',
  you: 'you',
  run: 'replay',
};

export class LogView {
  readonly #lines = byId('log', HTMLElement);
  readonly #find = byId('log-find', HTMLInputElement);
  readonly #shown = new Set<LogKind>(logKinds);
  #daySecond = 0;

  constructor() {
    this.#shown.delete('chip');
    byId('log-kinds', HTMLElement).append(...logKinds.map((kind) => this.#checkbox(kind)));
    this.#find.addEventListener('input', () => this.#filterAll());
    const clear = byId('log-clear', HTMLButtonElement);
    clear.addEventListener('click', () => this.#lines.replaceChildren());
  }

  /** Without a replay nothing is told of one. */
  reset(daySecond: number, isReplay: boolean): void {
    this.#daySecond = daySecond;
    byId('log-kinds', HTMLElement).classList.toggle('without-replay', !isReplay);
    this.#lines.replaceChildren();
  }

  add(entries: readonly LogEntry[]): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#lines;
    const atEnd = scrollTop + clientHeight >= scrollHeight - 8;
    const rows = entries.slice(-entriesKept).map((entry) => this.#row(entry));
    for (const row of rows) this.#filter(row);
    this.#lines.append(...rows);
    while (this.#lines.childElementCount > entriesKept) this.#lines.firstElementChild!.remove();
    if (atEnd) this.#lines.scrollTop = this.#lines.scrollHeight;
  }

  #checkbox(kind: LogKind): HTMLElement {
    const box = make('input', { type: 'checkbox', checked: this.#shown.has(kind) });
    box.addEventListener('change', () => {
      if (box.checked) this.#shown.add(kind);
      else this.#shown.delete(kind);
      this.#filterAll();
    });
    return make('label', { class: `tag of-${kind}` }, box, kindWords[kind]);
  }

  #row({ atUs, kind, title, lines }: LogEntry): HTMLElement {
    const millis = String(Math.floor(atUs / 1000) % 1000).padStart(3, '0');
    const head = [
      make('time', {}, `${clockText(this.#daySecond, atUs)}.${millis}`),
      make('span', { class: `tag of-${kind}` }, kindWords[kind]),
      make('span', { class: 'title' }, title),
    ];
    const row =
      lines.length === 0
        ? make('div', { class: 'entry' }, ...head)
        : make(
            'details',
            { class: 'entry' },
            make('summary', {}, ...head),
            make('pre', {}, lines.join('\n')),
          );
    row.dataset.kind = kind;
    return row;
  }

  #filterAll(): void {
    for (const row of this.#lines.children) this.#filter(row as HTMLElement);
    this.#lines.scrollTop = this.#lines.scrollHeight;
  }

  #filter(row: HTMLElement): void {
    const wanted = this.#find.value.trim().toLowerCase();
    const isKind = this.#shown.has(row.dataset.kind as LogKind);
    row.hidden = !isKind || !(row.textContent ?? '').toLowerCase().includes(wanted);
  }
}
