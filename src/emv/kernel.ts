// SPDX-License-Identifier: Apache-2.0
//
// Between Entry Point and a kernel: what a kernel is given at Start D and what it may answer.

import type { CardLink } from './card-link.ts';
import type { DataObjects } from './data-objects.ts';
import type { KernelCvm, OnlineRequest, Outcome, UiRequest } from './outcome.ts';
import type { Account } from './track2.ts';

export interface KernelActivation {
  readonly link: CardLink;
  /** Data of the card's answer to SELECT. */
  readonly selectAnswer: Uint8Array;
  /** The name under which the application was selected, without extended selection. */
  readonly adfName: Uint8Array;
  /** Copy of the TTQ with Entry Point's bits. */
  readonly ttq: Uint8Array;
  readonly terminal: DataObjects;
  readonly onUiRequest: (request: UiRequest) => void;
}

/** The card has given an ARQC. */
export interface KernelOnlineRequest {
  readonly kind: 'online-request';
  readonly cvm: KernelCvm;
  readonly account: Account;
  readonly card: DataObjects;
  readonly fci: DataObjects;
}

/** Start C: Entry Point takes the next candidate. */
export interface SelectNext {
  readonly kind: 'select-next';
}

export type KernelOutcome = KernelOnlineRequest | SelectNext | Exclude<Outcome, OnlineRequest>;

export type Kernel = (activation: KernelActivation) => Promise<KernelOutcome>;

export const selectNext: SelectNext = Object.freeze({ kind: 'select-next' }, true);
