// SPDX-License-Identifier: Apache-2.0
//
// What hangs on which pin of the board that the IO tests run on (support/world.ts), for both sides.

export const pins = {
  /** Wired to `input`. */
  output: 12,
  input: 13,
  /** Wired to `input2`. */
  output2: 14,
  input2: 15,
  /** Nothing but a pull-up. */
  free: 16,
  /** Where nothing can be: not a pin. */
  none: 99,
  /** The duty of the one is what the other reads, times four. */
  pwm: 17,
  analog: 18,
  data: 20,
  clock: 21,
  spiClock: 24,
  spiOut: 25,
  spiIn: 26,
  spiSelect: 27,
  spiSelectNobody: 28,
  receive: 30,
  transmit: 31,
} as const;

export const address = {
  /** 256 bytes of memory: a write sets the place and writes from there, a read goes on from it. */
  memory: 0x50,
  /** Takes its address and nothing more. */
  sulky: 0x51,
  nobody: 0x52,
} as const;

export const host = '192.0.2.1';

export const port = {
  echo: 7,
  /** Nobody listens. */
  closed: 9,
  /** Sends 300 bytes and closes. */
  sender: 19,
  /** Takes everything, says nothing. */
  sink: 20,
} as const;
