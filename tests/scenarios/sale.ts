// SPDX-License-Identifier: Apache-2.0
//
// A sale that goes well, in all its forms.

import { scenario } from '../../host-sim/scenario/scenario.ts';

for (const card of ['quickpass-debit', 'quickpass-credit', 'phone', 'quickpass-type-b', 'slow']) {
  scenario(`a sale with ${card} is approved and printed twice`, (t) => {
    t.boots();
    t.clerk.types('1234');
    t.reaches({ kind: 'amount-entry', amountMinor: 1234, limitMinor: 99_999_999 });
    t.clerk.types('enter');
    t.reaches({ kind: 'tap-card', amountMinor: 1234 });
    t.cardholder.taps(card);
    t.reaches({ kind: 'approved', amountMinor: 1234 });
    t.reaches({ kind: 'offer-cardholder-copy' });
    t.paper.shows('12.34', 1);
    t.clerk.types('enter');
    t.reachesIdle();
    t.paper.shows('12.34', 2);
    t.paper.shows('持卡人存根', 1);
    t.acquirer.shows({ state: 'approved', netMinor: 1234, reversals: 0 });
  });
}
