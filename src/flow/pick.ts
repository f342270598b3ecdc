// SPDX-License-Identifier: Apache-2.0
//
// Choosing from a short list.

import type { MenuEntry } from '../ui/screen.ts';
import type { Screen } from '../ui/screens.ts';
import type { App } from './app.ts';
import { Key } from './keys.ts';

const patienceMs = 30_000;

/** Undefined when it was left, or nobody chose. */
export async function pick<Entry extends MenuEntry>(
  app: App,
  entries: readonly Entry[],
): Promise<Entry | undefined> {
  const leaves = (code: number): boolean => code === Key.cancel || code === Key.menu;
  const screen = (selected: number) => ({ kind: 'menu', entries, selected }) as const;
  const chosen = await choose(app, entries.length, screen, patienceMs, leaves);
  return chosen === undefined ? undefined : entries[chosen];
}

/** The index of one of `count` rows; the first nine have digits. */
export async function choose(
  { front, attention }: App,
  count: number,
  screen: (selected: number) => Screen,
  waitMs: number,
  leaves = (code: number): boolean => code === Key.cancel,
): Promise<number | undefined> {
  for (let selected = 0; ; ) {
    front.show(screen(selected));
    const waited = await attention.key(waitMs);
    if (waited.kind !== 'key' || leaves(waited.code)) return undefined;
    const { code } = waited;
    if (code === Key.up) selected = (selected + count - 1) % count;
    else if (code === Key.down) selected = (selected + 1) % count;
    else if (code === Key.enter) return selected;
    else if (code >= 1 && code <= Math.min(9, count)) return code - 1;
    else if (code === Key.language) front.toggleLanguage();
  }
}
