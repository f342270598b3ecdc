// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2: GENERATE AC, what becomes of a transaction whose card leaves before it answers, and RECOVER AC when it comes back.
// docs/sources.md [domain B4; torn records: own knowledge, no text at hand]
//
// What a reader would get wrong: a card that has left may have counted the transaction already. Asked to recover, it gives the cryptogram
// that it made then, over the terminal's data of then: those come back from the log, and with them the number it signed.

import { concat } from '../lib/bytes.ts';
import { generateAcCommand, recoverAcCommand, statusWord9000Ok } from './apdu.ts';
import { aip1, kernelConfiguration, tsi1, tvr } from './bits.ts';
import type { Exchanged } from './card-link.ts';
import { decodeDol, dolData } from './dol.ts';
import { prepareKey } from './kernel2-authentication.ts';
import {
  type CryptogramType,
  configurationOf,
  type Ends,
  type Kernel2Context,
  profileOf,
} from './kernel2-context.ts';
import { end, endExchange, level2 } from './kernel2-outcome.ts';
import { endApplication } from './outcome.ts';
import {
  tag5F2ATransactionCurrencyCode,
  tag5F34PanSequenceNumber,
  tag8CCdol1,
  tag9BTransactionStatusInformation,
  tag9CTransactionType,
  tag9F5DApplicationCapabilitiesInformation,
  tag9F02AmountAuthorised,
  tag9F03AmountOther,
  tag9F51Drdol,
  tag95TerminalVerificationResults,
  tagDF811CTornRecordLifetime,
  tagDF811DTornRecordCountMax,
} from './tags.ts';
import type { TornRecord } from './torn-log.ts';

/** Of the command's P1. */
const controls: Readonly<Record<CryptogramType, number>> = Object.freeze(
  { aac: 0x00, tc: 0x40, arqc: 0x80 },
  true,
);
const withSignature = 0x10;
/** In byte 2 of 9F5D: the card signs refusals, too. */
const signsRefusals = 0x01;

/** The card's answer, whole, or how the kernel ends. */
export async function generateCryptogram(
  context: Kernel2Context,
): Promise<Uint8Array | Exclude<Ends, undefined>> {
  const recovered = await recover(context);
  if (recovered !== undefined) return recovered;

  const { link, terminal, card, record, pdolData } = context;
  prepareControl(context);
  terminal.set(tag95TerminalVerificationResults, record.tvr.slice());
  terminal.set(tag9BTransactionStatusInformation, record.tsi.slice());
  const cdol = decodeDol(card.get(tag8CCdol1)!);
  if (!cdol.ok) {
    const failure = { level2: level2.parsingError };
    return end(context, 'other-card', endApplication('card-data'), failure);
  }
  context.sent = { pdolData, cdolData: dolData(cdol.value, terminal) };
  const control = controls[context.requested] | (context.signs ? withSignature : 0);
  const answering = link.exchange(generateAcCommand(control, context.sent.cdolData));
  if (context.signs) prepareKey(context);
  const answer = await answering;
  if (!answer.ok) {
    remember(context);
    return endExchange(context, answer);
  }
  return answerOf(context, answer);
}

/** Whether the card is to sign, and a phone whose word cannot be checked is to refuse. */
function prepareControl(context: Kernel2Context): void {
  const { record, card, combines } = context;
  const [byte, mask] = tvr.cdaFailed;
  const mustFail = (record.tvr[byte - 1]! & mask) !== 0;
  if (combines && mustFail) {
    const hasDeviceCvm =
      (profileOf(context)[0]! & aip1.deviceCvm) !== 0 &&
      (configurationOf(context) & kernelConfiguration.deviceCvm) !== 0;
    if (hasDeviceCvm) context.requested = 'aac';
  }
  const refusalsToo =
    ((card.get(tag9F5DApplicationCapabilitiesInformation)?.[1] ?? 0) & signsRefusals) !== 0;
  context.signs = combines && !mustFail && (context.requested !== 'aac' || refusalsToo);
  record.tsi[0]! |= tsi1.cardRiskManagementPerformed;
}

function answerOf(
  context: Kernel2Context,
  { statusWord, data }: Extract<Exchanged, { ok: true }>,
): Uint8Array | Exclude<Ends, undefined> {
  if (statusWord === statusWord9000Ok) return data;
  const failure = { level2: level2.statusBytes, statusWord };
  return end(context, 'other-card', endApplication('status-word'), failure);
}

const lengthMs = 1000;

/** Asks a card that was torn for what it had to say; undefined: there is nothing to recover. */
async function recover(
  context: Kernel2Context,
): Promise<Uint8Array | Exclude<Ends, undefined> | undefined> {
  const { link, tornLog, terminal } = context;
  const identity = identityOf(context);
  if (tornLog === undefined || identity === undefined) return undefined;
  const lifetime = terminal.get(tagDF811CTornRecordLifetime)!;
  const lifetimeMs = ((lifetime[0]! << 8) | lifetime[1]!) * lengthMs;
  const torn = tornLog.find(identity, lifetimeMs);
  if (torn === undefined) return undefined;
  const answer = await link.exchange(recoverAcCommand(torn.drdolData));
  if (!answer.ok) return endExchange(context, answer);
  tornLog.forget(identity);
  // The card knows of nothing: a new transaction, then.
  if (answer.statusWord !== statusWord9000Ok) return undefined;
  restore(context, torn);
  return answer.data;
}

function restore(context: Kernel2Context, torn: TornRecord): void {
  const { terminal, record } = context;
  for (const [tag, value] of torn.terminal) terminal.set(tag, value);
  record.tvr.set(torn.tvr);
  record.tsi.set(torn.tsi);
  context.requested = torn.requested;
  context.signs = torn.signs;
  context.cvm = torn.cvm;
  context.sent = torn.sent;
}

function remember(context: Kernel2Context): void {
  const { tornLog, terminal, card, record, requested, signs, cvm, sent } = context;
  const identity = identityOf(context);
  if (tornLog === undefined || identity === undefined) return;
  const drdol = decodeDol(card.get(tag9F51Drdol)!);
  if (!drdol.ok) return;
  const torn = {
    identity,
    drdolData: dolData(drdol.value, terminal),
    sent,
    requested,
    signs,
    cvm,
    tvr: record.tvr.slice(),
    tsi: record.tsi.slice(),
    terminal: terminal.entries(),
  };
  tornLog.keep(torn, terminal.get(tagDF811DTornRecordCountMax)![0]!);
}

/** What makes it the same transaction again: card and amounts; undefined for a card that cannot recover. */
function identityOf({ card, account, terminal, authentication }: Kernel2Context) {
  if (card.get(tag9F51Drdol) === undefined || authentication === undefined) return undefined;
  const { packed } = account!.pan;
  const transaction = [
    tag9F02AmountAuthorised,
    tag9F03AmountOther,
    tag5F2ATransactionCurrencyCode,
    tag9CTransactionType,
  ].map((tag) => terminal.get(tag) ?? new Uint8Array(0));
  const sequence = card.get(tag5F34PanSequenceNumber) ?? new Uint8Array(0);
  return authentication.operations.hashOf('sha-256', packed, sequence, concat(...transaction));
}
