// SPDX-License-Identifier: Apache-2.0
//
// What can be done besides a sale.

import type { MenuEntry } from '../ui/screen.ts';
import { type App, tell, version } from './app.ts';
import { keyService } from './key-service.ts';
import { Key } from './keys.ts';
import { reprint } from './paper.ts';
import { settleReversal } from './reversal.ts';
import { ensureSignedIn } from './sign-in.ts';

const patienceMs = 30_000;

const actions: Readonly<Record<MenuEntry, (app: App) => Promise<unknown>>> = Object.freeze(
  {
    language: async ({ front }) => front.toggleLanguage(),
    reprint,
    'sign-in': (app) => ensureSignedIn(app, { anew: true }),
    reversal: settleReversal,
    information: showInformation,
    keys: keyService,
  },
  true,
);

/** One choice, then back to idle. */
export async function openMenu(app: App): Promise<void> {
  const { front, attention, till } = app;
  const entries: readonly MenuEntry[] = till.owed
    ? ['reversal', 'language', 'reprint', 'sign-in', 'information', 'keys']
    : ['language', 'reprint', 'sign-in', 'information', 'keys'];
  let selected = 0;
  for (;;) {
    front.show({ kind: 'menu', entries, selected });
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key') return;
    const { code } = waited;
    if (code === Key.cancel || code === Key.menu) return;
    if (code === Key.up) selected = (selected + entries.length - 1) % entries.length;
    else if (code === Key.down) selected = (selected + 1) % entries.length;
    else if (code === Key.enter || (code >= 1 && code <= entries.length)) {
      const entry = entries[code === Key.enter ? selected : code - 1]!;
      await actions[entry](app);
      return;
    } else if (code === Key.language) front.toggleLanguage();
  }
}

export function showInformation(app: App): Promise<void> {
  const { settings, session } = app;
  const { terminalId: terminal, merchantId: merchant } = settings;
  return tell(
    app,
    { kind: 'information', terminal, merchant, batch: session.batch, version },
    patienceMs,
  );
}
