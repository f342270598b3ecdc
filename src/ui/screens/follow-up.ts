// SPDX-License-Identifier: Apache-2.0
//
// The screens of what follows a sale: typing a number from a slip, one transaction in full, the list of a batch.

import { Align, box, type DrawItem, type DrawList } from '../draw.ts';
import {
  amount,
  amountBand,
  amountText,
  content,
  footer,
  header,
  label,
  narrowed,
  rowsOf,
  two,
  wholeScreen,
} from '../layout.ts';
import type { Layouts, NumberName, Screen, ScreenOf, TransactionRow } from '../screen.ts';
import { type Language, type StringKey, say } from '../strings.ts';
import { fitting } from '../text.ts';
import { colours, fonts, pairs } from '../theme.ts';

export type FollowUpScreenKind = 'number-entry' | 'transaction-detail' | 'transaction-list';

/** The name of what the screen is about. */
export function headingOf({ transaction = 'sale' }: Screen): StringKey {
  return transaction;
}

const numberWords: Readonly<
  Record<
    NumberName,
    { readonly ask: StringKey; readonly hint: StringKey; readonly heading?: StringKey }
  >
> = Object.freeze(
  {
    trace: { ask: 'typeTrace', hint: 'traceHint' },
    authorization: { ask: 'typeAuthorization', hint: 'authorizationHint' },
    date: { ask: 'typeDate', hint: 'dateHint' },
    reference: { ask: 'typeReference', hint: 'referenceHint' },
    operator: { ask: 'typeOperator', hint: 'operatorHint', heading: 'operators' },
    'checked-operator': { ask: 'typeOperator', hint: 'checkedOperatorHint', heading: 'operators' },
    'new-operator': { ask: 'typeOperator', hint: 'newOperatorHint', heading: 'operators' },
  },
  true,
);

function numberEntry(screen: ScreenOf<'number-entry'>, language: Language): DrawList {
  const { what, typed, complaint } = screen;
  const { ask, hint, heading } = numberWords[what];
  const field = { x: 4, y: content.y + 62, width: wholeScreen.width - 8, height: 84 };
  const inside = { x: field.x + 3, y: field.y + 3, width: field.width - 6, height: 78 };
  const font = fitting(typed, [fonts.title, fonts.body], inside.width - 8);
  const below = rowsOf(content, 162, 40);
  const pair = complaint ? pairs.attention : pairs.plain;
  return [
    box(wholeScreen, colours.white),
    ...header(say(heading ?? headingOf(screen), language), pairs.brand),
    label(say(ask, language), rowsOf(content, 16, 34), fonts.body, pairs.plain.text),
    box(field, colours.brand, 12),
    box(inside, pairs.panel.under, 10),
    ...(typed === '' ? [] : [label(typed, inside, font, pairs.panel.text, Align.Centre)]),
    ...(complaint ? [box(below, pair.under, 8)] : []),
    label(
      say(complaint ? 'numberWrong' : hint, language),
      narrowed(below, 6, 4),
      fonts.small,
      pair.text,
    ),
    ...footer({ cancel: 'cancel', clear: 'clear', enter: 'ok' }, language),
  ];
}

function transactionDetail(screen: ScreenOf<'transaction-detail'>, language: Language): DrawList {
  const { trace, name, amountMinor, maskedPan, time, isUndone, question } = screen;
  const day = `${time.year}-${two(time.month)}-${two(time.day)}`;
  const clock = `${two(time.hour)}:${two(time.minute)}`;
  const row = (offset: number) => rowsOf(content, offset, 32);
  const { text } = pairs.plain;
  const small = (words: string, offset: number): DrawItem =>
    label(words, row(offset), fonts.small, text, Align.Centre);
  return [
    box(wholeScreen, colours.white),
    ...header(say(question ? headingOf(screen) : 'transactionList', language), pairs.brand),
    label(say(name, language), row(4), fonts.body, text, Align.Centre),
    ...amount(amountMinor, { ...amountBand, y: content.y + 38 }, text),
    small(say('whatTrace', language, trace), 102),
    small(maskedPan, 132),
    small(`${day} ${clock}`, 162),
    ...(question || isUndone ? verdict(say(isUndone ? 'wasUndone' : 'undoThis', language)) : []),
    ...footer(
      question ? { cancel: 'cancel', enter: 'ok' } : { cancel: 'back', enter: 'reprint' },
      language,
    ),
  ];
}

function verdict(words: string): DrawItem[] {
  const place = rowsOf(content, 198, 38);
  const { text, under } = pairs.attention;
  const font = fitting(words, [fonts.body, fonts.small], place.width - 8);
  return [box(place, under, 8), label(words, narrowed(place, 4, 4), font, text, Align.Centre)];
}

/** Four of them fill the content. */
const rowHeight = 60;

function transactionList(screen: ScreenOf<'transaction-list'>, language: Language): DrawList {
  return [
    box(wholeScreen, colours.white),
    ...header(say('transactionList', language), pairs.brand),
    ...screen.rows.flatMap((row, i) => listRow(row, i, i === screen.selected, language)),
    ...footer({ cancel: 'back', enter: 'select' }, language),
  ];
}

/** The amount above, what it was below. */
function listRow(
  { name, trace, amountMinor }: TransactionRow,
  index: number,
  chosen: boolean,
  language: Language,
): DrawItem[] {
  const area = rowsOf(content, 3 + index * rowHeight, rowHeight - 4);
  const { text, under } = chosen ? pairs.brand : pairs.panel;
  const inside = narrowed(area, 6, 6);
  const above = { ...inside, height: 30 };
  const below = { ...inside, y: area.y + 29, height: 26 };
  return [
    box(area, under, 8),
    label(String(index + 1), { ...above, width: 24 }, fonts.body, text),
    label(amountText(amountMinor), narrowed(above, 30, 0), fonts.body, text, Align.Right),
    label(trace, { ...below, width: 72 }, fonts.small, text),
    label(say(name, language), narrowed(below, 76, 0), fonts.small, text, Align.Right),
  ];
}

export const followUpLayouts: Layouts<FollowUpScreenKind> = Object.freeze(
  {
    'number-entry': numberEntry,
    'transaction-detail': transactionDetail,
    'transaction-list': transactionList,
  },
  true,
);
