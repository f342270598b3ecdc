// SPDX-License-Identifier: Apache-2.0
//
// Entry Point, row by row of docs/sources.md [domain B1]: pre-processing, candidate list, final selection, broken
// exchanges and what is left behind.

import { assert, describe, test } from 'mcu-test-harness';
import { CardMemory, cardMemoryBytes } from '../../src/emv/card-memory.ts';
import { candidateList, requestedKernelId } from '../../src/emv/combination-selection.ts';
import { performTransaction } from '../../src/emv/entry-point.ts';
import type { Combination, Parameters } from '../../src/emv/parameters.ts';
import { preProcess } from '../../src/emv/pre-processing.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import {
  anyGpo,
  brief,
  creditAid,
  debitAid,
  debitEntry,
  fci,
  goodCard,
  gpo,
  type Objects,
  ppse,
  readRecord1,
  record,
  run,
  sale,
  select,
  selectPpse,
  tlv,
} from './support/emv-card.ts';
import { type Exchange, TranscriptCard } from './support/transcript-card.ts';
import { unionPayParameters } from './support/unionpay.ts';

/** A combination without any limit. */
const plain: Combination = {
  aid: fromHex(debitAid),
  kernelId: 7,
  transactionTypes: [0x00],
  tag9F66TerminalTransactionQualifiers: fromHex('26000080'),
  tag9F09ApplicationVersionNumber: fromHex('0030'),
  statusCheckSupported: false,
  extendedSelectionSupported: false,
};

function withCombinations(...combinations: readonly Combination[]): Parameters {
  return { ...unionPayParameters, combinations };
}

describe('pre-processing', () => {
  const offlineOnly = { tag9F66TerminalTransactionQualifiers: fromHex('2E000080') };
  const rows: readonly (readonly [
    name: string,
    configuration: Partial<Combination>,
    amountMinor: number,
    ttq: string,
  ])[] = [
    ['without limits nothing is asked for', {}, 999_999_999_999, '26000080'],
    [
      'bits b8 and b7 of the configured TTQ do not count',
      { tag9F66TerminalTransactionQualifiers: fromHex('26FF4080') },
      5,
      '263F4080',
    ],
    ['one unit of currency is a status check', { statusCheckSupported: true }, 100, '26800080'],
    ['less than a unit is none', { statusCheckSupported: true }, 99, '26000080'],
    ['more than a unit is none', { statusCheckSupported: true }, 101, '26000080'],
    ['without support one unit is a sale like any other', {}, 100, '26000080'],
    ['amount zero goes online', {}, 0, '26800080'],
    ['amount zero goes online when it is allowed', { zeroAmountAllowed: true }, 0, '26800080'],
    ['amount zero can be forbidden', { zeroAmountAllowed: false }, 0, 'not allowed'],
    ['forbidding zero does not forbid one fen', { zeroAmountAllowed: false }, 1, '26000080'],
    ['an offline-only reader does not take zero', offlineOnly, 0, 'not allowed'],
    ['an offline-only reader takes one fen', offlineOnly, 1, '2E000080'],
    ['below the transaction limit', { transactionLimitMinor: 5000 }, 4999, '26000080'],
    ['at the transaction limit', { transactionLimitMinor: 5000 }, 5000, 'not allowed'],
    ['at the reader floor limit', { readerFloorLimitMinor: 5000 }, 5000, '26000080'],
    ['above the reader floor limit', { readerFloorLimitMinor: 5000 }, 5001, '26800080'],
    ['at the terminal floor limit', { terminalFloorLimitMinor: 5000 }, 5000, '26000080'],
    ['above the terminal floor limit', { terminalFloorLimitMinor: 5000 }, 5001, '26800080'],
    [
      'the reader floor limit comes before the terminal floor limit',
      { readerFloorLimitMinor: 9000, terminalFloorLimitMinor: 5000 },
      5001,
      '26000080',
    ],
    ['below the CVM limit', { cvmRequiredLimitMinor: 5000 }, 4999, '26000080'],
    ['at the CVM limit', { cvmRequiredLimitMinor: 5000 }, 5000, '26400080'],
    [
      'both bits together',
      { cvmRequiredLimitMinor: 5000, readerFloorLimitMinor: 0 },
      5000,
      '26C00080',
    ],
  ];
  for (const [name, configuration, amountMinor, expected] of rows) {
    test(`${name}: ${expected}`, () => {
      const parameters = withCombinations({ ...plain, ...configuration });
      const [allowed] = preProcess(parameters, { amountMinor, type: 0x00 });
      assert.equal(allowed === undefined ? 'not allowed' : toHex(allowed.ttq), expected);
    });
  }

  test('the configuration is not changed', () => {
    const parameters = withCombinations({ ...plain, readerFloorLimitMinor: 0 });
    preProcess(parameters, { amountMinor: 5, type: 0x00 });
    assert.equal(
      toHex(parameters.combinations[0]!.tag9F66TerminalTransactionQualifiers),
      '26000080',
    );
  });

  test('a combination is for its transaction types only', () => {
    const refund = { ...plain, transactionTypes: [0x20] };
    const parameters = withCombinations(plain, refund, {
      ...plain,
      transactionTypes: [0x20, 0x00],
    });
    assert.equal(preProcess(parameters, { amountMinor: 5, type: 0x00 }).length, 2);
    assert.equal(preProcess(parameters, { amountMinor: 5, type: 0x20 }).length, 2);
    assert.equal(preProcess(parameters, { amountMinor: 5, type: 0x01 }).length, 0);
  });

  test('one combination that is not allowed does not stop the others', () => {
    const parameters = withCombinations({ ...plain, transactionLimitMinor: 1 }, plain);
    const [allowed, ...others] = preProcess(parameters, { amountMinor: 5, type: 0x00 });
    assert.ok(allowed?.combination === plain && others.length === 0);
  });

  test('no allowed combination means another interface, and the card is not spoken to', async () => {
    const { outcome } = await run([], { amountMinor: 10_000_000 });
    assert.equal(brief(outcome), 'try-another-interface amount');
    assert.deepEqual(outcome.ui, { messageId: 0x18, status: 'processing-error', holdTimeMs: 0 });
  });
});

describe('the kernel that a directory entry asks for', () => {
  const aids = {
    A000000004101001: 2,
    A0000000031010: 3,
    A00000002501: 4,
    A0000000651010: 5,
    A0000001523010: 6,
    A000000333010101: 7,
    A000000999: 0,
  };
  for (const [aid, kernelId] of Object.entries(aids)) {
    test(`${aid} without identifier is for kernel ${kernelId}`, () =>
      assert.equal(requestedKernelId(undefined, fromHex(aid)), kernelId));
  }
  const identifiers: readonly (readonly [identifier: string, kernelId: number | undefined])[] = [
    ['00', 0],
    ['07', 7],
    ['03', 3],
    ['47', 0x47],
    ['0799', 7],
    ['7F', 0x7f],
    ['80', undefined],
    ['8701', undefined],
    ['870156', 0x870156],
    ['C70156', 0xc70156],
    ['8701569988', 0x870156],
    ['800156', undefined],
    ['C00156', undefined],
  ];
  for (const [identifier, kernelId] of identifiers) {
    test(`identifier ${identifier} means ${kernelId ?? 'none'}`, () =>
      assert.equal(requestedKernelId(fromHex(identifier), fromHex(debitAid)), kernelId));
  }
});

/** Candidates as name/kernel, for a directory and combinations. */
function candidates(directory: string, ...combinations: readonly Combination[]): string {
  const preProcessed = preProcess(withCombinations(...combinations), {
    amountMinor: 5,
    type: 0x00,
  });
  return candidateList(fromHex(directory).slice(0, -2), preProcessed)
    .map(
      ({ adfName, preProcessed: { combination } }) => `${toHex(adfName)}/${combination.kernelId}`,
    )
    .join(' ');
}

describe('the candidate list', () => {
  const credit: Combination = { ...plain, aid: fromHex(creditAid) };
  const all = [plain, credit];
  const debit = { '4F': debitAid };
  const rows: readonly (readonly [name: string, entries: readonly Objects[], expected: string])[] =
    [
      ['the name is the AID', [debit], `${debitAid}/7`],
      ['the name begins with the AID', [{ '4F': `${debitAid}99` }], `${debitAid}99/7`],
      ['the name is only the beginning of the AID', [{ '4F': 'A0000003330101' }], ''],
      ['the name is another', [{ '4F': 'A000000333010199' }], ''],
      ['no entries', [], ''],
      ['an entry without a name', [{ '50': '41' }, debit], `${debitAid}/7`],
      ['an entry with a name of four bytes', [{ '4F': 'A0000003' }, debit], `${debitAid}/7`],
      ['an entry with a name of seventeen bytes', [{ '4F': `${debitAid}${'00'.repeat(9)}` }], ''],
      ['kernel 7 asked for', [{ ...debit, '9F2A': '07' }], `${debitAid}/7`],
      ['any kernel asked for', [{ ...debit, '9F2A': '00' }], `${debitAid}/7`],
      ['an empty identifier means the default', [{ ...debit, '9F2A': '' }], `${debitAid}/7`],
      ['another kernel asked for', [{ ...debit, '9F2A': '08' }], ''],
      ['an identifier that is too short', [{ ...debit, '9F2A': '87' }], ''],
      ['an identifier that is too long', [{ ...debit, '9F2A': '07'.repeat(9) }], ''],
      [
        'the order of the directory decides among equals',
        [{ '4F': creditAid }, debit],
        `${creditAid}/7 ${debitAid}/7`,
      ],
      [
        'priority 1 comes before priority 2',
        [
          { '4F': creditAid, '87': '02' },
          { ...debit, '87': '01' },
        ],
        `${debitAid}/7 ${creditAid}/7`,
      ],
      [
        'priority 2 comes after priority 1',
        [
          { '4F': creditAid, '87': '01' },
          { ...debit, '87': '02' },
        ],
        `${creditAid}/7 ${debitAid}/7`,
      ],
      [
        'priority 15 comes before none',
        [{ '4F': creditAid }, { ...debit, '87': '0F' }],
        `${debitAid}/7 ${creditAid}/7`,
      ],
      [
        'priority 0 is none',
        [
          { '4F': creditAid, '87': '00' },
          { ...debit, '87': '0F' },
        ],
        `${debitAid}/7 ${creditAid}/7`,
      ],
      [
        'priority 0 and none are equals',
        [{ '4F': creditAid }, { ...debit, '87': '00' }],
        `${creditAid}/7 ${debitAid}/7`,
      ],
      [
        'the high half of the priority does not count',
        [
          { '4F': creditAid, '87': '12' },
          { ...debit, '87': 'F1' },
        ],
        `${debitAid}/7 ${creditAid}/7`,
      ],
    ];
  for (const [name, entries, expected] of rows) {
    test(name, () => assert.equal(candidates(ppse(...entries), ...all), expected));
  }

  test('one entry may fit several combinations', () => {
    const short = { ...plain, aid: fromHex('A000000333') };
    assert.equal(candidates(ppse(debit), plain, short), `${debitAid}/7 ${debitAid}/7`);
  });

  test('an entry for another kernel does not hide its combination from the next entry', () => {
    const other = { ...plain, kernelId: 8 };
    assert.equal(
      candidates(ppse({ ...debit, '9F2A': '08' }, debit), plain, other),
      `${debitAid}/8 ${debitAid}/7`,
    );
  });

  for (const malformed of ['5701', '9F', '5780', '870101870102', '87020101']) {
    test(`an entry ${malformed} is malformed and passed over`, () => {
      const entries = tlv('61', tlv('4F', creditAid), malformed) + tlv('61', tlv('4F', debitAid));
      const directory = `${tlv('6F', tlv('A5', tlv('BF0C', entries)))}9000`;
      assert.equal(candidates(directory, plain, credit), `${debitAid}/7`);
    });
  }

  const directories: readonly (readonly [name: string, directory: string])[] = [
    ['an empty answer', ''],
    ['not a template', '0102'],
    ['no A5', tlv('6F', tlv('84', '3250'))],
    ['no BF0C', tlv('6F', tlv('A5', tlv('88', '01')))],
    ['a BF0C that is cut', tlv('6F', tlv('A5', tlv('BF0C', '6105')))],
    ['entries outside BF0C', tlv('6F', tlv('A5', tlv('61', tlv('4F', debitAid))))],
  ];
  for (const [name, directory] of directories) {
    test(`${name} is a directory without entries`, () =>
      assert.equal(candidates(`${directory}9000`, plain), ''));
  }
});

describe('final selection', () => {
  const twoEntries = ppse({ '4F': debitAid, '87': '01' }, { '4F': creditAid, '87': '02' });

  test('no directory: end application', async () => {
    const { outcome } = await run([[selectPpse, '6A82']]);
    assert.equal(brief(outcome), 'end-application no-application');
    assert.deepEqual(outcome.ui, { messageId: 0x1c, status: 'ready-to-read', holdTimeMs: 0 });
  });

  test('a directory that came with a warning is not used', async () => {
    const { outcome } = await run([[selectPpse, `${ppse(debitEntry).slice(0, -4)}6283`]]);
    assert.equal(brief(outcome), 'end-application no-application');
  });

  test('a transit card, with a directory and no application of ours: end application', async () => {
    const { outcome } = await run([[selectPpse, ppse({ '4F': 'A000000632010105' })]]);
    assert.equal(brief(outcome), 'end-application no-application');
  });

  test('an application that does not answer 9000 is passed over for the next', async () => {
    const { outcome } = await run([
      [selectPpse, twoEntries],
      [select(debitAid), `${fci(debitAid).slice(0, -4)}6283`],
      [select(creditAid), fci(creditAid)],
      [anyGpo, gpo()],
      [readRecord1, record()],
    ]);
    assert.equal(brief(outcome), 'online-request none');
    assert.ok(outcome.kind === 'online-request' && outcome.aidHex === creditAid);
  });

  test('when the last application is passed over: end application', async () => {
    const { outcome } = await run([
      [selectPpse, twoEntries],
      [select(debitAid), '6A82'],
      [select(creditAid), '6A82'],
    ]);
    assert.equal(brief(outcome), 'end-application no-application');
  });

  test('the kernel may ask for the next application', async () => {
    const { outcome } = await run([
      [selectPpse, twoEntries],
      [select(debitAid), fci(debitAid)],
      [anyGpo, '6985'],
      [select(creditAid), fci(creditAid)],
      [anyGpo, gpo()],
      [readRecord1, record()],
    ]);
    assert.equal(brief(outcome), 'online-request none');
  });

  test('nothing of an application that was passed over is taken into the next', async () => {
    // Both bring a label, a name and a PDOL; kept together they would be duplicates.
    const { outcome } = await run([
      [selectPpse, twoEntries],
      [select(debitAid), fci(debitAid)],
      [anyGpo, '6985'],
      [select(creditAid), fci(creditAid, { '50': '435245444954' })],
      [anyGpo, gpo()],
      [readRecord1, record()],
    ]);
    assert.ok(outcome.kind === 'online-request' && outcome.label === 'CREDIT');
  });

  test('after Select Next from the last application: end application', async () => {
    const { outcome } = await run([
      [selectPpse, ppse(debitEntry)],
      [select(debitAid), fci(debitAid)],
      [anyGpo, '6985'],
    ]);
    assert.equal(brief(outcome), 'end-application no-application');
  });

  const extensions: readonly (readonly [supported: boolean, extension: string, name: string])[] = [
    [true, '0102', `${debitAid}0102`],
    [false, '0102', debitAid],
    [true, '', debitAid],
  ];
  for (const [supported, extension, name] of extensions) {
    test(`extended selection ${extension || 'absent'}, ${supported ? '' : 'not '}supported: SELECT ${name}`, async () => {
      const parameters = withCombinations({ ...plain, extendedSelectionSupported: supported });
      const { outcome } = await run(
        [
          [selectPpse, ppse({ '4F': debitAid, '9F29': extension })],
          [select(name), fci(debitAid)],
          [anyGpo, gpo()],
          [readRecord1, record()],
        ],
        {},
        parameters,
      );
      assert.equal(brief(outcome), 'online-request none');
    });
  }

  test('a combination with a kernel that is not in the program is a mistake of the integrator', async () => {
    const parameters = withCombinations({ ...plain, kernelId: 9 });
    const exchanges: Exchange[] = [
      [selectPpse, ppse({ '4F': debitAid, '9F2A': '09' })],
      [select(debitAid), fci(debitAid)],
    ];
    await assert.rejects(run(exchanges, {}, parameters), /no kernel 9/);
  });
});

describe('a broken exchange', () => {
  const endings: readonly (readonly [answer: string, expected: string, messageId: number])[] = [
    ['removed', 'try-again removed', 0x21],
    ['timeout', 'try-again timeout', 0x21],
    ['protocol', 'try-again protocol', 0x21],
    ['closed', 'end-application reader-closed', 0x1e],
    ['', 'try-again protocol', 0x21],
    ['90', 'try-again protocol', 0x21],
    ['00'.repeat(259), 'try-again protocol', 0x21],
  ];
  for (const [answer, expected, messageId] of endings) {
    const name = answer.length > 8 ? '259 bytes' : answer || 'no bytes';
    for (let at = 0; at < goodCard().length; at++) {
      test(`${name} in place of answer ${at + 1}: ${expected}`, async () => {
        const good = goodCard();
        const { outcome, memory } = await run([...good.slice(0, at), [good[at]![0], answer]]);
        assert.equal(brief(outcome), expected);
        assert.equal(outcome.ui.messageId, messageId);
        assert.equal(memory.usedBytes, 0);
      });
    }
  }

  test('a try-again says what to show when polling starts anew', async () => {
    const { outcome } = await run([[selectPpse, 'removed']]);
    assert.ok(outcome.kind === 'try-again');
    if (outcome.kind !== 'try-again') return;
    assert.deepEqual(outcome.uiOnRestart, {
      messageId: 0x21,
      status: 'ready-to-read',
      holdTimeMs: 0,
    });
  });

  test('256 bytes of data are a whole answer', async () => {
    const { outcome } = await run([[selectPpse, `${'00'.repeat(256)}9000`]]);
    assert.equal(brief(outcome), 'end-application no-application');
  });

  for (let commands = 0; commands <= goodCard().length; commands++) {
    test(`cancelled after ${commands} commands, no further one is sent`, async () => {
      const cancellation = { cancelled: commands === 0 };
      const { outcome, memory } = await run(
        goodCard().slice(0, commands),
        { cancellation },
        unionPayParameters,
        (card) => {
          card.onCommand = (count) => {
            cancellation.cancelled = count === commands;
          };
        },
      );
      // After the last command there is nothing left to cancel: the card's part is done.
      const done = commands === goodCard().length;
      assert.equal(brief(outcome), done ? 'online-request none' : 'end-application cancelled');
      assert.equal(outcome.ui.messageId, done ? 0x1b : 0x1e);
      assert.equal(memory.usedBytes === 0, !done);
    });
  }

  test('a transaction that no caller may ask for is refused before the card is spoken to', async () => {
    await assert.rejects(run([], { amountMinor: -1 }), /amountMinor/);
  });

  test('whoever cancels needs no message', async () => {
    const { outcome } = await run([], { cancellation: { cancelled: true } });
    assert.deepEqual(outcome.ui, { messageId: 0x1e, status: 'idle', holdTimeMs: 0 });
  });

  test('a fault of the reader reaches the caller and leaves no card data', async () => {
    const memory = new CardMemory();
    const card = new TranscriptCard([[selectPpse, ppse(debitEntry)]]);
    await assert.rejects(
      performTransaction(card, unionPayParameters, sale, { memory }),
      /after the end of the transcript/,
    );
    assert.equal(memory.usedBytes, 0);
  });
});

describe('what the card has sent', () => {
  test('every answer is zeroed once it is copied', async () => {
    const { card } = await run(goodCard());
    assert.equal(card.answers.length, 4);
    // The status word may stay.
    assert.ok(card.answers.every((answer) => answer.subarray(0, -2).every((byte) => byte === 0)));
  });

  test('an answer that is too long is zeroed as well', async () => {
    const { card } = await run([[selectPpse, 'AA'.repeat(259)]]);
    assert.ok(card.answers[0]!.every((byte) => byte === 0));
  });

  test('a declined card leaves nothing behind', async () => {
    const { outcome, memory } = await run(goodCard({ '9F27': '00' }));
    assert.equal(brief(outcome), 'declined card-declined');
    assert.equal(memory.usedBytes, 0);
  });

  test('of an online request the caller wipes it, once or twice', async () => {
    const { outcome, memory } = await run(goodCard());
    assert.ok(outcome.kind === 'online-request');
    if (outcome.kind !== 'online-request') return;
    const { cardData } = outcome;
    assert.ok(memory.usedBytes > 0);
    assert.equal(toHex(cardData.expiry), '3012');
    cardData.wipe();
    cardData.wipe();
    assert.equal(memory.usedBytes, 0);
    for (const bytes of [
      cardData.track2.packed,
      cardData.pan.packed,
      cardData.expiry,
      cardData.panSequenceNumber!,
    ]) {
      assert.ok(bytes.length > 0 && bytes.every((byte) => byte === 0));
    }
  });

  test('a terminal without a block of its own gets one for each transaction', async () => {
    const outcome = await performTransaction(
      new TranscriptCard(goodCard()),
      unionPayParameters,
      sale,
    );
    assert.equal(brief(outcome), 'online-request none');
  });
});

describe('card memory', () => {
  test('keeps a copy and zeroes the original', () => {
    const memory = new CardMemory();
    const original = fromHex('0102');
    const kept = memory.keep(original)!;
    assert.equal(toHex(kept), '0102');
    assert.equal(toHex(original), '0000');
    assert.equal(toHex(memory.keep(fromHex('03'))!), '03');
    assert.equal(toHex(kept), '0102');
    assert.equal(memory.usedBytes, 3);
  });

  test('is full at its last byte, and says so without keeping anything', () => {
    const memory = new CardMemory();
    assert.equal(memory.keep(new Uint8Array(cardMemoryBytes))?.length, cardMemoryBytes);
    const more = fromHex('5A');
    assert.equal(memory.keep(more), undefined);
    assert.equal(toHex(more), '00');
    assert.equal(memory.usedBytes, cardMemoryBytes);
    memory.wipe();
    assert.equal(toHex(memory.keep(fromHex('5A'))!), '5A');
  });
});
