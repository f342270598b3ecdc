// SPDX-License-Identifier: Apache-2.0
//
// What a screen is made of. Two kinds of item are enough: icons are characters of an icon font, dots are round boxes.
// Later items cover earlier ones; nothing is drawn outside an item's own box.

import type { Font } from './theme.ts';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const Align = Object.freeze({ Left: 0, Centre: 1, Right: 2 } as const, true);
export type Align = (typeof Align)[keyof typeof Align];

export interface BoxItem extends Area {
  readonly kind: 'box';
  /** RGB565 */
  readonly colour: number;
  /** of the corners */
  readonly radius: number;
}

/** One line, centred upright in its box. */
export interface TextItem extends Area {
  readonly kind: 'text';
  readonly colour: number;
  readonly font: Font;
  readonly align: Align;
  readonly text: string;
}

export type DrawItem = BoxItem | TextItem;
export type DrawList = readonly DrawItem[];

export function box(area: Area, colour: number, radius = 0): BoxItem {
  const { x, y, width, height } = area;
  return { kind: 'box', x, y, width, height, colour, radius };
}

export function line(
  area: Area,
  font: Font,
  colour: number,
  text: string,
  align: Align = Align.Left,
): TextItem {
  const { x, y, width, height } = area;
  return { kind: 'text', x, y, width, height, font, colour, text, align };
}
