// SPDX-License-Identifier: Apache-2.0
//
// Cards that approve by themselves, and the acquirer that hears of it later: once, whatever is cut, lost or said twice.

import { testCaKeys } from '../../host-sim/cards/pki.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import { responses } from '../../src/host/response-codes.ts';

const offline = {
  floorLimitMinor: 20_000,
  totalLimitMinor: 50_000,
  queueMax: 3,
  thresholdMinor: 20_000,
  targetPercent: 0,
  targetPercentMax: 0,
};
const settings = { offline, testCaKeys };
const transaction = 'offlineSale';

function taps(t: Vocabulary, amountMinor: number, card = 'offline'): void {
  t.clerk.types(String(amountMinor), 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.taps(card);
}

function ends(t: Vocabulary): void {
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

function sellsOffline(t: Vocabulary, amountMinor: number, card?: string): void {
  taps(t, amountMinor, card);
  t.reaches({ kind: 'approved', amountMinor, transaction });
  ends(t);
}

function sellsOnline(t: Vocabulary, amountMinor: number, card?: string): void {
  taps(t, amountMinor, card);
  t.reaches({ kind: 'approved', amountMinor });
  ends(t);
}

const quarterMs = 15 * 60_000;
const booked = { kind: 'offline-sale', state: 'approved', reversals: 0 } as const;

/** Each once, in any order. */
function hasBooked(t: Vocabulary, ...amounts: readonly number[]): void {
  const found = t.acquirer.entries().map(({ kind, netMinor }) => `${kind} ${netMinor}`);
  const wanted = amounts.map((amountMinor) => `offline-sale ${amountMinor}`);
  const sorted = (texts: readonly string[]) => [...texts].sort().join();
  if (sorted(found) !== sorted(wanted)) t.fail(`the book holds ${found}`);
}

scenario(
  'a card approves; paper says so, and the acquirer hears of it within a quarter',
  { settings },
  (t) => {
    t.boots();
    sellsOffline(t, 1250);
    t.acquirer.shows();
    t.paper.shows('脱机消费');
    t.paper.shows('TC');
    t.paper.shows('ECC001');
    t.waits(quarterMs);
    t.acquirer.shows({ ...booked, amountMinor: 1250, netMinor: 1250 });
  },
);

scenario(
  'in the SM4 dialect the upload is a purchase of type 36',
  { settings: { ...settings, hostProfile: 'unionpay-sm4' } },
  (t) => {
    t.boots();
    sellsOffline(t, 1250);
    t.waits(quarterMs);
    t.acquirer.shows({ ...booked, netMinor: 1250 });
  },
);
