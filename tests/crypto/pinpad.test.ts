// SPDX-License-Identifier: Apache-2.0
//
// The pinpad, its rate and the PIN block made from it: the core's C, driven key by key with times of the test's own.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ends, formats, openings, prompts } from '../../crypto/pin-entry.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { core, hex, root } from './core.ts';

const Key = { letter: 11, enter: 12, cancel: 13, clear: 14 } as const;
const Kind = { pin: 1, hex: 2, passcode: 3 } as const;

const byte = (value: number) => hex([value]);
const word = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
const press = (keys: readonly number[], nowMs = 100) => `pad-press ${hex(keys)} ${word(nowMs)}`;
const tick = (nowMs: number) => `pad-tick ${word(nowMs)}`;
const take = (kind: number, size: number, nowMs = 100) =>
  `pad-take ${byte(kind)} ${byte(size)} ${word(nowMs)}`;
const noDigits = '00'.repeat(64);

interface Opening {
  readonly kind?: number;
  readonly least?: number;
  readonly most?: number;
  readonly mayBypass?: boolean;
  readonly keyMs?: number;
  readonly totalMs?: number;
  readonly nowMs?: number;
  readonly pan?: string;
  readonly format?: number;
  readonly slot?: number;
  readonly checkValue?: string;
}

function open(opening: Opening = {}): string {
  const { kind = Kind.pin, least = 4, most = 12, mayBypass = false, nowMs = 0 } = opening;
  const { keyMs = 30_000, totalMs = 120_000, pan = '6230991234567890123' } = opening;
  const times = [keyMs, totalMs, nowMs].map(word).join(' ');
  const purpose = [
    hex([...pan].map(Number)),
    byte(opening.format ?? 0),
    byte(opening.slot ?? 1),
    opening.checkValue ?? '00000000',
  ].join(' ');
  const sizes = [kind, least, most, mayBypass ? 1 : 0].map(byte).join(' ');
  return `pad-open ${sizes} ${times}${kind === Kind.pin ? ` ${purpose}` : ''}`;
}

describe('pinpad', () => {
  test('the keys have the numbers of the keypad', () => {
    const header = readFileSync(join(root, 'drivers/keypad/keypad.h'), 'utf8');
    const number = (name: string) =>
      Number(header.match(new RegExp(`KEYPAD_${name} = (\\d+)`))![1]);
    assert.deepEqual(['POINT', 'ENTER', 'CANCEL', 'CLEAR'].map(number), [
      Key.letter,
      Key.enter,
      Key.cancel,
      Key.clear,
    ]);
  });

  test('crypto/pin-entry.ts gives prompts, formats, openings and ends the same numbers as C', () => {
    const enumeration = (file: string, prefix: string): Record<string, number> => {
      const text = readFileSync(join(root, 'crypto', file), 'utf8');
      const rows = [...text.matchAll(new RegExp(`\\b${prefix}([A-Z0-9_]+) = (\\d+)`, 'g'))];
      return Object.fromEntries(
        rows.map(([, name, value]) => [name!.toLowerCase().replaceAll('_', '-'), Number(value)]),
      );
    };
    const listed = (names: readonly string[]) =>
      Object.fromEntries(names.map((name, number) => [name, number]));
    assert.deepEqual({ ...prompts }, enumeration('core/pinpad.h', 'PINPAD_PROMPT_'));
    assert.deepEqual(listed(openings), {
      ...enumeration('glue/pin_entry.h', 'PIN_ENTRY_'),
    });
    const cEnds = enumeration('core/pinpad.h', 'PINPAD_');
    assert.deepEqual(
      ends.map((name) => cEnds[name]),
      [0, 1, 2, 3, 4],
    );
    const cFormats = {
      ...enumeration('core/pin_block.h', 'PIN_BLOCK_'),
      ...enumeration('core/vault_pin.h', 'VAULT_PIN_'),
    };
    for (const [name, number] of Object.entries(formats))
      assert.equal(cFormats[name], number, name);
  });

  test('digits are counted, enter ends it, and it is taken once', () => {
    assert.deepEqual(
      core([
        open(),
        press([1, 2, 3]),
        press([4]),
        press([Key.enter]),
        take(Kind.pin, 4),
        take(Kind.pin, 4),
        'pad-raw',
      ]),
      ['ok', '0 3 told', '0 4 told', '1 4 told', '01020304', 'refused', noDigits],
    );
  });

  test('enter does nothing below the least size, and further digits nothing above the most', () => {
    assert.deepEqual(
      core([
        open({ most: 6 }),
        press([1, 2, 3, Key.enter]),
        press([4, 5, 6, 7]),
        press([Key.enter]),
        take(Kind.pin, 6),
      ]),
      ['ok', '0 3', '0 6', '1 6 told', '010203040506'],
    );
  });

  test('clear takes a whole PIN back, and of a component one digit', () => {
    assert.deepEqual(
      core([
        open(),
        press([9, 8, 7, Key.clear]),
        'pad-raw',
        press([Key.clear]),
        press([1, 1, 1, 1, Key.enter]),
        take(Kind.pin, 4),
        open({ kind: Kind.hex, least: 2, most: 2 }),
        press([9, 8, Key.clear]),
        press([7, Key.enter]),
        `pad-take-hex 01 ${word(100)}`,
      ]),
      [
        ...['ok', '0 0 told', noDigits, '0 0', '1 4 told', '01010101'],
        ...['ok', '0 1 told', '1 2 told', '97'],
      ],
    );
  });

  const ways: readonly (readonly [name: string, way: string, state: string])[] = [
    ['cancel', press([Key.cancel]), '2 0 told'],
    ['the time between two keys', tick(30_100), '3 0 told'],
    ['close', 'pad-close', 'closed'],
  ];
  for (const [name, way, state] of ways) {
    test(`${name} wipes the digits, and there is nothing to take`, () => {
      const answers = core([open(), press([1, 2, 3, 4]), way, 'pad-raw', take(Kind.pin, 4)]);
      assert.deepEqual(answers.slice(2), [state, noDigits, 'refused']);
    });
  }

  test('the time in all ends an entry in which keys go on, and so does a key that comes too late', () => {
    const steps = [20_000, 40_000, 60_000, 80_000, 100_000].map((ms) => press([1, Key.clear], ms));
    const answers = core([open(), ...steps, tick(119_999), tick(120_000), 'pad-raw']);
    assert.deepEqual(answers.slice(-3), ['0 0', '3 0 told', noDigits]);
    assert.equal(core([open(), press([1, 2, 3, 4]), press([Key.enter], 30_100)])[2], '3 0 told');
  });

  test('times count across the end of the counter of milliseconds', () => {
    const nowMs = 0xffff_ff00;
    const answers = core([open({ nowMs }), tick(nowMs + 29_999), tick(nowMs + 30_000)]);
    assert.deepEqual(answers.slice(1), ['0 0', '3 0 told']);
  });

  test('what is done and not taken is gone after two seconds', () => {
    const entry = [open(), press([1, 2, 3, 4, Key.enter])];
    assert.equal(core([...entry, take(Kind.pin, 4, 2099)])[2], '01020304');
    assert.deepEqual(core([...entry, take(Kind.pin, 4, 2100), 'pad-raw', tick(2100)]).slice(2), [
      'refused',
      noDigits,
      'closed',
    ]);
  });

  test('enter before the first digit is a bypass where that is allowed, and nothing elsewhere', () => {
    assert.equal(core([open({ mayBypass: true }), press([Key.enter])])[1], '4 0 told');
    assert.equal(core([open(), press([Key.enter])])[1], '0 0');
    assert.equal(core([open({ mayBypass: true }), press([1, Key.enter])])[1], '0 1');
  });

  test('no second entry while one is open or not taken', () => {
    const answers = core([open(), open(), press([1, 2, 3, 4, Key.enter]), open({ nowMs: 200 })]);
    assert.deepEqual(answers, ['ok', 'refused', '1 4 told', 'refused']);
  });

  const refusals: readonly (readonly [what: string, opening: Opening])[] = [
    ['a PIN of three digits', { least: 3 }],
    ['a PIN of thirteen', { most: 13 }],
    ['more than it may have at least', { least: 7, most: 6 }],
    ['a component of 65 digits', { kind: Kind.hex, most: 65 }],
    ['no time', { keyMs: 0 }],
    ['more than a minute between keys', { keyMs: 60_001 }],
    ['more than five minutes', { totalMs: 300_001 }],
    ['less in all than between keys', { totalMs: 29_999 }],
    ['no such kind', { kind: 4 }],
    ['closed as a kind', { kind: 0 }],
    ['no PAN', { pan: '' }],
  ];
  for (const [what, opening] of refusals) {
    test(`refused: ${what}`, () => assert.deepEqual(core([open(opening)]), ['refused']));
  }

  test('a PIN is not taken as anything else, nor in another size', () => {
    const answers = core([
      open(),
      press([1, 2, 3, 4, Key.enter]),
      take(Kind.passcode, 4),
      `pad-take-hex 02 ${word(100)}`,
      take(Kind.pin, 5),
      take(Kind.pin, 4),
    ]);
    assert.deepEqual(answers.slice(2), ['refused', 'refused', 'refused', '01020304']);
  });

  test('letters are the point and 1 to 6, for a component only; the point tells nothing', () => {
    const [, point, , letters] = core([
      open({ kind: Kind.hex, least: 2, most: 16 }),
      press([Key.letter]),
      press([1]),
      press([Key.letter, 6, 9, 0, Key.letter, 7, Key.letter, 0, Key.letter, Key.letter, 3]),
    ]);
    assert.deepEqual([point, letters], ['0 0', '0 5 told']);
    const entry = [0xa, 0xf, 9, 0, 0xc, 0xd].flatMap((digit) =>
      digit > 9 ? [Key.letter, digit - 9] : [digit],
    );
    const answers = core([
      open({ kind: Kind.hex, least: 6, most: 6 }),
      press([...entry, Key.enter]),
      `pad-take-hex 03 ${word(100)}`,
      open(),
      press([Key.letter, 1, 2, 3, 4, Key.enter]),
      take(Kind.pin, 4),
    ]);
    assert.deepEqual([answers[2], answers[5]], ['af90cd', '01020304']);
  });

  test('random keys: the count and the digits are those of a plain model', () => {
    const random = new Random('pinpad');
    for (let round = 0; round < 200; round++) {
      const commands = [open({ most: 12 })];
      const expected = ['ok'];
      let digits: number[] = [];
      for (let i = 0; i < 30; i++) {
        const key = random.below(11) === 10 ? Key.clear : random.below(10);
        const before = digits.length;
        if (key === Key.clear) digits = [];
        else if (digits.length < 12) digits = [...digits, key];
        commands.push(press([key]));
        expected.push(`0 ${digits.length}${digits.length === before ? '' : ' told'}`);
      }
      commands.push('pad-raw');
      expected.push(hex([...digits, ...new Array(64 - digits.length).fill(0)]));
      assert.deepEqual(core(commands), expected);
    }
  });
});

describe('the rate of PINs under a key that is not the transaction’s own', () => {
  const spend = (nowMs: number) => `rate-spend ${word(nowMs)}`;

  test('four at power-on, then one every 33 seconds', () => {
    const at = [0, 0, 0, 0, 0, 32_999, 33_000, 33_001, 66_000];
    assert.deepEqual(core(at.map(spend)), [
      ...['ok', 'ok', 'ok', 'ok', 'refused', 'refused', 'ok', 'refused', 'ok'],
    ]);
  });

  test('after a day eight at once, and the wait is told', () => {
    const day = 86_400_000;
    const answers = core([...new Array(9).fill(spend(day)), `rate-wait ${word(day + 3000)}`]);
    assert.deepEqual(answers, [...new Array(8).fill('ok'), 'refused', '30000']);
  });

  test('no hour has more than 120, however the tries are spread', () => {
    const random = new Random('rate');
    for (let round = 0; round < 20; round++) {
      const times: number[] = [];
      for (let ms = 0; ms < 3 * 3_600_000; ms += random.between(50, 20_000)) times.push(ms);
      const answers = core(times.map(spend));
      const taken = times.filter((_, i) => answers[i] === 'ok');
      for (const from of taken) {
        const inHour = taken.filter((ms) => ms >= from && ms < from + 3_600_000).length;
        assert.ok(inHour <= 120, `${inHour}`);
      }
      // And it is not stricter than that by much.
      assert.ok(taken.length > 3 * 90, `${taken.length}`);
    }
  });
});
