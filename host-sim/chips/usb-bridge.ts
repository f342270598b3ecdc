// SPDX-License-Identifier: Apache-2.0
//
// The USB bridge behind a board's UART0 (a CP2102 or CH340 at a fixed rate): carries bytes, nothing else. What plugs into its
// USB side is the world's: a test, or a pseudo-terminal.

import type { UartDevice, UartLine } from './model.ts';

export class UsbBridge {
  readonly bus: UartDevice;
  readonly world: {
    /** Called with what the board sends. */
    onBytes: ((bytes: Uint8Array) => void) | undefined;
    /** Sends to the board; nobody listens while it is off. */
    send(bytes: Uint8Array): void;
  };

  constructor(baud = 115_200) {
    let line: UartLine | undefined;
    this.bus = {
      baud,
      receive: (bytes) => this.world.onBytes?.(bytes),
      attach: (attached) => {
        line = attached;
      },
    };
    this.world = { onBytes: undefined, send: (bytes) => line?.send(bytes) };
  }
}
