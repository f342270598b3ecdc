// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2: terminal action analysis. Each bit of the TVR that the terminal's or the issuer's code has, too, asks for that action.
// docs/sources.md [domain B4; codes that a card has not: own knowledge]

import { tvr } from './bits.ts';
import type { CryptogramType, Kernel2Context } from './kernel2-context.ts';
import {
  tag9F0DIssuerActionCodeDefault,
  tag9F0EIssuerActionCodeDenial,
  tag9F0FIssuerActionCodeOnline,
  tag9F35TerminalType,
  tagDF8120TerminalActionCodeDefault,
  tagDF8121TerminalActionCodeDenial,
  tagDF8122TerminalActionCodeOnline,
} from './tags.ts';

/** What a card without codes of its own means: refuse for nothing; ask the issuer about everything but relay resistance done or not. */
const nothing: Uint8Array = new Uint8Array(5);
const everything: Uint8Array = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xfc);

type Codes = readonly [terminal: number, issuer: number, absent: Uint8Array];

const codes = Object.freeze(
  {
    denial: [tagDF8121TerminalActionCodeDenial, tag9F0EIssuerActionCodeDenial, nothing],
    online: [tagDF8122TerminalActionCodeOnline, tag9F0FIssuerActionCodeOnline, everything],
    default: [tagDF8120TerminalActionCodeDefault, tag9F0DIssuerActionCodeDefault, everything],
  } as const,
  true,
);

/** Second digit of 9F35, as its value within three: online only, both, offline only. */
const typesInThree = 3;
const offlineOnly = 0;
const onlineOnly = 1;

export function analyseActions(context: Kernel2Context): void {
  context.requested = actionOf(context);
}

function actionOf(context: Kernel2Context): CryptogramType {
  const { record, terminal } = context;
  // [M] A card that is not to be taken is not, whatever the codes say.
  const [byte, mask] = tvr.onExceptionFile;
  if ((record.tvr[byte - 1]! & mask) !== 0 || asksFor(context, codes.denial)) return 'aac';
  const reach = ((terminal.get(tag9F35TerminalType)?.[0] ?? 1) & 0x0f) % typesInThree;
  // [M] A terminal that takes no card's word for an approval asks for none.
  const mayApprove = context.parameters.offlineApprovals === true;
  if (reach === offlineOnly) return mayApprove && !asksFor(context, codes.default) ? 'tc' : 'aac';
  if (reach === onlineOnly || asksFor(context, codes.online)) return 'arqc';
  return mayApprove ? 'tc' : 'arqc';
}

function asksFor(
  { record, terminal, card }: Kernel2Context,
  [own, issuer, absent]: Codes,
): boolean {
  const terminalCode = terminal.get(own)!;
  const issuerCode = card.get(issuer) ?? absent;
  return record.tvr.some((found, i) => (found & (terminalCode[i]! | issuerCode[i]!)) !== 0);
}
