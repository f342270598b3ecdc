// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { fromBase64 } from '../../src/lib/base64.ts';
import { toHex } from '../../src/lib/bytes.ts';

/** RFC 4648, section 10, and the two last digits. */
const good: readonly (readonly [string, string])[] = [
  ['', ''],
  ['Zg==', '66'],
  ['Zm8=', '666F'],
  ['Zm9v', '666F6F'],
  ['Zm9vYmFy', '666F6F626172'],
  ['+/+/', 'FBFFBF'],
];

describe('base64', () => {
  for (const [text, hex] of good)
    test(`'${text}' is ${hex || 'nothing'}`, () => {
      const bytes = fromBase64(text);
      assert.equal(bytes.ok && toHex(bytes.value), hex);
    });

  for (const text of ['Zg=', 'Z', 'Zm9v\n', 'Z===', 'Zm-v', 'Zg==Zg=='])
    test(`${JSON.stringify(text)} is none`, () => assert.equal(fromBase64(text).ok, false));
});
