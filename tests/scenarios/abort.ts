// SPDX-License-Identifier: Apache-2.0
//
// Every state of a transaction before it is sent can be left, and leaves no trace of money: nothing in the acquirer's book, no request,
// no record of money. The states are taken from the declared graph of screens, so a new one is missed here by nobody.

import { readMessage } from '../../host-sim/acquirer/wire.ts';
import { readJournal } from '../../host-sim/journal/image.ts';
import { describeRecord } from '../../host-sim/journal/records.ts';
import { screenGraph } from '../../host-sim/oracle/screen-graph.ts';
import { type ScenarioOptions, scenario } from '../../host-sim/scenario/scenario.ts';
import type { Vocabulary } from '../../host-sim/scenario/vocabulary.ts';
import type { ScreenKind } from '../../src/ui/screen.ts';

const card = 'quickpass-credit';

/** Screens with which something has been sent, or which belong to what was before. */
const beyond: readonly ScreenKind[] = [
  'idle',
  'authorising',
  'approved',
  'declined',
  'unknown-result',
  'line-failure',
  'wrong-pin',
  'reversing',
  'reversed',
  'reversal-pending',
  'settling',
  'printing',
  'printer-trouble',
  'settlement-notice',
  'last-sale',
  // Says that it was left.
  'cancelled',
  // Of sales that cards have approved before.
  'uploading',
  'advice-notice',
  // Scripts of a sale that stands.
  'present-again',
  'card-update',
  // Signing in, and the lock, may come between any two screens: their stories are in operators-sign-in.ts.
  'operator-locked',
  'operator-notice',
  'operator-confirm',
  'operator-list',
  'operator-action',
  'password-entry',
];
/** On the way by the graph's names alone: keys are loaded at the boot, and errors are looked at, with no transaction begun. */
const elsewhere: readonly ScreenKind[] = [
  'keys',
  'keys-loaded',
  'key-choice',
  'key-notice',
  'secret-entry',
  'check-value',
  'erase-keys',
  'error-list',
  'error-detail',
  'error-notice',
];
/** Where these belong to a transaction; after any other screen a digit begins the next one, or an operator signs in. */
const beginnings: Readonly<Partial<Record<ScreenKind, readonly ScreenKind[]>>> = {
  'amount-entry': ['idle', 'menu', 'amount-check'],
  'number-entry': ['menu', 'amount-entry', 'amount-check', 'number-entry', 'signing-in'],
};

/** The kinds of screens between idle and the request. */
function preSend(): ScreenKind[] {
  const kinds = Object.keys(screenGraph) as ScreenKind[];
  const next = (kind: ScreenKind) =>
    screenGraph[kind].filter((other) => beginnings[other]?.includes(kind) ?? true);
  const spread = (start: ScreenKind, step: (kind: ScreenKind) => readonly ScreenKind[]) => {
    const found = new Set<ScreenKind>();
    const queue = [start];
    for (let kind = queue.pop(); kind !== undefined; kind = queue.pop())
      for (const other of step(kind)) {
        if (beyond.includes(other) || found.has(other)) continue;
        found.add(other);
        queue.push(other);
      }
    return found;
  };
  const before = spread('authorising', (kind) => kinds.filter((each) => next(each).includes(kind)));
  return [...spread('idle', next)].filter((kind) => before.has(kind) && !elsewhere.includes(kind));
}

interface Way {
  readonly options?: ScenarioOptions;
  /** Before anything of what is to leave no trace. */
  readonly first?: (t: Vocabulary) => void;
  readonly reaches: (t: Vocabulary) => void;
  /** Cancel, unless given. */
  readonly leaves?: (t: Vocabulary) => void;
}

function untilTap(t: Vocabulary, amountMinor = 1250): void {
  t.clerk.types(String(amountMinor), 'enter');
  t.reaches({ kind: 'tap-card', amountMinor });
}

function sells(t: Vocabulary): void {
  untilTap(t);
  t.cardholder.taps(card);
  t.reaches({ kind: 'offer-cardholder-copy' });
  t.clerk.types('cancel');
  t.reachesIdle();
}

function untilRemoveCard(t: Vocabulary): void {
  untilTap(t, 123_400);
  t.cardholder.presents('quickpass-debit');
  t.reaches({ kind: 'remove-card' });
  t.cardholder.removes('quickpass-debit');
}

function untilPin(t: Vocabulary): void {
  untilRemoveCard(t);
  t.waits(1500);
}

/** The line lets nothing through: what was begun has ended without a byte sent. */
function untilRecovery(t: Vocabulary): void {
  t.line.down();
  untilTap(t);
  t.cardholder.taps(card);
  t.reaches({ kind: 'recovery', amountMinor: 1250 });
}

const cancels = (t: Vocabulary) => t.clerk.types('cancel');
const guided: ScenarioOptions = { settings: { guidedRecovery: true } };

const ways: Readonly<Partial<Record<ScreenKind, Way>>> = {
  menu: { reaches: (t) => t.clerk.types('menu') },
  'amount-entry': { reaches: (t) => t.clerk.types('1250') },
  'amount-check': {
    options: { settings: { largeAmountMinor: 1000 } },
    reaches: (t) => {
      t.clerk.types('1250', 'enter');
      t.reaches({ kind: 'amount-check', amountMinor: 1250, doubt: 'large', sure: false });
    },
  },
  'same-again': {
    options: { settings: { duplicateGuardS: 60 } },
    first: sells,
    reaches: (t) => {
      untilTap(t);
      t.cardholder.taps(card);
      t.reaches({ kind: 'same-again', trace: '000002', amountMinor: 1250 });
    },
    leaves: (t) => t.clerk.types('cancel', 'cancel'),
  },
  'number-entry': {
    reaches: (t) => {
      t.clerk.types('down', '4', '1250', 'enter');
      t.reaches({
        kind: 'number-entry',
        what: 'reference',
        typed: '',
        size: 12,
        transaction: 'refund',
      });
    },
  },
  'transaction-list': {
    first: sells,
    reaches: (t) => {
      t.clerk.types('down', '2');
      t.waits(500);
    },
  },
  'transaction-detail': {
    first: sells,
    reaches: (t) => {
      t.clerk.types('down', '1', '2', 'enter');
      t.waits(500);
    },
  },
  'signing-in': {
    first: (t) => {
      t.clerk.types('menu', '7');
      t.reaches({ kind: 'settlement-notice', notice: 'signed-out' });
      t.clerk.types('enter');
      t.reachesIdle();
    },
    reaches: (t) => {
      t.line.slow(3000);
      t.clerk.types('1250', 'enter');
      t.reaches({ kind: 'signing-in', elapsedS: 1 });
    },
    leaves: (t) => {
      t.clerk.types('cancel');
      t.reaches({ kind: 'cancelled' });
      t.clerk.types('cancel');
    },
  },
  'tap-card': { reaches: untilTap, leaves: (t) => t.clerk.types('cancel', 'cancel') },
  reading: {
    reaches: (t) => {
      untilTap(t);
      t.cardholder.presents(card);
      t.reaches({ kind: 'reading' });
    },
    // Keys do nothing here; it lasts less than a second. The card does.
    leaves: (t) => {
      t.cardholder.removes(card);
      t.reaches({ kind: 'try-again', trouble: 'gone' });
      t.clerk.types('cancel');
    },
  },
  'try-again': {
    reaches: (t) => {
      untilTap(t);
      t.cardholder.presents('leaves-at-gpo');
      t.reaches({ kind: 'try-again', trouble: 'gone' });
      t.cardholder.removes('leaves-at-gpo');
    },
  },
  'one-card-only': {
    reaches: (t) => {
      untilTap(t);
      t.cardholder.presents(card);
      t.cardholder.presents('quickpass-debit');
      t.reaches({ kind: 'one-card-only' });
      t.cardholder.removes(card);
      t.cardholder.removes('quickpass-debit');
    },
  },
  'card-refused': {
    reaches: (t) => {
      untilTap(t);
      t.cardholder.taps('expired', 2000);
      t.reaches({ kind: 'card-refused', trouble: 'expired' });
    },
  },
  'device-failure': {
    reaches: (t) => {
      untilTap(t);
      t.sim.board.reader.faults.silent(true);
      t.reaches({
        kind: 'device-failure',
        failed: ['reader'],
        abilities: ['reprint', 'menu'],
      });
    },
  },
  'remove-card': {
    reaches: untilRemoveCard,
    // Without a PIN the request leaves at this moment. With one it waits for the PIN.
    leaves: (t) => {
      t.waits(1500);
      t.clerk.types('cancel', 'cancel');
    },
  },
  'pin-entry': { reaches: untilPin, leaves: (t) => t.clerk.types('cancel', 'cancel') },
  'pin-ended': {
    reaches: (t) => {
      untilPin(t);
      t.clerk.types('cancel');
      t.reaches({ kind: 'pin-ended', why: 'cancelled' });
    },
  },
  recovery: { options: guided, first: untilRecovery, reaches: () => {} },
  'service-contact': {
    options: guided,
    first: untilRecovery,
    reaches: (t) => {
      t.clerk.types('clear');
      t.reaches({ kind: 'service-contact', contact: '' });
    },
    leaves: (t) => t.clerk.types('cancel', 'cancel'),
  },
};

/** What there is of money: records, entries, requests. */
function money(t: Vocabulary): string {
  const journal = readJournal(Buffer.from(t.sim.board.flash.world.image()));
  const aside = ['checkpoint', 'traceReserved', 'signedIn'];
  const records = (journal?.entries ?? [])
    .map(({ type, version, payload }) => describeRecord(type, version, payload))
    .filter(({ name }) => !aside.includes(name));
  const requests = t.sim.wire.map(readMessage).filter(({ mti }) => mti < '0800');
  return JSON.stringify([records, t.acquirer.entries(), requests.length]);
}

const found = preSend();

scenario('each screen between idle and a request has a story of how it is left', (t) => {
  const missing = found.filter((kind) => !(kind in ways));
  const stale = Object.keys(ways).filter((kind) => !found.includes(kind as ScreenKind));
  if (found.length < 15) t.fail(`the graph has only ${found.join()}`);
  if (missing.length + stale.length > 0)
    t.fail(`missing: ${missing.join()}; stale: ${stale.join()}`);
  t.boots();
});

for (const kind of found) {
  const { options = {}, first, reaches, leaves = cancels } = ways[kind] ?? { reaches: () => {} };
  scenario(`who leaves at ${kind} leaves no trace of money`, options, (t) => {
    t.boots();
    first?.(t);
    const before = money(t);
    reaches(t);
    leaves(t);
    t.reachesIdle(12_000);
    if (money(t) !== before) t.fail(`of money: ${money(t)}, before: ${before}`);
    t.line.up();
  });
}

scenario(
  'keys that are pressed while the bank is asked do nothing, then and later, and nothing is sent twice',
  (t) => {
    t.boots();
    t.acquirer.behavesNext({ only: 'sale', slowMs: 8000 });
    untilTap(t);
    t.cardholder.taps(card);
    t.reaches({ kind: 'authorising', amountMinor: 1250, elapsedS: 1 });
    t.clerk.types('cancel', '1250', 'enter', 'enter', 'menu', '7', '00', 'clear', 'cancel');
    t.reaches({ kind: 'approved', amountMinor: 1250 });
    t.clerk.types('4', 'enter');
    t.reaches({ kind: 'printing', copy: 'merchant' });
    t.clerk.types('enter', 'cancel', '9');
    t.reaches({ kind: 'offer-cardholder-copy' });
    t.waits(2000);
    t.shows({ kind: 'offer-cardholder-copy' });
    t.clerk.types('cancel');
    t.reachesIdle();
    t.waits(3000);
    t.reachesIdle(100);
    t.acquirer.shows({ amountMinor: 1250, state: 'approved', netMinor: 1250 });
    const sales = t.sim.wire.map(readMessage).filter(({ mti }) => mti === '0200');
    if (sales.length !== 1) t.fail(`${sales.length} sales on the line`);
  },
);
