// SPDX-License-Identifier: Apache-2.0
//
// All cards and phones by name: for the command line, the page's drawer and scenarios. The catalogue is what lies in the drawer; the
// doubles of every scheme and kind are there by name only.

import { hostile, leaving, MifareCard, mute, refusing, slow, TransitCard } from './awkward.ts';
import type { Card } from './card.ts';
import { doublePairs, makeDouble } from './doubles.ts';
import { kindNamed } from './kinds.ts';
import { PaymentCard } from './payment-card.ts';
import {
  type CardMaking,
  type NumberPlan,
  type Personalisation,
  personalise,
} from './personalisation.ts';
import {
  applicationOf,
  creditProfile,
  debitProfile,
  type Profile,
  phoneLockedProfile,
  phoneProfile,
  typeBProfile,
} from './quickpass.ts';

export interface CatalogueEntry {
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /** A fresh card; equal randomness gives an equal card. */
  readonly make: (making: CardMaking) => Card;
}

const debitPlan: NumberPlan = { bin: '623099', digits: 19, uidBytes: 7 };
const creditPlan: NumberPlan = { bin: '625099', digits: 16, uidBytes: 4 };
const tokenPlan: NumberPlan = { bin: '624099', digits: 19, uidBytes: 4 };

const payment =
  (profile: Profile, plan: NumberPlan, fixed: Partial<Personalisation> = {}) =>
  (making: CardMaking): PaymentCard => {
    const personal = personalise(plan, making, fixed);
    return new PaymentCard(applicationOf(profile, personal), personal);
  };

export const makeDebit = payment(debitProfile, debitPlan);
export const makeCredit = payment(creditProfile, creditPlan);
export const makePhone = payment(phoneProfile, tokenPlan);
const makeTypeB = payment(typeBProfile, debitPlan);

/** 9F74, the issuer's code for electronic cash. */
const cashCode = '9F7406454343303031';

const row = (
  name: string,
  description: string,
  make: (making: CardMaking) => Card,
): CatalogueEntry => ({ name, description, make });

export const catalogue: readonly CatalogueEntry[] = [
  row('quickpass-debit', 'UnionPay QuickPass debit card, three records', makeDebit),
  row('quickpass-credit', 'UnionPay QuickPass credit card, two records', makeCredit),
  row('phone', 'phone with a token; holder verified on the phone', makePhone),
  row(
    'phone-locked',
    'phone that answers "see phone" (6986) until it is unlocked',
    payment(phoneLockedProfile, tokenPlan),
  ),
  row('quickpass-type-b', 'the debit card with an ISO 14443 type B chip', makeTypeB),
  row(
    'expired',
    'debit card that expired at the end of 2023',
    payment({ ...debitProfile, name: 'expired' }, debitPlan, { expiry: '2312' }),
  ),
  row(
    'declines',
    'debit card that declines by itself above 10.00',
    payment({ ...debitProfile, name: 'declines' }, debitPlan, { amountMaxMinor: 1_000 }),
  ),
  row(
    'asks-pin',
    'debit card that asks for an online PIN (CTQ), whatever the amount',
    payment({ ...debitProfile, name: 'asks-pin', tag9F6CCtq: '8000' }, debitPlan),
  ),
  row(
    'no-pin',
    'credit card whose holder has no PIN',
    payment({ ...creditProfile, name: 'no-pin' }, creditPlan),
  ),
  row(
    'offline',
    'debit card that approves up to 500.00 by itself, 1000.00 in all, where the terminal lets it',
    (m) => makeDouble('unionpay', 'balance', m, { name: 'offline', gpo: cashCode }),
  ),
  row('offline-signed', 'the same, and its holder signs (CTQ)', (m) =>
    makeDouble('unionpay', 'balance', m, { name: 'offline-signed', gpo: cashCode, ctq: '4000' }),
  ),
  row('offline-forged', 'the same, with the certificate of another card', (m) =>
    makeDouble('unionpay', 'certificate-wrong', m, { name: 'offline-forged', gpo: cashCode }),
  ),
  row('offline-torn', 'the same; is taken away before its last record, until it comes back', (m) =>
    makeDouble('unionpay', 'balance', m, { name: 'offline-torn', gpo: cashCode, leavesAt: 9 }),
  ),
  row('transit', 'transit card: no payment application', ({ random }) => new TransitCard(random)),
  row('mifare', 'access card without ISO-DEP (SAK 08)', ({ random }) => new MifareCard(random)),
  row('slow', 'debit card, twelve times slower, asks for time (WTX)', (m) =>
    slow('slow', makeDebit(m), 12),
  ),
  row('leaves-at-ppse', 'leaves during the first command', (m) =>
    leaving('leaves-at-ppse', makeDebit(m), 1),
  ),
  row('leaves-at-gpo', 'leaves while it computes the cryptogram', (m) =>
    leaving('leaves-at-gpo', makeDebit(m), 3),
  ),
  row('leaves-mid-record', 'leaves during the second READ RECORD', (m) =>
    leaving('leaves-mid-record', makeDebit(m), 5),
  ),
  row('mute-at-gpo', 'stays in the field but never answers GPO', (m) =>
    mute('mute-at-gpo', makeDebit(m), 3),
  ),
  row('refuses-select', 'answers SELECT of its only application with 6A82', (m) =>
    refusing('refuses-select', makeDebit(m), 2, 0x6a82),
  ),
  row('refuses-gpo', 'answers GPO with 6985', (m) =>
    refusing('refuses-gpo', makeDebit(m), 3, 0x6985),
  ),
  row('other-interface', 'answers GPO with 6984: insert instead', (m) =>
    refusing('other-interface', makeDebit(m), 3, 0x6984),
  ),
  row('refuses-record', 'answers the first READ RECORD with 6A83', (m) =>
    refusing('refuses-record', makeDebit(m), 4, 0x6a83),
  ),
  row('hostile-lengths', 'a length inside the record runs past its end', (m) =>
    hostile('hostile-lengths', makeDebit(m), 'record-overrun'),
  ),
  row('empty-record', 'records of no bytes at all', (m) =>
    hostile('empty-record', makeDebit(m), 'record-empty'),
  ),
  row('long-record', 'records of 255 bytes without payment data', (m) =>
    hostile('long-record', makeDebit(m), 'record-255'),
  ),
  row('huge-length', 'GPO answer that claims four gigabytes', (m) =>
    hostile('huge-length', makeDebit(m), 'gpo-length-84'),
  ),
  row('cut-gpo', 'GPO answer that ends in the middle of a tag', (m) =>
    hostile('cut-gpo', makeDebit(m), 'gpo-cut'),
  ),
  row('indefinite-ppse', 'PPSE answer of indefinite length', (m) =>
    hostile('indefinite-ppse', makeDebit(m), 'ppse-indefinite'),
  ),
  row('nested-ppse', 'PPSE answer of a hundred nested templates', (m) =>
    hostile('nested-ppse', makeDebit(m), 'ppse-nested'),
  ),
  row('one-byte', 'answers SELECT with a single byte', (m) =>
    hostile('one-byte', makeDebit(m), 'ppse-one-byte'),
  ),
];

/** By name `scheme-kind`: visa-online. */
export const doubles: readonly CatalogueEntry[] = doublePairs.map(([scheme, kind]) =>
  row(`${scheme}-${kind}`, `${scheme}: ${kindNamed(kind).description}`, (making) =>
    makeDouble(scheme, kind, making),
  ),
);

const byName: ReadonlyMap<string, CatalogueEntry> = new Map(
  [...catalogue, ...doubles].map((entry) => [entry.name, entry]),
);

/** Throws RangeError for a name that nobody has. */
export function entryNamed(name: string): CatalogueEntry {
  const entry = byName.get(name);
  if (!entry) throw new RangeError(`no card '${name}'; see \`jiaozi card list\``);
  return entry;
}

/** As `entryNamed`. */
export function makeCard(name: string, making: CardMaking): Card {
  return entryNamed(name).make(making);
}
