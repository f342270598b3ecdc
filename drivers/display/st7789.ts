// SPDX-License-Identifier: Apache-2.0
//
// ST7789 colour display on a 4-wire SPI, after docs/sources.md [domain E5]: RGB565, high byte first, as the ECMA-419 display class
// draws: begin, send, end.
// What a reader would get wrong: the panel stays dark until the first `end()`, because frame memory holds noise at power-on;
// draw the whole screen first. Waits are alarms: construct, then draw after `onReady`.

import type { Alarm, Clock } from '../../src/io/clock.ts';
import {
  type Digital,
  DigitalMode,
  type DigitalOptions,
  type Io,
  type Spi,
  type SpiOptions,
} from '../../src/io/ecma419.ts';

export const Command = Object.freeze(
  {
    SWRESET: 0x01,
    SLPOUT: 0x11,
    NORON: 0x13,
    INVON: 0x21,
    DISPOFF: 0x28,
    DISPON: 0x29,
    CASET: 0x2a,
    RASET: 0x2b,
    RAMWR: 0x2c,
    MADCTL: 0x36,
    COLMOD: 0x3a,
  } as const,
  true,
);

const Madctl = Object.freeze({ MY: 0x80, MX: 0x40, MV: 0x20 } as const, true);
const colmod16Bits = 0x55;

const orientations = Object.freeze(
  {
    0: 0,
    90: Madctl.MX | Madctl.MV,
    180: Madctl.MX | Madctl.MY,
    270: Madctl.MY | Madctl.MV,
  } as const,
  true,
);

const memoryWidth = 240;
const memoryHeight = 320;
/** ECMA-419 SPI takes at most 65,535 bytes a call; an even count keeps pixels whole. */
const bytesPerCallMax = 65_534;
const resetPulseMs = 1;
const resetWaitMs = 120;
const sleepOutWaitMs = 120;

export type Rotation = keyof typeof orientations;

export interface St7789Options {
  readonly spi: Io<SpiOptions, Spi>;
  readonly dataCommand: Io<DigitalOptions, Digital>;
  /** Without it the chip is reset by command. */
  readonly reset?: Io<DigitalOptions, Digital>;
  readonly clock: Clock;
  /** Pixels of the glass, as mounted at the origin of the memory. */
  readonly width: number;
  readonly height: number;
  readonly rotation?: Rotation;
  readonly onReady?: () => void;
  /** The bus failed before the display was ready; it is closed. Without it the error is thrown from the alarm. */
  readonly onError?: (error: unknown) => void;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class St7789 {
  readonly #options: St7789Options;
  #spi: Spi | undefined;
  #dataCommand: Digital | undefined;
  #reset: Digital | undefined;
  #alarm: Alarm | undefined;
  readonly #code = new Uint8Array(1);
  readonly #range = new Uint8Array(4);
  readonly #one = new Uint8Array(1);
  #rotation: Rotation = 0;
  #ready = false;
  #lit = false;
  #bytesLeft = 0;

  constructor(options: St7789Options) {
    const { spi, dataCommand, reset, width, height } = options;
    if (!(width >= 1 && width <= memoryWidth))
      throw new RangeError(`width ${width}, expected 1 to 240`);
    if (!(height >= 1 && height <= memoryHeight))
      throw new RangeError(`height ${height}, expected 1 to 320`);
    this.#options = options;
    this.#rotation = checkedRotation(options.rotation ?? 0);
    try {
      this.#spi = new spi.io({ ...spi });
      this.#dataCommand = new dataCommand.io({
        ...dataCommand,
        mode: DigitalMode.Output,
        initialValue: 1,
      });
      if (reset) {
        this.#reset = new reset.io({ ...reset, mode: DigitalMode.Output, initialValue: 0 });
        this.#after(resetPulseMs, () => this.#releaseReset());
      } else {
        // A chip that has just been powered takes a command after 5 ms.
        this.#after(resetWaitMs, () => this.#resetByCommand());
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Pixels across, as rotated. */
  get width(): number {
    return this.#swapped ? this.#options.height : this.#options.width;
  }

  get height(): number {
    return this.#swapped ? this.#options.width : this.#options.height;
  }

  get rotation(): Rotation {
    return this.#rotation;
  }

  /** `rotation` holds from the next `begin`; `on: false` makes the glass dark and keeps the picture. */
  configure(options: { readonly rotation?: Rotation; readonly on?: boolean }): void {
    this.#require();
    if (options.rotation !== undefined) {
      this.#rotation = checkedRotation(options.rotation);
      this.#command(Command.MADCTL, this.#byte(orientations[this.#rotation]));
    }
    if (options.on !== undefined) {
      this.#lit = options.on;
      this.#command(options.on ? Command.DISPON : Command.DISPOFF);
    }
  }

  /** Opens a window; `send` fills it row by row. */
  begin(area: Area): void {
    this.#require();
    const { x, y, width, height } = area;
    const inside = x >= 0 && y >= 0 && x + width <= this.width && y + height <= this.height;
    if (!inside || width < 1 || height < 1) {
      throw new RangeError(`area ${width}×${height} at ${x}, ${y}`);
    }
    // A mirrored axis starts at the far end of the memory, which a smaller glass does not show.
    const madctl = orientations[this.#rotation];
    const columnOffset = madctl & Madctl.MX ? memoryWidth - this.#options.width : 0;
    const rowOffset = madctl & Madctl.MY ? memoryHeight - this.#options.height : 0;
    const left = x + (this.#swapped ? rowOffset : columnOffset);
    const top = y + (this.#swapped ? columnOffset : rowOffset);
    this.#command(Command.CASET, this.#span(left, left + width - 1));
    this.#command(Command.RASET, this.#span(top, top + height - 1));
    this.#command(Command.RAMWR);
    this.#dataCommand!.write(1);
    this.#bytesLeft = width * height * 2;
  }

  /** Pixels of the window, as many as fit, in any number of calls. */
  send(pixels: Uint8Array): void {
    const spi = this.#require();
    if (pixels.length > this.#bytesLeft)
      throw new RangeError(`${pixels.length} bytes, room for ${this.#bytesLeft}`);
    this.#bytesLeft -= pixels.length;
    if (pixels.length <= bytesPerCallMax) {
      spi.write(pixels);
      return;
    }
    for (let at = 0; at < pixels.length; at += bytesPerCallMax) {
      spi.write(pixels.subarray(at, Math.min(pixels.length, at + bytesPerCallMax)));
    }
  }

  end(): void {
    this.#require();
    this.#bytesLeft = 0;
    if (this.#lit) return;
    this.#lit = true;
    this.#command(Command.DISPON);
  }

  close(): void {
    this.#alarm?.cancel();
    this.#spi?.close();
    this.#dataCommand?.close();
    this.#reset?.close();
    this.#alarm = this.#spi = this.#dataCommand = this.#reset = undefined;
    this.#ready = false;
  }

  get #swapped(): boolean {
    return (orientations[this.#rotation] & Madctl.MV) !== 0;
  }

  #releaseReset(): void {
    this.#reset!.write(1);
    this.#after(resetWaitMs, () => this.#wake());
  }

  #resetByCommand(): void {
    this.#command(Command.SWRESET);
    this.#after(resetWaitMs, () => this.#wake());
  }

  #wake(): void {
    this.#command(Command.SLPOUT);
    this.#after(sleepOutWaitMs, () => this.#setUp());
  }

  #setUp(): void {
    this.#command(Command.COLMOD, this.#byte(colmod16Bits));
    this.#command(Command.MADCTL, this.#byte(orientations[this.#rotation]));
    // IPS glass: true colours are the inverted ones.
    this.#command(Command.INVON);
    this.#command(Command.NORON);
    this.#ready = true;
    this.#options.onReady?.();
  }

  #after(delayMs: number, step: () => void): void {
    this.#alarm = this.#options.clock.after(delayMs, () => {
      this.#alarm = undefined;
      try {
        step();
      } catch (error) {
        if (this.#ready || !this.#options.onError) throw error;
        this.close();
        this.#options.onError(error);
      }
    });
  }

  #require(): Spi {
    if (!this.#spi) throw new SyntaxError('st7789: closed');
    if (!this.#ready) throw new Error('st7789: not ready');
    return this.#spi;
  }

  #command(code: number, parameters?: Uint8Array): void {
    this.#code[0] = code;
    this.#dataCommand!.write(0);
    this.#spi!.write(this.#code);
    if (!parameters) return;
    this.#dataCommand!.write(1);
    this.#spi!.write(parameters);
  }

  #byte(value: number): Uint8Array {
    this.#one[0] = value;
    return this.#one;
  }

  #span(first: number, last: number): Uint8Array {
    const range = this.#range;
    range[0] = first >> 8;
    range[1] = first;
    range[2] = last >> 8;
    range[3] = last;
    return range;
  }
}

function checkedRotation(rotation: number): Rotation {
  if (rotation in orientations) return rotation as Rotation;
  throw new RangeError(`rotation ${rotation}, expected 0, 90, 180 or 270`);
}
