// SPDX-License-Identifier: Apache-2.0
//
// The paper that has come out: lines one under the other, and the places where it was cut. It is kept as what was drawn;
// dots are made when someone asks for them, so that a run nobody looks at pays nothing. Paper only grows: whoever has seen
// the first n rows needs only the rows from n on.

import { PNG } from 'pngjs';
import { Dots } from './escpos-printer-dots.ts';
import type { Element } from './escpos-printer-elements.ts';

/** 58 mm paper, 48 mm of it printable at 8 dots/mm. */
export const headDots = 384;
const marginDots = 40;

/** One step of the mechanism: at most one line of elements and the rows that the paper moves. */
export interface PaperLine {
  readonly elements: readonly { readonly x: number; readonly element: Element }[];
  /** Rows the paper moves, at least the height of the highest element. */
  readonly feed: number;
  readonly upsideDown: boolean;
  /** Feeding is not a line to read: false for a feed by dots. */
  readonly readable: boolean;
}

export type CutKind = 'cut' | 'partial cut' | 'torn off' | 'end of paper';

interface Printed {
  readonly line: PaperLine;
  readonly top: number;
  /** Rows that came out: fewer than the feed when the paper ran out or the power failed on the way. */
  readonly rows: number;
  dots?: Dots;
}

interface Cut {
  readonly row: number;
  readonly kind: CutKind;
  /** number of lines above */
  readonly after: number;
}

export class Paper {
  readonly width = headDots;
  #lines: Printed[] = [];
  #cuts: Cut[] = [];
  #height = 0;
  #revision = 0;

  /** Rows so far. */
  get height(): number {
    return this.#height;
  }

  /** Changes whenever there is something new to see. */
  get revision(): number {
    return this.#revision;
  }

  get cuts(): readonly { readonly row: number; readonly kind: CutKind }[] {
    return this.#cuts;
  }

  /** The mechanism's side: `rows` of the line's feed have come out. */
  print(line: PaperLine, rows = line.feed): void {
    this.#lines.push({ line, top: this.#height, rows });
    this.#height += rows;
    this.#revision++;
  }

  /** The mechanism's side: the paper ends here. Two ends at the same place are one. */
  cut(kind: CutKind): void {
    if (this.#cuts.at(-1)?.row === this.#height) return;
    this.#cuts.push({ row: this.#height, kind, after: this.#lines.length });
    this.#revision++;
  }

  /** 48 bytes for each row from `from` to the end. */
  rows(from = 0): Uint8Array {
    const strip = new Dots(this.width, Math.max(0, this.#height - from));
    for (let i = this.#lines.length - 1; i >= 0; i--) {
      const printed = this.#lines[i]!;
      if (printed.top + printed.rows <= from) break;
      const { rows: source } = dotsOf(printed);
      const skipped = Math.max(0, from - printed.top);
      strip.rows.set(
        source.subarray(skipped * strip.stride),
        (printed.top + skipped - from) * strip.stride,
      );
    }
    return strip.rows;
  }

  /** For a viewer that has the first `from` rows. */
  since(from: number): { revision: number; from: number; height: number; rows: Uint8Array } {
    return { revision: this.#revision, from, height: this.#height, rows: this.rows(from) };
  }

  /** What a person reads, line by line, blanks at both ends removed; `[QR …]`, `[CODE128 …]`, `[cut]` for the rest. */
  text(): string {
    return this.sheets().join('\n');
  }

  /** The text of each piece of paper; the mark of its end is its last line. */
  sheets(): string[] {
    const sheets: string[] = [];
    let from = 0;
    for (const { after, kind } of this.#cuts) {
      sheets.push([...this.#read(from, after), `[${kind}]`].join('\n'));
      from = after;
    }
    if (from < this.#lines.length) sheets.push(this.#read(from, this.#lines.length).join('\n'));
    return sheets;
  }

  #read(from: number, to: number): string[] {
    return this.#lines
      .slice(from, to)
      .filter(({ line }) => line.readable)
      .map(readLine);
  }

  /** The paper as a picture, one dot a pixel, with the margins of 58 mm paper; a dashed line where it was cut. */
  png(): Buffer {
    const png = new PNG({
      width: headDots + 2 * marginDots,
      height: this.#height + 2 * marginDots,
    });
    const paint = (x: number, y: number, colour: readonly [number, number, number]) => {
      png.data.set([...colour, 255], (y * png.width + x) * 4);
    };
    for (let y = 0; y < png.height; y++)
      for (let x = 0; x < png.width; x++) paint(x, y, paperColour);
    const strip = new Dots(headDots, this.#height, this.rows());
    for (let y = 0; y < strip.height; y++) {
      for (let x = 0; x < headDots; x++) {
        if (strip.get(x, y)) paint(x + marginDots, y + marginDots, inkColour);
      }
    }
    for (const { row } of this.#cuts) {
      for (let x = 0; x < png.width; x++) if (x % 12 < 6) paint(x, row + marginDots, cutColour);
    }
    return PNG.sync.write(png);
  }
}

const paperColour = [250, 248, 242] as const;
const inkColour = [38, 36, 40] as const;
const cutColour = [170, 160, 150] as const;

function dotsOf(printed: Printed): Dots {
  if (printed.dots) return printed.dots;
  const { line, rows } = printed;
  const high = line.elements.reduce((height, { element }) => Math.max(height, element.height), 0);
  let drawn = new Dots(headDots, high);
  for (const { x, element } of line.elements) drawn.draw(element.dots(), x, high - element.height);
  if (line.upsideDown) drawn = drawn.upsideDown();
  const out = new Dots(headDots, rows);
  out.rows.set(drawn.rows.subarray(0, out.rows.length));
  printed.dots = out;
  return out;
}

function readLine({ line, rows }: Printed): string {
  const high = line.elements.reduce((height, { element }) => Math.max(height, element.height), 0);
  const text = line.elements
    .map(({ element }) => element.text)
    .join('')
    .trim();
  // Nobody can read, let alone scan, what was cut off half-way.
  return rows < high && text !== '' ? '[half a line]' : text;
}
