// SPDX-License-Identifier: Apache-2.0
//
// The parts that screens share: bands at top and bottom, paragraphs, amounts, dots. Each returns draw items.

import { Align, type Area, box, type DrawItem, line, type TextItem } from './draw.ts';
import { type Language, type StringKey, say } from './strings.ts';
import { fitting, shortened, textWidth } from './text.ts';
import {
  colours,
  type Font,
  fonts,
  type IconName,
  icons,
  type Pair,
  pairs,
  sizes,
} from './theme.ts';

export const wholeScreen: Area = Object.freeze(
  { x: 0, y: 0, width: sizes.width, height: sizes.height },
  true,
);

/** Between header and footer, without the margins at the sides. */
export const content: Area = Object.freeze(
  {
    x: sizes.margin,
    y: sizes.header,
    width: sizes.width - 2 * sizes.margin,
    height: sizes.height - sizes.header - sizes.footer,
  },
  true,
);

/** The same on a screen where no key does anything: it has no footer. */
export const tallContent: Area = Object.freeze(
  { ...content, height: sizes.height - 2 * sizes.header },
  true,
);

/** The part of `area` that begins `offset` rows below its top. */
export function rowsOf(area: Area, offset: number, height: number): Area {
  return { x: area.x, y: area.y + offset, width: area.width, height };
}

/** `area` without a margin at left and right. */
export function narrowed(area: Area, left: number, right: number): Area {
  return { ...area, x: area.x + left, width: area.width - left - right };
}

/** Fen as yuan: 1250 → "12.50". */
export function amountText(amountMinor: number): string {
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 0) throw new RangeError('amount');
  const digits = String(amountMinor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** 7 → "07". */
export function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The band at the top. */
export function header(text: string, pair: Pair): DrawItem[] {
  const band = { ...wholeScreen, height: sizes.header };
  return [
    box(band, pair.under),
    line(narrowed(band, sizes.margin, sizes.margin), fonts.small, pair.text, text),
  ];
}

/** What the three function keys do; a key that does nothing is left out. */
export interface KeyHints {
  readonly cancel?: StringKey;
  readonly clear?: StringKey;
  readonly enter?: StringKey;
}

/** Sign and colour as on the keys themselves (docs/sources.md [domain H1]), in their order from left to right. */
const keyLooks = Object.freeze(
  [
    { key: 'cancel', icon: 'cross', pair: pairs.bad },
    { key: 'clear', icon: 'left', pair: pairs.attention },
    { key: 'enter', icon: 'circle', pair: pairs.good },
  ] as const,
  true,
);

const chipGap = 4;
const chipIcon = 23;
const chipPadding = 3;

interface Chip {
  readonly icon: IconName;
  readonly pair: Pair;
  readonly text: string;
  /** of icon and text */
  readonly width: number;
}

function chipsOf(keys: KeyHints, language: Language): Chip[] {
  return keyLooks.flatMap(({ key, icon, pair }) => {
    const word = keys[key];
    if (word === undefined) return [];
    const text = say(word, language);
    return [{ icon, pair, text, width: chipIcon + textWidth(text, fonts.small) }];
  });
}

/** Equal widths where the words allow it; a single chip takes half of the band. */
function chipWidths(chips: readonly Chip[]): number[] {
  const places = Math.max(chips.length, 2);
  const equal = Math.floor((sizes.width - chipGap * (places + 1)) / places);
  const natural = chips.map((chip) => chip.width + 2 * chipPadding);
  if (natural.every((width) => width <= equal)) return natural.map(() => equal);
  const used = natural.reduce((sum, width) => sum + width + chipGap, chipGap);
  const spare = Math.floor((sizes.width - used) / chips.length);
  return natural.map((width) => width + spare);
}

/** The band at the bottom: a chip for each function key that does something. A lone OK stands right, as its key does. */
export function footer(keys: KeyHints, language: Language): DrawItem[] {
  const chips = chipsOf(keys, language);
  const widths = chipWidths(chips);
  const band = { ...wholeScreen, y: sizes.height - sizes.footer, height: sizes.footer };
  const items: DrawItem[] = [box(band, colours.white), box({ ...band, height: 1 }, colours.rule)];
  let x = keys.cancel === undefined ? sizes.width - chipGap - widths[0]! : chipGap;
  for (let i = 0; i < chips.length; i++) {
    const width = widths[i]!;
    items.push(...chipItems(chips[i]!, { x, y: band.y + 5, width, height: band.height - 9 }));
    x += width + chipGap;
  }
  return items;
}

function chipItems({ icon, pair, text, width }: Chip, area: Area): DrawItem[] {
  const start = (area.width - width) >> 1;
  return [
    box(area, pair.under, 8),
    line({ ...area, x: area.x + start - 2, width: 24 }, fonts.iconSmall, pair.text, icons[icon]),
    line(narrowed(area, start + chipIcon, 0), fonts.small, pair.text, text),
  ];
}

/** Lines below each other from the top of `area`. */
export function paragraph(
  lines: readonly string[],
  area: Area,
  font: Font,
  colour: number,
  align: Align,
): DrawItem[] {
  const { lineHeight } = font;
  return lines.map((text, i) =>
    line(rowsOf(area, i * lineHeight, lineHeight), font, colour, text, align),
  );
}

/** One line, cut when it is too wide. */
export function label(
  text: string,
  area: Area,
  font: Font,
  colour: number,
  align: Align = Align.Left,
): DrawItem {
  return line(area, font, colour, shortened(text, font, area.width), align);
}

const amountFonts = Object.freeze([fonts.amount, fonts.amountNarrow, fonts.title], true);

/** Digits in the largest font that fits: at least 48 px up to 99999.99, at least 36 px beyond. */
export function digits(amountMinor: number, area: Area, colour: number): TextItem {
  const text = amountText(amountMinor);
  return line(area, fitting(text, amountFonts, area.width), colour, text, Align.Right);
}

const signGap = 2;

/** The band in which amounts stand: as wide as the screen allows. */
export const amountBand: Area = Object.freeze(
  { ...narrowed(wholeScreen, 2, 2), height: fonts.amount.lineHeight },
  true,
);

/** ¥ and digits side by side in the middle of `area`. */
export function amount(amountMinor: number, area: Area, colour: number): DrawItem[] {
  const signWidth = textWidth('¥', fonts.title) + signGap;
  const number = digits(amountMinor, narrowed(area, signWidth, 0), colour);
  const width = textWidth(number.text, number.font);
  const x = area.x + ((area.width - width - signWidth) >> 1);
  // A smaller sign is set lower, so that both stand on one line.
  const sign = { ...area, x, y: area.y + (number.font.lineHeight >> 3), width: signWidth };
  return [line(sign, fonts.title, colour, '¥'), { ...number, x: x + signWidth, width }];
}

/** What only looks at an account has none. */
export function amountIfAny(amountMinor: number, area: Area, colour: number): DrawItem[] {
  return amountMinor === 0 ? [] : amount(amountMinor, area, colour);
}

const dotSize = 10;
const dotPitch = 22;
export const dotCount = 4;

/** A row of dots of which `frame` lights one, two, three, four, one … as the contactless lights do. */
export function dots(frame: number, area: Area, lit: number, unlit: number): DrawItem[] {
  const width = dotPitch * (dotCount - 1) + dotSize;
  const x = area.x + Math.floor((area.width - width) / 2);
  const y = area.y + Math.floor((area.height - dotSize) / 2);
  const items: DrawItem[] = [];
  for (let i = 0; i < dotCount; i++) {
    const dot = { x: x + i * dotPitch, y, width: dotSize, height: dotSize };
    items.push(box(dot, i <= frame % dotCount ? lit : unlit, dotSize / 2));
  }
  return items;
}

const iconFonts = Object.freeze([fonts.icon, fonts.iconMedium, fonts.iconSmall], true);

/** An icon on a disc as high as `area`. */
export function badge(icon: IconName, area: Area, pair: Pair): DrawItem[] {
  const size = area.height;
  const disc = { x: area.x + ((area.width - size) >> 1), y: area.y, width: size, height: size };
  const font = iconFonts.find((candidate) => candidate.lineHeight < size) ?? fonts.iconSmall;
  return [box(disc, pair.under, size >> 1), line(disc, font, pair.text, icons[icon], Align.Centre)];
}
