// SPDX-License-Identifier: Apache-2.0
//
// A switch under the lid of the case: pressed, and so closed to ground, while the case is shut. The input has a pull-up, so that a
// cut wire reads like an open case.
// What a reader would get wrong: it is a switch. It knows neither power nor time, and what happens while the power is off shows
// only in the level that is found afterwards.

import type { Net } from '../link/wiring.ts';

export class TamperSwitchChip {
  #open = false;
  /** All that firmware can see: low while the case is shut. */
  readonly bus: Net = {
    onChange: undefined,
    drive: () => {},
    level: () => (this.#open ? 1 : 0),
  };
  /** All that a screwdriver can do. */
  readonly world = {
    open: () => this.#set(true),
    close: () => this.#set(false),
    isOpen: () => this.#open,
  };

  snapshot(): unknown {
    return { open: this.#open };
  }

  #set(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    this.bus.onChange?.();
  }
}
