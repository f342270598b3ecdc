// SPDX-License-Identifier: Apache-2.0
//
// Money of a card is held, let go, or taken: with a question that can be reversed, or with an advice that is repeated. What the
// acquirer's book nets to is the proof; what the holder can spend shows what is held.

import { readMessage } from '../../host-sim/acquirer/wire.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import { responses } from '../../src/host/response-codes.ts';
import type { TransactionName } from '../../src/ui/screen.ts';
import { declined } from './refusals.ts';

const heldMinor = 50_000;
const takenMinor = 42_000;
const card = 'quickpass-debit';
const day = '1121';
const rows = {
  preAuthorization: '1',
  preAuthorizationVoid: '2',
  completion: '3',
  completionVoid: '4',
  completionAdvice: '5',
} as const;

function begins(t: Vocabulary, transaction: keyof typeof rows, amountMinor: number): void {
  t.clerk.types('down', '6', rows[transaction]);
  t.reaches({ kind: 'amount-entry', amountMinor: 0, limitMinor: 99_999_999, transaction });
  t.clerk.types(String(amountMinor), 'enter');
}

function ends(t: Vocabulary, transaction: TransactionName, amountMinor: number): void {
  t.reaches({ kind: 'approved', amountMinor, transaction });
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

function asksToHold(t: Vocabulary, shown = card): void {
  begins(t, 'preAuthorization', heldMinor);
  t.reaches({ kind: 'tap-card', amountMinor: heldMinor, transaction: 'preAuthorization' });
  t.cardholder.taps(shown);
}

/** Its authorisation number. */
function holds(t: Vocabulary): string {
  t.boots();
  asksToHold(t);
  ends(t, 'preAuthorization', heldMinor);
  return t.acquirer.entries().at(-1)!.authorizationCode;
}

type FollowUp = 'preAuthorizationVoid' | 'completion' | 'completionAdvice';

function asks(
  t: Vocabulary,
  transaction: FollowUp,
  {
    authorization,
    amountMinor,
    date = day,
  }: { authorization: string; amountMinor: number; date?: string },
  shown = card,
): void {
  begins(t, transaction, amountMinor);
  t.reaches({ kind: 'number-entry', what: 'authorization', typed: '', size: 6, transaction });
  t.clerk.types(authorization, 'enter');
  t.reaches({ kind: 'number-entry', what: 'date', typed: '', size: 4, transaction });
  t.clerk.types(date, 'enter');
  t.reaches({ kind: 'tap-card', amountMinor, transaction });
  t.cardholder.taps(shown);
}

const held = { kind: 'pre-authorization', state: 'approved', netMinor: 0 } as const;

scenario('money is held: nothing is sold, and a slip says so', (t) => {
  const authorization = holds(t);
  t.acquirer.shows({ ...held, amountMinor: heldMinor });
  t.paper.shows('预授权', 1);
  t.paper.shows('RMB 500.00', 1);
  t.paper.shows(authorization, 1);
});

scenario('what is held is not settled', (t) => {
  holds(t);
  t.clerk.types('menu', '6');
  t.reaches({ kind: 'settlement-notice', notice: 'nothing' });
  t.clerk.types('enter');
  t.reachesIdle();
});

scenario('what was held is let go', (t) => {
  const authorization = holds(t);
  asks(t, 'preAuthorizationVoid', { authorization, amountMinor: heldMinor });
  ends(t, 'preAuthorizationVoid', heldMinor);
  const [first] = t.acquirer.entries();
  t.acquirer.shows(held, {
    kind: 'pre-authorization-void',
    state: 'approved',
    netMinor: 0,
    original: first!.rrn,
  });
  t.paper.shows('预授权撤销', 1);
  // Once is enough.
  asks(t, 'preAuthorizationVoid', { authorization, amountMinor: heldMinor });
  t.reaches({
    kind: 'declined',
    reason: responses['12'].zh,
    code: '12',
    transaction: 'preAuthorizationVoid',
  });
  t.clerk.types('enter');
  t.reachesIdle();
});

for (const [transaction, kind] of [
  ['completion', 'completion'],
  ['completionAdvice', 'completion-advice'],
] as const) {
  scenario(`${kind}: a part of what was held is taken, once`, (t) => {
    const authorization = holds(t);
    asks(t, transaction, { authorization, amountMinor: takenMinor });
    ends(t, transaction, takenMinor);
    t.acquirer.shows(held, { kind, state: 'approved', netMinor: takenMinor });
    t.paper.shows('预授权完成', 1);
    t.paper.shows('RMB 420.00', 1);
    asks(t, transaction, { authorization, amountMinor: takenMinor });
    t.reaches({ ...declined('12'), transaction });
    t.clerk.types('enter');
    t.reachesIdle();
  });

  for (const [what, order, shown, code] of [
    ['more than was held', { amountMinor: heldMinor + 1 }, card, '64'],
    ['of another card', { amountMinor: takenMinor }, 'quickpass-credit', '14'],
    ['of another day', { amountMinor: takenMinor, date: '0301' }, card, '25'],
    ['under another number', { amountMinor: takenMinor, authorization: '000001' }, card, '25'],
  ] as const) {
    scenario(`${kind} ${what} is declined`, (t) => {
      const authorization = holds(t);
      asks(t, transaction, { authorization, ...order }, shown);
      t.reaches({ ...declined(code), transaction });
      t.clerk.types('enter');
      t.reachesIdle();
      t.acquirer.shows(held, { kind, state: 'declined', netMinor: 0 });
    });
  }

  scenario(`${kind} counts in the settlement, and the hold does not`, (t) => {
    const authorization = holds(t);
    asks(t, transaction, { authorization, amountMinor: takenMinor });
    ends(t, transaction, takenMinor);
    t.clerk.types('menu', '6');
    t.reaches({
      kind: 'settlement-totals',
      ...{ debitMinor: takenMinor, debitCount: 1, creditMinor: 0, creditCount: 0 },
    });
    t.clerk.types('enter');
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: takenMinor });
    t.clerk.types('enter');
    t.reachesIdle();
  });
}

scenario('a completion is voided by its trace number: what was held is held again', (t) => {
  const authorization = holds(t);
  asks(t, 'completion', { authorization, amountMinor: takenMinor });
  ends(t, 'completion', takenMinor);
  const { stan } = t.acquirer.entries().at(-1)!;
  t.clerk.types('down', '6', rows.completionVoid);
  const transaction = 'completionVoid';
  t.reaches({ kind: 'number-entry', what: 'trace', typed: '', size: 6, transaction });
  t.clerk.types(stan, 'enter');
  t.waits(1000);
  t.clerk.types('enter');
  t.reaches({ kind: 'tap-card', amountMinor: takenMinor, transaction });
  t.cardholder.taps(card);
  ends(t, transaction, takenMinor);
  t.acquirer.shows(
    held,
    { kind: 'completion', netMinor: takenMinor },
    { kind: 'completion-void', state: 'approved', netMinor: -takenMinor },
  );
  t.paper.shows('RMB -420.00', 1);
  asks(t, 'completion', { authorization, amountMinor: heldMinor });
  ends(t, 'completion', heldMinor);
});

scenario('what was held, a sale and an advice are not voided as completions', (t) => {
  const authorization = holds(t);
  asks(t, 'completionAdvice', { authorization, amountMinor: takenMinor });
  ends(t, 'completionAdvice', takenMinor);
  for (const { stan } of t.acquirer.entries()) {
    t.clerk.types('down', '6', rows.completionVoid, ...stan, 'enter');
    t.reaches({ kind: 'not-possible', why: 'other-kind', transaction: 'completionVoid' });
    t.clerk.types('enter');
    t.reachesIdle();
  }
});

/** Ways in which the answer does not come. */
const losses = [
  ['is silent after it has booked', { silent: true }],
  ['never gets it', { lost: true }],
  ['answers with a wrong MAC', { badMac: true }],
  ['approves a part', { fields: { 39: '10' } }],
] as const;

for (const [what, behaviour] of losses) {
  const isPart = 'fields' in behaviour;
  scenario(`an acquirer that ${what}: what it may hold is reversed`, (t) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'pre-authorization', ...behaviour });
    const transaction = 'preAuthorization';
    asksToHold(t);
    t.reaches({ kind: 'unknown-result', ...(isPart && { isPart }), transaction }, 100_000);
    t.reaches({ kind: 'reversed', transaction });
    t.reachesIdle();
    t.acquirer.shows({ netMinor: 0, reversals: 1 });
    t.paper.lacks('RMB');
  });

  scenario(`an acquirer that ${what}: a completion is reversed, and can be done again`, (t) => {
    const authorization = holds(t);
    t.acquirer.behavesNext({ only: 'completion', ...behaviour });
    asks(t, 'completion', { authorization, amountMinor: takenMinor });
    const transaction = 'completion';
    t.reaches({ kind: 'unknown-result', ...(isPart && { isPart }), transaction }, 100_000);
    t.reaches({ kind: 'reversed', transaction });
    t.clerk.types('enter');
    t.reachesIdle();
    asks(t, 'completion', { authorization, amountMinor: takenMinor });
    ends(t, 'completion', takenMinor);
    t.acquirer.shows(held, { netMinor: 0, reversals: 1 }, { netMinor: takenMinor, reversals: 0 });
  });

  scenario(`an acquirer that ${what}: an advice is sent again, and counts once`, (t) => {
    const authorization = holds(t);
    t.acquirer.behavesNext({ only: 'completion-advice', ...behaviour });
    asks(t, 'completionAdvice', { authorization, amountMinor: takenMinor });
    const transaction = 'completionAdvice';
    t.reaches({ kind: 'unknown-result', ...(isPart && { isPart }), transaction }, 100_000);
    ends(t, transaction, takenMinor);
    t.acquirer.shows(held, { kind: 'completion-advice', netMinor: takenMinor, reversals: 0 });
  });
}

scenario('power goes while an advice is under way: it is sent again at the boot', (t) => {
  const authorization = holds(t);
  t.acquirer.behavesNext({ only: 'completion-advice', slowMs: 3000 });
  asks(t, 'completionAdvice', { authorization, amountMinor: takenMinor });
  t.waits(1500);
  t.power.off();
  t.waits(1000);
  t.power.on();
  ends(t, 'completionAdvice', takenMinor);
  t.acquirer.shows(held, { kind: 'completion-advice', netMinor: takenMinor });
});

scenario('power goes while money is being held: reversed at the boot', (t) => {
  t.boots();
  t.acquirer.behavesNext({ only: 'pre-authorization', slowMs: 3000 });
  asksToHold(t);
  t.waits(1500);
  t.power.off();
  t.waits(1000);
  t.power.on();
  t.reaches({ kind: 'reversed', transaction: 'preAuthorization' });
  t.clerk.types('enter');
  t.reachesIdle();
  t.acquirer.shows({ kind: 'pre-authorization', state: 'reversed', netMinor: 0 });
});

scenario('the PIN of a large amount goes with it', (t) => {
  t.boots();
  begins(t, 'preAuthorization', 200_000);
  t.reaches({ kind: 'tap-card', amountMinor: 200_000, transaction: 'preAuthorization' });
  t.cardholder.taps(card);
  t.waits(4000);
  t.cardholder.entersPin(card);
  ends(t, 'preAuthorization', 200_000);
  if (!t.sim.wire.map(readMessage).some(({ mti, fields }) => mti === '0100' && fields.has(52)))
    t.fail('no PIN on the line');
  t.acquirer.shows(held);
});

scenario(
  'each of them can be switched off',
  // All on but pre-authorisation, its cancel, completion, completion void, and the advice.
  { settings: { functionBitmap: '87DFFFFF' } },
  (t) => {
    t.boots();
    for (const row of Object.values(rows)) {
      t.clerk.types('down', '6', row);
      t.reaches({ kind: 'settlement-notice', notice: 'switched-off' });
      t.clerk.types('enter');
      t.reachesIdle();
    }
    t.acquirer.shows();
  },
);
