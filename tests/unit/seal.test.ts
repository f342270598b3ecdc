// SPDX-License-Identifier: Apache-2.0
//
// Needs the engine: sealing is done in C under the board's device secret.

import { assert, describe, test } from 'mcu-test-harness';
import { seal, unseal } from '../../crypto/seal.ts';

const nonce = (first: number) => Uint8Array.from({ length: 16 }, (_, index) => first + index);
const data = Uint8Array.from({ length: 75 }, (_, index) => index * 3);

describe('sealed records', () => {
  test('what was sealed opens to the same bytes', () => {
    const sealed = seal(data, nonce(1))!;
    assert.equal(sealed.length, data.length + 32);
    assert.deepEqual(unseal(sealed), data);
    assert.deepEqual(unseal(seal(new Uint8Array(0), nonce(2))!), new Uint8Array(0));
  });

  test('nothing of the data is left readable, and another nonce gives other bytes', () => {
    const one = seal(data, nonce(1))!;
    const two = seal(data, nonce(99))!;
    let equal = 0;
    let clear = 0;
    for (let i = 0; i < data.length; i++) {
      if (one[16 + i] === two[16 + i]) equal++;
      if (one[16 + i] === data[i]) clear++;
    }
    assert.ok(equal < 10, `${equal} bytes equal`);
    assert.ok(clear < 10, `${clear} bytes clear`);
  });

  test('one bit changed anywhere, and it does not open', () => {
    const sealed = seal(data, nonce(5))!;
    for (let i = 0; i < sealed.length; i++) {
      const altered = sealed.slice();
      altered[i]! ^= 1 << (i % 8);
      assert.equal(unseal(altered), undefined, `byte ${i}`);
    }
  });

  test('a cut record does not open', () => {
    const sealed = seal(data, nonce(7))!;
    for (const length of [0, 1, 31, 32, sealed.length - 1]) {
      assert.equal(unseal(sealed.subarray(0, length)), undefined, `${length} bytes`);
    }
  });

  test('a nonce has sixteen bytes', () => {
    assert.throws(() => seal(data, new Uint8Array(15)), /nonce/);
  });
});
