// SPDX-License-Identifier: Apache-2.0

import { assert, describe, test } from 'mcu-test-harness';
import {
  causeOf,
  errorEvents,
  errorNameOf,
  handlings,
  type Told,
  toldBy,
} from '../../src/flow/error-events.ts';
import type { ErrorName, Screen } from '../../src/ui/screen.ts';

const names = Object.keys(errorEvents) as ErrorName[];

describe('the table of errors', () => {
  test('gives each a number of its own that fits a byte and leads back to it', () => {
    const numbers = names.map((name) => errorEvents[name].number);
    assert.equal(new Set(numbers).size, names.length);
    for (const name of names) {
      const { number, handling } = errorEvents[name];
      assert.equal(errorNameOf(number), name);
      assert.ok(number > 0 && number < 128 && handlings[handling] < 16);
    }
    assert.equal(errorNameOf(127), undefined);
  });

  test('says whose doing each was', () => {
    const causes = (['amount-refused', 'stuck-key', 'line-failure', 'declined'] as const).map(
      (name) => causeOf(errorEvents[name].number),
    );
    assert.deepEqual(causes, ['typed', 'device', 'line', 'host']);
  });

  test('takes details from the program’s own words only, and never what was typed but an amount', () => {
    assert.deepEqual(
      toldBy({
        kind: 'number-entry',
        what: 'reference',
        typed: '123456789012',
        size: 12,
        complaint: true,
      }),
      ['number-refused', 'reference 12'],
    );
    assert.deepEqual(
      toldBy({ kind: 'amount-entry', amountMinor: 99_950, limitMinor: 1, complaint: 'over-limit' }),
      ['amount-refused', 'over-limit 999.50'],
    );
    assert.deepEqual(toldBy({ kind: 'declined', reason: 'words of the host', code: '51' }), [
      'declined',
      '51',
    ]);
    assert.equal(toldBy({ kind: 'number-entry', what: 'trace', typed: '1', size: 6 }), undefined);
    assert.equal(toldBy({ kind: 'approved', amountMinor: 1 }), undefined);
    assert.equal(toldBy({ kind: 'settlement-notice', notice: 'nothing' }), undefined);
  });

  test('has what the host, the issuer, and whoever made a key file did', () => {
    const sale = { trace: '000017', amountMinor: 1 } as const;
    for (const [screen, event] of [
      [
        { kind: 'advice-notice', ...sale, result: 'refused', code: '51' },
        ['advice-refused', 'refused 000017 51'],
      ],
      [
        { kind: 'advice-notice', ...sale, result: 'left', code: '' },
        ['advice-refused', 'left 000017'],
      ],
      [{ kind: 'update-notice', notice: 'refused' }, ['update-failed', 'refused']],
      // The device's doing, and not the host's.
      [{ kind: 'update-notice', notice: 'not-kept' }, ['not-stored', 'not-kept']],
      [{ kind: 'card-update', step: 'not-done' }, ['card-update-failed', '']],
      [{ kind: 'settled', isBalanced: false, amountMinor: 1 }, ['not-balanced', '']],
      [{ kind: 'key-notice', notice: 'file-replayed' }, ['key-file-refused', 'file-replayed']],
      [{ kind: 'operator-notice', notice: 'no-supervisor' }, ['not-allowed', 'no-supervisor']],
      [{ kind: 'settlement-notice', notice: 'switched-off' }, ['not-allowed', 'switched-off']],
    ] as const satisfies readonly (readonly [Screen, Told])[])
      assert.deepEqual(toldBy(screen), [...event]);
    for (const screen of [
      { kind: 'update-notice', notice: 'done' },
      { kind: 'card-update', step: 'busy' },
      { kind: 'settled', isBalanced: true, amountMinor: 1 },
      { kind: 'key-notice', notice: 'stopped' },
    ] as const satisfies readonly Screen[])
      assert.equal(toldBy(screen), undefined);
  });
});
