// SPDX-License-Identifier: Apache-2.0
//
// Dot-matrix glyphs as the ROM of a printer has them, rasterised from Noto Sans SC (@fontsource/noto-sans-sc, OFL-1.1)
// one at a time when first asked for, and kept for the life of the process. The font comes as about a hundred files, each
// with its ranges in unicode.json. Nothing is loaded before the first glyph: a headless run that reads only the paper's text
// never starts the rasteriser.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The cells of a 203 dpi receipt printer. */
export type GlyphCell = '12x24' | '9x17' | '24x24';

/** One bit a dot, rows padded to whole bytes, leftmost dot in the highest bit; 1 is dark. */
export interface Glyph {
  readonly width: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

interface CellStyle {
  readonly width: number;
  readonly height: number;
  /** em in dots */
  readonly size: number;
  readonly baseline: number;
  /** Latin letters are wider than half an em: squeezed by this ratio into a narrow cell. */
  readonly squeeze: number;
  /** weight of the font: small cells need stronger strokes */
  readonly weight: number;
}

const cells: Readonly<Record<GlyphCell, CellStyle>> = {
  '12x24': { width: 12, height: 24, size: 22, baseline: 19, squeeze: 0.9, weight: 600 },
  '9x17': { width: 9, height: 17, size: 16, baseline: 14, squeeze: 0.9, weight: 600 },
  '24x24': { width: 24, height: 24, size: 24, baseline: 21, squeeze: 1, weight: 500 },
};

/** Coverage of a dot, 0 to 255, from which on it is dark: low enough that thin strokes do not break. */
const darkFrom = 88;
/** Hairlines of frames: any trace of them counts. */
const darkFromOfFrames = 48;

type Canvas = typeof import('@napi-rs/canvas');
type Context = import('@napi-rs/canvas').SKRSContext2D;

const load = createRequire(import.meta.url);
const glyphs = new Map<string, Glyph>();
let font: Font | undefined;

/** The glyph of a character; an empty box when the font has none. */
export function glyph(character: string, cell: GlyphCell): Glyph {
  const key = `${cell}${character}`;
  let found = glyphs.get(key);
  if (!found) {
    font ??= new Font();
    found = rasterise(font, character, cells[cell]);
    glyphs.set(key, found);
  }
  return found;
}

export function dotAt(bitmap: Glyph, x: number, y: number): number {
  const stride = (bitmap.width + 7) >> 3;
  return (bitmap.rows[y * stride + (x >> 3)]! >> (7 - (x & 7))) & 1;
}

/** The font's files, registered with the rasteriser when a character needs one. */
class Font {
  readonly canvas: Canvas = load('@napi-rs/canvas');
  readonly #folder = dirname(load.resolve('@fontsource/noto-sans-sc/package.json'));
  readonly #ranges: { first: number; last: number; subset: string }[] = [];
  readonly #families = new Set<string>();

  constructor() {
    const subsets = JSON.parse(readFileSync(join(this.#folder, 'unicode.json'), 'utf8'));
    for (const [name, ranges] of Object.entries<string>(subsets)) {
      for (const range of ranges.split(',')) {
        const [first, last] = range.replace('U+', '').split('-');
        this.#ranges.push({
          first: Number.parseInt(first!, 16),
          last: Number.parseInt(last ?? first!, 16),
          subset: name.replace(/[[\]]/g, ''),
        });
      }
    }
  }

  /** Name of the family that has the character, or undefined. */
  familyOf(character: string, weight: number): string | undefined {
    const code = character.codePointAt(0)!;
    const range = this.#ranges.find(({ first, last }) => code >= first && code <= last);
    if (!range) return undefined;
    const { subset } = range;
    const family = `printer-${subset}-${weight}`;
    if (!this.#families.has(family)) {
      const file = `files/noto-sans-sc-${subset}-${weight}-normal.woff2`;
      this.canvas.GlobalFonts.registerFromPath(join(this.#folder, file), family);
      this.#families.add(family);
    }
    return family;
  }
}

function rasterise(from: Font, character: string, style: CellStyle): Glyph {
  const { width, height } = style;
  const context = from.canvas.createCanvas(width, height).getContext('2d');
  if (!isBlank(character)) draw(context, from.familyOf(character, style.weight), character, style);
  const { data } = context.getImageData(0, 0, width, height);
  const threshold = isBoxDrawing(character) ? darkFromOfFrames : darkFrom;
  const stride = (width + 7) >> 3;
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const coverage = data[(y * width + x) * 4 + 3]!;
      if (coverage >= threshold) rows[y * stride + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  return { width, height, rows };
}

function draw(
  context: Context,
  family: string | undefined,
  character: string,
  style: CellStyle,
): void {
  const { width, height, size, baseline, squeeze } = style;
  if (family === undefined) {
    context.strokeRect(1.5, 3.5, width - 3, height - 6);
    return;
  }
  context.font = `${size}px ${family}`;
  const advance = context.measureText(character).width;
  // Box drawing must reach the edges of its cell; everything else keeps its shape unless it is too wide.
  const ratio = isBoxDrawing(character) ? width / advance : Math.min(squeeze, width / advance);
  context.setTransform(ratio, 0, 0, 1, Math.round((width - advance * ratio) / 2), 0);
  context.fillText(character, 0, baseline);
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\u00a0' || character === '\u3000';
}

function isBoxDrawing(character: string): boolean {
  return character >= '\u2500' && character <= '\u259f';
}
