// SPDX-License-Identifier: Apache-2.0
//
// The keypad, and the computer's keys that stand for it.
// What a reader would get wrong: a computer key belongs to the control that has the focus, if that one has a use for it.

import { byId, make } from './dom.ts';

interface Cap {
  readonly key: string;
  readonly symbol: string;
  readonly words?: string;
  readonly look: 'digit' | 'function' | 'cancel' | 'clear' | 'enter';
  /** For people who hear the page. */
  readonly label: string;
}

const digit = (key: string, label = key): Cap => ({ key, symbol: key, look: 'digit', label });

const caps: readonly Cap[] = [
  { key: 'lang', symbol: '中/A', words: 'Language', look: 'function', label: 'Language' },
  { key: 'up', symbol: '▲', words: 'Up', look: 'function', label: 'Up' },
  { key: 'down', symbol: '▼', words: 'Down', look: 'function', label: 'Down' },
  { key: 'menu', symbol: '☰', words: 'Menu', look: 'function', label: 'Menu' },
  digit('1'),
  digit('2'),
  digit('3'),
  { key: 'cancel', symbol: '✕', words: '取消 Cancel', look: 'cancel', label: 'Cancel' },
  digit('4'),
  digit('5'),
  digit('6'),
  { key: 'clear', symbol: '‹', words: '清除 Clear', look: 'clear', label: 'Clear' },
  digit('7'),
  digit('8'),
  digit('9'),
  { key: 'help', symbol: '?', words: 'Help', look: 'function', label: 'Help' },
  digit('.', 'Point'),
  digit('0'),
  digit('00', 'Double zero'),
  { key: 'enter', symbol: '○', words: '确认 Enter', look: 'enter', label: 'Enter' },
];

/** By `KeyboardEvent.key`, letters in lower case. */
const computerKeys: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'0123456789.'].map((character) => [character, character])),
  enter: 'enter',
  escape: 'cancel',
  backspace: 'clear',
  delete: 'clear',
  arrowup: 'up',
  arrowdown: 'down',
  l: 'lang',
  m: 'menu',
  h: 'help',
};

export type Press = (key: string, pressed: boolean) => void;

export class Keypad {
  readonly #press: Press;
  readonly #buttons = new Map<string, HTMLButtonElement>();
  /** Computer keys that are down, and what they stand for. */
  readonly #held = new Map<string, string>();

  /** `other` gets the computer keys that are not of the keypad. */
  constructor(press: Press, other: (key: string) => void) {
    this.#press = press;
    const keys = byId('keys', HTMLElement);
    for (const cap of caps) keys.append(this.#button(cap));
    addEventListener('keydown', (event) => this.#keyDown(event, other));
    addEventListener('keyup', (event) => this.#keyUp(event.code));
    addEventListener('blur', () => this.#releaseAll());
  }

  #button(cap: Cap): HTMLButtonElement {
    const { key, look, label } = cap;
    const attributes = {
      type: 'button',
      class: `key ${look}`,
      'aria-label': label,
      'data-key': key,
    };
    const button = make('button', attributes, printed('symbol', cap.symbol));
    if (cap.words !== undefined) button.append(printed('words', cap.words));
    button.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      button.setPointerCapture(event.pointerId);
      this.#move(key, true);
    });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      button.addEventListener(end, () => this.#move(key, false));
    }
    // Enter, Space and helpers of people who use no mouse click without a pointer.
    button.addEventListener('click', (event) => {
      if (event.detail !== 0) return;
      this.#press(key, true);
      this.#press(key, false);
    });
    this.#buttons.set(key, button);
    return button;
  }

  #move(key: string, pressed: boolean): void {
    this.#buttons.get(key)!.classList.toggle('down', pressed);
    this.#press(key, pressed);
  }

  #keyDown(event: KeyboardEvent, other: (key: string) => void): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const name = event.key.toLowerCase();
    if (isTaken(event.target, name)) return;
    const key = Object.hasOwn(computerKeys, name) ? computerKeys[name] : undefined;
    if (key === undefined) {
      if (!event.repeat) other(name);
      return;
    }
    event.preventDefault();
    if (event.repeat) return;
    this.#held.set(event.code, key);
    this.#move(key, true);
  }

  #keyUp(code: string): void {
    const key = this.#held.get(code);
    if (key === undefined) return;
    this.#held.delete(code);
    this.#move(key, false);
  }

  #releaseAll(): void {
    for (const code of [...this.#held.keys()]) this.#keyUp(code);
  }
}

/** What is printed on a cap. Chinese has an element of its own: browsers mix fonts badly within one. */
function printed(kind: 'symbol' | 'words', text: string): HTMLElement {
  const parts = text.split(/([\u4e00-\u9fff]+)/).filter((part) => part !== '');
  const pieces = parts.map((part) =>
    part >= '\u4e00' ? make('span', { lang: 'zh' }, part) : part,
  );
  return make('span', { class: kind, 'aria-hidden': 'true' }, ...pieces);
}

/** Whether the control with the focus wants the key for itself. */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog[open], .trouble') !== null) return true;
  const activates = key === 'enter' || key === ' ';
  const isArrow = key.startsWith('arrow');
  if (target instanceof HTMLInputElement && /^(radio|checkbox)$/.test(target.type)) {
    return key === ' ' || isArrow;
  }
  if (target.matches('input, select, textarea')) return true;
  if (target.matches('button, summary, a')) return activates;
  return isArrow && target.tabIndex >= 0;
}
