// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2: what the card has left, before and after its cryptogram. docs/sources.md [domain B4, Play.Emv; what a failed read ends
// with is own knowledge, no text at hand]
//
// What a reader would get wrong: DF8104 and DF8105 are question and answer in one. That the terminal has the object asks for the balance,
// whatever is in it; afterwards it holds what the card said, or nothing.

import { getDataCommand, statusWord9000Ok } from './apdu.ts';
import type { Exchanged } from './card-link.ts';
import { hasFormat } from './data-objects.ts';
import type { Ends, Kernel2Context } from './kernel2-context.ts';
import { endExchange } from './kernel2-outcome.ts';
import {
  tag9F5DApplicationCapabilitiesInformation,
  tag9F50OfflineAccumulatorBalance,
  tagDF8104BalanceReadBeforeGenAc,
  tagDF8105BalanceReadAfterGenAc,
} from './tags.ts';
import { decodeOnlyTlv } from './tlv.ts';

/** In byte 2 of 9F5D: the card's balance can be read. */
const hasBalance = 0x02;
const balanceBytes = 6;
const nothing: Uint8Array = new Uint8Array(0);

/** Before the card has decided nothing is lost: a card that has gone is asked for again, one that refuses goes on. */
export async function readBalanceBefore(context: Kernel2Context): Promise<Ends> {
  const answer = await read(context, tagDF8104BalanceReadBeforeGenAc);
  return answer?.ok === false ? endExchange(context, answer) : undefined;
}

/** [M] The cryptogram stands, whatever comes of this. */
export async function readBalanceAfter(context: Kernel2Context): Promise<void> {
  await read(context, tagDF8105BalanceReadAfterGenAc);
}

async function read(context: Kernel2Context, tag: number): Promise<Exchanged | undefined> {
  const { link, terminal, card } = context;
  const capabilities = card.get(tag9F5DApplicationCapabilitiesInformation);
  const asks = terminal.get(tag) !== undefined;
  if (!asks) return undefined;
  terminal.set(tag, nothing);
  if (((capabilities?.[1] ?? 0) & hasBalance) === 0) return undefined;
  const answer = await link.exchange(getDataCommand(tag9F50OfflineAccumulatorBalance));
  if (answer.ok) terminal.set(tag, balanceOf(answer));
  return answer;
}

function balanceOf({ statusWord, data }: Extract<Exchanged, { ok: true }>): Uint8Array {
  const object = decodeOnlyTlv(data);
  if (statusWord !== statusWord9000Ok || !object.ok) return nothing;
  const { tag, value } = object.value;
  const isBalance = tag === tag9F50OfflineAccumulatorBalance && value.length === balanceBytes;
  // A copy: the card's memory is wiped, the terminal's objects may be kept.
  return isBalance && hasFormat(value, 'n') ? value.slice() : nothing;
}
