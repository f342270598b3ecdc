// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { decodeFrame, encodeFrame, processingRequestOf } from '../../src/host/iso8583/frame.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { must } from './must.ts';
import { sampleA } from './samples.ts';

const good = { tpdu: '6000030000', header: '603100310000', message: fromHex('0200') };

describe('frame', () => {
  test('the length counts everything after itself', () => {
    assert.equal(toHex(encodeFrame(good)), '000D60000300006031003100000200');
  });

  test('sample A has its TPDU and header', () => {
    const frame = must(decodeFrame(fromHex(sampleA)));
    assert.equal(frame.tpdu, '6000030000');
    assert.equal(frame.header, '603210320072');
    assert.equal(frame.message.length, 116);
  });

  test('the processing request is the sixth digit of the header', () => {
    assert.equal(processingRequestOf('603203320072'), '3');
  });

  const bad = [
    ['', 0, 'frame is cut'],
    ['000B 6000030000 6031003100', 12, 'frame is cut'],
    ['000C 6000030000 603100310000', 0, 'length says 12, 11 bytes follow'],
    ['000A 6000030000 603100310000', 0, 'length says 10, 11 bytes follow'],
    ['000B 6100030000 603100310000', 2, 'TPDU does not begin with 60'],
    ['000B 6000030000 60310031000A', 12, 'header is not BCD'],
  ] as const;
  for (const [hex, at, reason] of bad) {
    test(`'${hex}' is refused at ${at}: ${reason}`, () => {
      assert.deepEqual(decodeFrame(fromHex(hex)), { ok: false, at, reason });
    });
  }

  test('a wrong TPDU or header is a programmer’s mistake', () => {
    assert.throws(() => encodeFrame({ ...good, tpdu: '6100030000' }));
    assert.throws(() => encodeFrame({ ...good, header: '60310031000' }));
    assert.throws(() => encodeFrame({ ...good, message: new Uint8Array(0x10000) }));
  });
});
