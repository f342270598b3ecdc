// SPDX-License-Identifier: Apache-2.0
//
// Whether new money may move: not by a function that is switched off, not while a settlement is under way, and not when the journal is full (docs/sources.md [domain G9, G11]).

import { type App, confirms, tell } from './app.ts';
import { isSwitchedOn } from './functions.ts';
import { Key } from './keys.ts';
import type { Kind } from './kinds.ts';
import { resumeSettlement, settleBatch } from './settlement.ts';

const noticeMs = 3000;
const patienceMs = 30_000;

/** False: it has been said why not, and the settlement that is in the way has been offered. */
export async function mayMoveMoney(app: App, kind: Kind): Promise<boolean> {
  const { book, settings } = app;
  if (!isSwitchedOn(settings, kind.switch)) {
    // What is typed on was meant for that, and must not become the amount of a sale.
    await confirms(app, { kind: 'settlement-notice', notice: 'switched-off' }, noticeMs);
    return false;
  }
  if (!book.settlement && book.room !== 'none') return true;
  const notice = book.settlement ? 'unfinished' : 'log-full';
  app.front.tone('alert');
  app.front.show({ kind: 'settlement-notice', notice });
  await app.attention.glance();
  for (;;) {
    const waited = await app.attention.key(patienceMs);
    if (waited.kind !== 'key' || waited.code === Key.cancel) return false;
    if (waited.code !== Key.enter) continue;
    await (book.settlement ? resumeSettlement(app) : settleBatch(app));
    return false;
  }
}

/** After a transaction: says it while there is still time. */
export async function warnOfFullLog(app: App): Promise<void> {
  if (app.book.room === 'low') await tell(app, { kind: 'settlement-notice', notice: 'log-low' });
}
