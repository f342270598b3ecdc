// SPDX-License-Identifier: Apache-2.0
//
// The common shape of most screens: an icon on a disc, large words, a sentence, what the keys do. Colour, icon and words
// always say the same thing.

import { Align, box, type DrawItem, type DrawList } from '../draw.ts';
import {
  amount,
  amountBand,
  badge,
  content,
  dots,
  footer,
  header,
  type KeyHints,
  label,
  rowsOf,
  tallContent,
  wholeScreen,
} from '../layout.ts';
import type { Tone } from '../screen.ts';
import { type Language, type StringKey, say, sayTitle } from '../strings.ts';
import { wrap } from '../text.ts';
import { colours, type Font, fonts, type IconName, type Pair, pairs } from '../theme.ts';
import type { TitleKey } from '../titles.ts';

export interface Notice {
  readonly heading: StringKey;
  readonly tone: Tone;
  readonly icon: IconName;
  readonly title?: TitleKey;
  readonly amountMinor?: number;
  readonly body?: string;
  /** Small lines below. */
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

const looks: Readonly<Record<Tone, Look>> = Object.freeze(
  {
    plain: { header: pairs.brand, words: pairs.plain, disc: pairs.brand },
    good: { header: pairs.good, words: pairs.good, disc: pairs.goodOnWhite },
    bad: { header: pairs.bad, words: pairs.bad, disc: pairs.badOnWhite },
    attention: {
      header: pairs.attention,
      words: pairs.attention,
      disc: { text: colours.attention, under: colours.ink },
    },
  },
  true,
);

/** Of the disc: the largest for which there is room. */
const discSizes = Object.freeze([92, 64, 44] as const, true);
const gap = 6;
const leastSpace = 6;
const dotRows = 24;

/** A part of the notice: its height and what draws it at a given offset. */
interface Part {
  readonly rows: number;
  draw(offset: number): DrawItem[];
}

export function noticeScreen(notice: Notice, language: Language): DrawList {
  const look = looks[notice.tone];
  const area = notice.keys === undefined ? tallContent : content;
  const words = wordParts(notice, look, area.height, language);
  const wordRows = total(words);
  const disc = discSizes.find((size) => size + gap + wordRows + leastSpace <= area.height);
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

function wordParts(notice: Notice, look: Look, height: number, language: Language): Part[] {
  const { title, amountMinor, body, detail, frame } = notice;
  const colour = look.words.text;
  const parts: Part[] = [];
  if (title !== undefined) {
    const lines = wrap(sayTitle(title, language), fonts.title, content.width);
    parts.push(linesPart(lines, fonts.title, colour));
  }
  if (amountMinor !== undefined) parts.push(amountPart(amountMinor, colour));
  const after: Part[] = [];
  if (detail !== undefined) after.push(linesPart(detail.split('\n'), fonts.small, colour));
  if (frame !== undefined) after.push(dotsPart(frame, look));
  if (body !== undefined) {
    const room = height - leastSpace - total(parts) - total(after);
    const lines = wrap(body, fonts.body, content.width);
    parts.push(
      linesPart(lines.slice(0, Math.floor(room / fonts.body.lineHeight)), fonts.body, colour),
    );
  }
  return [...parts, ...after];
}

function linesPart(lines: readonly string[], font: Font, colour: number): Part {
  return {
    rows: lines.length * font.lineHeight,
    draw: (offset) =>
      lines.map((text, i) => {
        const area = rowsOf(content, offset + i * font.lineHeight, font.lineHeight);
        return label(text, area, font, colour, Align.Centre);
      }),
  };
}

function amountPart(amountMinor: number, colour: number): Part {
  return {
    rows: amountBand.height,
    draw: (offset) => amount(amountMinor, { ...amountBand, y: content.y + offset }, colour),
  };
}

function dotsPart(frame: number, look: Look): Part {
  return {
    rows: dotRows,
    draw: (offset) =>
      dots(frame, rowsOf(content, offset, dotRows), look.header.under, colours.rule),
  };
}
