// SPDX-License-Identifier: Apache-2.0
//
// Streams that nobody here wrote: @point-of-sale/receipt-printer-encoder, for several printers, on our printer model.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Encoder, { type ReceiptPrinterEncoderOptions } from '@point-of-sale/receipt-printer-encoder';
import jsqrModule from 'jsqr';
import {
  EscPosPrinter,
  type RenderNotes,
  renderEscPos,
} from '../../host-sim/chips/escpos-printer.ts';
import { Dots } from '../../host-sim/chips/escpos-printer-dots.ts';
import type { Paper } from '../../host-sim/chips/escpos-printer-paper.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';

const jsqr = (jsqrModule as unknown as { default: typeof jsqrModule }).default ?? jsqrModule;

function render(bytes: Uint8Array): Paper {
  const notes: RenderNotes = { skipped: [], truncated: false };
  const paper = renderEscPos(bytes, notes);
  assert.deepEqual(notes, { skipped: [], truncated: false });
  return paper;
}

/** Reads the QR code on a paper as a telephone would, from its picture. */
function scan(paper: Paper): string | undefined {
  const width = 384 + 40;
  const height = paper.height + 40;
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  const dots = new Dots(384, paper.height, paper.rows());
  for (let y = 0; y < dots.height; y++) {
    for (let x = 0; x < 384; x++) {
      const at = ((y + 20) * width + x + 20) * 4;
      if (dots.get(x, y)) pixels.fill(0, at, at + 3);
    }
  }
  return jsqr(pixels, width, height)?.data;
}

/** A black disc on white. */
function disc(size: number) {
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if ((x - size / 2) ** 2 + (y - size / 2) ** 2 < (size / 2 - 2) ** 2)
        data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return { width: size, height: size, data, colorSpace: 'srgb' as const };
}

function darkDots(paper: Paper): number {
  let count = 0;
  for (const byte of paper.rows()) for (let bits = byte; bits > 0; bits &= bits - 1) count++;
  return count;
}

describe('a stream of receipt-printer-encoder', () => {
  const printers: readonly ReceiptPrinterEncoderOptions['printerModel'][] = [
    undefined,
    'pos-5890',
    'youku-58t',
    'xprinter-xp-n160ii',
  ];
  for (const printerModel of printers) {
    test(`for ${printerModel ?? 'any printer'} reads as it was written`, () => {
      const encoder = new Encoder(printerModel ? { printerModel } : { columns: 32 });
      const bytes = encoder
        .initialize()
        .codepage('auto')
        .bold(true)
        .line('Café Zürich')
        .bold(false)
        .underline(true)
        .line('Rechnung Nr. 12')
        .underline(false)
        .invert(true)
        .line(' PAID ')
        .invert(false)
        .size(2, 2)
        .line('12.50')
        .size(1, 1)
        .line('naïve façade ½')
        .encode();
      const text = render(bytes).text();
      assert.equal(text, 'Café Zürich\nRechnung Nr. 12\nPAID\n12.50\nnaïve façade ½');
    });
  }

  test('changes code pages as the text needs them', () => {
    const bytes = new Encoder({ columns: 32 })
      .initialize()
      .codepage('auto')
      .line('é дом łódź')
      .encode();
    assert.equal(render(bytes).text(), 'é дом łódź');
  });

  test('with a table keeps its columns', () => {
    const bytes = new Encoder({ columns: 32 })
      .initialize()
      .table(
        [
          { width: 20, align: 'left' },
          { width: 12, align: 'right' },
        ],
        [
          ['Tea', '8.00'],
          ['Sesame cake', '4.50'],
        ],
      )
      .rule({ style: 'double' })
      .encode();
    const expected = [
      'Tea                         8.00',
      'Sesame cake                 4.50',
      '═'.repeat(32),
    ];
    assert.equal(render(bytes).text(), expected.join('\n'));
  });

  test('with a QR code can be read from the paper', () => {
    for (const errorlevel of ['l', 'm', 'q', 'h'] as const) {
      const bytes = new Encoder({ columns: 32 })
        .initialize()
        .align('center')
        .qrcode('https://example.org/slip/000042', { model: 2, size: 5, errorlevel })
        .encode();
      const paper = render(bytes);
      assert.equal(paper.text().trim(), '[QR https://example.org/slip/000042]');
      assert.equal(scan(paper), 'https://example.org/slip/000042');
    }
  });

  test('with barcodes has them all', () => {
    const encoder = new Encoder({ columns: 32 }).initialize();
    const codes = [
      ['4006381333931', 'ean13', '[EAN13 4006381333931]'],
      ['96385074', 'ean8', '[EAN8 96385074]'],
      ['042100005264', 'upca', '[UPC-A 042100005264]'],
      ['ABC-1', 'code39', '[CODE39 *ABC-1*]'],
      ['123456', 'itf', '[ITF 123456]'],
      ['A4015B', 'codabar', '[CODABAR A4015B]'],
      ['TEST93', 'code93', '[CODE93 TEST93]'],
      ['Slip 42', 'code128', '[CODE128 Slip 42]'],
    ] as const;
    for (const [data, symbology] of codes)
      encoder.barcode(data, symbology, { height: 40, width: 2, text: true });
    const text = render(encoder.encode()).text();
    assert.deepEqual(
      text.split('\n').filter(Boolean),
      codes.map(([, , line]) => line),
    );
  });

  test('with a picture is the same picture in columns and in rows', () => {
    const size = 96;
    const paper = (imageMode: 'column' | 'raster') =>
      render(
        new Encoder({ columns: 32, imageMode })
          .initialize()
          .image(disc(size) as Parameters<Encoder['image']>[0], size, size, 'threshold', 128)
          .encode(),
      );
    const [columns, rows] = [paper('column'), paper('raster')];
    assert.equal(darkDots(columns), darkDots(rows));
    assert.ok(Math.abs(darkDots(rows) - Math.PI * (size / 2 - 2) ** 2) < 100);
    assert.match(rows.text(), /\[image 96×96\]/);
    assert.equal(columns.text().match(/\[image 96×24\]/g)?.length, 4);
  });

  test('is cut where it says', () => {
    const bytes = new Encoder({ columns: 32 })
      .initialize()
      .line('one')
      .cut('partial')
      .line('two')
      .cut()
      .encode();
    const sheets = render(bytes)
      .sheets()
      .map((sheet) => sheet.replaceAll('\n', ' ').trim());
    assert.deepEqual(
      sheets.map((sheet) => sheet.replace(/ +/g, ' ')),
      ['one [partial cut]', 'two [cut]', ''],
    );
  });

  test('sent at line speed to the part gives the same paper', () => {
    const kernel = new Kernel('third party');
    const context = { kernel, random: kernel.random('printer'), log: assert.fail, foreign: true };
    const chip = new EscPosPrinter(context);
    const bytes = new Encoder({ columns: 32 })
      .initialize()
      .line('Receipt')
      .qrcode('hello', { size: 4 })
      .barcode('4006381333931', 'ean13', { height: 40 })
      .pulse()
      .cut()
      .encode();
    for (const byte of bytes) {
      kernel.advanceTo(kernel.nowUs + 87);
      chip.bus.receive(Uint8Array.of(byte));
    }
    kernel.advanceTo(kernel.nowUs + 60_000_000);
    const expected = render(bytes);
    assert.equal(chip.paper.text(), expected.text());
    assert.deepEqual(chip.paper.rows(), expected.rows());
    assert.equal(chip.snapshot().drawerKicks, 1);
  });
});
