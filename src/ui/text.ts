// SPDX-License-Identifier: Apache-2.0
//
// Measures and breaks text with the fonts that the renderer draws with (native/text.c).

import type { Font } from './theme.ts';

function measure(this: unknown, text: string, font: number): number {
  return native('xs_renderer_text_width').call(this, text, font);
}

function lineBreak(this: unknown, text: string, font: number, width: number): number {
  return native('xs_renderer_line_break').call(this, text, font, width);
}

/** Columns that `text` takes in one line. */
export function textWidth(text: string, font: Font): number {
  return measure(text, font.id);
}

/** The lines of `text` in a column of that width; blanks at the breaks are dropped. */
export function wrap(text: string, font: Font, width: number): string[] {
  const lines: string[] = [];
  for (let rest = text; rest.length > 0; ) {
    const length = lineBreak(rest, font.id, width);
    lines.push(rest.slice(0, length).trimEnd());
    rest = rest.slice(length);
  }
  return lines;
}

/** As few lines as `wrap` makes, but of about the same length: no line of one character at the end. */
export function balanced(text: string, font: Font, width: number): string[] {
  let lines = wrap(text, font, width);
  const count = lines.length;
  if (count === 1) return lines;
  for (let tooNarrow = Math.floor(width / count), enough = width; enough - tooNarrow > 4; ) {
    const middle = (tooNarrow + enough) >> 1;
    const tried = wrap(text, font, middle);
    if (tried.length === count) {
      lines = tried;
      enough = middle;
    } else tooNarrow = middle;
  }
  return lines;
}

/** The first of `candidates` in which `text` fits into `width`, else the last. */
export function fitting(text: string, candidates: readonly Font[], width: number): Font {
  for (const font of candidates) if (textWidth(text, font) <= width) return font;
  return candidates[candidates.length - 1]!;
}

/** `text`, cut and ended with "..." when it does not fit into `width`. */
export function shortened(text: string, font: Font, width: number): string {
  if (textWidth(text, font) <= width) return text;
  const length = lineBreak(text, font.id, width - textWidth('...', font));
  return `${text.slice(0, length).trimEnd()}...`;
}
