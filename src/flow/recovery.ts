// SPDX-License-Identifier: Apache-2.0
//
// What to do after a failure that left a transaction undone and nobody at the terminal can mend: try again, call, or give up.

import { type App, tell } from './app.ts';
import { Key } from './keys.ts';

const patienceMs = 60_000;

/** True: it shall be tried again. Only what has certainly not been done is. */
export async function recovers(app: App, amountMinor: number): Promise<boolean> {
  const { settings, errors, till, front, attention } = app;
  if (!errors.takeStranded() || settings.guidedRecovery !== true || !till.isFree) return false;
  for (;;) {
    front.show({ kind: 'recovery', amountMinor });
    await attention.glance();
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return false;
    if (waited.code === Key.enter) return true;
    if (waited.code === Key.language) front.toggleLanguage();
    if (waited.code === Key.clear || waited.code === Key.help) {
      const contact = settings.serviceContact ?? '';
      await tell(app, { kind: 'service-contact', contact }, patienceMs);
    }
  }
}
