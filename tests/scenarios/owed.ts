// SPDX-License-Identifier: Apache-2.0
//
// While something is owed to a cardholder no transaction begins, whichever it is: what is owed comes first.

import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { TransactionName } from '../../src/ui/screen.ts';

const amountMinor = 1250;
const ways: readonly (readonly [TransactionName, readonly string[]])[] = [
  ['refund', ['down', '4']],
  ['preAuthorization', ['down', '6', '1']],
  ['completion', ['down', '6', '3']],
  ['completionAdvice', ['down', '6', '5']],
];

for (const [transaction, keys] of ways) {
  scenario(`while a sale is owed nobody comes to a ${transaction}; then everybody does`, (t) => {
    const pending = { kind: 'reversal-pending', trouble: 'refused' } as const;
    const entry = { kind: 'amount-entry', amountMinor: 0, limitMinor: 99_999_999 } as const;
    t.boots();
    t.clerk.types(String(amountMinor), 'enter');
    t.reaches({ kind: 'tap-card', amountMinor });
    t.acquirer.behavesNext({ only: 'sale', silent: true });
    t.cardholder.taps('quickpass-debit');
    t.reaches({ kind: 'unknown-result' }, 100_000);
    t.line.down();
    t.reaches(pending, 100_000);
    t.reachesIdle();
    t.clerk.types(...keys);
    t.reaches([pending, { ...entry, transaction }]);
    t.shows(pending);
    t.reachesIdle();
    t.line.up();
    t.clerk.types(...keys);
    t.reaches({ kind: 'reversed' });
    t.reaches({ ...entry, transaction });
    t.clerk.types('cancel');
    t.reachesIdle();
    t.acquirer.shows({ kind: 'sale', state: 'reversed', netMinor: 0 });
  });
}
