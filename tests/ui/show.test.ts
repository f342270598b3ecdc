// SPDX-License-Identifier: Apache-2.0
//
// The façade: what goes to the display, and when.

import './support/natives.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, line } from '../../src/ui/draw.ts';
import { EncodedList, Renderer } from '../../src/ui/renderer.ts';
import { layoutScreen, type Screen } from '../../src/ui/screens.ts';
import { fonts } from '../../src/ui/theme.ts';
import { encoded, Glass, pictures } from './support/picture.ts';

const amount = (amountMinor: number): Screen => ({
  kind: 'amount-entry',
  amountMinor,
  limitMinor: 100_000,
});
const layout = (screen: Screen) => layoutScreen(screen, 'zh');

test('the first screen is sent whole, in strips of at most 8 KB', () => {
  const glass = new Glass();
  new Renderer(glass).show(layout(amount(0)));
  assert.deepEqual(glass.areas, [{ x: 0, y: 0, width: 240, height: 320 }]);
  assert.ok(glass.largestSend <= 8192, `${glass.largestSend} bytes`);
  const [whole] = pictures([encoded(layout(amount(0)))]);
  assert.equal(Buffer.compare(whole!, glass.picture), 0);
});

test('the same screen again sends nothing', () => {
  const glass = new Glass();
  const renderer = new Renderer(glass);
  renderer.show(layout(amount(5)));
  glass.forget();
  renderer.show(layout(amount(5)));
  assert.deepEqual(glass.areas, []);
});

test('another digit sends the field of the digits only', () => {
  const glass = new Glass();
  const renderer = new Renderer(glass);
  renderer.show(layout(amount(5)));
  glass.forget();
  renderer.show(layout(amount(51)));
  const sent = glass.areas.reduce((sum, area) => sum + area.width * area.height, 0);
  assert.ok(sent > 0 && sent < (240 * 320) / 4, `${sent} pixels`);
  const [whole] = pictures([encoded(layout(amount(51)))]);
  assert.equal(Buffer.compare(whole!, glass.picture), 0);
});

test('a walk through a sale leaves each screen on the glass as if drawn afresh', () => {
  const glass = new Glass();
  const renderer = new Renderer(glass);
  const screens: Screen[] = [
    { kind: 'idle', merchant: '老张便利店', test: true },
    amount(1250),
    { kind: 'tap-card', amountMinor: 1250, frame: 0 },
    { kind: 'tap-card', amountMinor: 1250, frame: 1 },
    { kind: 'authorising', amountMinor: 1250, elapsedS: 0 },
    { kind: 'authorising', amountMinor: 1250, elapsedS: 1 },
    { kind: 'approved', amountMinor: 1250 },
  ];
  const wanted = pictures(screens.map((screen) => encoded(layout(screen))));
  for (const [i, screen] of screens.entries()) {
    renderer.show(layout(screen));
    assert.ok(
      wanted[i]!.every((byte, at) => byte === glass.picture[at]),
      `${i}: ${screen.kind}`,
    );
  }
});

test('after the display failed half-way the next screen is sent whole', () => {
  const glass = new Glass();
  const renderer = new Renderer(glass);
  renderer.show(layout(amount(5)));
  glass.broken = true;
  assert.throws(() => renderer.show(layout(amount(6))), /bus/);
  glass.broken = false;
  glass.forget();
  renderer.show(layout(amount(6)));
  assert.deepEqual(glass.areas, [{ x: 0, y: 0, width: 240, height: 320 }]);
});

test('a display that is too wide for a strip is refused', () => {
  const wide = { width: 5000, height: 10, begin() {}, send() {}, end() {} };
  assert.throws(() => new Renderer(wide), RangeError);
});

test('a list with more items than there is room for is refused', () => {
  const area = { x: 0, y: 0, width: 1, height: 1 };
  const list = new EncodedList();
  assert.throws(() => list.encode(Array.from({ length: 200 }, () => box(area, 0))), RangeError);
  assert.throws(() => list.encode([line(area, fonts.small, 0, '好'.repeat(900))]), RangeError);
  assert.throws(() => list.encode([line(area, fonts.small, 0, '好'.repeat(170))]), RangeError);
});
