// SPDX-License-Identifier: Apache-2.0
//
// Colours and sizes of the 240×320 screen. Text and what is under it differ by at least 7:1 (docs/sources.md [domain H1],
// WCAG 2.2 AAA); main text is 26 px and amounts are 48 px or more. A colour is never the only sign: words and icons go
// with it.

/** RGB565 from eight-bit parts. */
export function rgb(red: number, green: number, blue: number): number {
  return ((red & 0xf8) << 8) | ((green & 0xfc) << 3) | (blue >> 3);
}

export const colours = Object.freeze(
  {
    white: rgb(255, 255, 255),
    ink: rgb(16, 24, 32),
    quiet: rgb(64, 76, 88),
    panel: rgb(232, 238, 243),
    rule: rgb(196, 206, 214),
    brand: rgb(8, 48, 88),
    good: rgb(0, 88, 48),
    bad: rgb(152, 0, 32),
    attention: rgb(255, 200, 32),
  } as const,
  true,
);

/** A colour to write with and the colour under it. */
export interface Pair {
  readonly text: number;
  readonly under: number;
}

/** Every pair in which a screen writes. */
export const pairs = Object.freeze(
  {
    plain: { text: colours.ink, under: colours.white },
    quiet: { text: colours.quiet, under: colours.white },
    panel: { text: colours.ink, under: colours.panel },
    brand: { text: colours.white, under: colours.brand },
    brandOnWhite: { text: colours.brand, under: colours.white },
    good: { text: colours.white, under: colours.good },
    goodOnWhite: { text: colours.good, under: colours.white },
    bad: { text: colours.white, under: colours.bad },
    badOnWhite: { text: colours.bad, under: colours.white },
    attention: { text: colours.ink, under: colours.attention },
  } as const satisfies Record<string, Pair>,
  true,
);

export interface Font {
  readonly id: number;
  readonly lineHeight: number;
}

/** As in native/fonts.json, in the same order. */
export const fonts = Object.freeze(
  {
    small: { id: 0, lineHeight: 26 },
    body: { id: 1, lineHeight: 34 },
    title: { id: 2, lineHeight: 46 },
    amount: { id: 3, lineHeight: 60 },
    amountNarrow: { id: 4, lineHeight: 52 },
    icon: { id: 5, lineHeight: 80 },
    iconMedium: { id: 6, lineHeight: 48 },
    iconSmall: { id: 7, lineHeight: 24 },
  } as const satisfies Record<string, Font>,
  true,
);

/** Characters of the icon fonts, in the order of native/fonts.json. */
export const icons = Object.freeze(
  {
    check: '\uE000',
    cross: '\uE001',
    warning: '\uE002',
    question: '\uE003',
    information: '\uE004',
    contactless: '\uE005',
    card: '\uE006',
    twoCards: '\uE007',
    lock: '\uE008',
    undo: '\uE009',
    printer: '\uE00A',
    line: '\uE00B',
    key: '\uE00C',
    power: '\uE00D',
    wait: '\uE00E',
    circle: '\uE00F',
    left: '\uE010',
    right: '\uE011',
  } as const,
  true,
);

export type IconName = keyof typeof icons;

export const sizes = Object.freeze(
  {
    width: 240,
    height: 320,
    margin: 10,
    header: 34,
    footer: 46,
  } as const,
  true,
);
