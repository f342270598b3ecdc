// SPDX-License-Identifier: Apache-2.0
//
// The notices of what follows a sale, of a balance, and of what the host will not settle.

import type { Hindrance } from '../screen.ts';
import type { StringKey } from '../strings.ts';
import type { NoticesOf } from './settlement-notices.ts';

const hindrances: Readonly<Record<Hindrance, StringKey>> = Object.freeze(
  {
    unknown: 'originalUnknown',
    undone: 'originalUndone',
    'other-kind': 'originalOtherKind',
    'other-card': 'otherCard',
  },
  true,
);

export const followUpNotices: NoticesOf<
  'balance' | 'give-up' | 'no-transactions' | 'not-possible'
> = Object.freeze(
  {
    balance: ({ amountMinor, isOverdrawn }, say) => ({
      heading: 'sale',
      tone: isOverdrawn ? 'attention' : 'good',
      icon: isOverdrawn ? 'warning' : 'check',
      title: 'available',
      amountMinor,
      ...(isOverdrawn && { body: say('overdrawn') }),
      keys: { enter: 'ok' },
    }),
    'give-up': ({ what, trace, amountMinor, sure }, say) => ({
      heading: 'sale',
      tone: sure ? 'bad' : 'attention',
      icon: 'warning',
      title: 'setAside',
      amountMinor,
      body: say(sure ? 'giveUpSure' : what === 'owed' ? 'giveUpOwed' : 'giveUpDetail'),
      detail: say('whatTrace', trace),
      keys: { cancel: 'back', enter: sure ? 'setAside' : 'continue' },
    }),
    'no-transactions': (_, say) => ({
      heading: 'transactionList',
      tone: 'attention',
      icon: 'question',
      body: say('noTransactions'),
      keys: { enter: 'ok' },
    }),
    'not-possible': ({ why }, say) => ({
      heading: 'sale',
      tone: 'attention',
      icon: why === 'other-card' ? 'card' : 'warning',
      title: 'notPossible',
      body: say(hindrances[why]),
      keys: { enter: 'ok' },
    }),
  },
  true,
);
