// SPDX-License-Identifier: Apache-2.0
//
// The display model by itself: commands as a reader of the datasheet would type them, and what the glass shows.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PNG } from 'pngjs';
import { ModelViolation } from '../../host-sim/chips/model.ts';
import { St7789Chip, type St7789Options } from '../../host-sim/chips/st7789.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';

const hz = 40_000_000;

/** The wire, with the commands as a datasheet reader would type them. */
class Wire {
  readonly kernel: Kernel;
  readonly chip: St7789Chip;

  constructor(options: St7789Options & { foreign?: boolean; seed?: string } = {}) {
    this.kernel = new Kernel(options.seed ?? 'st7789');
    const context = {
      kernel: this.kernel,
      random: this.kernel.random('display'),
      log: () => {},
      foreign: options.foreign ?? false,
    };
    this.chip = new St7789Chip(context, options);
  }

  waitMs(ms: number): this {
    this.kernel.advanceTo(this.kernel.nowUs + ms * 1000);
    return this;
  }

  command(code: number, ...parameters: number[]): this {
    const { bus } = this.chip;
    bus.dataCommand.set(0);
    bus.transfer(Uint8Array.of(code), hz, 0);
    bus.dataCommand.set(1);
    if (parameters.length > 0) bus.transfer(Uint8Array.from(parameters), hz, 0);
    return this;
  }

  data(bytes: Uint8Array): this {
    this.chip.bus.transfer(bytes, hz, 0);
    return this;
  }

  /** Out of sleep, 16 bits, inversion and display on. */
  ready(): this {
    return this.waitMs(120)
      .command(0x11)
      .waitMs(120)
      .command(0x3a, 0x55)
      .command(0x21)
      .command(0x29);
  }

  window(x0: number, x1: number, y0: number, y1: number): this {
    const pair = (a: number, b: number) => [a >> 8, a & 255, b >> 8, b & 255];
    return this.command(0x2a, ...pair(x0, x1))
      .command(0x2b, ...pair(y0, y1))
      .command(0x2c);
  }

  pixel(x: number, y: number): string {
    const glass = this.chip.glass();
    return Buffer.from(glass.subarray((y * 240 + x) * 4, (y * 240 + x) * 4 + 4)).toString('hex');
  }

  refuses(action: (wire: this) => void, pattern: RegExp): void {
    assert.throws(
      () => action(this),
      (error: unknown) => {
        assert.ok(error instanceof ModelViolation);
        assert.match(error.message, pattern);
        return true;
      },
    );
  }
}

const red = [0xf8, 0x00];
const green = [0x07, 0xe0];
const blue = [0x00, 0x1f];

function filled(color: readonly number[], pixels: number): Uint8Array {
  const bytes = new Uint8Array(pixels * 2);
  for (let i = 0; i < bytes.length; i += 2) bytes.set(color, i);
  return bytes;
}

describe('ST7789 times', () => {
  test('a command within 5 ms of power-on is a violation', () => {
    new Wire().waitMs(4).refuses((wire) => wire.command(0x00), /too early/);
  });

  test('SLPOUT within 120 ms of SWRESET is a violation', () => {
    const wire = new Wire().ready().command(0x01).waitMs(119);
    wire.refuses(() => wire.command(0x11), /SLPOUT 1000 µs too early/);
  });

  test('a command within 5 ms of SLPOUT is a violation, after them it is not', () => {
    const wire = new Wire().waitMs(120).command(0x11).waitMs(4);
    wire.refuses(() => wire.command(0x29), /29h 1000 µs too early/);
    wire.waitMs(1).command(0x29);
  });

  test('SLPIN within 120 ms of SLPOUT is a violation', () => {
    const wire = new Wire().waitMs(120).command(0x11).waitMs(100);
    wire.refuses(() => wire.command(0x10), /SLPIN 20000 µs too early/);
  });

  test('a reset pulse below 10 µs is a violation', () => {
    const wire = new Wire();
    wire.chip.bus.reset.set(0);
    wire.kernel.advanceTo(wire.kernel.nowUs + 9);
    wire.refuses(() => wire.chip.bus.reset.set(1), /reset pulse of 9 µs/);
  });

  test('after a reset out of sleep no command for 120 ms', () => {
    const wire = new Wire().ready();
    wire.chip.bus.reset.set(0);
    wire.waitMs(1).chip.bus.reset.set(1);
    wire.waitMs(119).refuses(() => wire.command(0x00), /too early/);
  });

  test('a clock above the limit and a mode that samples on the falling edge are violations', () => {
    const wire = new Wire({ hzMax: 15_000_000 }).waitMs(120);
    wire.refuses(() => wire.chip.bus.transfer(Uint8Array.of(0), 16_000_000, 0), /16000000 Hz/);
    wire.refuses(() => wire.chip.bus.transfer(Uint8Array.of(0), 15_000_000, 1), /mode 1/);
  });
});

describe('ST7789 commands', () => {
  test('an undefined command is a violation, and a NOP when a third party sends it', () => {
    new Wire().waitMs(120).refuses((wire) => wire.command(0xff), /FFh|ffh/);
    new Wire({ foreign: true }).waitMs(120).command(0xff).command(0x00);
  });

  test('missing and surplus parameters are violations', () => {
    const wire = new Wire().waitMs(120);
    wire.command(0x2a, 0, 0, 0);
    wire.refuses(() => wire.command(0x2b), /CASET with 3 of 4/);
    new Wire().waitMs(120).refuses((other) => other.command(0x3a, 0x55, 0x55), /after COLMOD/);
  });

  test('a window that ends before it starts, or outside the memory, is a violation', () => {
    new Wire().ready().refuses((wire) => wire.window(10, 9, 0, 0), /CASET from 10 to 9/);
    new Wire().ready().refuses((wire) => wire.window(0, 240, 0, 0), /outside the memory/);
    // Exchanged axes: 240 columns more are there.
    new Wire().ready().command(0x36, 0x20).window(0, 319, 0, 239);
  });

  test('RAMWRC needs a RAMWR of the same window', () => {
    new Wire().ready().refuses((wire) => wire.command(0x3c), /RAMWRC/);
    const wire = new Wire().ready().window(0, 3, 0, 0).data(Uint8Array.from(red)).command(0x00);
    wire.command(0x3c).data(Uint8Array.from(green));
    assert.equal(wire.pixel(0, 0), 'ff0000ff');
    assert.equal(wire.pixel(1, 0), '00ff00ff');
  });

  test('access without power is a violation', () => {
    const wire = new Wire().ready();
    wire.chip.powerOff();
    wire.refuses(() => wire.command(0x00), /without power/);
  });
});

describe('ST7789 picture', () => {
  test('pixels fill the window row by row, over several transfers and cut within a pixel', () => {
    const wire = new Wire().ready().window(10, 12, 20, 21);
    const bytes = Uint8Array.from([...red, ...green, ...blue, ...blue, ...green, ...red]);
    for (const part of [
      bytes.subarray(0, 3),
      bytes.subarray(3, 4),
      bytes.subarray(4, 9),
      bytes.subarray(9),
    ]) {
      wire.data(part);
    }
    const seen = [
      [10, 20],
      [11, 20],
      [12, 20],
      [10, 21],
      [11, 21],
      [12, 21],
    ].map(([x, y]) => wire.pixel(x!, y!));
    assert.deepEqual(seen, [
      'ff0000ff',
      '00ff00ff',
      '0000ffff',
      '0000ffff',
      '00ff00ff',
      'ff0000ff',
    ]);
  });

  test('after the last pixel of the window comes the first again', () => {
    const wire = new Wire()
      .ready()
      .window(0, 1, 0, 0)
      .data(Uint8Array.from([...red, ...red, ...blue]));
    assert.equal(wire.pixel(0, 0), '0000ffff');
    const wide = new Wire()
      .ready()
      .window(0, 239, 5, 6)
      .data(filled(red, 480))
      .data(filled(green, 1));
    assert.equal(wide.pixel(0, 5), '00ff00ff');
    assert.equal(wide.pixel(1, 5), 'ff0000ff');
  });

  test('the fast path and the pixel path make the same picture', () => {
    const random = new Kernel('picture').random('pixels');
    for (const [x0, x1] of [
      [0, 239],
      [7, 100],
    ] as const) {
      const fast = new Wire().ready().window(x0, x1, 3, 60);
      // The same picture, upside down in both directions and given from the end.
      const slow = new Wire()
        .ready()
        .command(0x36, 0xc0)
        .window(239 - x1, 239 - x0, 319 - 60, 319 - 3);
      const count = (x1 - x0 + 1) * 58;
      const bytes = random.bytes(count * 2);
      const reversed = new Uint8Array(bytes.length);
      for (let i = 0; i < count; i++)
        reversed.set(bytes.subarray(i * 2, i * 2 + 2), (count - 1 - i) * 2);
      for (let at = 0; at < bytes.length; at += 1001) fast.data(bytes.subarray(at, at + 1001));
      slow.data(reversed);
      assert.equal(fast.chip.hash(), slow.chip.hash());
    }
  });

  test('MADCTL places the first pixel of the memory as the datasheet says', () => {
    const corners: [number, number, number][] = [
      [0x00, 0, 0],
      [0x40, 239, 0],
      [0x80, 0, 319],
      [0xc0, 239, 319],
      [0x20, 0, 0],
      [0x60, 239, 0],
      [0xa0, 0, 319],
      [0xe0, 239, 319],
    ];
    for (const [madctl, x, y] of corners) {
      const wire = new Wire().ready().command(0x36, madctl).window(0, 5, 0, 5);
      wire.data(Uint8Array.from([...red, ...green]));
      assert.equal(wire.pixel(x, y), 'ff0000ff', `MADCTL ${madctl.toString(16)}`);
      const alongRow = (madctl & 0x20) === 0;
      const step = x === 0 && alongRow ? 1 : alongRow ? -1 : 0;
      const down = alongRow ? 0 : y === 0 ? 1 : -1;
      assert.equal(wire.pixel(x + step, y + down), '00ff00ff', `MADCTL ${madctl.toString(16)}`);
    }
  });

  test('BGR swaps red and blue, INVOFF turns an IPS glass negative', () => {
    const wire = new Wire().ready().window(0, 0, 0, 0).data(Uint8Array.from(red));
    assert.equal(wire.command(0x36, 0x08).pixel(0, 0), '0000ffff');
    assert.equal(wire.command(0x20).pixel(0, 0), 'ffff00ff');
  });

  test('18-bit pixels keep their lowest bits until a 16-bit pixel overwrites them', () => {
    const wire = new Wire()
      .ready()
      .command(0x3a, 0x66)
      .window(0, 0, 0, 0)
      .data(Uint8Array.of(0x04, 0, 0x04));
    assert.equal(wire.pixel(0, 0), '040004ff');
    wire.command(0x3a, 0x55).window(0, 0, 0, 0).data(Uint8Array.of(0, 0));
    assert.equal(wire.pixel(0, 0), '000000ff');
  });

  test('scrolling moves the lines of its area only', () => {
    const wire = new Wire()
      .ready()
      .window(0, 239, 0, 319)
      .data(filled(red, 240 * 320));
    wire.window(0, 239, 11, 11).data(filled(green, 240));
    wire.command(0x33, 0, 10, 0, 100, 0, 210).command(0x37, 0, 11);
    assert.equal(wire.pixel(0, 10), '00ff00ff');
    assert.equal(wire.pixel(0, 11), 'ff0000ff');
    wire.refuses(() => wire.command(0x37, 0, 200), /outside the scroll area/);
  });

  test('frame memory holds garbage at power-on, different at each, and the same for one seed', () => {
    const first = new Wire().ready();
    const hash = first.chip.hash();
    assert.equal(new Wire().ready().chip.hash(), hash);
    assert.notEqual(new Wire({ seed: 'other' }).ready().chip.hash(), hash);
    first.chip.powerOff();
    first.chip.powerOn();
    assert.notEqual(first.ready().chip.hash(), hash);
  });

  test('a reset keeps the frame memory', () => {
    const wire = new Wire().ready();
    const hash = wire.chip.hash();
    wire.command(0x01).waitMs(120).ready();
    assert.equal(wire.chip.hash(), hash);
  });

  test('the glass is black while asleep, off, unlit or unpowered, and keeps its picture', () => {
    const wire = new Wire().ready();
    const hash = wire.chip.hash();
    const black = () =>
      wire.chip.glass().every((value, index) => value === (index % 4 === 3 ? 255 : 0));
    const { bus } = wire.chip;
    for (const [off, on] of [
      [() => wire.command(0x28), () => wire.command(0x29)],
      [() => bus.backlight.set(0), () => bus.backlight.set(1)],
      [() => wire.waitMs(120).command(0x10).waitMs(120), () => wire.command(0x11).waitMs(5)],
    ] as const) {
      off();
      assert.ok(black());
      on();
      assert.equal(wire.chip.hash(), hash);
    }
    wire.chip.powerOff();
    assert.ok(black());
  });

  test('the revision grows only when something visible changed, and says where', () => {
    const wire = new Wire()
      .ready()
      .window(0, 239, 0, 319)
      .data(filled(red, 240 * 320));
    const { chip } = wire;
    const before = chip.revision;
    wire.window(5, 6, 7, 8).data(filled(red, 4));
    assert.equal(chip.revision, before);
    assert.equal(chip.changedSince(before), undefined);
    wire.window(5, 6, 7, 8).data(filled(blue, 4));
    assert.deepEqual(chip.changedSince(before), { x: 0, y: 7, width: 240, height: 2 });
    wire.command(0x28);
    const dark = chip.revision;
    wire.window(5, 6, 7, 8).data(filled(green, 4));
    assert.equal(chip.revision, dark);
    wire.command(0x29);
    assert.deepEqual(chip.changedSince(dark), { x: 0, y: 0, width: 240, height: 320 });
  });

  test('the PNG shows the glass', () => {
    const wire = new Wire()
      .ready()
      .window(0, 239, 0, 319)
      .data(filled(green, 240 * 320));
    const image = PNG.sync.read(wire.chip.png());
    assert.deepEqual([image.width, image.height], [240, 320]);
    assert.deepEqual([...image.data.subarray(0, 4)], [0, 255, 0, 255]);
  });
});

describe('ST7789 faults', () => {
  test('a brown-out puts the chip to sleep behind the back of the board', () => {
    const wire = new Wire().ready();
    wire.chip.faults.brownOut();
    assert.equal((wire.chip.snapshot() as { sleeping: boolean }).sleeping, true);
    wire.refuses(() => wire.command(0x29), /too early/);
  });

  test('a lost reset changes nothing', () => {
    const wire = new Wire().ready();
    wire.chip.faults.loseReset();
    wire.chip.bus.reset.set(0);
    wire.waitMs(1).chip.bus.reset.set(1);
    assert.equal((wire.chip.snapshot() as { on: boolean }).on, true);
  });
});
