// SPDX-License-Identifier: Apache-2.0
//
// Frames of the serial protocol, on the target's engine.

import { assert, describe, test } from 'mcu-test-harness';
import {
  answerPayloadMax,
  crc32,
  encodeFrame,
  type Frame,
  FrameReader,
  FrameType,
  protocolVersion,
  requestPayloadMax,
} from '../harness/frame.ts';

/** As docs/hardware/hil.md shows it. */
const helloBytes = [0, 2, 1, 3, 7, 1, 1, 5, 0x88, 0x20, 0x8b, 0xe6, 0];

function framesIn(bytes: Uint8Array, pieceBytes = bytes.length): { frames: Frame[]; bad: number } {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push(frame));
  for (let at = 0; at < bytes.length; at += pieceBytes)
    reader.push(bytes.subarray(at, at + pieceBytes));
  return { frames, bad: reader.bad };
}

const request = (payload: Uint8Array) => ({
  type: FrameType.request,
  sequence: 7,
  command: 19,
  boot: 0x1234,
  payload,
});

/** A generator of its own: the engine has none that can be repeated. */
function random(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * bound);
  };
}

describe('frames', () => {
  test('the checksum is the usual CRC-32', () => {
    assert.equal(crc32(Uint8Array.from('123456789', (char) => char.charCodeAt(0))), 0xcbf4_3926);
  });

  test('a hello is the bytes that the document shows', () => {
    const payload = new Uint8Array(0);
    const hello = { type: FrameType.request, sequence: 7, command: 1, boot: 0, payload };
    assert.deepEqual([...encodeFrame(hello)], helloBytes);
  });

  test('what is encoded is read again, whatever the payload and the pieces it comes in', () => {
    const below = random(1);
    for (let length = 0; length <= requestPayloadMax; length += 7) {
      // Many zeros: they are what the stuffing is about.
      const payload = Uint8Array.from({ length }, () => (below(3) === 0 ? 0 : below(256)));
      const bytes = encodeFrame(request(payload));
      assert.equal(bytes.subarray(1, -1).includes(0), false);
      const { frames, bad } = framesIn(bytes, 1 + below(9));
      assert.equal(bad, 0);
      assert.deepEqual(frames, [{ version: protocolVersion, ...request(payload) }]);
    }
  });

  test('a whole request fits into a FIFO of 128 bytes, an answer may be longer', () => {
    const zeros = encodeFrame(request(new Uint8Array(requestPayloadMax)));
    const ones = encodeFrame(request(new Uint8Array(requestPayloadMax).fill(1)));
    assert.ok(zeros.length <= 128 && ones.length <= 128);
    assert.throws(() => encodeFrame(request(new Uint8Array(requestPayloadMax + 1))), /RangeError/);
    const answer = { ...request(new Uint8Array(answerPayloadMax)), type: FrameType.answer };
    assert.equal(framesIn(encodeFrame(answer)).frames.length, 1);
  });

  test('a frame in which one bit is wrong is none', () => {
    const good = encodeFrame(request(Uint8Array.of(0, 1, 2, 0, 255)));
    for (let bit = 8; bit < (good.length - 1) * 8; bit++) {
      const bytes = good.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(framesIn(bytes).frames.length, 0, `bit ${bit}`);
    }
  });

  test('a frame that is cut anywhere is none, and the next one is read', () => {
    const good = encodeFrame(request(Uint8Array.of(1, 0, 3)));
    for (let cut = 1; cut < good.length - 1; cut++) {
      const { frames, bad } = framesIn(Uint8Array.of(...good.subarray(0, cut), ...good));
      assert.equal(frames.length, 1, `cut at ${cut}`);
      assert.equal(bad, cut === 1 ? 0 : 1);
    }
  });

  test('noise of any length gives no frame, takes no memory, and the frame after it is read', () => {
    const below = random(2);
    const good = encodeFrame(request(Uint8Array.of(5)));
    for (let round = 0; round < 60; round++) {
      const noise = Uint8Array.from({ length: below(700) }, () => below(256));
      const { frames } = framesIn(Uint8Array.of(...noise, ...good), 1 + below(64));
      assert.equal(frames.length, 1);
    }
  });
});
