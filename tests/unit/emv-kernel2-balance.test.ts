// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2 reads what the card has left, before and after its cryptogram, where terminal and card both want it. docs/sources.md [domain B4]

import { assert, describe, test } from 'mcu-test-harness';
import { performTransaction } from '../../src/emv/entry-point.ts';
import type { KernelRecord } from '../../src/emv/kernel-record.ts';
import { toHex } from '../../src/lib/bytes.ts';
import { brief, type Objects, sale } from './support/emv-card.ts';
import { Kernel2Card, type Kernel2CardOptions } from './support/emv-kernel2-card.ts';
import { kernel2Authentication, kernel2Parameters } from './support/emv-kernel2-terminal.ts';

const both: Objects = { DF8104: '000000000000', DF8105: '000000000000' };
const record = { '9F5D': '010200', '9F42': '0156' };
const said = '9F50060000000987659000';
const card: Kernel2CardOptions = { record, instead: { '80CA': said } };

/** Outcome; the commands after the records; DF8104, DF8105 and the value in DF8116. */
async function told(options: Kernel2CardOptions, asks: Objects = both, offlineApprovals = true) {
  const double = new Kernel2Card(options);
  const messages: string[] = [];
  const records: KernelRecord[] = [];
  const outcome = await performTransaction(
    double,
    kernel2Parameters({ terminal: asks, parameters: { offlineApprovals } }),
    sale,
    {
      authentication: kernel2Authentication,
      onUiRequest: () => messages.push(double.commands.at(-1)!.slice(0, 4)),
      onKernelEnd: (ended) => records.push(ended),
    },
  );
  const of = (tag: number) => {
    const value = records[0]!.terminal.get(tag);
    return value && toHex(value);
  };
  const after = double.commands.map((each) => each.slice(0, 8)).filter((each) => each >= '8');
  return {
    outcome: brief(outcome),
    commands: after.slice(1).map((each) => (each.startsWith('80AE') ? '80AE' : each)),
    balances: [of(0xdf8104), of(0xdf8105)],
    value: of(0xdf8116)!.slice(26),
    messages,
  };
}

const get = '80CA9F50';
const balance = '000000098765';
const noValue = '00'.repeat(9);

describe('kernel 2, the balance', () => {
  test('is read before and after the cryptogram; an approval tells it, and only then may the card leave', async () => {
    assert.deepEqual(await told(card), {
      outcome: 'approved none',
      commands: [get, '80AE', get],
      balances: [balance, balance],
      value: `20${balance}0156`,
      messages: ['80CA'],
    });
  });

  const rows: readonly (readonly [
    string,
    Kernel2CardOptions,
    Objects,
    readonly string[],
    readonly (string | undefined)[],
  ])[] = [
    ['the terminal asks before only', card, { DF8104: '00' }, [get, '80AE'], [balance, undefined]],
    ['the terminal asks after only', card, { DF8105: '00' }, ['80AE', get], [undefined, balance]],
    ['the terminal does not ask', card, {}, ['80AE'], [undefined, undefined]],
    [
      'the card says nothing of it',
      { ...card, record: { '9F5D': '01FD00' } },
      both,
      ['80AE'],
      ['', ''],
    ],
    ['the card has no 9F5D', { instead: card.instead! }, both, ['80AE'], ['', '']],
    [
      'the card refuses',
      { record, instead: { '80CA': '6A88' } },
      both,
      [get, '80AE', get],
      ['', ''],
    ],
    [
      'another object',
      { record, instead: { '80CA': '9F51060000000987659000' } },
      both,
      [get, '80AE', get],
      ['', ''],
    ],
    [
      'another length',
      { record, instead: { '80CA': '9F500500000987659000' } },
      both,
      [get, '80AE', get],
      ['', ''],
    ],
    [
      'a warning beside the object',
      { record, instead: { '80CA': '9F50060000000987656283' } },
      both,
      [get, '80AE', get],
      ['', ''],
    ],
    [
      'an object that is cut',
      { record, instead: { '80CA': '9F5006000000989000' } },
      both,
      [get, '80AE', get],
      ['', ''],
    ],
    [
      'no digits',
      { record, instead: { '80CA': '9F500600000098765A9000' } },
      both,
      [get, '80AE', get],
      ['', ''],
    ],
  ];
  for (const [name, options, asks, commands, balances] of rows) {
    test(`${name}: the sale goes on`, async () => {
      const found = await told(options, asks);
      assert.equal(found.outcome, 'approved none');
      assert.deepEqual(found.commands, commands);
      assert.deepEqual(found.balances, balances);
      const hasValue = balances[1] === balance;
      assert.equal(found.value !== noValue, hasValue);
    });
  }

  test('without the card’s currency its value has none', async () => {
    const found = await told({ ...card, record: { '9F5D': '010200' } });
    assert.equal(found.value, `20${balance}0000`);
  });

  test('a card that is declined or goes online has no value in DF8116', async () => {
    const online = await told({ ...card, information: '80' });
    assert.equal(online.outcome, 'online-request none');
    assert.deepEqual([online.balances[1], online.value], [balance, noValue]);
    const declined = await told({ ...card, information: '00' });
    assert.equal(declined.value, noValue);
  });

  test('a card that leaves before its cryptogram is asked for again', async () => {
    const found = await told({ ...card, leaves: { '80CA': 1 } });
    assert.deepEqual([found.outcome, found.commands], ['try-again removed', [get]]);
  });

  test('a card that leaves after it has paid all the same', async () => {
    const found = await told({ ...card, leaves: { '80CA': 1 } }, { DF8105: '00' });
    assert.equal(found.outcome, 'approved none');
    assert.deepEqual(
      [found.commands, found.balances[1], found.value],
      [['80AE', get], '', noValue],
    );
    assert.deepEqual(found.messages, ['80CA']);
  });
});
