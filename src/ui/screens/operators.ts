// SPDX-License-Identifier: Apache-2.0
//
// The screens of operators: who it is, the password, who there is. Numbers and names are large: a clerk looks whether it is really he.
// docs/sources.md [domain F1, H1]
//
// The one thing a reader would get wrong: of a password only how many digits there are is here. The rest is in C.

import { Align, box, type DrawItem, type DrawList } from '../draw.ts';
import {
  badge,
  content,
  footer,
  header,
  type KeyHints,
  label,
  rowsOf,
  wholeScreen,
} from '../layout.ts';
import type {
  Layouts,
  OperatorAction,
  OperatorNotice,
  OperatorShown,
  PasswordAsk,
  Role,
  ScreenOf,
  Tone,
} from '../screen.ts';
import { type Language, type StringKey, say } from '../strings.ts';
import { fitting } from '../text.ts';
import { colours, type Font, fonts, pairs } from '../theme.ts';
import { menuRow } from './service.ts';
import type { NoticesOf } from './settlement-notices.ts';

export type OperatorScreenKind =
  | 'operator-confirm'
  | 'password-entry'
  | 'operator-locked'
  | 'operator-list'
  | 'operator-action';

const roleNames: Readonly<Record<Role, StringKey>> = Object.freeze(
  { administrator: 'administrator', supervisor: 'supervisor', cashier: 'cashier' },
  true,
);

function page(heading: StringKey, language: Language): DrawItem[] {
  return [box(wholeScreen, colours.white), ...header(say(heading, language), pairs.brand)];
}

function middle(words: string, top: number, font: Font, height = font.lineHeight): DrawItem {
  return label(words, rowsOf(content, top, height), font, pairs.plain.text, Align.Centre);
}

/** The number as large as an amount, the name, or else the role, below. */
function person({ number, role, name }: OperatorShown, top: number, language: Language) {
  const words = name ?? say(roleNames[role], language);
  return [
    middle(number, top, fonts.amount),
    middle(words, top + 60, fitting(words, [fonts.body, fonts.small], content.width), 34),
    ...(name === undefined ? [] : [middle(say(roleNames[role], language), top + 94, fonts.small)]),
  ];
}

function confirm(screen: ScreenOf<'operator-confirm'>, language: Language): DrawList {
  return [
    ...page('operators', language),
    ...person(screen, 24, language),
    middle(say(screen.isNew ? 'addThis' : 'isThatYou', language), 176, fonts.body),
    ...footer({ cancel: 'cancel', enter: 'ok' }, language),
  ];
}

const asks: Readonly<Record<PasswordAsk, StringKey>> = Object.freeze(
  {
    'sign-in': 'passwordSignIn',
    approval: 'passwordApproval',
    unlock: 'passwordUnlock',
    present: 'passwordPresent',
    new: 'passwordNew',
    again: 'passwordAgain',
  },
  true,
);

function passwordEntry(screen: ScreenOf<'password-entry'>, language: Language): DrawList {
  const stars = '*'.repeat(screen.digits);
  const field = rowsOf(content, 172, 38);
  return [
    ...page('operators', language),
    ...person(screen, 2, language),
    middle(say(asks[screen.ask], language), 132, fonts.body),
    box(field, pairs.panel.under, 8),
    ...(stars === '' ? [] : [label(stars, field, fonts.body, pairs.panel.text, Align.Centre)]),
    middle(say('passcodeSize', language), 212, fonts.small),
    ...footer({ cancel: 'cancel', clear: 'clear', enter: 'ok' }, language),
  ];
}

function locked(screen: ScreenOf<'operator-locked'>, language: Language): DrawList {
  return [
    ...page('screenLocked', language),
    ...badge('lock', rowsOf(content, 4, 64), pairs.brand),
    ...person(screen, 70, language),
    ...(screen.draft ? [middle(say('draftKept', language), 200, fonts.small)] : []),
    ...footer({ cancel: 'endShiftKey', enter: 'unlockKey' }, language),
  ];
}

const rowsShown = 6;

function list(screen: ScreenOf<'operator-list'>, language: Language): DrawList {
  const rows = screen.rows.map(({ number, role, name, isLocked }) => {
    const words = `${number} ${name ?? say(roleNames[role], language)}`;
    return isLocked ? `${words} ${say('lockedMark', language)}` : words;
  });
  if (screen.mayAdd) rows.unshift(say('addOperator', language));
  const first = Math.max(0, screen.selected - rowsShown + 1);
  return [
    ...page(screen.mayAdd ? 'menuManage' : 'menuUnlock', language),
    ...rows
      .slice(first, first + rowsShown)
      .flatMap((words, i) => menuRow(i, words, first + i === screen.selected, first + i + 1)),
    ...footer({ cancel: 'back', enter: 'select' }, language),
  ];
}

const actionNames: Readonly<Record<OperatorAction, StringKey>> = Object.freeze(
  { password: 'setPassword', unlock: 'unlockAction', remove: 'removeAction' },
  true,
);

function action(screen: ScreenOf<'operator-action'>, language: Language): DrawList {
  const { number, role, name, choices, selected } = screen;
  const who = `${number} ${name ?? say(roleNames[role], language)}`;
  return [
    ...page('operators', language),
    middle(who, 4 + choices.length * 39 + 16, fonts.body),
    ...choices.flatMap((choice, i) =>
      menuRow(i, say(actionNames[choice], language), i === selected),
    ),
    ...footer({ cancel: 'back', enter: 'select' }, language),
  ];
}

export const operatorLayouts: Layouts<OperatorScreenKind> = Object.freeze(
  {
    'operator-confirm': confirm,
    'password-entry': passwordEntry,
    'operator-locked': locked,
    'operator-list': list,
    'operator-action': action,
  },
  true,
);

interface Look {
  readonly tone: Tone;
  readonly body: StringKey;
  readonly keys?: KeyHints;
}

const goesOn: KeyHints = Object.freeze({ cancel: 'cancel', enter: 'continue' }, true);
const looks: Readonly<Record<OperatorNotice, Look>> = Object.freeze(
  {
    unknown: { tone: 'attention', body: 'operatorUnknown' },
    wrong: { tone: 'attention', body: 'operatorWrong' },
    wait: { tone: 'attention', body: 'passcodeWait' },
    locked: { tone: 'bad', body: 'operatorLocked' },
    'now-locked': { tone: 'bad', body: 'operatorLocked' },
    'not-allowed': { tone: 'attention', body: 'notAllowed' },
    'no-supervisor': { tone: 'attention', body: 'noSupervisor' },
    'second-person': { tone: 'plain', body: 'secondPerson', keys: goesOn },
    'same-person': { tone: 'attention', body: 'samePerson' },
    'not-second': { tone: 'attention', body: 'notSecond' },
    differs: { tone: 'attention', body: 'passwordDiffers' },
    poor: { tone: 'attention', body: 'passwordPoor' },
    full: { tone: 'attention', body: 'operatorsFull' },
    exists: { tone: 'attention', body: 'operatorExists' },
    'not-saved': { tone: 'bad', body: 'operatorsNotSaved' },
    lost: { tone: 'bad', body: 'operatorsLost' },
    first: { tone: 'plain', body: 'firstAdministrator', keys: goesOn },
    saved: { tone: 'good', body: 'passwordSaved' },
    removed: { tone: 'good', body: 'operatorRemoved' },
    unlocked: { tone: 'good', body: 'operatorUnlocked' },
    'none-locked': { tone: 'plain', body: 'noneLocked' },
  },
  true,
);

export const operatorNotices: NoticesOf<'operator-notice'> = Object.freeze(
  {
    'operator-notice': ({ notice, value }, say) => {
      const { tone, body, keys = { enter: 'ok' } } = looks[notice];
      return {
        heading: 'operators',
        tone,
        icon: 'key',
        body: value === undefined ? say(body) : say(body, String(value)),
        keys,
      };
    },
  },
  true,
);
