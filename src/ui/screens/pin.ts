// SPDX-License-Identifier: Apache-2.0
//
// Where a PIN is typed: how much, with which card, and a star for each digit. The program knows how many there are, not which.

import { Align, type Area, box, type DrawItem, type DrawList, line } from '../draw.ts';
import {
  amountBand,
  amountIfAny,
  content,
  footer,
  header,
  label,
  narrowed,
  rowsOf,
  wholeScreen,
} from '../layout.ts';
import type { Layouts, ScreenOf } from '../screen.ts';
import { type Language, say, sayTitle } from '../strings.ts';
import { fitting } from '../text.ts';
import { colours, fonts, pairs } from '../theme.ts';
import { headingOf } from './follow-up.ts';

const frameWidth = 3;
const starFonts = Object.freeze([fonts.title, fonts.body], true);

function starLine(stars: string, place: Area): DrawItem {
  const font = fitting(stars, starFonts, place.width);
  return line(place, font, pairs.panel.text, stars, Align.Centre);
}

function pinEntry(screen: ScreenOf<'pin-entry'>, language: Language): DrawList {
  const { text } = pairs.plain;
  const field = rowsOf(content, 160, 52);
  const inside = rowsOf(content, 160 + frameWidth, 52 - 2 * frameWidth);
  const stars = '*'.repeat(screen.digits);
  const place = narrowed(inside, 6, 6);
  const hint = say(screen.mayBypass ? 'pinBypass' : 'pinCover', language);
  return [
    box(wholeScreen, colours.white),
    ...header(say(headingOf(screen), language), pairs.brand),
    ...amountIfAny(screen.amountMinor, { ...amountBand, y: content.y + 2 }, text),
    label(
      screen.maskedPan,
      rowsOf(content, 66, fonts.small.lineHeight),
      fonts.small,
      pairs.quiet.text,
      Align.Centre,
    ),
    label(
      sayTitle('enterPin', language),
      rowsOf(content, 102, fonts.title.lineHeight),
      fonts.title,
      text,
      Align.Centre,
    ),
    box(field, colours.brand, 12),
    box(narrowed(inside, frameWidth, frameWidth), pairs.panel.under, 10),
    ...(stars === '' ? [] : [starLine(stars, place)]),
    label(
      hint,
      rowsOf(content, 213, fonts.small.lineHeight),
      fonts.small,
      pairs.quiet.text,
      Align.Centre,
    ),
    ...footer({ cancel: 'cancel', clear: 'clear', enter: 'ok' }, language),
  ];
}

export const pinLayouts: Layouts<'pin-entry'> = Object.freeze({ 'pin-entry': pinEntry }, true);
