// SPDX-License-Identifier: Apache-2.0
//
// The book over a log whose segments end at every record: a boot knows what the book knew, wherever a segment ends. Needs the
// engine: the log's chain is made in C.

import { assert, describe, test } from 'mcu-test-harness';
import { ensureKey } from '../../crypto/vault.ts';
import type { AdviceResult } from '../../src/flow/advice-queue.ts';
import type { Listed } from '../../src/flow/batch.ts';
import { Book } from '../../src/flow/book.ts';
import { kinds } from '../../src/flow/kinds.ts';
import type { MoneyEvent, Receipt, SaleRecord } from '../../src/flow/money.ts';
import { Till } from '../../src/flow/till.ts';
import { headerBytes } from '../../src/journal/log-format.ts';
import { decodeRecordOf } from '../../src/journal/records.ts';
import { receipt as aReceipt, sale as aSale, unresolved } from './support/money-records.ts';
import { RamFlash } from './support/ram-flash.ts';

const domesticRid = 'A000000333';
/** Less than a board's: a few records fill one. */
const segmentBytes = 512;
/** What flash takes at a time, and records are whole ones of. */
const unitBytes = 32;
const time = '261121120000';

interface Shop {
  readonly book: Book;
  readonly till: Till;
}

function open(flash: RamFlash): Shop {
  const book = new Book(flash, '01', ensureKey('journal'));
  return { book, till: new Till(book) };
}

/** A record without a meaning for the money: of 64 bytes, and so many units more. */
const fill = ({ book }: Shop, units = 0) => book.noteLine(1, ' '.repeat(units * unitBytes), time);

function saleOf(stan: string, kind: { readonly number: number } = kinds.sale): SaleRecord {
  return { ...aSale, stan, transaction: kind.number };
}

function receiptOf({ stan, transaction, original, batch }: SaleRecord): Receipt {
  return { ...aReceipt, stan, transaction, original, batch };
}

type Act = (shop: Shop) => void;

const money =
  (event: MoneyEvent): Act =>
  ({ till }) =>
    till.apply(event);
const confirmed = (sale: SaleRecord) => money({ kind: 'sale-confirmed', sale });
const approved = (sale: SaleRecord) => money({ kind: 'host-approved', receipt: receiptOf(sale) });
const printed = money({ kind: 'slip-printed' });
const signedIn =
  (stan: string, batch: string): Act =>
  ({ book }) =>
    book.signedIn(stan, batch, time);
const adviceEnded =
  (result: AdviceResult, code = ''): Act =>
  ({ book }) =>
    book.adviceEnded(book.nextAdvice(), result, code);
const scripts =
  (stan: string): Act =>
  ({ book }) =>
    book.scripts.received({ stan, original: stan, time, sealedReport: new Uint8Array(8) });
const settles: Act = ({ book }) => book.beginSettlement(book.totals(domesticRid), time);

const first = saleOf('000002');
const offline = saleOf('000006', kinds.offlineSale);
const offlineToo = saleOf('000007', kinds.offlineSale);
const advice = saleOf('000009', kinds.completionAdvice);
const aVoid: SaleRecord = { ...saleOf('000011', kinds.void), original: first.stan };
const last: SaleRecord = { ...saleOf('000031'), batch: '000002' };

/** A shop's day, with every state of the money, of the queues and of a settlement. */
const day: readonly Act[] = [
  signedIn('000001', '000001'),
  confirmed(first),
  approved(first),
  printed,
  confirmed(saleOf('000003')),
  money({ kind: 'host-declined', code: '51' }),
  confirmed(saleOf('000004')),
  money({ kind: 'not-sent' }),
  confirmed(saleOf('000005')),
  money({ kind: 'host-unknown', cause: 'A0' }),
  money({ kind: 'reversal-failed', sends: 1 }),
  money({ kind: 'reversal-failed', sends: 2 }),
  money({ kind: 'reversal-done' }),
  confirmed(offline),
  approved(offline),
  printed,
  confirmed(offlineToo),
  approved(offlineToo),
  printed,
  ({ book }) => book.adviceTried(book.nextAdvice(), 1),
  adviceEnded('refused', '51'),
  ({ book }) => book.adviceTried(book.nextAdvice(), 2),
  confirmed(advice),
  money({ kind: 'host-unknown', cause: '98' }),
  money({ kind: 'reversal-failed', sends: 3 }),
  approved(advice),
  printed,
  scripts('000010'),
  ({ book }) => book.scripts.run('000010', Uint8Array.of(0x12, 0x34)),
  scripts('000012'),
  ({ book }) => book.scripts.tried(book.scripts.next(), 1),
  ({ book }) => book.scripts.ended(book.scripts.next(), 'taken', '00'),
  confirmed(aVoid),
  approved(aVoid),
  printed,
  confirmed(saleOf('000013')),
  money({ kind: 'host-unknown', cause: '06' }),
  money({ kind: 'given-up', unresolved: { ...unresolved, stan: '000013' } }),
  settles,
  ({ book }) =>
    book.moveSettlement({ step: 'uploading', isBalanced: false, through: 0, uploaded: 0 }),
  ({ book }) =>
    book.moveSettlement({ step: 'uploading', isBalanced: false, through: 9, uploaded: 1 }),
  ({ book }) =>
    book.moveSettlement({ step: 'ending', isBalanced: false, through: 30, uploaded: 4 }),
  ({ book }) => book.moveSettlement({ step: 'settled', isBalanced: true, through: 0, uploaded: 0 }),
  ({ book }) => book.closeBatch('000002', time),
  signedIn('000030', '000002'),
  confirmed(last),
  approved(last),
];

function walk(book: Book, from: number, direction: 'older' | 'newer'): readonly Listed[] {
  const seen: Listed[] = [];
  for (let at = from; ; at = seen[seen.length - 1]!.sequence) {
    const found = book.neighbour(at, direction);
    if (!found) return seen;
    seen.push(found);
  }
}

/** What it has in memory, and what that leads to. */
function known({ book }: Shop) {
  const { last: money, batch, advices, settlement, lastReceipt } = book;
  const { first, count, sends } = book.scripts;
  return {
    money,
    batch,
    advices,
    advice: advices.count > 0 ? book.nextAdvice() : undefined,
    scripts: { first, count, sends },
    script: count > 0 ? book.scripts.next() : undefined,
    settlement,
    lastReceipt,
    totals: book.totals(domesticRid),
  };
}

/** The first record of the segment that was begun last, its checkpoint, rots. */
function withoutCheckpoint(flash: RamFlash): RamFlash {
  const copy = flash.copy();
  copy.bytes[flash.erased.at(-1)! * segmentBytes + headerBytes + 20]! ^= 1;
  return copy;
}

/** What the book refers to, and what it still knows of that when the log has gone on. */
const referred: readonly (readonly [what: string, acts: readonly Act[]])[] = [
  ['a sale whose answer has not come', [confirmed(first)]],
  ['the settlement under way', [confirmed(first), approved(first), printed, settles]],
  ['sales approved offline', [confirmed(offline), approved(offline), printed]],
  ['results of issuer scripts', [scripts('000010')]],
  ['the last slip', [confirmed(first), approved(first), printed]],
];

describe('the book', () => {
  test('lists the transactions of the batch to and fro, and says what was undone', () => {
    const shop = open(new RamFlash(32, segmentBytes));
    const { book } = shop;
    for (const act of day.slice(0, day.indexOf(settles))) act(shop);
    const older = walk(book, book.end, 'older');
    const stans = older.map(({ receipt }) => receipt.stan);
    assert.deepEqual(
      stans,
      [aVoid, advice, offlineToo, offline, first].map(({ stan }) => stan),
    );
    const newer = walk(book, older[older.length - 1]!.sequence, 'newer');
    assert.deepEqual(newer, older.slice(0, -1).reverse());
    const voided = book.find(first.stan)!;
    assert.deepEqual([voided.sale, voided.receipt], [first, receiptOf(first)]);
    assert.equal(voided.isUndone, true);
    assert.equal(book.find(offline.stan)!.isUndone, false);
    // Declined; never used.
    assert.equal(book.find('000003'), undefined);
    assert.equal(book.find('000099'), undefined);
    signedIn('000030', '000002')(shop);
    assert.equal(book.neighbour(book.end, 'older'), undefined);
    assert.equal(book.find(first.stan), undefined);
  });

  test('knows after a boot what it knew, wherever a segment ends', () => {
    for (let units = 0; units < segmentBytes / unitBytes; units++) {
      const flash = new RamFlash(32, segmentBytes);
      const shop = open(flash);
      fill(shop, units % 8);
      if (units >= 8) for (let i = 0; i < 4; i++) fill(shop);
      for (const [i, act] of day.entries()) {
        act(shop);
        const taken = shop.book.trace.take();
        const booted = open(flash.copy());
        const what = `${units} units, act ${i}`;
        assert.deepEqual(known(booted), known(shop), what);
        assert.ok(booted.book.trace.take() > taken, `${what}: trace number`);
      }
    }
  });

  test('knows it from the segment before when a checkpoint has rotted', () => {
    const flash = new RamFlash(32, segmentBytes);
    const shop = open(flash);
    for (const [i, act] of day.entries()) {
      act(shop);
      const booted = open(withoutCheckpoint(flash));
      assert.ok(booted.book.damage.length > 0);
      assert.deepEqual(known(booted), known(shop), `act ${i}`);
    }
  });

  for (const [what, acts] of referred) {
    test(`keeps what it refers to, whatever comes after it: ${what}`, () => {
      const flash = new RamFlash(32, segmentBytes);
      const shop = open(flash);
      signedIn('000001', '000001')(shop);
      for (const act of acts) act(shop);
      // Two batches on, the one before is not kept any more.
      signedIn('000040', '000002')(shop);
      signedIn('000041', '000003')(shop);
      const before = known(shop);
      const taken = shop.book.trace.take();
      for (let i = 0; i < 60; i++) fill(shop);
      const booted = open(flash.copy());
      assert.deepEqual(known(booted), before);
      assert.ok(booted.book.trace.take() > taken, 'trace number');
    });
  }

  test('lets go of the batch before the one before, and of that one when room is short', () => {
    const flash = new RamFlash(32, segmentBytes);
    const shop = open(flash);
    const oldestBatch = () => {
      for (const record of shop.book.allRecords()) {
        const { name, values } = decodeRecordOf(record);
        if (name === 'signedIn') return values.batch;
      }
      return undefined;
    };
    const begin = (batch: string) => {
      signedIn('000001', batch)(shop);
      for (let i = 0; i < 10; i++) fill(shop);
    };
    begin('000001');
    const before = flash.erased.length;
    begin('000002');
    assert.equal(oldestBatch(), '000001');
    begin('000003');
    assert.equal(oldestBatch(), '000002');
    while (oldestBatch() === '000002') fill(shop);
    assert.equal(oldestBatch(), '000003');
    // Of 32 segments; up to one of them held the end of the first batch, too.
    const used = flash.erased.length - before;
    assert.ok(used >= 23 && used <= 26, `${used} segments`);
  });
});
