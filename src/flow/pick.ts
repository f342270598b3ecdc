// SPDX-License-Identifier: Apache-2.0
//
// Choosing from a short list.

import type { MenuEntry } from '../ui/screen.ts';
import type { App } from './app.ts';
import { Key } from './keys.ts';

const patienceMs = 30_000;

/** Undefined when it was left, or nobody chose. */
export async function pick<Entry extends MenuEntry>(
  { front, attention }: App,
  entries: readonly Entry[],
): Promise<Entry | undefined> {
  let selected = 0;
  for (;;) {
    front.show({ kind: 'menu', entries, selected });
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key') return undefined;
    const { code } = waited;
    if (code === Key.cancel || code === Key.menu) return undefined;
    if (code === Key.up) selected = (selected + entries.length - 1) % entries.length;
    else if (code === Key.down) selected = (selected + 1) % entries.length;
    else if (code === Key.enter || (code >= 1 && code <= Math.min(9, entries.length)))
      return entries[code === Key.enter ? selected : code - 1];
    else if (code === Key.language) front.toggleLanguage();
  }
}
