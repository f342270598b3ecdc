// SPDX-License-Identifier: Apache-2.0
//
// The façade of the native encoder, on the engine that has it. That the encoder is right for every character is shown by
// tests/chips/escpos-gb18030.test.ts.

import { assert, describe, test } from 'mcu-test-harness';
import { toHex } from '../../src/lib/bytes.ts';
import { gb18030 } from '../../src/lib/gb18030.ts';

describe('gb18030', () => {
  test('encodes text of one, two and four bytes a character', () => {
    assert.equal(toHex(gb18030('A交子')), '41BDBBD7D3');
    assert.equal(toHex(gb18030('㐀€镕')), '8139EE39A2E3E946');
    assert.equal(toHex(gb18030('\u{20000}')), '95328236');
  });

  test('gives exactly as many bytes as the text needs', () => {
    assert.equal(gb18030('').length, 0);
    assert.equal(gb18030('交'.repeat(1000)).length, 2000);
  });

  test('turns what is no character, and what could command a printer, into question marks', () => {
    assert.equal(toHex(gb18030('\ud800A')), '3F41');
    assert.equal(toHex(gb18030('\u001b@\n')), '3F403F');
  });
});
