// SPDX-License-Identifier: Apache-2.0
//
// The cardholder: holds cards to the reader and takes them away, and knows what to type when a PIN is asked for.

import type { Random } from '../link/kernel.ts';
import type { Simulation } from '../simulation.ts';
import { keysOfPin, wrongPin } from './pin-acts.ts';
import type { Payment } from './workloads/workload.ts';

const pinsMost = 4;

export class Holder {
  readonly #sim: Simulation;
  #card: string | undefined;
  /** What else is held to the reader. */
  #wallet: string | undefined;
  /** What the card was shown for last, and how often its PIN was asked for. */
  #paying: Payment | undefined;
  readonly #pinsAsked = new Map<Payment, number>();
  /** Payments whose card has been shown before. */
  readonly #shown = new Set<Payment>();

  constructor(sim: Simulation) {
    this.#sim = sim;
  }

  /** In the field. */
  get card(): string | undefined {
    return this.#card;
  }

  /** Asked whether the same is to be paid once more. After a power cut some have lost count. */
  keysForAgain(random: Random): readonly string[] {
    const again = this.#paying?.kind === 'sale' ? this.#paying.again : undefined;
    const isMeant = again ? again === 'on purpose' : random.chance(1, 2);
    return [isMeant ? 'enter' : 'cancel'];
  }

  /** The wallet is only forgotten in front of the card once. */
  show(payment: Payment): void {
    this.#card = payment.card;
    this.#paying = payment;
    this.#sim.present(payment.card);
    if (payment.kind === 'sale' && payment.wallet !== undefined && !this.#shown.has(payment)) {
      this.#sim.present(payment.wallet);
      this.#wallet = payment.wallet;
    }
    this.#shown.add(payment);
  }

  /** No money is meant: the issuer wants its card back. */
  showAgain(): void {
    if (!this.#paying || this.#card !== undefined) return;
    this.#card = this.#paying.card;
    this.#sim.present(this.#card);
  }

  takeAway(): void {
    if (this.#card === undefined) return;
    this.#sim.remove(this.#card);
    this.#card = undefined;
    if (this.#wallet !== undefined) this.#sim.remove(this.#wallet);
    this.#wallet = undefined;
  }

  /** By the table of what holders do with a PIN; without keys nothing is typed. */
  keysForPin(): readonly string[] {
    const payment = this.#paying;
    if (!payment) return ['cancel'];
    const nth = this.#pinsAsked.get(payment) ?? 0;
    this.#pinsAsked.set(payment, nth + 1);
    const act = payment.pins?.[nth] ?? payment.pins?.at(-1) ?? 'right';
    const pin = this.#sim.pinOf(payment.card);
    for (const typed of [pin, wrongPin(pin)]) this.#sim.notePin(payment.card, typed);
    return keysOfPin(act, pin);
  }

  /** After a wrong PIN: what is wanted as before; undefined: nothing, or no more. */
  get unpaid(): Payment | undefined {
    const payment = this.#paying;
    return payment && (this.#pinsAsked.get(payment) ?? 0) < pinsMost ? payment : undefined;
  }
}
