// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AcquirerEvent } from '../../host-sim/acquirer/acquirer.ts';
import { type Behaviour, behaviours } from '../../host-sim/acquirer/behaviour.ts';
import { checkValue, desDecrypt } from '../../host-sim/acquirer/des.ts';
import { readTlv } from '../../host-sim/acquirer/tlv.ts';
import { fromHex } from '../../src/lib/bytes.ts';
import { Bench, isSealed, pan, tmk } from './terminal.ts';

function signedIn(options: ConstructorParameters<typeof Bench>[0] = {}): Bench {
  const bench = new Bench(options);
  bench.signIn();
  return bench;
}

const codeOf = (answer: ReturnType<Bench['ask']>) => answer?.fields.get(39);

describe('sign-in', () => {
  test('gives batch, time, and keys under the master key with right check values', () => {
    const bench = new Bench();
    const answer = bench.signIn();
    assert.equal(answer.mti, '0810');
    assert.equal(answer.tpdu, '6000000003');
    assert.equal(codeOf(answer), '00');
    assert.equal(answer.fields.get(12), '103005');
    assert.equal(answer.fields.get(13), '0615');
    assert.equal(answer.fields.get(60), '00000001003');
    assert.equal(answer.fields.has(64), false);
    const keys = fromHex(answer.fields.get(62)!);
    assert.equal(keys.length, 40);
    const pinKey = desDecrypt(tmk, keys.subarray(0, 16));
    assert.deepEqual(checkValue(pinKey), Buffer.from(keys.subarray(16, 20)));
    assert.deepEqual(checkValue(bench.macKey), Buffer.from(keys.subarray(36, 40)));
    assert.ok(keys.subarray(28, 36).every((byte) => byte === 0));
  });

  test('gives fresh keys every time, and the old ones are void', () => {
    const bench = signedIn();
    const old = bench.macKey;
    bench.signIn();
    assert.notDeepEqual(bench.macKey, old);
    assert.equal(codeOf(bench.ask('0200', bench.sale(100), old)), 'A0');
  });

  test('delivers other key sets for other network codes', () => {
    const bench = new Bench({ macKeyBytes: 16 });
    const sizes = { '001': 24, '003': 40, '004': 60 };
    for (const [code, size] of Object.entries(sizes)) {
      const answer = bench.ask('0800', { 11: bench.nextStan(), 60: `00000000${code}` });
      assert.equal(answer?.fields.get(62)?.length, size * 2);
    }
  });

  test('of a terminal that is not registered is 97, of another merchant 03', () => {
    const bench = new Bench();
    const fields = { 11: '000001', 60: '00000000003' };
    assert.equal(codeOf(bench.ask('0800', { ...fields, 41: 'TERM0009' })), '97');
    assert.equal(codeOf(bench.ask('0800', { ...fields, 42: '104110050000009' })), '03');
  });

  test('sign-out makes the keys void', () => {
    const bench = signedIn();
    assert.equal(codeOf(bench.ask('0820', { 11: bench.nextStan(), 60: '00000001002' })), '00');
    assert.equal(codeOf(bench.sell(100)), 'A0');
  });
});

test('an echo test is answered without keys', () => {
  const bench = new Bench();
  const answer = bench.ask('0820', { 11: '000001', 60: '00000000301' });
  assert.equal(answer?.mti, '0830');
  assert.equal(codeOf(answer), '00');
});

describe('a sale', () => {
  test('is approved, booked, answered in full and sealed', () => {
    const bench = signedIn();
    const answer = bench.sell(1250)!;
    assert.equal(answer.mti, '0210');
    assert.ok(isSealed(answer, bench.macKey));
    assert.equal(codeOf(answer), '00');
    assert.equal(answer.fields.get(4), '000000001250');
    assert.equal(answer.fields.get(15), '0615');
    assert.match(answer.fields.get(37)!, /^\d{12}$/);
    assert.match(answer.fields.get(38)!, /^\d{6}$/);
    assert.equal(answer.fields.get(44)?.length, 22);
    const tag91 = readTlv(answer.fields.get(55)!).get('91')!;
    assert.equal(tag91.length, 20);
    assert.equal(tag91.slice(16), '3030');
    const [entry] = bench.acquirer.ledger.entries;
    assert.equal(entry?.state, 'approved');
    assert.equal(entry?.netMinor, 1250);
    assert.equal(entry?.maskedPan, '625099******0006');
    assert.equal(entry?.rrn, answer.fields.get(37));
    assert.equal(bench.acquirer.ledger.netMinor, 1250);
  });

  type Refusal = readonly [string, Record<number, string>, Record<string, string>, string, string];
  const refusals: readonly Refusal[] = [
    ['amount zero', { 4: '000000000000' }, { '9F02': '000000000000' }, '13', 'amount zero'],
    [
      'an amount that differs from the card’s',
      { 4: '000000000101' },
      {},
      '13',
      'amount differs from chip data',
    ],
    ['another processing code', { 3: '310000' }, {}, '40', 'unknown processing code'],
    ['another currency', { 49: '840' }, {}, '30', 'not in yuan'],
    ['another currency in the chip data', {}, { '5F2A': '0840' }, '30', 'not in yuan'],
    ['no amount', { 4: '' }, {}, '30', 'fields missing'],
    ['no chip data', { 55: '' }, {}, '30', 'fields missing'],
    ['chip data that is no TLV', { 55: '9F26' }, {}, '30', 'no chip data'],
    ['chip data without cryptogram', {}, { '9F26': '' }, '30', 'no chip data'],
    ['chip data with a short ATC', {}, { '9F36': '07' }, '30', 'no chip data'],
    [
      'a card number without its check digit',
      { 2: '6250990000000008' },
      {},
      '14',
      'not a card number',
    ],
    [
      'track 2 of another card',
      { 35: '6250990000000014D3012201' },
      {},
      '30',
      'track 2 of another card',
    ],
    ['an expired card', { 14: '2605' }, {}, '54', 'card expired'],
    ['a decline by the card', {}, { '9F27': '00' }, '05', 'not an online cryptogram'],
    ['a wrong cryptogram', {}, { '9F26': '1122334455667788' }, '05', 'cryptogram wrong'],
    [
      'a verification result altered on the way',
      {},
      { '95': '8000000000' },
      '05',
      'cryptogram wrong',
    ],
  ];
  for (const [name, fields, chip, code, note] of refusals) {
    test(`with ${name} is refused with ${code}`, () => {
      const bench = signedIn();
      const answer = bench.sell(100, fields, chip)!;
      assert.equal(codeOf(answer), code);
      assert.ok(isSealed(answer, bench.macKey));
      const [entry] = bench.acquirer.ledger.entries;
      assert.equal(entry?.state, 'declined');
      assert.equal(entry?.note, note);
      assert.equal(bench.acquirer.ledger.netMinor, 0);
    });
  }

  test('in the month of expiry is still good', () => {
    assert.equal(codeOf(signedIn().sell(100, { 14: '2606' })), '00');
  });

  test('whose cryptogram was used before is refused', () => {
    const bench = signedIn();
    const fields = bench.sale(100);
    assert.equal(codeOf(bench.ask('0200', fields, bench.macKey)), '00');
    const again = { ...fields, 11: bench.nextStan() };
    assert.equal(codeOf(bench.ask('0200', again, bench.macKey)), '05');
    assert.equal(bench.acquirer.ledger.netMinor, 100);
  });

  test('whose cryptogram was refused before is refused again', () => {
    const bench = signedIn();
    bench.acquirer.behaveNext({ decline: '51' });
    const fields = bench.sale(100);
    bench.ask('0200', fields, bench.macKey);
    const again = { ...fields, 11: bench.nextStan() };
    assert.equal(codeOf(bench.ask('0200', again, bench.macKey)), '05');
  });

  test('whose trace was used before is 94 and changes nothing', () => {
    const bench = signedIn();
    const fields = bench.sale(100);
    bench.ask('0200', fields, bench.macKey);
    const again = { ...bench.sale(200), 11: fields[11] };
    assert.equal(codeOf(bench.ask('0200', again, bench.macKey)), '94');
    assert.equal(bench.acquirer.ledger.entries.length, 1);
    assert.equal(bench.acquirer.ledger.netMinor, 100);
  });

  test('of another batch is 77', () => {
    const bench = signedIn();
    assert.equal(codeOf(bench.sell(100, { 60: '2200000900060' })), '77');
  });

  for (const [name, key] of [
    ['a wrong', new Uint8Array(8)],
    ['no', undefined],
  ] as const) {
    test(`with ${name} MAC is A0, unsealed and not booked`, () => {
      const bench = signedIn();
      const answer = bench.ask('0200', bench.sale(100), key);
      assert.equal(codeOf(answer), 'A0');
      assert.equal(answer?.fields.has(64), false);
      assert.deepEqual(bench.acquirer.ledger.entries, []);
    });
  }

  test('draws on the account, and only as far as it reaches', () => {
    const bench = signedIn({ cards: [{ pan, balanceMinor: 150 }] });
    assert.equal(codeOf(bench.sell(100)), '00');
    assert.equal(codeOf(bench.sell(51)), '51');
    assert.equal(codeOf(bench.sell(50)), '00');
    assert.equal(codeOf(bench.sell(1)), '51');
    assert.equal(codeOf(bench.sell(1, { 2: '6250990000000014' })), '14');
  });
});

describe('a reversal', () => {
  test('of an approved sale takes its money back, once', () => {
    const bench = signedIn({ cards: [{ pan, balanceMinor: 100 }] });
    const sale = bench.sale(100);
    bench.ask('0200', sale, bench.macKey);
    const answer = bench.reverse(sale[11], 100)!;
    assert.equal(answer.mti, '0410');
    assert.equal(codeOf(answer), '00');
    assert.ok(isSealed(answer, bench.macKey));
    assert.equal(codeOf(bench.reverse(sale[11], 100)), '00');
    const [entry] = bench.acquirer.ledger.entries;
    assert.equal(entry?.state, 'reversed');
    assert.equal(entry?.netMinor, 0);
    assert.equal(entry?.reversals, 2);
    // The account has its hundred again, and no more.
    assert.equal(codeOf(bench.sell(101)), '51');
    assert.equal(codeOf(bench.sell(100)), '00');
  });

  test('of a trace never seen is remembered, and the late original refused', () => {
    const bench = signedIn();
    const sale = bench.sale(100);
    assert.equal(codeOf(bench.reverse(sale[11], 100)), '25');
    assert.equal(codeOf(bench.reverse(sale[11], 100)), '25');
    assert.equal(codeOf(bench.ask('0200', sale, bench.macKey)), '94');
    const [entry] = bench.acquirer.ledger.entries;
    assert.equal(entry?.state, 'reversed-before-seen');
    assert.equal(entry?.reversals, 2);
    assert.equal(bench.acquirer.ledger.netMinor, 0);
  });

  test('of a declined sale is 12, of another amount 64', () => {
    const bench = signedIn();
    const declined = bench.sale(100, {}, { '9F26': '1122334455667788' });
    bench.ask('0200', declined, bench.macKey);
    assert.equal(codeOf(bench.reverse(declined[11], 100)), '12');
    const sale = bench.sale(100);
    bench.ask('0200', sale, bench.macKey);
    assert.equal(codeOf(bench.reverse(sale[11], 99)), '64');
    assert.equal(bench.acquirer.ledger.netMinor, 100);
  });

  test('with a wrong MAC is A0 and takes nothing back', () => {
    const bench = signedIn();
    const sale = bench.sale(100);
    bench.ask('0200', sale, bench.macKey);
    bench.macKey = new Uint8Array(8);
    assert.equal(codeOf(bench.reverse(sale[11], 100)), 'A0');
    assert.equal(bench.acquirer.ledger.netMinor, 100);
  });
});

describe('told to misbehave, the acquirer', () => {
  test('refuses with any code once, and books nothing', () => {
    const bench = signedIn();
    bench.acquirer.behaveNext({ decline: '04' });
    const answer = bench.sell(100)!;
    assert.equal(codeOf(answer), '04');
    assert.equal(readTlv(answer.fields.get(55)!).get('91')!.slice(16), '3034');
    assert.equal(bench.acquirer.ledger.netMinor, 0);
    assert.equal(codeOf(bench.sell(100)), '00');
  });

  test('refuses a sign-in or a reversal too', () => {
    const bench = signedIn();
    const sale = bench.sale(100);
    bench.ask('0200', sale, bench.macKey);
    bench.acquirer.behave({ decline: '96' });
    assert.equal(codeOf(bench.reverse(sale[11], 100)), '96');
    const answer = bench.ask('0800', { 11: bench.nextStan(), 60: '00000001003' });
    assert.equal(codeOf(answer), '96');
    assert.equal(answer?.fields.has(62), false);
    assert.equal(bench.acquirer.ledger.netMinor, 100);
  });

  test('loses a request, or books it in silence', () => {
    const bench = signedIn();
    bench.acquirer.behaveNext({ lost: true });
    assert.equal(bench.sell(100), undefined);
    assert.equal(bench.acquirer.ledger.netMinor, 0);
    bench.acquirer.behaveNext({ silent: true });
    assert.equal(bench.sell(100), undefined);
    assert.equal(bench.acquirer.ledger.netMinor, 100);
    assert.equal(bench.hungUp, false);
  });

  test('misbehaves only where it should, in the order it was told', () => {
    const bench = signedIn();
    bench.acquirer.behaveNext({ only: 'reversal', decline: '96' });
    bench.acquirer.behaveNext({ decline: '51' });
    bench.acquirer.behaveNext({ decline: '04' });
    const sale = bench.sale(100);
    assert.equal(codeOf(bench.ask('0200', sale, bench.macKey)), '51');
    assert.equal(codeOf(bench.reverse(sale[11], 100)), '96');
    assert.equal(codeOf(bench.sell(100)), '04');
    assert.equal(codeOf(bench.sell(100)), '00');
  });

  test('keeps misbehaving until told to stop', () => {
    const bench = signedIn();
    bench.acquirer.behave({ only: 'sale', decline: '91' });
    assert.equal(codeOf(bench.sell(100)), '91');
    assert.equal(codeOf(bench.signIn()), '00');
    assert.equal(codeOf(bench.sell(100)), '91');
    bench.acquirer.behave({});
    assert.equal(codeOf(bench.sell(100)), '00');
  });

  test('is slow', () => {
    const bench = signedIn({ thinkUs: 1000 });
    const answeredAt: number[] = [];
    bench.acquirer.onEvent((event) => {
      if (event.kind === 'answer') answeredAt.push(event.atUs);
    });
    const start = bench.kernel.nowUs;
    bench.acquirer.behaveNext({ slowMs: 8000 });
    bench.sell(100);
    assert.deepEqual(answeredAt, [start + 8_001_000]);
  });

  test('answers too late for a terminal that has hung up', () => {
    const bench = signedIn();
    const reasons: string[] = [];
    bench.acquirer.onEvent((event) => {
      if (event.kind === 'no-answer') reasons.push(event.reason);
    });
    bench.acquirer.behaveNext({ slowMs: 130_000 });
    assert.equal(bench.sell(100), undefined);
    bench.kernel.advanceTo(bench.kernel.nowUs + 20_000_000);
    assert.deepEqual(reasons, ['too late']);
    assert.equal(bench.acquirer.ledger.netMinor, 100);
  });

  test('answers with a wrong MAC or none', () => {
    const bench = signedIn();
    bench.acquirer.behaveNext({ badMac: true });
    const wrong = bench.sell(100)!;
    assert.equal(codeOf(wrong), '00');
    assert.equal(isSealed(wrong, bench.macKey), false);
    bench.acquirer.behaveNext({ noMac: true });
    assert.equal(bench.sell(100)?.fields.has(64), false);
  });

  for (const byte of [0, 1, 40]) {
    test(`hangs up after ${byte} bytes`, () => {
      const bench = signedIn();
      bench.acquirer.behaveNext({ hangUpAtByte: byte });
      bench.exchange(bench.frame('0200', bench.sale(100), bench.macKey));
      assert.equal(bench.received.length, byte);
      assert.ok(bench.hungUp);
      assert.equal(bench.acquirer.ledger.netMinor, 100);
    });
  }

  test('answers for another trace, terminal or amount, rightly sealed', () => {
    const bench = signedIn();
    const sale = bench.sale(100);
    bench.acquirer.behaveNext({ otherTrace: true });
    const answer = bench.ask('0200', sale, bench.macKey)!;
    assert.equal(Number(answer.fields.get(11)), Number(sale[11]) + 1);
    assert.ok(isSealed(answer, bench.macKey));
    bench.acquirer.behaveNext({ fields: { 4: '000000000001', 39: '' } });
    const other = bench.sell(100)!;
    assert.equal(other.fields.get(4), '000000000001');
    assert.equal(other.fields.has(39), false);
    assert.ok(isSealed(other, bench.macKey));
  });

  test('asks for something in the header', () => {
    const bench = signedIn();
    bench.acquirer.behaveNext({ processingRequest: '3' });
    assert.equal(bench.sell(100)?.header, '603103310000');
    assert.equal(bench.sell(100)?.header, '603100310000');
  });

  const lengths = {
    digit: 0,
    cut: 0,
    trailing: 0,
    bitmap: 0,
    field: 0,
    empty: 0,
    oversize: 0xffff,
    short: 3,
  } as const;
  for (const [malformed, length] of Object.entries(lengths)) {
    test(`answers malformed: ${malformed}`, () => {
      const bench = signedIn();
      bench.acquirer.behaveNext({ malformed: malformed as keyof typeof lengths });
      const bytes = bench.exchange(bench.frame('0200', bench.sale(100), bench.macKey));
      assert.equal(bytes.readUInt16BE(0), length || bytes.length - 2);
      if (!length) assert.throws(() => bench.read(bytes), /./);
    });
  }

  test('refuses orders that contradict its ledger or make no sense', () => {
    const { acquirer } = new Bench();
    const bad: readonly Behaviour[] = [
      { decline: '00' },
      { decline: '11' },
      { decline: 'x' },
      { processingRequest: '33' },
      { hangUpAtByte: -1 },
    ];
    for (const behaviour of bad) {
      assert.throws(() => acquirer.behave(behaviour), RangeError);
      assert.throws(() => acquirer.behaveNext(behaviour), RangeError);
    }
    for (const behaviour of Object.values(behaviours)) acquirer.behave(behaviour);
  });
});

describe('a connection', () => {
  test('takes a request in pieces of any size, and two requests in one piece', () => {
    for (const size of [1, 2, 3, 7, 64]) {
      const bench = new Bench();
      const frame = bench.frame('0820', { 11: '000001', 60: '00000000301' });
      assert.equal(codeOf(bench.read(bench.exchange(frame, size))), '00');
    }
    const bench = new Bench();
    const frame = bench.frame('0820', { 11: '000001', 60: '00000000301' });
    const one = bench.exchange(frame).length;
    assert.equal(bench.exchange(Buffer.concat([frame, frame])).length, 2 * one);
  });

  const garbage = [
    '0000',
    '0003010203',
    'FFFF',
    // No message type; a second bitmap.
    `0015${'60'.repeat(21)}`,
    `0015${'60'.repeat(11)}08008000000000000000`,
  ];
  for (const hex of garbage) {
    test(`is hung up on after ${hex.slice(0, 12)}…`, () => {
      const bench = new Bench();
      assert.equal(bench.exchange(fromHex(hex)).length, 0);
      assert.ok(bench.hungUp);
    });
  }

  test('that sent garbage is heard no more', () => {
    const bench = new Bench();
    const kinds: string[] = [];
    bench.acquirer.onEvent(({ kind }) => kinds.push(kind));
    const frame = bench.frame('0820', { 11: '000001', 60: '00000000301' });
    bench.exchange(Buffer.concat([fromHex('0000'), frame]), 2);
    assert.deepEqual(kinds, ['connected', 'no-answer', 'disconnected']);
  });

  test('is never answered from within receive', () => {
    const bench = new Bench();
    let sent = 0;
    const connection = bench.acquirer.connect({ send: () => sent++, close: () => sent++ });
    connection.receive(bench.frame('0820', { 11: '000001', 60: '00000000301' }));
    connection.receive(fromHex('0000'));
    assert.equal(sent, 0);
  });

  test('tells its events in order', () => {
    const bench = signedIn();
    const events: AcquirerEvent[] = [];
    const stop = bench.acquirer.onEvent((event) => events.push(event));
    bench.sell(100);
    stop();
    bench.sell(100);
    const kinds = events.map(({ kind }) => kind);
    assert.deepEqual(kinds, ['connected', 'request', 'entry', 'answer', 'disconnected']);
    const answer = events[3];
    assert.ok(answer?.kind === 'answer' && answer.code === '00' && answer.bytes.length > 100);
  });
});

test('the same seed gives the same bytes', () => {
  const run = () => {
    const bench = signedIn();
    bench.sell(100);
    return bench.received.toString('hex');
  };
  assert.equal(run(), run());
});
