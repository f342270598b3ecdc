// SPDX-License-Identifier: Apache-2.0
//
// Kernels 3 and 7: a card that approved and left before its last record, and what the terminal asks of the next card. docs/sources.md
// [domain B3, flash card]

import { assert, describe, test } from 'mcu-test-harness';
import { FlashLog } from '../../src/emv/flash-log.ts';
import { withOffline } from '../../src/emv/offline-parameters.ts';
import { type Outcome, type UiRequest, uiCardReadOk } from '../../src/emv/outcome.ts';
import type { Parameters } from '../../src/emv/parameters.ts';
import type { Transaction } from '../../src/emv/transaction.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import {
  debitAid,
  debitEntry,
  fci,
  gpo,
  gpoObjects,
  type Objects,
  pan,
  ppse,
  readRecord1,
  run,
  select,
  selectPpse,
  tlv,
  tlvs,
} from './support/emv-card.ts';
import {
  caIndex,
  dynamicSigned,
  iccCertified,
  issuerCertified,
  supportWith,
} from './support/emv-pki.ts';
import type { Exchange } from './support/transcript-card.ts';
import { unionPayParameters } from './support/unionpay.ts';

const keptMs = 60_000;
const firstNumber = '12345678';
const otherNumber = '0BADCAFE';

/** Bytes as they are, marked: what is kept must have gone through it. */
const sealing = {
  seal: (data: Uint8Array) => fromHex(`5EA1${toHex(data)}`),
  unseal: (sealed: Uint8Array) => sealed.slice(2),
};

const parameters: Parameters = {
  ...withOffline(unionPayParameters),
  combinations: unionPayParameters.combinations.map((combination) => ({
    ...combination,
    readerFloorLimitMinor: 5000,
  })),
};

const accountRecord = tlvs({ '5A': pan, '5F24': '301231' });
const certificates: Objects = {
  '8F': caIndex,
  ...issuerCertified(),
  ...iccCertified(accountRecord),
};
const approval: Objects = { '82': '2000', '94': '0801010110010300', '9F27': '40' };

const selected: readonly Exchange[] = [
  [selectPpse, ppse(debitEntry)],
  [select(debitAid), fci(debitAid)],
];
const anyGpo = '80A80000*';
const account: Exchange = [readRecord1, `${tlv('70', accountRecord)}9000`];
const certificate = (number: number, tags: readonly string[]): Exchange => [
  `00B20${number}1400`,
  `${tlv('70', tlvs(Object.fromEntries(tags.map((tag) => [tag, certificates[tag]]))))}9000`,
];
const keys = certificate(1, ['90', '92', '8F', '9F32']);
const card = certificate(2, ['9F46', '9F47', '9F48']);
const signature = (unpredictableNumber: string): Exchange => [
  '00B2031400',
  `${tlv('70', tlv('9F4B', dynamicSigned('02001C', unpredictableNumber)))}9000`,
];
const gone = (command: string): Exchange => [command, 'removed'];

class Terminal {
  nowMs = 1000;
  /** What the person was told while the card was at work. */
  told: readonly UiRequest[] = [];
  readonly flashLog = new FlashLog(() => this.nowMs, sealing, keptMs);

  async taps(exchanges: readonly Exchange[], changes: Partial<Transaction> = {}): Promise<Outcome> {
    const options = { authentication: supportWith(), flashLog: this.flashLog };
    const { outcome, ui } = await run(exchanges, changes, parameters, undefined, options);
    this.told = ui;
    return outcome;
  }

  /** The first presentation: all but the last record. */
  async tears(): Promise<void> {
    const first = [...selected, [anyGpo, gpo(approval)], account, keys, card, gone('00B2031400')];
    assert.equal((await this.taps(first as Exchange[])).kind, 'try-again');
  }
}

const anew: Partial<Transaction> = { unpredictableNumber: fromHex(otherNumber) };

describe('a card that approved and left before its last record', () => {
  test('is asked for that record only, and its approval is the first one', async () => {
    const terminal = new Terminal();
    await terminal.tears();
    assert.equal(terminal.flashLog.torn?.cryptogramHex, gpoObjects['9F26']);
    assert.equal(terminal.flashLog.torn?.atcHex, gpoObjects['9F36']);
    const outcome = await terminal.taps([...selected, signature(firstNumber)], anew);
    assert.equal(outcome.kind, 'approved');
    if (outcome.kind !== 'approved') return;
    assert.equal(outcome.unpredictableNumberHex, firstNumber);
    assert.deepEqual(terminal.told, [uiCardReadOk]);
    assert.ok(toHex(outcome.f55Request).includes(`9F3704${firstNumber}`));
    assert.equal(terminal.flashLog.torn, undefined);
  });

  test('may leave once more', async () => {
    const terminal = new Terminal();
    await terminal.tears();
    const again = await terminal.taps([...selected, gone('00B2031400')], anew);
    assert.equal(again.kind, 'try-again');
    const outcome = await terminal.taps([...selected, signature(firstNumber)], anew);
    assert.equal(outcome.kind, 'approved');
  });

  test('is forgotten after its time', async () => {
    const terminal = new Terminal();
    await terminal.tears();
    terminal.nowMs += keptMs + 1;
    const whole = [
      ...selected,
      [
        anyGpo,
        gpo({
          ...approval,
          '9F4B': dynamicSigned('02001C', otherNumber),
          '94': '0801010110010200',
        }),
      ],
      account,
      keys,
      card,
    ];
    assert.equal((await terminal.taps(whole as Exchange[], anew)).kind, 'approved');
  });

  test('is no card for another amount', async () => {
    const terminal = new Terminal();
    await terminal.tears();
    const other = { ...anew, amountMinor: 1251 };
    const outcome = await terminal.taps([...selected, [anyGpo, '6985']], other);
    assert.equal(outcome.kind, 'end-application');
    assert.ok(terminal.flashLog.torn);
  });
});

describe('another card in its place', () => {
  const others: readonly (readonly [string, Exchange])[] = [
    ['that refuses the record', ['00B2031400', '6985']],
    ['that has such a record, and signs something else', signature(otherNumber)],
    ['whose record is none', ['00B2031400', '70059000']],
  ];
  for (const [what, answer] of others) {
    test(`${what} is a new transaction`, async () => {
      const terminal = new Terminal();
      await terminal.tears();
      const exchanges = [
        ...selected,
        answer,
        [
          anyGpo,
          gpo({
            ...approval,
            '9F4B': dynamicSigned('02001C', otherNumber),
            '94': '0801010110010200',
          }),
        ],
        account,
        keys,
        card,
      ];
      const outcome = await terminal.taps(exchanges as Exchange[], anew);
      assert.equal(outcome.kind, 'approved');
      if (outcome.kind === 'approved') assert.equal(outcome.unpredictableNumberHex, otherNumber);
      assert.deepEqual(terminal.told, [uiCardReadOk], 'not before its own records are read');
      assert.ok(terminal.flashLog.torn, 'the first one is waited for all the same');
    });
  }
});

describe('nothing is kept', () => {
  test('of a card that asks to go online', async () => {
    const terminal = new Terminal();
    const exchanges = [
      ...selected,
      [anyGpo, gpo({ ...approval, '9F27': '80' })],
      gone(readRecord1),
    ];
    await terminal.taps(exchanges as Exchange[]);
    assert.equal(terminal.flashLog.torn, undefined);
  });

  test('without a seal', async () => {
    const flashLog = new FlashLog(() => 0, { ...sealing, seal: () => undefined }, keptMs);
    const exchanges = [...selected, [anyGpo, gpo(approval)], gone(readRecord1)];
    await run(exchanges as Exchange[], {}, parameters, undefined, { flashLog });
    assert.equal(flashLog.torn, undefined);
  });
});
