// SPDX-License-Identifier: Apache-2.0
//
// Knows what each screen looks like: the program's own renderer draws it on a second display. A scenario compares the glass
// of the terminal with that, so that "shows" means photons and not variables.

import { crc32 } from 'mcu-test-harness/frame';
import type { Screen } from '../../src/ui/screens.ts';
import type { Language } from '../../src/ui/titles.ts';
import type { UartLine } from '../chips/model.ts';
import { St7789Chip } from '../chips/st7789.ts';
import { buildProgram } from '../engine/bundle.ts';
import { Desk } from '../engine/desk.ts';
import { Kernel } from '../link/kernel.ts';
import { Network } from '../link/network.ts';
import { FreeNet, type Wiring } from '../link/wiring.ts';
import { RowMemory } from './row-memory.ts';
import { screenReaderPins as pins } from './screen-reader-pins.ts';

const startUs = 2_000_000;
const drawUs = 500_000;

export class ScreenReader {
  readonly #desk: Desk;
  readonly #display: St7789Chip;
  readonly #hashes = new Map<string, string>();
  readonly #crcs = new Map<string, number>();
  readonly #rows: Map<string, Uint32Array>;
  readonly #memory: RowMemory;
  #rowsKept: number;
  #line: UartLine | undefined;

  private constructor(program: Awaited<ReturnType<typeof buildProgram>>) {
    this.#memory = new RowMemory(program);
    this.#rows = this.#memory.rows();
    this.#rowsKept = this.#rows.size;
    const kernel = new Kernel('screen reader');
    this.#display = new St7789Chip({ kernel, random: kernel.random('st7789'), log() {} });
    const { bus } = this.#display;
    const wiring = {
      nets: new Map([
        [pins.dataCommand, new FreeNet((level) => bus.dataCommand.set(level))],
        [pins.reset, new FreeNet((level) => bus.reset.set(level))],
      ]),
      pwm: new Map(),
      analog: new Map(),
      spi: [{ clock: pins.clock, out: pins.out, devices: new Map([[pins.select, bus]]) }],
      i2c: [],
      serial: [
        {
          receive: pins.receive,
          transmit: pins.transmit,
          device: {
            baud: 1_000_000,
            receive() {},
            attach: (line: UartLine) => {
              this.#line = line;
            },
          },
        },
      ],
      network: new Network(kernel),
    } as unknown as Wiring;
    const board = {
      wiring,
      powerOn: () => this.#display.powerOn(),
      powerOff: () => this.#display.powerOff(),
    };
    this.#desk = new Desk({ kernel, program, board });
    this.#desk.powerOn();
    this.#desk.advance(startUs);
  }

  static async create(): Promise<ScreenReader> {
    return new ScreenReader(await buildProgram('host-sim/scenario/screen-reader.program.ts'));
  }

  /** Hash of the glass that shows `screen`. */
  hashOf(screen: Screen, language: Language): string {
    return this.#seen(this.#hashes, screen, language, (display) => display.hash());
  }

  /** CRC-32 of the same glass, a byte a pixel (RGB332): what a board's agent keeps of it (docs/hardware/hil.md). */
  mirrorCrcOf(screen: Screen, language: Language): number {
    return this.#seen(this.#crcs, screen, language, (display) => mirrorCrc(display.glass()));
  }

  /** What stands for each row of the same glass. */
  rowsOf(screen: Screen, language: Language): Uint32Array {
    return this.#seen(this.#rows, screen, language, (display) => display.rowHashes().slice());
  }

  /** Keeps the rows of all screens seen so far for other processes: drawing hundreds of screens takes seconds. */
  keepRows(): void {
    if (this.#rows.size > this.#rowsKept) this.#memory.keep(this.#rows);
    this.#rowsKept = this.#rows.size;
  }

  #seen<Value>(
    known: Map<string, Value>,
    screen: Screen,
    language: Language,
    look: (display: St7789Chip) => Value,
  ): Value {
    const text = JSON.stringify({ screen, language });
    let value = known.get(text);
    if (value === undefined) {
      this.#draw(text);
      value = look(this.#display);
      known.set(text, value);
    }
    return value;
  }

  #draw(text: string): void {
    // The port carries ASCII: what is not goes as JSON escapes.
    const ascii = text.replace(
      /[^\x20-\x7e]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    this.#line!.send(Buffer.from(`${ascii}\n`));
    this.#desk.advance(this.#desk.kernel.nowUs + drawUs);
    if (this.#desk.deaths.length > 0)
      throw new Error(`screen reader: ${this.#desk.deaths[0]!.report}`);
  }
}

function mirrorCrc(rgba: Uint8Array): number {
  const mirror = new Uint8Array(rgba.length / 4);
  for (let at = 0; at < mirror.length; at++) {
    const [red, green, blue] = [rgba[at * 4]!, rgba[at * 4 + 1]!, rgba[at * 4 + 2]!];
    mirror[at] = (red & 0xe0) | ((green >> 3) & 0x1c) | (blue >> 6);
  }
  return crc32(mirror);
}
