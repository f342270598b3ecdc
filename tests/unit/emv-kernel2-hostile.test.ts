// SPDX-License-Identifier: Apache-2.0
//
// Cards that lie to kernel 2: whatever one answer is turned into, the transaction ends in one of the book's outcomes after a bounded
// number of commands, and nothing is approved but what the card has signed. docs/sources.md [domain B4]

import { assert, describe, test } from 'mcu-test-harness';
import { CardMemory, cardMemoryBytes } from '../../src/emv/card-memory.ts';
import { performTransaction } from '../../src/emv/entry-point.ts';
import type { Outcome } from '../../src/emv/outcome.ts';
import type { CardReader } from '../../src/emv/reader.ts';
import { TornLog } from '../../src/emv/torn-log.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { brief, sale } from './support/emv-card.ts';
import { Kernel2Card } from './support/emv-kernel2-card.ts';
import { kernel2Authentication, kernel2Parameters } from './support/emv-kernel2-terminal.ts';

const parameters = kernel2Parameters();
const commandsMax = 40;

/** A card whose n-th answer (from 0) goes through `change`. */
async function perform(at: number, change: (answer: string) => string) {
  const card = new Kernel2Card({ aip: '1981', record: { '9F51': '9F0206' } });
  const memory = new CardMemory();
  let count = 0;
  const reader: CardReader = {
    async transceive(command) {
      assert.ok(count < commandsMax);
      const answer = await card.transceive(command);
      if (count++ !== at || !answer.ok) return answer;
      return { ok: true, response: fromHex(change(toHex(answer.response))) };
    },
  };
  const outcome: Outcome = await performTransaction(reader, parameters, sale, {
    memory,
    authentication: kernel2Authentication,
    relayResistance: { nowUs: () => 0, entropy: () => new Uint8Array(4) },
    tornLog: new TornLog(() => 0),
  });
  assert.ok(memory.usedBytes <= cardMemoryBytes);
  const isHandedOver = outcome.kind === 'online-request' || outcome.kind === 'approved';
  assert.equal(memory.usedBytes > 0, isHandedOver);
  return outcome;
}

/** The number of an answer, and how long it is without its status word, or less. */
const answers: readonly (readonly [name: string, at: number, bytes: number])[] = [
  ['GET PROCESSING OPTIONS', 2, 16],
  ['EXCHANGE RELAY RESISTANCE DATA', 3, 12],
  ['READ RECORD', 4, 110],
  ['GENERATE AC', 8, 160],
];

describe('a card that lies to kernel 2', () => {
  for (const [name, at, bytes] of answers) {
    const step = bytes > 100 ? 7 : 1;

    test(`${name}: the whole answer is approved, cut anywhere it is not`, async () => {
      assert.equal(brief(await perform(at, (answer) => answer)), 'approved none');
      for (let length = 0; length < bytes; length += step) {
        const outcome = await perform(at, (answer) => `${answer.slice(0, length * 2)}9000`);
        assert.ok(outcome.kind !== 'approved', `${brief(outcome)} after ${length} bytes`);
      }
    });

    test(`${name}: a byte turned over, or one more, ends as the book says`, async () => {
      for (let index = 0; index < bytes; index += step) {
        for (const end of [index * 2 + 2, index * 2]) {
          await perform(at, (answer) => `${answer.slice(0, index * 2)}FF${answer.slice(end)}`);
        }
      }
    });
  }

  test('what the card has signed and what it has said must be the same in every byte', async () => {
    // Behind 77 81 L: the objects that the hash in the signature covers.
    for (let index = 3; index < 30; index++) {
      const outcome = await perform(8, (answer) => {
        const byte = Number.parseInt(answer.slice(index * 2, index * 2 + 2), 16) ^ 0x01;
        const hex = byte.toString(16).toUpperCase().padStart(2, '0');
        return `${answer.slice(0, index * 2)}${hex}${answer.slice(index * 2 + 2)}`;
      });
      assert.ok(outcome.kind !== 'approved', `${brief(outcome)} with byte ${index} changed`);
      assert.ok(outcome.kind !== 'online-request', `${brief(outcome)} with byte ${index} changed`);
    }
  });
});
