// SPDX-License-Identifier: Apache-2.0
//
// Kernel 7, step by step of docs/sources.md [domain B3], through the whole of Entry Point: what the card says and how
// the transaction ends.

import { assert, describe, test } from 'mcu-test-harness';
import type { Parameters } from '../../src/emv/parameters.ts';
import type { Transaction } from '../../src/emv/transaction.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import {
  anyGpo,
  brief,
  debitAid,
  debitEntry,
  fci,
  goodCard,
  gpo,
  gpoObjects,
  type Objects,
  pan,
  pdol,
  ppse,
  readRecord1,
  record,
  run,
  sale,
  select,
  selectPpse,
  tlv,
  tlvs,
} from './support/emv-card.ts';
import type { Exchange } from './support/transcript-card.ts';
import { unionPayParameters } from './support/unionpay.ts';

async function briefly(
  exchanges: readonly Exchange[],
  changes: Partial<Transaction> = {},
): Promise<string> {
  return brief((await run(exchanges, changes)).outcome);
}

/** The good card up to GET PROCESSING OPTIONS. */
const selected = goodCard().slice(0, 2);

describe('a good card', () => {
  /** Every byte of the four commands. */
  const golden: readonly Exchange[] = [
    ['00A404000E325041592E5359532E444446303100', ppse(debitEntry)],
    ['00A4040008A00000033301010100', fci(debitAid)],
    [
      '80A8000026832426800080000000001250000000000000015600000000000156251121001234567800000000',
      gpo(),
    ],
    ['00B2010C00', record()],
  ];

  test('gets these commands and brings an online request', async () => {
    const { outcome, ui } = await run(golden);
    assert.equal(brief(outcome), 'online-request none');
    assert.deepEqual(ui, [{ messageId: 0x17, status: 'card-read-successfully', holdTimeMs: 0 }]);
    assert.deepEqual(outcome.ui, { messageId: 0x1b, status: 'processing', holdTimeMs: 0 });
    if (outcome.kind !== 'online-request') return;
    assert.equal(outcome.kernelCvm, 'none');
    assert.equal(outcome.maskedPan, '629999******0017');
    assert.equal(outcome.label, 'QUICPASS');
    assert.equal(outcome.aidHex, debitAid);
    assert.equal(outcome.arqcHex, '0123456789ABCDEF');
    assert.equal(outcome.atcHex, '001C');
    assert.equal(outcome.tvrHex, '0000000000');
    assert.equal(outcome.tsiHex, '0000');
    assert.equal(toHex(outcome.cardData.track2.packed), `${pan}D301220101234000000F`);
    assert.equal(outcome.cardData.track2.count, 35);
    assert.equal(toHex(outcome.cardData.pan.packed), pan);
    assert.equal(outcome.cardData.pan.count, 16);
    assert.equal(toHex(outcome.cardData.expiry), '3012');
    assert.equal(toHex(outcome.cardData.panSequenceNumber!), '01');
  });

  test('field 55 of the request holds the set of A7 in its order', async () => {
    const { outcome } = await run(golden);
    assert.ok(outcome.kind === 'online-request');
    if (outcome.kind !== 'online-request') return;
    assert.equal(
      toHex(outcome.f55Request),
      [
        '9F26080123456789ABCDEF',
        '9F270180',
        '9F101307010103A00000010A0100000000001234567A',
        '9F370412345678',
        '9F3602001C',
        '95050000000000',
        '9A03251121',
        '9C0100',
        '9F0206000000001250',
        '5F2A020156',
        '82022000',
        '9F1A020156',
        '9F0306000000000000',
        '9F3303006800',
        '9F34033F0000',
        '9F350121',
        '9F1E084A5A303030303031',
        '8408A000000333010101',
        '9F09020030',
        '9F410400000042',
        '9F631000000000000000000000000000000001',
      ].join(''),
    );
    assert.equal(
      toHex(outcome.f55Reversal),
      [
        '95050000000000',
        '9F1E084A5A303030303031',
        '9F101307010103A00000010A0100000000001234567A',
        '9F3602001C',
      ].join(''),
    );
  });

  test('an e-cash authorisation code is passed on, a product identification only if there', async () => {
    const { outcome } = await run(goodCard({ '9F74': '454343303031' }, { '9F63': undefined }));
    assert.ok(outcome.kind === 'online-request');
    if (outcome.kind !== 'online-request') return;
    assert.ok(toHex(outcome.f55Request).endsWith('9F4104000000429F7406454343303031'));
  });

  test('objects of the terminal that the card sends as its own do not reach field 55', async () => {
    const own = {
      '9F02': '000000000001',
      '9F37': '00000000',
      '95': 'FFFFFFFFFF',
      '84': 'A0000000031010',
    };
    const { outcome } = await run(goodCard(own));
    const { outcome: good } = await run(goodCard());
    assert.ok(outcome.kind === 'online-request' && good.kind === 'online-request');
    if (outcome.kind !== 'online-request' || good.kind !== 'online-request') return;
    assert.equal(toHex(outcome.f55Request), toHex(good.f55Request));
    assert.equal(toHex(outcome.f55Reversal), toHex(good.f55Reversal));
  });

  test('all objects may come with GET PROCESSING OPTIONS, and no record at all', async () => {
    const exchanges: Exchange[] = [...selected, [anyGpo, gpo({ '94': undefined })]];
    const { outcome, ui } = await run(exchanges);
    assert.equal(brief(outcome), 'online-request none');
    assert.equal(ui.length, 1);
  });

  test('without a sequence number, field 23 has nothing to hold', async () => {
    const { outcome } = await run(goodCard({ '5F34': undefined }));
    assert.ok(
      outcome.kind === 'online-request' && outcome.cardData.panSequenceNumber === undefined,
    );
  });

  test('a label is printed as ASCII, whatever the card sends', async () => {
    const label = '1B40207E7F81419C';
    const exchanges = goodCard();
    exchanges[1] = [select(debitAid), fci(debitAid, { '50': label })];
    const { outcome } = await run(exchanges);
    assert.ok(outcome.kind === 'online-request');
    if (outcome.kind === 'online-request') assert.equal(outcome.label, '?@ ~??A?');
  });

  test('a card without a label has an empty one', async () => {
    const exchanges = goodCard();
    exchanges[1] = [select(debitAid), fci(debitAid, { '50': undefined })];
    const { outcome } = await run(exchanges);
    assert.ok(outcome.kind === 'online-request' && outcome.label === '');
  });
});

describe('step 1, the answer to SELECT', () => {
  const plainFci = tlvs({ '50': '41', '9F38': pdol });
  const rows: readonly (readonly [name: string, answer: string])[] = [
    ['is empty', ''],
    ['is not a template', '0102'],
    ['is another template', tlv('77', tlv('84', debitAid), tlv('A5', plainFci))],
    [
      'has a second object beside the template',
      `${tlv('6F', tlv('84', debitAid), tlv('A5', plainFci))}5700`,
    ],
    ['has no name', tlv('6F', tlv('A5', plainFci))],
    ['has another name', tlv('6F', tlv('84', 'A000000333010102'), tlv('A5', plainFci))],
    [
      'has a name shorter than the one selected',
      tlv('6F', tlv('84', 'A0000003330101'), tlv('A5', plainFci)),
    ],
    [
      'has a name of 17 bytes',
      tlv('6F', tlv('84', `${debitAid}${'00'.repeat(9)}`), tlv('A5', plainFci)),
    ],
    ['has two names', tlv('6F', tlv('84', debitAid), tlv('84', debitAid), tlv('A5', plainFci))],
    ['has no A5', tlv('6F', tlv('84', debitAid))],
    ['has an A5 that is cut', tlv('6F', tlv('84', debitAid), tlv('A5', `${plainFci}57`))],
    ['has two PDOLs', tlv('6F', tlv('84', debitAid), tlv('A5', plainFci, tlv('9F38', pdol)))],
    ['has no PDOL', tlv('6F', tlv('84', debitAid), tlv('A5', tlv('50', '41')))],
    ['has a PDOL that is cut', fci(debitAid, { '9F38': '9F66049F02' }).slice(0, -4)],
    ['has a PDOL without TTQ', fci(debitAid, { '9F38': '9F0206' }).slice(0, -4)],
    ['has a PDOL that asks for 253 bytes', fci(debitAid, { '9F38': '9F66049F02F9' }).slice(0, -4)],
  ];
  for (const [name, answer] of rows) {
    test(`${name}: select next`, async () => {
      const exchanges: Exchange[] = [
        [selectPpse, ppse({ '4F': debitAid, '87': '01' }, { '4F': 'A000000333010102' })],
        [select(debitAid), `${answer}9000`],
        [select('A000000333010102'), '6A82'],
      ];
      assert.equal(await briefly(exchanges), 'end-application no-application');
    });
  }

  test('may give a longer name than the directory', async () => {
    const exchanges = goodCard();
    exchanges[1] = [select(debitAid), fci(`${debitAid}01`)];
    const { outcome } = await run(exchanges);
    assert.ok(outcome.kind === 'online-request' && outcome.aidHex === `${debitAid}01`);
  });

  test('a PDOL that asks for 252 bytes gets them in one command', async () => {
    const exchanges: Exchange[] = [
      [selectPpse, ppse(debitEntry)],
      [select(debitAid), fci(debitAid, { '9F38': '9F66049F02F8' })],
      [`80A80000FF8381FC26800080${'00'.repeat(242)}00000000125000`, '6984'],
    ];
    assert.equal(await briefly(exchanges), 'try-another-interface card-asks');
  });
});

describe('step 2, the status word of GET PROCESSING OPTIONS', () => {
  const rows: readonly (readonly [statusWord: string, expected: string, messageId: number])[] = [
    ['6984', 'try-another-interface card-asks', 0x18],
    ['6985', 'end-application no-application', 0x1c],
    ['6986', 'try-again see-phone', 0x20],
    ['6A81', 'end-application status-word', 0x1c],
    ['6700', 'end-application status-word', 0x1c],
    ['0000', 'end-application status-word', 0x1c],
    ['9001', 'end-application status-word', 0x1c],
  ];
  for (const [statusWord, expected, messageId] of rows) {
    test(`${statusWord}: ${expected}`, async () => {
      const { outcome } = await run([...selected, [anyGpo, statusWord]]);
      assert.equal(brief(outcome), expected);
      assert.equal(outcome.ui.messageId, messageId);
    });
  }

  test('6983 with a good answer does not count', async () => {
    const answer = `${gpo().slice(0, -4)}6983`;
    assert.equal(await briefly([...selected, [anyGpo, answer]]), 'end-application status-word');
  });

  test('see phone holds its message, then asks for the card again', async () => {
    const { outcome } = await run([...selected, [anyGpo, '6986']]);
    assert.ok(outcome.kind === 'try-again');
    if (outcome.kind !== 'try-again') return;
    assert.deepEqual(outcome.ui, { messageId: 0x20, status: 'processing-error', holdTimeMs: 1300 });
    assert.equal(outcome.uiOnRestart.messageId, 0x21);
  });
});

describe('step 3, the answer to GET PROCESSING OPTIONS', () => {
  test('in format 1 it is AIP and AFL, the rest comes in records', async () => {
    const exchanges: Exchange[] = [
      ...selected,
      [anyGpo, `${tlv('80', '2000', '08010100')}9000`],
      [readRecord1, record({ ...gpoObjects, '82': undefined, '94': undefined })],
    ];
    const { outcome } = await run(exchanges);
    assert.equal(brief(outcome), 'online-request none');
    assert.ok(outcome.kind === 'online-request' && toHex(outcome.f55Request).includes('82022000'));
  });

  test('in format 1 without an AFL no record is read', async () => {
    const exchanges: Exchange[] = [...selected, [anyGpo, `${tlv('80', '2000')}9000`]];
    const { outcome, ui } = await run(exchanges);
    assert.equal(brief(outcome), 'end-application card-data');
    // All that the card names was read; what is missing is missing.
    assert.equal(ui.length, 1);
  });

  const rows: readonly (readonly [name: string, answer: string])[] = [
    ['no data', ''],
    ['not TLV', '7705'],
    ['another template', tlv('70', tlvs(gpoObjects))],
    ['two objects', tlv('77', tlvs(gpoObjects)) + tlv('5A', pan)],
    ['a template that is cut inside', tlv('77', `${tlvs(gpoObjects)}9F`)],
    ['an object twice', tlv('77', tlvs(gpoObjects), tlv('9F36', '001C'))],
    ['an object of a wrong length', tlv('77', tlvs({ ...gpoObjects, '9F36': '01' }))],
    ['format 1 with one byte', tlv('80', '20')],
    ['format 1 with an AFL that is cut', tlv('80', '2000', '080101')],
    ['an AFL that is cut', tlv('77', tlvs({ ...gpoObjects, '94': '0801010010' }))],
    ['everything inside one more template', tlv('77', tlv('77', tlvs(gpoObjects)))],
  ];
  for (const [name, answer] of rows) {
    test(`${name}: end application`, async () => {
      const { outcome } = await run([...selected, [anyGpo, `${answer}9000`]]);
      assert.equal(brief(outcome), 'end-application card-data');
      assert.equal(outcome.ui.messageId, 0x1c);
    });
  }
});

describe('step 5, the records', () => {
  /** The good card with this AFL and these answers to READ RECORD. */
  function withRecords(afl: string, ...answers: readonly Exchange[]): Exchange[] {
    return [...selected, [anyGpo, gpo({ '94': afl })], ...answers];
  }

  test('all of several files are read, in the order of the AFL', async () => {
    const exchanges = withRecords(
      '1001020008030300',
      ['00B2011400', `${tlv('70', tlv('5A', pan))}9000`],
      ['00B2021400', `${tlv('70', tlv('5F24', '301231'))}9000`],
      ['00B2030C00', `${tlv('70', tlv('5F20', '4A5A'))}9000`],
    );
    assert.equal(await briefly(exchanges), 'online-request none');
  });

  const rows: readonly (readonly [name: string, answer: string, expected: string])[] = [
    ['a status word other than 9000', '6A83', 'end-application status-word'],
    [
      'a record with a status word other than 9000',
      `${record().slice(0, -4)}6282`,
      'end-application status-word',
    ],
    ['four zero bytes and no status word', '00000000', 'end-application status-word'],
    ['a record of 0 bytes', '9000', 'end-application card-data'],
    ['an empty record', '70009000', 'online-request none'],
    ['a record of zeros', `${'00'.repeat(20)}9000`, 'end-application card-data'],
    ['a record of 255 bytes', `7081FC${'DF0181F8'}${'00'.repeat(248)}9000`, 'online-request none'],
    ['another template', `${tlv('77', tlv('5F24', '301231'))}9000`, 'end-application card-data'],
    ['two templates', `${tlv('70')}${tlv('70')}9000`, 'end-application card-data'],
    ['a record that is cut', '70055F2403309000', 'end-application card-data'],
    [
      'an object of the first answer again',
      `${tlv('70', tlv('9F36', '001C'))}9000`,
      'end-application card-data',
    ],
    [
      'nested templates',
      `${tlv('70', tlv('70', tlv('70', tlv('70', tlv('70')))))}9000`,
      'online-request none',
    ],
    ['templates nested 100 deep', `${nested(100)}9000`, 'online-request none'],
  ];
  for (const [name, answer, expected] of rows) {
    test(`${name}: ${expected}`, async () =>
      assert.equal(await briefly(withRecords('08010100', [readRecord1, answer])), expected));
  }

  test('a mandatory object in a template inside a record does not count', async () => {
    const exchanges: Exchange[] = [
      ...selected,
      [anyGpo, gpo({ '57': undefined })],
      [readRecord1, `${tlv('70', tlv('70', tlv('57', gpoObjects['57']!)))}9000`],
    ];
    assert.equal(await briefly(exchanges), 'end-application card-data');
  });

  test('a record of file 10 is EMV’s', async () => {
    const exchanges = withRecords('50010100', ['00B2015400', '9000']);
    assert.equal(await briefly(exchanges), 'end-application card-data');
  });

  test('a record of file 11 is read and its content left alone', async () => {
    const exchanges = withRecords('58010100', ['00B2015C00', '9F36FF9000']);
    assert.equal(await briefly(exchanges), 'online-request none');
  });

  test('while records are missing, nobody is told that the card may go', async () => {
    const { ui } = await run(
      withRecords('08010200', [readRecord1, record()], ['00B2020C00', 'removed']),
    );
    assert.deepEqual(ui, []);
  });

  test('a card that fills the memory ends the application', async () => {
    // Each record is 256 bytes; with what was read before, the sixteenth does not fit.
    const answers = Array.from({ length: 16 }, (_, index): Exchange => {
      const number = (index + 1).toString(16).padStart(2, '0').toUpperCase();
      return [`00B2${number}5C00`, `${'AA'.repeat(256)}9000`];
    });
    const exchanges = withRecords('58012000', ...answers);
    const { outcome, memory } = await run(exchanges);
    assert.equal(brief(outcome), 'end-application too-much-data');
    assert.equal(outcome.ui.messageId, 0x1c);
    assert.equal(memory.usedBytes, 0);
  });
});

/** Empty templates 70 inside one another, with long lengths where they are needed. */
function nested(depth: number): string {
  let text = '';
  for (let i = 0; i < depth; i++) text = tlv('70', text);
  return text;
}

describe('mandatory data', () => {
  for (const tag of ['82', '9F36', '57', '9F10', '9F26']) {
    test(`a card without ${tag}: end application`, async () =>
      assert.equal(await briefly(goodCard({ [tag]: undefined })), 'end-application card-data'));
    test(`a card with an empty ${tag}: end application`, async () =>
      assert.equal(await briefly(goodCard({ [tag]: '' })), 'end-application card-data'));
  }

  test('a track 2 that is none: end application', async () =>
    assert.equal(
      await briefly(goodCard({ '57': `${pan}301220101234000000F0` })),
      'end-application card-data',
    ));

  test('an application PAN that is another: end application', async () =>
    assert.equal(
      await briefly(goodCard({}, { '5A': '6299990000000018' })),
      'end-application card-data',
    ));

  test('an application PAN is not needed', async () =>
    assert.equal(await briefly(goodCard({}, { '5A': undefined })), 'online-request none'));
});

describe('step 4, the cryptogram', () => {
  const rows: readonly (readonly [
    name: string,
    changes: Objects,
    expected: string,
    tag9F27: string,
  ])[] = [
    ['9F27 00 is an AAC', { '9F27': '00' }, 'declined card-declined', ''],
    ['9F27 3F is an AAC', { '9F27': '3F' }, 'declined card-declined', ''],
    ['9F27 40 is a TC', { '9F27': '40' }, 'declined offline-approval-not-supported', ''],
    ['9F27 80 is an ARQC', { '9F27': '80' }, 'online-request none', '9F270180'],
    [
      '9F27 A5 is an ARQC and is passed on as it is',
      { '9F27': 'A5' },
      'online-request none',
      '9F2701A5',
    ],
    ['9F27 C0 is reserved', { '9F27': 'C0' }, 'end-application card-data', ''],
    ['CVR 80: an AAC', { '9F10': '0701010380000001' }, 'declined card-declined', ''],
    ['CVR 90: a TC', { '9F10': '0701010390000001' }, 'declined offline-approval-not-supported', ''],
    ['CVR A0: an ARQC', { '9F10': '07010103A0000001' }, 'online-request none', '9F270180'],
    ['CVR B0: reserved', { '9F10': '07010103B0000001' }, 'end-application card-data', ''],
    ['a CVR that is cut before byte 2', { '9F10': '07010103' }, 'end-application card-data', ''],
    ['a CVR that is cut after byte 2', { '9F10': '07010103A0' }, 'online-request none', '9F270180'],
    [
      '9F27 is asked before the CVR',
      { '9F27': '80', '9F10': '0701010380000001' },
      'online-request none',
      '9F270180',
    ],
    [
      'with 9F27 the issuer data may be short',
      { '9F27': '80', '9F10': '07' },
      'online-request none',
      '9F270180',
    ],
  ];
  for (const [name, changes, expected, tag9F27] of rows) {
    test(`${name}: ${expected}`, async () => {
      const { outcome } = await run(goodCard(changes));
      assert.equal(brief(outcome), expected);
      if (outcome.kind === 'online-request') assert.ok(toHex(outcome.f55Request).includes(tag9F27));
      else assert.equal(outcome.ui.messageId, outcome.kind === 'declined' ? 0x07 : 0x1c);
    });
  }
});

describe('step 6, processing restrictions', () => {
  const rows: readonly (readonly [
    name: string,
    expiry: string | undefined,
    ctq: string,
    expected: string,
  ])[] = [
    ['the day before expiry', '251122', '0000', 'online-request none'],
    ['the day of expiry', '251121', '0000', 'online-request none'],
    ['the day after expiry', '251120', '0000', 'declined expired'],
    ['the month after expiry', '251030', '0000', 'declined expired'],
    ['the year after expiry', '241231', '0000', 'declined expired'],
    ['expiry in 2049', '491231', '0000', 'online-request none'],
    ['expiry in 1999', '991231', '0000', 'declined expired'],
    ['expiry in 1950', '500101', '0000', 'declined expired'],
    ['expired, and the card goes online then', '251120', '0800', 'online-request none'],
    ['expired, and the card says all but that', '251120', '3780', 'declined expired'],
    ['no expiry date', undefined, '0000', 'online-request none'],
  ];
  for (const [name, expiry, ctq, expected] of rows) {
    test(`${name}: ${expected}`, async () => {
      const { outcome } = await run(goodCard({ '9F6C': ctq }, { '5F24': expiry }));
      assert.equal(brief(outcome), expected);
    });
  }

  test('an expired card without CTQ is declined', async () =>
    assert.equal(
      await briefly(goodCard({ '9F6C': undefined }, { '5F24': '251120' })),
      'declined expired',
    ));

  test('a date that is none: end application', async () =>
    assert.equal(await briefly(goodCard({}, { '5F24': '2511FF' })), 'end-application card-data'));
});

describe('step 8, cardholder verification', () => {
  /** TTQ byte 1 of the reader: with PIN and signature, without one of them, with none. */
  const both = '26000080';
  const pinOnly = '24000080';
  const signatureOnly = '22000080';
  const neither = '20000080';
  const below = 100_000;
  const above = 100_001;

  function reader(ttq: string): Parameters {
    const combinations = unionPayParameters.combinations.map((combination) => ({
      ...combination,
      tag9F66TerminalTransactionQualifiers: fromHex(ttq),
    }));
    return { ...unionPayParameters, combinations };
  }

  /** 9F69: version, unpredictable number, the CTQ that it vouches for, more. */
  const related = (ctq: string) => `0112345678${ctq}00`;

  const rows: readonly (readonly [
    name: string,
    ttq: string,
    amountMinor: number,
    changes: Objects,
    expected: string,
  ])[] = [
    ['nothing asked for, nothing required', both, below, { '9F6C': '0000' }, 'none none'],
    ['no CTQ, nothing required', both, below, { '9F6C': undefined }, 'none none'],
    ['the card asks for a PIN', both, below, { '9F6C': '8000' }, 'online-pin none'],
    ['the card asks for a PIN, required', both, above, { '9F6C': '8000' }, 'online-pin online-pin'],
    ['the card asks for PIN or signature', both, below, { '9F6C': 'C000' }, 'online-pin none'],
    [
      'the card asks for PIN or signature, the reader has no PIN',
      signatureOnly,
      below,
      { '9F6C': 'C000' },
      'signature none',
    ],
    ['the card asks for a signature', both, below, { '9F6C': '4000' }, 'signature none'],
    [
      'the card asks for a signature, required',
      both,
      above,
      { '9F6C': '4000' },
      'signature online-pin',
    ],
    [
      'the card asks for a signature, the reader has none',
      pinOnly,
      below,
      { '9F6C': '4000' },
      'none none',
    ],
    [
      'the card asks for a signature, required, the reader has none',
      pinOnly,
      above,
      { '9F6C': '4000' },
      'declined no-common-cvm',
    ],
    [
      'the card asks for a PIN, the reader has none',
      neither,
      below,
      { '9F6C': '8000' },
      'none none',
    ],
    [
      'the card asks for a PIN, required, the reader has none',
      neither,
      above,
      { '9F6C': '8000' },
      'declined no-common-cvm',
    ],
    [
      'required, and the card asks for nothing',
      both,
      above,
      { '9F6C': '0000' },
      'declined no-common-cvm',
    ],
    ['required, no CTQ', both, above, { '9F6C': undefined }, 'online-pin online-pin'],
    [
      'required, no CTQ, the reader has no PIN',
      signatureOnly,
      above,
      { '9F6C': undefined },
      'signature online-pin',
    ],
    [
      'required, no CTQ, the reader has neither',
      neither,
      above,
      { '9F6C': undefined },
      'declined no-common-cvm',
    ],
    [
      'done on the phone',
      both,
      below,
      { '9F6C': '0080' },
      'confirmed-on-device confirmed-on-device',
    ],
    [
      'done on the phone, required',
      both,
      above,
      { '9F6C': '0080' },
      'confirmed-on-device confirmed-on-device',
    ],
    [
      'done on the phone, and the card asks for a PIN',
      both,
      above,
      { '9F6C': '8080' },
      'online-pin online-pin',
    ],
    [
      'done on the phone, the card asks for a PIN, the reader has none',
      signatureOnly,
      above,
      { '9F6C': '8080' },
      'confirmed-on-device confirmed-on-device',
    ],
    [
      'done on the phone, and the card asks for a signature',
      both,
      above,
      { '9F6C': '4080' },
      'confirmed-on-device confirmed-on-device',
    ],
    [
      'done on the phone, vouched for',
      both,
      above,
      { '9F6C': '0080', '9F69': related('0080') },
      'confirmed-on-device confirmed-on-device',
    ],
    [
      'done on the phone, the voucher has another byte 1',
      both,
      above,
      { '9F6C': '0080', '9F69': related('8080') },
      'declined device-cvm-not-proven',
    ],
    [
      'done on the phone, the voucher has another byte 2',
      both,
      above,
      { '9F6C': '0080', '9F69': related('0000') },
      'declined device-cvm-not-proven',
    ],
    [
      'a voucher that differs matters only if it is used',
      both,
      below,
      { '9F6C': '0000', '9F69': related('0080') },
      'none none',
    ],
  ];
  for (const [name, ttq, amountMinor, changes, expected] of rows) {
    test(`${name}: ${expected}`, async () => {
      const { outcome } = await run(goodCard(changes), { amountMinor }, reader(ttq));
      const shown =
        outcome.kind === 'online-request' ? `${outcome.kernelCvm} ${outcome.cvm}` : brief(outcome);
      assert.equal(shown, expected);
    });
  }

  const results: readonly (readonly [ctq: string, amountMinor: number, tag9F34: string])[] = [
    ['0000', below, '3F0000'],
    ['0080', below, '010002'],
    ['8000', above, '020000'],
  ];
  for (const [ctq, amountMinor, tag9F34] of results) {
    test(`CTQ ${ctq}, ${amountMinor} fen: 9F34 is ${tag9F34}`, async () => {
      const { outcome } = await run(goodCard({ '9F6C': ctq }), { amountMinor });
      assert.ok(outcome.kind === 'online-request');
      if (outcome.kind === 'online-request') {
        assert.ok(toHex(outcome.f55Request).includes(`9F3403${tag9F34}`));
      }
    });
  }
});

describe('step 9, the outcome', () => {
  test('what a later step finds does not change the TVR that the card has signed', async () => {
    const { outcome } = await run(goodCard({ '9F6C': '8800' }, { '5F24': '251120' }));
    assert.ok(outcome.kind === 'online-request' && outcome.tvrHex === '0000000000');
  });

  test('the amount in field 55 is the one that the card was told', async () => {
    const exchanges = goodCard();
    const amount = '000000099999';
    exchanges[2] = [`80A8000026832426800080${amount}*`, gpo()];
    const { outcome } = await run(exchanges, { amountMinor: 99_999 });
    assert.ok(outcome.kind === 'online-request');
    if (outcome.kind === 'online-request')
      assert.ok(toHex(outcome.f55Request).includes(`9F0206${amount}`));
  });

  test('a declined card is told from one that broke by its message', async () => {
    const { outcome } = await run(goodCard({ '9F27': '00' }));
    assert.deepEqual(outcome.ui, { messageId: 0x07, status: 'idle', holdTimeMs: 0 });
    assert.equal(sale.amountMinor, 1250);
  });
});
