// SPDX-License-Identifier: Apache-2.0

export const screenReaderPins = {
  clock: 1,
  out: 2,
  select: 3,
  dataCommand: 4,
  reset: 5,
  receive: 6,
  transmit: 7,
} as const;
