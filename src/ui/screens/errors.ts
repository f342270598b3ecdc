// SPDX-License-Identifier: Apache-2.0
//
// The screens of error records: the list, one in full, how many by operator; and the three checks, which keep one away.

import { Align, box, type DrawItem, type DrawList, line } from '../draw.ts';
import {
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
import type {
  ErrorCause,
  ErrorClosing,
  ErrorName,
  ErrorRow,
  Layouts,
  ScreenOf,
} from '../screen.ts';
import { type Language, type StringKey, say } from '../strings.ts';
import { fitting } from '../text.ts';
import { colours, fonts, icons, pairs } from '../theme.ts';
import { list } from './list.ts';

export type ErrorScreenKind = 'error-list' | 'error-detail' | 'error-counts' | 'three-check';

export const errorWords: Readonly<Record<ErrorName, StringKey>> = Object.freeze(
  {
    'amount-refused': 'errorAmountRefused',
    'amount-corrected': 'errorAmountCorrected',
    'number-refused': 'errorNumberRefused',
    'not-possible': 'errorNotPossible',
    'wrong-pin': 'errorWrongPin',
    'wrong-passcode': 'errorWrongPasscode',
    'component-refused': 'errorComponentRefused',
    'check-failed': 'errorCheckFailed',
    'wrong-operator': 'errorWrongOperator',
    'wrong-password': 'errorWrongPassword',
    'not-allowed': 'errorNotAllowed',
    'stuck-key': 'errorStuckKey',
    'device-failure': 'errorDeviceFailure',
    'printer-trouble': 'errorPrinterTrouble',
    'pin-failed': 'errorPinFailed',
    'not-stored': 'errorNotStored',
    'log-full': 'errorLogFull',
    'key-file-refused': 'errorKeyFileRefused',
    'line-failure': 'errorLineFailure',
    'unknown-result': 'errorUnknownResult',
    'still-owed': 'errorStillOwed',
    declined: 'errorDeclined',
    'settlement-refused': 'errorSettlementRefused',
    'advice-refused': 'errorAdviceRefused',
    'update-failed': 'errorUpdateFailed',
    'card-update-failed': 'errorCardUpdateFailed',
    'not-balanced': 'errorNotBalanced',
  },
  true,
);

const causeWords: Readonly<Record<ErrorCause, StringKey>> = Object.freeze(
  { typed: 'causeTyped', device: 'causeDevice', line: 'causeLine', host: 'causeHost' },
  true,
);

const closingWords: Readonly<Record<ErrorClosing, StringKey>> = Object.freeze(
  {
    corrected: 'closingCorrected',
    undone: 'closingUndone',
    'service-called': 'closingServiceCalled',
    explained: 'closingExplained',
  },
  true,
);

const wordOf = (name: ErrorName | undefined): StringKey =>
  name ? errorWords[name] : 'errorUnknown';
const clockOf = ({ hour, minute }: ErrorRow['time']): string => `${two(hour)}:${two(minute)}`;
const dayOf = ({ month, day }: ErrorRow['time']): string => `${two(month)}-${two(day)}`;

/** What above, whose doing and when below. */
function errorList({ rows, selected }: ScreenOf<'error-list'>, language: Language): DrawList {
  const items = rows.map(({ cause, name, time }) => ({
    above: say(wordOf(name), language),
    left: say(causeWords[cause], language),
    right: `${dayOf(time)} ${clockOf(time)}`,
  }));
  return list('errorRecords', items, selected, language);
}

function errorDetail(screen: ScreenOf<'error-detail'>, language: Language): DrawList {
  const { name, cause, time, operator, trace, detail, closedBy, closing } = screen;
  const { text } = pairs.plain;
  const small = (words: string, offset: number, colour = text): DrawItem =>
    label(words, rowsOf(content, offset, 26), fonts.small, colour);
  const words = say(wordOf(name), language);
  const isClosed = closedBy !== undefined;
  return [
    box(wholeScreen, colours.white),
    ...header(say('errorRecords', language), pairs.brand),
    label(
      words,
      rowsOf(content, 4, 36),
      fitting(words, [fonts.body, fonts.small], content.width),
      text,
    ),
    ...(detail === '' ? [] : [small(detail, 42)]),
    small(`${say('checkOperator', language, operator)}  ${say(causeWords[cause], language)}`, 74),
    small(`${time.year}-${dayOf(time)} ${clockOf(time)}`, 104),
    small(say('errorAround', language, trace), 134, pairs.quiet.text),
    ...(isClosed
      ? [
          small(say('errorClosedBy', language, closedBy), 172, pairs.quiet.text),
          small(say(closing ? closingWords[closing] : 'errorUnknown', language), 200),
        ]
      : [small(say('errorOpen', language), 172, pairs.badOnWhite.text)]),
    ...footer(isClosed ? { cancel: 'back' } : { cancel: 'back', enter: 'close' }, language),
  ];
}

function errorCounts({ rows, total }: ScreenOf<'error-counts'>, language: Language): DrawList {
  const { text } = pairs.plain;
  return [
    box(wholeScreen, colours.white),
    ...header(say('menuErrorCounts', language), pairs.brand),
    ...rows.flatMap(({ operator, count }, i) => {
      const row = rowsOf(content, 6 + i * 36, 34);
      return [
        label(say('checkOperator', language, operator), row, fonts.body, text),
        label(say('times', language, String(count)), row, fonts.body, text, Align.Right),
      ];
    }),
    box(rowsOf(content, 196, 2), colours.rule),
    label(
      say('errorsTotal', language, String(total)),
      rowsOf(content, 202, 34),
      fonts.body,
      text,
      Align.Right,
    ),
    ...footer({ cancel: 'back' }, language),
  ];
}

/** A box for each check: done, to be done now, to come. */
function threeCheck(screen: ScreenOf<'three-check'>, language: Language): DrawList {
  const { operator, amountMinor, signed, done } = screen;
  const checks = [
    say('checkOperator', language, operator),
    say('checkAmount', language, amountText(amountMinor)),
    say(signed ? 'checkSignature' : 'checkNoSignature', language),
  ];
  return [
    box(wholeScreen, colours.white),
    ...header(say('threeChecks', language), pairs.brand),
    ...checks.flatMap((words, i) => {
      const area = rowsOf(content, 6 + i * 76, 68);
      const pair = i === done ? pairs.attention : pairs.panel;
      const inside = narrowed(area, 40, 6);
      const font = fitting(words, [fonts.body, fonts.small], inside.width);
      const sign = i < done ? icons.check : i === done ? icons.right : icons.circle;
      return [
        box(area, pair.under, 10),
        line({ ...area, x: area.x + 8, width: 26 }, fonts.iconSmall, pair.text, sign),
        label(words, inside, font, pair.text),
      ];
    }),
    ...footer({ cancel: 'differsKey', enter: 'ok' }, language),
  ];
}

export const errorLayouts: Layouts<ErrorScreenKind> = Object.freeze(
  {
    'error-list': errorList,
    'error-detail': errorDetail,
    'error-counts': errorCounts,
    'three-check': threeCheck,
  },
  true,
);
