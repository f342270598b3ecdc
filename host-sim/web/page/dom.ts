// SPDX-License-Identifier: Apache-2.0
//
// The little of a framework that this page needs.

/** The element with that id; a missing one is a mistake in index.html. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new TypeError(`index.html has no ${kind.name} #${id}`);
  return element;
}

type Attributes = Readonly<Record<string, string | boolean>>;

/** A new element. An attribute that is false is left out. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/** What a person reads as an amount: minor units with two decimals. */
export function amountText(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '−' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Time of day for a time of the run. */
export function clockText(daySecond: number, atUs: number): string {
  const second = (((daySecond + Math.floor(atUs / 1_000_000)) % 86_400) + 86_400) % 86_400;
  const parts = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** A mouse that presses a button leaves no focus on it, nor on anything else: what is typed then is for the terminal. */
export function leaveKeysToTerminal(): void {
  addEventListener('mousedown', (event) => {
    const target = event.target as Element;
    if (target.closest('button, summary') === null) return;
    event.preventDefault();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
}
