// SPDX-License-Identifier: Apache-2.0
//
// The page as a test sees it: pixels, controls and the log. Scripts for the browser are strings, because tests are not
// compiled against a browser's types.

import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';

const patienceMs = 15_000;
const pollMs = 40;

export interface Glass {
  /** Tells two pictures apart. */
  readonly hash: number;
  readonly colours: number;
}

const glassScript = `(() => {
  const canvas = document.getElementById('glass');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const words = new Uint32Array(data.buffer);
  let hash = 0x811c9dc5;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193) >>> 0;
  return { hash, colours: new Set(words).size };
})()`;

export class TerminalPage {
  readonly page: Page;
  /** What the browser complained about. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('requestfailed', (request) => this.complaints.push(`failed: ${request.url()}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
  }

  /** A page of its own at `url`, when its terminal is idle. */
  static async open(browser: Browser, url: string): Promise<TerminalPage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const terminal = new TerminalPage(await context.newPage());
    await terminal.page.goto(url);
    await terminal.idle();
    return terminal;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Waits until the terminal has signed in and shows something that stays. */
  async idle(): Promise<void> {
    await this.logged('line: closed');
    await this.settled();
  }

  glass(): Promise<Glass> {
    return this.page.evaluate(glassScript);
  }

  /** Waits until the picture is not the one with `hash`, and returns the new one once it stays. */
  async changed({ hash }: Glass): Promise<Glass> {
    await this.until(`(${glassScript}).hash !== ${hash}`);
    return this.settled();
  }

  /** The picture when it has stayed the same for a while. */
  async settled(): Promise<Glass> {
    const script = `(() => {
      const { hash } = ${glassScript};
      const now = performance.now();
      if (!window.lastGlass || window.lastGlass.hash !== hash) window.lastGlass = { hash, now };
      return now - window.lastGlass.now > 350;
    })()`;
    await this.until(script);
    return this.glass();
  }

  /** Waits until `script` says true. The page's security policy does not let the browser evaluate it by itself. */
  async until(script: string): Promise<void> {
    const endMs = performance.now() + patienceMs;
    while (!(await this.page.evaluate(script))) {
      assert.ok(performance.now() < endMs, `still not so after ${patienceMs} ms: ${script}`);
      await setTimeout(pollMs);
    }
  }

  async logged(text: string): Promise<void> {
    await this.until(
      `document.getElementById('log').textContent.includes(${JSON.stringify(text)})`,
    );
  }

  async ledger(): Promise<string[][]> {
    return this.page.evaluate(
      `[...document.querySelectorAll('#ledger tr')].map((row) => [...row.cells].map((cell) => cell.textContent))`,
    );
  }

  /** Waits for a row of the ledger with that amount and state. */
  async booked(amount: string, state: string): Promise<void> {
    const row = this.page.locator(`#ledger tr:has-text("${amount}"):has-text("${state}")`);
    await row.waitFor({ state: 'visible' });
  }

  /** Rows of paper with ink on them that hang out of the printer. */
  async inkedRows(): Promise<number> {
    return this.page.evaluate(`(() => {
      const canvas = document.getElementById('paper');
      const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const pixels = new Uint32Array(data.buffer);
      let rows = 0;
      for (let y = 0; y < height; y++) {
        const row = pixels.subarray(y * width, (y + 1) * width);
        if (row.some((pixel) => (pixel & 0xff) < 100 && pixel >>> 24 === 255)) rows++;
      }
      return rows;
    })()`);
  }

  /** What has the focus, in a word. */
  async focused(): Promise<string> {
    return this.page.evaluate(
      `(() => { const e = document.activeElement; return e === document.body ? 'nothing' : e.getAttribute('aria-label') ?? (e.id || e.textContent.trim() || e.tagName); })()`,
    );
  }

  /** Whether what has the focus shows it. */
  async focusIsVisible(): Promise<boolean> {
    return this.page.evaluate(
      `(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; })()`,
    );
  }

  assertNoComplaints(): void {
    assert.deepEqual(this.complaints, []);
  }
}
