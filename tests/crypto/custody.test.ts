// SPDX-License-Identifier: Apache-2.0
//
// Key components and their custodians' passcodes.

import assert from 'node:assert/strict';
import { pbkdf2Sync } from 'node:crypto';
import { describe, test } from 'node:test';
import { checkValue } from '../../host-sim/keys/algorithms.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { core, hex } from './core.ts';

const random = new Random('custody');
const byte = (value: number) => hex([value]);

/** enum key_components_kind */
const kinds = [
  { name: 'TDES', number: 1, letter: 'T', size: 16 },
  { name: 'AES-128', number: 2, letter: 'A', size: 16 },
  { name: 'AES-256', number: 3, letter: 'A', size: 32 },
  { name: 'SM4', number: 4, letter: '4', size: 16 },
] as const;

const begin = (kind: number, count: number) => `components-begin ${byte(kind)} ${byte(count)}`;
const offer = (component: Uint8Array) => `components-offer ${hex(component)}`;
const accept = 'components-decide 01';
const reject = 'components-decide 00';

describe('key components', () => {
  for (const { name, number, letter, size } of kinds) {
    for (const count of [2, 3]) {
      test(`${count} of them give a key of ${name}, with check values all the way`, () => {
        const parts = Array.from({ length: count }, () => random.bytes(size));
        const key = parts.reduce((sum, part) => sum.map((each, i) => each ^ part[i]!));
        const commands = parts.flatMap((part) => [offer(part), accept]);
        const expected = parts.flatMap((part) => [checkValue(letter, part).toString('hex'), 'ok']);
        assert.deepEqual(
          core([begin(number, count), ...commands, 'components-value', 'components-take']),
          ['ok', ...expected, checkValue(letter, key).toString('hex'), hex(key)],
        );
      });
    }
  }

  const [a, b] = [random.bytes(16), random.bytes(16)];
  const answersTo = (...commands: readonly string[]) => core([begin(1, 2), ...commands]).slice(1);

  test('a component that its custodian does not know again does not count', () => {
    const wrong = random.bytes(16);
    const answers = answersTo(offer(wrong), reject, offer(a), accept, offer(b), accept);
    assert.deepEqual(
      answersTo(offer(wrong), reject, offer(a), accept, offer(b), accept, 'components-take').at(-1),
      hex(a.map((each, i) => each ^ b[i]!)),
    );
    assert.equal(answers.includes('refused'), false);
  });

  test('a component that was offered and not accepted does not count either', () => {
    const answers = answersTo(offer(a), offer(b), accept, 'components-value', 'components-take');
    assert.deepEqual(answers.slice(3), ['refused', 'refused']);
  });

  test('a key with a component too few, or one too many, is none', () => {
    assert.equal(answersTo(offer(a), accept, 'components-take').at(-1), 'refused');
    assert.equal(answersTo(offer(a), accept, offer(b), 'components-take').at(-1), 'refused');
    const third = answersTo(offer(a), accept, offer(b), accept, offer(random.bytes(16)));
    assert.equal(third.at(-1), 'refused');
    assert.equal(answersTo(accept).at(-1), 'refused');
  });

  test('zeros, the same twice, and a TDES key of equal halves are refused', () => {
    assert.equal(answersTo(offer(new Uint8Array(16))).at(-1), 'refused');
    assert.equal(
      answersTo(offer(a), accept, offer(a), accept, 'components-value').at(-1),
      'refused',
    );
    // Equal but for the parity bits.
    const half = random.bytes(8);
    const twice = Uint8Array.from([...half, ...half.map((each, i) => each ^ (i & 1))]);
    const second = a.map((each, i) => each ^ twice[i]!);
    const weak = answersTo(offer(a), accept, offer(second), accept, 'components-value');
    assert.equal(weak.at(-1), 'refused');
  });

  test('kinds and counts that do not exist are refused', () => {
    for (const [kind, count] of [
      [0, 2],
      [5, 2],
      [1, 1],
      [1, 4],
    ] as const)
      assert.deepEqual(core([begin(kind, count)]), ['refused']);
  });

  test('beginning anew forgets everything', () => {
    const [, , , fresh] = core([begin(1, 2), offer(a), begin(1, 2), 'components-state']);
    assert.equal(fresh, core([begin(1, 2), 'components-state'])[1]);
  });
});

describe('PBKDF2', () => {
  test('gives what OpenSSL gives, for passwords of all lengths around a block', () => {
    const commands: string[] = [];
    const expected: string[] = [];
    for (const size of [0, 1, 31, 32, 63, 64, 65, 200])
      for (const rounds of [1, 2, 17]) {
        const [password, salt] = [random.bytes(size), random.bytes(rounds)];
        commands.push(`pbkdf2 ${hex(password)} ${hex(salt)} ${hex([0, rounds])}`);
        expected.push(pbkdf2Sync(password, salt, rounds, 32, 'sha256').toString('hex'));
      }
    assert.deepEqual(core(commands), expected);
  });
});

/** enum custody_status */
const OK = '0';
const WRONG = '1';
const WAIT = '2';
const MUST_CHANGE = '3';
const NOT_SAVED = '4';
const REFUSED = '5';

const digits = (text: string) => hex([...text].map(Number));
const ages = 0xffff_ffff;
function verify(passcode: string, { who = 0, since = ages } = {}): string {
  const sinceMs = since.toString(16).padStart(8, '0');
  return `custody-verify ${byte(who)} ${digits(passcode)} ${sinceMs}`;
}
function change(passcode: string, who = 0): string {
  return `custody-change ${byte(who)} ${digits(passcode)} ${hex(random.bytes(16))}`;
}
const wait = 'custody-wait 00';

/** A terminal with a device secret on which saving works; its answers to `commands`. */
function custody(...commands: readonly string[]): string[] {
  return core([
    `secret ${hex(new Random('secret').bytes(32))}`,
    'custody-saves ff',
    ...commands,
  ]).slice(2);
}

describe('a custodian’s passcode', () => {
  test('of the delivery opens nothing but the setting of another', () => {
    const answers = custody(verify('000001'), change('246810'), verify('246810'), verify('000001'));
    assert.deepEqual(answers, [MUST_CHANGE, OK, OK, WRONG]);
  });

  test('is each custodian’s own', () => {
    const answers = custody(
      ...[change('246810', 0), change('135791', 1)],
      ...[verify('135791', { who: 0 }), verify('246810', { who: 1 })],
      ...[verify('246810', { who: 0 }), verify('135791', { who: 1 }), verify('000003', { who: 2 })],
      verify('246810', { who: 3 }),
    );
    assert.deepEqual(answers, [OK, OK, WRONG, WRONG, OK, OK, MUST_CHANGE, REFUSED]);
  });

  test('of another length is another', () => {
    const answers = custody(change('246810'), verify('2468100'), verify('24681'), verify('246810'));
    assert.deepEqual(answers, [OK, WRONG, WRONG, OK]);
  });

  test('is not one digit again and again, nor that of the delivery, nor too short or long', () => {
    for (const poor of ['777777', '000001', '12345', '1234567890123'])
      assert.deepEqual(custody(change(poor)), [REFUSED], poor);
  });

  test('that is wrong may be tried twice, then costs ever more time; the right one ends it', () => {
    const commands = [change('246810')];
    const expected = [OK];
    const waits = [0, 0, 10_000, 20_000, 40_000];
    for (const each of waits) {
      commands.push(verify('111222'), wait);
      expected.push(WRONG, String(each));
    }
    commands.push(verify('246810', { since: 39_999 }), verify('246810', { since: 40_000 }), wait);
    assert.deepEqual(custody(...commands), [...expected, WAIT, OK, '0']);
  });

  test('never costs more than an hour and a half', () => {
    const tries = Array.from({ length: 260 }, () => verify('111222'));
    // Not set: the slow hash is not made.
    assert.equal(custody(...tries, wait).at(-1), String(10_000 << 9));
  });

  test('that was wrong stays wrong when the power goes before the answer', () => {
    // One save: the wrong try counts, and the power goes before anything else.
    const cut = custody('custody-saves 01', verify('000001'), 'custody-cut', 'custody-saves ff');
    assert.deepEqual(cut, ['ok', NOT_SAVED, 'ok', 'ok']);
    const three = Array.from({ length: 3 }, () => ['custody-saves 01', verify('999999')]).flat();
    assert.equal(custody(...three, 'custody-cut', wait).at(-1), '10000');
  });

  test('changes only when the change is saved', () => {
    const answers = custody(
      'custody-saves 00',
      change('246810'),
      'custody-saves ff',
      verify('000001'),
    );
    assert.deepEqual(answers, ['ok', NOT_SAVED, 'ok', MUST_CHANGE]);
  });
});
