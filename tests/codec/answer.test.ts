// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import {
  type CheckedAnswer,
  checkAnswer,
  expectationOf,
  readSignIn,
} from '../../src/host/answer.ts';
import { digitsFromText } from '../../src/host/iso8583/digits.ts';
import type { TerminalMessage } from '../../src/host/iso8583/unionpay-terminal.ts';
import { type Mac, sealRequest } from '../../src/host/mac.ts';
import { processingRequestFor } from '../../src/host/processing-request.ts';
import { profileUnionPayTdes as profile } from '../../src/host/profile-unionpay-tdes.ts';
import { signInRequest } from '../../src/host/requests.ts';
import { fromAscii, fromHex } from '../../src/lib/bytes.ts';

/** Not a MAC, but every byte counts. */
const mac: Mac = (message) => {
  const result = new Uint8Array(8);
  for (const [i, byte] of message.entries()) {
    // Only the first four bytes of a result reach field 64.
    result[i % 4] = ((result[i % 4]! * 31) ^ (byte + i)) & 0xff;
  }
  return result;
};

const request: TerminalMessage = {
  mti: '0200',
  fields: {
    field2Pan: digitsFromText('6250990000000006'),
    field4Amount: '000000001250',
    field11Stan: '000017',
    field41TerminalId: 'TERM0001',
    field42MerchantId: '104110050000001',
  },
};
const expected = expectationOf(request);

const approval: TerminalMessage = {
  mti: '0210',
  fields: { ...request.fields, field38AuthorizationCode: '123456', field39ResponseCode: '00' },
};

type Changes = Record<string, string | undefined>;

function changed(changes: Changes): TerminalMessage {
  const { mti = '0210', ...fields } = changes;
  return { mti, fields: { ...approval.fields, ...fields } as TerminalMessage['fields'] };
}

function checked(answer: TerminalMessage, sealedWith: Mac | undefined = mac): CheckedAnswer {
  return checkAnswer(profile, expected, sealRequest(profile, answer, sealedWith), mac);
}

describe('an answer', () => {
  test('that is right in everything is valid and authentic', () => {
    const answer = checked(approval);
    assert.ok(answer.kind === 'valid' && answer.isAuthentic && answer.code === '00');
  });

  const mismatches: readonly (readonly [string, Changes, number])[] = [
    ['of another type', { mti: '0410' }, 0],
    ['for another trace number', { field11Stan: '000018' }, 11],
    ['without trace number', { field11Stan: undefined }, 11],
    ['for another terminal', { field41TerminalId: 'TERM0002' }, 41],
    ['for another merchant', { field42MerchantId: '104110050000002' }, 42],
    ['with another amount', { field4Amount: '000000001251' }, 4],
    ['that approves without an amount', { field4Amount: undefined }, 4],
    [
      'that refuses another amount',
      { field4Amount: '1'.padStart(12, '0'), field39ResponseCode: '51' },
      4,
    ],
  ];
  for (const [name, changes, id] of mismatches) {
    test(`${name} is not ours`, () => {
      assert.deepEqual(checked(changed(changes)), { kind: 'mismatch', id });
    });
  }

  test('that refuses need not repeat the amount', () => {
    const answer = checked(changed({ field39ResponseCode: '51', field4Amount: undefined }));
    assert.ok(answer.kind === 'valid' && answer.code === '51');
  });

  test('without response code is malformed', () => {
    assert.equal(checked(changed({ field39ResponseCode: undefined })).kind, 'malformed');
  });

  test('whose MAC is wrong is not believed, whatever it says', () => {
    const wrong: Mac = (message) => mac(message).map((byte) => byte ^ 1);
    for (const code of ['00', '51']) {
      const answer = checked(changed({ field39ResponseCode: code }), wrong);
      assert.deepEqual(answer, { kind: 'mac-wrong' });
    }
  });

  test('altered anywhere after it was sealed is never valid', () => {
    const frame = sealRequest(profile, approval, mac);
    for (let i = 13; i < frame.length; i++) {
      const altered = frame.slice();
      altered[i]! ^= 0x01;
      assert.ok(checkAnswer(profile, expected, altered, mac).kind !== 'valid', `byte ${i}`);
    }
  });

  const withoutMac = [
    ['00', 'mac-wrong'],
    ['10', 'mac-wrong'],
    ['51', 'valid'],
    ['A0', 'valid'],
  ] as const;
  for (const [code, kind] of withoutMac) {
    test(`${code} without MAC is ${kind}`, () => {
      const message = changed({ field39ResponseCode: code });
      const answer = checkAnswer(profile, expected, sealRequest(profile, message), mac);
      assert.equal(answer.kind, kind);
      if (answer.kind === 'valid') assert.equal(answer.isAuthentic, false);
    });
  }

  test('51 without MAC is refused where the profile says so', () => {
    const strict = { ...profile, declinesMayLackMac: false };
    const bytes = sealRequest(profile, changed({ field39ResponseCode: '51' }));
    assert.equal(checkAnswer(strict, expected, bytes, mac).kind, 'mac-wrong');
  });

  test('A0 with any MAC is valid but never authentic', () => {
    const wrong: Mac = () => new Uint8Array(8);
    const answer = checked(changed({ field39ResponseCode: 'A0' }), wrong);
    assert.ok(answer.kind === 'valid' && !answer.isAuthentic);
  });

  test('cut anywhere is malformed', () => {
    const frame = sealRequest(profile, approval, mac);
    for (let end = 0; end < frame.length; end++) {
      const answer = checkAnswer(profile, expected, frame.subarray(0, end), mac);
      assert.equal(answer.kind, 'malformed');
    }
  });

  test('says what the host wants next', () => {
    const wanting = { ...profile, header: '603103310000' };
    const answer = checkAnswer(profile, expected, sealRequest(wanting, approval, mac), mac);
    assert.ok(answer.kind === 'valid' && answer.processingRequest === '3');
    assert.equal(processingRequestFor('3'), 'sign-in');
    assert.equal(processingRequestFor('8'), 'none');
  });
});

describe('a sign-in answer', () => {
  const identity = { terminalId: 'TERM0001', merchantId: '104110050000001' };
  const signIn = signInRequest(profile, identity, { stan: '000001', batch: '000000' }, '01');
  const keys = fromHex(`${'11'.repeat(16)} A1A2A3A4 ${'22'.repeat(8)} ${'00'.repeat(8)} B1B2B3B4`);

  function answered(fields: TerminalMessage['fields']): CheckedAnswer {
    const message = {
      mti: '0810',
      fields: { ...signIn.fields, field39ResponseCode: '00', ...fields },
    };
    return checkAnswer(profile, expectationOf(signIn), sealRequest(profile, message), undefined);
  }

  test('needs no MAC, and gives batch and keys', () => {
    const answer = answered({
      field60TransactionData: '00000024003',
      field62KeysAndParameters: keys,
    });
    assert.ok(answer.kind === 'valid' && !answer.isAuthentic);
    if (answer.kind !== 'valid') return;
    assert.deepEqual(readSignIn(profile, answer.message), {
      ok: true,
      value: {
        batch: '000024',
        keys: [
          { purpose: 'pin', cryptogram: fromHex('11'.repeat(16)), checkValue: fromHex('A1A2A3A4') },
          { purpose: 'mac', cryptogram: fromHex('22'.repeat(8)), checkValue: fromHex('B1B2B3B4') },
        ],
      },
    });
  });

  const bad = [
    ['no batch number', { field60TransactionData: '0000001', field62KeysAndParameters: keys }],
    [
      'too few keys',
      { field60TransactionData: '00000024003', field62KeysAndParameters: keys.slice(1) },
    ],
    [
      'text for keys',
      { field60TransactionData: '00000024003', field62KeysAndParameters: fromAscii('x') },
    ],
  ] as const;
  for (const [name, fields] of bad) {
    test(`with ${name} gives an error`, () => {
      const answer = answered(fields);
      assert.ok(answer.kind === 'valid' && !readSignIn(profile, answer.message).ok);
    });
  }
});

test('a request without trace number or identity expects nothing: a programmer’s mistake', () => {
  assert.throws(() => expectationOf({ mti: '0200', fields: {} }));
});
