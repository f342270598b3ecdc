// SPDX-License-Identifier: Apache-2.0
//
// A headless Chromium for the tests of the page: Debian's, installed when it is missing and we may. Without one the tests are
// skipped with a line that says so, and fail where CI=true promises that everything is there.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser'] as const;

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

/** Why there is no browser here, or false. */
export const noBrowser: string | false = findChromium() ? false : missing();

export async function startBrowser(): Promise<Browser> {
  // A fresh user data folder each time is what launch() does by itself.
  return chromium.launch({ executablePath: findChromium()!, headless: true, args: [...flags] });
}

function findChromium(): string | undefined {
  return paths.find((path) => existsSync(path));
}

/** Installs Chromium, or says why not. */
function missing(): string | false {
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (mayInstall) {
    console.error('jiaozi: installing chromium for the tests of the page');
    const apt = (...args: string[]) => spawnSync('apt-get', args, { stdio: 'ignore' });
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium');
    if (findChromium()) return false;
  }
  const reason = 'no Chromium: apt-get install chromium, then run this again';
  if (process.env.CI === 'true') throw new Error(`${reason} (CI=true: it must be there)`);
  return reason;
}
