// SPDX-License-Identifier: Apache-2.0
//
// The one protocol between a program and its world, as in native/link.h; docs/internals/link.md describes it. All numbers
// are little-endian. A record: op u8, kind u8, handle u16, length u32, payload. An answer: status u8, error class u8,
// handle u16, length u32, now in microseconds u64, payload. An event: handle u16, kind u8, zero u8, value u32.

export const Op = { Open: 1, Close: 2, Write: 3, Transfer: 4, Report: 6 } as const;

export const Status = { Ok: 0, Error: 1, PowerLost: 2 } as const;

/** XS's numbers of its error classes. */
export const ErrorClass = { Error: 1, Range: 3, Syntax: 5, Type: 6 } as const;

export const EventKind = { Readable: 1, Writable: 2, Error: 3, Timer: 4, Keypad: 5 } as const;

/** What can be opened. The payload of `open` is the options of that kind, written down where the IO class is. */
export const Kind = {
  Digital: 1,
  DigitalBank: 2,
  Pwm: 3,
  Analog: 4,
  I2c: 5,
  Spi: 6,
  Serial: 7,
  Tcp: 8,
  Flash: 9,
  Entropy: 10,
  Tls: 11,
  Gpio: 20,
  Secret: 21,
  Counter: 22,
} as const;

export const recordHeaderBytes = 8;
export const answerHeaderBytes = 16;
export const eventBytes = 8;
export const eventsPerTurn = 64;
export const mailboxBytes = 128 * 1024;

export const noPin = 255;
