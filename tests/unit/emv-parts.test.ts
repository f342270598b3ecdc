// SPDX-License-Identifier: Apache-2.0
//
// The parts of a contactless transaction that stand alone: AFL, track 2, PIN-free rule, the transaction itself, and the
// UnionPay parameters.

import { assert, describe, test } from 'mcu-test-harness';
import { decodeAfl, recordCountMax } from '../../src/emv/afl.ts';
import { readRecordCommand } from '../../src/emv/apdu.ts';
import { messageId } from '../../src/emv/outcome.ts';
import type { PinFree } from '../../src/emv/parameters.ts';
import {
  cardholderMethod,
  isSignatureFree,
  type RuleSwitches,
  withSwitches,
} from '../../src/emv/pin-free.ts';
import { preProcess } from '../../src/emv/pre-processing.ts';
import { decodeTrack2, expiryOf, isSamePan, maskedPan } from '../../src/emv/track2.ts';
import { assertTransaction, type Transaction, terminalData } from '../../src/emv/transaction.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { sale } from './support/emv-card.ts';
import { unionPayParameters } from './support/unionpay.ts';

describe('AFL', () => {
  const rows: readonly (readonly [name: string, afl: string, expected: string])[] = [
    ['nothing', '', ''],
    ['one record', '08010100', '1/1'],
    ['a range', '10020402', '2/2 2/3 2/4'],
    ['all of a range signed', '10020403', '2/2 2/3 2/4'],
    ['two entries', '0801010018FEFF00', '1/1 3/254 3/255'],
    ['one file in two entries', '0801010008020200', '1/1 1/2'],
    ['one record number in two files', '0801010010010100', '1/1 2/1'],
    ['file 30', 'F0010100', '30/1'],
    ['five bytes', '0801010008', '5 not whole entries'],
    ['three bytes', '080101', '3 not whole entries'],
    ['file 0', '00010100', '0 no such file identifier'],
    ['file 31', 'F8010100', '0 no such file identifier'],
    ['low bits of the file', '09010100', '0 bits beside the file identifier'],
    ['all low bits of the second file', '080101000F020200', '4 bits beside the file identifier'],
    ['record 0', '08000100', '1 records count from 1'],
    ['a range backwards', '08020100', '2 the last record precedes the first'],
    ['more signed than named', '08010102', '3 more records signed than named'],
    ['more signed than named, in a range', '10020404', '3 more records signed than named'],
    ['an entry twice', '0801010008010100', '4 a record is named twice'],
    ['ranges that overlap', '0801030008030400', '4 a record is named twice'],
    ['all records of all files', '0801FF00'.repeat(63), '0 too many records'],
  ];
  for (const [name, afl, expected] of rows) {
    test(`${name}: ${expected}`, () => {
      const result = decodeAfl(fromHex(afl));
      const shown = result.ok
        ? result.value.map(({ sfi, record }) => `${sfi}/${record}`).join(' ')
        : `${result.at} ${result.reason}`;
      assert.equal(shown, expected);
    });
  }

  test('32 records are allowed, 33 are not', () => {
    assert.equal(recordCountMax, 32);
    const most = decodeAfl(fromHex('0801100010011000'));
    assert.ok(most.ok && most.value.length === 32);
    assert.deepEqual(decodeAfl(fromHex('0801100010011100')), {
      ok: false,
      at: 4,
      reason: 'too many records',
    });
  });

  test('READ RECORD names record and file', () => {
    assert.equal(toHex(readRecordCommand(1, 1)), '00B2010C00');
    assert.equal(toHex(readRecordCommand(30, 255)), '00B2FFF400');
  });
});

describe('track 2', () => {
  const rows: readonly (readonly [name: string, track: string, expected: string])[] = [
    ['an even number of digits', '6299990000000017D30122010', '16 of 25'],
    ['an odd account number', '629999000000012D30122011', '15 of 24'],
    ['13 digits', '6299990000009D3012201', '13 of 21'],
    ['19 digits', '6299990000000000012D3012201', '19 of 27'],
    ['as long as field 35 holds', `6299990000000017D3012201${'0'.repeat(13)}`, '16 of 37'],
    ['12 digits', '629999000009D3012201', '0 the account number has a wrong length'],
    ['20 digits', '62999900000000000127D3012201', '0 the account number has a wrong length'],
    ['no digits before the separator', 'D30122010000', '0 the account number has a wrong length'],
    [
      'one digit longer than field 35 holds',
      `6299990000000017D3012201${'0'.repeat(14)}`,
      '0 the track is too long',
    ],
    ['no separator', '62999900000000173012201', '0 the separator is missing'],
    ['two separators', '6299990000000017D3012201D', '12 not a digit'],
    ['a letter before the separator', '629999000000001AD3012201', '7 not a digit'],
    ['a letter after it', '6299990000000017D301A2010', '10 not a digit'],
    ['F before the end', '6299990000000017D3012F201', '10 not a digit'],
    ['two bytes of padding', '6299990000000017D3012201FF', '12 not a digit'],
    ['no service code', '6299990000000017D3012', '8 expiry or service code is missing'],
    [
      'a service code of two digits',
      '6299990000000017D301220',
      '8 expiry or service code is missing',
    ],
    ['nothing but padding', 'F', '0 not a digit'],
    ['one digit', '6', '0 the separator is missing'],
  ];
  for (const [name, track, expected] of rows) {
    test(`${name}: ${expected}`, () => {
      const result = decodeTrack2(fromHex(track.length % 2 === 0 ? track : `${track}F`));
      const shown = result.ok
        ? `${result.value.pan.count} of ${result.value.track2.count}`
        : `${result.at} ${result.reason}`;
      assert.equal(shown, expected);
    });
  }

  function account(track: string) {
    const result = decodeTrack2(fromHex(track));
    assert.ok(result.ok);
    return (result as Extract<typeof result, { ok: true }>).value;
  }

  test('account number, expiry and mask of an even account number', () => {
    const even = account('6299990000000017D30122010F');
    assert.equal(toHex(even.pan.packed), '6299990000000017');
    assert.equal(toHex(expiryOf(even)), '3012');
    assert.equal(maskedPan(even.pan), '629999******0017');
  });

  test('account number, expiry and mask of an odd account number', () => {
    const odd = account('6299990000000000012D3012101F');
    assert.equal(toHex(odd.pan.packed), '6299990000000000012D');
    assert.equal(toHex(expiryOf(odd)), '3012');
    assert.equal(maskedPan(odd.pan), '629999*********0012');
  });

  test('the shortest account number still has three digits masked', () =>
    assert.equal(maskedPan(account('6299990000009D3012201F').pan), '629999***0009'));

  const pans: readonly (readonly [tag5A: string, same: boolean])[] = [
    ['6299990000000017', true],
    ['6299990000000017FF', true],
    ['6299990000000017FFFF', true],
    ['62999900000000171F', false],
    ['629999000000001F', false],
    ['62999900000000', false],
    ['6299990000000018', false],
    ['7299990000000017', false],
  ];
  for (const [tag5A, same] of pans) {
    test(`5A ${tag5A} is ${same ? 'the same' : 'another'} account number`, () =>
      assert.equal(isSamePan(account('6299990000000017D30122010F').pan, fromHex(tag5A)), same));
  }

  test('5A of an odd account number ends with one F', () => {
    const { pan } = account('6299990000000000012D3012201F');
    assert.ok(isSamePan(pan, fromHex('6299990000000000012F')));
    assert.ok(!isSamePan(pan, fromHex('62999900000000000120')));
    assert.ok(!isSamePan(pan, fromHex('629999000000000001')));
  });
});

describe('the PIN-free rule', () => {
  const on = { enabled: true, limitMinor: 100_000, deviceCvmAccepted: true };
  const pan = { packed: fromHex('6299990000000017'), count: 16 };
  const debitCard = { pan, aid: fromHex('A000000333010101') };
  const creditCard = { pan, aid: fromHex('A00000033301010201') };
  const rows = [
    ['none', 1, on, 'none'],
    ['none', 100_000, on, 'none'],
    ['none', 100_001, on, 'online-pin'],
    ['online-pin', 100_000, on, 'none'],
    ['online-pin', 100_001, on, 'online-pin'],
    ['signature', 100_000, on, 'none'],
    ['signature', 100_001, on, 'online-pin'],
    ['confirmed-on-device', 1, on, 'confirmed-on-device'],
    ['confirmed-on-device', 100_001, on, 'confirmed-on-device'],
    ['confirmed-on-device', 1, { ...on, deviceCvmAccepted: false }, 'none'],
    ['confirmed-on-device', 100_001, { ...on, deviceCvmAccepted: false }, 'online-pin'],
    ['none', 1, { ...on, enabled: false }, 'online-pin'],
    ['confirmed-on-device', 1, { ...on, enabled: false }, 'confirmed-on-device'],
  ] as const;
  for (const [kernelCvm, amountMinor, pinFree, expected] of rows) {
    const { enabled, deviceCvmAccepted } = pinFree;
    test(`${kernelCvm}, ${amountMinor} fen, rule ${enabled}, phones ${deviceCvmAccepted}: ${expected}`, () =>
      assert.equal(cardholderMethod(kernelCvm, amountMinor, pinFree, debitCard), expected));
  }

  const list = (...bins: readonly string[]) =>
    fromHex(bins.map((bin) => bin.padEnd(10, 'F')).join(''));
  const named = list('621234', '6299990');
  const cards: readonly (readonly [string, Partial<PinFree>, debit: string, credit: string])[] = [
    ['list A names it', { binsA: named }, 'none', 'none'],
    ['list A names others', { binsA: list('621234', '6299991') }, 'online-pin', 'online-pin'],
    ['list A is empty', { binsA: list() }, 'online-pin', 'online-pin'],
    ['list B names it', { binsB: named }, 'none', 'none'],
    ['list B names others', { binsB: list('6299992') }, 'online-pin', 'none'],
    [
      'list A goes before list B',
      { binsA: list('621234'), binsB: named },
      'online-pin',
      'online-pin',
    ],
    ['the blacklist names it', { binsBlocked: named }, 'online-pin', 'online-pin'],
    [
      'the blacklist goes before list A',
      { binsA: named, binsBlocked: named },
      'online-pin',
      'online-pin',
    ],
    ['the blacklist names others', { binsBlocked: list('621234') }, 'none', 'none'],
  ];
  for (const [what, lists, debit, credit] of cards) {
    test(`${what}: debit ${debit}, credit ${credit}`, () => {
      const pinFree = { ...on, ...lists };
      assert.equal(cardholderMethod('none', 1, pinFree, debitCard), debit);
      assert.equal(cardholderMethod('none', 1, pinFree, creditCard), credit);
      assert.equal(
        cardholderMethod('confirmed-on-device', 1, pinFree, debitCard),
        'confirmed-on-device',
      );
    });
  }

  const signature = (enabled: boolean, limitMinor: number) => ({
    ...on,
    signatureFree: { enabled, limitMinor },
  });
  const signed: readonly (readonly [number, PinFree, string, isFree: boolean])[] = [
    [500, signature(true, 500), 'none', true],
    [501, signature(true, 500), 'signature', false],
    [1, signature(false, 500), 'signature', false],
    [100_001, signature(true, 200_000), 'online-pin', true],
    [100_001, signature(true, 500), 'online-pin', false],
  ];
  for (const [amountMinor, pinFree, expected, isFree] of signed) {
    const { enabled, limitMinor } = pinFree.signatureFree!;
    test(`${amountMinor} fen, no signature ${enabled} up to ${limitMinor}: ${expected}`, () => {
      assert.equal(cardholderMethod('none', amountMinor, pinFree, debitCard), expected);
      assert.equal(isSignatureFree(pinFree, amountMinor), isFree);
    });
  }

  const switched: readonly (readonly [string, Partial<PinFree>, RuleSwitches, string])[] = [
    ['list A stays what it was', { binsA: named }, { listA: true }, 'none'],
    ['list A is off', { binsA: list('621234') }, { listA: false }, 'none'],
    ['list A counts and was never given', {}, { listA: true }, 'online-pin'],
    ['list B stays what it was', { binsB: named }, { listB: true }, 'none'],
    ['list B counts and was never given', {}, { listB: true }, 'online-pin'],
    ['nothing is said of the lists', { binsA: list('621234') }, {}, 'online-pin'],
  ];
  for (const [what, lists, switches, expected] of switched) {
    test(`${what} when the host switches: ${expected}`, () => {
      const pinFree = withSwitches({ ...on, ...lists }, switches);
      assert.equal(cardholderMethod('none', 1, pinFree, debitCard), expected);
    });
  }
});

describe('a transaction', () => {
  const good: readonly Partial<Transaction>[] = [
    { amountMinor: 0 },
    { amountMinor: 999_999_999_999 },
    { type: 99 },
    { sequenceCounter: 0 },
    { sequenceCounter: 99_999_999 },
  ];
  const bad: readonly Partial<Transaction>[] = [
    { amountMinor: -1 },
    { amountMinor: 0.5 },
    { amountMinor: Number.NaN },
    { amountMinor: 1_000_000_000_000 },
    { type: 100 },
    { type: -1 },
    { sequenceCounter: 100_000_000 },
    { sequenceCounter: 1.5 },
    { date: '25112' },
    { date: '2511211' },
    { date: '25112A' },
    { time: '2359' },
    { time: '23:59' },
    { unpredictableNumber: new Uint8Array(3) },
    { unpredictableNumber: new Uint8Array(5) },
    { interfaceDeviceSerialNumber: 'JZ00001' },
    { interfaceDeviceSerialNumber: 'JZ0000001' },
  ];
  for (const changes of good) {
    test(`${JSON.stringify(changes)} is possible`, () =>
      assertTransaction({ ...sale, ...changes }));
  }
  for (const changes of bad) {
    const [name] = Object.keys(changes);
    test(`${JSON.stringify(changes)} is a mistake of the program`, () =>
      assert.throws(() => assertTransaction({ ...sale, ...changes }), new RegExp(name!)));
  }

  test('gives the terminal these data objects', () => {
    const [preProcessed] = preProcess(unionPayParameters, sale);
    const objects = terminalData(unionPayParameters, preProcessed!, {
      ...sale,
      amountMinor: 123_456_789_012,
      date: '010203',
      time: '000405',
      sequenceCounter: 12_345_678,
    });
    const expected: Readonly<Record<string, string>> = {
      '9F02': '123456789012',
      '9F03': '000000000000',
      '9C': '00',
      '9A': '010203',
      '9F21': '000405',
      '9F37': '12345678',
      '9F41': '12345678',
      '9F1E': '4A5A303030303031',
      '95': '0000000000',
      '9B': '0000',
      '9F66': '26800080',
      '9F09': '0030',
      '9F1A': '0156',
      '5F2A': '0156',
      '9F33': '006800',
      '9F35': '21',
      '9F7A': '00',
      DF60: '00',
      DF69: '00',
    };
    for (const [tag, value] of Object.entries(expected)) {
      assert.equal(toHex(objects.get(Number.parseInt(tag, 16))!), value, tag);
    }
  });
});

describe('the UnionPay parameters', () => {
  test('name the five applications, all for kernel 7 and for all that the terminal does', () => {
    assert.deepEqual(
      unionPayParameters.combinations.map(({ aid }) => toHex(aid)),
      ['01', '02', '03', '06', '08'].map((pix) => `A0000003330101${pix}`),
    );
    for (const combination of unionPayParameters.combinations) {
      const { kernelId, transactionTypes } = combination;
      assert.ok(!combination.extendedSelectionSupported && !combination.statusCheckSupported);
      assert.equal(kernelId, 7);
      assert.deepEqual(transactionTypes, [0, 3, 20, 31]);
    }
  });

  const rows: readonly (readonly [amountMinor: number, ttq: string | undefined])[] = [
    [0, undefined],
    [1, '26800080'],
    [100, '26800080'],
    [100_000, '26800080'],
    [100_001, '26C00080'],
    [9_999_999, '26C00080'],
    [10_000_000, undefined],
  ];
  for (const [amountMinor, ttq] of rows) {
    test(`${amountMinor} fen: TTQ ${ttq ?? 'of nothing, not allowed'}`, () => {
      const allowed = preProcess(unionPayParameters, { amountMinor, type: 0 });
      assert.equal(allowed.length, ttq === undefined ? 0 : 5);
      if (ttq !== undefined) assert.equal(toHex(allowed[0]!.ttq), ttq);
    });
  }

  test('message identifiers are those that their names say', () => {
    for (const [name, id] of Object.entries(messageId)) {
      assert.equal(
        name.slice('message'.length, 'message'.length + 2),
        id.toString(16).toUpperCase().padStart(2, '0'),
      );
    }
  });
});
