// SPDX-License-Identifier: Apache-2.0
//
// Slips as the printer puts them on paper, against texts that were read and found good: receipt-*.txt. A slip that is meant to
// change: render it, look at it, and put the new text there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import iconv from 'iconv-lite';
import {
  EscPosPrinter,
  type RenderNotes,
  renderEscPos,
} from '../../host-sim/chips/escpos-printer.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { encodeSlip } from '../../src/receipt/escpos-encoder.ts';
import { composeSlip, type SlipData } from '../../src/receipt/slip.ts';
import { samples } from './receipt-samples.ts';

function encodeText(text: string): Uint8Array {
  return iconv.encode(text, 'gb18030');
}

/** The strict part prints it: a command that it does not have would end the test. */
function print(data: SlipData): EscPosPrinter {
  const kernel = new Kernel('slip');
  const chip = new EscPosPrinter({ kernel, random: kernel.random('printer'), log: () => {} });
  chip.bus.receive(encodeSlip(composeSlip(data), encodeText));
  kernel.advanceTo(30_000_000);
  return chip;
}

describe('a slip on paper', () => {
  for (const [name, data] of Object.entries(samples)) {
    test(`${name} reads as it should`, () => {
      const expected = readFileSync(new URL(`receipt-${name}.txt`, import.meta.url), 'utf8');
      assert.equal(`${print(data).paper.text()}\n`, expected);
    });
  }

  test('is at most 20 cm long', () => {
    for (const data of Object.values(samples)) assert.ok(print(data).paper.height < 1600);
  });

  test('is neither faint nor a blot', () => {
    const rows = print(samples['sale-zh']).paper.rows();
    const share = rows.filter((byte) => byte !== 0).length / rows.length;
    assert.ok(share > 0.1 && share < 0.5, `${Math.round(share * 100)} % of the paper has ink`);
  });

  test('can carry a QR code of any length that the encoder takes', () => {
    for (const length of [1, 251, 252, 500]) {
      const content = 'x'.repeat(length);
      const notes: RenderNotes = { skipped: [], truncated: false };
      const paper = renderEscPos(encodeSlip([{ kind: 'qr', content }], encodeText), notes);
      assert.deepEqual(notes.skipped, []);
      assert.equal(paper.text(), `[QR ${content}]`);
      assert.ok(paper.height <= 384);
    }
  });
});
