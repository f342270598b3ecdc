// SPDX-License-Identifier: Apache-2.0
//
// PCF8563 real-time clock on I2C, after docs/sources.md [domain E10] and the NXP data sheet (Rev. 10, 2012), 8.4 and its method of
// reading and writing the time.
// What a reader would get wrong: all of the time is read, and written, in one access; two would fall on both sides of a second.

import type { DateTime } from '../../src/io/clock.ts';
import type { I2c, I2cOptions, Io } from '../../src/io/ecma419.ts';
import { fromBcd, toBcd } from '../lib/bcd.ts';

export const Register = Object.freeze(
  {
    Control_status_1: 0x00,
    Control_status_2: 0x01,
    VL_seconds: 0x02,
    Minutes: 0x03,
    Hours: 0x04,
    Days: 0x05,
    Weekdays: 0x06,
    Century_months: 0x07,
    Years: 0x08,
  } as const,
  true,
);

const ControlStatus1 = Object.freeze({ STOP: 0x20 } as const, true);
const VlSeconds = Object.freeze({ VL: 0x80 } as const, true);
const CenturyMonths = Object.freeze({ C: 0x80 } as const, true);

const address = 0x51;
const registersRead = Register.Years + 1;
const daysOfMonth = Object.freeze([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const, true);
const weekdayOffsets = Object.freeze([0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4] as const, true);

export interface Pcf8563Options {
  /** `address` and `hz` may be left to the driver. */
  readonly clock: Omit<Io<I2cOptions, I2c>, 'address' | 'hz'> &
    Partial<Pick<I2cOptions, 'address' | 'hz'>>;
}

export class Pcf8563 {
  #bus: I2c | undefined;

  constructor(options: Pcf8563Options) {
    const { clock } = options;
    this.#bus = new clock.io({ address, hz: 400_000, ...clock });
    try {
      // Tells a chip that is there from one that is not.
      this.#bus.writeRead(Uint8Array.of(Register.Control_status_1), 1);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Local time; undefined when the chip lost it or holds no date. */
  read(): DateTime | undefined {
    const bus = this.#require();
    const bytes = new Uint8Array(
      bus.writeRead(Uint8Array.of(Register.Control_status_1), registersRead),
    );
    if (bytes[Register.Control_status_1]! & ControlStatus1.STOP) return undefined;
    if (bytes[Register.VL_seconds]! & VlSeconds.VL) return undefined;
    const second = fromBcd(bytes[Register.VL_seconds]! & 0x7f);
    const minute = fromBcd(bytes[Register.Minutes]! & 0x7f);
    const hour = fromBcd(bytes[Register.Hours]! & 0x3f);
    const day = fromBcd(bytes[Register.Days]! & 0x3f);
    const month = fromBcd(bytes[Register.Century_months]! & 0x1f);
    const yearOfCentury = fromBcd(bytes[Register.Years]!);
    if (second === undefined || minute === undefined || hour === undefined) return undefined;
    if (day === undefined || month === undefined || yearOfCentury === undefined) return undefined;
    // The century bit turns over after 2099, and nobody writes it before.
    if (bytes[Register.Century_months]! & CenturyMonths.C) return undefined;
    const time = { year: 2000 + yearOfCentury, month, day, hour, minute, second };
    return isDateTime(time) ? time : undefined;
  }

  /** Sets the time and starts the clock; what was lost is valid again. */
  write(time: DateTime): void {
    const bus = this.#require();
    if (!isDateTime(time)) throw new RangeError('not a time of the years 2000 to 2099');
    bus.write(
      Uint8Array.of(
        Register.Control_status_1,
        0,
        0,
        toBcd(time.second),
        toBcd(time.minute),
        toBcd(time.hour),
        toBcd(time.day),
        weekday(time),
        toBcd(time.month),
        toBcd(time.year - 2000),
      ),
    );
  }

  close(): void {
    this.#bus?.close();
    this.#bus = undefined;
  }

  #require(): I2c {
    if (!this.#bus) throw new SyntaxError('pcf8563: closed');
    return this.#bus;
  }
}

function isDateTime(time: DateTime): boolean {
  const { year, month, day, hour, minute, second } = time;
  if (!within(year, 2000, 2099) || !within(month, 1, 12)) return false;
  const days = month === 2 && year % 4 === 0 ? 29 : daysOfMonth[month - 1]!;
  return (
    within(day, 1, days) && within(hour, 0, 23) && within(minute, 0, 59) && within(second, 0, 59)
  );
}

function within(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

/** Sakamoto's method; 0 is Sunday. */
function weekday(time: DateTime): number {
  const year = time.month < 3 ? time.year - 1 : time.year;
  const leaps = ((year / 4) | 0) - ((year / 100) | 0) + ((year / 400) | 0);
  return (year + leaps + weekdayOffsets[time.month - 1]! + time.day) % 7;
}
