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
import type { Layouts, NumberName, Screen, ScreenOf } from '../screen.ts';
import { type Language, type StringKey, say } from '../strings.ts';
import { fitting } from '../text.ts';
import { colours, fonts, pairs } from '../theme.ts';
import { list } from './list.ts';

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

/** The amount above, what it was below. */
function transactionList(screen: ScreenOf<'transaction-list'>, language: Language): DrawList {
  const items = screen.rows.map(({ name, trace, amountMinor }) => ({
    above: amountText(amountMinor),
    isAmount: true as const,
    left: trace,
    right: say(name, language),
  }));
  return list('transactionList', items, screen.selected, language);
}

export const followUpLayouts: Layouts<FollowUpScreenKind> = Object.freeze(
  {
    'number-entry': numberEntry,
    'transaction-detail': transactionDetail,
    'transaction-list': transactionList,
  },
  true,
);
