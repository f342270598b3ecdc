// SPDX-License-Identifier: Apache-2.0
//
// The wiring of the board jiaozi-s3, as docs/hardware/jiaozi-s3.md shows it. Transcribed apart from src/board/jiaozi-s3/wiring.ts;
// a test compares the two.

export const pins = {
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
} as const;

/** Behind the USB bridge; no part of the terminal is there. */
export const uart0 = { transmit: 43, receive: 44 } as const;
