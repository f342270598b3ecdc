// SPDX-License-Identifier: Apache-2.0
//
// The kinds of card doubles: what each is good for, which schemes have it, and in what it differs from a card that does everything right
// and asks its issuer.

import type { CryptogramType } from './card-decision.ts';
import type { OfflineBalance, RelayTimes } from './payment-card.ts';
import { quickSchemes, type SchemeName, schemeNames, schemes } from './schemes.ts';

/** How one card is personalised. */
export interface Recipe {
  readonly gives: CryptogramType;
  readonly balance: OfflineBalance | undefined;
  /** The certificate is another card's. */
  readonly certificateWrong: boolean;
  /** 9F6C of cards that decide at GPO; null: it is missing. */
  readonly tag9F6CCtq: string | null;
  /** Rules of 8E (kernel 2); null: the list is missing. */
  readonly cvmRules: string | null;
  /** A phone on which the holder is verified. */
  readonly onDevice: boolean;
  readonly signatureWrong: boolean;
  readonly expired: boolean;
  readonly blocked: boolean;
  readonly scripts: boolean;
  /** The file locator names a record that is not there. */
  readonly locatorWrong: boolean;
  /** Has the relay resistance protocol, with these times. */
  readonly relay: RelayTimes | undefined;
  readonly leavesAt: number | undefined;
}

export const goodRecipe: Recipe = {
  gives: 'arqc',
  balance: undefined,
  certificateWrong: false,
  tag9F6CCtq: '0000',
  // Signature, or else nothing.
  cvmRules: '5E031F00',
  onDevice: false,
  signatureWrong: false,
  expired: false,
  blocked: false,
  scripts: false,
  locatorWrong: false,
  relay: undefined,
  leavesAt: undefined,
};

export interface Kind {
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  readonly schemes: readonly SchemeName[];
  readonly recipe: Partial<Recipe>;
}

const kind = (
  name: string,
  description: string,
  recipe: Partial<Recipe>,
  of: readonly SchemeName[] = schemeNames,
): Kind => ({ name, description, schemes: of, recipe });

/** Up to 500.00 by itself, 1000.00 in all. */
const balance: OfflineBalance = { balanceMinor: 100_000, amountMaxMinor: 50_000 };
const commandCountMax = Math.max(...Object.values(schemes).map((scheme) => scheme.commandCount));

/** 1 ms at least, 3 ms at most; 2.4 ms for the answer on the air. */
const honest: RelayTimes = { us: 2_000, says: '000A001E0018' };
const relays: readonly (readonly [name: string, description: string, times: RelayTimes])[] = [
  ['relay', 'has the relay resistance protocol', honest],
  ['relay-far', 'the same, at the far end of two phones: 20 ms away', { ...honest, us: 20_000 }],
  [
    'relay-boasts',
    'is 60 ms away, and says that it may take 6.5 s',
    { us: 60_000, says: '000AFFFF0018' },
  ],
  [
    'relay-early',
    'says that it takes 50 ms at least, and takes 2',
    { us: 2_000, says: '01F402580018' },
  ],
];

export const kinds: readonly Kind[] = [
  kind('offline-approve', 'approves by itself where the terminal lets it', { gives: 'tc' }),
  kind('online', 'asks its issuer', {}),
  kind('decline', 'declines', { gives: 'aac' }),
  kind(
    'fdda-wrong',
    'approves by itself, with a signature over another number',
    { gives: 'tc', signatureWrong: true },
    quickSchemes,
  ),
  kind(
    'cda-wrong',
    'approves by itself, with a signature over another number',
    { gives: 'tc', signatureWrong: true },
    ['mastercard'],
  ),
  kind('certificate-wrong', 'approves by itself, with the certificate of another card', {
    gives: 'tc',
    certificateWrong: true,
  }),
  kind('balance', 'approves up to 500.00 by itself, 1000.00 in all', { gives: 'tc', balance }, [
    'unionpay',
    'mastercard',
  ]),
  kind('expired', 'expired at the end of 2023', { expired: true }),
  kind('blocked', 'its application is blocked (SELECT answers 6283)', { blocked: true }),
  kind('no-cvm-list', 'says nothing of how its holder is verified (no 8E, no 9F6C)', {
    tag9F6CCtq: null,
    cvmRules: null,
  }),
  kind('cdcvm', 'phone; its holder has been verified on it', {
    tag9F6CCtq: '0080',
    onDevice: true,
  }),
  kind('pin-required', 'wants its PIN, online', { tag9F6CCtq: '8000', cvmRules: '42031F00' }),
  kind('issuer-script', 'takes its issuer’s answer and scripts', {
    scripts: true,
    tag9F6CCtq: '0040',
  }),
  kind('wrong-afl', 'its file locator names a record that is not there', { locatorWrong: true }),
  ...relays.map(([name, description, relay]) => kind(name, description, { relay }, ['mastercard'])),
  ...Array.from({ length: commandCountMax }, (_, index) =>
    kind(
      `torn-${index + 1}`,
      `leaves the field during command ${index + 1}, once`,
      { leavesAt: index + 1 },
      schemeNames.filter((name) => schemes[name].commandCount > index),
    ),
  ),
];

export function kindNamed(name: string): Kind {
  const found = kinds.find((each) => each.name === name);
  if (!found)
    throw new RangeError(`no kind '${name}': ${kinds.map((each) => each.name).join(', ')}`);
  return found;
}
