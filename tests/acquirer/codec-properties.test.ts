// SPDX-License-Identifier: Apache-2.0
//
// Properties of the terminal's codec, and agreement with two others: the acquirer's own reader and writer, and the npm
// package iso_8583 for what that can express (digits as ASCII, a bitmap of 128).

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readMessage, writeMessage } from '../../host-sim/acquirer/wire.ts';
import { describeMessageInClear } from '../../src/host/iso8583/describe-clear.ts';
import { digitsFromText } from '../../src/host/iso8583/digits.ts';
import { decodeFrame, encodeFrame, messageOffset } from '../../src/host/iso8583/frame.ts';
import { decodeMessage, encodeMessage, type FieldValue } from '../../src/host/iso8583/message.ts';
import type { FieldRow, Spec } from '../../src/host/iso8583/spec.ts';
import {
  type TerminalMessage,
  unionPayTerminal,
} from '../../src/host/iso8583/unionpay-terminal.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { sampleA, sampleD } from '../codec/samples.ts';
import { fuzz } from '../runner/fuzz.ts';

const spec = unionPayTerminal;
const rows: Spec = spec;
const digit = fc.constantFrom(...'0123456789');
const printable = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));

function sized(row: FieldRow) {
  const { max, prefixBytes } = row.length;
  return prefixBytes === 0
    ? { minLength: max, maxLength: max }
    : { minLength: 0, maxLength: Math.min(max, 130) };
}

const text = (unit: fc.Arbitrary<string>, row: FieldRow) =>
  fc.array(unit, sized(row)).map((units) => units.join(''));

function valueFor(row: FieldRow): fc.Arbitrary<FieldValue> {
  switch (row.form) {
    case 'digits':
      return text(digit, row);
    case 'packed':
      return text(row.type === 'z' ? fc.constantFrom(...'0123456789D') : digit, row).map(
        digitsFromText,
      );
    case 'text':
      return text(printable, row);
    case 'bytes':
      return fc.uint8Array(sized(row)).map((bytes) => Uint8Array.from(bytes));
  }
}

const mti = fc.constantFrom('0200', '0210', '0400', '0800', '0810', '0320');

const message: fc.Arbitrary<TerminalMessage> = fc.subarray([...rows]).chain((present) =>
  fc.record({
    mti,
    fields: fc.record(Object.fromEntries(present.map((row) => [row.name, valueFor(row)]))),
  }),
) as fc.Arbitrary<TerminalMessage>;

/** Good messages with a few bytes changed, taken out or put in: nearer to the edges than random bytes. */
const mutated = fc
  .tuple(
    fc.oneof(
      message.map((each) => encodeMessage(spec, each)),
      fc.constantFrom(
        fromHex(sampleA).subarray(messageOffset),
        fromHex(sampleD).subarray(messageOffset),
      ),
    ),
    fc.array(fc.tuple(fc.nat(400), fc.nat(255), fc.nat(2)), { maxLength: 3 }),
  )
  .map(([bytes, changes]) => {
    const list = [...bytes];
    for (const [at, byte, kind] of changes) {
      list.splice(at % (list.length + 1), kind === 0 ? 0 : 1, ...(kind === 1 ? [] : [byte]));
    }
    return Uint8Array.from(list);
  });

/** What decodes encodes back to the same bytes, or differs only in the pad nibbles of the fields listed. */
function assertTwoWay(bytes: Uint8Array): void {
  const decoded = decodeMessage(spec, bytes);
  if (!decoded.ok) {
    assert.ok(decoded.at >= 0 && decoded.at <= bytes.length, `offset ${decoded.at}`);
    return;
  }
  const again = encodeMessage(spec, decoded.value);
  assert.equal(again.length, bytes.length);
  const differing = [...again.keys()].filter((i) => again[i] !== bytes[i]);
  assert.equal(differing.length, decoded.value.tolerated.length);
  for (const i of differing) assert.ok([0x0f, 0xf0].includes(again[i]! ^ bytes[i]!));
  assert.deepEqual(decodeMessage(spec, again), {
    ok: true,
    value: { ...decoded.value, tolerated: [] },
  });
}

describe('the codec', () => {
  test('gives back what went in', () => {
    fc.assert(
      fc.property(message, (each) => {
        const decoded = decodeMessage(spec, encodeMessage(spec, each));
        assert.ok(decoded.ok);
        const clear = (m: TerminalMessage) => describeMessageInClear(spec, m);
        assert.deepEqual(clear(decoded.value), clear(each));
      }),
      fuzz(200),
    );
  });

  test('never throws, and what it reads it writes the same but for the listed pads', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), assertTwoWay), fuzz(500));
    fc.assert(fc.property(mutated, assertTwoWay), fuzz(500));
  });

  test('never throws on frames either', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const frame = decodeFrame(bytes);
        if (frame.ok) assert.equal(toHex(encodeFrame(frame.value)), toHex(bytes));
      }),
      fuzz(500),
    );
  });
});

describe('the acquirer’s own reader and writer', () => {
  const tpdu = '6000030000';
  const header = '603100310000';

  /** Values as the acquirer writes them: F64 is text there, private text fields are characters. */
  function asWire(each: TerminalMessage): Map<number, string> {
    const asText = (id: number) => rows.find((row) => row.id === id)!.type === 'ans' || id === 64;
    const lines = describeMessageInClear(spec, each).map(({ id, text: value }) => {
      const isHex = rows.find((row) => row.id === id)!.form === 'bytes';
      const shown = isHex && asText(id) ? Buffer.from(value, 'hex').toString('latin1') : value;
      return [id, shown] as const;
    });
    return new Map(lines);
  }

  test('agree with the terminal on every byte', () => {
    fc.assert(
      fc.property(message, (each) => {
        const ours = encodeMessage(spec, each);
        const wire = asWire(each);
        const theirs = writeMessage(tpdu, header, each.mti, wire);
        assert.equal(toHex(theirs.subarray(11)), toHex(ours));
        const read = readMessage(theirs);
        assert.equal(read.mti, each.mti);
        assert.deepEqual(read.fields, wire);
      }),
      fuzz(200),
    );
  });

  test('read only what the terminal can read', () => {
    fc.assert(
      fc.property(mutated, (bytes) => {
        const frame = Buffer.concat([fromHex(tpdu + header), bytes]);
        const ours = decodeMessage(spec, bytes);
        let isRead = true;
        try {
          readMessage(frame);
        } catch {
          isRead = false;
        }
        // The acquirer looks less closely: pads, control characters and message types above 0999 are its only leniences.
        if (ours.ok && ours.value.mti.startsWith('0')) assert.ok(isRead);
        if (!ours.ok && isRead) assert.match(ours.reason, /pad nibble|not printable/);
      }),
      fuzz(500),
    );
  });
});

describe('the npm package iso_8583', () => {
  interface Theirs {
    getRawMessage(): Buffer | { error: string };
  }
  const require = createRequire(import.meta.url);
  const Iso8583 = require('iso_8583') as new (
    message: Record<number, string>,
    formats: Record<number, object>,
  ) => Theirs;
  const fixed = (MaxLen: number) => ({ ContentType: 'n', Label: '', LenType: 'fixed', MaxLen });
  const formats = { 53: fixed(16) };
  /** Digits of an even count: their ASCII is our hexadecimal. */
  const shared = [3, 4, 11, 12, 13, 14, 25, 53];

  test('agrees on bitmap, digits and length prefix', () => {
    const present = fc.subarray(rows.filter((row) => shared.includes(row.id)));
    const values = present.chain((some) =>
      fc.record(Object.fromEntries(some.map((row) => [row.id, text(digit, row)]))),
    );
    fc.assert(
      fc.property(values, (fields) => {
        const pan = '6250990000000006';
        const theirs = new Iso8583({ ...fields, 0: '0200', 2: pan }, formats).getRawMessage();
        assert.ok(Buffer.isBuffer(theirs), JSON.stringify(theirs));
        const named = rows
          .filter((row) => fields[row.id] !== undefined)
          .map((row) => [row.name, fields[row.id]]);
        const ours = encodeMessage(spec, {
          mti: '0200',
          fields: { field2Pan: digitsFromText(pan), ...Object.fromEntries(named) },
        });
        // They always announce a second bitmap, here an empty one.
        const bitmap = Buffer.from(theirs.subarray(4, 12));
        bitmap[0]! &= 0x7f;
        assert.equal(toHex(ours.subarray(2, 10)), toHex(bitmap));
        assert.equal(toHex(ours.subarray(0, 2)), theirs.subarray(0, 4).toString('latin1'));
        assert.equal(toHex(ours.subarray(10)), theirs.subarray(20).toString('latin1'));
      }),
      fuzz(50),
    );
  });
});
