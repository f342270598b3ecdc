// SPDX-License-Identifier: Apache-2.0
//
// Frames as the driver writes and reads them, byte by byte and cut anywhere.

import { assert, describe, test } from 'mcu-test-harness';
import { type ChipFrame, commandFrame, FrameReader } from '../../drivers/nfc/pn532-frame.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';

const framesOf = (...chunks: readonly string[]): ChipFrame[] => {
  const reader = new FrameReader();
  const frames: ChipFrame[] = [];
  for (const chunk of chunks) reader.push(fromHex(chunk), (frame) => frames.push(frame));
  return frames;
};

const kindsOf = (...chunks: readonly string[]) =>
  framesOf(...chunks)
    .map(({ kind }) => kind)
    .join(' ');

const firmware = '0000FF06FAD50332010607E800';

describe('pn532 frames of the driver', () => {
  test('a command without data is the frame of the manual', () => {
    assert.equal(toHex(commandFrame(0x02, new Uint8Array(0))), '0000FF02FED4022A00');
  });

  test('253 bytes of data fill a normal frame and 254 are refused', () => {
    const frame = commandFrame(0x40, new Uint8Array(253));
    assert.equal(toHex(frame.subarray(0, 7)), '0000FFFF01D440');
    assert.equal(frame.length, 262);
    assert.throws(() => commandFrame(0x40, new Uint8Array(254)));
  });

  test('ack, nack and error frame are told apart', () => {
    assert.equal(
      kindsOf('0000FF00FF00', '0000FFFF0000', '0000FF01FF7F8100'),
      'ack nack syntax-error',
    );
  });

  test('an answer carries the code of its command and its data', () => {
    const [frame] = framesOf(firmware);
    assert.deepEqual(frame, { kind: 'answer', code: 0x02, data: fromHex('32010607') });
  });

  test('ack and answer in one chunk are two frames', () => {
    assert.equal(kindsOf(`0000FF00FF00${firmware}`), 'ack answer');
  });

  test('an answer may be cut anywhere', () => {
    for (let cut = 1; cut < firmware.length / 2; cut++) {
      const head = firmware.slice(0, cut * 2);
      assert.equal(kindsOf(head, firmware.slice(cut * 2)), 'answer', `cut at ${cut}`);
    }
  });

  test('an answer of 265 bytes comes in an extended frame', () => {
    const content = `D541${'00'.repeat(263)}`;
    const [frame] = framesOf(`0000FFFFFF0109F6${content}EA00`);
    assert.deepEqual(frame, { kind: 'answer', code: 0x40, data: new Uint8Array(263) });
  });

  test('an extended frame of 266 bytes is damaged, not believed', () => {
    assert.equal(kindsOf('0000FFFFFF010AF5D541'), 'damaged');
  });

  test('every single wrong bit behind the start code is noticed', () => {
    const bytes = fromHex(firmware);
    for (let at = 3; at < bytes.length - 1; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const wrong = bytes.slice();
        wrong[at] = wrong[at]! ^ (1 << bit);
        assert.ok(!kindsOf(toHex(wrong)).includes('answer'), `byte ${at} bit ${bit}`);
      }
    }
  });

  test('noise of any length before a frame is skipped', () => {
    assert.equal(kindsOf('13'.repeat(700), firmware), 'answer');
    assert.equal(kindsOf(`55FF00${firmware}`), 'answer');
  });

  test('the longest frame is found behind noise that came in the same chunk', () => {
    const content = `D541${'00'.repeat(263)}`;
    assert.equal(kindsOf(`${'13'.repeat(9)}0000FFFFFF0109F6${content}EA00`), 'answer');
  });

  test('a frame that is not complete is partial, and reset forgets it', () => {
    const reader = new FrameReader();
    reader.push(fromHex('0000FF06FAD5'), () => {});
    assert.equal(reader.partial, true);
    reader.reset();
    assert.equal(reader.partial, false);
  });

  test('the zero behind a frame does not make the next one partial', () => {
    const reader = new FrameReader();
    reader.push(fromHex(firmware), () => {});
    assert.equal(reader.partial, false);
  });
});
