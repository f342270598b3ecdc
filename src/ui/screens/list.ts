// SPDX-License-Identifier: Apache-2.0
//
// A list to choose from, two lines to a row.

import { Align, box, type DrawItem, type DrawList } from '../draw.ts';
import { content, footer, header, label, narrowed, rowsOf, wholeScreen } from '../layout.ts';
import { type Language, type StringKey, say } from '../strings.ts';
import { colours, fonts, pairs } from '../theme.ts';

export interface ListRow {
  readonly above: string;
  /** An amount stands at the right, and is larger. */
  readonly isAmount?: true;
  /** Below, at the left and at the right. */
  readonly left: string;
  readonly right: string;
}

/** Four of them fill the content. */
const rowHeight = 60;

export function list(
  heading: StringKey,
  rows: readonly ListRow[],
  selected: number,
  language: Language,
): DrawList {
  return [
    box(wholeScreen, colours.white),
    ...header(say(heading, language), pairs.brand),
    ...rows.flatMap((row, index) => rowItems(row, index, index === selected)),
    ...footer({ cancel: 'back', enter: 'select' }, language),
  ];
}

function rowItems(row: ListRow, index: number, chosen: boolean): DrawItem[] {
  const area = rowsOf(content, 3 + index * rowHeight, rowHeight - 4);
  const { text, under } = chosen ? pairs.brand : pairs.panel;
  const inside = narrowed(area, 6, 6);
  const above = { ...inside, height: 30 };
  const below = { ...inside, y: area.y + 29, height: 26 };
  const words = narrowed(above, 30, 0);
  return [
    box(area, under, 8),
    label(String(index + 1), { ...above, width: 24 }, fonts.body, text),
    row.isAmount
      ? label(row.above, words, fonts.body, text, Align.Right)
      : label(row.above, words, fonts.small, text),
    label(row.left, { ...below, width: 72 }, fonts.small, text),
    label(row.right, narrowed(below, 76, 0), fonts.small, text, Align.Right),
  ];
}
