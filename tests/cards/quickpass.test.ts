// SPDX-License-Identifier: Apache-2.0
//
// The payment doubles: a whole payment, and what they answer to a terminal that errs.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as issuer from '../../host-sim/acquirer/issuer.ts';
import { makeCard, makeCredit, makeDebit, makePhone } from '../../host-sim/cards/catalogue.ts';
import { PaymentCard } from '../../host-sim/cards/payment-card.ts';
import { personalise } from '../../host-sim/cards/personalisation.ts';
import { applicationOf, debitProfile } from '../../host-sim/cards/quickpass.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { flatten } from './support/flatten.ts';

const issuerMasterKey = fromHex('0123456789ABCDEFFEDCBA9876543210');
const making = (seed: string) => ({ random: new Random(seed), issuerMasterKey });

const ppse = '00A404000E325041592E5359532E444446303100';
const aidOf = { debit: 'A000000333010101', credit: 'A000000333010102' };
const select = (aid: string) => `00A4040008${aid}00`;

/** Values for the PDOL, by tag. */
const values = {
  '9F66': '26000080',
  '9F02': '000000001250',
  '9F03': '000000000000',
  '9F1A': '0156',
  '95': '0000000000',
  '5F2A': '0156',
  '9A': '260115',
  '9C': '00',
  '9F37': 'A1B2C3D4',
} as const;

/** A property named 95 would come first by itself. */
const pdolOrder = ['9F66', '9F02', '9F03', '9F1A', '95', '5F2A', '9A', '9C', '9F37'] as const;

const gpo = (extra = 0, changes: Partial<Record<keyof typeof values, string>> = {}) => {
  const data = pdolOrder.map((tag) => changes[tag] ?? values[tag]).join('') + '00'.repeat(extra);
  const hex = (count: number) => count.toString(16).padStart(2, '0');
  return `80A80000${hex(data.length / 2 + 2)}83${hex(data.length / 2)}${data}00`;
};

const begun = (card: PaymentCard): PaymentCard => {
  card.fieldOn();
  card.activated();
  return card;
};

const ask = (card: PaymentCard, apdu: string): string =>
  toHex(card.command(fromHex(apdu)).response!);

const read = (card: PaymentCard, sfi: number, record: number) =>
  ask(
    card,
    `00B2${record.toString(16).padStart(2, '0')}${((sfi << 3) | 4).toString(16).padStart(2, '0')}00`,
  );

const products = [
  ['debit', makeDebit, aidOf.debit, 1, ['0101', '0201', '0102']],
  ['credit', makeCredit, aidOf.credit, 1, ['0101', '0201']],
  ['phone', makePhone, aidOf.credit, 0, []],
] as const;

for (const [name, make, aid, extra, records] of products) {
  describe(`payment with the ${name}`, () => {
    /** All data objects of one payment, by tag. */
    const pay = (card: PaymentCard, changes = {}) => {
      const answers = [ask(card, ppse), ask(card, select(aid)), ask(card, gpo(extra, changes))];
      for (const place of records) {
        answers.push(read(card, Number(place.slice(2)), Number(place.slice(0, 2))));
      }
      for (const answer of answers) assert.match(answer, /9000$/);
      return new Map(answers.flatMap((answer) => [...flatten(fromHex(answer.slice(0, -4)))]));
    };

    test('PPSE names the application', () => {
      const found = flatten(fromHex(ask(begun(make(making('a'))), ppse).slice(0, -4)));
      assert.equal(found.get('84'), toHex(new TextEncoder().encode('2PAY.SYS.DDF01')));
      assert.equal(found.get('4F'), aid);
      assert.equal(found.get('87'), '01');
    });

    test('the PDOL lists 9F66 first and what the cryptogram covers', () => {
      const card = begun(make(making('a')));
      const pdol = flatten(fromHex(ask(card, select(aid)).slice(0, -4))).get('9F38')!;
      const expected = '9F66049F02069F03069F1A0295055F2A029A039C019F3704';
      assert.ok(pdol.startsWith(expected), pdol);
    });

    test('a payment gives everything an authorisation needs, with a cryptogram that verifies', () => {
      const card = begun(make(making('a')));
      const found = pay(card);
      const { pan, panSequence, expiry } = card.personal;
      assert.ok(found.get('57')!.startsWith(`${pan}D${expiry}201`));
      assert.equal(found.get('5F34'), panSequence);
      assert.equal(found.get('9F27'), '80');
      assert.equal(found.get('9F10'), '07010103A0000001');
      assert.equal(found.get('9F36'), card.atc.toString(16).padStart(4, '0').toUpperCase());
      const objects = new Map([...Object.entries(values), ...found]);
      assert.ok(issuer.verifyCryptogram(issuerMasterKey, { pan, sequence: panSequence }, objects));
    });

    test('its AFL names exactly the records it has', () => {
      const card = begun(make(making('a')));
      ask(card, select(aid));
      const afl = flatten(fromHex(ask(card, gpo(extra)).slice(0, -4))).get('94') ?? '';
      const places: string[] = [];
      for (let i = 0; i < afl.length; i += 8) {
        const [sfi, first, last] = [0, 2, 4].map((at) =>
          Number.parseInt(afl.slice(i + at, i + at + 2), 16),
        );
        for (let n = first!; n <= last!; n++) places.push(`0${n}0${sfi! >> 3}`);
      }
      assert.deepEqual(places, records);
    });

    test('the ATC grows with every payment and survives the field', () => {
      const card = begun(make(making('a')));
      const before = card.atc;
      pay(card);
      card.fieldOff();
      begun(card);
      pay(card);
      assert.equal(card.atc, before + 2);
    });

    test('GPO twice in one session is 6985, and does not count', () => {
      const card = begun(make(making('a')));
      pay(card);
      const { atc } = card;
      assert.equal(ask(card, gpo(extra)), '6985');
      assert.equal(card.atc, atc);
    });

    test('a terminal without EMV mode is sent to another interface', () => {
      const card = begun(make(making('a')));
      ask(card, select(aid));
      assert.equal(ask(card, gpo(extra, { '9F66': '06000080' })), '6984');
    });

    test('an offline-only terminal is declined', () => {
      const card = begun(make(making('a')));
      const found = pay(card, { '9F66': '2E000080' });
      assert.equal(found.get('9F27'), '00');
      assert.equal(found.get('9F10'), '0701010380000001');
    });
  });
}

describe('payment doubles and a terminal that errs', () => {
  const rows: readonly (readonly [
    what: string,
    before: readonly string[],
    apdu: string,
    sw: string,
  ])[] = [
    ['GPO before SELECT', [], gpo(1), '6985'],
    ['GPO after PPSE only', [ppse], gpo(1), '6985'],
    ['READ RECORD before GPO', [select(aidOf.debit)], '00B2010C00', '6985'],
    ['a record that is not there', [select(aidOf.debit), gpo(1)], '00B2030C00', '6A83'],
    ['a file that is not there', [select(aidOf.debit), gpo(1)], '00B2012400', '6A82'],
    ['record number 0', [select(aidOf.debit), gpo(1)], '00B2000C00', '6A86'],
    ['READ RECORD by another mode', [select(aidOf.debit), gpo(1)], '00B2010D00', '6A86'],
    ['READ RECORD without Le', [select(aidOf.debit), gpo(1)], '00B2010C', '6700'],
    ['GPO data one byte short', [select(aidOf.debit)], gpo(0), '6700'],
    ['GPO data one byte long', [select(aidOf.debit)], gpo(2), '6700'],
    ['GPO without the command template', [select(aidOf.debit)], '80A800000000', '6700'],
    ['GPO with P1', [select(aidOf.debit)], gpo(1).replace('80A80000', '80A80100'), '6A86'],
    ['SELECT of an unknown application', [], select('A000000333010199'), '6A82'],
    ['SELECT next occurrence', [], '00A4040208A00000033301010100', '6A82'],
    ['SELECT by file id', [], '00A40000023F0000', '6A86'],
    ['SELECT of four bytes', [], '00A4040004A000000300', '6700'],
    ['a wrong Lc', [], '00A404000AA00000033301010100', '6700'],
    ['three bytes', [], '00A404', '6700'],
    ['an unknown instruction', [], '0084000000', '6D00'],
    ['a wrong class', [], '80A4040008A00000033301010100', '6E00'],
  ];
  for (const [what, before, apdu, sw] of rows) {
    test(`${what} is ${sw}`, () => {
      const card = begun(makeDebit(making('errs')));
      for (const each of before) assert.match(ask(card, each), /9000$/);
      assert.equal(ask(card, apdu), sw);
    });
  }

  test('READ RECORD with another length tells the right one, which then works', () => {
    const card = begun(makeDebit(making('le')));
    ask(card, select(aidOf.debit));
    ask(card, gpo(1));
    const sw = ask(card, '00B2010C01');
    assert.match(sw, /^6C/);
    assert.match(ask(card, `00B2010C${sw.slice(2)}`), /^70.*9000$/);
  });

  test('SELECT by the first bytes of the AID finds the application', () => {
    const card = begun(makeDebit(making('partial')));
    assert.match(ask(card, '00A4040005A00000033300'), /^6F.*9000$/);
  });

  test('above its own limit the card declines', () => {
    const card = makeCard('declines', making('limit')) as PaymentCard;
    for (const [amount, cid] of [
      ['000000001000', '80'],
      ['000000001001', '00'],
    ] as const) {
      begun(card);
      ask(card, select(aidOf.debit));
      const found = flatten(fromHex(ask(card, gpo(1, { '9F02': amount })).slice(0, -4)));
      assert.equal(found.get('9F27'), cid);
    }
  });

  test('at the end of its counter the card refuses and does not start anew', () => {
    const { random } = making('end');
    const plan = { bin: '623099', digits: 19, uidBytes: 7 } as const;
    const personal = personalise(plan, { random, issuerMasterKey }, { atc: 0xfffe });
    const card = new PaymentCard(applicationOf(debitProfile, personal), personal);
    for (const expected of [/9000$/, /^6985$/]) {
      begun(card);
      ask(card, select(aidOf.debit));
      assert.match(ask(card, gpo(1)), expected);
      assert.equal(card.atc, 0xffff);
    }
  });

  test('a locked phone says 6986 until it is unlocked', () => {
    const phone = makeCard('phone-locked', making('locked')) as PaymentCard;
    begun(phone);
    ask(phone, select(aidOf.credit));
    assert.equal(ask(phone, gpo()), '6986');
    phone.unlock();
    begun(phone);
    ask(phone, select(aidOf.credit));
    assert.match(ask(phone, gpo()), /^77.*9000$/);
  });
});

describe('payment doubles in time', () => {
  test('computing times are those of a card, ± 20 %, and differ by seed', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      const card = begun(makeDebit(making(`time ${seed}`)));
      const us = (apdu: string) => card.command(fromHex(apdu)).us;
      const times = [us(select(aidOf.debit)), us(gpo(1)), us('00B2010C00')];
      for (const [i, nominal] of [15_000, 60_000, 10_000].entries()) {
        assert.ok(times[i]! >= nominal * 0.8 && times[i]! <= nominal * 1.2, `${times}`);
      }
      seen.add(times[1]!);
    }
    assert.ok(seen.size > 10);
  });
});
