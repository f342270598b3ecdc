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
import {
  Colmod,
  Madctl,
  type St7789Command,
  st7789Commands,
  st7789CommandsByCode,
} from './st7789-commands.ts';
import { blackHash, columns, FrameMemory, rows } from './st7789-memory.ts';

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

  #command: St7789Command = 'NOP';
  readonly #parameters: number[] = [];
  #sleeping = true;
  #on = false;
  #inverted = false;
  #madctl = 0;
  #colmod: number = Colmod.bits18;
  #scrollTop = 0;
  #scrollCount = rows;
  #scrollStart = 0;

  readonly #memory = new FrameMemory((first, last) => this.#touchRows(first, last));
  #canContinue = false;

  #revision = 0;
  readonly #rowRevisions = new Uint32Array(rows);
  /** Made when somebody looks for the first time. */
  #glass: Uint32Array | undefined;
  #glassRevision = -1;
  /** Of each row as it was at #rowsRevision. */
  readonly #rowHashes = new Uint32Array(rows).fill(blackHash);
  #rowsRevision = -1;
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
    this.#memory.fillWithGarbage(this.#context.random);
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
    this.#glass ??= new Uint32Array(columns * rows);
    if (this.#glassRevision !== this.#revision) {
      for (let y = 0; y < rows; y++) {
        if (this.#rowRevisions[y]! > this.#glassRevision) this.#renderRow(this.#glass, y);
      }
      this.#glassRevision = this.#revision;
    }
    return new Uint8Array(this.#glass.buffer);
  }

  /**
   * A number for each row as a person sees it, for those who look after every turn. The same number is the same row, on any glass
   * with pixels of 16 bits in the same order of colours. The array is the model's own.
   */
  rowHashes(): Uint32Array {
    if (this.#rowsRevision === this.#revision) return this.#rowHashes;
    const negative = this.#inverted !== this.#ips;
    for (let y = 0; y < rows; y++) {
      if (this.#rowRevisions[y]! <= this.#rowsRevision) continue;
      this.#rowHashes[y] = this.#visible
        ? this.#memory.hashOf(this.#memoryRow(y), negative)
        : blackHash;
    }
    this.#rowsRevision = this.#revision;
    return this.#rowHashes;
  }

  /** Something is to be seen. */
  get isLit(): boolean {
    return this.rowHashes().some((hash) => hash !== blackHash);
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
      this.#memory.write(bytes, this.#madctl, this.#colmod === Colmod.bits16 ? 2 : 3);
    } else {
      for (const byte of bytes) this.#takeParameter(byte);
    }
  }

  #begin(code: number): void {
    const nowUs = this.#context.kernel.nowUs;
    if (nowUs < this.#commandFromUs) {
      throw this.#violation(`${commandOf(code)} ${this.#commandFromUs - nowUs} µs too early`);
    }
    const expected = st7789Commands[this.#command].parameters;
    if (this.#parameters.length < expected && expected !== Number.POSITIVE_INFINITY) {
      throw this.#violation(
        `${this.#command} with ${this.#parameters.length} of ${expected} parameters`,
      );
    }
    // The datasheet takes an undefined command as NOP; our driver has no reason to send one.
    const command = st7789CommandsByCode.get(code);
    if (command === undefined && !this.#context.foreign) {
      throw this.#violation(
        `${commandOf(code)} is not defined, or needs the data output this module lacks`,
      );
    }
    this.#command = command ?? 'NOP';
    this.#parameters.length = 0;
    this.#memory.dropPartial();
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
        [this.#memory.columnStart, this.#memory.columnEnd] = this.#range();
        break;
      case 'RASET':
        [this.#memory.rowStart, this.#memory.rowEnd] = this.#range();
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

  #startWriting(): void {
    if (!this.#memory.start(this.#madctl)) {
      const { columnEnd, rowEnd } = this.#memory;
      throw this.#violation(`window ends at ${columnEnd}, ${rowEnd}, outside the memory`);
    }
    this.#canContinue = true;
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
    this.#memory.resetWindow(this.#madctl);
    this.#canContinue = false;
    this.#command = 'NOP';
    this.#parameters.length = 0;
    this.#commandFromUs = nowUs + commandWaitUs;
    this.#sleepOutFromUs = nowUs + sleepWaitUs;
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

  #renderRow(glass: Uint32Array, y: number): void {
    const start = y * columns;
    if (!this.#visible) {
      glass.fill(0xff000000, start, start + columns);
      return;
    }
    const negative = this.#inverted === this.#ips ? 0 : 0x00ffffff;
    this.#memory.paint(this.#memoryRow(y), glass, start, negative);
    if ((this.#madctl & Madctl.BGR) === 0) return;
    for (let at = start; at < start + columns; at++) glass[at] = swapEnds(glass[at]!);
  }

  #violation(what: string): ModelViolation {
    return new ModelViolation('st7789', what);
  }
}

/** Exchanges red and blue, the lowest and the third byte. */
function swapEnds(color: number): number {
  return ((color & 0xff) << 16) | (color & 0xff00ff00) | ((color >> 16) & 0xff);
}

function commandOf(code: number): string {
  return `command ${code.toString(16).padStart(2, '0')}h`;
}

function word(bytes: readonly number[], at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
