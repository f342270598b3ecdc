// SPDX-License-Identifier: Apache-2.0
//
// PCF8563 real-time clock on I2C, with its own battery: time goes on while the board is off.
// Follows docs/sources.md [domain E10] and the NXP data sheet (Rev. 10, 2012) as far as cited at each place.
// What a reader would get wrong: bits marked "unused" read as anything, so they are drawn at random here; and every access
// sees one frozen moment, but two accesses see two.

import { type ChipContext, type I2cDevice, ModelViolation } from './model.ts';

/** Register addresses as the data sheet names them. */
export const pcf8563Registers = {
  Control_status_1: 0x00,
  Control_status_2: 0x01,
  VL_seconds: 0x02,
  Minutes: 0x03,
  Hours: 0x04,
  Days: 0x05,
  Weekdays: 0x06,
  Century_months: 0x07,
  Years: 0x08,
  Minute_alarm: 0x09,
  Hour_alarm: 0x0a,
  Day_alarm: 0x0b,
  Weekday_alarm: 0x0c,
  CLKOUT_control: 0x0d,
  Timer_control: 0x0e,
  Timer: 0x0f,
} as const;

const R = pcf8563Registers;

/** Bits that exist, by register; the others are unused. */
const implemented = [
  0xff, 0xff, 0xff, 0x7f, 0x3f, 0x3f, 0x07, 0x9f, 0xff, 0xff, 0xbf, 0xbf, 0x87, 0x83, 0x83, 0xff,
] as const;
/** Lowest and highest value of the BCD registers, and the bits that carry it. */
const bcdRanges: Readonly<Record<number, readonly [low: number, high: number, mask: number]>> = {
  [R.VL_seconds]: [0, 59, 0x7f],
  [R.Minutes]: [0, 59, 0x7f],
  [R.Hours]: [0, 23, 0x3f],
  [R.Days]: [1, 31, 0x3f],
  [R.Weekdays]: [0, 6, 0x07],
  [R.Century_months]: [1, 12, 0x1f],
  [R.Years]: [0, 99, 0xff],
};
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** From release of STOP to the first second; the spread is one period of the 8,192 Hz stage (data sheet 8.10). */
const firstSecondUs = 507_813;
const firstSecondSpreadUs = 122;

export interface Pcf8563Time {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export class Pcf8563Chip {
  readonly bus: I2cDevice & { readonly hzMax: number };
  readonly faults = {
    /** The next `count` accesses find nobody. */
    nackNext: (count: number) => {
      this.#nacks = count;
    },
    /** The backup battery was out: registers start anew, VL is set. */
    loseBattery: () => this.#start(),
    /** The crystal is off by so many millionths; positive runs fast. */
    driftPpm: (ppm: number) => {
      this.#advance();
      this.#ppm = ppm;
    },
    /** The clock shows `seconds` more than it should (not negative). */
    jump: (seconds: number) => {
      this.#advance();
      this.#addSeconds(seconds);
    },
  };

  readonly #context: ChipContext;
  readonly #registers = new Uint8Array(16);
  #powered = true;
  #pointer = 0;
  #nacks = 0;
  #ppm = 0;
  /** Kernel time of the next second; meaningless while STOP is set. */
  #nextSecondUs = 0;

  /** Without `wallTime` the clock was never set: VL. */
  constructor(context: ChipContext, wallTime?: Pcf8563Time) {
    this.#context = context;
    this.bus = {
      address: 0x51,
      hzMax: 400_000,
      write: (bytes) => this.#write(bytes),
      read: (count) => this.#read(count),
    };
    this.#start();
    if (wallTime) this.#set(wallTime);
  }

  /** The board is off: nobody speaks to the chip, but the battery keeps it going. */
  powerOff(): void {
    this.#powered = false;
    this.#pointer = 0;
  }

  powerOn(): void {
    this.#powered = true;
  }

  snapshot(): unknown {
    this.#advance();
    const at = (register: number) => this.#registers[register]!.toString(16).padStart(2, '0');
    const clock = `${at(R.Hours)}:${at(R.Minutes)}:${(this.#registers[R.VL_seconds]! & 0x7f).toString(16).padStart(2, '0')}`;
    return {
      date: `${at(R.Years)}-${(this.#registers[R.Century_months]! & 0x1f).toString(16).padStart(2, '0')}-${at(R.Days)}`,
      clock,
      valid: !this.#lowVoltage,
      stopped: this.#stopped,
    };
  }

  // Bus

  #write(bytes: Uint8Array): boolean {
    if (!this.#present()) return false;
    if (bytes.length === 0) return true;
    if (bytes[0]! > R.Timer) throw this.#violation(`register ${bytes[0]!.toString(16)}h`);
    this.#advance();
    this.#pointer = bytes[0]!;
    for (let i = 1; i < bytes.length; i++) {
      this.#writeRegister(this.#pointer, bytes[i]!);
      this.#pointer = (this.#pointer + 1) & 0x0f;
    }
    return true;
  }

  #read(count: number): Uint8Array | undefined {
    if (!this.#present()) return undefined;
    this.#advance();
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const unused = ~implemented[this.#pointer]! & 0xff;
      bytes[i] = this.#registers[this.#pointer]! | (unused & this.#context.random.below(256));
      this.#pointer = (this.#pointer + 1) & 0x0f;
    }
    return bytes;
  }

  #present(): boolean {
    if (!this.#powered) throw this.#violation('accessed without power');
    if (this.#nacks === 0) return true;
    this.#nacks--;
    return false;
  }

  #writeRegister(register: number, value: number): void {
    this.#check(register, value);
    const wasStopped = this.#stopped;
    this.#registers[register] = value & implemented[register]!;
    // STOP holds the prescaler in reset; the first second after it is about half as long.
    if (register === R.Control_status_1 && wasStopped && !this.#stopped) {
      const nowUs = this.#context.kernel.nowUs;
      this.#nextSecondUs =
        nowUs + firstSecondUs + this.#context.random.below(firstSecondSpreadUs + 1);
    }
  }

  #check(register: number, value: number): void {
    if (this.#context.foreign) return;
    const name = Object.keys(R)[register]!;
    const refuse = (what: string) => this.#violation(`${name} ${value.toString(16)}h: ${what}`);
    if (register === R.Control_status_1 && value & 0x57) throw refuse('bits to be written 0');
    if (register === R.Control_status_1 && value & 0x80) throw refuse('test mode');
    if (register === R.Control_status_2 && value & 0xe0) throw refuse('bits to be written 0');
    if (register === R.Control_status_2 && value & 0x03)
      throw refuse('the interrupt pin is not wired');
    if (register === R.Timer_control && value & 0x80)
      throw refuse('the countdown timer is not modelled');
    if (register >= R.Minute_alarm && register <= R.Weekday_alarm && (value & 0x80) === 0) {
      throw refuse('the alarm is not modelled');
    }
    const range = bcdRanges[register];
    if (!range) return;
    const [low, high, mask] = range;
    const number = fromBcd(value & mask);
    if (number === undefined || number < low || number > high) throw refuse('not a valid value');
  }

  // Time

  get #stopped(): boolean {
    return (this.#registers[R.Control_status_1]! & 0x20) !== 0;
  }

  get #lowVoltage(): boolean {
    return (this.#registers[R.VL_seconds]! & 0x80) !== 0;
  }

  /** Power-on reset: VL set, alarms off, power-on override on, time anything. */
  #start(): void {
    const { random, kernel } = this.#context;
    this.#registers.set([0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x03, 0]);
    this.#set({
      year: 2000 + random.below(100),
      month: random.between(1, 12),
      day: random.between(1, 28),
      hour: random.below(24),
      minute: random.below(60),
      second: random.below(60),
    });
    this.#registers[R.VL_seconds]! |= 0x80;
    this.#nextSecondUs = kernel.nowUs + random.between(1, 1_000_000);
  }

  #set(time: Pcf8563Time): void {
    const registers = this.#registers;
    registers[R.VL_seconds] = toBcd(time.second);
    registers[R.Minutes] = toBcd(time.minute);
    registers[R.Hours] = toBcd(time.hour);
    registers[R.Days] = toBcd(time.day);
    registers[R.Weekdays] = weekday(time);
    registers[R.Century_months] = toBcd(time.month);
    registers[R.Years] = toBcd(time.year % 100);
    this.#nextSecondUs = this.#context.kernel.nowUs + 1_000_000;
  }

  /** Lets the counters catch up with the kernel's clock. */
  #advance(): void {
    const nowUs = this.#context.kernel.nowUs;
    if (this.#stopped || nowUs < this.#nextSecondUs) return;
    const secondUs = 1_000_000 - this.#ppm;
    const seconds = Math.floor((nowUs - this.#nextSecondUs) / secondUs) + 1;
    this.#nextSecondUs += seconds * secondUs;
    this.#addSeconds(seconds);
  }

  #addSeconds(seconds: number): void {
    const registers = this.#registers;
    const count = (register: number, mask: number) => fromBcd(registers[register]! & mask) ?? 0;
    const total =
      count(R.Hours, 0x3f) * 3600 +
      count(R.Minutes, 0x7f) * 60 +
      count(R.VL_seconds, 0x7f) +
      seconds;
    const ofDay = total % 86_400;
    registers[R.VL_seconds] = (registers[R.VL_seconds]! & 0x80) | toBcd(ofDay % 60);
    registers[R.Minutes] = toBcd(Math.floor(ofDay / 60) % 60);
    registers[R.Hours] = toBcd(Math.floor(ofDay / 3600));
    for (let days = Math.floor(total / 86_400); days > 0; days--) this.#addDay();
  }

  /** Every fourth year is a leap year, year 00 too (data sheet 8.4.4); the century bit turns over with 99 to 00. */
  #addDay(): void {
    const registers = this.#registers;
    registers[R.Weekdays] = (registers[R.Weekdays]! + 1) % 7;
    const month = fromBcd(registers[R.Century_months]! & 0x1f) ?? 1;
    const year = fromBcd(registers[R.Years]!) ?? 0;
    const day = (fromBcd(registers[R.Days]!) ?? 1) + 1;
    const last = month === 2 && year % 4 === 0 ? 29 : daysOfMonth[month - 1]!;
    registers[R.Days] = toBcd(day > last ? 1 : day);
    if (day <= last) return;
    const century = registers[R.Century_months]! & 0x80;
    registers[R.Century_months] = century | toBcd((month % 12) + 1);
    if (month < 12) return;
    registers[R.Years] = toBcd((year + 1) % 100);
    if (year === 99) registers[R.Century_months]! ^= 0x80;
  }

  #violation(what: string): ModelViolation {
    return new ModelViolation('pcf8563', what);
  }
}

function toBcd(number: number): number {
  return Math.floor(number / 10) * 16 + (number % 10);
}

function fromBcd(byte: number): number | undefined {
  const [tens, units] = [byte >> 4, byte & 15];
  return tens > 9 || units > 9 ? undefined : tens * 10 + units;
}

/** 0 is Sunday: days since Saturday, 1 January 2000. */
function weekday(time: Pcf8563Time): number {
  let days = (time.year - 2000) * 365 + Math.floor((time.year - 2000 + 3) / 4) + time.day - 1;
  for (let month = 1; month < time.month; month++) days += daysOfMonth[month - 1]!;
  if (time.month > 2 && time.year % 4 === 0) days++;
  return (days + 6) % 7;
}
