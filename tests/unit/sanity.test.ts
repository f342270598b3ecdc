// SPDX-License-Identifier: Apache-2.0
//
// The rule that finds two zeros too many or too few, on days that are generated from a seed. The rates that it asserts are those of
// docs/internals/errors.md.

import { assert, describe, test } from 'mcu-test-harness';
import { secondsOf, timeOfDigits } from '../../src/flow/receipt-time.ts';
import { doubtOf } from '../../src/flow/sanity.ts';

/** Numbers in [0, 1), the same on every engine. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

interface Shop {
  readonly name: string;
  /** In fen; how far amounts spread around it, as the deviation of their logarithm. */
  readonly middleMinor: number;
  readonly spread: number;
  /** At most so many of a thousand good amounts are asked about; at least so many of slips are found. */
  readonly askedInVain: number;
  readonly tooManyFound: number;
  readonly tooFewFound: number;
}

const shops: readonly Shop[] = [
  {
    name: 'a café',
    middleMinor: 2500,
    spread: 0.6,
    askedInVain: 1,
    tooManyFound: 990,
    tooFewFound: 990,
  },
  {
    name: 'a supermarket',
    middleMinor: 6000,
    spread: 1,
    askedInVain: 4,
    tooManyFound: 930,
    tooFewFound: 930,
  },
  {
    name: 'a shop for everything',
    middleMinor: 30_000,
    spread: 1.4,
    askedInVain: 30,
    tooManyFound: 800,
    tooFewFound: 800,
  },
];
const salesOfADay = 200;
const days = 10;

/** Of a thousand: what is asked about of good amounts, and what is found of slips, both ways. */
function ratesOf({ middleMinor, spread }: Shop): { vain: number; many: number; few: number } {
  const random = randomOf(20_261_122);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const counts = { judged: 0, vain: 0, many: 0, few: 0 };
  let history: number[] = [];
  for (let i = 0; i < salesOfADay * days; i++) {
    const amountMinor = Math.max(1, Math.round(middleMinor * Math.exp(spread * normal())));
    if (history.length >= 8) {
      counts.judged++;
      if (doubtOf(history, amountMinor)) counts.vain++;
      if (doubtOf(history, amountMinor * 100) === 'unusually-large') counts.many++;
      if (doubtOf(history, Math.max(1, Math.floor(amountMinor / 100))) === 'unusually-small')
        counts.few++;
    }
    history = [...history, amountMinor].slice(-32);
  }
  const perMille = (count: number) => (count * 1000) / counts.judged;
  return { vain: perMille(counts.vain), many: perMille(counts.many), few: perMille(counts.few) };
}

describe('an amount that looks like a slip', () => {
  for (const shop of shops) {
    test(`in ${shop.name}: good amounts are hardly asked about, slips nearly always`, () => {
      const { vain, many, few } = ratesOf(shop);
      assert.ok(vain <= shop.askedInVain, `${vain} of a thousand in vain`);
      assert.ok(many >= shop.tooManyFound, `${many} of a thousand with zeros too many`);
      assert.ok(few >= shop.tooFewFound, `${few} of a thousand with zeros too few`);
    });
  }

  test('is no question before eight sales, nor within what was sold', () => {
    const seven = [1000, 1000, 1000, 1000, 1000, 1000, 1000];
    assert.equal(doubtOf(seven, 100_000), undefined);
    assert.equal(doubtOf([...seven, 1000], 100_000), 'unusually-large');
    assert.equal(doubtOf([...seven, 1000], 10), 'unusually-small');
    assert.equal(doubtOf([...seven, 100_000], 100_000), undefined);
    assert.equal(doubtOf([...seven, 10], 10), undefined);
    assert.equal(doubtOf([...seven, 1000], 20_000), undefined);
    assert.equal(doubtOf([...seven, 1000], 20_001), 'unusually-large');
    assert.equal(doubtOf([...seven, 1000], 50), undefined);
    assert.equal(doubtOf([...seven, 1000], 49), 'unusually-small');
  });
});

describe('the seconds between two readings of the clock', () => {
  const at = (digits: string) => secondsOf(timeOfDigits(digits));
  const utc = (digits: string) => {
    const [year, month, day, hour, minute, second] = digits.match(/../g)!.map(Number);
    return Date.UTC(2000 + year!, month! - 1, day!, hour!, minute!, second!) / 1000;
  };
  for (const [before, after] of [
    ['261122235959', '261123000001'],
    ['261231235930', '270101000010'],
    ['270228235959', '270301000000'],
    ['280228235959', '280229000000'],
    ['280229235959', '280301000000'],
    ['000101000000', '991231235959'],
  ] as const)
    test(`${before} to ${after}`, () => {
      assert.equal(at(after) - at(before), utc(after) - utc(before));
    });
});
