// SPDX-License-Identifier: Apache-2.0
//
// TLV and tag lists over random input: what encodes decodes to the same, what decodes encodes to the same up to the
// tolerated forms, and no bytes whatever make a decoder throw or hand out bytes that are not its own.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeAfl, recordCountMax } from '../../src/emv/afl.ts';
import { DataObjects } from '../../src/emv/data-objects.ts';
import { decodeDol, dolData, dolDataBytesMax } from '../../src/emv/dol.ts';
import { decodeTlvs, encodeTlv, type Tlv } from '../../src/emv/tlv.ts';
import { decodeTrack2, maskedPan } from '../../src/emv/track2.ts';
import { concat, toHex } from '../../src/lib/bytes.ts';
import { fuzz } from '../runner/fuzz.ts';

const runs = fuzz(300);

/** A tag as the wire has it: the low five bits of the first byte all set mean that more bytes follow. */
const tag = fc.oneof(
  fc.integer({ min: 0x01, max: 0xff }).filter((first) => (first & 0x1f) !== 0x1f),
  fc
    .tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 0x7f }))
    .map(([top, last]) => (((top << 5) | 0x1f) << 8) | last),
  fc
    .tuple(
      fc.integer({ min: 0, max: 7 }),
      fc.integer({ min: 0x80, max: 0xff }),
      fc.integer({ min: 0, max: 0x7f }),
    )
    .map(([top, middle, last]) => (((top << 5) | 0x1f) << 16) | (middle << 8) | last),
);
const value = fc.oneof(
  { weight: 9, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 120, maxLength: 300 }) },
);
const object = fc.record({ tag, value });
const padding = fc.integer({ min: 0, max: 3 }).map((count) => new Uint8Array(count));
/** Bytes with many that mean something to TLV. */
const hostile = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0x00, 0x01, 0x57, 0x6f, 0x70, 0x80, 0x81, 0x82, 0x9f, 0xdf, 0xff),
    ),
    { maxLength: 64 },
  )
  .map((bytes) => Uint8Array.from(bytes));

const shown = (objects: readonly Tlv[]) =>
  objects.map((one) => `${one.tag.toString(16)}:${toHex(one.value)}`);

describe('TLV over random input', () => {
  test('what is encoded, with padding between, decodes to the same objects', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(padding, object), { maxLength: 8 }), padding, (parts, end) => {
        const bytes = concat(
          ...parts.flatMap(([zeros, one]) => [zeros, encodeTlv(one.tag, one.value)]),
          end,
        );
        const decoded = decodeTlvs(bytes);
        assert.ok(decoded.ok);
        assert.deepEqual(shown(decoded.value), shown(parts.map(([, one]) => one)));
      }),
      runs,
    );
  });

  test('what decodes encodes to the same bytes, but for padding and long lengths', () => {
    fc.assert(
      fc.property(hostile, (bytes) => {
        const first = decodeTlvs(bytes);
        if (!first.ok) return;
        const again = decodeTlvs(
          concat(...first.value.map((one) => encodeTlv(one.tag, one.value))),
        );
        assert.ok(again.ok);
        assert.deepEqual(shown(again.value), shown(first.value));
      }),
      fuzz(2000),
    );
  });

  test('cut anywhere inside an object, the rest does not decode', () => {
    fc.assert(
      fc.property(object, fc.nat(), (one, where) => {
        const bytes = encodeTlv(one.tag, one.value);
        const length = 1 + (where % (bytes.length - 1));
        const decoded = decodeTlvs(bytes.subarray(0, length));
        assert.ok(!decoded.ok && decoded.at >= 0 && decoded.at <= length);
      }),
      runs,
    );
  });

  test('no bytes make it throw, and every value lies inside them', () => {
    fc.assert(
      fc.property(hostile, (bytes) => {
        const decoded = decodeTlvs(bytes);
        if (!decoded.ok) {
          assert.ok(decoded.at >= 0 && decoded.at <= bytes.length);
          return;
        }
        let end = bytes.byteOffset;
        for (const one of decoded.value) {
          assert.equal(one.value.buffer, bytes.buffer);
          assert.ok(one.value.byteOffset > end);
          end = one.value.byteOffset + one.value.length;
        }
        assert.ok(end <= bytes.byteOffset + bytes.length);
      }),
      fuzz(2000),
    );
  });
});

describe('what is made of TLV over random input', () => {
  test('a tag list gets exactly as many bytes as it asks for, or none', () => {
    fc.assert(
      fc.property(hostile, fc.array(object, { maxLength: 4 }), (bytes, objects) => {
        const list = decodeDol(bytes);
        if (!list.ok) return;
        const known = new DataObjects();
        for (const one of objects) known.set(one.tag, one.value);
        const data = dolData(list.value, known);
        assert.ok(data.length <= dolDataBytesMax);
        assert.equal(
          data.length,
          list.value.reduce((sum, { length }) => sum + length, 0),
        );
      }),
      fuzz(1000),
    );
  });

  test('an AFL names a bounded number of different records', () => {
    fc.assert(
      fc.property(hostile, (bytes) => {
        const afl = decodeAfl(bytes);
        if (!afl.ok) return;
        assert.ok(afl.value.length <= recordCountMax);
        const names = afl.value.map(({ sfi, record }) => `${sfi}/${record}`);
        assert.equal(new Set(names).size, names.length);
      }),
      fuzz(1000),
    );
  });

  test('a masked PAN shows ten digits and hides at least three', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 10, maxLength: 22 });
    fc.assert(
      fc.property(
        digits,
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 14 }),
        (pan, rest) => {
          const nibbles = [...pan, 13, ...rest];
          if (nibbles.length % 2 !== 0) nibbles.push(15);
          const bytes = new Uint8Array(nibbles.length / 2);
          for (let i = 0; i < bytes.length; i++)
            bytes[i] = (nibbles[2 * i]! << 4) | nibbles[2 * i + 1]!;
          const track = decodeTrack2(bytes);
          if (!track.ok) return;
          const text = maskedPan(track.value.pan);
          assert.match(text, /^[0-9]{6}\*{3,9}[0-9]{4}$/);
          assert.equal(text.length, pan.length);
        },
      ),
      runs,
    );
  });

  test('no bytes make track 2 throw', () => {
    fc.assert(
      fc.property(hostile, (bytes) => void decodeTrack2(bytes)),
      fuzz(1000),
    );
  });
});
