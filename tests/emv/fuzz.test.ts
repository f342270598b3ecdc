// SPDX-License-Identifier: Apache-2.0
//
// Cards over random input: the answers of good cards of three schemes, some of them mutilated, and what their certificates hold with a byte
// changed. Whatever comes, the transaction ends in one of Book B's outcomes after a bounded number of commands, in bounded memory, without an
// exception; and no changed certificate or signature is ever approved. A count, not a time, bounds the runs: the same every time.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { caKeysFromCsv } from '../../host-sim/tap/ca-keys.ts';
import { CardMemory, cardMemoryBytes } from '../../src/emv/card-memory.ts';
import { performTransaction } from '../../src/emv/entry-point.ts';
import type { KernelRecord } from '../../src/emv/kernel-record.ts';
import type { PublicKeyOperations } from '../../src/emv/oda-step.ts';
import type { Outcome } from '../../src/emv/outcome.ts';
import type { Combination, Parameters } from '../../src/emv/parameters.ts';
import { fromHex } from '../../src/lib/bytes.ts';
import { fuzz } from '../runner/fuzz.ts';
import { authorityCsv, recordedCard, recordedKernel2Card } from './support/mint.ts';

const combination = (aid: string, kernelId: number): Combination => ({
  aid: fromHex(aid),
  kernelId,
  transactionTypes: [0],
  tag9F66TerminalTransactionQualifiers: fromHex('26000080'),
  tag9F09ApplicationVersionNumber: fromHex('0030'),
  statusCheckSupported: false,
  extendedSelectionSupported: false,
});

const parameters: Parameters = {
  currencyUnitMinor: 100,
  offlineApprovals: true,
  combinations: [
    combination('A000000333', 7),
    combination('A000000003', 3),
    combination('A000000004', 2),
  ],
  tag9F34CvmResults: {
    none: fromHex('3F0000'),
    'confirmed-on-device': fromHex('010002'),
    'online-pin': fromHex('020000'),
    signature: fromHex('1E0000'),
  },
  terminalData: [
    [0x9f1a, fromHex('0156')],
    [0x5f2a, fromHex('0156')],
    [0x9f33, fromHex('0068C8')],
    [0x9f35, fromHex('22')],
  ],
};

const sale = {
  amountMinor: 1250,
  type: 0,
  date: '251121',
  time: '120000',
  unpredictableNumber: fromHex('12345678'),
  sequenceCounter: 1,
  interfaceDeviceSerialNumber: 'JZ000001',
  cancellation: { cancelled: false },
};

const number = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

/** Node's numbers and hashes stand for the C core. */
const operations: PublicKeyOperations = {
  rsaRecover(modulus, exponent, data) {
    const n = number(modulus);
    if (n < 3n || data.length !== modulus.length || number(data) >= n) return undefined;
    let result = 1n;
    for (let bit = 1 << 17; bit >= 1; bit >>= 1) {
      result = (result * result) % n;
      if (exponent & bit) result = (result * number(data)) % n;
    }
    const hex = result.toString(16).padStart(modulus.length * 2, '0');
    return new Uint8Array(Buffer.from(hex, 'hex'));
  },
  hashOf(kind, ...pieces) {
    const hash = createHash(kind === 'sm3' ? 'sm3' : kind.replace('-', ''));
    for (const piece of pieces) if (piece) hash.update(piece);
    return new Uint8Array(hash.digest());
  },
  sm2Verify: () => false,
};

const caKeys = caKeysFromCsv(authorityCsv());
const kinds: readonly Outcome['kind'][] = [
  'online-request',
  'approved',
  'declined',
  'try-again',
  'try-another-interface',
  'end-application',
];
/** PPSE, eighteen candidates at most; or one, 32 records and the cryptogram. */
const commandsMax = 40;

interface Ended {
  readonly outcome: Outcome;
  readonly record: KernelRecord | undefined;
}

async function play(answers: readonly Uint8Array[], with_ = operations): Promise<Ended> {
  let commands = 0;
  let record: KernelRecord | undefined;
  const memory = new CardMemory();
  const reader = {
    async transceive() {
      const response = answers[Math.min(commands++, answers.length - 1)]!.slice();
      assert.ok(commands <= commandsMax, 'too many commands');
      return { ok: true as const, response };
    },
  };
  const outcome = await performTransaction(reader, parameters, sale, {
    memory,
    authentication: { operations: with_, caKeys, revoked: new Uint8Array(0) },
    onKernelEnd: (ended) => {
      record = ended;
    },
  });
  assert.ok(kinds.includes(outcome.kind));
  assert.ok(memory.usedBytes <= cardMemoryBytes);
  if (!('cardData' in outcome)) assert.equal(memory.usedBytes, 0);
  return { outcome, record };
}

const cards = [
  recordedCard(),
  recordedCard({ rid: 'A000000003', amount: '000000001250' }),
  recordedCard({ information: '80' }),
  recordedKernel2Card(),
  recordedKernel2Card({ information: '80' }),
].map(({ exchanges }) => exchanges.map(({ r }) => fromHex(r!)));

/** Bytes that mean something to TLV, status words, signatures. */
const pointed = fc.constantFrom(
  0x00,
  0x01,
  0x61,
  0x6c,
  0x6f,
  0x70,
  0x77,
  0x80,
  0x81,
  0x82,
  0x9f,
  0xff,
);
const byte = fc.oneof(pointed, fc.nat({ max: 255 }));

/** What is done to an answer at a place, as a share of its length. */
type Wound = readonly [how: number, place: number, byte: number];
const wound: fc.Arbitrary<Wound> = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 9999 }), byte);

function wounded(answer: Uint8Array, [how, place, value]: Wound): Uint8Array {
  const at = Math.floor((place / 10_000) * answer.length);
  const [before, after] = [answer.subarray(0, at), answer.subarray(at)];
  const status = Uint8Array.of(0x90, 0x00);
  const results = [
    () => Uint8Array.of(...before, value, ...after.subarray(1)),
    () => Uint8Array.of(...before, value, ...after),
    () => Uint8Array.of(...before, ...after.subarray(1)),
    () => Uint8Array.of(...before, ...status),
    // The same piece twice.
    () => Uint8Array.of(...before, ...after.subarray(0, -2).subarray(0, value), ...after),
    () => before.slice(),
  ];
  return results[how]!();
}

describe('cards over random input', () => {
  test('they are good cards before anything is done to them', async () => {
    const outcomes = [];
    for (const card of cards) outcomes.push((await play(card)).outcome.kind);
    assert.deepEqual(outcomes, [
      'approved',
      'approved',
      'online-request',
      'approved',
      'online-request',
    ]);
  });

  test('mutilated answers end in an outcome of the book', async () => {
    const story = fc.tuple(
      fc.nat({ max: cards.length - 1 }),
      fc.array(fc.tuple(fc.nat({ max: 9 }), wound), { minLength: 1, maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(story, async ([which, wounds]) => {
        const answers = cards[which]!.slice();
        for (const [at, each] of wounds) {
          const index = at % answers.length;
          answers[index] = wounded(answers[index]!, each);
        }
        await play(answers);
      }),
      fuzz(200),
    );
  });

  test('bytes of no sense at all do, too', async () => {
    const answer = fc
      .tuple(fc.array(byte, { maxLength: 80 }), fc.boolean())
      .map(([bytes, isGood]) => Uint8Array.of(...bytes, ...(isGood ? [0x90, 0x00] : [])));
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 4 }),
        fc.nat({ max: 4 }),
        fc.array(answer, { minLength: 1, maxLength: 6 }),
        async (which, kept, answers) => {
          await play([...cards[which]!.slice(0, kept), ...answers]);
        },
      ),
      fuzz(200),
    );
  });

  test('no certificate or signature with a byte changed is taken', async () => {
    const story = fc.tuple(
      fc.constantFrom(0, 1, 3),
      fc.nat({ max: 2 }),
      fc.nat({ max: 9999 }),
      fc.integer({ min: 1, max: 255 }),
    );
    await fc.assert(
      fc.asyncProperty(story, async ([which, nth, place, mask]) => {
        let count = 0;
        const { outcome, record } = await play(cards[which]!, {
          ...operations,
          rsaRecover(modulus, exponent, data) {
            const recovered = operations.rsaRecover(modulus, exponent, data);
            if (recovered && count++ === nth) {
              recovered[Math.floor((place / 10_000) * recovered.length)]! ^= mask;
            }
            return recovered;
          },
        });
        assert.notEqual(outcome.kind, 'approved');
        assert.equal(record?.oda.result, 'failed');
      }),
      fuzz(60),
    );
  });
});
