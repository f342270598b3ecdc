// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import { readSettings } from '../../src/flow/settings.ts';
import { RamFlash } from './support/ram-flash.ts';

const good = {
  terminalId: '10000019',
  merchantId: '850100082410002',
  merchantName: 'Corner Shop',
  acquirerName: 'Bank',
  hostAddress: '192.0.2.1',
  hostPort: 8583,
  operator: '01',
  language: 'zh',
  pinFreeLimitMinor: 100_000,
  amountLimitMinor: 99_999_999,
  test: true,
};

function flashWith(text: string, length = text.length): RamFlash {
  const flash = new RamFlash(1, 4096);
  flash.bytes[0] = length & 0xff;
  flash.bytes[1] = length >> 8;
  for (let i = 0; i < text.length; i++) flash.bytes[2 + i] = text.charCodeAt(i);
  return flash;
}

function reasonOf(text: string, length?: number): string {
  const settings = readSettings(flashWith(text, length));
  return settings.ok ? 'none' : settings.reason;
}

describe('settings', () => {
  test('are read as they were written', () => {
    const settings = readSettings(flashWith(JSON.stringify(good)));
    assert.ok(settings.ok);
    if (settings.ok) assert.deepEqual(settings.value, good);
  });

  test('may hold Chinese, as UTF-8', () => {
    const utf8 = '\xe4\xba\xa4\xe5\xad\x90';
    const settings = readSettings(flashWith(JSON.stringify({ ...good, merchantName: utf8 })));
    assert.ok(settings.ok);
    if (settings.ok) assert.equal(settings.value.merchantName, '交子');
  });

  test('are missing when their length is zero or absurd', () => {
    const text = JSON.stringify(good);
    assert.equal(reasonOf(text, 0), 'settings: none on this terminal');
    assert.equal(reasonOf(text, 2049), 'settings: none on this terminal');
    assert.equal(reasonOf(text.padEnd(2048)), 'none');
  });

  test('are refused when they are no JSON, no UTF-8 or no object', () => {
    assert.equal(reasonOf(JSON.stringify(good).slice(0, -1)), 'settings: not JSON');
    assert.equal(reasonOf('"\xff"'), 'settings: not JSON');
    for (const text of ['null', '7', '"text"']) {
      assert.equal(reasonOf(text), 'settings: not an object');
    }
  });
});

/** Values at the edge, and just beyond. */
const edges: readonly (readonly [
  name: keyof typeof good | 'hostTls',
  inside: readonly unknown[],
  outside: readonly unknown[],
])[] = [
  ['terminalId', ['12345678'], ['1234567', '123456789', 12345678, undefined]],
  ['merchantId', ['123456789012345'], ['12345678901234', '1234567890123456', null]],
  ['merchantName', ['x', 'x'.repeat(40)], ['', 'x'.repeat(41), ['x']]],
  ['acquirerName', ['x', 'x'.repeat(20)], ['', 'x'.repeat(21)]],
  ['hostAddress', ['x', 'x'.repeat(64)], ['', 'x'.repeat(65)]],
  ['hostPort', [1, 65_535], [0, 65_536, 1.5, '8583']],
  [
    'hostTls',
    [undefined, { name: 'host.example', authority: 'MAA=' }],
    [
      true,
      { name: 'host example', authority: 'MAA=' },
      { name: 'host', authority: 'Zg==' },
      { name: 'host', authority: 'M' },
      { name: 'host' },
    ],
  ],
  ['operator', ['00', '99'], ['1', '001', 'ab', 12]],
  ['language', ['zh', 'en'], ['de', 1]],
  ['pinFreeLimitMinor', [0, 999_999_999_999], [-1, 1_000_000_000_000, 0.5]],
  ['amountLimitMinor', [1, 999_999_999_999], [0, 1_000_000_000_000]],
  ['test', [true, false], ['true', 0]],
];

describe('the second address of the host', () => {
  const both = { hostAddress2: '192.0.2.2', hostPort2: 8583 };

  test('has a port, or there is none', () => {
    assert.equal(reasonOf(JSON.stringify({ ...good, ...both })), 'none');
    for (const name of ['hostAddress2', 'hostPort2'] as const) {
      const reason = reasonOf(JSON.stringify({ ...good, [name]: both[name] }));
      assert.equal(reason, 'settings: hostAddress2 and hostPort2 go together');
    }
  });
});

describe('a setting is', () => {
  for (const [name, inside, outside] of edges) {
    test(`${name}: taken up to its limits, and named when it is beyond them`, () => {
      for (const value of inside) {
        assert.equal(reasonOf(JSON.stringify({ ...good, [name]: value })), 'none', String(value));
      }
      for (const value of outside) {
        const reason = reasonOf(JSON.stringify({ ...good, [name]: value }));
        assert.equal(reason, `settings: ${name}`, String(value));
      }
    });
  }
});
