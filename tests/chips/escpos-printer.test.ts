// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EscPosPrinter, type EscPosPrinterOptions } from '../../host-sim/chips/escpos-printer.ts';
import { Dots } from '../../host-sim/chips/escpos-printer-dots.ts';
import { ModelViolation } from '../../host-sim/chips/model.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';

type Input = number | string | Uint8Array;
const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const LF = 0x0a;

function bytesOf(parts: readonly Input[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'number'
        ? Buffer.of(part)
        : typeof part === 'string'
          ? Buffer.from(part, 'latin1')
          : part,
    ),
  );
}

/** A printer on a line, spoken to in bytes as a reader of the command table would type them. */
class Part {
  readonly kernel = new Kernel('escpos');
  readonly chip: EscPosPrinter;
  readonly log: string[] = [];
  sent: number[] = [];

  constructor(options: EscPosPrinterOptions & { foreign?: boolean } = {}) {
    const { foreign = false, ...rest } = options;
    const context = {
      kernel: this.kernel,
      random: this.kernel.random('printer'),
      log: (line: string) => this.log.push(line),
      foreign,
    };
    this.chip = new EscPosPrinter(context, rest);
    this.chip.bus.attach({ send: (bytes) => this.sent.push(...bytes) });
  }

  send(...parts: Input[]): this {
    this.chip.bus.receive(bytesOf(parts));
    return this;
  }

  waitMs(ms: number): this {
    this.kernel.advanceTo(this.kernel.nowUs + ms * 1000);
    return this;
  }

  finish(): this {
    return this.waitMs(60_000);
  }

  /** Answer to a real-time question. */
  ask(n: number): number | undefined {
    this.sent = [];
    this.send(0x10, 0x04, n);
    return this.sent[0];
  }

  get text(): string {
    return this.chip.paper.text();
  }

  get dots(): Dots {
    const { paper } = this.chip;
    return new Dots(384, paper.height, paper.rows());
  }
}

function print(...parts: Input[]): Part {
  return new Part().send(...parts).finish();
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
  count: number;
}

/** Where the dark dots are. */
function boxOf(dots: Dots): Box {
  const box: Box = { left: dots.width, right: -1, top: dots.height, bottom: -1, count: 0 };
  for (let y = 0; y < dots.height; y++) {
    for (let x = 0; x < dots.width; x++) {
      if (!dots.get(x, y)) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
      box.count++;
    }
  }
  return box;
}

function picture(dots: Dots, left: number, top: number, width: number, height: number): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (dots.get(left + x, top + y) ? '#' : '.')).join(''),
  );
}

describe('text', () => {
  test('is ASCII, GB18030 of two bytes and of four bytes', () => {
    // 交子 and U+3400, which has four bytes.
    const part = print('No. 7 ', Buffer.from('bdbbd7d38139ee39', 'hex'), LF);
    assert.equal(part.text, 'No. 7 交子㐀');
  });

  test('has 12 columns of dots for a character of ASCII and 24 for a Chinese one', () => {
    assert.equal(print('M'.repeat(33), LF).text, `${'M'.repeat(32)}\nM`);
    const han = Buffer.from('d6d0'.repeat(17), 'hex');
    assert.equal(print(han, LF).text, `${'中'.repeat(16)}\n中`);
  });

  test('of bytes above 7F belongs to the code page after FS . and to GB18030 after FS &', () => {
    const part = print(FS, 0x2e, 0x82, 0xe1, ESC, 0x74, 16, 0xe9, FS, 0x26, 0xd6, 0xd0, LF);
    assert.equal(part.text, 'éßé中');
  });

  test('of national sets differs in twelve places', () => {
    assert.equal(print(ESC, 0x52, 2, '[\\]~#A', LF).text, 'ÄÖÜß#A');
    assert.equal(print(ESC, 0x52, 15, '$', LF, ESC, 0x40, '$', LF).text, '¥\n$');
  });

  test('waits for the line feed', () => {
    const part = print('half');
    assert.equal(part.text, '');
    assert.equal(part.send(LF).finish().text, 'half');
  });

  test('enlarged by GS ! has every dot enlarged, Chinese or not', () => {
    const plain = print('5', 0xd6, 0xd0, LF).dots;
    const large = print(GS, 0x21, 0x12, '5', 0xd6, 0xd0, LF).dots;
    for (let y = 0; y < 72; y++) {
      for (let x = 0; x < 72; x++) {
        assert.equal(large.get(x, y), plain.get(x >> 1, Math.floor(y / 3)), `${x},${y}`);
      }
    }
  });

  test('enlarged by ESC ! is ASCII alone, by FS ! Chinese alone', () => {
    const width = (...parts: Input[]) => boxOf(print(...parts, '|', LF).dots).right;
    const bar = width();
    assert.equal(width(ESC, 0x21, 0x20, 'A', ESC, 0x21, 0) - bar, 24);
    assert.equal(width(ESC, 0x21, 0x20, 0xd6, 0xd0, ESC, 0x21, 0) - bar, 24);
    assert.equal(width(FS, 0x21, 0x04, 0xd6, 0xd0) - bar, 48);
    assert.equal(width(FS, 0x21, 0x04, 'A') - bar, 12);
  });

  test('of font B is 9 by 17', () => {
    const box = boxOf(print(ESC, 0x21, 0x01, 'MM', LF).dots);
    assert.ok(box.right < 18 && box.right >= 14);
    assert.ok(box.bottom < 17);
  });

  test('in bold has all dots of plain text and more', () => {
    const plain = print('88', LF).dots;
    const bold = print(ESC, 0x45, 1, '88', LF).dots;
    for (let y = 0; y < 24; y++)
      for (let x = 0; x < 24; x++) assert.ok(!plain.get(x, y) || bold.get(x, y));
    assert.ok(boxOf(bold).count > boxOf(plain).count);
  });

  test('underlined has one or two full rows below', () => {
    for (const [n, rows] of [
      [1, 1],
      [2, 2],
    ] as const) {
      const { dots } = print(ESC, 0x2d, n, 'ab', LF);
      assert.deepEqual(
        picture(dots, 0, 24 - rows, 25, rows),
        Array(rows).fill(`${'#'.repeat(24)}.`),
      );
      assert.equal(picture(dots, 0, 24 - rows - 1, 24, 1)[0]?.includes('#'), false);
    }
    const han = print(FS, 0x21, 0x80, 0xd6, 0xd0, LF).dots;
    assert.deepEqual(picture(han, 0, 23, 24, 1), ['#'.repeat(24)]);
  });

  test('inverted is the negative of its cell', () => {
    const plain = print('R', LF).dots;
    const negative = print(GS, 0x42, 1, 'R', LF).dots;
    for (let y = 0; y < 24; y++)
      for (let x = 0; x < 12; x++) assert.notEqual(plain.get(x, y), negative.get(x, y));
    assert.equal(negative.get(12, 0), false);
  });

  test('upside down is the line turned by half a turn', () => {
    const plain = print('Rb', LF).dots;
    const turned = print(ESC, 0x7b, 1, 'Rb', LF).dots;
    for (let y = 0; y < 24; y++)
      for (let x = 0; x < 384; x++) assert.equal(turned.get(383 - x, 23 - y), plain.get(x, y));
  });

  test('rotated is each character turned to the right', () => {
    const plain = print('R', LF).dots;
    const turned = print(ESC, 0x56, 1, 'R', LF).dots;
    for (let y = 0; y < 24; y++)
      for (let x = 0; x < 12; x++) assert.equal(turned.get(23 - y, x), plain.get(x, y));
  });
});

describe('the layout', () => {
  test('is left, centred or right', () => {
    const left = (n: number) => boxOf(print(ESC, 0x61, n, GS, 0x42, 1, 'AB', LF).dots).left;
    assert.deepEqual([0, 1, 2, 0x31].map(left), [0, 180, 360, 180]);
  });

  test('has a left margin and a width', () => {
    const part = print(GS, 0x4c, 24, 0, GS, 0x57, 48, 0, GS, 0x42, 1, 'ABCDE', LF);
    assert.equal(part.text, 'ABCD\nE');
    assert.deepEqual([boxOf(part.dots).left, boxOf(part.dots).right], [24, 71]);
  });

  test('has space between characters', () => {
    const box = boxOf(print(ESC, 0x20, 6, GS, 0x42, 1, 'AB', LF).dots);
    assert.equal(box.right, 35);
  });

  test('moves the paper by the line spacing, or by the height of the line if that is more', () => {
    const height = (...parts: Input[]) => print(...parts).chip.paper.height;
    assert.equal(height('A', LF), 30);
    assert.equal(height(LF), 30);
    assert.equal(height(ESC, 0x33, 60, 'A', LF), 60);
    assert.equal(height(ESC, 0x33, 0, 'A', LF), 24);
    assert.equal(height(ESC, 0x33, 60, ESC, 0x32, 'A', LF), 30);
    assert.equal(height('A', ESC, 0x4a, 100), 100);
    assert.equal(height('A', ESC, 0x64, 3), 90);
    assert.equal(height(GS, 0x21, 0x77, 'A', LF), 192);
  });

  test('puts characters of different height on one foot', () => {
    const { dots } = print(GS, 0x42, 1, 'A', GS, 0x21, 0x11, 'B', LF);
    assert.equal(boxOf(dots).bottom, 47);
    assert.equal(dots.get(0, 0), false);
    assert.equal(dots.get(0, 24), true);
  });

  test('forgets the line and all modes at ESC @', () => {
    const part = print('lost', ESC, 0x61, 2, GS, 0x21, 0x11, ESC, 0x40, 'A', LF);
    assert.equal(part.text, 'A');
    assert.ok(boxOf(part.dots).right < 12);
  });
});

describe('images', () => {
  const raster = [0x81, 0x00, 0x42, 0xff];
  const drawn = ['#......#........', '.#....#.########'];

  test('of raster bytes are printed dot by dot', () => {
    const part = print(GS, 0x76, 0x30, 0, 2, 0, 2, 0, Uint8Array.from(raster));
    assert.equal(part.chip.paper.height, 2);
    assert.deepEqual(picture(part.dots, 0, 0, 16, 2), drawn);
    assert.equal(part.text, '[image 16×2]');
  });

  test('of raster bytes can be doubled in both directions', () => {
    const wide = print(GS, 0x76, 0x30, 1, 2, 0, 2, 0, Uint8Array.from(raster)).dots;
    assert.deepEqual([wide.height, picture(wide, 0, 0, 16, 1)[0]], [2, '##............##']);
    const both = print(GS, 0x76, 0x30, 3, 2, 0, 2, 0, Uint8Array.from(raster)).dots;
    assert.equal(both.height, 4);
    assert.deepEqual(picture(both, 0, 1, 8, 2), ['##......', '..##....']);
  });

  test('longer than the buffer are printed while they arrive', () => {
    const rows = 400;
    const part = new Part().send(GS, 0x76, 0x30, 0, 48, 0, rows & 255, rows >> 8);
    for (let y = 0; y < rows; y++) part.send(new Uint8Array(48).fill(0xf0)).waitMs(4);
    assert.equal(part.finish().chip.paper.height, rows);
    assert.equal(part.text, '[image 384×400]');
    assert.equal(boxOf(part.dots).count, rows * 192);
  });

  test('of columns stand in the line like characters', () => {
    const columns24 = [0x80, 0x00, 0x01, 0xff, 0xff, 0xff];
    const part = print('A', ESC, 0x2a, 33, 2, 0, Uint8Array.from(columns24), LF);
    const column = (x: number) => picture(part.dots, x, 0, 1, 24).join('');
    assert.equal(column(12), `#${'.'.repeat(22)}#`);
    assert.equal(column(13), '#'.repeat(24));
    const single = print(ESC, 0x2a, 0, 1, 0, 0x80, LF).dots;
    assert.deepEqual(picture(single, 0, 0, 3, 4), ['##.', '##.', '##.', '...']);
    const double = print(ESC, 0x2a, 1, 1, 0, 0x80, LF).dots;
    assert.deepEqual(picture(double, 0, 0, 3, 4), ['#..', '#..', '#..', '...']);
  });

  test('stored as logos are there after a power cut', () => {
    const logo = Uint8Array.from([0xff, 0, 0, 0, 0, 0, 0, 1]);
    const part = new Part().send(FS, 0x71, 1, 1, 0, 1, 0, logo).finish();
    part.chip.powerOff();
    part.chip.powerOn();
    part.send(FS, 0x70, 1, 3).finish();
    assert.equal(part.text, '[logo 1]');
    const { dots } = part;
    assert.deepEqual([dots.height, boxOf(dots).right], [16, 15]);
    assert.deepEqual(picture(dots, 0, 14, 16, 2), Array(2).fill('##............##'));
  });
});

describe('the paper', () => {
  test('is cut, wholly or not, with a feed before', () => {
    const part = print('a', LF, GS, 0x56, 0, 'b', LF, GS, 0x56, 0x31, 'c', LF, GS, 0x56, 0x42, 50);
    assert.deepEqual(part.chip.paper.sheets(), [
      'a\n[cut]',
      'b\n[partial cut]',
      'c\n[partial cut]',
    ]);
    assert.deepEqual(
      part.chip.paper.cuts.map(({ row }) => row),
      [30, 60, 140],
    );
  });

  test('can be had as it grows: the new rows are the end of all rows', () => {
    const part = print('one', LF);
    const { revision, height } = part.chip.paper.since(0);
    part.send('two', LF, GS, 0x21, 0x22, 'three', LF).finish();
    const more = part.chip.paper.since(height);
    assert.ok(more.revision > revision);
    assert.equal(more.rows.length, (30 + 72) * 48);
    assert.deepEqual(more.rows, part.chip.paper.rows().slice(height * 48));
    assert.deepEqual(part.chip.paper.rows(35), part.chip.paper.rows().slice(35 * 48));
  });

  test('as a picture has a pixel for each dot, and margins', async () => {
    const { PNG } = await import('pngjs');
    const part = print(GS, 0x42, 1, ' ', LF);
    const png = PNG.sync.read(part.chip.paper.png());
    assert.deepEqual([png.width, png.height], [384 + 80, 30 + 80]);
    const luminance = (x: number, y: number) => png.data[(y * png.width + x) * 4]!;
    assert.ok(luminance(40, 40) < 60 && luminance(51, 63) < 60);
    assert.ok(luminance(39, 40) > 240 && luminance(52, 63) > 240 && luminance(40, 64) > 240);
  });
});

describe('the mechanism', () => {
  test('moves the paper at 60 mm/s: 24 dots of text and 6 of space take 62 ms', () => {
    const part = new Part().send('A', LF);
    assert.equal(part.waitMs(62).text, '');
    assert.equal(part.waitMs(1).text, 'A');
  });

  test('is slower with more heat and with pauses between rows', () => {
    const rowMs = (...parts: Input[]) => {
      const part = new Part().send(...parts, 'A', LF);
      let ms = 0;
      for (; part.text === ''; ms++) part.waitMs(1);
      return ms / 30;
    };
    assert.equal(Math.round(rowMs(ESC, 0x37, 7, 80, 2) * 10), 21);
    assert.equal(Math.round(rowMs(ESC, 0x37, 7, 255, 145)), 4);
    assert.equal(Math.round(rowMs(0x12, 0x23, 0x8f) * 10), 31);
  });

  test('lets the buffer fill; a byte too many is a violation, or lost', () => {
    const burst = new Uint8Array(4096).fill(0x20);
    const filled = new Part().send(LF, burst);
    assert.equal(filled.chip.snapshot().bufferedBytes, 4096);
    assert.throws(() => filled.send('x'), ModelViolation);
    const lossy = new Part({ foreign: true, bufferBytes: 10 });
    assert.equal(
      lossy.send('a', LF, '0123456789xx', LF).finish().send(LF).finish().text,
      'a\n0123456789',
    );
    assert.match(lossy.log[0]!, /overflow/);
  });

  test('that pulses the drawer says so', () => {
    const part = new Part().send(ESC, 0x70, 0, 25, 250);
    assert.equal(part.chip.snapshot().drawerKicks, 1);
    assert.equal(part.ask(1), 0x16);
    part.chip.world.closeDrawer();
    assert.equal(part.ask(1), 0x12);
  });
});

describe('paper, cover and head', () => {
  /** Three lines, of which the second is half printed now. */
  function interrupted(options: EscPosPrinterOptions = {}): Part {
    return new Part(options).send('one', LF, 'two', LF, 'three', LF).waitMs(62.5 + 31);
  }

  test('when paper ends, the line under the head is lost and the rest waits for the new roll', () => {
    const part = interrupted();
    part.chip.world.endPaper();
    part.finish();
    assert.equal(part.text, 'one\n[half a line]\n[end of paper]');
    assert.equal(part.chip.paper.height, 44);
    part.chip.world.loadPaper();
    assert.equal(part.finish().text, 'one\n[half a line]\n[end of paper]\nthree');
  });

  test('when the cover is opened, the same, on the same paper', () => {
    const part = interrupted();
    part.chip.world.openCover();
    part.finish();
    part.chip.world.closeCover();
    assert.equal(part.finish().text, 'one\n[half a line]\nthree');
  });

  test('on a part that loses its input, nothing comes afterwards', () => {
    const part = interrupted({ losesInput: true });
    part.chip.world.openCover();
    part.send('lost as well', LF).finish();
    part.chip.world.closeCover();
    assert.equal(part.send('new', LF).finish().text, 'one\n[half a line]\nnew');
  });

  test('a roll ends by itself, in the middle of a line', () => {
    const part = new Part();
    part.chip.world.loadPaper(40);
    part.send('one', LF, 'two', LF).finish();
    assert.equal(part.chip.paper.height, 40);
    assert.equal(part.ask(4), 0x72);
  });

  test('a hot head pauses between lines and loses nothing', () => {
    const part = interrupted();
    part.chip.faults.headHot(true);
    assert.equal(part.finish().text, 'one\ntwo');
    assert.deepEqual([part.ask(1), part.ask(2), part.ask(3)], [0x1a, 0x52, 0x52]);
    part.chip.faults.headHot(false);
    assert.equal(part.finish().text, 'one\ntwo\nthree');
  });

  test('a stuck cutter stops the part until the power is switched off', () => {
    const part = new Part();
    part.chip.faults.jamCutter();
    part.send('a', LF).finish();
    assert.deepEqual([part.text, part.ask(1), part.ask(3)], ['', 0x1a, 0x1a]);
    part.chip.powerOff();
    part.chip.powerOn();
    assert.equal(part.send('b', LF).finish().text, 'b');
  });

  test('without power the line ends where it is, and nothing is heard', () => {
    const part = interrupted();
    part.chip.powerOff();
    part.send('unheard', LF).finish();
    assert.equal(part.ask(1), undefined);
    part.chip.powerOn();
    assert.equal(part.send('new', LF).finish().text, 'one\n[half a line]\nnew');
  });
});

describe('the status', () => {
  test('in real time is 12h for each question when all is well', () => {
    const part = new Part();
    assert.deepEqual(
      [1, 2, 3, 4].map((n) => part.ask(n)),
      [0x12, 0x12, 0x12, 0x12],
    );
  });

  test('in real time tells of cover, paper and the end of the roll', () => {
    const part = new Part();
    part.chip.world.openCover();
    assert.deepEqual(
      [1, 2, 4].map((n) => part.ask(n)),
      [0x1a, 0x16, 0x12],
    );
    part.chip.world.closeCover();
    part.chip.world.loadPaper(100);
    assert.deepEqual(
      [1, 4].map((n) => part.ask(n)),
      [0x12, 0x1e],
    );
    part.chip.world.endPaper();
    assert.deepEqual(
      [1, 2, 4].map((n) => part.ask(n)),
      [0x1a, 0x32, 0x72],
    );
  });

  test('of the observed clone reads 1A 32 72 with the cover open', () => {
    const part = new Part({ coverReadsAsPaperEnd: true });
    part.chip.world.openCover();
    assert.deepEqual(
      [1, 2, 4].map((n) => part.ask(n)),
      [0x1a, 0x32, 0x72],
    );
  });

  test('in real time is not given while the mechanism moves, unless the part can', () => {
    assert.equal(new Part().send('A', LF).ask(1), undefined);
    assert.equal(new Part({ answersWhileBusy: true }).send('A', LF).ask(1), 0x12);
  });

  test('in real time comes past a full buffer', () => {
    const part = new Part();
    part.chip.world.endPaper();
    part.send(new Uint8Array(4000).fill(0x20));
    assert.equal(part.ask(2), 0x32);
  });

  test('in its turn is given when all before it is on paper', () => {
    const part = new Part().send('A', LF, GS, 0x72, 1);
    assert.deepEqual(part.waitMs(62).sent, []);
    assert.deepEqual(part.waitMs(1).sent, [0x00]);
    assert.equal(part.text, 'A');
    part.chip.world.loadPaper(100);
    part.sent = [];
    part.send(GS, 0x72, 0x31, GS, 0x72, 2);
    assert.deepEqual(part.sent, [0x03, 0x00]);
  });

  test('sent by itself comes at once and at every change of what was asked for', () => {
    const part = new Part().send(GS, 0x61, 0x0e);
    assert.deepEqual(part.sent, [0x10, 0, 0, 0]);
    part.sent = [];
    part.chip.world.openDrawer();
    assert.deepEqual(part.sent, []);
    part.chip.world.openCover();
    assert.deepEqual(part.sent, [0x3c, 0, 0, 0]);
    part.sent = [];
    part.chip.world.closeCover();
    part.chip.world.endPaper();
    part.chip.faults.headHot(true);
    assert.deepEqual(part.sent.slice(4), [0x1c, 0, 0x0c, 0, 0x1c, 0x40, 0x0c, 0]);
    part.chip.world.loadPaper();
    part.chip.faults.headHot(false);
    part.sent = [];
    part.send(GS, 0x61, 0).chip.world.openCover();
    assert.deepEqual(part.sent, []);
  });

  test('has an identity', () => {
    assert.deepEqual(
      new Part().send(GS, 0x49, 1, GS, 0x49, 2, GS, 0x49, 3).sent,
      [0x20, 0x03, 0x01],
    );
  });

  test('is lost on a broken line', () => {
    const part = new Part();
    part.chip.faults.mute(true);
    assert.equal(part.ask(1), undefined);
  });
});

describe('input that is not defined', () => {
  const cases: readonly (readonly [string, readonly Input[]])[] = [
    ['an unknown command', [ESC, 0x01]],
    ['an unknown control', [0x07]],
    ['a command of other printers', [ESC, 0x4d, 1]],
    ['a carriage return', [0x0d]],
    ['a code page that is not there', [ESC, 0x74, 99]],
    ['a national set that is not there', [ESC, 0x52, 16]],
    ['a size above 8', [GS, 0x21, 0x80]],
    ['an alignment above 2', [ESC, 0x61, 0x33]],
    ['an alignment that is no choice', [ESC, 0x61, 5]],
    ['an underline of three dots', [ESC, 0x2d, 3]],
    ['bytes outside GB18030', [0xd6, 0x20]],
    ['byte 7F', [0x7f]],
    ['an image in the middle of a line', ['A', GS, 0x76, 0x30, 0, 1, 0, 1, 0, 0xff]],
    ['a column image of an unknown mode', [ESC, 0x2a, 7, 1, 0]],
    ['a logo that was never stored', [FS, 0x70, 1, 0]],
    ['a barcode with the wrong check digit', [GS, 0x6b, 2, '4006381333932', 0]],
    ['a barcode wider than the paper', [GS, 0x77, 6, GS, 0x6b, 73, 10, '{BABCDEFGH']],
    ['a QR code without data', [GS, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30]],
    ['an unknown real-time status', [0x10, 0x04, 5]],
    ['an unknown cut', [GS, 0x56, 9]],
  ];
  for (const [name, input] of cases) {
    test(`${name} is a violation when our program sends it`, () => {
      assert.throws(() => new Part().send(...input), ModelViolation);
    });
    test(`${name} does no harm when another program sends it`, () => {
      const part = new Part({ foreign: true });
      part
        .send(...input)
        .finish()
        .send(ESC, 0x40, 'good', LF)
        .finish();
      assert.match(part.text, /good$/);
    });
  }

  test('a sized command of another printer is stepped over', () => {
    const part = new Part({ foreign: true });
    part.send(GS, 0x28, 0x4c, 5, 0, 'abcde', 'good', LF).finish();
    assert.equal(part.text, 'good');
    assert.equal(part.log.length, 1);
  });
});
