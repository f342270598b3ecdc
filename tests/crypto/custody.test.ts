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
const REFUSED = '4';

const digits = (text: string) => hex([...text].map(Number));
const ages = 0xffff_ffff;
function charge({ who = 0, since = ages } = {}): string {
  return `custody-charge ${byte(who)} ${since.toString(16).padStart(8, '0')}`;
}
function verify(passcode: string, who = 0): string {
  return `custody-verify ${byte(who)} ${digits(passcode)}`;
}
/** Charged and verified: two answers. */
const tries = (passcode: string, who = 0) => [charge({ who }), verify(passcode, who)];
function change(passcode: string, who = 0): string {
  return `custody-change ${byte(who)} ${digits(passcode)} ${hex(random.bytes(16))}`;
}
const wait = 'custody-wait 00';
const secret = `secret ${hex(new Random('secret').bytes(32))}`;

/** A terminal with a device secret; its answers to `commands`. */
function custody(...commands: readonly string[]): string[] {
  return core([secret, ...commands]).slice(1);
}

describe('a custodian’s passcode', () => {
  test('of the delivery opens nothing but the setting of another', () => {
    const [first, second, third] = [tries('000001'), tries('246810'), tries('000001')];
    assert.deepEqual(custody(...first, change('246810'), ...second, ...third), [
      ...[OK, MUST_CHANGE, OK, OK, OK, OK, WRONG],
    ]);
  });

  test('is each custodian’s own', () => {
    const answers = custody(
      ...[change('246810', 0), change('135791', 1)],
      ...[...tries('135791', 0), ...tries('246810', 1)],
      ...[...tries('246810', 0), ...tries('135791', 1), ...tries('000003', 2), ...tries('1', 3)],
    );
    assert.deepEqual(answers, [
      ...[OK, OK, OK, WRONG, OK, WRONG, OK, OK, OK, OK, OK, MUST_CHANGE, REFUSED, REFUSED],
    ]);
  });

  test('of another length is another', () => {
    const commands = ['2468100', '24681', '246810'].flatMap((each) => tries(each));
    assert.deepEqual(custody(change('246810'), ...commands), [OK, OK, WRONG, OK, WRONG, OK, OK]);
  });

  test('is not looked at unless the try has been charged, each time', () => {
    const answers = custody(verify('000001'), charge(), verify('000001'), verify('000001'));
    assert.deepEqual(answers, [REFUSED, OK, MUST_CHANGE, REFUSED]);
  });

  test('is not one digit again and again, nor that of the delivery, nor too short or long', () => {
    for (const poor of ['777777', '000001', '12345', '1234567890123'])
      assert.deepEqual(custody(change(poor)), [REFUSED], poor);
  });

  test('that is wrong may be tried twice, then costs ever more time; the right one ends it', () => {
    const commands = [change('246810')];
    const expected = [OK];
    for (const each of [0, 0, 10_000, 20_000, 40_000]) {
      commands.push(...tries('111222'), wait);
      expected.push(OK, WRONG, String(each));
    }
    commands.push(charge({ since: 39_999 }), charge({ since: 40_000 }), verify('246810'), wait);
    assert.deepEqual(custody(...commands), [...expected, WAIT, OK, OK, '0']);
  });

  test('never costs more than an hour and a half', () => {
    const commands = Array.from({ length: 260 }, () => charge());
    assert.equal(custody(...commands, wait).at(-1), String(10_000 << 9));
  });
});

describe('the record of key loading', () => {
  const seal = () => `record-seal ${hex(random.bytes(16))}`;
  const charges = Array.from({ length: 4 }, () => charge());

  test('brings back what was sealed: a try that was charged when the power went was a wrong one', () => {
    const sealed = custody(change('246810'), ...charges, seal()).at(-1);
    const answers = custody(`record-open ${sealed}`, wait, ...tries('246810'), wait);
    assert.deepEqual(answers, ['ok', '20000', OK, OK, '0']);
    assert.deepEqual(custody(...charges, `record-open ${sealed}`, verify('246810')).slice(-2), [
      ...['ok', REFUSED],
    ]);
  });

  test('is refused when a bit of it is another, and on another terminal', () => {
    const sealed = Buffer.from(custody(change('246810'), seal()).at(-1)!, 'hex');
    const altered = [...sealed.keys()].map((at) => {
      const copy = Buffer.from(sealed);
      copy[at]! ^= 1 << (at % 8);
      return `record-open ${hex(copy)}`;
    });
    assert.deepEqual(new Set(custody(...altered)), new Set(['refused']));
    const elsewhere = [`secret ${hex(random.bytes(32))}`, `record-open ${hex(sealed)}`];
    assert.equal(core(elsewhere)[1], 'refused');
  });

  test('says nothing to whoever reads the flash', () => {
    const [a, b] = [custody(seal())[0]!, custody(change('246810'), seal())[1]!];
    assert.equal(a.length, 2 * 224);
    assert.notEqual(a.slice(32, 64), b.slice(32, 64));
  });
});
