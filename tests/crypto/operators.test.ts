// SPDX-License-Identifier: Apache-2.0
//
// Operators and their passwords, in the core: who may set which, what wrong tries cost, what is kept.

import assert from 'node:assert/strict';
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { core, hex } from './core.ts';

const random = new Random('operators');
const secretBytes = new Random('secret').bytes(32);
const pepperBytes = new Random('pepper').bytes(32);
const salt = new Random('salt').bytes(16);

/** enum operators_status */
const OK = '0';
const WRONG = '1';
const WAIT = '2';
const LOCKED = '3';
const UNKNOWN = '4';
const FORBIDDEN = '5';
const AGAIN = '6';
const DIFFERS = '7';
const POOR = '8';
const FULL = '9';

const administrator = 99;
const supervisor = 0;
const nobody = 255;

const byte = (value: number) => hex([value]);
const digits = (text: string) => hex([...text].map(Number));
const at = (ms: number) => (ms >>> 0).toString(16).padStart(8, '0');
const charge = (who: number, ms = 0x7fff_ffff) => `operator-charge ${byte(who)} ${at(ms)}`;
const verify = (who: number, password: string) =>
  `operator-verify ${byte(who)} ${digits(password)}`;
const typed = (who: number, password: string) =>
  `operator-new ${byte(who)} ${digits(password)} ${hex(salt)}`;
const sets = (who: number, password: string) => [typed(who, password), typed(who, password)];
const unlock = (who: number) => `operator-unlock ${byte(who)}`;
const remove = (who: number) => `operator-remove ${byte(who)}`;
const dismiss = (who = nobody) => `operator-dismiss ${byte(who)}`;
const wait = (who: number, ms: number) => `operator-wait ${byte(who)} ${at(ms)}`;
const shows = (who: number, password: string) => [charge(who), verify(who, password)];

/** A terminal with a device secret and a pepper; its answers to `commands`. */
function terminal(...commands: readonly string[]): string[] {
  return core([`secret ${hex(secretBytes)}`, `pepper ${hex(pepperBytes)}`, ...commands]).slice(2);
}

/** … with administrator, supervisor and cashier 1, and nobody there. */
const shop = [
  ...sets(administrator, '246813'),
  ...sets(supervisor, '135792'),
  ...sets(1, '975318'),
  dismiss(),
];

function inShop(...commands: readonly string[]): string[] {
  const answers = terminal(...shop, ...commands);
  assert.deepEqual(answers.slice(0, shop.length), [AGAIN, OK, AGAIN, OK, AGAIN, OK, 'ok']);
  return answers.slice(shop.length);
}

describe('a password', () => {
  test('is known by PBKDF2 over its HMAC under the pepper, bound to the number', () => {
    const [, , verifier] = terminal(...sets(administrator, '246813'), 'operator-verifier');
    const message = Buffer.concat([
      Buffer.from('jiaozi operator 1\0'),
      Buffer.of(administrator),
      Buffer.of(2, 4, 6, 8, 1, 3),
    ]);
    const bound = createHmac('sha256', pepperBytes).update(message).digest();
    assert.equal(verifier, pbkdf2Sync(bound, salt, 3500, 32, 'sha256').toString('hex'));
  });

  test('is right for its owner only', () => {
    assert.deepEqual(inShop(...shows(1, '975318'), ...shows(1, '246813'), ...shows(1, '9753180')), [
      OK,
      OK,
      OK,
      WRONG,
      OK,
      WRONG,
    ]);
    assert.deepEqual(inShop(...shows(supervisor, '135792'), charge(42)), [OK, OK, UNKNOWN]);
  });

  test('under another pepper, or none, is wrong or not looked at', () => {
    const other = `pepper ${hex(random.bytes(32))}`;
    assert.deepEqual(inShop(other, ...shows(1, '975318')), ['ok', OK, WRONG]);
    assert.deepEqual(inShop('wipe', ...shows(1, '975318')).slice(1), [OK, FORBIDDEN]);
    assert.deepEqual(core([`pepper-hash 07 00`]), ['refused']);
  });

  test('is not looked at unless the try has been charged, each time', () => {
    const answers = inShop(verify(1, '975318'), ...shows(1, '975318'), verify(1, '975318'));
    assert.deepEqual(answers, [FORBIDDEN, OK, OK, FORBIDDEN]);
  });

  test('is not one digit, nor digits in a row, nor too short or too long', () => {
    for (const poor of ['777777', '123456', '3456789', '987654', '12345', '1234567890123'])
      assert.deepEqual(terminal(typed(administrator, poor)), [POOR], poor);
    assert.deepEqual(terminal(typed(administrator, '123455')), [AGAIN]);
  });

  test('is typed twice, the same, by the same', () => {
    const admin = typed(administrator, '246813');
    assert.deepEqual(terminal(admin, typed(administrator, '246814'), admin, admin), [
      ...[AGAIN, DIFFERS, AGAIN, OK],
    ]);
    const begun = terminal(
      ...sets(administrator, '246813'),
      typed(1, '975318'),
      typed(2, '975318'),
    );
    assert.deepEqual(begun, [AGAIN, OK, AGAIN, AGAIN]);
  });
});

describe('who may', () => {
  test('make the first administrator: anybody; anybody else: nobody, before', () => {
    assert.deepEqual(terminal(typed(1, '975318'), typed(supervisor, '975318')), [
      ...[FORBIDDEN, FORBIDDEN],
    ]);
    assert.deepEqual(terminal(...sets(administrator, '246813'), ...sets(1, '975318')), [
      ...[AGAIN, OK, AGAIN, OK],
    ]);
  });

  test('set a password: its owner and the administrator, who have shown theirs', () => {
    assert.deepEqual(inShop(typed(1, '864209'), typed(administrator, '864209')), [
      ...[FORBIDDEN, FORBIDDEN],
    ]);
    assert.deepEqual(inShop(...shows(1, '975318'), typed(1, '864209'), typed(2, '864209')), [
      ...[OK, OK, AGAIN, FORBIDDEN],
    ]);
    assert.deepEqual(inShop(...shows(supervisor, '135792'), typed(1, '864209')), [
      ...[OK, OK, FORBIDDEN],
    ]);
    const answers = inShop(...shows(administrator, '246813'), ...sets(1, '864209'), dismiss());
    assert.deepEqual(answers, [OK, OK, AGAIN, OK, 'ok']);
  });

  test('remove: the administrator, everybody but himself', () => {
    assert.deepEqual(inShop(...shows(supervisor, '135792'), remove(1)), [OK, OK, FORBIDDEN]);
    const answers = inShop(
      ...[...shows(administrator, '246813'), remove(administrator), remove(1), remove(1)],
      ...[charge(1), 'operator-next 01'],
    );
    assert.deepEqual(answers, [OK, OK, FORBIDDEN, OK, UNKNOWN, UNKNOWN, '99']);
  });

  test('do all that: not once they are dismissed, and others are when one stays', () => {
    const both = [...shows(administrator, '246813'), ...shows(supervisor, '135792')];
    assert.deepEqual(inShop(...both, dismiss(), remove(1), unlock(1)).slice(4), [
      ...['ok', FORBIDDEN, FORBIDDEN],
    ]);
    assert.deepEqual(inShop(...both, dismiss(supervisor), remove(1), unlock(1)).slice(4), [
      ...['ok', FORBIDDEN, OK],
    ]);
    assert.deepEqual(inShop(...both, dismiss(administrator), remove(1)).slice(4), ['ok', OK]);
  });

  test('be there: twenty', () => {
    const commands = sets(administrator, '246813');
    for (let number = 0; number < 19; number++) commands.push(...sets(number, '975318'));
    assert.equal(terminal(...commands, typed(50, '975318')).at(-1), FULL);
    assert.equal(terminal(...commands, typed(18, '975318')).at(-1), AGAIN);
  });
});

describe('wrong tries', () => {
  test('cost nothing twice, then ever more, then lock; the time begins anew with the power', () => {
    const commands: string[] = [];
    const expected: string[] = [];
    let ms = 100_000;
    for (const each of [0, 0, 10_000, 20_000]) {
      commands.push(charge(1, ms), verify(1, '111222'), wait(1, ms));
      expected.push(OK, WRONG, String(each));
      if (each > 0) {
        commands.push(charge(1, ms + each - 1));
        expected.push(WAIT);
      }
      ms += each;
    }
    commands.push(charge(1, ms), verify(1, '111222'), charge(1, ms + 90_000_000));
    expected.push(OK, WRONG, LOCKED);
    assert.deepEqual(inShop(...commands), expected);
  });

  test('of which the power was cut were wrong ones; waiting begins anew', () => {
    const image = inShop(...[1, 2, 3].flatMap(() => charge(1)), `operators-image ${hex(salt)}`).at(
      -1,
    );
    const answers = inShop(
      'operators-forget',
      `operators-open ${image}`,
      wait(1, 0),
      charge(1, 9_999),
    );
    assert.deepEqual(answers, ['ok', 'ok', '10000', WAIT]);
  });

  test('are forgiven by the right one', () => {
    const tries = [1, 2].flatMap(() => [charge(1, 0), verify(1, '111222')]);
    const answers = inShop(...tries, charge(1, 0), verify(1, '975318'), wait(1, 0));
    assert.deepEqual(answers.slice(-3), [OK, OK, '0']);
  });

  const locks = (who: number) =>
    [0, 0, 0, 1, 2].flatMap((_, i) => [charge(who, i * 6_000_000), verify(who, '111222')]);

  test('of a cashier: the supervisor unlocks; of the supervisor: only the administrator does', () => {
    assert.deepEqual(
      inShop(
        ...locks(1),
        ...shows(1, '975318').slice(0, 1),
        ...shows(0, '135792'),
        unlock(1),
      ).slice(-4),
      [LOCKED, OK, OK, OK],
    );
    assert.deepEqual(inShop(...shows(0, '135792'), ...locks(0), unlock(0)).at(-1), FORBIDDEN);
    assert.deepEqual(
      inShop(...locks(0), ...shows(administrator, '246813'), unlock(0), unlock(42)).slice(-2),
      [OK, UNKNOWN],
    );
  });

  test('of the administrator only cost time: nobody is above', () => {
    const answers = inShop(...locks(administrator), ...locks(administrator), unlock(administrator));
    assert.ok(!answers.includes(LOCKED));
    assert.equal(answers.at(-1), FORBIDDEN);
  });
});

describe('the image', () => {
  const image = `operators-image ${hex(salt)}`;

  test('brings back whom it holds, once, and only to its terminal', () => {
    const made = inShop(image).at(-1)!;
    assert.equal(made.length, 2 * 1088);
    assert.equal(made.slice(0, 8), Buffer.from('JZVI').toString('hex'));
    const answers = inShop(
      ...['operators-forget', `operators-open ${made}`, `operators-is-last ${made}`],
      ...[...shows(1, '975318'), `operators-open ${made}`],
    );
    assert.deepEqual(answers, ['ok', 'ok', 'ok', OK, OK, 'refused']);
    const stranger = core([`secret ${hex(random.bytes(32))}`, `operators-open ${made}`]);
    assert.equal(stranger.at(-1), 'refused');
  });

  test('of an earlier generation is refused', () => {
    const [first, second] = inShop(image, image).slice(-2);
    assert.deepEqual(
      inShop(
        'operators-forget',
        `operators-open ${second}`,
        `operators-open ${first}`,
        `operators-is-last ${first}`,
      ),
      ['ok', 'ok', 'refused', 'refused'],
    );
  });

  test('altered anywhere is refused', () => {
    const made = inShop(image).at(-1)!;
    const bits = Array.from({ length: 60 }, () => random.below(1088 * 8));
    const commands = [0, 47, 64, 8703, ...bits].map((bit) => {
      const bytes = Buffer.from(made, 'hex');
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      return `operators-open ${bytes.toString('hex')}`;
    });
    const answers = terminal('operators-forget', ...commands);
    assert.deepEqual(new Set(answers.slice(1)), new Set(['refused']));
  });
});
