// SPDX-License-Identifier: Apache-2.0
//
// The issuer and the card doubles follow one description in code of their own: each checks the other here.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { desDecrypt } from '../../host-sim/acquirer/des.ts';
import {
  authenticationData,
  cardKey,
  hasCryptogram,
  sessionKey,
  verifyCryptogram,
} from '../../host-sim/acquirer/issuer.ts';
import * as card from '../../host-sim/cards/cryptogram.ts';
import { fromHex } from '../../src/lib/bytes.ts';
import { chipData, issuerMasterKey } from './terminal.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const identity = { pan: '6230990000000000124', sequence: '01' };

describe('keys', () => {
  test('the card’s own key is the one that the card derives', () => {
    for (const pan of ['6230990000000000124', '6250990000000006', '623099000001']) {
      const own = cardKey(issuerMasterKey, pan, '01');
      assert.equal(hex(own), hex(card.cardKey(issuerMasterKey, pan, '01')));
    }
  });

  test('session keys differ with every ATC and agree with the card’s', () => {
    const key = cardKey(issuerMasterKey, identity.pan, identity.sequence);
    const seen = new Set<string>();
    for (const atc of [0, 1, 0xff, 0x100, 0xffff]) {
      const session = hex(sessionKey(key, Buffer.of(atc >> 8, atc & 0xff)));
      assert.equal(session, hex(card.sessionKey(key, atc)));
      seen.add(session);
    }
    assert.equal(seen.size, 5);
  });
});

describe('a cryptogram', () => {
  const objects = chipData({ ...identity, amountMinor: 1250, atc: 7 });

  test('made by the card’s code is right', () => {
    assert.ok(verifyCryptogram(issuerMasterKey, identity, objects));
  });

  for (const tag of [
    '9F02',
    '9F03',
    '9F1A',
    '95',
    '5F2A',
    '9A',
    '9C',
    '9F37',
    '82',
    '9F36',
    '9F26',
  ]) {
    test(`is wrong when one bit of ${tag} differs, and not whole without it`, () => {
      const altered = new Map(objects);
      const value = fromHex(objects.get(tag)!);
      value[value.length - 1]! ^= 1;
      altered.set(tag, hex(value));
      assert.equal(verifyCryptogram(issuerMasterKey, identity, altered), undefined);
      altered.delete(tag);
      assert.equal(hasCryptogram(altered), false);
    });
  }

  test('covers the card verification results, bytes 4 to 7 of 9F10, and nothing else of it', () => {
    const value = objects.get('9F10')!;
    for (let i = 0; i < value.length; i += 2) {
      const other =
        value.slice(0, i) + (value.slice(i, i + 2) === '55' ? '66' : '55') + value.slice(i + 2);
      const isRight = verifyCryptogram(
        issuerMasterKey,
        identity,
        new Map(objects).set('9F10', other),
      );
      const isCovered = i >= 6 && i < 14;
      assert.equal(isRight === undefined, isCovered, `byte ${i / 2 + 1}`);
    }
  });

  test('of another card is wrong', () => {
    const other = { ...identity, sequence: '02' };
    assert.equal(verifyCryptogram(issuerMasterKey, other, objects), undefined);
  });
});

test('tag 91 is the ARPC, which gives back cryptogram and code, and the code', () => {
  const key = sessionKey(cardKey(issuerMasterKey, identity.pan, '01'), Buffer.of(0, 7));
  const tag91 = authenticationData(key, '1122334455667788', '51');
  assert.equal(tag91.slice(16), '3531');
  const block = hex(desDecrypt(key, fromHex(tag91.slice(0, 16))));
  // 1122 xor 3531
  assert.equal(block, '2413334455667788');
});
