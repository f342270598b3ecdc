// SPDX-License-Identifier: Apache-2.0
//
// The catalogue, personalisation, and the awkward cards.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isoDepOf } from '../../host-sim/cards/card.ts';
import {
  catalogue,
  makeCard,
  makeCredit,
  makeDebit,
  makePhone,
} from '../../host-sim/cards/catalogue.ts';
import { luhnDigit, track2 } from '../../host-sim/cards/personalisation.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { flatten } from './support/flatten.ts';

const making = (seed: string) => ({
  random: new Random(seed),
  issuerMasterKey: new Uint8Array(16),
});
const ppse = fromHex('00A404000E325041592E5359532E444446303100');
const selectDebit = fromHex('00A4040008A00000033301010100');
const gpo = fromHex(
  '80A80000248322 26000080 000000001250 000000000000 0156 0000000000 0156 260115 00 A1B2C3D4 00 00',
);
const record = fromHex('00B2010C00');

/** The answers to one payment, up to the record, of a fresh card. */
function payment(name: string) {
  const card = makeCard(name, making(name));
  card.fieldOn();
  card.activated();
  return [ppse, selectDebit, gpo, record].map((apdu) => card.command(apdu));
}
const texts = (name: string) => payment(name).map(({ response }) => response && toHex(response));

describe('personalisation', () => {
  test('PANs have the length and BIN of their plan and pass Luhn', () => {
    for (let seed = 0; seed < 50; seed++) {
      const rows = [
        [makeDebit, '623099', 19],
        [makeCredit, '625099', 16],
        [makePhone, '624099', 19],
      ] as const;
      for (const [make, bin, digits] of rows) {
        const { pan } = make(making(`pan ${seed}`)).personal;
        assert.equal(pan.length, digits);
        assert.ok(pan.startsWith(bin));
        assert.equal(luhnDigit(pan.slice(0, -1)), pan.at(-1));
      }
    }
  });

  test('Luhn digits of numbers known to be valid', () => {
    for (const pan of ['4111111111111111', '79927398713', '5555555555554444']) {
      assert.equal(luhnDigit(pan.slice(0, -1)), pan.at(-1));
    }
  });

  test('track 2 has at most 37 digits and fills whole bytes', () => {
    for (const make of [makeDebit, makeCredit]) {
      const text = track2(make(making('track')).personal);
      assert.match(text, /^\d{16,19}D\d{4}201\d{10}F?$/);
      assert.equal(text.length % 2, 0);
      assert.ok(text.length <= 38);
    }
  });

  test('equal seeds make equal cards, others do not', () => {
    const pan = (seed: string) => makeDebit(making(seed)).personal.pan;
    assert.equal(pan('one'), pan('one'));
    assert.notEqual(pan('one'), pan('two'));
  });
});

describe('catalogue', () => {
  test('names are unique, and every entry makes a card of that name', () => {
    const names = catalogue.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.equal(makeCard(name, making('names')).name, name);
  });

  test('an unknown name is a RangeError', () => {
    assert.throws(() => makeCard('diners', making('unknown')), RangeError);
  });

  test('all but the access card speak ISO-DEP, with a waiting time that covers GPO or WTX', () => {
    for (const { name } of catalogue) {
      const isoDep = isoDepOf(makeCard(name, making('iso')).identity);
      if (name === 'mifare') assert.equal(isoDep, undefined);
      else assert.ok(isoDep!.frameWaitUs > 72_000, name);
    }
  });

  test('a phone draws a new UID at each field, a card keeps its own', () => {
    const uids = (name: string) => {
      const card = makeCard(name, making('uid'));
      return [1, 2].map(() => {
        card.fieldOn();
        assert.ok(card.identity.type === 'A');
        return toHex(card.identity.uid);
      });
    };
    const [first, second] = uids('phone');
    assert.match(first!, /^08/);
    assert.notEqual(first, second);
    assert.equal(new Set(uids('quickpass-debit')).size, 1);
  });
});

describe('ISO-DEP parameters', () => {
  const typeA = (ats: string) =>
    isoDepOf({ type: 'A', atqa: 4, sak: 0x20, uid: new Uint8Array(4), ats: fromHex(ats) })!;

  test('are read from the ATS, with defaults for what it leaves out', () => {
    assert.deepEqual(typeA('01'), { frameSize: 32, frameWaitUs: 302.06 * 16 });
    assert.deepEqual(typeA('0205'), { frameSize: 64, frameWaitUs: 302.06 * 16 });
    assert.deepEqual(typeA('03 28 70'), { frameSize: 256, frameWaitUs: 302.06 * 128 });
    assert.deepEqual(typeA('0578008002'), { frameSize: 256, frameWaitUs: 302.06 * 256 });
  });

  test('need a SAK with ISO-DEP', () => {
    const identity = {
      type: 'A',
      atqa: 4,
      sak: 8,
      uid: new Uint8Array(4),
      ats: fromHex('01'),
    } as const;
    assert.equal(isoDepOf(identity), undefined);
  });

  test('are read from the protocol info of type B', () => {
    const typeB = (info: string) =>
      isoDepOf({
        type: 'B',
        pupi: new Uint8Array(4),
        applicationData: new Uint8Array(4),
        protocolInfo: fromHex(info),
      });
    assert.deepEqual(typeB('008180'), { frameSize: 256, frameWaitUs: 302.06 * 256 });
    assert.equal(typeB('008080'), undefined);
  });
});

describe('awkward cards', () => {
  test('leaves-mid-record leaves at its second record, after a good first one', () => {
    const card = makeCard('leaves-mid-record', making('leaves'));
    card.activated();
    const leaves = [ppse, selectDebit, gpo, record, record].map(
      (apdu) => card.command(apdu).leaves === true,
    );
    assert.deepEqual(leaves, [false, false, false, false, true]);
    card.activated();
    assert.equal(card.command(ppse).leaves, undefined);
  });

  test('leaves-at-ppse and leaves-at-gpo leave there', () => {
    assert.deepEqual(
      payment('leaves-at-ppse').map(({ leaves }) => leaves === true),
      [true, false, false, false],
    );
    assert.deepEqual(
      payment('leaves-at-gpo').map(({ leaves }) => leaves === true),
      [false, false, true, false],
    );
  });

  test('wrong status words come where they should', () => {
    assert.equal(texts('refuses-select')[1], '6A82');
    assert.equal(texts('refuses-gpo')[2], '6985');
    assert.equal(texts('other-interface')[2], '6984');
    assert.equal(texts('refuses-record')[3], '6A83');
    assert.equal(texts('mute-at-gpo')[2], undefined);
  });

  test('the slow card asks for time beyond its waiting time', () => {
    const [, , answer] = payment('slow');
    assert.ok(answer!.us > 500_000);
    assert.equal(answer!.wtxm, 2);
  });

  test('hostile answers are as long as they claim not to be', () => {
    assert.equal(texts('empty-record')[3], '9000');
    assert.equal(texts('long-record')[3]!.length, (255 + 2) * 2);
    assert.ok(flatten(fromHex(texts('long-record')[3]!.slice(0, -4))).has('9F7C'));
    assert.equal(texts('one-byte')[0], '90');
    const lies = [
      ['hostile-lengths', 3],
      ['huge-length', 2],
      ['cut-gpo', 2],
      ['indefinite-ppse', 0],
    ] as const;
    for (const [name, at] of lies) {
      assert.throws(() => flatten(fromHex(texts(name)[at]!.slice(0, -4))), name);
    }
    assert.match(texts('nested-ppse')[0]!, /^6F.*A5.*A5.*9000$/);
  });

  test('the transit card has no PPSE', () => {
    assert.deepEqual(texts('transit'), ['6A82', '6A82', '6D00', '6D00']);
    const card = makeCard('transit', making('transit'));
    const own = card.command(fromHex('00A4040008A00000063201010500'));
    assert.match(toHex(own.response!), /^6F.*9F0C1E.*9000$/);
  });
});
