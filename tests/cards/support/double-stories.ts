// SPDX-License-Identifier: Apache-2.0
//
// What becomes of a small sale with each card double, by kind and scheme. How the kernels alone judge them, with the authorities' keys at
// hand and offline approvals allowed: tests/cards/doubles-kernels.test.ts.

import type { SchemeName } from '../../../host-sim/cards/schemes.ts';
import type { Vocabulary } from '../../../host-sim/scenario/vocabulary.ts';
import type { CardTrouble } from '../../../src/ui/screen.ts';

const amountMinor = 1250;

/** Schemes whose applications this terminal's parameters have. Cards of others find no application. */
const taken: readonly SchemeName[] = ['unionpay', 'unionpay-sm'];

type Outcome = 'approved' | CardTrouble;

/** Those that do not simply pay. Every sale goes online: a card that would approve asks its issuer, and nobody looks at a signature. */
const refused: Readonly<Record<string, Outcome>> = {
  decline: 'refused-by-card',
  expired: 'expired',
  blocked: 'no-application',
  'wrong-afl': 'unsupported',
};

/** One sale, from idle to idle; tells whether it was paid. */
function sellsWith(t: Vocabulary, scheme: SchemeName, kind: string): boolean {
  const card = `${scheme}-${kind}`;
  const isTaken = taken.includes(scheme);
  t.clerk.types('1250', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.presents(card);
  const leavesAt = Number(/^torn-(\d)$/.exec(kind)?.[1] ?? 0);
  if (leavesAt === 1 || (isTaken && leavesAt > 0)) {
    t.reaches({ kind: 'try-again', trouble: 'gone' }, 15_000);
    t.waits(500);
    t.cardholder.removes(card);
    t.reaches({ kind: 'tap-card', amountMinor });
    t.cardholder.presents(card);
  }
  const outcome = isTaken ? (refused[kind] ?? 'approved') : 'no-application';
  if (outcome === 'approved') t.reaches({ kind: 'approved', amountMinor }, 15_000);
  else t.reaches({ kind: 'card-refused', trouble: outcome }, 15_000);
  t.cardholder.removes(card);
  t.clerk.types(outcome === 'approved' ? 'cancel' : 'enter');
  t.reachesIdle();
  return outcome === 'approved';
}

/** All of these sales in one shop, and the acquirer's book afterwards. */
export function sellsWithAll(
  t: Vocabulary,
  pairs: readonly (readonly [scheme: SchemeName, kind: string])[],
): void {
  t.boots();
  const paid = pairs.filter(([scheme, kind]) => sellsWith(t, scheme, kind));
  t.acquirer.shows(...paid.map(() => ({ state: 'approved', netMinor: amountMinor }) as const));
}
