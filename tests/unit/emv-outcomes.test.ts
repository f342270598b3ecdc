// SPDX-License-Identifier: Apache-2.0
//
// Book B's parameters of each outcome, and what no kernel of this release does although a card offers it: mag-stripe mode, balance reads,
// data storage, dynamic data authentication of contact cards; what the program's own parameters do not offer: updates of the card.
// docs/sources.md [domain B1, B2, B4, B6]

import { assert, describe, test } from 'mcu-test-harness';
import { performTransaction } from '../../src/emv/entry-point.ts';
import {
  declined,
  endApplication,
  type Outcome,
  tryAgain,
  tryAnotherInterface,
} from '../../src/emv/outcome.ts';
import { outcomeParameters } from '../../src/emv/outcome-parameters.ts';
import type { Parameters } from '../../src/emv/parameters.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { goodCard, type Objects, run, sale } from './support/emv-card.ts';
import { Kernel2Card, mastercardAid, mastercardRid } from './support/emv-kernel2-card.ts';
import { caRow, supportWith } from './support/emv-pki.ts';
import { unionPayParameters } from './support/unionpay.ts';

const mastercard: Parameters = {
  ...unionPayParameters,
  offlineApprovals: true,
  combinations: [
    {
      ...unionPayParameters.combinations[0]!,
      aid: fromHex(mastercardAid),
      kernelId: 2,
      readerFloorLimitMinor: 0,
    },
  ],
  terminalData: [
    [0x9f1a, fromHex('0156')],
    [0x5f2a, fromHex('0156')],
    [0x9f33, fromHex('006808')],
    [0x9f35, fromHex('22')],
    // Balance reads and UDOL, as another terminal would have them.
    [0xdf8104, fromHex('00')],
    [0xdf8105, fromHex('00')],
    [0xdf811a, fromHex('9F6A04')],
  ],
};

async function tapMastercard(card: Kernel2Card): Promise<Outcome> {
  const authentication = supportWith(caRow({ rid: mastercardRid }));
  return performTransaction(card, mastercard, sale, { authentication });
}

function told(outcome: Outcome): string {
  const parameters = outcomeParameters(outcome);
  const { start, cvm, alternateInterface, fieldOffMs, removalTimeoutMs } = parameters;
  const { dataRecord, receipt } = parameters;
  return [
    start,
    cvm,
    alternateInterface,
    dataRecord ? 'record' : '-',
    receipt ? 'receipt' : '-',
    fieldOffMs,
    removalTimeoutMs,
  ].join(' ');
}

describe('parameters of an outcome', () => {
  const rows: readonly (readonly [string, Outcome, string])[] = [
    ['declined', declined('expired'), 'none not-applicable none - - 0 0'],
    ['a card that left', tryAgain('removed'), 'b not-applicable none - - 0 10000'],
    [
      'a phone that asks its holder: the field goes off',
      tryAgain('see-phone'),
      'b not-applicable none - - 1300 10000',
    ],
    [
      'another interface',
      tryAnotherInterface('amount'),
      'none not-applicable contact-chip - - 0 0',
    ],
    ['end application', endApplication('card-data'), 'none not-applicable none - - 0 0'],
  ];
  for (const [name, outcome, expected] of rows) {
    test(`${name}: ${expected}`, () => assert.equal(told(outcome), expected));
  }

  test('an online request brings the data record, asks for a receipt and says how to verify', async () => {
    const { outcome } = await run(goodCard({ '9F6C': '8000' }), { amountMinor: 100_001 });
    assert.equal(told(outcome), 'none online-pin none record receipt 0 0');
  });

  test('whoever gives no PIN signs, above the limit of that: not who is known to the phone', async () => {
    const pinFree = {
      ...unionPayParameters.pinFree,
      deviceCvmAccepted: true,
      signatureFree: { enabled: true, limitMinor: 100_000 },
    };
    for (const [ctq, amountMinor, isSigned] of [
      ['8000', 100_001, true],
      ['8000', 100_000, false],
      ['0080', 100_001, false],
    ] as const) {
      const card = goodCard({ '9F6C': ctq });
      const parameters = { ...unionPayParameters, pinFree: { ...pinFree, limitMinor: 1 } };
      const { outcome } = await run(card, { amountMinor }, parameters);
      assert.ok(outcome.kind === 'online-request');
      if (outcome.kind === 'online-request') assert.equal(outcome.isSigned, isSigned);
    }
  });

  test('an approval brings them, too', async () => {
    const outcome = await tapMastercard(new Kernel2Card());
    assert.equal(outcome.kind, 'approved');
    assert.equal(told(outcome), 'none none none record receipt 0 0');
  });
});

/** What such a card has of mag-stripe mode, balances, data storage and the contact world. */
const everything: Objects = {
  '8D': '8A029F3704',
  '9F49': '9F3704',
  '9F50': '000000000100',
  '9F5D': 'FFFFFF',
  '9F69': '9F6A04',
  '9F74': '0102',
  DF60: '0102030405060708',
};

describe('what a card offers in vain', () => {
  test('kernel 2 sends four commands and no others, but for the balance that was asked for: no checksum of mag-stripe mode, no data storage', async () => {
    const card = new Kernel2Card({ aip: '3981', record: everything });
    await tapMastercard(card);
    const sent = new Set(card.commands.map((command) => command.slice(0, 4)));
    assert.deepEqual([...sent].sort(), ['00A4', '00B2', '80A8', '80AE', '80CA']);
  });

  test('data of mag-stripe mode and of data storage are not UnionPay’s in field 55', async () => {
    const outcome = await tapMastercard(
      new Kernel2Card({ record: { '9F63': '000000003006', '9F74': '0102' } }),
    );
    assert.equal(outcome.kind, 'approved');
    if (outcome.kind !== 'approved') return;
    assert.ok(toHex(outcome.f55Request).includes('9F27'));
    assert.ok(!toHex(outcome.f55Request).includes('9F63'));
    assert.ok(!toHex(outcome.f55Request).includes('9F74'));
  });

  test('a card that can be updated by its issuer (CTQ byte 2, 40) is taken like another; the TTQ offers it nothing', async () => {
    const { outcome, card } = await run(goodCard({ '9F6C': '0040' }, { '9F49': '9F3704' }));
    assert.equal(outcome.kind, 'online-request');
    assert.equal(card.answers.length, 4);
    for (const { tag9F66TerminalTransactionQualifiers } of unionPayParameters.combinations) {
      assert.equal(tag9F66TerminalTransactionQualifiers[2]! & 0x80, 0);
    }
  });
});
