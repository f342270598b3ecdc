// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2: processing restrictions. Nothing here ends the kernel: what is found goes into the TVR, and the action codes decide.
// docs/sources.md [domain B4, B9; 9F07 own knowledge]

import { auc, tvr } from './bits.ts';
import { dayNumber, isDate } from './dates.ts';
import { isOnExceptionFile } from './exception-file.ts';
import type { Kernel2Context } from './kernel2-context.ts';
import { isSameBytes } from './prefix.ts';
import {
  tag5F24ApplicationExpirationDate,
  tag5F25ApplicationEffectiveDate,
  tag5F28IssuerCountryCode,
  tag9ATransactionDate,
  tag9CTransactionType,
  tag9F1ATerminalCountryCode,
  tag9F03AmountOther,
  tag9F07ApplicationUsageControl,
  tag9F08ApplicationVersionNumberCard,
  tag9F09ApplicationVersionNumber,
  tag9F35TerminalType,
} from './tags.ts';

export function checkRestrictions(context: Kernel2Context): void {
  const { card, terminal, record, parameters, account } = context;
  const version = card.get(tag9F08ApplicationVersionNumberCard);
  const own = terminal.get(tag9F09ApplicationVersionNumber)!;
  if (version !== undefined && !isSameBytes(version, own)) record.find(tvr.versionsDiffer);

  const today = terminal.get(tag9ATransactionDate)!;
  const expiry = card.get(tag5F24ApplicationExpirationDate)!;
  if (dayNumber(today) > dayNumber(expiry)) record.find(tvr.expired);
  const effective = card.get(tag5F25ApplicationEffectiveDate);
  // A terminal whose clock has failed sends zeros, and cannot know.
  if (effective !== undefined && isDate(today) && dayNumber(today) < dayNumber(effective)) {
    record.find(tvr.notYetEffective);
  }
  if (!isUsageAllowed(context)) record.find(tvr.serviceNotAllowed);
  if (isOnExceptionFile(parameters, account!.pan)) record.find(tvr.onExceptionFile);
}

/** Terminal types of cash dispensers: attended or not, of a bank's. */
const atmTypes: readonly number[] = Object.freeze([0x14, 0x15, 0x16], true);

/** Bits of 9F07 for the service that 9C names, at home and abroad. */
const services: ReadonlyMap<number, readonly [home: number, abroad: number]> = new Map([
  [0x00, [auc.domesticPurchase, auc.internationalPurchase]],
  [0x01, [auc.domesticCash, auc.internationalCash]],
  [0x09, [auc.domesticPurchase, auc.internationalPurchase]],
  [0x17, [auc.domesticCash, auc.internationalCash]],
]);

function isUsageAllowed({ card, terminal }: Kernel2Context): boolean {
  const control = card.get(tag9F07ApplicationUsageControl);
  if (control === undefined) return true;
  const allowed = (control[0]! << 8) | control[1]!;
  const type = terminal.get(tag9F35TerminalType)?.[0] ?? 0;
  const place = atmTypes.includes(type) ? auc.atAtms : auc.elsewhereThanAtms;
  if ((allowed & place) === 0) return false;

  const country = card.get(tag5F28IssuerCountryCode);
  const here = terminal.get(tag9F1ATerminalCountryCode);
  if (country === undefined || here === undefined) return true;
  const side = isSameBytes(country, here) ? 0 : 1;
  const service = services.get(terminal.get(tag9CTransactionType)![0]!);
  if (service !== undefined && (allowed & service[side]!) === 0) return false;
  const isCashback = terminal.get(tag9F03AmountOther)!.some((byte) => byte !== 0);
  const cashback = side === 0 ? auc.domesticCashback : auc.internationalCashback;
  return !isCashback || (allowed & cashback) !== 0;
}
