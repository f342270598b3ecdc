// SPDX-License-Identifier: Apache-2.0
//
// The common shape of most screens: an icon on a disc, large words, a sentence, what the keys do. Colour, icon and words
// always say the same thing.

import { Align, box, type DrawItem, type DrawList } from '../draw.ts';
import {
  amount,
  badge,
  bodyLines,
  content,
  dots,
  footer,
  header,
  type KeyHints,
  label,
  paragraph,
  rowsOf,
  tallContent,
  wholeScreen,
} from '../layout.ts';
import type { Tone } from '../screen.ts';
import { type Language, type StringKey, say, sayTitle } from '../strings.ts';
import { balanced } from '../text.ts';
import { colours, fonts, type IconName, type Pair, pairs } from '../theme.ts';
import type { TitleKey } from '../titles.ts';

export interface Notice {
  readonly heading: StringKey;
  readonly tone: Tone;
  readonly icon: IconName;
  readonly title?: TitleKey;
  readonly amountMinor?: number;
  readonly body?: string;
  /** A small line below. */
  readonly detail?: string;
  /** Moves the dots; without it there are none. */
  readonly frame?: number | undefined;
  readonly keys?: KeyHints;
}

interface Look {
  readonly header: Pair;
  readonly words: Pair;
  readonly disc: Pair;
}

const looks: Readonly<Record<Tone, Look>> = {
  plain: { header: pairs.brand, words: pairs.plain, disc: pairs.brand },
  good: { header: pairs.good, words: pairs.good, disc: pairs.goodOnWhite },
  bad: { header: pairs.bad, words: pairs.bad, disc: pairs.badOnWhite },
  attention: {
    header: pairs.attention,
    words: pairs.attention,
    disc: { text: colours.attention, under: colours.ink },
  },
};

const discSizes = [92, 48] as const;
const gap = 6;
const dotRows = 24;

/** A part of the notice: its height and what draws it at a given offset. */
interface Part {
  readonly rows: number;
  draw(offset: number): DrawItem[];
}

export function noticeScreen(notice: Notice, language: Language): DrawList {
  const look = looks[notice.tone];
  const area = notice.keys === undefined ? tallContent : content;
  const words = wordParts(notice, look, language);
  const wordRows = total(words);
  const disc = discSizes.find((size) => size + gap + wordRows <= area.height);
  const parts = disc === undefined ? words : [discPart(notice.icon, look, disc), ...words];
  const items = [
    box(wholeScreen, look.words.under),
    ...header(say(notice.heading, language), look.header),
  ];
  let offset = Math.max(0, (area.height - total(parts)) >> 1);
  for (const part of parts) {
    items.push(...part.draw(offset));
    offset += part.rows;
  }
  if (notice.keys !== undefined) items.push(...footer(notice.keys, language));
  return items;
}

function total(parts: readonly Part[]): number {
  return parts.reduce((rows, part) => rows + part.rows, 0);
}

function discPart(icon: IconName, look: Look, size: number): Part {
  return {
    rows: size + gap,
    draw: (offset) => badge(icon, rowsOf(content, offset, size), look.disc),
  };
}

function wordParts(notice: Notice, look: Look, language: Language): Part[] {
  const { title, amountMinor, body, detail, frame } = notice;
  const colour = look.words.text;
  const parts: Part[] = [];
  if (title !== undefined) {
    const lines = balanced(sayTitle(title, language), fonts.title, content.width);
    parts.push({
      rows: lines.length * fonts.title.lineHeight,
      draw: (offset) =>
        paragraph(lines, rowsOf(content, offset, 0), fonts.title, colour, Align.Centre),
    });
  }
  if (amountMinor !== undefined) {
    const rows = fonts.amount.lineHeight;
    parts.push({
      rows,
      draw: (offset) => amount(amountMinor, rowsOf(content, offset, rows), colour),
    });
  }
  if (body !== undefined) {
    const lines = bodyLines(body);
    parts.push({
      rows: lines.length * fonts.body.lineHeight,
      draw: (offset) =>
        paragraph(lines, rowsOf(content, offset, 0), fonts.body, colour, Align.Centre),
    });
  }
  if (detail !== undefined) {
    const rows = fonts.small.lineHeight;
    parts.push({
      rows,
      draw: (offset) => [
        label(detail, rowsOf(content, offset, rows), fonts.small, colour, Align.Centre),
      ],
    });
  }
  if (frame !== undefined) {
    parts.push({
      rows: dotRows,
      draw: (offset) =>
        dots(frame, rowsOf(content, offset, dotRows), look.header.under, colours.rule),
    });
  }
  return parts;
}
