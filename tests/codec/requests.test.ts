// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { describeMessageInClear } from '../../src/host/iso8583/describe-clear.ts';
import { digitsFromText } from '../../src/host/iso8583/digits.ts';
import { messageOffset } from '../../src/host/iso8583/frame.ts';
import { decodeMessage, encodeMessage } from '../../src/host/iso8583/message.ts';
import type { TerminalMessage } from '../../src/host/iso8583/unionpay-terminal.ts';
import { sealRequest } from '../../src/host/mac.ts';
import type { HostProfile } from '../../src/host/profile.ts';
import { profileUnionPayTdes as profile } from '../../src/host/profile-unionpay-tdes.ts';
import {
  amountText,
  echoRequest,
  financialRequest,
  reversalRequest,
  saleRequest,
  signInRequest,
  stanAfter,
} from '../../src/host/requests.ts';
import { furtherTransactions, ReversalReason } from '../../src/host/transactions.ts';
import { fromHex, toAscii, toHex } from '../../src/lib/bytes.ts';
import { must } from './must.ts';

const identity = { terminalId: 'TERM0001', merchantId: '104110050000001' };
const trace = { stan: '000017', batch: '000024' };
const sale = {
  amountMinor: 1250,
  pan: digitsFromText('6250990000000006'),
  panSequence: '001',
  expiry: '3012',
  track2: digitsFromText('6250990000000006D30122011234567890'),
  chipData: fromHex('9F360200AB'),
};

function shown({ mti, fields }: TerminalMessage): Record<string, string> {
  const lines = describeMessageInClear(profile.spec, { mti, fields });
  return { mti, ...Object.fromEntries(lines.map((line) => [line.id, line.text])) };
}

const withoutKeys = (fields: Record<string, string>, ...ids: string[]) =>
  Object.fromEntries(Object.entries(fields).filter(([id]) => !ids.includes(id)));

describe('a sale', () => {
  const message = saleRequest(profile, identity, trace, sale);

  test('has the fields of the table', () => {
    assert.deepEqual(shown(message), {
      mti: '0200',
      2: '6250990000000006',
      3: '000000',
      4: '000000001250',
      11: '000017',
      14: '3012',
      22: '072',
      23: '001',
      25: '00',
      35: '6250990000000006D30122011234567890',
      41: 'TERM0001',
      42: '104110050000001',
      49: '156',
      53: '0600000000000000',
      55: '9F360200AB',
      60: '22000024000600',
    });
  });

  test('fits the codec', () => {
    const again = must(decodeMessage(profile.spec, encodeMessage(profile.spec, message)));
    assert.deepEqual(shown(again), shown(message));
  });

  test('leaves out what the card or the profile does not have', () => {
    const { panSequence: _sequence, expiry: _expiry, track2: _track2, ...less } = sale;
    const plain: HostProfile = {
      ...profile,
      field53WithoutPin: undefined,
      partialApprovalFlag: '',
    };
    const fields = shown(saleRequest(plain, identity, trace, less));
    for (const id of [14, 23, 35, 53]) assert.equal(fields[id], undefined);
    assert.equal(fields[60], '2200002400060');
  });

  for (const amount of [0, -1, 0.5, 1_000_000_000_000, Number.NaN]) {
    test(`of ${amount} fen is a programmer’s mistake`, () => {
      assert.throws(() => amountText(amount));
    });
  }
});

describe('a reversal', () => {
  const original = saleRequest(profile, identity, trace, sale);

  test('repeats its original but for tracks, and says why', () => {
    const reversal = reversalRequest(original, ReversalReason.NoAnswer, fromHex('950500000000'));
    assert.deepEqual(shown(reversal), {
      ...withoutKeys(shown(original), '35'),
      mti: '0400',
      39: '98',
      55: '950500000000',
    });
  });

  test('without chip data has no F55', () => {
    const reversal = reversalRequest(original, ReversalReason.AnswerMacWrong);
    assert.equal(shown(reversal)[55], undefined);
    assert.equal(shown(reversal)[39], 'A0');
  });
});

describe('a sign-in', () => {
  test('has operator and serial number', () => {
    const serial = { certificate: '9491', number: '000001041812CA859291' };
    const message = signInRequest(profile, { ...identity, serial }, trace, '01');
    assert.equal(message.mti, '0800');
    assert.equal(message.fields.field60TransactionData, '00000024003');
    assert.equal(
      toAscii(message.fields.field62KeysAndParameters!),
      'Sequence No249491000001041812CA859291',
    );
    assert.equal(toAscii(message.fields.field63OperatorAndText!), '01 ');
  });

  test('of a terminal without serial number has no F62', () => {
    const message = signInRequest(profile, identity, trace, '01');
    assert.equal(message.fields.field62KeysAndParameters, undefined);
  });
});

test('an echo test is an 0820 with network code 301', () => {
  const message = echoRequest(identity, trace);
  assert.equal(message.mti, '0820');
  assert.equal(message.fields.field60TransactionData, '00000024301');
});

describe('a trace number', () => {
  const cases = [
    ['000001', 1, '000002'],
    ['999999', 1, '000001'],
    ['000094', 50, '000144'],
    ['999990', 50, '000041'],
  ] as const;
  for (const [stan, step, next] of cases) {
    test(`${stan} plus ${step} is ${next}`, () => assert.equal(stanAfter(stan, step), next));
  }
});

describe('a sealed request', () => {
  const covered: Uint8Array[] = [];
  const mac = (message: Uint8Array) => {
    covered.push(message.slice());
    return fromHex('0A1B2C3D4E5F6071');
  };

  test('ends with the first eight hexadecimal characters of the MAC', () => {
    const frame = sealRequest(profile, echoRequest(identity, trace), mac);
    const message = frame.subarray(messageOffset);
    assert.equal(toAscii(message.subarray(-8)), '0A1B2C3D');
    const { fields } = must(decodeMessage(profile.spec, message));
    assert.equal(toAscii(fields.field64Mac!), '0A1B2C3D');
    // Bit 64 is set in what the MAC covers.
    assert.equal(toHex(covered[0]!), toHex(message.subarray(0, -8)));
    assert.equal(covered[0]![9]! & 1, 1);
  });

  test('without a MAC has no F64', () => {
    const frame = sealRequest(profile, echoRequest(identity, trace));
    assert.equal(
      must(decodeMessage(profile.spec, frame, messageOffset)).fields.field64Mac,
      undefined,
    );
  });

  test('carries TPDU and header of the profile', () => {
    const frame = sealRequest(profile, echoRequest(identity, trace));
    assert.equal(toHex(frame.subarray(2, messageOffset)), profile.tpdu + profile.header);
  });
});

describe('what follows a sale, asks or holds', () => {
  const original = {
    batch: '000023',
    stan: '000009',
    date: '1121',
    reference: 'REF000000001',
    authorization: 'AUTH01',
  };
  // docs/sources.md [domain A4]: MTI, F3, F25, F60.1, F37, F38, F61, F63
  const rows: Readonly<Record<keyof typeof furtherTransactions, string>> = {
    void: '0200 200000 00 23 REF000000001 AUTH01 000023000009 -',
    refund: '0220 200000 00 25 REF000000001 - 0000000000001121 000',
    balance: '0200 310000 00 01 - - - -',
    preAuthorization: '0100 030000 06 10 - - - -',
    preAuthorizationVoid: '0100 200000 06 11 - AUTH01 0000000000001121 -',
    completion: '0200 000000 06 20 - AUTH01 0000000000001121 -',
    completionVoid: '0200 200000 06 21 REF000000001 AUTH01 000023000009 -',
    offlineAdvice: '0220 000000 00 30 - - - -',
    offlinePurchase: '0200 000000 00 36 - - - -',
    completionAdvice: '0220 000000 06 24 - AUTH01 0000000000001121 -',
  };
  for (const [name, row] of Object.entries(rows)) {
    const kind = furtherTransactions[name as keyof typeof rows];
    const build = (withOriginal: boolean) =>
      financialRequest(profile, kind, identity, trace, {
        pan: sale.pan,
        amountMinor: 1250,
        ...(withOriginal && { original }),
      });

    test(`${name}: ${row}`, () => {
      const { mti, fields } = build(true);
      const { field60TransactionData: field60 = '', field63OperatorAndText: field63 } = fields;
      const found = [
        mti,
        fields.field3ProcessingCode,
        fields.field25ConditionCode,
        field60.slice(0, 2),
        fields.field37RetrievalReference ?? '-',
        fields.field38AuthorizationCode ?? '-',
        fields.field61Original ?? '-',
        field63 ? toAscii(field63) : '-',
      ];
      assert.equal(found.join(' '), row);
      assert.equal(field60.slice(2, 11), '000024000');
      const again = must(decodeMessage(profile.spec, encodeMessage(profile.spec, { mti, fields })));
      assert.deepEqual(shown(again), shown({ mti, fields }));
    });

    if ('original' in kind)
      test(`${name} without its original is a mistake of the program`, () => {
        assert.throws(() => build(false), /without its original/);
      });
  }

  test('without a card F22 says so, and an original without authorization leaves F38 out', () => {
    const { fields } = financialRequest(profile, furtherTransactions.void, identity, trace, {
      pan: sale.pan,
      amountMinor: 1250,
      withoutCard: true,
      original: { ...original, authorization: '' },
    });
    assert.equal(fields.field22EntryMode, '012');
    assert.equal(fields.field38AuthorizationCode, undefined);
  });
});
