// SPDX-License-Identifier: Apache-2.0
//
// Kernels 3 and 7, step 6: processing restrictions. docs/sources.md [domain B2, B3 step 6, B9]

import { auc, ctq1, tvr } from './bits.ts';
import { dayNumber, isDate } from './dates.ts';
import { isOnExceptionFile } from './exception-file.ts';
import { declined, tryAnotherInterface } from './outcome.ts';
import { isSameBytes } from './prefix.ts';
import {
  type Context,
  type Ends,
  hasContactReader,
  isReaderOnline,
  qualifiersOf,
} from './quick-context.ts';
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

export function checkProcessingRestrictions(context: Context): Ends {
  compareVersions(context);
  return (
    checkExpiry(context) ??
    checkEffectiveDate(context) ??
    checkExceptionFile(context) ??
    checkAtm(context) ??
    checkUsageControl(context)
  );
}

/** Noted and nothing else: it decides nothing in these kernels. */
function compareVersions({ card, terminal, record }: Context): void {
  const version = card.get(tag9F08ApplicationVersionNumberCard);
  if (version === undefined) return;
  const own = terminal.get(tag9F09ApplicationVersionNumber)!;
  if (!isSameBytes(version, own)) record.find(tvr.versionsDiffer);
}

/** An expired card goes online only if it says so. */
function checkExpiry(context: Context): Ends {
  const { card, terminal, record } = context;
  const expiry = card.get(tag5F24ApplicationExpirationDate);
  const today = terminal.get(tag9ATransactionDate)!;
  if (expiry === undefined || dayNumber(today) <= dayNumber(expiry)) return undefined;
  record.find(tvr.expired);
  const allowed = (qualifiersOf(context)[0]! & ctq1.goOnlineIfExpired) !== 0;
  if (!allowed || !isReaderOnline(context)) return declined('expired');
  context.goesOnline = true;
  return undefined;
}

function checkEffectiveDate({ card, terminal, record, differences }: Context): Ends {
  const effective = card.get(tag5F25ApplicationEffectiveDate);
  if (effective === undefined) return undefined;
  const today = terminal.get(tag9ATransactionDate)!;
  // A terminal whose clock has failed sends zeros, and cannot know.
  if (!isDate(today) || dayNumber(today) >= dayNumber(effective)) return undefined;
  record.find(tvr.notYetEffective);
  return differences.effectiveDateDecides ? declined('not-yet-effective') : undefined;
}

function checkExceptionFile({ parameters, account, record }: Context): Ends {
  if (!isOnExceptionFile(parameters, account!.pan)) return undefined;
  record.find(tvr.onExceptionFile);
  return declined('exception-file');
}

/** Terminal types of cash dispensers: attended or not, of a bank's. */
const atmTypes: readonly number[] = Object.freeze([0x14, 0x15, 0x16], true);

function checkAtm(context: Context): Ends {
  const type = context.terminal.get(tag9F35TerminalType);
  if (type === undefined || !atmTypes.includes(type[0]!)) return undefined;
  if ((qualifiersOf(context)[0]! & ctq1.notValidForAtm) === 0) return undefined;
  context.record.find(tvr.serviceNotAllowed);
  return declined('service-not-allowed');
}

/** What 9C and 9F03 ask for, and the bits that allow it: in 9F07 at home and abroad, in CTQ to go to the other interface. */
const services = Object.freeze(
  {
    cash: {
      home: auc.domesticCash,
      abroad: auc.internationalCash,
      elsewhere: ctq1.switchInterfaceForCash,
    },
    cashback: {
      home: auc.domesticCashback,
      abroad: auc.internationalCashback,
      elsewhere: ctq1.switchInterfaceForCashback,
    },
  } as const,
  true,
);

const cashType = 0x01;

function checkUsageControl(context: Context): Ends {
  const { card, terminal, record } = context;
  const control = card.get(tag9F07ApplicationUsageControl);
  if (control === undefined) return undefined;
  const country = card.get(tag5F28IssuerCountryCode);
  const isCashback = terminal.get(tag9F03AmountOther)!.some((byte) => byte !== 0);
  const isCash = terminal.get(tag9CTransactionType)![0] === cashType;
  if (country === undefined || !(isCash || isCashback)) return undefined;
  const service = isCash ? services.cash : services.cashback;
  const here = terminal.get(tag9F1ATerminalCountryCode);
  const isHome = here !== undefined && isSameBytes(country, here);
  const allowed = (control[0]! << 8) | control[1]!;
  if ((allowed & (isHome ? service.home : service.abroad)) !== 0) return undefined;
  record.find(tvr.serviceNotAllowed);
  const switches = (qualifiersOf(context)[0]! & service.elsewhere) !== 0;
  return switches && hasContactReader(context)
    ? tryAnotherInterface('service-not-allowed')
    : declined('service-not-allowed');
}
