// SPDX-License-Identifier: Apache-2.0
//
// The drawer of cards and phones, and the reader they are held to. A click holds a card there for a moment; one that is
// dragged is in the field while it is over the reader, and stays when it is dropped there.

import type { DrawerCard, PageCommand } from '../protocol.ts';
import { byId, make } from './dom.ts';

const dragStartsAtPx = 6;

interface Drag {
  readonly card: DrawerCard;
  readonly ghost: HTMLElement;
  /** From the pointer to the ghost's corner. */
  readonly grip: { readonly x: number; readonly y: number };
  over: boolean;
}

export class Cards {
  readonly #send: (command: PageCommand) => void;
  readonly #zone = byId('zone', HTMLElement);
  readonly #field = byId('field', HTMLElement);
  #cards: readonly DrawerCard[] = [];
  #present: readonly string[] = [];
  #last = '';
  #drag: Drag | undefined;

  constructor(send: (command: PageCommand) => void) {
    this.#send = send;
  }

  /** Fills the drawer. */
  setCards(cards: readonly DrawerCard[]): void {
    this.#cards = cards;
    this.#last = cards[0]?.name ?? '';
    for (const group of ['everyday', 'refused', 'awkward'] as const) {
      const rows = cards.filter((card) => card.group === group);
      byId(group, HTMLElement).replaceChildren(...rows.map((card) => this.#place(card)));
    }
  }

  /** Cards near the reader. */
  setField(names: readonly string[]): void {
    this.#present = names;
    const cards = names.flatMap((name) => this.#cards.filter((card) => card.name === name));
    this.#field.replaceChildren(...cards.map((card) => this.#inField(card)));
    this.#zone.classList.toggle('occupied', cards.length > 0);
    for (const button of document.querySelectorAll<HTMLElement>('.wallet [data-card]')) {
      button.classList.toggle('away', names.includes(button.dataset.card!));
    }
  }

  tapLast(): void {
    this.#tap(this.#last);
  }

  #tap(card: string): void {
    this.#last = card;
    this.#send({ do: 'tap', card });
  }

  #place(card: DrawerCard): HTMLElement {
    const button = picture(card, `Tap ${describe(card)}`);
    button.dataset.card = card.name;
    button.title = card.description;
    button.addEventListener('click', () => this.#tap(card.name));
    button.addEventListener('keydown', (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      const isPresent = this.#present.includes(card.name);
      this.#send({ do: isPresent ? 'remove' : 'present', card: card.name });
    });
    // Space would click as well.
    button.addEventListener('keyup', (event) => {
      if (event.key === ' ') event.preventDefault();
    });
    this.#makeDraggable(button, card);
    const place = make('div', { class: 'place' }, button);
    if (card.locked) place.append(this.#unlock(card));
    return place;
  }

  #unlock({ name, title }: DrawerCard): HTMLElement {
    const button = make('button', { type: 'button', 'aria-label': `Unlock ${title}` }, 'Unlock');
    button.addEventListener('click', () => this.#send({ do: 'unlock', card: name }));
    return button;
  }

  #inField(card: DrawerCard): HTMLElement {
    const button = picture(card, `Take ${describe(card)} away`);
    button.title = 'Click to take it away';
    button.addEventListener('click', () => this.#send({ do: 'remove', card: card.name }));
    this.#makeDraggable(button, card);
    return button;
  }

  #makeDraggable(button: HTMLElement, card: DrawerCard): void {
    button.addEventListener('pointerdown', (start) => {
      if (start.button !== 0) return;
      const away = new AbortController();
      const on = (
        kind: 'pointermove' | 'pointerup' | 'pointercancel',
        run: (event: PointerEvent) => void,
      ) => addEventListener(kind, run, { signal: away.signal });
      on('pointermove', (event) => {
        if (!this.#drag && distance(start, event) >= dragStartsAtPx)
          this.#begin(button, card, start);
        if (this.#drag) this.#move(this.#drag, event);
      });
      const end = () => {
        away.abort();
        if (!this.#drag) return;
        this.#drag.ghost.remove();
        this.#drag = undefined;
        // A drag that ends where it began is followed by a click, which is none.
        const stop = (event: Event) => event.stopPropagation();
        addEventListener('click', stop, { capture: true, once: true });
        setTimeout(() => removeEventListener('click', stop, { capture: true }), 0);
      };
      on('pointerup', end);
      on('pointercancel', () => {
        if (this.#drag?.over) this.#send({ do: 'remove', card: card.name });
        end();
      });
    });
  }

  #begin(button: HTMLElement, card: DrawerCard, start: PointerEvent): void {
    const { left, top, width } = button.getBoundingClientRect();
    const ghost = picture(card, '');
    ghost.classList.add('ghost');
    ghost.setAttribute('aria-hidden', 'true');
    ghost.style.width = `${width}px`;
    document.body.append(ghost);
    const grip = { x: start.clientX - left, y: start.clientY - top };
    this.#drag = { card, ghost, grip, over: this.#present.includes(card.name) };
    this.#last = card.name;
  }

  #move(drag: Drag, { clientX, clientY }: PointerEvent): void {
    drag.ghost.style.transform = `translate(${clientX - drag.grip.x}px, ${clientY - drag.grip.y}px)`;
    const { left, right, top, bottom } = this.#zone.getBoundingClientRect();
    const over = clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
    if (over === drag.over) return;
    drag.over = over;
    this.#send({ do: over ? 'present' : 'remove', card: drag.card.name });
  }
}

function picture({ face, title, number }: DrawerCard, label: string): HTMLButtonElement {
  return make(
    'button',
    { type: 'button', class: `card ${face}`, 'aria-label': label },
    make('span', { class: 'card-title' }, title),
    make('span', { class: 'card-chip', 'aria-hidden': 'true' }),
    make('span', { class: 'card-number' }, number === undefined ? '' : grouped(number)),
  );
}

function describe({ title, number }: DrawerCard): string {
  return number === undefined ? title : `${title}, ending in ${number.slice(-4)}`;
}

/** Short enough for the picture of a card. */
function grouped(number: string): string {
  return `${number.slice(0, 6)} ···· ${number.slice(-4)}`;
}

function distance(a: PointerEvent, b: PointerEvent): number {
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}
