// SPDX-License-Identifier: Apache-2.0
//
// What the conversations share: the open board, the front, the session with the acquirer, the money.

import type { FlashLog } from '../emv/flash-log.ts';
import type { ParameterSet } from '../emv/parameters.ts';
import type { TornLog } from '../emv/torn-log.ts';
import type { ContactlessParameters } from '../host/downloads.ts';
import type { DateTime } from '../io/clock.ts';
import type { Board } from '../io/devices.ts';
import type { Screen } from '../ui/screens.ts';
import { type Attention, Work } from './attention.ts';
import type { Book } from './book.ts';
import type { Errors } from './errors.ts';
import type { Front } from './front.ts';
import type { HostSession } from './host-session.ts';
import type { KeyLoading } from './key-loading.ts';
import { isDigit, Key } from './keys.ts';
import type { Shift } from './operator.ts';
import type { ParameterStore } from './parameter-store.ts';
import type { SalesHistory } from './sanity.ts';
import type { Settings } from './settings.ts';
import type { Till } from './till.ts';

export const version = '0.1.0';

export interface App {
  readonly board: Board;
  readonly front: Front;
  readonly attention: Attention;
  /** What the terminal was delivered with … */
  readonly delivered: Settings;
  /** … and what the host has set of it since: another object then, which takes this one's place at idle (parameters.ts). */
  settings: Settings;
  /** What the host has last said of contactless payments. */
  contactless: ContactlessParameters;
  readonly session: HostSession;
  readonly book: Book;
  readonly till: Till;
  readonly keys: KeyLoading;
  readonly errors: Errors;
  readonly history: SalesHistory;
  readonly shift: Shift;
  /** What was fetched from the host; undefined where there is no place for it. */
  readonly store: ParameterStore | undefined;
  /** Only where cards may approve by themselves. */
  readonly flashLog: FlashLog | undefined;
  /** Undefined: damaged, or not for this terminal; it takes no cards. */
  readonly parameters: ParameterSet | undefined;
  /** Of kernel 2: transactions whose card left too early. */
  readonly tornLog: TornLog;
}

/** The RTC's time, undefined when there is none or it has lost it. */
export function timeOf(board: Board): DateTime | undefined {
  try {
    return board.rtc?.read();
  } catch {
    return undefined;
  }
}

/**
 * Shows a screen that wants no answer, until OK or cancel, or for `ms`. A digit ends it too, and begins what comes next: a
 * clerk who goes on typing loses nothing.
 */
export async function tell({ front, attention }: App, screen: Screen, ms = 3000): Promise<void> {
  front.show(screen);
  await attention.glance();
  for (;;) {
    const waited = await attention.key(ms);
    if (waited.kind !== 'key') return;
    const { code } = waited;
    if (isDigit(code)) attention.putBack(code);
    if (isDigit(code) || code === Key.enter || code === Key.cancel) return;
  }
}

/** Enter: true; cancel: false; undefined when nobody presses either. It can be read in the other language first. */
export async function confirms(
  { front, attention }: App,
  screen: Screen,
  ms: number,
): Promise<boolean | undefined> {
  front.show(screen);
  await attention.glance();
  for (;;) {
    const waited = await attention.key(ms);
    if (waited.kind !== 'key') return undefined;
    if (waited.code === Key.enter) return true;
    if (waited.code === Key.cancel) return false;
    if (waited.code === Key.language) front.toggleLanguage();
  }
}

/** Shows `screen(elapsed seconds)` anew each second until `work` is done. Keys do nothing meanwhile, and are forgotten. */
export async function tellWhile<T>(
  { front, attention }: App,
  screen: (elapsedS: number) => Screen,
  promise: Promise<T> | Work<T>,
): Promise<T> {
  const work = promise instanceof Work ? promise : new Work(promise);
  for (let elapsedS = 0; ; elapsedS++) {
    front.show(screen(elapsedS));
    const waited = await attention.done(work, 1000);
    if (waited.kind === 'done') {
      attention.clearKeys();
      return waited.value;
    }
  }
}
