// SPDX-License-Identifier: Apache-2.0
//
// The drawer of cards and phones: how each entry looks to a person.

import { type CatalogueEntry, entryNamed } from '../cards/catalogue.ts';
import { PaymentCard } from '../cards/payment-card.ts';
import type { Simulation } from '../simulation.ts';
import type { DrawerCard, Face } from './protocol.ts';

interface Look {
  readonly title: string;
  readonly face: Face;
  readonly group: DrawerCard['group'];
  readonly locked?: true;
}

const looks: Readonly<Record<string, Look>> = {
  'quickpass-debit': { title: 'Debit card', face: 'debit', group: 'everyday' },
  'quickpass-credit': { title: 'Credit card', face: 'credit', group: 'everyday' },
  phone: { title: 'Phone', face: 'phone', group: 'everyday' },
  'phone-locked': { title: 'Locked phone', face: 'phone', group: 'everyday', locked: true },
  'quickpass-type-b': { title: 'Type B debit', face: 'debit', group: 'everyday' },
  'asks-pin': { title: 'Asks for a PIN', face: 'debit', group: 'everyday' },
  'no-pin': { title: 'Card without PIN', face: 'credit', group: 'everyday' },
  'visa-online': { title: 'Visa card', face: 'visa', group: 'everyday' },
  'mastercard-online': { title: 'Mastercard', face: 'mastercard', group: 'everyday' },
  transit: { title: 'Transit card', face: 'transit', group: 'everyday' },
  expired: { title: 'Expired card', face: 'debit', group: 'refused' },
  declines: { title: 'Declines itself', face: 'debit', group: 'refused' },
  mifare: { title: 'Access card', face: 'access', group: 'refused' },
};

/** Doubles that lie there beside the drawer's own: the page's terminal has parameters for them. */
const guests = ['visa-online', 'mastercard-online'] as const;

export function entriesOf(simulation: Simulation): readonly CatalogueEntry[] {
  const { drawer } = simulation;
  const missing = guests.filter((name) => drawer.every((entry) => entry.name !== name));
  return [...drawer, ...missing.map(entryNamed)];
}

/** The cards of one terminal's world; their numbers come from its seed. */
export function drawerOf(simulation: Simulation): DrawerCard[] {
  return entriesOf(simulation).map(({ name, description }) => {
    const card = simulation.card(name);
    const look = looks[name] ?? { title: wordsOf(name), face: 'odd', group: 'awkward' };
    if (!(card instanceof PaymentCard)) return { name, description, ...look };
    const pin = simulation.hasPin(name) ? `; PIN ${simulation.pinOf(name)}` : '';
    return { name, description: description + pin, ...look, number: masked(card.personal.pan) };
  });
}

function wordsOf(name: string): string {
  const words = name.replaceAll('-', ' ').replace(/gpo|ppse/, (command) => command.toUpperCase());
  return words[0]!.toUpperCase() + words.slice(1);
}

function masked(pan: string): string {
  return pan.slice(0, 6) + '*'.repeat(pan.length - 10) + pan.slice(-4);
}
