// SPDX-License-Identifier: Apache-2.0
//
// The page of the terminal's keys: who it is, which master key it has; from here custodians load another, and whoever services
// the terminal erases all.

import { masterKeyCheckValue } from '../../crypto/vault.ts';
import { type App, confirms, tell } from './app.ts';
import { holdCeremony } from './key-ceremony.ts';
import { Key } from './keys.ts';
import { withPermission } from './operator-permission.ts';
import { ensureSignedIn } from './sign-in.ts';

const patienceMs = 120_000;
const eraseMs = 30_000;

/** From the menu. */
export async function keyService(app: App): Promise<void> {
  if (await showKeys(app)) await ensureSignedIn(app, { anew: true });
}

/** Without a master key there is nothing else to do. */
export async function waitForMasterKey(app: App): Promise<void> {
  while (masterKeyCheckValue() === undefined) await showKeys(app);
}

/** True when the master key is another. */
async function showKeys(app: App): Promise<boolean> {
  const { front, attention, keys } = app;
  for (;;) {
    front.show({ kind: 'keys', deviceId: keys.deviceId(), master: masterKeyCheckValue() });
    const waited = await attention.key(patienceMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return false;
    if (waited.code === Key.language) front.toggleLanguage();
    if (waited.code === Key.clear) await withPermission(app, 'erase-keys', () => eraseKeys(app));
    if (waited.code !== Key.enter) continue;
    if (!keys.isLost) return holdCeremony(app);
    await tell(app, { kind: 'key-notice', notice: 'custody-lost' }, patienceMs);
  }
}

/** Asked twice. From the second yes there is no way back: not even a screen is drawn before the keys are gone. */
async function eraseKeys(app: App): Promise<void> {
  for (const sure of [false, true])
    if (!(await confirms(app, { kind: 'erase-keys', sure }, eraseMs))) return;
  app.keys.eraseKeys();
  app.front.show({ kind: 'keys-erased' });
  await forever();
}

/** Nothing can be done here any more but to switch off. */
function forever(): Promise<never> {
  return new Promise(() => {});
}
