// SPDX-License-Identifier: Apache-2.0
//
// Barcodes and QR codes that the printer model makes. QR codes are read back by jsqr from the printed dots. Barcodes are compared
// with published symbols and decoded by a reader of its own kind, which shares no table with the model.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import jsqrModule from 'jsqr';
import { type RenderNotes, renderEscPos } from '../../host-sim/chips/escpos-printer.ts';
import { encodeBarcode } from '../../host-sim/chips/escpos-printer-barcode.ts';
import { Dots } from '../../host-sim/chips/escpos-printer-dots.ts';
import { encodeQr, type QrLevel } from '../../host-sim/chips/escpos-printer-qr.ts';

const jsqr = (jsqrModule as unknown as { default: typeof jsqrModule }).default ?? jsqrModule;

/** What a scanner reads from these dots, with the quiet zone that paper has. */
function scan(dots: Dots, scale = 1): string | undefined {
  const quiet = 16;
  const width = dots.width * scale + 2 * quiet;
  const height = dots.height * scale + 2 * quiet;
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < dots.height * scale; y++) {
    for (let x = 0; x < dots.width * scale; x++) {
      if (!dots.get(Math.floor(x / scale), Math.floor(y / scale))) continue;
      pixels.fill(
        0,
        ((y + quiet) * width + x + quiet) * 4,
        ((y + quiet) * width + x + quiet) * 4 + 3,
      );
    }
  }
  return jsqr(pixels, width, height)?.data;
}

function qrCommands(content: string, moduleDots: number, level: number): Uint8Array {
  const data = Buffer.from(content);
  const length = data.length + 3;
  return Buffer.concat([
    Buffer.of(0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0),
    Buffer.of(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x43, moduleDots),
    Buffer.of(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x45, 0x30 + level),
    Buffer.of(0x1d, 0x28, 0x6b, length & 255, length >> 8, 0x31, 0x50, 0x30),
    data,
    Buffer.of(0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30),
  ]);
}

function barcodeCommands(m: number, data: string, width = 2): Uint8Array {
  return Buffer.concat([
    Buffer.of(0x1d, 0x68, 40, 0x1d, 0x77, width, 0x1d, 0x6b, m),
    m < 65 ? Buffer.from(`${data}\0`) : Buffer.from(String.fromCharCode(data.length) + data),
  ]);
}

/** The bars of the first printed row, one character for each narrow element. */
function modules(bytes: Uint8Array, narrow = 2): string {
  const paper = renderEscPos(bytes);
  const dots = new Dots(384, paper.height, paper.rows());
  let row = '';
  for (let x = 0; x < 384; x += narrow) row += dots.get(x, 0) ? '1' : '0';
  return row.replace(/0+$/, '');
}

describe('a QR code', () => {
  test('printed by commands is read back from the paper, whatever level, size and language', () => {
    const content = 'https://example.org/交子?slip=000042';
    for (let level = 0; level < 4; level++) {
      const paper = renderEscPos(qrCommands(content, 3 + level, level));
      assert.equal(scan(new Dots(384, paper.height, paper.rows())), content);
      assert.equal(paper.text(), `[QR ${content}]`);
    }
  });

  test('is read back at the limit of each kind of version', () => {
    // Data capacity in bytes: versions 1, 6, 7 (first with version bits), 9, 10 (longer length), 14, 20, 40.
    const capacities: readonly (readonly [QrLevel, readonly number[]])[] = [
      ['L', [17, 134, 154, 230, 271, 458]],
      ['M', [14, 106, 122, 180, 213, 362]],
      ['Q', [11, 74, 86, 130, 151, 258, 482]],
      ['H', [7, 58, 64, 98, 119, 194, 382]],
    ];
    for (const [level, lengths] of capacities) {
      for (const length of lengths) {
        const content = Array.from({ length }, (_, i) =>
          String.fromCharCode(33 + ((i * 7) % 90)),
        ).join('');
        const symbol = encodeQr(Buffer.from(content), level)!;
        assert.equal(scan(symbol, 3), content, `${level} ${length}`);
        const larger = encodeQr(Buffer.from(`${content}x`), level)!;
        assert.equal(larger.width, symbol.width + 4, `${level} ${length} fills its version`);
      }
    }
  });

  test('holds up to 2953 bytes and no more', () => {
    assert.equal(encodeQr(new Uint8Array(2953), 'L')?.width, 177);
    assert.equal(encodeQr(new Uint8Array(2954), 'L'), undefined);
    assert.equal(encodeQr(new Uint8Array(1273), 'H')?.width, 177);
    assert.equal(encodeQr(new Uint8Array(1274), 'H'), undefined);
  });

  test('that does not fit the paper is not printed', () => {
    const notes: RenderNotes = { skipped: [], truncated: false };
    assert.equal(renderEscPos(qrCommands('x'.repeat(200), 16, 3), notes).height, 0);
    assert.match(notes.skipped[0]!, /does not fit/);
  });
});

describe('a barcode of type', () => {
  // The left-hand A codes of the EAN standard as bits; B is C backwards, C the complement of A.
  const codeA = [
    '0001101',
    '0011001',
    '0010011',
    '0111101',
    '0100011',
    '0110001',
    '0101111',
    '0111011',
    '0110111',
    '0001011',
  ];
  const codeC = codeA.map((bits) => [...bits].map((bit) => (bit === '0' ? '1' : '0')).join(''));
  const codeB = codeC.map((bits) => [...bits].reverse().join(''));
  const firstDigits = [
    'AAAAAA',
    'AABABB',
    'AABBAB',
    'AABBBA',
    'ABAABB',
    'ABBAAB',
    'ABBBAA',
    'ABABAB',
    'ABABBA',
    'ABBABA',
  ];

  function readEan13(bits: string): string {
    assert.equal(bits.length, 95);
    assert.match(bits, /^101.{42}01010.{42}101$/);
    let digits = '';
    let parity = '';
    for (let i = 0; i < 6; i++) {
      const group = bits.slice(3 + i * 7, 10 + i * 7);
      parity += codeA.includes(group) ? 'A' : 'B';
      digits += Math.max(codeA.indexOf(group), codeB.indexOf(group));
    }
    for (let i = 0; i < 6; i++) digits += codeC.indexOf(bits.slice(50 + i * 7, 57 + i * 7));
    return firstDigits.indexOf(parity) + digits;
  }

  test('EAN13 is read back, with its check digit given or not', () => {
    assert.equal(readEan13(modules(barcodeCommands(2, '4006381333931'))), '4006381333931');
    assert.equal(readEan13(modules(barcodeCommands(67, '400638133393'))), '4006381333931');
    for (let first = 0; first <= 9; first++) {
      const read = readEan13(modules(barcodeCommands(67, `${first}12345678901`.slice(0, 12))));
      assert.ok(read.startsWith(String(first)), read);
    }
  });

  test('UPC-A is an EAN13 that begins with 0', () => {
    assert.equal(readEan13(modules(barcodeCommands(65, '04210000526'))), '0042100005264');
    assert.equal(renderEscPos(barcodeCommands(65, '04210000526')).text(), '[UPC-A 042100005264]');
  });

  test('UPC-E is the short form of the same number', () => {
    // 042100005264 is 425261 with check digit 4, whose parity is B A B B A A.
    const bits = modules(barcodeCommands(66, '042100005264'));
    const digits = [codeB[4], codeA[2], codeB[5], codeB[2], codeA[6], codeA[1]].join('');
    assert.equal(bits, `101${digits}010101`);
    assert.equal(renderEscPos(barcodeCommands(66, '425261')).text(), '[UPC-E 04252614]');
    assert.equal(encodeBarcode(66, '012345678905'), undefined);
  });

  test('EAN8 has four digits on each side', () => {
    const bits = modules(barcodeCommands(68, '9638507'));
    const half = (digits: string, code: readonly string[]) =>
      [...digits].map((digit) => code[Number(digit)]).join('');
    assert.equal(bits, `101${half('9638', codeA)}01010${half('5074', codeC)}101`);
  });

  test('CODE128 is the published symbol of PJJ123C', () => {
    const published = [
      '11010000100',
      '11101110110',
      '10110111000',
      '10110111000',
      '10011100110',
      '11001110010',
      '11001011100',
      '10001000110',
      '11101011000',
      '1100011101011',
    ].join('');
    assert.equal(modules(barcodeCommands(73, '{APJJ123C')), published);
  });

  test('CODE128 changes its code set, shifts, and takes pairs of digits as one byte', () => {
    const text = (data: string) => encodeBarcode(73, data)?.text;
    const width = (data: string) =>
      encodeBarcode(73, data)?.elements.reduce((sum: number, w) => sum + Number(w), 0);
    assert.equal(text(`{C${String.fromCharCode(12, 34, 56)}`), '123456');
    assert.equal(text(`{Bab{C${String.fromCharCode(7)}{Az`), undefined);
    assert.equal(text(`{Bab{C${String.fromCharCode(7)}{AZ`), 'ab07Z');
    assert.equal(text('{B{{1}'), '{1}');
    assert.equal(text('{AA{Sa'), 'Aa');
    assert.equal(text('{B{1x'), 'x');
    assert.equal(text('no code set'), undefined);
    assert.equal(text('{B'), undefined);
    // start, characters and check of 11 modules each, stop of 13
    assert.equal(width('{B123456'), 8 * 11 + 13);
    assert.equal(width(`{C${String.fromCharCode(12, 34, 56)}`), 5 * 11 + 13);
  });

  test('CODE39 is three wide and six narrow elements, between asterisks', () => {
    const symbol = encodeBarcode(69, 'CODE 39')!;
    assert.equal(symbol.text, '*CODE 39*');
    for (let i = 0; i < symbol.elements.length; i += 10) {
      const character = symbol.elements.slice(i, i + 9);
      assert.equal(character.filter((width) => width === 'wide').length, 3);
    }
    // The asterisk: 1001 0110 1101 with wide elements twice as wide.
    const star = symbol.elements.slice(0, 9).map((width) => (width === 'wide' ? 2 : 1));
    assert.deepEqual(star, [1, 2, 1, 1, 2, 1, 2, 1, 1]);
    assert.equal(encodeBarcode(69, 'lower'), undefined);
  });

  test('ITF has its digits in pairs, bars and spaces', () => {
    const symbol = encodeBarcode(70, '1234')!;
    const text = symbol.elements.map((width) => (width === 'wide' ? 'w' : 'n')).join('');
    // 1 in bars is wnnnw, 2 in spaces is nwnnw, 3 wwnnn, 4 nnwnw.
    assert.equal(text, `nnnn${'wnnwnnnnww'}${'wnwnnwnnnw'}wnn`);
    assert.equal(encodeBarcode(70, '123'), undefined);
  });

  test('CODABAR needs its start and stop letters', () => {
    assert.equal(encodeBarcode(71, 'A40156B')?.elements.length, 7 * 8 - 1);
    assert.equal(encodeBarcode(71, '40156'), undefined);
  });

  test('CODE93 has the check characters of its standard', () => {
    // TEST93 has the check characters + and 6: the published example of USS-93.
    const elements = encodeBarcode(72, 'TEST93')!.elements.join('');
    assert.equal(elements.length, 6 * (1 + 6 + 2 + 1) + 1);
    assert.equal(elements.slice(42, 54), `${'113121'}${'121311'}`);
    assert.equal(encodeBarcode(72, 'a')?.elements.length, 6 * (1 + 2 + 2 + 1) + 1);
  });

  test('any has its text above, below or not at all, as asked', () => {
    const rows = (hri: number) =>
      renderEscPos(Buffer.concat([Buffer.of(0x1d, 0x48, hri), barcodeCommands(67, '400638133393')]))
        .height;
    assert.deepEqual([0, 1, 2, 3].map(rows), [40, 66, 66, 92]);
  });
});
