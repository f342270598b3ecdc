// SPDX-License-Identifier: Apache-2.0
//
// The board jiaozi-s3: an ESP32-S3 module and parts that anybody can buy; docs/hardware/jiaozi-s3.md has the drawing.

import type { Wiring } from '../wiring.ts';

export const wiring = Object.freeze(
  {
    battery: 1,
    row: [39, 40, 41, 42, 2],
    column: [35, 36, 37, 38],
    led: [4, 5, 6, 47],
    displayBacklight: 7,
    displayReset: 8,
    displayDataCommand: 9,
    displaySelect: 10,
    displayOut: 11,
    displayClock: 12,
    i2cData: 13,
    i2cClock: 14,
    printerTransmit: 15,
    printerReceive: 16,
    readerTransmit: 17,
    readerReceive: 18,
    readerReset: 21,
    buzzer: 48,
    tamper: 3,
  } as const satisfies Wiring,
  true,
);
