// SPDX-License-Identifier: Apache-2.0
//
// Kernels 3 and 7: a card that was taken away before its last record (flash-log.ts) and comes back. docs/sources.md [domain B3, flash card]
//
// What a reader would get wrong: nobody knows beforehand whether it is the same card. Another one refuses the records, or its signature
// is not over this transaction; then this is a new transaction of another card, and begins anew.

import { concat, toHex } from '../lib/bytes.ts';
import { DataObjects } from './data-objects.ts';
import type { HalfRead } from './flash-log.ts';
import type { KernelActivation, KernelOutcome } from './kernel.ts';
import { KernelRecord } from './kernel-record.ts';
import { uiCardReadOk } from './outcome.ts';
import { type Context, cryptogramOf } from './quick-context.ts';
import {
  tag9CTransactionType,
  tag9F02AmountAuthorised,
  tag9F26ApplicationCryptogram,
  tag9F36ApplicationTransactionCounter,
} from './tags.ts';

const none: Uint8Array = new Uint8Array(0);

/** The kernel's steps, with answers that the card has given before. */
type Run = (activation: KernelActivation, given: readonly Uint8Array[]) => Promise<KernelOutcome>;

/** The outcome, if it is the card that is waited for. */
export async function finishHalfRead(
  activation: KernelActivation,
  run: Run,
): Promise<KernelOutcome | undefined> {
  const { flashLog, terminal, adfName, link } = activation;
  const half = flashLog?.find(adfName, purposeOf(terminal));
  if (!half) return undefined;
  const given: Uint8Array[] = [];
  for (const answer of half.answers) {
    const kept = link.keep(answer);
    if (kept) given.push(kept);
  }
  if (given.length < half.answers.length) return undefined;
  const before = objectsOf(half);
  const record = new KernelRecord(activation.record.kernelId, before);
  // Only what may be approved is kept, and the card's balance is lower already: an approval stands, whatever the terms are now.
  const parameters = { ...activation.parameters, offlineApprovals: true };
  const then = { terminal: before, ttq: half.ttq, record, parameters };
  // Only if it is that card, it may leave.
  const again = { ...activation, ...then, flashLog: undefined, onUiRequest: () => {} };
  const outcome = await run(again, given);
  // Gone once more: still waited for.
  if (outcome.kind === 'try-again') return outcome;
  if (outcome.kind !== 'approved') return undefined;
  flashLog!.forget();
  activation.onUiRequest(uiCardReadOk);
  for (const [tag, value] of before.entries()) terminal.set(tag, value);
  return { ...outcome, recovered: true };
}

/** After a broken exchange: only of a card that has approved is anything owed. */
export function keepHalfRead(context: Context): void {
  const { flashLog, parameters, card, adfName, terminal, ttq, answers } = context;
  if (!flashLog || parameters.offlineApprovals !== true || cryptogramOf(card) !== 'tc') return;
  flashLog.keep({
    adfName: adfName.slice(),
    purpose: purposeOf(terminal),
    terminal: terminal.entries(),
    ttq,
    answers,
    cryptogramHex: toHex(card.get(tag9F26ApplicationCryptogram) ?? none),
    atcHex: toHex(card.get(tag9F36ApplicationTransactionCounter) ?? none),
  });
}

function purposeOf(terminal: DataObjects): Uint8Array {
  return concat(terminal.get(tag9F02AmountAuthorised)!, terminal.get(tag9CTransactionType)!);
}

function objectsOf({ terminal }: HalfRead): DataObjects {
  const objects = new DataObjects();
  for (const [tag, value] of terminal) objects.set(tag, value);
  return objects;
}
