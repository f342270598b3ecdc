// SPDX-License-Identifier: Apache-2.0
//
// The screens of a sale that have a shape of their own: idle, amount, tap. One task per screen, large words.

import type { DateTime } from '../../io/clock.ts';
import { Align, type Area, box, type DrawItem, type DrawList, line } from '../draw.ts';
import {
  amountBand,
  amountIfAny,
  amountText,
  badge,
  content,
  digits,
  dots,
  footer,
  header,
  label,
  narrowed,
  paragraph,
  rowsOf,
  two,
  wholeScreen,
} from '../layout.ts';
import type { Layouts, ScreenOf } from '../screen.ts';
import { type Language, say, sayTitle } from '../strings.ts';
import { fitting, wrap } from '../text.ts';
import { colours, fonts, icons, pairs, sizes } from '../theme.ts';
import { headingOf } from './follow-up.ts';

const testRows = 26;
const markRows = 30;
const clockRows = fonts.amountNarrow.lineHeight + fonts.small.lineHeight;
const leastSpace = 4;

/** From top to bottom: TEST, who sells here, the time, what to do, what cards are taken; free rows in between.
 * The date goes when a long name leaves no room for it. */
function idle(screen: ScreenOf<'idle'>, language: Language): DrawList {
  const bandTop = screen.test ? testRows : 0;
  const merchant = wrap(screen.merchant, fonts.body, content.width).slice(0, 2);
  const bandRows = 8 + fonts.title.lineHeight + merchant.length * fonts.body.lineHeight;
  const marksRows = 2 * markRows + 4;
  const others = bandTop + bandRows + fonts.small.lineHeight + marksRows;
  const withDate = sizes.height - others >= clockRows + 4 * leastSpace;
  const clockHeight = withDate ? clockRows : fonts.amountNarrow.lineHeight;
  const space = (sizes.height - others - clockHeight) >> 2;
  const clockTop = bandTop + bandRows + space;
  const hintTop = clockTop + clockHeight + space;
  const marksTop = hintTop + fonts.small.lineHeight + space;
  const hint = { ...content, y: hintTop, height: fonts.small.lineHeight };
  return [
    box(wholeScreen, colours.white),
    box({ ...wholeScreen, height: bandTop + bandRows }, pairs.brand.under),
    ...(screen.test ? testMark(language) : []),
    ...welcome(merchant, { ...content, y: bandTop + 4, height: 0 }, language),
    ...clock(screen.now, clockTop, withDate),
    label(say('pressDigit', language), hint, fonts.small, pairs.plain.text, Align.Centre),
    ...mark(say('unionPayMark', language), marksTop),
    ...mark(say('quickPassMark', language), marksTop + markRows + 4),
  ];
}

function welcome(merchant: readonly string[], area: Area, language: Language): DrawItem[] {
  const { text } = pairs.brand;
  const rows = fonts.title.lineHeight;
  const words = sayTitle('welcome', language);
  return [
    label(words, rowsOf(area, 0, rows), fonts.title, text, Align.Centre),
    ...paragraph(merchant, rowsOf(area, rows, 0), fonts.body, text, Align.Centre),
  ];
}

function clock(now: DateTime | undefined, y: number, withDate: boolean): DrawItem[] {
  if (now === undefined) return [];
  const time = `${two(now.hour)}:${two(now.minute)}`;
  const date = `${now.year}-${two(now.month)}-${two(now.day)}`;
  const { text } = pairs.brandOnWhite;
  const rows = fonts.amountNarrow.lineHeight;
  const below = { ...content, y: y + rows, height: fonts.small.lineHeight };
  const items = [
    line({ ...content, y, height: rows }, fonts.amountNarrow, text, time, Align.Centre),
  ];
  if (withDate) items.push(line(below, fonts.small, pairs.quiet.text, date, Align.Centre));
  return items;
}

/** What cards are taken: words in a frame and our own sign for "hold it here"; no logo of anybody. */
function mark(text: string, y: number): DrawItem[] {
  const frame = { x: sizes.margin, y, width: content.width, height: markRows };
  const sign = { ...frame, x: frame.x + 8, width: 24 };
  return [
    box(frame, pairs.panel.under, 8),
    line(sign, fonts.iconSmall, pairs.panel.text, icons.contactless),
    label(text, narrowed(frame, 38, 4), fonts.small, pairs.panel.text),
  ];
}

function testMark(language: Language): DrawItem[] {
  const chip = { ...wholeScreen, height: testRows };
  return [
    box(chip, pairs.attention.under),
    label(say('testMark', language), chip, fonts.small, pairs.attention.text, Align.Centre),
  ];
}

function amountEntry(screen: ScreenOf<'amount-entry'>, language: Language): DrawList {
  const field = { x: 4, y: content.y + 62, width: sizes.width - 8, height: 84 };
  return [
    box(wholeScreen, colours.white),
    ...header(say(headingOf(screen), language), pairs.brand),
    label(
      say('enterAmount', language),
      rowsOf(content, 16, fonts.body.lineHeight),
      fonts.body,
      pairs.plain.text,
    ),
    box(field, colours.brand, 12),
    box(inset(field, 3), pairs.panel.under, 10),
    digits(screen.amountMinor, narrowed(field, 8, 8), pairs.panel.text),
    ...amountHint(screen, language),
    ...footer({ cancel: 'cancel', clear: 'clear', enter: 'ok' }, language),
  ];
}

function inset(area: Area, by: number): Area {
  const { x, y, width, height } = area;
  return { x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by };
}

/** The limit, or what is wrong with the amount. */
function amountHint(screen: ScreenOf<'amount-entry'>, language: Language): DrawItem[] {
  const limit = amountText(screen.limitMinor);
  const place = rowsOf(content, 162, 40);
  if (screen.complaint === undefined) {
    const text = say('limit', language, limit);
    return [label(text, place, fonts.body, pairs.quiet.text, Align.Right)];
  }
  const text = say(screen.complaint === 'zero' ? 'zeroAmount' : 'overLimit', language, limit);
  const words = narrowed(place, 34, 4);
  const sign = { ...place, x: place.x + 6, width: 24 };
  return [
    box(place, pairs.attention.under, 8),
    line(sign, fonts.iconSmall, pairs.attention.text, icons.warning),
    label(text, words, fitting(text, [fonts.body, fonts.small], words.width), pairs.attention.text),
  ];
}

function tapCard(screen: ScreenOf<'tap-card'>, language: Language): DrawList {
  const { text } = pairs.plain;
  const title = rowsOf(content, 150, fonts.title.lineHeight);
  const help = rowsOf(content, 194, fonts.small.lineHeight);
  return [
    box(wholeScreen, colours.white),
    ...header(say(headingOf(screen), language), pairs.brand),
    ...amountIfAny(screen.amountMinor, { ...amountBand, y: content.y }, text),
    ...badge('contactless', rowsOf(content, 62, 88), pairs.brand),
    label(sayTitle('tapCard', language), title, fonts.title, text, Align.Centre),
    label(
      say(screen.audible ? 'audibleOn' : 'tapHere', language),
      help,
      fonts.small,
      text,
      Align.Centre,
    ),
    ...dots(screen.frame ?? 0, rowsOf(content, 222, 16), colours.brand, colours.rule),
    ...footer({ cancel: 'cancel' }, language),
  ];
}

export const saleLayouts: Layouts<'idle' | 'amount-entry' | 'tap-card'> = Object.freeze(
  {
    idle,
    'amount-entry': amountEntry,
    'tap-card': tapCard,
  },
  true,
);
