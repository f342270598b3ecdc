// SPDX-License-Identifier: Apache-2.0
//
// A matrix keypad, scanned in C (keypad.c) so that in PIN entry no digit need come here; docs/sources.md [domain E7].
// What a reader would get wrong: the pins are claimed for life. `close` only stops the events; a second Keypad cannot be made.

/** Codes of keys; 0 to 9 are the digits. The same numbers stand in keypad.h. */
export const KeyCode = Object.freeze(
  {
    doubleZero: 10,
    point: 11,
    enter: 12,
    cancel: 13,
    clear: 14,
    up: 15,
    down: 16,
    menu: 17,
    language: 18,
    help: 19,
  } as const,
  true,
);

/** The usual 4 columns × 5 rows, row by row from the top. */
// biome-ignore format: the rows as they are seen
export const layout4x5: readonly number[] = Object.freeze([
  KeyCode.language, KeyCode.up, KeyCode.down, KeyCode.menu,
  1, 2, 3, KeyCode.cancel,
  4, 5, 6, KeyCode.clear,
  7, 8, 9, KeyCode.help,
  KeyCode.point, 0, KeyCode.doubleZero, KeyCode.enter,
], true);

/** By the number the scanner gives. */
const kinds = Object.freeze(['release', 'press', 'chord', 'stuck', 'secret'] as const, true);

export interface KeyEvent {
  /**
   * `chord`: keys that cannot be told apart, or two at once where only one may be; none of them counts. `secret`: of an entry whose
   * digits stay in C, the count has changed, or it has ended.
   */
  readonly kind: (typeof kinds)[number];
  /** 0 in a chord, and of a secret. */
  readonly code: number;
}

/** The board's way to say that events wait; called back in a turn of its own, never from within a call. */
export interface KeypadPort {
  onReady(callback: () => void): void;
}

export interface KeypadOptions {
  readonly port: KeypadPort;
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  /** Codes, row by row. Default: `layout4x5`. */
  readonly codes?: readonly number[];
  /** Two keys at once are a chord. Default: two keys may overlap, as when somebody types fast. */
  readonly oneKey?: boolean;
  readonly onKey: (event: KeyEvent) => void;
}

export class Keypad {
  readonly #onKey: (event: KeyEvent) => void;
  #open = true;

  constructor(options: KeypadOptions) {
    const { columns, rows, codes = layout4x5, oneKey = false, port } = options;
    if (codes.length !== columns.length * rows.length) {
      throw new RangeError(`${codes.length} codes for ${columns.length} × ${rows.length} keys`);
    }
    this.#onKey = options.onKey;
    const pins = [Uint8Array.from(columns), Uint8Array.from(rows)] as const;
    if (!keypadStart(pins[0], pins[1], Uint8Array.from(codes), oneKey)) {
      throw new Error('keypad: in use');
    }
    port.onReady(() => this.#drain());
  }

  close(): void {
    this.#open = false;
  }

  #drain(): void {
    // A handler may close the keypad.
    while (this.#open) {
      const event = keypadTake();
      if (event < 0) return;
      this.#onKey({ kind: kinds[event >> 8]!, code: event & 0xff });
    }
  }
}

function keypadStart(
  this: unknown,
  columns: Uint8Array,
  rows: Uint8Array,
  codes: Uint8Array,
  oneKey: boolean,
): boolean {
  return native('xs_keypad_start').call(this, columns, rows, codes, oneKey);
}

function keypadTake(this: unknown): number {
  return native('xs_keypad_take').call(this);
}
