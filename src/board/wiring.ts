// SPDX-License-Identifier: Apache-2.0
//
// Which part is on which pin: what `jiaozi:wiring` is for each board. A part whose pins are missing is not on the board.

export interface Wiring {
  /** The keypad's rows are inputs, its columns open-drain outputs. */
  readonly row: readonly number[];
  readonly column: readonly number[];
  /** Codes of the keys, row by row (drivers/keypad); without them the usual twenty. */
  readonly keys?: readonly number[];
  readonly displayBacklight?: number;
  readonly displayReset?: number;
  readonly displayDataCommand: number;
  /** Tied low on a board that has no pin for it. */
  readonly displaySelect?: number;
  readonly displayOut: number;
  readonly displayClock: number;
  readonly i2cData?: number;
  readonly i2cClock?: number;
  /** Without a serial line of its own the reader is on the I2C bus. */
  readonly readerTransmit?: number;
  readonly readerReceive?: number;
  /** P70_IRQ, which a reader on the I2C bus needs. */
  readonly readerInterrupt?: number;
  readonly readerReset?: number;
  readonly printerTransmit?: number;
  readonly printerReceive?: number;
  readonly led?: readonly number[];
  readonly buzzer?: number;
  readonly battery?: number;
  /** To ground while the case is shut. */
  readonly tamper?: number;
}
