// SPDX-License-Identifier: Apache-2.0
//
// Tables for TLV, tag lists (DOL) and sets of data objects. Properties over random bytes are in tests/codec.

import { assert, describe, test } from 'mcu-test-harness';
import { DataObjects } from '../../src/emv/data-objects.ts';
import { decodeDol, dolData } from '../../src/emv/dol.ts';
import {
  decodeNested,
  decodeOnlyTlv,
  decodeTag,
  decodeTemplate,
  decodeTlvs,
  encodeTlv,
  findAllTlvs,
  findTlv,
} from '../../src/emv/tlv.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import type { Decoded } from '../../src/lib/result.ts';

/** `tag:value` of each object, or `at reason`. */
function shown(result: ReturnType<typeof decodeTlvs>): string {
  if (!result.ok) return `${result.at} ${result.reason}`;
  return result.value.map(({ tag, value }) => `${tag.toString(16)}:${toHex(value)}`).join(' ');
}

function failure(result: Decoded<unknown>): string {
  return result.ok ? 'ok' : `${result.at} ${result.reason}`;
}

const zeros = (count: number) => '00'.repeat(count);

describe('TLV', () => {
  const levels: readonly (readonly [name: string, hex: string, expected: string])[] = [
    ['nothing has no objects', '', ''],
    ['padding alone has no objects', '0000', ''],
    ['a tag of one byte', '5701AA', '57:AA'],
    ['a tag of two bytes', '9F360200FF', '9f36:00FF'],
    ['a tag of three bytes', 'DF811701E0', 'df8117:E0'],
    ['a tag whose low bits are 1E has one byte', '5E01AA', '5e:AA'],
    ['a value of length zero', '5700', '57:'],
    ['padding before, between and after objects', '00570100000057010200', '57:00 57:02'],
    ['the longest short length', `577F${zeros(127)}`, `57:${zeros(127)}`],
    ['length 81', `5781FF${zeros(255)}`, `57:${zeros(255)}`],
    ['length 81 of a value that would not need it', '578101AA', '57:AA'],
    ['length 82', `57820101${zeros(257)}`, `57:${zeros(257)}`],
    ['a template is not opened', '7003570100', '70:570100'],
    ['a tag cut off after its first byte', '9F', '1 the tag is cut off'],
    ['a tag cut off after its second byte', 'DF81', '2 the tag is cut off'],
    ['a tag of four bytes', 'DF81820100', '3 the tag has more than three bytes'],
    ['an object without a length', '57', '1 the length is missing'],
    ['an object without a length, after a good one', '57005A', '3 the length is missing'],
    ['the indefinite length', '5780AA0000', '1 the length form is not used by EMV'],
    ['length 83', '578300000100', '1 the length form is not used by EMV'],
    ['length FF', '57FF00', '1 the length form is not used by EMV'],
    ['length 81 cut off', '5781', '1 the length is cut off'],
    ['length 82 cut off', '578200', '1 the length is cut off'],
    ['a value one byte short', '9F3602AA', '2 the value runs past the end'],
    ['a value that promises 65535 bytes', '5782FFFF00', '1 the value runs past the end'],
    [
      'a template that promises more than there is',
      '6F1A840E3150',
      '1 the value runs past the end',
    ],
  ];
  for (const [name, hex, expected] of levels) {
    test(`${name}`, () => assert.equal(shown(decodeTlvs(fromHex(hex))), expected));
  }

  test('values are views of the bytes, not copies', () => {
    const bytes = fromHex('9F360200FF');
    const objects = decodeTlvs(bytes);
    bytes[4] = 0x11;
    assert.equal(shown(objects), '9f36:0011');
  });

  test('a tag is read at an offset and says where it ends', () => {
    assert.deepEqual(decodeTag(fromHex('009F3602'), 1), {
      ok: true,
      value: { tag: 0x9f36, next: 3 },
    });
    assert.equal(failure(decodeTag(fromHex('57'), 1)), '1 a tag is missing');
  });

  test('the only object must be there and alone', () => {
    const result = decodeOnlyTlv(fromHex('00570100'));
    assert.ok(result.ok && result.value.tag === 0x57);
    assert.equal(failure(decodeOnlyTlv(fromHex('00'))), '0 no object');
    assert.equal(failure(decodeOnlyTlv(fromHex('57005A00'))), '0 more than one object');
    assert.equal(failure(decodeOnlyTlv(fromHex('5701'))), '1 the value runs past the end');
  });

  test('a template gives its objects, if it is the one expected', () => {
    assert.equal(shown(decodeTemplate(fromHex('700357015A'), 0x70)), '57:5A');
    assert.equal(failure(decodeTemplate(fromHex('770357015A'), 0x70)), '0 another template');
    assert.equal(failure(decodeTemplate(fromHex(''), 0x70)), '0 no object');
    assert.equal(
      failure(decodeTemplate(fromHex('70025701'), 0x70)),
      '1 the value runs past the end',
    );
  });

  test('nested templates are followed by tag', () => {
    const good = fromHex('6F0B8400A507BF0C0484005700');
    assert.equal(shown(decodeNested(good, [0x6f, 0xa5, 0xbf0c])), '84: 57:');
    assert.equal(shown(decodeNested(good, [0x6f])), '84: a5:BF0C0484005700');
    assert.equal(failure(decodeNested(good, [0x6f, 0x70])), '0 a template is missing');
    assert.equal(failure(decodeNested(good, [0x77, 0xa5])), '0 a template is missing');
    const cut = fromHex('6F04BF0C0257');
    assert.equal(failure(decodeNested(cut, [0x6f, 0xbf0c])), '2 the value runs past the end');
    assert.equal(failure(decodeNested(fromHex('6F'), [0x6f])), '1 the length is missing');
    assert.equal(failure(decodeNested(fromHex('6F0157'), [0x6f, 0x57])), '1 the length is missing');
  });

  test('the first object with a tag is found, or all of them', () => {
    const result = decodeTlvs(fromHex('5701015A0102570103'));
    assert.ok(result.ok);
    if (!result.ok) return;
    assert.equal(toHex(findTlv(result.value, 0x57)!), '01');
    assert.equal(findTlv(result.value, 0x9f36), undefined);
    assert.deepEqual(findAllTlvs(result.value, 0x57).map(toHex), ['01', '03']);
    assert.deepEqual(findAllTlvs(result.value, 0x99), []);
  });

  const encodings: readonly (readonly [tag: number, length: number, header: string])[] = [
    [0x57, 0, '5700'],
    [0x57, 127, '577F'],
    [0x57, 128, '578180'],
    [0x57, 255, '5781FF'],
    [0x57, 256, '57820100'],
    [0xff, 1, 'FF01'],
    [0x9f36, 2, '9F3602'],
    [0xffff, 1, 'FFFF01'],
    [0xdf8117, 1, 'DF811701'],
    [0x57, 65535, '5782FFFF'],
  ];
  for (const [tag, length, header] of encodings) {
    test(`${tag.toString(16)} with ${length} bytes is encoded as ${header}…`, () => {
      const bytes = encodeTlv(tag, new Uint8Array(length).fill(0xa5));
      assert.equal(toHex(bytes.subarray(0, header.length / 2)), header);
      assert.equal(bytes.length, header.length / 2 + length);
      assert.ok(bytes.subarray(header.length / 2).every((byte) => byte === 0xa5));
    });
  }

  test('a value that no length form holds is a mistake of the programmer', () => {
    assert.throws(() => encodeTlv(0x57, new Uint8Array(65536)), /65536/);
  });
});

describe('tag lists', () => {
  test('tags and lengths are read in their order', () => {
    assert.deepEqual(decodeDol(fromHex('9F66049F0206DF811701')), {
      ok: true,
      value: [
        { tag: 0x9f66, length: 4 },
        { tag: 0x9f02, length: 6 },
        { tag: 0xdf8117, length: 1 },
      ],
    });
    assert.deepEqual(decodeDol(fromHex('')), { ok: true, value: [] });
  });

  const broken: readonly (readonly [name: string, hex: string, expected: string])[] = [
    ['a tag cut off', '9F02069F', '4 the tag is cut off'],
    ['a length that is missing', '9F02069A', '4 the length is missing'],
    ['252 bytes in all are as many as fit', '9F02FA9A02', 'ok'],
    ['253 bytes in all', '9F02FA9A03', '4 the list asks for more than a command can hold'],
    ['253 bytes in one entry', '9F02FD', '2 the list asks for more than a command can hold'],
  ];
  for (const [name, hex, expected] of broken) {
    test(`${name}: ${expected}`, () => assert.equal(failure(decodeDol(fromHex(hex))), expected));
  }

  const fits: readonly (readonly [
    name: string,
    tag: number,
    value: string,
    length: number,
    string,
  ])[] = [
    ['numeric, as long as asked for', 0x9f02, '000000001250', 6, '000000001250'],
    ['numeric, too long: the left part is lost', 0x9f02, '000000001250', 2, '1250'],
    ['numeric, too short: zeros before it', 0x9f02, '000000001250', 8, '0000000000001250'],
    ['compressed numeric, too long: the right part is lost', 0x5a, '6299990000000017', 3, '629999'],
    ['compressed numeric, too short: F after it', 0x5a, '629999', 5, '629999FFFF'],
    ['binary, too long: the right part is lost', 0x9f66, '26800080', 2, '2680'],
    ['binary, too short: zeros after it', 0x9f66, '26800080', 6, '268000800000'],
    ['text, too short: zeros after it', 0x9f1e, '4A5A303030303031', 9, '4A5A30303030303100'],
    ['a tag without a known format is binary', 0xdf01, 'AABB', 3, 'AABB00'],
    ['nothing asked for', 0x9f02, '000000001250', 0, ''],
  ];
  for (const [name, tag, value, length, expected] of fits) {
    test(name, () => {
      const objects = new DataObjects();
      objects.set(tag, fromHex(value));
      assert.equal(toHex(dolData([{ tag, length }], objects)), expected);
    });
  }

  test('values follow one another, an unknown one as zeros', () => {
    const objects = new DataObjects();
    objects.set(0x9c, fromHex('20'));
    objects.set(0x9f37, fromHex('12345678'));
    const entries = [
      { tag: 0x9f37, length: 4 },
      { tag: 0x8a, length: 2 },
      { tag: 0x9c, length: 1 },
    ];
    assert.equal(toHex(dolData(entries, objects)), '12345678000020');
  });
});

describe('data objects of a card', () => {
  const rows: readonly (readonly [name: string, objects: string, expected: string])[] = [
    ['different objects are taken', '9F360200015F24033012319F270180', 'ok'],
    ['an object twice is refused', '9F360200019F36020002', '1 a data object occurs twice'],
    [
      'an object twice with one value is refused',
      '9F360200019F36020001',
      '1 a data object occurs twice',
    ],
    [
      'an object twice of an unknown tag is refused',
      'DF0101AADF0101BB',
      '1 a data object occurs twice',
    ],
    ['an object of length zero counts as absent', '9F360200019F3600', 'ok'],
    ['one byte too few', '9F360100', '0 a data object has a wrong length'],
    ['one byte too many', '9F3603000000', '0 a data object has a wrong length'],
    ['the least of a range', '4F05A000000333', 'ok'],
    ['less than the least of a range', '4F04A0000003', '0 a data object has a wrong length'],
    ['the most of a range', `4F10${zeros(16)}`, 'ok'],
    ['more than the most of a range', `4F11${zeros(17)}`, '0 a data object has a wrong length'],
    ['an unknown tag has any length', `DF0181FF${zeros(255)}`, 'ok'],
    ['numeric digits', '5F2403991231', 'ok'],
    ['a high half that is no digit', '5F2403A01231', '0 a data object has a wrong format'],
    ['a low half that is no digit', '5F2403301A31', '0 a data object has a wrong format'],
    ['F in a numeric object', '5F34010F', '0 a data object has a wrong format'],
    ['compressed numeric with padding', '5A0A6299990000000000012F', 'ok'],
    ['compressed numeric with padding over several bytes', '5A0462999FFF', 'ok'],
    ['a digit after padding', '5A0462F99912', '0 a data object has a wrong format'],
    ['a letter in compressed numeric', '5A0462D99912', '0 a data object has a wrong format'],
    ['binary holds anything', '9F2608FFFFFFFFFFFFFFFF', 'ok'],
    ['text holds anything', '5002FF00', 'ok'],
  ];
  for (const [name, hex, expected] of rows) {
    test(name, () => {
      const objects = decodeTlvs(fromHex(hex));
      assert.ok(objects.ok);
      if (objects.ok) assert.equal(failure(new DataObjects().addFromCard(objects.value)), expected);
    });
  }

  /** Tag, least and most bytes of docs/sources.md [domain B10]; where B10 gives none, what the terminal accepts. */
  const ranges = `
    4F 5 16, 50 1 16, 57 1 19, 5A 1 10, 5F24 3 3, 5F2A 2 2, 5F34 1 1, 82 2 2, 84 5 16, 87 1 1, 94 4 252, 95 5 5, 9A 3 3,
    9B 2 2, 9C 1 1, 9F02 6 6, 9F03 6 6, 9F09 2 2, 9F10 1 32, 9F1A 2 2, 9F1E 8 8, 9F21 3 3, 9F26 8 8, 9F27 1 1, 9F29 1 11,
    9F2A 1 8, 9F33 3 3, 9F34 3 3, 9F35 1 1, 9F36 2 2, 9F37 4 4, 9F38 1 252, 9F41 2 4, 9F63 16 16, 9F66 4 4, 9F69 7 16,
    9F6C 2 2, 9F74 6 6, 9F7A 1 1, DF31 5 255, DF60 1 1, DF69 1 1`;
  for (const range of ranges.split(',')) {
    const [tagText, least, most] = range.trim().split(' ');
    const tag = Number.parseInt(tagText!, 16);
    const taken = (length: number) =>
      new DataObjects().addFromCard([{ tag, value: new Uint8Array(length) }]).ok;
    test(`${tagText} has ${least} to ${most} bytes`, () => {
      const [lengthMin, lengthMax] = [Number(least), Number(most)];
      assert.ok(taken(lengthMin) && taken(lengthMax));
      assert.ok(!taken(lengthMax + 1));
      // One byte is the least that counts as an object at all.
      assert.equal(taken(lengthMin - 1), lengthMin === 1);
    });
  }

  test('what was taken can be looked up, and a later template may not repeat it', () => {
    const objects = new DataObjects();
    assert.ok(objects.addFromCard([{ tag: 0x9f36, value: fromHex('0001') }]).ok);
    assert.equal(toHex(objects.get(0x9f36)!), '0001');
    assert.equal(objects.get(0x9f26), undefined);
    assert.ok(!objects.addFromCard([{ tag: 0x9f36, value: fromHex('0001') }]).ok);
  });

  test('the terminal may replace its own objects', () => {
    const objects = new DataObjects();
    objects.set(0x9f34, fromHex('3F0000'));
    objects.set(0x9f34, fromHex('020000'));
    assert.equal(toHex(objects.get(0x9f34)!), '020000');
  });
});
