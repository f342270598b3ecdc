// SPDX-License-Identifier: Apache-2.0
//
// Cards that approve by themselves, and the acquirer that hears of it later: once, whatever is cut, lost or said twice.

import { readMessage } from '../../host-sim/acquirer/wire.ts';
import type { PaymentCard } from '../../host-sim/cards/payment-card.ts';
import { parameterFileNamed } from '../../host-sim/parameters/parameter-file.ts';
import { parameterImage } from '../../host-sim/parameters/parameter-image.ts';
import { scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';

const offline = {
  floorLimitMinor: 20_000,
  totalLimitMinor: 50_000,
  queueMax: 3,
  thresholdMinor: 20_000,
  targetPercent: 0,
  targetPercentMax: 0,
};
const settings = { offline };
/** They know the authority of the doubles. */
const parameters = parameterImage(parameterFileNamed('test'));
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

function isRefused(t: Vocabulary, card: string): void {
  t.clerk.types('1250', 'enter');
  t.reaches({ kind: 'tap-card', amountMinor: 1250 });
  t.cardholder.presents(card);
  t.reaches({ kind: 'card-refused', trouble: 'unsupported' });
  t.cardholder.removes(card);
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

const minuteMs = 60_000;
/** The host answers, or did not: an upload is tried again. */
const againMs = 7 * minuteMs;
const booked = { kind: 'offline-sale', state: 'approved', reversals: 0 } as const;

/** Each once, in any order. */
function hasBooked(t: Vocabulary, ...amounts: readonly number[]): void {
  const found = t.acquirer.entries().map(({ kind, netMinor }) => `${kind} ${netMinor}`);
  const wanted = amounts.map((amountMinor) => `offline-sale ${amountMinor}`);
  const sorted = (texts: readonly string[]) => [...texts].sort().join();
  if (sorted(found) !== sorted(wanted)) t.fail(`the book holds ${found}`);
}

scenario(
  'a card approves; paper says so, and the acquirer hears of it within a minute',
  { parameters, settings },
  (t) => {
    t.boots();
    sellsOffline(t, 1250);
    t.acquirer.shows();
    t.paper.shows('脱机消费');
    t.paper.shows('\nTC:');
    t.paper.lacks('ARQC:');
    t.paper.shows('ECC001');
    t.waits(minuteMs);
    t.acquirer.shows({ ...booked, amountMinor: 1250, netMinor: 1250 });
  },
);

scenario(
  'in the SM4 dialect the upload is a purchase of type 36',
  { parameters, settings: { ...settings, hostProfile: 'unionpay-sm4' } },
  (t) => {
    t.boots();
    sellsOffline(t, 1250);
    t.acquirer.behavesNext({ only: 'offline-sale', silent: true });
    t.waits(againMs);
    t.acquirer.shows({ ...booked, netMinor: 1250 });
  },
);

scenario(
  'a card that wants its holder to sign gets a line for it',
  { parameters, settings },
  (t) => {
    t.boots();
    sellsOffline(t, 1250, 'offline-signed');
    t.paper.shows('持卡人签名');
    t.waits(minuteMs);
    hasBooked(t, 1250);
  },
);

scenario(
  'the certificate of another card is no proof: nothing is sold',
  { parameters, settings },
  (t) => {
    t.boots();
    isRefused(t, 'offline-forged');
    t.clerk.types('enter');
    t.reachesIdle();
    t.waits(minuteMs);
    t.acquirer.shows();
  },
);

scenario(
  'a live terminal does not know the test authority',
  { settings: { ...settings, test: false }, endsOff: true },
  (t) => {
    t.power.on();
    t.reaches({ kind: 'signing-in', elapsedS: 0 });
    t.waits(5000);
    isRefused(t, 'offline');
    t.power.off();
  },
);

scenario('without the option the same card goes online', (t) => {
  t.boots();
  sellsOnline(t, 1250);
  t.acquirer.shows({ kind: 'sale', netMinor: 1250 });
});

scenario('above the floor limit a card goes online', { parameters, settings }, (t) => {
  t.boots();
  sellsOnline(t, 20_001);
  t.acquirer.shows({ kind: 'sale', netMinor: 20_001 });
});

scenario(
  'what waits has a limit in money: beyond it a card goes online, and takes the queue along',
  { parameters, settings },
  (t) => {
    t.boots();
    sellsOffline(t, 20_000);
    sellsOffline(t, 20_000);
    sellsOnline(t, 10_001);
    t.acquirer.shows({ kind: 'sale' }, booked, booked);
    // There is room again.
    sellsOffline(t, 10_001);
    t.waits(minuteMs);
  },
);

scenario(
  'a random selection sends most sales online where the target says so',
  {
    parameters,
    settings: { ...settings, offline: { ...offline, targetPercent: 99, targetPercentMax: 99 } },
  },
  (t) => {
    t.boots();
    sellsOnline(t, 1250);
    t.acquirer.shows({ kind: 'sale', netMinor: 1250 });
  },
);

scenario(
  'as soon as enough of them wait they go before the next sale',
  { parameters, settings: { ...settings, offline: { ...offline, uploadAt: 2 } } },
  (t) => {
    t.boots();
    sellsOffline(t, 100);
    sellsOffline(t, 200);
    t.acquirer.shows();
    taps(t, 300);
    t.acquirer.shows(booked, booked);
    ends(t);
    t.waits(minuteMs);
  },
);

scenario(
  'a function that is switched off is not used',
  { parameters, settings: { ...settings, functionBitmap: 'FF600000' } },
  (t) => {
    t.boots();
    sellsOnline(t, 1250);
  },
);

scenario(
  'without a line, and without keys after a cut, a card still approves',
  { parameters, settings },
  (t) => {
    t.boots();
    t.power.off();
    t.line.down();
    t.power.on();
    t.reaches({ kind: 'line-failure', trouble: 'refused' }, 60_000);
    t.clerk.types('cancel');
    t.reachesIdle();
    sellsOffline(t, 1250);
    // A card that wants to go online cannot.
    taps(t, 700, 'quickpass-debit');
    t.reaches({ kind: 'line-failure', trouble: 'refused' }, 60_000);
    t.clerk.types('cancel');
    t.reachesIdle();
    t.line.up();
    t.waits(againMs);
    hasBooked(t, 1250);
  },
);

scenario(
  'a card that is read before the terminal has keys waits for them, and goes online',
  { parameters, settings },
  (t) => {
    t.boots();
    t.power.off();
    t.line.down();
    t.power.on();
    t.reaches({ kind: 'line-failure', trouble: 'refused' }, 60_000);
    t.clerk.types('cancel');
    t.reachesIdle();
    t.line.up();
    sellsOnline(t, 700, 'quickpass-debit');
    t.acquirer.shows({ kind: 'sale', netMinor: 700 });
  },
);

scenario(
  'an upload that is answered with a wrong MAC: new keys first, then the same again',
  { parameters, settings },
  (t) => {
    const order: string[] = [];
    t.boots();
    sellsOffline(t, 1250);
    t.sim.acquirer.onEvent((event) => {
      if (event.kind === 'request') order.push(event.what);
    });
    t.acquirer.behavesNext({ only: 'offline-sale', badMac: true });
    t.waits(againMs);
    if (order.join() !== 'offline-sale,sign-in,offline-sale') t.fail(order.join());
  },
);

for (const [what, behaviour] of [
  ['lost on its way', { only: 'offline-sale', lost: true }],
  ['booked but not answered', { only: 'offline-sale', silent: true }],
  ['answered with a wrong MAC', { only: 'offline-sale', badMac: true }],
] as const) {
  scenario(
    `an upload that is ${what} comes again, and counts once`,
    { parameters, settings },
    (t) => {
      t.boots();
      sellsOffline(t, 1250);
      t.acquirer.behavesNext(behaviour);
      t.waits(againMs);
      t.acquirer.shows({ ...booked, netMinor: 1250 });
    },
  );
}

const nothing = { debitMinor: 0, debitCount: 0, creditMinor: 0, creditCount: 0 };

function settles(t: Vocabulary, debitMinor: number, debitCount: number, isBalanced: boolean): void {
  t.reaches({ kind: 'settlement-totals', ...nothing, debitMinor, debitCount }, 300_000);
  t.clerk.types('enter');
  t.reaches({ kind: 'settled', isBalanced, amountMinor: debitMinor }, 60_000);
  t.clerk.types('enter');
  t.reachesIdle();
}

scenario(
  'before a batch is settled all are uploaded, and the totals agree',
  { parameters, settings },
  (t) => {
    t.boots();
    sellsOffline(t, 1250);
    sellsOffline(t, 700, 'offline-signed');
    t.clerk.types('menu', '6');
    settles(t, 1950, 2, true);
    hasBooked(t, 1250, 700);
    t.paper.lacks('脱机未上送');
  },
);

scenario('without a line no batch is settled over what waits', { parameters, settings }, (t) => {
  t.boots();
  sellsOffline(t, 1250);
  t.line.down();
  t.clerk.types('menu', '6');
  t.reaches({ kind: 'line-failure', trouble: 'refused' }, 60_000);
  t.clerk.types('cancel');
  t.reachesIdle();
  t.line.up();
  t.clerk.types('menu', '6');
  settles(t, 1250, 1, true);
  hasBooked(t, 1250);
});

scenario(
  'one that is never answered goes with the batch: people are told, and the book has it once',
  { parameters, settings },
  (t) => {
    t.boots();
    sellsOffline(t, 1250);
    sellsOffline(t, 700);
    const trace = t.paper.text().match(/凭证号 +(\d{6})/)![1]!;
    for (let i = 0; i < 3; i++) t.acquirer.behavesNext({ only: 'offline-sale', lost: true });
    t.clerk.types('menu', '6');
    t.reaches(
      { kind: 'advice-notice', result: 'left', trace, amountMinor: 1250, code: '' },
      300_000,
    );
    t.clerk.types('enter');
    settles(t, 1950, 2, false);
    hasBooked(t, 1250, 700);
    t.paper.shows('脱机未上送 1 笔');
  },
);

scenario(
  'one that the host refuses is shown, and goes with the batch',
  { parameters, settings },
  (t) => {
    t.boots();
    sellsOffline(t, 1250);
    const trace = t.paper.text().match(/凭证号 +(\d{6})/)![1]!;
    t.acquirer.behavesNext({ only: 'offline-sale', decline: '05' });
    t.reaches(
      { kind: 'advice-notice', result: 'refused', trace, amountMinor: 1250, code: '05' },
      minuteMs,
    );
    // It comes at idle: what is typed meanwhile begins the next amount.
    t.clerk.types('100', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 100 });
    t.clerk.types('cancel');
    t.reachesIdle();
    t.clerk.types('menu', '6');
    settles(t, 1250, 1, false);
    hasBooked(t, 1250);
    t.paper.shows('脱机未上送 1 笔');
  },
);

scenario('what waits survives the power, in its order', { parameters, settings }, (t) => {
  t.boots();
  sellsOffline(t, 100);
  sellsOffline(t, 200);
  t.power.off();
  t.boots();
  t.waits(minuteMs);
  hasBooked(t, 100, 200);
});

scenario(
  'an offline sale is on the list and on a reprint, and no void is offered for it',
  { parameters, settings },
  (t) => {
    t.boots();
    sellsOffline(t, 1250);
    const trace = t.paper.text().match(/凭证号 +(\d{6})/)![1]!;
    t.clerk.types('menu', '2');
    t.reachesIdle();
    t.paper.shows('TC', 2);
    t.clerk.types('down', '1', trace, 'enter');
    t.reaches({ kind: 'not-possible', why: 'other-kind', transaction: 'void' });
    t.clerk.types('enter');
    t.reachesIdle();
    t.waits(minuteMs);
  },
);

/** Up to the card that has left before its last record. */
function tears(t: Vocabulary, amountMinor: number): void {
  t.clerk.types(String(amountMinor), 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
  t.cardholder.presents('offline-torn');
  t.reaches({ kind: 'try-again', trouble: 'half-read' });
  t.cardholder.removes('offline-torn');
}

scenario(
  'a card that is taken away before its last record comes back, and pays once',
  { parameters, settings },
  (t) => {
    t.boots();
    tears(t, 1250);
    t.reaches({ kind: 'tap-card', amountMinor: 1250 });
    t.cardholder.taps('offline-torn');
    t.reaches({ kind: 'approved', amountMinor: 1250, transaction });
    ends(t);
    t.waits(minuteMs);
    hasBooked(t, 1250);
  },
);

scenario(
  'one that does not come back has not paid: people are told, within seconds',
  { parameters, settings },
  (t) => {
    t.boots();
    tears(t, 1250);
    t.reaches({ kind: 'card-refused', trouble: 'half-read' }, 12_000);
    t.clerk.types('enter');
    t.reachesIdle();
    t.waits(minuteMs);
    t.acquirer.shows();
  },
);

scenario(
  'within a minute it may still pay, in another sale of that amount',
  { parameters, settings },
  (t) => {
    t.boots();
    tears(t, 1250);
    t.reaches({ kind: 'card-refused', trouble: 'half-read' }, 12_000);
    t.clerk.types('enter');
    t.reachesIdle();
    t.clerk.types('1250', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 1250 });
    t.cardholder.taps('offline-torn');
    t.reaches({ kind: 'approved', amountMinor: 1250, transaction });
    ends(t);
    t.waits(minuteMs);
    hasBooked(t, 1250);
  },
);

scenario(
  'it pays once even where that other sale would have to go online',
  { parameters, settings: { offline: { ...offline, totalLimitMinor: 1500 } } },
  (t) => {
    t.boots();
    tears(t, 1250);
    t.reaches({ kind: 'card-refused', trouble: 'half-read' }, 12_000);
    t.clerk.types('enter');
    t.reachesIdle();
    sellsOffline(t, 700);
    sellsOffline(t, 1250, 'offline-torn');
    const { atc, personal } = t.sim.card('offline-torn') as PaymentCard;
    if (atc !== personal.atc + 1) t.fail(`the card has counted from ${personal.atc} to ${atc}`);
    t.waits(minuteMs);
    hasBooked(t, 700, 1250);
  },
);

scenario('another card in its place is another transaction', { parameters, settings }, (t) => {
  t.boots();
  tears(t, 1250);
  t.reaches({ kind: 'tap-card', amountMinor: 1250 });
  t.cardholder.taps('offline');
  t.reaches({ kind: 'approved', amountMinor: 1250, transaction });
  ends(t);
  t.waits(minuteMs);
  hasBooked(t, 1250);
});

scenario('a cut while it is waited for sells nothing', { parameters, settings }, (t) => {
  t.boots();
  tears(t, 1250);
  t.power.off();
  t.boots();
  t.waits(minuteMs);
  t.acquirer.shows();
});

scenario(
  'a card that asks its bank after all when the session is gone: trace numbers grow in the order in which the host hears them',
  { parameters, settings },
  (t) => {
    const stans: string[] = [];
    t.sim.acquirer.onEvent((event) => {
      if (event.kind === 'request')
        stans.push(readMessage(event.bytes.subarray(2)).fields.get(11) ?? '');
    });
    t.boots();
    t.power.off();
    t.acquirer.behavesNext({ only: 'sign-in', malformed: 'oversize' });
    t.power.on();
    t.reaches({ kind: 'line-failure', trouble: 'bad-answer' });
    t.reachesIdle();
    sellsOnline(t, 1250, 'phone');
    if (stans.length !== 4 || stans.join() !== [...stans].sort().join()) t.fail(`numbers ${stans}`);
  },
);

/** Its image would let any card approve anything. */
const lavish = parameterFileNamed('test');
const carelessImage = parameterImage({
  ...lavish,
  offlineApprovals: true,
  aids: lavish.aids.map((aid) => ({ ...aid, floor: 10_000_000 })),
});

scenario(
  'only a sale may end with the card’s own approval, whatever the card parameters say',
  { parameters: carelessImage },
  (t) => {
    t.boots();
    sellsOnline(t, 4200);
    t.clerk.types('down', '4', '1500', 'enter', t.acquirer.entries()[0]!.rrn, 'enter');
    t.clerk.types('1121', 'enter');
    t.reaches({ kind: 'tap-card', amountMinor: 1500, transaction: 'refund' });
    t.cardholder.taps('offline');
    t.reaches({ kind: 'approved', amountMinor: 1500, transaction: 'refund' });
    ends(t);
    t.waits(minuteMs);
    t.acquirer.shows({ kind: 'sale', netMinor: 4200 }, { kind: 'refund', netMinor: -1500 });
  },
);

scenario(
  'after a settlement cards approve by themselves in the next batch, and what they approved is settled',
  { parameters, settings: { ...settings, settleAt: '1045' } },
  (t) => {
    t.boots();
    sellsOffline(t, 1250);
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 1250 }, 16 * minuteMs);
    t.clerk.types('enter');
    t.reachesIdle();
    t.line.down();
    sellsOffline(t, 700, 'offline-signed');
    t.line.up();
    t.waits(againMs);
    t.acquirer.shows({ ...booked, amountMinor: 1250 }, { ...booked, amountMinor: 700 });
    t.clerk.types('menu', '6', 'enter');
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 700 });
    t.clerk.types('enter');
  },
);

scenario(
  'signed out after a settlement, no card approves before the host has numbered the next batch',
  { parameters, settings: { ...settings, settleAt: '1045', signOutAfterSettlement: true } },
  (t) => {
    t.boots();
    sellsOffline(t, 1250);
    t.reaches({ kind: 'settled', isBalanced: true, amountMinor: 1250 }, 16 * minuteMs);
    t.reachesIdle();
    t.power.off();
    t.line.down();
    t.power.on();
    t.reaches({ kind: 'line-failure', trouble: 'refused' }, 60_000);
    t.reachesIdle();
    t.clerk.types('700', 'enter');
    t.reaches({ kind: 'line-failure', trouble: 'refused' }, 60_000);
    t.line.up();
    t.reachesIdle();
    // The sign-in is for this one; the next may do without.
    sellsOnline(t, 700);
    sellsOffline(t, 800, 'offline-signed');
    t.waits(againMs);
    const sale = { ...booked, kind: 'sale' } as const;
    t.acquirer.shows(
      { ...booked, amountMinor: 1250 },
      { ...sale, amountMinor: 700 },
      { ...booked, amountMinor: 800 },
    );
  },
);
