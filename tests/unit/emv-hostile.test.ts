// SPDX-License-Identifier: Apache-2.0
//
// Cards that lie: whatever they send, the transaction ends in one of Book B's outcomes, within bounded commands and
// memory, and unless it is an online request nothing of the card's stays behind. docs/sources.md [issue 2, bad input]

import { assert, describe, test } from 'mcu-test-harness';
import { CardMemory, cardMemoryBytes } from '../../src/emv/card-memory.ts';
import { performTransaction } from '../../src/emv/entry-point.ts';
import type { Outcome } from '../../src/emv/outcome.ts';
import type { CardReader } from '../../src/emv/reader.ts';
import { fromHex } from '../../src/lib/bytes.ts';
import { brief, debitAid, goodCard, gpo, ppse, sale } from './support/emv-card.ts';
import { unionPayParameters } from './support/unionpay.ts';

const kinds: readonly Outcome['kind'][] = [
  'online-request',
  'declined',
  'try-again',
  'try-another-interface',
  'end-application',
];

/** A card that answers its n-th command with the n-th answer, whatever it was asked; the last answer for ever. */
async function perform(
  answers: readonly string[],
): Promise<{ outcome: Outcome; commands: number }> {
  let commands = 0;
  const reader: CardReader = {
    async transceive() {
      const answer = answers[Math.min(commands, answers.length - 1)]!;
      commands++;
      return { ok: true, response: fromHex(answer) };
    },
  };
  const memory = new CardMemory();
  const outcome = await performTransaction(reader, unionPayParameters, sale, { memory });
  assert.ok(kinds.includes(outcome.kind));
  assert.ok(memory.usedBytes <= cardMemoryBytes);
  assert.equal(memory.usedBytes > 0, outcome.kind === 'online-request');
  return { outcome, commands };
}

const good = goodCard().map(([, answer]) => answer);

describe('a card that lies', () => {
  for (const [index, answer] of good.entries()) {
    test(`answer ${index + 1}, cut at every byte, ends as the book says`, async () => {
      for (let length = 0; length < answer.length; length += 2) {
        // Once without status word and once with a good one after the cut.
        for (const cut of [
          answer.slice(0, length),
          `${answer.slice(0, length).slice(0, -4)}9000`,
        ]) {
          const answers = [...good.slice(0, index), cut, ...good.slice(index + 1)];
          const { outcome } = await perform(answers);
          const isWhole = cut.length === answer.length;
          assert.equal(
            outcome.kind === 'online-request',
            isWhole,
            `${brief(outcome)} after ${cut}`,
          );
        }
      }
    });

    test(`answer ${index + 1}, with every byte turned into 00, 80 or FF, ends as the book says`, async () => {
      for (let at = 0; at < answer.length; at += 2) {
        for (const byte of ['00', '80', 'FF']) {
          const changed = answer.slice(0, at) + byte + answer.slice(at + 2);
          await perform([...good.slice(0, index), changed, ...good.slice(index + 1)]);
        }
      }
    });

    test(`answer ${index + 1}, with a byte more inside or after, ends as the book says`, async () => {
      for (let at = 0; at <= answer.length; at += 2) {
        const changed = `${answer.slice(0, at)}FF${answer.slice(at)}`;
        await perform([...good.slice(0, index), changed, ...good.slice(index + 1)]);
      }
    });

    test(`answer ${index + 1} given for ever ends as the book says`, async () => {
      const { commands } = await perform(good.slice(0, index + 1));
      assert.ok(commands <= 40, `${commands} commands`);
    });
  }

  test('a directory as full as an answer can be costs one SELECT an entry', async () => {
    const entries = Array.from({ length: 18 }, () => ({ '4F': debitAid }));
    const { outcome, commands } = await perform([ppse(...entries), '6A82']);
    assert.equal(brief(outcome), 'end-application no-application');
    assert.equal(commands, 19);
  });

  test('a card that says 6985 to every application is asked once for each', async () => {
    const entries = Array.from({ length: 3 }, () => ({ '4F': debitAid, '87': '01' }));
    const [, fci] = good;
    const answers = [ppse(...entries), fci!, '6985', fci!, '6985', fci!, '6985'];
    const { outcome, commands } = await perform(answers);
    assert.equal(brief(outcome), 'end-application no-application');
    assert.equal(commands, 7);
  });

  test('an AFL without end is refused before the first record is read', async () => {
    const [directory, fci] = good;
    const { outcome, commands } = await perform([
      directory!,
      fci!,
      gpo({ '94': '0801FF00'.repeat(30) }),
      '9000',
    ]);
    assert.equal(brief(outcome), 'end-application card-data');
    assert.equal(commands, 3);
  });

  test('templates nested as deep as an answer can hold end as the book says, whichever answer they are in', async () => {
    for (const template of ['6F', '70', '77', 'A5', 'BF0C']) {
      let nested = '9F3600';
      // Until 256 bytes are full.
      for (;;) {
        const length = nested.length / 2;
        const head = length > 127 ? '81' : '';
        const outer = `${template}${head}${length.toString(16).padStart(2, '0').toUpperCase()}${nested}`;
        if (outer.length > 512) break;
        nested = outer;
      }
      for (const index of good.keys()) {
        const answers = [...good.slice(0, index), `${nested}9000`, ...good.slice(index + 1)];
        const { outcome } = await perform(answers);
        // A record is a template 70: what is nested in it is an object that nobody knows.
        const isRecord = template === '70' && index === 3;
        const expected = isRecord ? 'online-request' : 'end-application';
        assert.equal(outcome.kind, expected, `${template} in answer ${index + 1}`);
      }
    }
  });

  test('32 records of 256 bytes fill the memory and no more', async () => {
    const [directory, fci] = good;
    const filler = `${'00'.repeat(256)}9000`;
    const { outcome, commands } = await perform([
      directory!,
      fci!,
      gpo({ '94': '58012000' }),
      filler,
    ]);
    assert.equal(brief(outcome), 'end-application too-much-data');
    assert.ok(commands < 3 + 32);
  });
});
