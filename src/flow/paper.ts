// SPDX-License-Identifier: Apache-2.0
//
// Slips on paper: the merchant's copy, then the cardholder's on a key. What the printer cannot put on paper is printed
// again from the start, marked as a reprint, so that no torn slip counts.

import type { Printed } from '../io/devices.ts';
import { encodeSlip } from '../receipt/escpos-encoder.ts';
import { composeSlip, type SlipData, type SlipLine } from '../receipt/slip.ts';
import type { Copy, PrinterTrouble } from '../ui/screen.ts';
import { type App, tell } from './app.ts';
import { Key } from './keys.ts';
import type { Receipt } from './money.ts';
import { slipOf } from './slip-of.ts';

const answerMs = 120_000;
const offerMs = 15_000;

const troubles: Readonly<Record<Extract<Printed, { ok: false }>['reason'], PrinterTrouble>> =
  Object.freeze(
    {
      'paper-out': 'paper-out',
      'cover-open': 'cover-open',
      overheated: 'hot',
      'no-answer': 'silent',
      closed: 'silent',
    },
    true,
  );

/** Merchant's copy, then the cardholder's if it is wanted. */
export async function offerSlips(app: App, slip: SlipData): Promise<void> {
  await printSlip(app, { ...slip, copy: 'merchant' }, 'merchant');
  if (!app.board.printer) return;
  const { front, attention } = app;
  front.show({ kind: 'offer-cardholder-copy' });
  await attention.glance();
  for (;;) {
    const waited = await attention.key(offerMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return;
    if (waited.code !== Key.enter) continue;
    await printSlip(app, { ...slip, copy: 'cardholder' }, 'cardholder');
    return;
  }
}

/** The last transaction's merchant copy once more. */
export async function reprint(app: App): Promise<void> {
  const { lastReceipt } = app.book;
  if (!lastReceipt) return tell(app, { kind: 'nothing-to-reprint' });
  await reprintOf(app, lastReceipt);
}

export function reprintOf(app: App, receipt: Receipt): Promise<unknown> {
  return printSlip(app, slipOf(app, receipt, true), 'reprint');
}

function printSlip(app: App, slip: SlipData, copy: Copy): Promise<unknown> {
  return printLines(app, copy, slip.reprint, (reprint) => composeSlip({ ...slip, reprint }));
}

/** True when all of it is on paper. `compose` is asked again, for a reprint, when part of it may be. */
export async function printLines(
  app: App,
  copy: Copy,
  reprint: boolean,
  compose: (reprint: boolean) => readonly SlipLine[],
): Promise<boolean> {
  const { board, front, attention } = app;
  const { printer } = board;
  if (!printer) {
    await tell(app, { kind: 'printer-trouble', trouble: 'silent' });
    return false;
  }
  let mark = reprint;
  for (;;) {
    front.show({ kind: 'printing', copy });
    const printed = await printer.print(encodeSlip(compose(mark)));
    if (printed.ok) return true;
    // Part of it may be on paper: the next one says so.
    mark = true;
    front.tone('alert');
    front.show({ kind: 'printer-trouble', trouble: troubles[printed.reason] });
    await attention.glance();
    let waited = await attention.key(answerMs);
    while (waited.kind === 'key' && waited.code !== Key.enter && waited.code !== Key.cancel) {
      waited = await attention.key(answerMs);
    }
    if (waited.kind !== 'key' || waited.code === Key.cancel) return false;
  }
}
