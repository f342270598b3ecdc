// SPDX-License-Identifier: Apache-2.0
//
// What the images of a bench share: the UART that is behind the USB bridge of the board jiaozi-s3, and the number of this start.

import Serial from 'embedded:io/serial';
import { entropy } from 'jiaozi:entropy';

export const uart0 = Object.freeze({
  io: Serial,
  transmit: 43,
  receive: 44,
  port: 0,
  baud: 115_200,
} as const);

/** 1 … 65535, another one at each start. */
export function bootNumber(): number {
  const random = entropy(2);
  return (random[0]! << 8) | random[1]! || 1;
}
