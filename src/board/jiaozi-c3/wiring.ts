// SPDX-License-Identifier: Apache-2.0
//
// The board jiaozi-c3: an ESP32-C3 module with what fits on its pins; docs/hardware/boards.md has the table and the reasons.
// Keys, from the top left: 1 2 3 cancel, 4 5 6 enter, 7 8 9 0 (codes of drivers/keypad).

import type { Wiring } from '../wiring.ts';

export const wiring = Object.freeze(
  {
    row: [8, 9, 2],
    column: [0, 1, 3, 20],
    keys: [1, 2, 3, 13, 4, 5, 6, 12, 7, 8, 9, 0],
    displayDataCommand: 5,
    displayOut: 7,
    displayClock: 6,
    i2cData: 4,
    i2cClock: 21,
    readerInterrupt: 10,
  } as const satisfies Wiring,
  true,
);
