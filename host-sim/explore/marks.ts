// SPDX-License-Identifier: Apache-2.0
//
// Marks: the interesting paths, each recognised from outside. A long run must have been on all of them, or its generator has
// drifted. A table.

import type { ScreenKind } from '../../src/ui/screen.ts';
import type { MessageKind } from '../acquirer/behaviour.ts';
import type { EntryState } from '../acquirer/ledger.ts';
import type { Report } from './run.ts';
import { only, type Seen } from './seen.ts';

type Test = (seen: readonly Seen[], report: Report) => boolean;

const shown =
  (kind: ScreenKind): Test =>
  (seen) =>
    only(seen, 'screen').some((each) => each.kind === kind);

/** One screen came, and some time later the other, in the same epoch or not. */
const shownAfter =
  (first: ScreenKind, then: ScreenKind): Test =>
  (seen) => {
    const screens = only(seen, 'screen');
    const index = screens.findIndex(({ kind }) => kind === first);
    return index >= 0 && screens.slice(index + 1).some(({ kind }) => kind === then);
  };

/** Between two screens only these came. */
const shownThen =
  (first: ScreenKind, then: ScreenKind, between: readonly string[] = []): Test =>
  (seen) => {
    let isNear = false;
    return only(seen, 'screen').some(({ kind }) => {
      if (isNear && kind === then) return true;
      isNear = kind === first || (isNear && between.includes(kind));
      return false;
    });
  };

const answered =
  (code: string): Test =>
  (seen) =>
    only(seen, 'answer').some((each) => each.code === code);

/** The power went, for whatever reason, in front of that screen. */
function lastScreenBeforeCut(seen: readonly Seen[], kind: ScreenKind): boolean {
  let last: string | undefined;
  for (const each of seen) {
    if (each.what === 'power' && !each.on && last === kind) return true;
    if (each.what === 'screen') last = each.kind;
  }
  return false;
}

const cutAt =
  (act: RegExp): Test =>
  (_, { cuts }) =>
    cuts.some((cut) => act.test(`${cut.act} ${cut.moment}`));

const screensToReach = [
  'pin-entry', 'wrong-pin', 'pin-ended', 'try-again', 'one-card-only', 'card-refused', 'cancelled', 'unknown-result', 'reversed',
  'reversal-pending', 'printer-trouble', 'line-failure', 'device-failure', 'menu', 'information',
  'nothing-to-reprint', 'declined', 'approved', 'keys', 'keys-loaded', 'key-notice', 'key-choice', 'keys-erased',
  'amount-check', 'three-check', 'present-again', 'settled',
] as const satisfies readonly ScreenKind[]; // biome-ignore format: a list

/** The book has one. */
const booked =
  (kind: MessageKind, state: EntryState = 'approved'): Test =>
  (_, { entries }) =>
    entries.some((entry) => entry.kind === kind && entry.state === state);

/** The last card that was shown before an approval has a name that begins so. */
const approvedWith =
  (prefix: string): Test =>
  (seen) => {
    let card = '';
    return seen.some((each) => {
      if (each.what === 'tap') card = each.card;
      return each.what === 'screen' && each.kind === 'approved' && card.startsWith(prefix);
    });
  };

/** The addresses that sales came by, one after another, begin so somewhere. */
const saleBy =
  (...addresses: readonly (1 | 2)[]): Test =>
  (seen) => {
    const sales = only(seen, 'request').filter(({ message }) => message === 'sale');
    return sales.some((_, index) =>
      addresses.every((address, ahead) => sales[index + ahead]?.address === address),
    );
  };

function isOverTls({ plan }: Report): boolean {
  return plan.workload === 'tls' || plan.options.hostTls !== undefined;
}

/** From the first time that the fault began on. */
const hadFault =
  (fault: string, test: Test): Test =>
  (seen, report) => {
    const index = seen.findIndex((each) => each.what === 'fault' && each.name === fault);
    return index >= 0 && test(seen.slice(index), report);
  };

/** The first digit of what a terminal reports of a script. */
const scriptDone = '2';

export const marks: Readonly<Record<string, Test>> = {
  ...Object.fromEntries(screensToReach.map((kind) => [`screen ${kind}`, shown(kind)])),
  'sale after a reversal': shownAfter('reversed', 'approved'),
  'paper mended in the middle of a slip': shownAfter('printer-trouble', 'offer-cardholder-copy'),
  'sale after a line failure': shownAfter('line-failure', 'approved'),
  'sale voided': booked('void'),
  'void reversed': booked('void', 'reversed'),
  'money given back': booked('refund'),
  'balance told': booked('balance', 'answered'),
  'money held': booked('pre-authorization'),
  'hold let go': booked('pre-authorization-void'),
  'held money taken': booked('completion'),
  'held money taken, told afterwards': booked('completion-advice'),
  'taken money given back': booked('completion-void'),
  'reversed before the sale was seen': answered('25'),
  'sale by the second address': saleBy(2),
  'sale by the first address again': saleBy(2, 1),
  'asked for what is switched off': (seen, report) =>
    (report.plan.workload === 'switched-off' || report.plan.options.functionBitmap !== undefined) &&
    shown('settlement-notice')(seen, report),
  'sale after parameters were fetched': shownAfter('update-notice', 'approved'),
  'cut while parameters are kept': cutAt(/^flash params/),
  'sale over TLS': (seen, report) => isOverTls(report) && shown('approved')(seen, report),
  'impostor refused': (seen, report) =>
    isOverTls(report) && hadFault('impostor', shown('line-failure'))(seen, report),
  'settled by the clock': shownThen('idle', 'settling'),
  'same again on purpose': shownThen('same-again', 'approved', ['remove-card', 'authorising']),
  'same again by mistake': shownThen('same-again', 'cancelled'),
  'answer after the terminal gave up': (seen) =>
    only(seen, 'no-answer').some(({ reason }) => reason === 'too late'),
  'two cuts in one run': (_, { cuts }) => cuts.length > 1,
  'cut before the sale was sent': cutAt(/^line 0200 before/),
  'cut after the sale was sent': cutAt(/^line 0200 after/),
  'cut after the card has counted': cutAt(/^card after/),
  'cut in the middle of a slip': cutAt(/^print/),
  'torn write': cutAt(/write torn/),
  'torn erase': cutAt(/erase torn/),
  'cut after an approval was shown': cutAt(/^glass approved/),
  'sale with a PIN': shownAfter('pin-entry', 'approved'),
  'right PIN after a wrong one': shownAfter('wrong-pin', 'approved'),
  'too many wrong PINs': answered('75'),
  'cut while a PIN is typed': (seen) => lastScreenBeforeCut(seen, 'pin-entry'),
  'cut while keys are kept': cutAt(/^flash (vault|custody|keyload)/),
  'sale with loaded keys': shownAfter('keys-loaded', 'approved'),
  'key-loading file once more': (seen) => {
    const ids = only(seen, 'key-file').map(({ id }) => id);
    return new Set(ids).size < ids.length;
  },
  'sale under SM4': (seen, report) =>
    report.plan.hostProfile === 'unionpay-sm4' && shown('approved')(seen, report),
  'offline approval': (seen) => offlineWords(seen).length > 0,
  'offline approval uploaded after a cut': (seen, { cuts }) =>
    cuts.length > 0 &&
    offlineWords(seen).length > 0 &&
    only(seen, 'request').some(({ message, epoch }) => message === 'offline-sale' && epoch > 1),
  'cut while an offline approval is uploaded': (seen) => lastScreenBeforeCut(seen, 'uploading'),
  'cashier signed in': shownAfter('operator-confirm', 'signing-in'),
  'locked and unlocked': shownAfter('operator-locked', 'idle'),
  'void that the supervisor has approved of': (seen, report) =>
    report.plan.withOperators && booked('void')(seen, report),
  'sale with a card of Visa': approvedWith('visa-'),
  'sale with a card of Mastercard': approvedWith('mastercard-'),
  'script that a card has run': (_, { scripts }) =>
    scripts.some(({ results }) => results.some((result) => result.startsWith(scriptDone))),
  'sale after a cut': (seen, { cuts }) =>
    cuts.length > 0 &&
    only(seen, 'screen').some(({ kind, epoch }) => kind === 'approved' && epoch > 1),
};

/** Cards have approved by themselves. */
function offlineWords(seen: readonly Seen[]) {
  return only(seen, 'screen').filter(
    ({ kind, about }) => kind === 'approved' && about === 'offlineSale',
  );
}

export function marksOf(report: Report): string[] {
  return Object.entries(marks)
    .filter(([, test]) => test(report.seen, report))
    .map(([name]) => name);
}
