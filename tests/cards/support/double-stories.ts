// SPDX-License-Identifier: Apache-2.0
//
// What becomes of a small sale with each card double, by kind and scheme. How the kernels alone judge them, with the authorities' keys at
// hand and offline approvals allowed: tests/cards/doubles-kernels.test.ts.

import type { SchemeName } from '../../../host-sim/cards/schemes.ts';
import { parameterFileNamed } from '../../../host-sim/parameters/parameter-file.ts';
import { parameterImage } from '../../../host-sim/parameters/parameter-image.ts';
import type { Vocabulary } from '../../../host-sim/scenario/vocabulary.ts';
import type { CardTrouble } from '../../../src/ui/screen.ts';

const amountMinor = 1250;

/** Under these the stories are told: all three kernels, and the doubles' authority. */
export const parameters = parameterImage(parameterFileNamed('test'));

type Outcome = 'approved' | CardTrouble;

/** Those that do not simply pay. Every sale goes online: a card that would approve asks its issuer, and nobody looks at a signature. */
const refusedByAll: Readonly<Record<string, Outcome>> = {
  decline: 'refused-by-card',
  expired: 'expired',
  blocked: 'no-application',
  'wrong-afl': 'unsupported',
};

/** By kernel: 7 does not authenticate a card that goes online (TTQ), 3 does, 2 wants what the card signs with its cryptogram. */
const refused: Partial<Record<SchemeName, Readonly<Record<string, Outcome>>>> = {
  visa: { 'fdda-wrong': 'unsupported', 'certificate-wrong': 'unsupported' },
  mastercard: {
    'cda-wrong': 'unsupported',
    'certificate-wrong': 'unsupported',
    expired: 'refused-by-card',
    'relay-early': 'unsupported',
  },
};

export function entersAskedPin(t: Vocabulary, card: string, amountMinor: number): void {
  const [, pan = ''] = t.sim.cardSecrets().find(([what]) => what === `the number of ${card}`) ?? [];
  const maskedPan = `${pan.slice(0, 6)}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}`;
  t.reaches({ kind: 'pin-entry', amountMinor, maskedPan, digits: 0, mayBypass: true });
  t.cardholder.entersPin(card);
}

/** One sale, from idle to idle; tells whether it was paid. */
function sellsWith(t: Vocabulary, scheme: SchemeName, kind: string): boolean {
  const card = `${scheme}-${kind}`;
  t.clerk.types('1250', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.presents(card);
  const leavesAt = Number(/^torn-(\d)$/.exec(kind)?.[1] ?? 0);
  if (leavesAt > 0) {
    t.reaches({ kind: 'try-again', trouble: 'gone' }, 15_000);
    t.waits(500);
    t.cardholder.removes(card);
    t.reaches({ kind: 'tap-card', amountMinor });
    t.cardholder.presents(card);
  }
  const outcome = refused[scheme]?.[kind] ?? refusedByAll[kind] ?? 'approved';
  // UnionPay has its rule for small amounts, kernel 2 a CVM limit; here Visa's card is asked for what it wants.
  if (kind === 'pin-required' && scheme === 'visa') entersAskedPin(t, card, amountMinor);
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
