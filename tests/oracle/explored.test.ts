// SPDX-License-Identifier: Apache-2.0
//
// The explorer's oracles on runs that were written down by hand: each objects to what it is there for, and lets an honest run
// pass. That they object to a broken program is what tests/explore/planted.ts is for.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Entry } from '../../host-sim/acquirer/ledger.ts';
import type { SettledBatch } from '../../host-sim/acquirer/settlement.ts';
import type { Happening, Seen } from '../../host-sim/explore/seen.ts';
import { boundsHold } from '../../host-sim/oracle/bounds.ts';
import { byTheClock } from '../../host-sim/oracle/by-the-clock.ts';
import { cards } from '../../host-sim/oracle/cards.ts';
import { openedCase } from '../../host-sim/oracle/case.ts';
import { counters } from '../../host-sim/oracle/counters.ts';
import { functions } from '../../host-sim/oracle/functions.ts';
import { journalFirst } from '../../host-sim/oracle/journal-first.ts';
import { keyFiles } from '../../host-sim/oracle/key-files.ts';
import { liveness, survival } from '../../host-sim/oracle/liveness.ts';
import { money } from '../../host-sim/oracle/money.ts';
import type { Evidence, Oracle } from '../../host-sim/oracle/oracle.ts';
import { sameAgain } from '../../host-sim/oracle/same-again.ts';
import { screens } from '../../host-sim/oracle/screens.ts';
import { slips } from '../../host-sim/oracle/slips.ts';
import { totals } from '../../host-sim/oracle/totals.ts';

interface World {
  readonly entries?: readonly Entry[];
  readonly paper?: string;
  readonly partitions?: readonly string[];
  readonly openedMost?: number;
  readonly settled?: readonly Partial<SettledBatch>[];
  readonly isAtRest?: boolean;
  readonly settings?: object;
}

const minuteUs = 60e6;

function said(
  oracle: Oracle,
  happenings: readonly (Happening & { epoch?: number })[],
  world: World = {},
): string {
  const seen = happenings.map((each, index) => ({ epoch: 1, ...each, atUs: index * 1000 }) as Seen);
  const evidence = {
    seen,
    isAtRest: world.isAtRest ?? true,
    isIdle: true,
    looksForSecrets: false,
    world: {
      paper: { text: () => world.paper ?? '' },
      sim: {
        acquirer: {
          ledger: { entries: world.entries ?? [] },
          settlements: {
            batches: world.settled ?? [],
            isClosed: (_: string, closed: string) =>
              (world.settled ?? []).some((each) => each.batch === closed && each.isClosed),
          },
        },
        kernel: { nowUs: 60 * minuteUs },
        wallTime: () => ({ hour: 11, minute: 30 }),
        settings: world.settings ?? {},
        board: {
          partitions: world.partitions ?? ['journal'],
          rtc: { snapshot: () => ({ valid: true }) },
        },
        desk: { link: { openedMost: world.openedMost ?? 1 } },
        cards: () => [],
      },
    },
  } as unknown as Evidence;
  return oracle.findings(evidence).join('; ');
}

const entry = {
  kind: 'sale',
  stan: '000002',
  amountMinor: 80,
  netMinor: 80,
  state: 'approved',
  atUs: 2000,
} as Entry;
const tap: Happening = { what: 'tap', amountMinor: 80, card: 'x' };
const boot: Happening = { what: 'screen', kind: 'boot' };
const idle: Happening = { what: 'screen', kind: 'idle' };
const approved: Happening = { what: 'screen', kind: 'approved', amountMinor: 80 };
const offlineApproved: Happening = { ...approved, about: 'offlineSale' };
const offlineEntry = { ...entry, kind: 'offline-sale' as const };
const offlineRequest = (stan: string, more: object = {}) =>
  request(stan, { message: 'offline-sale', mti: '0220', ...more });
const slip = '凭证号                    000002\n金额\nRMB 0.80\n';
const act = (name: string, done: boolean, point: number): Happening => ({
  what: 'act',
  name,
  done,
  point,
});
const request = (stan: string, more: object = {}): Happening => ({
  what: 'request',
  address: 1,
  message: 'sale',
  mti: '0200',
  stan,
  batch: '000001',
  amountMinor: 80,
  card: 'a',
  atc: Number(stan),
  ...more,
});

/** A batch of one sale and its void, as it was claimed. */
const batch = { terminalId: '1', batch: '000001', maskedPan: '623099' } as const;
const soldAndVoided = [
  { ...entry, ...batch },
  { ...entry, ...batch, kind: 'void' as const, stan: '000003', netMinor: -80 },
];
const sumOf = (amount: number, count: number) =>
  String(amount).padStart(12, '0') + String(count).padStart(3, '0');
const settledFor = (debits: number, credits: number): Partial<SettledBatch> => ({
  ...batch,
  claim: sumOf(80 * debits, debits) + sumOf(80 * credits, credits) + sumOf(0, 0) + sumOf(0, 0),
  isBalanced: true,
});
const totalsSlip = (debit: string) => `      结算单\n批次号          000001
内卡\n借记 1 笔            ${debit}\n贷记 1 笔             0.80
外卡\n借记 0 笔             0.00\n贷记 0 笔             0.00\n         对账平\n`;

interface Row {
  readonly oracle: Oracle;
  readonly what: string;
  readonly seen: readonly (Happening & { epoch?: number })[];
  readonly world?: World;
  readonly says: RegExp;
}

const silent = /^$/;
const sent = act('line 0200', true, 1);
const settles = { settings: { settleAt: '1045' }, entries: [{ ...entry, ...batch }] };
const written = [act('flash journal write', false, 1), act('flash journal write', true, 2)];
const reading: Happening = { what: 'screen', kind: 'reading' };
const power: Happening = { what: 'power', on: true, why: '' };
const opened = { what: 'fault', name: 'case opened', begins: true } as const;
const caseDeath: Happening = {
  what: 'death',
  name: 'exception',
  report: 'Error: the case was opened',
};

const stuck = [true, false].map(
  (begins): Happening => ({ what: 'fault', name: 'key sticks', begins }),
);
const loaded = (id: string): Happening[] => [
  { what: 'key-file', id },
  { what: 'screen', kind: 'keys-loaded' },
];
const again: Happening = { what: 'screen', kind: 'same-again' };
const paid = (stan: string): Happening[] => [request(stan, { amountMinor: 80 }), approved];
const guarded = { settings: { duplicateGuardS: 600 } };

const rows: readonly Row[] = [
  { oracle: money, what: 'a sale that was agreed to and said', seen: [boot, tap, boot, approved], world: { entries: [entry] }, says: silent },
  { oracle: money, what: 'a sale to which nobody agreed', seen: [boot, boot, boot, approved], world: { entries: [entry] }, says: /to which nobody agreed/ },
  { oracle: money, what: 'two sales for one tap', seen: [tap, boot, boot, approved], world: { entries: [entry, { ...entry, stan: '000003' }] }, says: /000003 is sale of 80, to which nobody agreed/ },
  { oracle: money, what: 'a sale of which nobody was told', seen: [tap], world: { entries: [entry] }, says: /nobody was told/ },
  { oracle: money, what: '"approved" for what was reversed', seen: [tap, boot, boot, approved], world: { entries: [{ ...entry, state: 'reversed', netMinor: 0 }] }, says: /which is reversed/ },
  { oracle: money, what: '"approved" with nothing in the book', seen: [tap, approved], says: /before anything was booked/ },
  { oracle: slips, what: 'an approval with a slip', seen: [], world: { entries: [entry], paper: slip }, says: silent },
  { oracle: slips, what: 'an approval without one', seen: [], world: { entries: [entry] }, says: /has no slip/ },
  { oracle: slips, what: 'an approval with half of one', seen: [], world: { entries: [entry], paper: slip.slice(0, 32) }, says: /has no slip/ },
  { oracle: slips, what: 'no slip, and people were told why', seen: [boot, boot, boot, { what: 'screen', kind: 'printer-trouble' }], world: { entries: [entry] }, says: silent },
  { oracle: totals, what: 'a batch that was settled for what it holds', seen: [], world: { entries: soldAndVoided, settled: [settledFor(1, 1)], paper: totalsSlip('0.80') }, says: silent },
  { oracle: totals, what: 'totals without a void', seen: [], world: { entries: soldAndVoided, settled: [settledFor(1, 0)] }, says: /settled for 1:80 0:0; the book holds 1:80 1:80/ },
  { oracle: totals, what: 'a sale of another batch among the totals', seen: [], world: { entries: [{ ...soldAndVoided[0]!, batch: '000002' }, soldAndVoided[1]!], settled: [settledFor(1, 1)] }, says: /the book holds 0:0 1:80/ },
  { oracle: totals, what: 'other totals on paper', seen: [], world: { entries: soldAndVoided, settled: [settledFor(1, 1)], paper: totalsSlip('8.00') }, says: /slip of batch 000001 says 1:800 1:80/ },
  { oracle: totals, what: 'a slip of totals that calls them equal where the acquirer did not', seen: [], world: { entries: soldAndVoided, settled: [{ ...settledFor(1, 1), isBalanced: false }], paper: totalsSlip('0.80') }, says: /does not say what the acquirer said/ },
  { oracle: byTheClock, what: 'a batch that was settled at its time', seen: [], world: { ...settles, settled: [{ ...settledFor(1, 0), isClosed: true }] }, says: silent },
  { oracle: byTheClock, what: 'a batch that was not', seen: [], world: settles, says: /trace 000002 of batch 000001 is not settled since 1045/ },
  { oracle: byTheClock, what: 'what was taken after that', seen: [], world: { ...settles, entries: [{ ...entry, ...batch, atUs: 20 * minuteUs }] }, says: silent },
  { oracle: byTheClock, what: 'a time that has just passed', seen: [], world: { ...settles, settings: { settleAt: '1120' } }, says: silent },
  { oracle: byTheClock, what: 'a clock that was wrong', seen: [{ what: 'fault', name: 'clock jumps', begins: true }], world: settles, says: silent },
  { oracle: byTheClock, what: 'a terminal that has lost its keys', seen: [opened, caseDeath], world: settles, says: silent },
  { oracle: counters, what: 'numbers that grow', seen: [request('000001'), request('000002')], says: silent },
  { oracle: counters, what: 'numbers that go on after the last', seen: [request('999999'), request('000001')], says: silent },
  { oracle: counters, what: 'a number used twice', seen: [request('000002'), request('000002')], says: /used twice/ },
  { oracle: counters, what: 'a number that goes back', seen: [sent, request('000012'), sent, request('000002')], says: /came after 000012/ },
  { oracle: counters, what: 'an old number that comes long after it was sent', seen: [sent, request('000012'), ...Array<Happening>(1001).fill(idle), request('000002')], says: silent },
  { oracle: counters, what: 'a batch that goes back', seen: [sent, request('000001', { batch: '000002' }), sent, request('000002')], says: /batch 000001 came after 000002/ },
  { oracle: cards, what: 'a count that was used', seen: [request('000001', { atc: 7 }), request('000002', { atc: 7 })], says: /count 7 of its card once more/ },
  { oracle: cards, what: 'one approval of a card under two traces', seen: [offlineRequest('000001', { atc: 7 }), offlineRequest('000002', { atc: 7 })], says: /count 7 of a card under trace 000001 and under 000002/ },
  { oracle: cards, what: 'an upload of what no card has approved', seen: [offlineRequest('000001')], says: /no card has approved 80 with count 1/ },
  { oracle: counters, what: 'an upload that comes again', seen: [offlineRequest('000001'), offlineRequest('000001')], says: silent },
  { oracle: counters, what: 'another upload under the same trace', seen: [offlineRequest('000001'), offlineRequest('000001', { atc: 9 })], says: /used twice/ },
  { oracle: counters, what: 'a report of a script that comes again, and late', seen: [request('000003', { message: 'script-result' }), request('000051'), request('000003', { message: 'script-result' })], says: silent },
  { oracle: money, what: 'an offline approval that the book has in the end', seen: [tap, offlineApproved, boot, boot], world: { entries: [offlineEntry] }, says: silent },
  { oracle: money, what: 'an offline approval of which the book never heard', seen: [tap, offlineApproved], says: /of which the book never heard/ },
  { oracle: money, what: 'two of one amount, and the book heard of one', seen: [tap, offlineApproved, boot, tap, offlineApproved, boot], world: { entries: [offlineEntry] }, says: /of which the book never heard/ },
  { oracle: money, what: 'one that is said again after a cut', seen: [tap, offlineApproved, { ...boot, epoch: 2 }, { ...offlineApproved, epoch: 2 }], world: { entries: [offlineEntry] }, says: silent },
  { oracle: money, what: 'an offline entry of which nobody was told', seen: [tap], world: { entries: [offlineEntry] }, says: /nobody was told/ },
  { oracle: cards, what: 'no count at all', seen: [request('000001', { atc: undefined })], says: /bears no count/ },
  { oracle: journalFirst, what: 'a journal that was written first', seen: [power, act('flash journal write', true, 0), reading, ...written, act('line 0200', false, 3)], says: silent },
  { oracle: journalFirst, what: 'a journal written for an earlier sale', seen: [power, act('flash journal write', true, 0), ...written, reading, act('line 0200', false, 3)], says: /before journal was written/ },
  { oracle: journalFirst, what: 'a journal whose write has only begun', seen: [power, act('flash journal write', true, 0), reading, written[0]!, act('line 0200', false, 3)], says: /before journal was written/ },
  { oracle: journalFirst, what: 'an upload of what was journalled before another card was tried', seen: [power, reading, ...written, reading, { what: 'screen', kind: 'uploading' }, act('line 0220', false, 3)], says: silent },
  { oracle: journalFirst, what: 'a number from before the power cut', seen: [power, act('flash journal write', true, 0), power, act('line 0800', false, 3)], says: /before journal was written/ },
  { oracle: journalFirst, what: 'an answer that is printed before it is journalled', seen: [...written, reading, { what: 'answer', code: '00' }, approved, act('print', false, 3)], says: /print in epoch 1 left before journal was written/ },
  { oracle: journalFirst, what: 'an older slip after a session has ended', seen: [...written, reading, ...written, request('000003', { message: 'sign-out' }), { what: 'answer', code: '00' }, { what: 'screen', kind: 'printing' }, act('print', false, 3)], says: silent },
  { oracle: journalFirst, what: 'an older slip after a sign-in was refused', seen: [...written, reading, ...written, request('000003', { message: 'sign-in' }), { what: 'answer', code: '97' }, { what: 'screen', kind: 'printing' }, act('print', false, 3)], says: silent },
  { oracle: journalFirst, what: 'a slip after a session has ended, of an answer that was never journalled', seen: [...written, reading, request('000002'), { what: 'answer', code: '00' }, request('000003', { message: 'sign-out' }), { what: 'answer', code: '00' }, { what: 'screen', kind: 'printing' }, act('print', false, 3)], says: /print in epoch 1 left before journal was written/ },
  { oracle: journalFirst, what: 'an older slip that somebody asks for, after an answer that never arrived', seen: [...written, reading, request('000002'), { what: 'answer', code: '00' }, { what: 'screen', kind: 'menu' }, { what: 'screen', kind: 'printing' }, act('print', false, 3)], says: silent },
  { oracle: journalFirst, what: 'a printer that is set up at boot', seen: [power, boot, act('print', false, 3)], says: silent },
  { oracle: openedCase, what: 'keys that are gone', seen: [power, idle, opened, caseDeath, boot, { what: 'screen', kind: 'keys-erased' }], says: silent },
  { oracle: openedCase, what: 'a request without keys', seen: [power, idle, opened, caseDeath, act('line 0200', false, 3)], says: /line 0200 after the keys were erased/ },
  { oracle: openedCase, what: 'a sale without keys', seen: [power, idle, opened, caseDeath, boot, approved], says: /approved came after the keys were erased/ },
  { oracle: openedCase, what: 'keys erased for nothing', seen: [power, boot, { what: 'screen', kind: 'keys-erased' }], says: /though nobody opened the case/ },
  { oracle: openedCase, what: 'a case that stays open', seen: [power, idle, opened, ...Array<Happening>(9000).fill(idle)], says: /the terminal went on/ },
  { oracle: openedCase, what: 'a case that is shut before the power comes', seen: [idle, opened, { ...opened, begins: false }, power, ...Array<Happening>(9000).fill(idle)], says: silent },
  { oracle: survival, what: 'the death of an opened case', seen: [opened, caseDeath], says: silent },
  { oracle: survival, what: 'such a death though the case was shut', seen: [caseDeath], says: /the case was opened/ },
  { oracle: money, what: 'a sale whose terminal lost its keys', seen: [tap, opened, caseDeath], world: { entries: [entry] }, says: silent },
  { oracle: slips, what: 'a slip that would have needed keys', seen: [opened, caseDeath], world: { entries: [entry] }, says: silent },
  { oracle: screens, what: 'a declared path', seen: [boot, { what: 'screen', kind: 'signing-in' }, idle], says: silent },
  { oracle: screens, what: 'a path that is not declared', seen: [boot, idle, approved], says: /approved came after idle/ },
  { oracle: screens, what: 'a screen that nobody knows', seen: [boot, { what: 'screen', kind: 'undeclared' }], says: /no declared screen/ },
  { oracle: screens, what: 'a boot that does not begin with its screen', seen: [boot, { ...idle, epoch: 2 }], says: /idle came on a dark glass/ },
  { oracle: boundsHold, what: 'too many requests', seen: Array.from({ length: 31 }, (_, index) => request(String(index))), says: /requests within a minute .*: 31/ },
  { oracle: boundsHold, what: 'as many requests by somebody who presses keys', seen: [{ what: 'key', name: 'enter' }, ...Array.from({ length: 31 }, (_, index) => request(String(index)))], says: silent },
  { oracle: boundsHold, what: 'too much that is open', seen: [], world: { openedMost: 99 }, says: /open at once: 99/ },
  { oracle: survival, what: 'a death', seen: [{ what: 'death', name: 'watchdog', report: 'x' }], says: /watchdog: x/ },
  { oracle: liveness, what: 'no rest', seen: [boot], world: { isAtRest: false }, says: /the glass shows boot/ },
  { oracle: liveness, what: 'the switch', seen: [boot, { what: 'switch', kind: 'boot' }], says: /only the switch helped against boot/ },
  {
    oracle: liveness,
    what: 'the switch while a key sticks',
    seen: [boot, { what: 'fault', name: 'key sticks', begins: true }, { what: 'switch', kind: 'boot' }],
    says: silent,
  },
  { oracle: liveness, what: 'the switch a moment after a key stuck', seen: [boot, ...stuck, { what: 'switch', kind: 'boot' }], says: silent },
  { oracle: liveness, what: 'the switch at the screen after that', seen: [boot, ...stuck, idle, { what: 'switch', kind: 'idle' }], says: /only the switch/ },
  { oracle: functions, what: 'a refund, and refunds are on', seen: [request('000003', { message: 'refund' })], world: { settings: { functionBitmap: '01000000' } }, says: silent },
  { oracle: functions, what: 'a refund where they are off', seen: [request('000003', { message: 'refund' })], world: { settings: { functionBitmap: 'FEFFFFFF' } }, says: /refund 000003 is switched off/ },
  { oracle: keyFiles, what: 'a key-loading file for each time that keys come', seen: [...loaded('a'), ...loaded('b')], says: silent },
  { oracle: keyFiles, what: 'the same file again, refused', seen: [...loaded('a'), loaded('a')[0]!, boot], says: silent },
  { oracle: keyFiles, what: 'the same file again, taken', seen: [...loaded('a'), ...loaded('a')], says: /a was taken a second time/ },
  { oracle: sameAgain, what: 'the same again after a question', seen: [...paid('000001'), tap, again, ...paid('000002')], world: guarded, says: silent },
  { oracle: sameAgain, what: 'the same again without one', seen: [...paid('000001'), tap, ...paid('000002')], world: guarded, says: /000002 pays again what 000001 did/ },
  { oracle: sameAgain, what: 'the same again where nobody wants to be asked', seen: [...paid('000001'), tap, ...paid('000002')], says: silent },
  { oracle: sameAgain, what: 'a sale after a no', seen: [again, { what: 'key', name: 'cancel' }, request('000002')], world: guarded, says: /000002 was sent, though/ },
]; // biome-ignore format: a table

describe('an oracle of the explorer says what it must of', () => {
  for (const { oracle, what, seen, world, says } of rows)
    test(`${what} (${oracle.name})`, () => assert.match(said(oracle, seen, world), says));
});
