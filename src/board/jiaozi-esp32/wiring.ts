// SPDX-License-Identifier: Apache-2.0
//
// The board jiaozi-esp32: an ESP32-WROVER module; docs/hardware/boards.md has the table and the reasons.
//
// What a reader would get wrong: GPIO 36 and 39 have no pull-ups. Those two rows need a resistor each on the board.

import type { Wiring } from '../wiring.ts';

export const wiring = Object.freeze(
  {
    row: [32, 4, 15, 36, 39],
    column: [13, 14, 27, 33],
    displayReset: 0,
    displayDataCommand: 19,
    displaySelect: 5,
    displayOut: 23,
    displayClock: 18,
    i2cData: 21,
    i2cClock: 22,
    readerTransmit: 25,
    readerReceive: 34,
    printerTransmit: 26,
    printerReceive: 35,
    buzzer: 2,
  } as const satisfies Wiring,
  true,
);
