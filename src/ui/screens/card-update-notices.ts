// SPDX-License-Identifier: Apache-2.0
//
// The notices while an issuer changes its card. They follow a transaction that has ended, and say so.

import type { CardUpdateStep, Tone } from '../screen.ts';
import type { StringKey } from '../strings.ts';
import type { Notice } from './notice.ts';
import type { NoticesOf } from './settlement-notices.ts';

const steps: Readonly<
  Record<
    CardUpdateStep,
    { readonly tone: Tone; readonly icon: Notice['icon']; readonly body: StringKey }
  >
> = Object.freeze(
  {
    busy: { tone: 'plain', icon: 'contactless', body: 'cardUpdating' },
    done: { tone: 'good', icon: 'check', body: 'cardUpdated' },
    'not-done': { tone: 'attention', icon: 'warning', body: 'cardNotUpdated' },
    reporting: { tone: 'plain', icon: 'wait', body: 'cardReporting' },
  },
  true,
);

export const cardUpdateNotices: NoticesOf<'present-again' | 'card-update'> = Object.freeze(
  {
    'present-again': ({ isApproved }, say) => ({
      heading: 'sale',
      tone: 'plain',
      icon: 'contactless',
      title: 'presentAgain',
      body: say(isApproved ? 'presentAgainPaid' : 'presentAgainEnded'),
      keys: { cancel: 'cancel' },
    }),
    'card-update': ({ step }, say) => ({
      heading: 'sale',
      tone: steps[step].tone,
      icon: steps[step].icon,
      title: 'cardUpdate',
      body: say(steps[step].body),
    }),
  },
  true,
);
