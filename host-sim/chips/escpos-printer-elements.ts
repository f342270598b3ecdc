// SPDX-License-Identifier: Apache-2.0
//
// What can stand in a line: a character, an image, a barcode, a QR code, a gap. An element knows its size at once, since
// the mechanism's time depends on it, but its dots only when someone looks at the paper.

import type { GlyphCell } from '../lib/glyphs.ts';
import { glyph } from '../lib/glyphs.ts';
import { Dots } from './escpos-printer-dots.ts';

export interface Element {
  readonly width: number;
  readonly height: number;
  /** What a person would read here. */
  readonly text: string;
  dots(): Dots;
}

export interface CharacterStyle {
  readonly cell: GlyphCell;
  /** 1 … 8 */
  readonly scaleX: number;
  readonly scaleY: number;
  readonly bold: boolean;
  /** thickness in dots, 0 … 2 */
  readonly underline: number;
  readonly inverted: boolean;
  readonly rotated: boolean;
  /** dots to the right of the character, before scaling */
  readonly spacing: number;
}

const cellSize: Readonly<Record<GlyphCell, readonly [number, number]>> = {
  '12x24': [12, 24],
  '9x17': [9, 17],
  '24x24': [24, 24],
};

export class Character implements Element {
  readonly width: number;
  readonly height: number;

  constructor(
    readonly text: string,
    readonly style: CharacterStyle,
  ) {
    const [cellWidth, cellHeight] = cellSize[style.cell];
    const [across, down] = style.rotated ? [cellHeight, cellWidth] : [cellWidth, cellHeight];
    this.width = (across + style.spacing) * style.scaleX;
    this.height = down * style.scaleY;
  }

  dots(): Dots {
    const { cell, scaleX, scaleY, bold, underline, inverted, rotated } = this.style;
    const upright = glyph(this.text, cell);
    const shape = new Dots(upright.width, upright.height, upright.rows);
    const drawn = rotated ? shape.turned() : shape;
    const target = new Dots(this.width, this.height);
    target.draw(drawn, 0, 0, scaleX, scaleY);
    if (bold) target.draw(drawn, 1, 0, scaleX, scaleY);
    if (!rotated && !inverted) target.fill(0, this.height - underline, this.width, underline);
    if (inverted) target.invert();
    return target;
  }
}

/** Empty paper between two elements. */
export class Gap implements Element {
  readonly height = 0;
  readonly text: string;

  constructor(readonly width: number) {
    this.text = ' '.repeat(Math.round(width / 12));
  }

  dots(): Dots {
    return new Dots(this.width, 0);
  }
}

export class Image implements Element {
  readonly width: number;
  readonly height: number;

  /** `source` enlarged by whole factors. */
  constructor(
    readonly source: Dots,
    readonly scaleX: number,
    readonly scaleY: number,
    readonly text: string,
  ) {
    this.width = source.width * scaleX;
    this.height = source.height * scaleY;
  }

  dots(): Dots {
    const target = new Dots(this.width, this.height);
    target.draw(this.source, 0, 0, this.scaleX, this.scaleY);
    return target;
  }
}

/** Where the human-readable interpretation (HRI) of a barcode stands. */
export interface BarcodeLabel {
  readonly text: string;
  readonly cell: GlyphCell;
  readonly above: boolean;
  readonly below: boolean;
}

const labelGap = 2;

export class Barcode implements Element {
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly #labelHeight: number;

  /** `bars`: widths in dots of bar, space, bar, … */
  constructor(
    readonly bars: readonly number[],
    readonly barHeight: number,
    readonly label: BarcodeLabel,
    name: string,
  ) {
    this.width = bars.reduce((sum, width) => sum + width, 0);
    this.#labelHeight = cellSize[label.cell][1] + labelGap;
    const labels = (label.above ? 1 : 0) + (label.below ? 1 : 0);
    this.height = barHeight + labels * this.#labelHeight;
    this.text = `[${name} ${label.text}]`;
  }

  dots(): Dots {
    const target = new Dots(this.width, this.height);
    const top = this.label.above ? this.#labelHeight : 0;
    let x = 0;
    this.bars.forEach((width, i) => {
      if (i % 2 === 0) target.fill(x, top, width, this.barHeight);
      x += width;
    });
    if (this.label.above) this.#drawLabel(target, 0);
    if (this.label.below) this.#drawLabel(target, top + this.barHeight + labelGap);
    return target;
  }

  #drawLabel(target: Dots, top: number): void {
    const { text, cell } = this.label;
    const step = cellSize[cell][0];
    let x = Math.max(0, (this.width - text.length * step) >> 1);
    for (const character of text) {
      const { width, height, rows } = glyph(character, cell);
      target.draw(new Dots(width, height, rows), x, top);
      x += step;
    }
  }
}

export class QrSymbol implements Element {
  readonly width: number;
  readonly height: number;
  readonly text: string;

  constructor(
    readonly modules: Dots,
    readonly moduleDots: number,
    content: string,
  ) {
    this.width = this.height = modules.width * moduleDots;
    this.text = `[QR ${content}]`;
  }

  dots(): Dots {
    const target = new Dots(this.width, this.height);
    target.draw(this.modules, 0, 0, this.moduleDots, this.moduleDots);
    return target;
  }
}
