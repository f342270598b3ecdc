// SPDX-License-Identifier: Apache-2.0
//
// The printer's modes and its line buffer: what the next character will look like, and what already stands in the line.

import type { CharacterStyle, Element } from './escpos-printer-elements.ts';
import { headDots, type PaperLine } from './escpos-printer-paper.ts';

export interface Mode {
  fontB: boolean;
  bold: boolean;
  inverted: boolean;
  upsideDown: boolean;
  rotated: boolean;
  /** ASCII and code pages; 1 … 8 */
  asciiX: number;
  asciiY: number;
  asciiUnderline: number;
  /** Chinese characters have size and underline of their own. */
  hanX: number;
  hanY: number;
  hanUnderline: number;
  /** bytes above 80h are GB18030 (FS &), else of the code page (FS .) */
  han: boolean;
  /** 0 left, 1 centre, 2 right */
  align: number;
  lineSpacing: number;
  spacing: number;
  leftMargin: number;
  areaWidth: number;
  codePage: number;
  nationalSet: number;
  barcodeHeight: number;
  barcodeWidth: number;
  /** 0 none, 1 above, 2 below, 3 both */
  hri: number;
  hriFontB: boolean;
  qrModuleDots: number;
  qrLevel: number;
  /** pause after each row, from the density command */
  rowBreakUs: number;
  /** heating and cooling time of a row, from the heating command */
  heatUs: number;
}

export const defaultLineSpacing = 30;

/** After power-on and after ESC @. */
export function initialMode(): Mode {
  return {
    fontB: false,
    bold: false,
    inverted: false,
    upsideDown: false,
    rotated: false,
    asciiX: 1,
    asciiY: 1,
    asciiUnderline: 0,
    hanX: 1,
    hanY: 1,
    hanUnderline: 0,
    han: true,
    align: 0,
    lineSpacing: defaultLineSpacing,
    spacing: 0,
    leftMargin: 0,
    areaWidth: headDots,
    codePage: 0,
    nationalSet: 0,
    barcodeHeight: 162,
    barcodeWidth: 3,
    hri: 0,
    hriFontB: false,
    qrModuleDots: 3,
    qrLevel: 0,
    rowBreakUs: 0,
    heatUs: 0,
  };
}

export function asciiStyle(mode: Mode): CharacterStyle {
  return {
    cell: mode.fontB ? '9x17' : '12x24',
    scaleX: mode.asciiX,
    scaleY: mode.asciiY,
    underline: mode.asciiUnderline,
    ...sharedStyle(mode),
  };
}

export function hanStyle(mode: Mode): CharacterStyle {
  return {
    cell: '24x24',
    scaleX: mode.hanX,
    scaleY: mode.hanY,
    underline: mode.hanUnderline,
    ...sharedStyle(mode),
  };
}

function sharedStyle({ bold, inverted, rotated, spacing }: Mode) {
  return { bold, inverted, rotated, spacing };
}

/** Dots available to a line. */
export function areaOf(mode: Mode): number {
  return Math.min(mode.areaWidth, headDots - mode.leftMargin);
}

export class LineBuffer {
  #elements: Element[] = [];
  #width = 0;
  #height = 0;

  get isEmpty(): boolean {
    return this.#elements.length === 0;
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  append(element: Element): void {
    this.#elements.push(element);
    this.#width += element.width;
    this.#height = Math.max(this.#height, element.height);
  }

  /** Empties the buffer into a line that moves the paper by `feed` rows or the height of the line, if that is more. */
  take(mode: Mode, feed: number, readable: boolean): PaperLine {
    const slack = Math.max(0, areaOf(mode) - this.#width);
    let x = mode.leftMargin + Math.floor((slack * mode.align) / 2);
    const elements = this.#elements.map((element) => {
      const placed = { x, element };
      x += element.width;
      return placed;
    });
    const line: PaperLine = {
      elements,
      feed: Math.max(feed, this.#height),
      upsideDown: mode.upsideDown,
      readable: readable || elements.length > 0,
    };
    this.clear();
    return line;
  }

  clear(): void {
    this.#elements = [];
    this.#width = 0;
    this.#height = 0;
  }
}
