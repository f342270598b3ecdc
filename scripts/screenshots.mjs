// SPDX-License-Identifier: Apache-2.0
//
// The pictures of the README from real sales in a headless browser: docs/images/page.png and receipt.png. Needs Debian's
// Chromium; run it when the page or the receipt looks different: `node scripts/screenshots.mjs`.

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterSetUp, root } from './setup.mjs';

const folder = join(root, 'docs', 'images');
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
];

await afterSetUp(async () => {
  const { register } = await import('tsx/esm/api');
  register();
  const { chromium } = await import('playwright-core');
  const { startServer } = await import('../host-sim/web/server.ts');
  const server = await startServer({ port: 0, seed: '1' });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
  try {
    await takePictures(browser, server.url);
  } finally {
    await browser.close();
    await server.close();
  }
});

async function takePictures(browser, url) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 1000 },
    colorScheme: 'light',
  });
  await page.goto(url);
  await page.locator('#log', { hasText: 'line: closed' }).waitFor();
  mkdirSync(folder, { recursive: true });

  await sell(page, '880', 'quickpass-credit', 'approved');
  await finishReceipts(page);
  await page.selectOption('#behaviour', 'declines: insufficient funds');
  await page.click('#behave-once');
  await sell(page, '25990', 'phone', 'declined');
  await page.waitForTimeout(1500);
  await page.keyboard.press('Escape');
  await page.waitForTimeout(1500);
  await page.selectOption('#behaviour', 'normal');
  await page.click('#tear');
  await sell(page, '1234', 'quickpass-debit', 'approved');
  await page.locator('#printer-state', { hasText: 'printing' }).waitFor();
  await page.locator('#printer-state', { hasText: 'paper is in' }).waitFor();
  await page.waitForTimeout(1000);
  const details = page.locator('#log details:has-text("→ sale")').last();
  await details.locator('summary').click();
  await details.evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await page.screenshot({ path: join(folder, 'page.png') });

  await page.click('#look');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click('text=Download PNG >> nth=0'),
  ]);
  copyFileSync(await download.path(), join(folder, 'receipt.png'));
}

/** Types the amount in fen, taps the card, waits for the booking. */
async function sell(page, amount, card, state) {
  const rows = await page.locator(`#ledger tr[data-state="${state}"]`).count();
  await page.keyboard.type(amount, { delay: 20 });
  await page.keyboard.press('Enter');
  await page.waitForTimeout(1500);
  await page.click(`[data-card="${card}"]`);
  await page.locator(`#ledger tr[data-state="${state}"]`).nth(rows).waitFor();
}

/** Merchant copy, cardholder copy, back to idle. */
async function finishReceipts(page) {
  for (let copy = 0; copy < 2; copy++) {
    await page.locator('#printer-state', { hasText: 'printing' }).waitFor();
    await page.locator('#printer-state', { hasText: 'paper is in' }).waitFor();
    await page.waitForTimeout(1500);
    await page.keyboard.press('Enter');
  }
  await page.waitForTimeout(1500);
}
