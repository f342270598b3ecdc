// SPDX-License-Identifier: Apache-2.0
//
// A bench for one driver: ECMA-419 IO classes bound straight to chip models, and a clock on the kernel. Node only; the
// program's own IO classes go through the link instead.
// What a reader would get wrong: alarms run between advances of the kernel, never within one, as in the real run loop.

import type { ChipContext, I2cDevice, PinInput, SpiDevice } from '../../../host-sim/chips/model.ts';
import { Kernel } from '../../../host-sim/link/kernel.ts';
import type { Alarm, Clock } from '../../../src/io/clock.ts';
import type {
  Analog,
  AnalogOptions,
  Digital,
  DigitalOptions,
  I2c,
  I2cOptions,
  Io,
  Pwm,
  PwmOptions,
  Spi,
  SpiOptions,
} from '../../../src/io/ecma419.ts';

interface PendingAlarm {
  readonly atUs: number;
  readonly callback: () => void;
  cancelled: boolean;
}

type PwmSink = (hz: number, duty: number, period: number) => void;

/** An IO object that was closed refuses everything but another close. */
class Resource {
  #closed = false;

  constructor(
    readonly bench: Bench,
    readonly pins: readonly number[],
  ) {
    for (const pin of pins) {
      if (bench.pinsInUse.has(pin)) throw new Error(`pin ${pin} in use`);
    }
    for (const pin of pins) bench.pinsInUse.add(pin);
  }

  use(): void {
    if (this.#closed) throw new SyntaxError('closed');
    this.bench.fault();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const pin of this.pins) this.bench.pinsInUse.delete(pin);
  }
}

export class Bench {
  readonly kernel: Kernel;
  readonly pinsInUse = new Set<number>();
  readonly clock: Clock;
  /** Uses of a bus until one fails; 0 never. */
  failAfter = 0;
  /** Uses of a bus so far. */
  uses = 0;
  #alarms: PendingAlarm[] = [];

  constructor(seed = 'bench') {
    this.kernel = new Kernel(seed);
    const bench = this;
    this.clock = {
      get nowMs() {
        return Math.floor(bench.kernel.nowUs / 1000);
      },
      after: (delayMs, callback) => this.#after(delayMs, callback),
    };
  }

  context(chip: string, foreign = false): ChipContext {
    return { kernel: this.kernel, random: this.kernel.random(chip), log: () => {}, foreign };
  }

  get alarmCount(): number {
    return this.#alarms.filter((alarm) => !alarm.cancelled).length;
  }

  /** Lets time pass; alarms come in the order of time, then of setting. */
  run(ms: number): void {
    const endUs = this.kernel.nowUs + ms * 1000;
    for (;;) {
      const due = this.#alarms
        .filter((alarm) => !alarm.cancelled && alarm.atUs <= endUs)
        .reduce<PendingAlarm | undefined>(
          (first, alarm) => (first && first.atUs <= alarm.atUs ? first : alarm),
          undefined,
        );
      if (!due) break;
      this.kernel.advanceTo(due.atUs);
      this.#alarms = this.#alarms.filter((alarm) => alarm !== due);
      due.callback();
    }
    this.kernel.advanceTo(endUs);
  }

  /** Called at each use of a bus: makes the chosen one fail. */
  fault(): void {
    this.uses++;
    if (this.failAfter > 0 && --this.failAfter === 0) throw new Error('bus error');
  }

  spi(device: SpiDevice, hz = 40_000_000, mode = 0): Io<SpiOptions, Spi> {
    const bench = this;
    const exchange = (resource: Resource, bytes: Uint8Array) => {
      resource.use();
      bench.kernel.spend((bytes.length * 8_000_000) / hz);
      return device.transfer(bytes, hz, mode) ?? new Uint8Array(bytes.length);
    };
    class TestSpi extends Resource implements Spi {
      constructor(options: SpiOptions) {
        super(bench, [options.clock, options.out!, options.select!]);
      }
      read(count: number): ArrayBuffer {
        return exchange(this, new Uint8Array(count)).slice().buffer;
      }
      write(bytes: ArrayBufferView | ArrayBuffer): void {
        if (bytes.byteLength > 65_535) throw new RangeError('too many bytes');
        exchange(this, asBytes(bytes));
      }
      transfer(bytes: Uint8Array): void {
        bytes.set(exchange(this, bytes));
      }
    }
    return { io: TestSpi, clock: 12, out: 11, select: 10, hz, mode };
  }

  digital(pin: number, input: PinInput): Io<DigitalOptions, Digital> {
    const bench = this;
    class TestDigital extends Resource implements Digital {
      #level: 0 | 1 = 0;
      constructor(options: DigitalOptions) {
        super(bench, [options.pin]);
        try {
          this.write(options.initialValue ?? 0);
        } catch (error) {
          this.close();
          throw error;
        }
      }
      read(): number {
        this.use();
        return this.#level;
      }
      write(value: number): void {
        this.use();
        this.#level = value ? 1 : 0;
        input.set(this.#level);
      }
    }
    return { io: TestDigital, pin, mode: 8 };
  }

  /** Without a device at the address nobody acknowledges. */
  i2c(device: I2cDevice): Omit<Io<I2cOptions, I2c>, 'address' | 'hz'> {
    const bench = this;
    class TestI2c extends Resource implements I2c {
      readonly #present: boolean;
      readonly #byteUs: number;
      constructor(options: I2cOptions) {
        super(bench, []);
        this.#present = options.address === device.address;
        this.#byteUs = 9_000_000 / options.hz;
      }
      read(count: number): ArrayBuffer {
        this.use();
        bench.kernel.spend((count + 1) * this.#byteUs);
        const bytes = this.#present ? device.read(count) : undefined;
        if (!bytes) throw new Error('no acknowledge');
        return bytes.slice().buffer;
      }
      write(bytes: ArrayBufferView | ArrayBuffer): void {
        this.use();
        bench.kernel.spend((bytes.byteLength + 1) * this.#byteUs);
        if (!this.#present || !device.write(asBytes(bytes))) throw new Error('no acknowledge');
      }
      writeRead(bytes: ArrayBufferView | ArrayBuffer, count: number): ArrayBuffer {
        this.write(bytes);
        return this.read(count);
      }
    }
    return { io: TestI2c, data: 13, clock: 14 };
  }

  pwm(pin: number, sink: PwmSink): Io<PwmOptions, Pwm> {
    const bench = this;
    class TestPwm extends Resource implements Pwm {
      readonly hz: number;
      readonly resolution = 10;
      constructor(options: PwmOptions) {
        super(bench, [options.pin]);
        this.hz = options.hz ?? 1024;
      }
      write(duty: number): void {
        this.use();
        sink(this.hz, duty, 1 << this.resolution);
      }
      override close(): void {
        sink(this.hz, 0, 1 << this.resolution);
        super.close();
      }
    }
    return { io: TestPwm, pin };
  }

  analog(
    pin: number,
    source: { readonly resolution: number; read(): number },
  ): Io<AnalogOptions, Analog> {
    const bench = this;
    class TestAnalog extends Resource implements Analog {
      readonly resolution = source.resolution;
      constructor(options: AnalogOptions) {
        super(bench, [options.pin]);
      }
      read(): number {
        this.use();
        return source.read();
      }
    }
    return { io: TestAnalog, pin };
  }

  #after(delayMs: number, callback: () => void): Alarm {
    const alarm = { atUs: this.kernel.nowUs + delayMs * 1000, callback, cancelled: false };
    this.#alarms.push(alarm);
    return {
      cancel: () => {
        alarm.cancelled = true;
      },
    };
  }
}

function asBytes(bytes: ArrayBufferView | ArrayBuffer): Uint8Array {
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
