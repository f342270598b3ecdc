// SPDX-License-Identifier: Apache-2.0
//
// Measures and breaks text with the fonts that the renderer draws with (native/font_text.c).

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

/** `text` cut into what goes on each line of a column of that width. */
function pieces(text: string, font: Font, width: number): string[] {
  const found: string[] = [];
  for (let rest = text; rest.length > 0; ) {
    const length = lineBreak(rest, font.id, width);
    found.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return found;
}

const wordEnd = /[0-9A-Za-z]$/;
const wordStart = /^[0-9A-Za-z]/;

/** A word that is wider than the column was cut in two. */
function cutsWord(found: readonly string[]): boolean {
  return found.some((piece, i) => i > 0 && wordStart.test(piece) && wordEnd.test(found[i - 1]!));
}

/**
 * `text` in as few lines as a column of that width needs, but of about the same length, so that none ends with a single
 * character. Blanks and line feeds at the breaks are dropped.
 */
export function wrap(text: string, font: Font, width: number): string[] {
  return text.split('\n').flatMap((clause) => wrapClause(clause, font, width));
}

function wrapClause(clause: string, font: Font, width: number): string[] {
  let best = pieces(clause, font, width);
  const count = best.length;
  if (count > 1 && !cutsWord(best)) {
    for (let tooNarrow = Math.floor(width / count), enough = width; enough - tooNarrow > 4; ) {
      const middle = (tooNarrow + enough) >> 1;
      const tried = pieces(clause, font, middle);
      if (tried.length === count && !cutsWord(tried)) {
        best = tried;
        enough = middle;
      } else tooNarrow = middle;
    }
  }
  return best.map((piece) => piece.trimEnd());
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
