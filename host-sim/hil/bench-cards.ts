// SPDX-License-Identifier: Apache-2.0
//
// Cards of a bench: doubles on the host in place of the board's reader, with their own computing times, or an operator who is
// asked to hold a real one to it.

import { type Card, isoDepOf } from '../cards/card.ts';
import { makeCard } from '../cards/catalogue.ts';
import type { Kernel } from '../link/kernel.ts';
import type { AgentClient } from './protocol.ts';

export interface BenchCards {
  present(name: string): void;
  remove(name: string): void;
  /** The terminal has a command for the card. */
  serve(): void;
  /** The board is there, or not any more: cards stay where they are. */
  power(on: boolean): void;
}

/** What a reader waits for an answer that never comes. */
const muteUs = 500_000;

export class DoubleCards implements BenchCards {
  readonly #agent: AgentClient;
  readonly #kernel: Kernel;
  readonly #issuerMasterKey: Uint8Array;
  readonly #cards = new Map<string, Card>();
  readonly #field = new Set<Card>();
  #selections = 0;
  /** The card computes its answer to the command at work. */
  #isComputing = false;
  #isPowered = false;

  constructor(agent: AgentClient, kernel: Kernel, issuerMasterKey: Uint8Array) {
    this.#agent = agent;
    this.#kernel = kernel;
    this.#issuerMasterKey = issuerMasterKey;
  }

  present(name: string): void {
    this.#field.add(this.#card(name));
    this.#tell();
  }

  remove(name: string): void {
    this.#field.delete(this.#card(name));
    this.#isComputing = false;
    this.#tell();
  }

  serve(): void {
    const [card] = this.#field;
    if (!card || this.#isComputing) return;
    const { selections, bytes } = this.#agent.takeCommand();
    if (bytes.length === 0) return;
    if (selections !== this.#selections) {
      this.#selections = selections;
      card.fieldOff();
      card.fieldOn();
      card.activated();
    }
    const { response, us, leaves, wtxm } = card.command(bytes);
    const waitUs = isoDepOf(card.identity)?.frameWaitUs ?? muteUs;
    const isTooSlow = response === undefined || (us > waitUs && wtxm === undefined);
    this.#isComputing = true;
    this.#kernel.schedule(isTooSlow ? waitUs : us, () => {
      if (!this.#isComputing) return;
      this.#isComputing = false;
      if (leaves) this.remove(card.name);
      else if (isTooSlow) this.#agent.failCommand('timeout');
      else this.#agent.giveAnswer(response);
    });
  }

  power(on: boolean): void {
    this.#isPowered = on;
    this.#isComputing = false;
    this.#selections = 0;
    if (on && this.#field.size > 0) this.#tell();
  }

  #tell(): void {
    if (!this.#isPowered) return;
    const [card] = this.#field;
    if (!card) this.#agent.field('none');
    else if (this.#field.size > 1) this.#agent.field('collision');
    else this.#agent.field(isoDepOf(card.identity) ? 'target' : 'unsupported');
  }

  #card(name: string): Card {
    let card = this.#cards.get(name);
    if (!card) {
      const random = this.#kernel.random(`card ${name}`);
      card = makeCard(name, { random, issuerMasterKey: this.#issuerMasterKey });
      this.#cards.set(name, card);
    }
    return card;
  }
}

export class OperatorCards implements BenchCards {
  readonly #names: Readonly<Record<string, string>>;
  readonly #ask: (text: string) => void;

  /** What the operator calls each card. */
  constructor(names: Readonly<Record<string, string>>, ask: (text: string) => void) {
    this.#names = names;
    this.#ask = ask;
  }

  present(name: string): void {
    this.#ask(`Hold ${this.#names[name] ?? name} to the reader`);
  }

  remove(name: string): void {
    this.#ask(`Take ${this.#names[name] ?? name} away`);
  }

  serve(): void {}

  power(): void {}
}
