// SPDX-License-Identifier: Apache-2.0
//
// ST7789VW, 240×320 TFT controller on a 4-wire serial bus without a data output, as on the usual modules.
// Follows docs/sources.md [domain E5]; limits of clock (16 ns write cycle) and reset (10 µs pulse; 5 ms, or 120 ms out of
// sleep, before a command) as the users of the Sitronix datasheet quote them.
// What a reader would get wrong: the select line going up between two writes does not end RAMWR; only a command does.
// `glass()` is what a person sees, always upright as the panel is built; MADCTL changes how memory is filled.

import { createHash } from 'node:crypto';
import { PNG } from 'pngjs';
import { type ChipContext, ModelViolation, type PinInput, type SpiDevice } from './model.ts';

const columns = 240;
const rows = 320;

/** Command codes as the datasheet spells them, each with the count of its parameter bytes. */
export const st7789Commands = {
  NOP: { code: 0x00, parameters: 0 },
  SWRESET: { code: 0x01, parameters: 0 },
  SLPIN: { code: 0x10, parameters: 0 },
  SLPOUT: { code: 0x11, parameters: 0 },
  NORON: { code: 0x13, parameters: 0 },
  INVOFF: { code: 0x20, parameters: 0 },
  INVON: { code: 0x21, parameters: 0 },
  DISPOFF: { code: 0x28, parameters: 0 },
  DISPON: { code: 0x29, parameters: 0 },
  CASET: { code: 0x2a, parameters: 4 },
  RASET: { code: 0x2b, parameters: 4 },
  RAMWR: { code: 0x2c, parameters: Number.POSITIVE_INFINITY },
  VSCRDEF: { code: 0x33, parameters: 6 },
  TEOFF: { code: 0x34, parameters: 0 },
  TEON: { code: 0x35, parameters: 1 },
  MADCTL: { code: 0x36, parameters: 1 },
  VSCSAD: { code: 0x37, parameters: 2 },
  COLMOD: { code: 0x3a, parameters: 1 },
  RAMWRC: { code: 0x3c, parameters: Number.POSITIVE_INFINITY },
  // Voltages, porches and gamma: kept, without an effect on the picture.
  PORCTRL: { code: 0xb2, parameters: 5 },
  GCTRL: { code: 0xb7, parameters: 1 },
  VCOMS: { code: 0xbb, parameters: 1 },
  LCMCTRL: { code: 0xc0, parameters: 1 },
  VDVVRHEN: { code: 0xc2, parameters: 2 },
  VRHS: { code: 0xc3, parameters: 1 },
  VDVS: { code: 0xc4, parameters: 1 },
  FRCTRL2: { code: 0xc6, parameters: 1 },
  PWCTRL1: { code: 0xd0, parameters: 2 },
  PVGAMCTRL: { code: 0xe0, parameters: 14 },
  NVGAMCTRL: { code: 0xe1, parameters: 14 },
} as const;

type Command = keyof typeof st7789Commands;

const commandsByCode = new Map<number, Command>(
  Object.entries(st7789Commands).map(([name, { code }]) => [code, name as Command]),
);

const Madctl = { MY: 0x80, MX: 0x40, MV: 0x20, ML: 0x10, BGR: 0x08, MH: 0x04 } as const;
const Colmod = { bits16: 0x55, bits18: 0x66 } as const;

const resetPulseUs = 10;
const commandWaitUs = 5_000;
const sleepWaitUs = 120_000;

export interface St7789Options {
  /** Highest write clock; 62.5 MHz is the VW's, 15 MHz that of the first ST7789V. */
  readonly hzMax?: number;
  /** An IPS glass shows true colours with inversion on. Default true. */
  readonly ips?: boolean;
}

/** A band of the glass, in pixels. */
export interface GlassArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class St7789Chip {
  /** All that firmware can see. `backlight` is 1 unless the board wires it. */
  readonly bus: SpiDevice & {
    readonly dataCommand: PinInput;
    readonly reset: PinInput;
    readonly backlight: PinInput;
  };
  readonly faults = {
    /** The next pulse on RESX does nothing. */
    loseReset: () => {
      this.#resetsLost++;
    },
    /** The supply dips: the chip starts anew and the board does not know. */
    brownOut: () => {
      this.powerOff();
      this.powerOn();
    },
  };

  readonly #context: ChipContext;
  readonly #ips: boolean;

  #powered = false;
  #dataCommand: 0 | 1 = 1;
  #reset: 0 | 1 = 1;
  #backlight: 0 | 1 = 1;
  #resetFellUs = 0;
  #resetsLost = 0;
  #commandFromUs = 0;
  #sleepOutFromUs = 0;
  #sleepInFromUs = 0;

  #command: Command = 'NOP';
  readonly #parameters: number[] = [];
  #sleeping = true;
  #on = false;
  #inverted = false;
  #madctl = 0;
  #colmod: number = Colmod.bits18;
  #columnStart = 0;
  #columnEnd = columns - 1;
  #rowStart = 0;
  #rowEnd = rows - 1;
  #scrollTop = 0;
  #scrollCount = rows;
  #scrollStart = 0;

  /** Frame memory as it came over the wire: red 5, green 6, blue 5, high byte first. */
  readonly #gram = new Uint8Array(columns * rows * 2);
  readonly #gramBuffer = Buffer.from(this.#gram.buffer);
  /** The two bits of an 18-bit pixel that do not fit: 4 + red × 2 + blue; 0 when the pixel was written with 16 bits. */
  #gramLow: Uint8Array | undefined;
  #column = 0;
  #row = 0;
  #canContinue = false;
  /** Bytes of a pixel whose rest has not come yet. */
  readonly #partial: number[] = [];

  #revision = 0;
  readonly #rowRevisions = new Uint32Array(rows);
  readonly #glass = new Uint32Array(columns * rows);
  #glassRevision = -1;
  #hashRevision = -1;
  #hash = '';

  constructor(context: ChipContext, options: St7789Options = {}) {
    this.#context = context;
    this.#ips = options.ips ?? true;
    this.bus = {
      hzMax: options.hzMax ?? 62_500_000,
      transfer: (bytes, hz, mode) => this.#transfer(bytes, hz, mode),
      dataCommand: { set: (level) => this.#setDataCommand(level) },
      reset: { set: (level) => this.#setReset(level) },
      backlight: { set: (level) => this.#look(() => (this.#backlight = level)) },
    };
    this.powerOn();
  }

  powerOn(): void {
    if (this.#powered) return;
    this.#powered = true;
    this.#fillWithGarbage();
    this.#resetAll();
    this.#commandFromUs = this.#context.kernel.nowUs + commandWaitUs;
  }

  powerOff(): void {
    this.#look(() => (this.#powered = false));
  }

  snapshot(): unknown {
    return {
      powered: this.#powered,
      sleeping: this.#sleeping,
      on: this.#on,
      inverted: this.#inverted,
      madctl: this.#madctl,
      colmod: this.#colmod,
      backlight: this.#backlight,
      revision: this.#revision,
    };
  }

  /** Grows whenever what a person sees has changed. */
  get revision(): number {
    return this.#revision;
  }

  /** What has changed after `revision`: a band as wide as the glass; undefined when nothing. */
  changedSince(revision: number): GlassArea | undefined {
    let first = 0;
    while (first < rows && this.#rowRevisions[first]! <= revision) first++;
    if (first === rows) return undefined;
    let last = rows - 1;
    while (this.#rowRevisions[last]! <= revision) last--;
    return { x: 0, y: first, width: columns, height: last - first + 1 };
  }

  /** RGBA of the glass as seen, row by row; black while dark. The array is the model's own: read it, do not keep it. */
  glass(): Uint8Array {
    if (this.#glassRevision !== this.#revision) {
      for (let y = 0; y < rows; y++) {
        if (this.#rowRevisions[y]! > this.#glassRevision) this.#renderRow(y);
      }
      this.#glassRevision = this.#revision;
    }
    return new Uint8Array(this.#glass.buffer);
  }

  /** SHA-256 of `glass()`, hex. */
  hash(): string {
    if (this.#hashRevision !== this.#revision) {
      this.#hash = createHash('sha256').update(this.glass()).digest('hex');
      this.#hashRevision = this.#revision;
    }
    return this.#hash;
  }

  png(): Buffer {
    const image = new PNG({ width: columns, height: rows });
    image.data = Buffer.from(this.glass());
    return PNG.sync.write(image);
  }

  // Bus

  #setDataCommand(level: 0 | 1): void {
    this.#dataCommand = level;
  }

  #setReset(level: 0 | 1): void {
    if (level === this.#reset) return;
    this.#reset = level;
    const nowUs = this.#context.kernel.nowUs;
    if (level === 0) {
      this.#resetFellUs = nowUs;
      return;
    }
    if (!this.#powered) return;
    if (this.#resetsLost > 0) {
      this.#resetsLost--;
      return;
    }
    if (nowUs - this.#resetFellUs < resetPulseUs) {
      throw this.#violation(
        `reset pulse of ${nowUs - this.#resetFellUs} µs, at least ${resetPulseUs}`,
      );
    }
    const waitUs = this.#sleeping ? commandWaitUs : sleepWaitUs;
    this.#resetAll();
    this.#commandFromUs = nowUs + waitUs;
  }

  #transfer(bytes: Uint8Array, hz: number, mode: number): undefined {
    if (!this.#powered) throw this.#violation('accessed without power');
    if (hz > this.bus.hzMax) throw this.#violation(`clock ${hz} Hz, at most ${this.bus.hzMax}`);
    // Data are sampled on the rising edge of the clock.
    if (mode !== 0 && mode !== 3) throw this.#violation(`SPI mode ${mode}, expected 0 or 3`);
    if (this.#reset === 0) return;
    if (this.#dataCommand === 0) {
      for (const code of bytes) this.#begin(code);
    } else if (this.#command === 'RAMWR' || this.#command === 'RAMWRC') {
      this.#writePixels(bytes);
    } else {
      for (const byte of bytes) this.#takeParameter(byte);
    }
  }

  #begin(code: number): void {
    const nowUs = this.#context.kernel.nowUs;
    const hexCode = `command ${code.toString(16).padStart(2, '0')}h`;
    if (nowUs < this.#commandFromUs) {
      throw this.#violation(`${hexCode} ${this.#commandFromUs - nowUs} µs too early`);
    }
    const expected = st7789Commands[this.#command].parameters;
    if (this.#parameters.length < expected && expected !== Number.POSITIVE_INFINITY) {
      throw this.#violation(
        `${this.#command} with ${this.#parameters.length} of ${expected} parameters`,
      );
    }
    // The datasheet takes an undefined command as NOP; our driver has no reason to send one.
    const command = commandsByCode.get(code);
    if (command === undefined && !this.#context.foreign) {
      throw this.#violation(
        `${hexCode} is not defined, or needs the data output this module lacks`,
      );
    }
    this.#command = command ?? 'NOP';
    this.#parameters.length = 0;
    this.#partial.length = 0;
    if (st7789Commands[this.#command].parameters === 0) this.#execute();
    else if (this.#command === 'RAMWR') this.#startWriting();
    else if (this.#command === 'RAMWRC' && !this.#canContinue) {
      throw this.#violation('RAMWRC without a RAMWR of the same window');
    }
  }

  #takeParameter(byte: number): void {
    const expected = st7789Commands[this.#command].parameters;
    if (this.#parameters.length >= expected) {
      if (this.#context.foreign) return;
      throw this.#violation(`data after ${this.#command}, which takes ${expected} bytes`);
    }
    this.#parameters.push(byte);
    if (this.#parameters.length === expected) this.#execute();
  }

  #execute(): void {
    const parameters = this.#parameters;
    switch (this.#command) {
      case 'SWRESET':
        this.#restart();
        break;
      case 'SLPIN':
        this.#sleep(true);
        break;
      case 'SLPOUT':
        this.#sleep(false);
        break;
      case 'INVOFF':
        this.#look(() => (this.#inverted = false));
        break;
      case 'INVON':
        this.#look(() => (this.#inverted = true));
        break;
      case 'DISPOFF':
        this.#look(() => (this.#on = false));
        break;
      case 'DISPON':
        this.#look(() => (this.#on = true));
        break;
      case 'CASET':
        [this.#columnStart, this.#columnEnd] = this.#range();
        break;
      case 'RASET':
        [this.#rowStart, this.#rowEnd] = this.#range();
        break;
      case 'MADCTL':
        this.#setMadctl(parameters[0]!);
        break;
      case 'COLMOD':
        this.#setColmod(parameters[0]!);
        break;
      case 'VSCRDEF':
        this.#setScrollArea();
        break;
      case 'VSCSAD':
        this.#setScrollStart(word(parameters, 0));
        break;
      default:
        // NOP, NORON, the tearing line (not wired) and the analogue registers change no pixel.
        break;
    }
  }

  #sleep(sleeping: boolean): void {
    if (sleeping === this.#sleeping) return;
    const nowUs = this.#context.kernel.nowUs;
    const fromUs = sleeping ? this.#sleepInFromUs : this.#sleepOutFromUs;
    if (nowUs < fromUs) throw this.#violation(`${this.#command} ${fromUs - nowUs} µs too early`);
    this.#look(() => (this.#sleeping = sleeping));
    this.#commandFromUs = nowUs + commandWaitUs;
    if (sleeping) this.#sleepOutFromUs = nowUs + sleepWaitUs;
    else this.#sleepInFromUs = nowUs + sleepWaitUs;
  }

  #range(): [number, number] {
    const [start, end] = [word(this.#parameters, 0), word(this.#parameters, 2)];
    if (start > end) throw this.#violation(`${this.#command} from ${start} to ${end}`);
    this.#canContinue = false;
    return [start, end];
  }

  #setMadctl(value: number): void {
    if (value & 0x03) throw this.#violation(`MADCTL ${value.toString(16)}h sets undefined bits`);
    this.#canContinue = false;
    this.#look(() => (this.#madctl = value));
  }

  #setColmod(value: number): void {
    if (value !== Colmod.bits16 && value !== Colmod.bits18) {
      throw this.#violation(`COLMOD ${value.toString(16)}h, expected 55h or 66h`);
    }
    this.#colmod = value;
  }

  #setScrollArea(): void {
    const [top, count, bottom] = [0, 2, 4].map((at) => word(this.#parameters, at));
    if (top! + count! + bottom! !== rows)
      throw this.#violation(`VSCRDEF parts do not sum to ${rows}`);
    this.#look(() => {
      this.#scrollTop = top!;
      this.#scrollCount = count!;
      this.#scrollStart = top!;
    });
  }

  #setScrollStart(line: number): void {
    if (line < this.#scrollTop || line >= this.#scrollTop + this.#scrollCount) {
      throw this.#violation(`VSCSAD ${line} is outside the scroll area`);
    }
    this.#look(() => (this.#scrollStart = line));
  }

  // Reset

  /** RESX or power-on: everything but the frame memory. */
  #resetAll(): void {
    this.#madctl = 0;
    this.#colmod = Colmod.bits18;
    this.#restart();
  }

  #restart(): void {
    const nowUs = this.#context.kernel.nowUs;
    this.#look(() => {
      this.#sleeping = true;
      this.#on = false;
      this.#inverted = false;
      this.#scrollTop = 0;
      this.#scrollCount = rows;
      this.#scrollStart = 0;
    });
    const swapped = (this.#madctl & Madctl.MV) !== 0;
    this.#columnStart = 0;
    this.#columnEnd = (swapped ? rows : columns) - 1;
    this.#rowStart = 0;
    this.#rowEnd = (swapped ? columns : rows) - 1;
    this.#canContinue = false;
    this.#command = 'NOP';
    this.#parameters.length = 0;
    this.#partial.length = 0;
    this.#commandFromUs = nowUs + commandWaitUs;
    this.#sleepOutFromUs = nowUs + sleepWaitUs;
  }

  /** Frame memory holds anything at power-on. A draw per pixel would cost more than the boot that follows. */
  #fillWithGarbage(): void {
    const words = new Uint32Array(this.#gram.buffer);
    let state = this.#context.random.uint32() | 1;
    for (let i = 0; i < words.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[i] = state;
    }
    this.#gramLow = undefined;
  }

  // Frame memory

  #startWriting(): void {
    const swapped = (this.#madctl & Madctl.MV) !== 0;
    if (
      this.#columnEnd >= (swapped ? rows : columns) ||
      this.#rowEnd >= (swapped ? columns : rows)
    ) {
      throw this.#violation(
        `window ends at ${this.#columnEnd}, ${this.#rowEnd}, outside the memory`,
      );
    }
    this.#column = this.#columnStart;
    this.#row = this.#rowStart;
    this.#canContinue = true;
  }

  #writePixels(bytes: Uint8Array): void {
    const straight = (this.#madctl & (Madctl.MX | Madctl.MY | Madctl.MV)) === 0;
    const size = this.#colmod === Colmod.bits16 ? 2 : 3;
    let offset = 0;
    // A pixel may be cut by the end of a transfer.
    while (this.#partial.length > 0 && offset < bytes.length)
      offset = this.#addByte(bytes, offset, size);
    const whole = bytes.length - ((bytes.length - offset) % size);
    if (straight && size === 2) this.#copyRuns(bytes, offset, whole);
    else for (let at = offset; at < whole; at += size) this.#putPixel(bytes, at, size);
    for (let at = whole; at < bytes.length; ) at = this.#addByte(bytes, at, size);
  }

  #addByte(bytes: Uint8Array, offset: number, size: number): number {
    this.#partial.push(bytes[offset]!);
    if (this.#partial.length === size) {
      this.#putPixel(Uint8Array.from(this.#partial), 0, size);
      this.#partial.length = 0;
    }
    return offset + 1;
  }

  /** The hot path: memory filled in its own order, a run of rows or a part of a row at a time. */
  #copyRuns(bytes: Uint8Array, start: number, end: number): void {
    const wide = this.#columnStart === 0 && this.#columnEnd === columns - 1;
    for (let offset = start; offset < end; ) {
      const room = wide
        ? (this.#rowEnd - this.#row + 1) * columns - this.#column
        : this.#columnEnd - this.#column + 1;
      const count = Math.min(room, (end - offset) >> 1);
      const pixel = this.#row * columns + this.#column;
      this.#copyRun(bytes, offset, pixel, count);
      offset += count * 2;
      this.#column += count;
      if (wide) {
        this.#row += Math.floor(this.#column / columns);
        this.#column %= columns;
      } else if (this.#column > this.#columnEnd) {
        this.#column = this.#columnStart;
        this.#row++;
      }
      if (this.#row > this.#rowEnd) this.#row = this.#rowStart;
    }
  }

  #copyRun(bytes: Uint8Array, offset: number, pixel: number, count: number): void {
    const end = offset + count * 2;
    this.#gramLow?.fill(0, pixel, pixel + count);
    const changed =
      this.#gramLow !== undefined ||
      this.#gramBuffer.compare(bytes, offset, end, pixel * 2, (pixel + count) * 2) !== 0;
    if (!changed) return;
    this.#gram.set(bytes.subarray(offset, end), pixel * 2);
    this.#touchRows(Math.floor(pixel / columns), Math.floor((pixel + count - 1) / columns));
  }

  /** Any orientation, either pixel format. */
  #putPixel(bytes: Uint8Array, offset: number, size: number): void {
    const swapped = (this.#madctl & Madctl.MV) !== 0;
    const [x, y] = swapped ? [this.#row, this.#column] : [this.#column, this.#row];
    const column = this.#madctl & Madctl.MX ? columns - 1 - x : x;
    const row = this.#madctl & Madctl.MY ? rows - 1 - y : y;
    const pixel = row * columns + column;
    if (size === 2) this.#store(pixel, row, bytes[offset]!, bytes[offset + 1]!, 0);
    else
      this.#store18(
        pixel,
        row,
        bytes[offset]! >> 2,
        bytes[offset + 1]! >> 2,
        bytes[offset + 2]! >> 2,
      );
    if (++this.#column <= this.#columnEnd) return;
    this.#column = this.#columnStart;
    if (++this.#row > this.#rowEnd) this.#row = this.#rowStart;
  }

  #store18(pixel: number, row: number, red: number, green: number, blue: number): void {
    this.#gramLow ??= new Uint8Array(columns * rows);
    const low = 4 + (red & 1) * 2 + (blue & 1);
    this.#store(
      pixel,
      row,
      ((red >> 1) << 3) | (green >> 3),
      ((green & 7) << 5) | (blue >> 1),
      low,
    );
  }

  #store(pixel: number, row: number, high: number, low: number, extra: number): void {
    const gram = this.#gram;
    const same = gram[pixel * 2] === high && gram[pixel * 2 + 1] === low;
    if (same && (this.#gramLow?.[pixel] ?? 0) === extra) return;
    gram[pixel * 2] = high;
    gram[pixel * 2 + 1] = low;
    if (this.#gramLow) this.#gramLow[pixel] = extra;
    this.#touchRows(row, row);
  }

  // Glass

  get #visible(): boolean {
    return this.#powered && this.#on && !this.#sleeping && this.#backlight === 1;
  }

  /** Changes the look of the whole glass; counts only when somebody can see it before or after. */
  #look(change: () => void): void {
    const before = this.#lookKey();
    change();
    if (this.#lookKey() === before) return;
    this.#rowRevisions.fill(++this.#revision);
  }

  #lookKey(): string {
    if (!this.#visible) return 'dark';
    const scroll = `${this.#scrollTop} ${this.#scrollCount} ${this.#scrollStart}`;
    return `${this.#inverted} ${this.#madctl & Madctl.BGR} ${scroll}`;
  }

  #touchRows(first: number, last: number): void {
    if (!this.#visible) return;
    this.#revision++;
    if (this.#scrollStart !== this.#scrollTop) this.#rowRevisions.fill(this.#revision);
    else this.#rowRevisions.fill(this.#revision, first, last + 1);
  }

  /** The memory row that the panel shows at `y`. */
  #memoryRow(y: number): number {
    const inArea = y - this.#scrollTop;
    if (inArea < 0 || inArea >= this.#scrollCount) return y;
    const shift = this.#scrollStart - this.#scrollTop;
    return this.#scrollTop + ((inArea + shift) % this.#scrollCount);
  }

  #renderRow(y: number): void {
    const start = y * columns;
    if (!this.#visible) {
      this.#glass.fill(0xff000000, start, start + columns);
      return;
    }
    const source = this.#memoryRow(y) * columns;
    const negative = this.#inverted === this.#ips ? 0 : 0x00ffffff;
    const swap = (this.#madctl & Madctl.BGR) !== 0;
    for (let x = 0; x < columns; x++) {
      const pixel = source + x;
      const value = (this.#gram[pixel * 2]! << 8) | this.#gram[pixel * 2 + 1]!;
      const extra = this.#gramLow?.[pixel] ?? 0;
      const red = to8(value >> 11, extra ? (extra >> 1) & 1 : value >> 15);
      const green = (value >> 5) & 0x3f;
      const blue = to8(value & 0x1f, extra ? extra & 1 : (value >> 4) & 1);
      const middle = ((green << 2) | (green >> 4)) << 8;
      const seen = middle | (swap ? (red << 16) | blue : (blue << 16) | red);
      this.#glass[start + x] = (0xff000000 | (seen ^ negative)) >>> 0;
    }
  }

  #violation(what: string): ModelViolation {
    return new ModelViolation('st7789', what);
  }
}

/** Five bits and the sixth, which a 16-bit pixel takes from its own top bit, spread over eight. */
function to8(five: number, sixth: number): number {
  const six = (five << 1) | sixth;
  return (six << 2) | (six >> 4);
}

function word(bytes: readonly number[], at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
