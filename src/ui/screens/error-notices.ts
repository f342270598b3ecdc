// SPDX-License-Identifier: Apache-2.0
//
// The notices about errors, and those that keep one away.

import type { AmountDoubt, ErrorNotice, Tone } from '../screen.ts';
import type { StringKey } from '../strings.ts';
import { type NoticesOf, toneIcons } from './settlement-notices.ts';

const doubts: Readonly<Record<AmountDoubt, StringKey>> = Object.freeze(
  {
    large: 'amountLarge',
    'unusually-large': 'amountUnusuallyLarge',
    'unusually-small': 'amountUnusuallySmall',
  },
  true,
);

const words: Readonly<Record<ErrorNotice, { readonly tone: Tone; readonly body: StringKey }>> =
  Object.freeze(
    {
      none: { tone: 'good', body: 'noErrors' },
      many: { tone: 'attention', body: 'errorsMany' },
      'not-allowed': { tone: 'bad', body: 'errorsNotAllowed' },
      cleared: { tone: 'good', body: 'errorsCleared' },
      'not-cleared': { tone: 'attention', body: 'errorsNotCleared' },
      closed: { tone: 'good', body: 'errorClosed' },
      damaged: { tone: 'attention', body: 'errorsDamaged' },
      'no-log': { tone: 'bad', body: 'noErrorLog' },
    },
    true,
  );

type ErrorNoticeKind =
  | 'amount-check'
  | 'same-again'
  | 'recovery'
  | 'service-contact'
  | 'error-notice';

export const errorNotices: NoticesOf<ErrorNoticeKind> = Object.freeze(
  {
    'amount-check': ({ amountMinor, doubt, sure }, say) => ({
      heading: 'sale',
      tone: sure ? 'bad' : 'attention',
      icon: 'question',
      amountMinor,
      body: say(sure ? 'amountSure' : doubts[doubt]),
      keys: { cancel: 'cancel', clear: 'back', enter: 'ok' },
    }),
    'same-again': ({ trace, amountMinor }, say) => ({
      heading: 'sale',
      tone: 'attention',
      icon: 'question',
      amountMinor,
      body: say('sameAgainBody', trace),
      keys: { cancel: 'cancel', enter: 'ok' },
    }),
    recovery: ({ amountMinor }, say) => ({
      heading: 'sale',
      tone: 'attention',
      icon: 'undo',
      title: 'notSentYet',
      amountMinor,
      body: say('whatNowBody'),
      keys: { cancel: 'cancel', clear: 'call', enter: 'retry' },
    }),
    'service-contact': ({ contact }, say) => ({
      heading: 'notice',
      tone: 'plain',
      icon: 'information',
      title: 'service',
      body: contact === '' ? say('noContact') : contact,
      keys: { enter: 'ok' },
    }),
    'error-notice': ({ notice, operator = '', count = 0 }, say) => {
      const { tone, body } = words[notice];
      return {
        heading: 'errorRecords',
        tone,
        icon: toneIcons[tone],
        ...(notice === 'many' && { title: 'manyErrors' as const }),
        body: say(body, operator, String(count)),
        keys: { enter: 'ok' },
      };
    },
  },
  true,
);
