// SPDX-License-Identifier: Apache-2.0
//
// The card data that the acquirer's message needs, until the transaction is over. All of it is bytes, and `wipe` zeroes
// them: the terminal keeps no PAN as text. docs/sources.md [design 5]

import type { CardMemory } from './card-memory.ts';
import { type Account, type Digits, expiryOf } from './track2.ts';

export class CardData {
  /** Field 35. */
  readonly track2: Digits;
  /** Field 2. */
  readonly pan: Digits;
  /** Field 14: YYMM, two bytes BCD. */
  readonly expiry: Uint8Array;
  /** Field 23: 5F34, one byte BCD, when the card has it. */
  readonly panSequenceNumber: Uint8Array | undefined;
  readonly #memory: CardMemory;

  constructor(account: Account, panSequenceNumber: Uint8Array | undefined, memory: CardMemory) {
    this.track2 = account.track2;
    this.pan = account.pan;
    this.expiry = expiryOf(account);
    this.panSequenceNumber = panSequenceNumber;
    this.#memory = memory;
  }

  /** Zeroes all that the card has sent. May be called twice. */
  wipe(): void {
    this.expiry.fill(0);
    this.#memory.wipe();
  }
}
