// SPDX-License-Identifier: Apache-2.0
//
// A matrix of dome keys without diodes: columns are pulled low or let go by the board, rows hang on pull-ups.
// Follows docs/sources.md [domain E7]. A row is low when any path of closed contacts leads to a column that is pulled low,
// so three pressed corners of a rectangle show the fourth; a contact bounces for 1 to 10 ms.
// What a reader would get wrong: after a column changes, the rows keep their old levels for the settling time.

import type { Task } from '../link/kernel.ts';
import type { ChipContext, PinInput } from './model.ts';

export interface KeyMatrixOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** Time the rows take to follow a column. */
  readonly settleUs?: number;
}

const bounceUsMin = 1_000;
const bounceUsMax = 10_000;

interface Contact {
  readonly row: number;
  readonly column: number;
  closed: boolean;
  /** What the finger wants. */
  pressed: boolean;
  stuck: boolean;
  bounces: Task[];
}

export class KeyMatrixChip {
  /** All that firmware can see. Bit i of `readRows` is row i, 1 is high. `onRows` is called on every change of a level. */
  readonly bus: {
    readonly columns: readonly PinInput[];
    readRows(): number;
    onRows: ((levels: number) => void) | undefined;
  };
  /** All that a finger can do. */
  readonly world = {
    press: (row: number, column: number) => this.#move(row, column, true),
    release: (row: number, column: number) => this.#move(row, column, false),
  };
  readonly faults = {
    /** The dome stays down whatever the finger does. */
    stick: (row: number, column: number) => this.#stick(row, column, true),
    free: (row: number, column: number) => this.#stick(row, column, false),
  };

  readonly #context: ChipContext;
  readonly #columnCount: number;
  readonly #rowCount: number;
  readonly #settleUs: number;
  readonly #contacts: Contact[];
  /** By row, bit i: the contact of column i is closed. */
  readonly #closedColumns: number[];
  /** Bit i: column i is pulled low. */
  #lowColumns = 0;
  /** Levels as the board reads them now, 1 is high. */
  #levels: number;
  #settling: Task | undefined;

  constructor(context: ChipContext, options: KeyMatrixOptions = {}) {
    this.#context = context;
    this.#columnCount = options.columns ?? 4;
    this.#rowCount = options.rows ?? 5;
    this.#settleUs = options.settleUs ?? 5;
    this.#levels = (1 << this.#rowCount) - 1;
    this.#closedColumns = Array.from({ length: this.#rowCount }, () => 0);
    this.#contacts = Array.from({ length: this.#columnCount * this.#rowCount }, (_, index) => ({
      row: Math.floor(index / this.#columnCount),
      column: index % this.#columnCount,
      closed: false,
      pressed: false,
      stuck: false,
      bounces: [],
    }));
    this.bus = {
      columns: Array.from({ length: this.#columnCount }, (_, column) => ({
        set: (level: 0 | 1) => this.#drive(column, level),
      })),
      readRows: () => this.#levels,
      onRows: undefined,
    };
  }

  /** The board lets go of every column; fingers stay where they are. */
  powerOff(): void {
    this.#lowColumns = 0;
    this.#settle();
  }

  powerOn(): void {}

  snapshot(): unknown {
    const keys: string[] = [];
    this.#contacts.forEach((contact, index) => {
      if (contact.pressed || contact.stuck) {
        const place = `${Math.floor(index / this.#columnCount)},${index % this.#columnCount}`;
        keys.push(contact.stuck ? `${place} stuck` : place);
      }
    });
    return { keys, lowColumns: this.#lowColumns, levels: this.#levels };
  }

  #drive(column: number, level: 0 | 1): void {
    const bit = 1 << column;
    const low = level === 0 ? this.#lowColumns | bit : this.#lowColumns & ~bit;
    if (low === this.#lowColumns) return;
    this.#lowColumns = low;
    this.#context.kernel.cancel(this.#settling);
    this.#settling = undefined;
    if (this.#closure() === this.#levels) return;
    this.#settling = this.#context.kernel.schedule(this.#settleUs, () => this.#settle());
  }

  #move(row: number, column: number, pressed: boolean): void {
    const contact = this.#contact(row, column);
    if (contact.pressed === pressed) return;
    contact.pressed = pressed;
    for (const task of contact.bounces) this.#context.kernel.cancel(task);
    contact.bounces = [];
    if (contact.stuck) return;
    this.#bounce(contact, pressed);
  }

  /** The contact changes at once, then a few more times until it rests, at the latest after 10 ms. */
  #bounce(contact: Contact, closed: boolean): void {
    const { kernel, random } = this.#context;
    this.#set(contact, closed);
    const lastUs = random.between(bounceUsMin, bounceUsMax);
    const pairs = random.between(1, 4);
    const times = Array.from({ length: pairs * 2 - 1 }, () => random.between(50, lastUs - 1));
    times.sort((a, b) => a - b).push(lastUs);
    contact.bounces = times.map((atUs, index) =>
      kernel.schedule(atUs, () => this.#set(contact, index % 2 === 0 ? !closed : closed)),
    );
  }

  #stick(row: number, column: number, stuck: boolean): void {
    const contact = this.#contact(row, column);
    for (const task of contact.bounces) this.#context.kernel.cancel(task);
    contact.bounces = [];
    contact.stuck = stuck;
    this.#set(contact, stuck || contact.pressed);
  }

  #contact(row: number, column: number): Contact {
    if (row < 0 || row >= this.#rowCount || column < 0 || column >= this.#columnCount) {
      throw new RangeError(`no key at row ${row}, column ${column}`);
    }
    return this.#contacts[row * this.#columnCount + column]!;
  }

  #set(contact: Contact, closed: boolean): void {
    if (contact.closed === closed) return;
    contact.closed = closed;
    this.#closedColumns[contact.row]! ^= 1 << contact.column;
    this.#settle();
  }

  #settle(): void {
    this.#context.kernel.cancel(this.#settling);
    this.#settling = undefined;
    const levels = this.#closure();
    if (levels === this.#levels) return;
    this.#levels = levels;
    this.bus.onRows?.(levels);
  }

  /** Follows closed contacts from the columns that are pulled low until nothing new is reached. */
  #closure(): number {
    let columns = this.#lowColumns;
    let rows = 0;
    for (let grown = columns !== 0; grown; ) {
      grown = false;
      for (let row = 0; row < this.#rowCount; row++) {
        const closed = this.#closedColumns[row]!;
        if ((closed & columns) === 0 || rows & (1 << row)) continue;
        rows |= 1 << row;
        columns |= closed;
        grown = true;
      }
    }
    return ~rows & ((1 << this.#rowCount) - 1);
  }
}
