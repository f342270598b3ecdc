// SPDX-License-Identifier: Apache-2.0
//
// The simulator's page in a headless browser, as a person uses it: by mouse, by computer keys, by Tab and Enter.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { type PageServer, startServer } from '../../host-sim/web/server.ts';
import { noBrowser, startBrowser } from './support/browser.ts';
import { lowContrast } from './support/contrast.ts';
import { TerminalPage } from './support/terminal-page.ts';

if (noBrowser) console.error(`tests/e2e: skipped: ${noBrowser}`);

describe('the page', { skip: noBrowser }, () => {
  let browser: Browser;
  let server: PageServer;

  before(async () => {
    [browser, server] = await Promise.all([startBrowser(), startServer({ port: 0, seed: '7' })]);
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = (query = '') => TerminalPage.open(browser, server.url + query);

  test('loads without a complaint and shows the idle screen of a terminal that has signed in', async () => {
    const terminal = await open();
    const { colours } = await terminal.glass();
    assert.ok(colours > 8, `${colours} colours on the display`);
    terminal.assertNoComplaints();
    await terminal.close();
  });

  test('fits into 1280 by 800 without scrolling', async () => {
    const terminal = await open();
    const size = await terminal.page.evaluate<number[]>(
      `[document.documentElement.scrollWidth, document.documentElement.scrollHeight, document.getElementById('terminal').getBoundingClientRect().bottom]`,
    );
    assert.ok(size[0]! <= 1280 && size[1]! <= 800 && size[2]! <= 800, String(size));
    await terminal.close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`text and what is under it differ by at least 7:1 when the computer is ${colorScheme}`, async () => {
      const terminal = await open();
      await terminal.page.emulateMedia({ colorScheme });
      await terminal.page.click('text=Cards that make trouble');
      for (const view of ['acquirer', 'transactions', 'journal']) {
        await terminal.page.click(`#tab-${view}`);
        assert.deepEqual(await terminal.page.evaluate(lowContrast), [], view);
      }
      await terminal.close();
    });
  }

  test('the language key changes the picture, by computer key and by mouse', async () => {
    const terminal = await open();
    const chinese = await terminal.glass();
    await terminal.page.keyboard.press('l');
    const english = await terminal.changed(chinese);
    await terminal.page.click('[data-key="lang"]');
    await terminal.changed(english);
    terminal.assertNoComplaints();
    await terminal.close();
  });

  test('the power switch darkens the display and boots the terminal', async () => {
    const terminal = await open();
    const idle = await terminal.glass();
    await terminal.page.click('#power');
    const dark = await terminal.changed(idle);
    assert.equal(dark.colours, 1);
    await terminal.page.click('#log-clear');
    await terminal.page.click('#power');
    await terminal.idle();
    const again = await terminal.glass();
    assert.ok(again.colours > 8, `${again.colours} colours on the display`);
    await terminal.close();
  });

  test('two pages have two terminals', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    const idle = await one.glass();
    await one.page.click('#power');
    assert.equal((await one.changed(idle)).colours, 1);
    assert.ok((await other.glass()).colours > 8);
    await sellByMouse(other, 'credit');
    assert.equal((await other.ledger()).length, 1);
    assert.equal((await one.ledger()).length, 0);
    await Promise.all([one.close(), other.close()]);
  });

  test('a sale by mouse: keys clicked, card dragged, receipt looked at and kept as a picture', async () => {
    const terminal = await open();
    await sellByMouse(terminal, 'debit');
    assert.deepEqual(
      (await terminal.ledger()).map((row) => row.slice(3)),
      [['12.34', 'approved', '12.34']],
    );
    await terminal.page.locator('#tear:enabled').waitFor();
    await terminal.until(`!/printing/.test(document.getElementById('printer-state').textContent)`);
    assert.ok((await terminal.inkedRows()) > 0);
    await terminal.page.click('#look');
    const [download] = await Promise.all([
      terminal.page.waitForEvent('download'),
      terminal.page.click('text=Download PNG'),
    ]);
    const { width, height } = PNG.sync.read(await readFile(await download.path()));
    assert.equal(width, 464);
    assert.ok(height > 400, `${height} rows`);
    terminal.assertNoComplaints();
    await terminal.close();
  });

  test('a sale with the keyboard alone: the amount typed, the card reached with Tab', async () => {
    const terminal = await open();
    const { keyboard } = terminal.page;
    const idle = await terminal.glass();
    await keyboard.type('1234');
    const amount = await terminal.changed(idle);
    await keyboard.press('Enter');
    await terminal.changed(amount);
    const seen: string[] = [];
    while (!seen.at(-1)?.startsWith('Tap Debit card')) {
      assert.ok(seen.length < 12, `Tab reached ${seen.join(', ')}`);
      await keyboard.press('Tab');
      seen.push(await terminal.focused());
      assert.ok(
        await terminal.focusIsVisible(),
        `${seen.at(-1)} does not show that it has the focus`,
      );
    }
    await keyboard.press('Enter');
    await terminal.booked('12.34', 'approved');
    terminal.assertNoComplaints();
    await terminal.close();
  });

  test('Tab comes to every control and out again', async () => {
    const terminal = await open();
    const seen: string[] = [];
    while (seen.length < 90) {
      await terminal.page.keyboard.press('Tab');
      const name = await terminal.focused();
      if (name === 'nothing' || name === seen[0]) break;
      assert.ok(await terminal.focusIsVisible(), `${name} does not show that it has the focus`);
      seen.push(name);
    }
    const wanted = [
      'power',
      'seed',
      'replay',
      'Language',
      '5',
      'Enter',
      'cut',
      'paper-load',
      'tab-acquirer',
      'behaviour',
      'refuse',
    ];
    for (const control of wanted) {
      assert.ok(seen.includes(control), `${control} is not among ${seen.join(', ')}`);
    }
    assert.ok(seen.length < 90, 'Tab never comes round');
    await terminal.close();
  });

  test('what the acquirer is told to do once happens once', async () => {
    const terminal = await open();
    await terminal.page.selectOption('#behaviour', 'declines: insufficient funds');
    await terminal.page.click('#behave-once');
    await terminal.logged('acquirer once');
    await sellByMouse(terminal, 'debit', 'declined 51');
    assert.equal(await terminal.page.textContent('#net'), '0.00');
    await terminal.close();
  });

  test('the tabs show transactions and journal, and a shortcut presses the keys of the terminal', async () => {
    const terminal = await open();
    const { page } = terminal;
    const idle = await terminal.glass();
    await page.focus('#tab-acquirer');
    await page.keyboard.press('ArrowRight');
    assert.equal(await terminal.focused(), 'tab-transactions');
    assert.equal((await terminal.glass()).hash, idle.hash, 'the arrow key went to the terminal');
    await page.click('[data-shortcut="information"]');
    await terminal.changed(idle);
    await page.click('#tab-journal');
    await page.locator('#journal .entry').first().waitFor();
    assert.match((await page.textContent('#chain'))!, /^Chain unbroken, \d+ records/);
    await page.click('#rot');
    await page.locator('#journal-findings li').first().waitFor();
    assert.equal(await page.getAttribute('#chain', 'data-chain'), 'broken');
    terminal.assertNoComplaints();
    await terminal.close();
  });

  test('an armed cut takes the power in the middle of a write, once', async () => {
    const terminal = await open();
    const { page } = terminal;
    await page.click('#cut');
    await page.locator('#cut[aria-checked="true"]').waitFor();
    await page.click('#tab-transactions');
    await page.click('[data-shortcut="sign-in"]');
    await page.locator('#power[aria-checked="false"]').waitFor();
    assert.equal(await page.getAttribute('#cut', 'aria-checked'), 'false');
    await terminal.logged('is being written');
    await terminal.close();
  });

  test('a sale is refused with the code that was typed', async () => {
    const terminal = await open();
    await terminal.page.fill('#refuse', '62');
    await terminal.page.click('#refuse-once');
    await terminal.logged('acquirer once: 62');
    await sellByMouse(terminal, 'debit', 'declined 62');
    await terminal.close();
  });

  test('operators are switched on by starting anew, and the address says so', async () => {
    const terminal = await open();
    const { page } = terminal;
    await page.click('#tab-transactions');
    assert.equal(await page.locator('[data-shortcut="manage-operators"]').count(), 0);
    await page.click('#operators');
    await page.locator('[data-shortcut="manage-operators"]').waitFor();
    await page.waitForURL(/operators=1/);
    assert.match((await page.textContent('#operators-hint'))!, /^Nobody is signed in/);
    terminal.assertNoComplaints();
    await terminal.close();
  });

  test('a command of the explorer is played again, and the address leads there', async () => {
    const terminal = await open();
    const { page } = terminal;
    await page.click('#replay');
    assert.equal(
      await page.textContent('#replay-command'),
      'npx --no-install jiaozi explore --seed 7 --trace',
    );
    await page.fill('#replay-seed', 'jiaozi explore --seed 4711 --workload sale --with none');
    await page.click('#replay-start');
    await page.waitForURL(/explore\+--seed\+4711/);
    assert.equal(await page.inputValue('#seed'), '4711');
    await page.selectOption('#replaying-speed', '100');
    await page.locator('text=Replay over, nothing is wrong.').waitFor();
    terminal.assertNoComplaints();
    await terminal.close();
  });

  test('on a narrow screen nothing is cut off at the side', async () => {
    const terminal = await open();
    await terminal.page.setViewportSize({ width: 390, height: 844 });
    for (const view of ['acquirer', 'transactions', 'journal']) {
      await terminal.page.click(`#tab-${view}`);
      const width = await terminal.page.evaluate('document.documentElement.scrollWidth');
      assert.equal(width, 390, view);
    }
    await terminal.close();
  });

  test('a new seed is another terminal, with other cards', async () => {
    const terminal = await open('?seed=first');
    const number = () => terminal.page.textContent('[data-card="quickpass-debit"] .card-number');
    const before = await number();
    await terminal.page.fill('#seed', 'second');
    await terminal.page.click('text=New run');
    await terminal.page.waitForURL(/seed=second/);
    await terminal.idle();
    assert.notEqual(await number(), before);
    terminal.assertNoComplaints();
    await terminal.close();
  });
});

/** 12.34 with a card of the drawer, dragged onto the reader and left there until the answer is booked. */
async function sellByMouse(
  terminal: TerminalPage,
  card: string,
  state = 'approved',
): Promise<void> {
  const { page } = terminal;
  for (const key of ['1', '2', '3', '4', 'enter']) {
    const before = await terminal.glass();
    await page.click(`[data-key="${key}"]`);
    await terminal.changed(before);
  }
  const source = (await page.locator(`[data-card="quickpass-${card}"]`).boundingBox())!;
  const target = (await page.locator('#zone').boundingBox())!;
  await page.mouse.move(source.x + 20, source.y + 20);
  await page.mouse.down();
  await page.mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 8 });
  await page.mouse.up();
  await terminal.booked('12.34', state);
  await page.click('#field .card');
  await page.locator('#field .card').waitFor({ state: 'detached' });
}
