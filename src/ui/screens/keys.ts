// SPDX-License-Identifier: Apache-2.0
//
// The screens of key loading: who the terminal is, what custodians type, what they compare. docs/sources.md [domain F1]
//
// The one thing a reader would get wrong: what is typed is not on the screen, not even as a key's place on the keypad; only how
// many digits there are. The rest is in C.

import { Align, box, type DrawItem, type DrawList } from '../draw.ts';
import { content, footer, header, label, rowsOf, wholeScreen } from '../layout.ts';
import type { KeyChoice, Layouts, LoadedKey, ScreenOf, Secret } from '../screen.ts';
import { type Language, type StringKey, say } from '../strings.ts';
import { colours, type Font, fonts, pairs } from '../theme.ts';
import { menuRow } from './service.ts';

export type KeyScreenKind = 'keys' | 'keys-loaded' | 'key-choice' | 'secret-entry' | 'check-value';

const keyNames: Readonly<Record<LoadedKey, StringKey>> = Object.freeze(
  {
    master: 'keyMaster',
    pin: 'keyPin',
    mac: 'keyMac',
    track: 'keyTrack',
    kbpk: 'keyKbpk',
  },
  true,
);

const choiceNames: Readonly<Record<KeyChoice, StringKey>> = Object.freeze(
  {
    'master-tdes': 'masterTdes',
    'master-sm4': 'masterSm4',
    'kbpk-aes128': 'kbpkAes128',
    'kbpk-aes256': 'kbpkAes256',
    two: 'twoCustodians',
    three: 'threeCustodians',
  },
  true,
);

const prompts: Readonly<Record<Secret, StringKey>> = Object.freeze(
  {
    passcode: 'typePasscode',
    'new-passcode': 'typeNewPasscode',
    again: 'typeAgain',
    component: 'typeComponent',
  },
  true,
);

function page(heading: string): DrawItem[] {
  return [box(wholeScreen, colours.white), ...header(heading, pairs.brand)];
}

/** A small quiet name above a value. */
function named(name: string, value: string, top: number): DrawItem[] {
  return [
    label(name, rowsOf(content, top, 26), fonts.small, pairs.quiet.text),
    label(value, rowsOf(content, top + 26, 34), fonts.body, pairs.plain.text),
  ];
}

function keys(screen: ScreenOf<'keys'>, language: Language): DrawList {
  const { deviceId, master } = screen;
  const rest = rowsOf(content, 66, 34);
  return [
    ...page(say('keys', language)),
    ...named(say('deviceId', language), deviceId.slice(0, 3).join(' '), 4),
    label(deviceId.slice(3).join(' '), rest, fonts.body, pairs.plain.text),
    ...named(say('keyMaster', language), master ?? say('keyNone', language), 112),
    ...footer({ cancel: 'back', clear: 'erase', enter: 'keyLoad' }, language),
  ];
}

function keysLoaded(screen: ScreenOf<'keys-loaded'>, language: Language): DrawList {
  return [
    box(wholeScreen, colours.white),
    ...header(say('keysLoaded', language), pairs.good),
    ...screen.keys
      .slice(0, 3)
      .flatMap(({ key, checkValue }, i) =>
        named(say(keyNames[key], language), checkValue, 4 + i * 68),
      ),
    ...footer({ enter: 'ok' }, language),
  ];
}

function keyChoice(screen: ScreenOf<'key-choice'>, language: Language): DrawList {
  const asksForKey = screen.choices.includes('master-tdes');
  return [
    ...page(say(asksForKey ? 'whichKey' : 'howManyCustodians', language)),
    ...screen.choices.flatMap((choice, i) =>
      menuRow(i, say(choiceNames[choice], language), i === screen.selected),
    ),
    ...footer({ cancel: 'back', enter: 'select' }, language),
  ];
}

const letterRows = Object.freeze(['.1 A   .2 B   .3 C', '.4 D   .5 E   .6 F'], true);

function secretEntry(screen: ScreenOf<'secret-entry'>, language: Language): DrawList {
  const { secret, custodian, digits, total } = screen;
  const { text } = pairs.plain;
  const middle = (words: string, top: number, font: Font = fonts.body) =>
    label(words, rowsOf(content, top, font.lineHeight), font, text, Align.Centre);
  const typed =
    total === undefined
      ? '*'.repeat(digits)
      : say('typedOf', language, String(digits), String(total));
  const help =
    total === undefined
      ? [middle(say('passcodeSize', language), 150, fonts.small)]
      : [
          middle(say('howLetters', language), 124, fonts.small),
          ...letterRows.map((row, i) => middle(row, 154 + i * 34)),
        ];
  return [
    ...page(say('custodian', language, String(custodian))),
    middle(say(prompts[secret], language), 12),
    box(rowsOf(content, 62, 46), pairs.panel.under, 8),
    ...(typed === ''
      ? []
      : [label(typed, rowsOf(content, 68, 34), fonts.body, pairs.panel.text, Align.Centre)]),
    ...help,
    ...footer({ cancel: 'cancel', clear: 'clear', enter: 'ok' }, language),
  ];
}

/** In two groups of four, as on a custodian's sheet. */
function checkValue(screen: ScreenOf<'check-value'>, language: Language): DrawList {
  const { custodian, checkValue: value } = screen;
  const heading =
    custodian === undefined ? say('keys', language) : say('custodian', language, String(custodian));
  const question = say(custodian === undefined ? 'sameKey' : 'sameComponent', language);
  const { text } = pairs.plain;
  const groups = `${value.slice(0, 4)} ${value.slice(4)}`;
  return [
    ...page(heading),
    label(say('checkValue', language), rowsOf(content, 24, 26), fonts.small, pairs.quiet.text),
    label(groups, rowsOf(content, 62, 46), fonts.title, text, Align.Centre),
    label(question, rowsOf(content, 140, 34), fonts.small, text, Align.Centre),
    ...footer({ cancel: 'differs', enter: 'same' }, language),
  ];
}

export const keyLayouts: Layouts<KeyScreenKind> = Object.freeze(
  {
    keys,
    'keys-loaded': keysLoaded,
    'key-choice': keyChoice,
    'secret-entry': secretEntry,
    'check-value': checkValue,
  },
  true,
);
