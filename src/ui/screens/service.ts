// SPDX-License-Identifier: Apache-2.0
//
// The screens for whoever looks after the terminal: self-test, broken devices, menu, information.

import { Align, type Area, box, type DrawItem, type DrawList, line } from '../draw.ts';
import { content, footer, header, label, narrowed, rowsOf, wholeScreen } from '../layout.ts';
import type { Ability, Device, DeviceState, Layouts, MenuEntry, ScreenOf } from '../screen.ts';
import { type Language, type StringKey, say, sayTitle } from '../strings.ts';
import { fitting, textWidth } from '../text.ts';
import { colours, type Font, fonts, type IconName, icons, type Pair, pairs } from '../theme.ts';

const deviceNames: Readonly<Record<Device, StringKey>> = Object.freeze(
  {
    keypad: 'keypad',
    reader: 'reader',
    printer: 'printer',
    clock: 'clock',
    storage: 'storage',
    keys: 'keys',
    line: 'line',
    parameters: 'cardParameters',
  },
  true,
);

interface StateLook {
  readonly word: StringKey;
  readonly icon: IconName;
  readonly pair: Pair;
}

const stateLooks: Readonly<Record<DeviceState, StateLook>> = Object.freeze(
  {
    waiting: { word: 'stateWaiting', icon: 'wait', pair: pairs.quiet },
    ok: { word: 'stateOk', icon: 'check', pair: pairs.goodOnWhite },
    failed: { word: 'stateFailed', icon: 'cross', pair: pairs.badOnWhite },
  },
  true,
);

const iconColumn = 30;

/** An icon and a word at the left, another word at the right. */
function stateRow(
  look: StateLook,
  name: StringKey,
  area: Area,
  font: Font,
  language: Language,
): DrawItem[] {
  const state = say(look.word, language);
  const stateColumns = textWidth(state, font);
  const { text } = look.pair;
  return [
    line({ ...area, width: 24 }, fonts.iconSmall, text, icons[look.icon]),
    label(
      say(name, language),
      narrowed(area, iconColumn, stateColumns + 6),
      font,
      pairs.plain.text,
    ),
    line(narrowed(area, area.width - stateColumns, 0), font, text, state, Align.Right),
  ];
}

const bootRows = 28;

function boot(screen: ScreenOf<'boot'>, language: Language): DrawList {
  const top: Area = { ...wholeScreen, height: 64 };
  const name = language === 'zh' ? '交子 Jiaozi' : sayTitle('product', language);
  return [
    box(wholeScreen, colours.white),
    box(top, pairs.brand.under),
    line(top, fonts.title, pairs.brand.text, name, Align.Centre),
    label(
      say('selfTest', language),
      { ...content, y: 68, height: fonts.small.lineHeight },
      fonts.small,
      pairs.quiet.text,
    ),
    ...screen.devices.flatMap(({ device, state }, i) => {
      const row = { ...content, y: 96 + i * bootRows, height: bootRows };
      return stateRow(stateLooks[state], deviceNames[device], row, fonts.small, language);
    }),
    label(
      screen.version,
      { ...content, y: 292, height: fonts.small.lineHeight },
      fonts.small,
      pairs.quiet.text,
      Align.Right,
    ),
  ];
}

const abilityNames: Readonly<Record<Ability, StringKey>> = Object.freeze(
  {
    sale: 'abilitySale',
    'sale-without-paper': 'abilitySaleNoPaper',
    reprint: 'abilityReprint',
    menu: 'abilityMenu',
  },
  true,
);

/** Which devices failed, and below a rule what the terminal can do without them. */
function deviceFailure(screen: ScreenOf<'device-failure'>, language: Language): DrawList {
  const { failed, abilities } = screen;
  const font = failed.length + abilities.length <= 5 ? fonts.body : fonts.small;
  const rows = font.lineHeight + 2;
  const row = (index: number, offset: number) => rowsOf(content, offset + index * rows, rows);
  const rule = 6 + failed.length * rows + 4;
  const heading = abilities.length > 0 ? 'stillWorks' : 'nothingWorks';
  return [
    box(wholeScreen, colours.white),
    ...header(say('deviceFailure', language), pairs.bad),
    ...failed.flatMap((device, i) =>
      stateRow(stateLooks.failed, deviceNames[device], row(i, 6), font, language),
    ),
    box(rowsOf(content, rule, 2), colours.rule),
    label(say(heading, language), row(0, rule + 4), font, pairs.quiet.text),
    ...abilities.flatMap((ability, i) =>
      abilityRow(say(abilityNames[ability], language), row(i + 1, rule + 4), font),
    ),
    ...(abilities.length > 0 ? footer({ enter: 'continue' }, language) : []),
  ];
}

function abilityRow(text: string, area: Area, font: Font): DrawItem[] {
  return [
    line({ ...area, width: 24 }, fonts.iconSmall, pairs.goodOnWhite.text, icons.check),
    label(text, narrowed(area, iconColumn, 0), font, pairs.plain.text),
  ];
}

const entryNames: Readonly<Record<MenuEntry, StringKey>> = Object.freeze(
  {
    language: 'menuLanguage',
    reprint: 'menuReprint',
    settlement: 'menuSettlement',
    'sign-in': 'menuSignIn',
    'sign-out': 'menuSignOut',
    reversal: 'menuReversal',
    information: 'menuInformation',
    keys: 'menuKeys',
    transactions: 'menuTransactions',
    list: 'menuList',
    'reprint-any': 'menuReprintAny',
    errors: 'menuErrors',
    'error-list': 'menuErrorList',
    'error-counts': 'menuErrorCounts',
    'error-print': 'menuErrorPrint',
    'error-clear': 'menuErrorClear',
    corrected: 'closingCorrected',
    undone: 'closingUndone',
    'service-called': 'closingServiceCalled',
    explained: 'closingExplained',
    operators: 'menuOperators',
    'end-shift': 'menuEndShift',
    'own-password': 'menuOwnPassword',
    'unlock-operator': 'menuUnlock',
    'manage-operators': 'menuManage',
    'reprint-settlement': 'menuReprintSettlement',
    'pre-authorizations': 'preAuthorization',
    'give-up': 'menuGiveUp',
    sale: 'sale',
    void: 'void',
    refund: 'refund',
    balance: 'balance',
    preAuthorization: 'preAuthorization',
    preAuthorizationVoid: 'preAuthorizationVoid',
    completion: 'completion',
    completionVoid: 'completionVoid',
    completionAdvice: 'completionAdvice',
    offlineSale: 'offlineSale',
  },
  true,
);

/** Of the lists behind a row of the menu: by the first entry. */
const headings: Readonly<Partial<Record<MenuEntry, StringKey>>> = Object.freeze(
  {
    void: 'transactions',
    preAuthorization: 'preAuthorization',
    'end-shift': 'operators',
    'error-list': 'errorRecords',
    corrected: 'errorRecords',
  },
  true,
);

/** So many fill the content. */
const menuRowsShown = 6;
const menuRows = 39;

/** Of more entries than fit, those up to the chosen one are shown. */
function menu(screen: ScreenOf<'menu'>, language: Language): DrawList {
  const first = Math.max(0, screen.selected - menuRowsShown + 1);
  const shown = screen.entries.slice(first, first + menuRowsShown);
  return [
    box(wholeScreen, colours.white),
    ...header(say(headings[screen.entries[0]!] ?? 'menu', language), pairs.brand),
    ...shown.flatMap((entry, i) =>
      menuRow(i, say(entryNames[entry], language), first + i === screen.selected, first + i + 1),
    ),
    ...footer({ cancel: 'back', enter: 'select' }, language),
  ];
}

/** The chosen row is dark and has an arrow; each begins with the digit that chooses it. */
export function menuRow(
  index: number,
  text: string,
  chosen: boolean,
  digit = index + 1,
): DrawItem[] {
  const row = { ...rowsOf(content, 5 + index * menuRows, menuRows - 4) };
  const pair = chosen ? pairs.brand : pairs.panel;
  const arrow = { ...row, x: row.x + row.width - 28, width: 24 };
  const words = narrowed(row, 38, 30);
  return [
    box(row, pair.under, 8),
    line({ ...row, x: row.x + 10, width: 20 }, fonts.body, pair.text, String(digit)),
    label(text, words, fitting(text, [fonts.body, fonts.small], words.width), pair.text),
    ...(chosen ? [line(arrow, fonts.iconSmall, pair.text, icons.right)] : []),
  ];
}

const informationRows = 59;

function information(screen: ScreenOf<'information'>, language: Language): DrawList {
  const { terminal, merchant, batch, version } = screen;
  const values = { terminal, merchant, batch, version };
  const names = ['terminal', 'merchant', 'batch', 'version'] as const;
  return [
    box(wholeScreen, colours.white),
    ...header(say('information', language), pairs.brand),
    ...names.flatMap((name, i) => {
      const row = (offset: number, rows: number) =>
        rowsOf(content, i * informationRows + offset, rows);
      const font = fitting(values[name], [fonts.body, fonts.small], content.width);
      return [
        label(say(name, language), row(2, 24), fonts.small, pairs.quiet.text),
        label(values[name], row(26, 32), font, pairs.plain.text),
      ];
    }),
    ...footer({ cancel: 'back' }, language),
  ];
}

export const serviceLayouts: Layouts<'boot' | 'device-failure' | 'menu' | 'information'> =
  Object.freeze(
    {
      boot,
      'device-failure': deviceFailure,
      menu,
      information,
    },
    true,
  );
