// SPDX-License-Identifier: Apache-2.0
//
// A notice speaks of a sale unless it is about something else: then other words stand in the same places.

import type { Screen } from '../screen.ts';
import type { StringKey } from '../strings.ts';
import type { TitleKey } from '../titles.ts';
import { headingOf } from './follow-up.ts';
import type { Notice } from './notice.ts';

type Words = Readonly<Partial<Record<StringKey, StringKey>>>;

/** What is said of another transaction where of a sale one would say the first. */
const otherWords: Words = Object.freeze(
  { notCharged: 'nothingDone', reversedNow: 'undoneNow', reversingNow: 'undoingNow' },
  true,
);
/** And of one that is not reversed but sent again. */
const repeatedWords: Words = Object.freeze(
  {
    notCharged: 'nothingDone',
    willReverse: 'willRepeat',
    partWillReverse: 'partWillRepeat',
    reversingNow: 'repeatingNow',
  },
  true,
);
const repeatedTitles: Readonly<Partial<Record<TitleKey, TitleKey>>> = Object.freeze(
  { reversing: 'resending', pending: 'notSentYet' },
  true,
);

const noWords: Words = Object.freeze({}, true);

/** There is no reversal for it. */
function isRepeated({ transaction }: Screen): boolean {
  return transaction === 'refund' || transaction === 'completionAdvice';
}

export function wordsFor(screen: Screen): Words {
  if (isRepeated(screen)) return repeatedWords;
  const { transaction = 'sale' } = screen;
  return transaction === 'sale' ? noWords : otherWords;
}

/** With the heading, and the title, of what the screen is about. */
export function retitled(screen: Screen, notice: Notice): Notice {
  const { title, heading } = notice;
  const other = isRepeated(screen) && title ? repeatedTitles[title] : undefined;
  const isAbout = heading === 'sale' || (isRepeated(screen) && heading === 'reversal');
  return {
    ...notice,
    ...(other && { title: other }),
    heading: isAbout ? headingOf(screen) : heading,
  };
}
