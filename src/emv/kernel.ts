// SPDX-License-Identifier: Apache-2.0
//
// Between Entry Point and a kernel: what a kernel is given at Start D and what it may answer.

import type { CardLink } from './card-link.ts';
import type { DataObjects } from './data-objects.ts';
import type { FlashLog } from './flash-log.ts';
import type { KernelRecord } from './kernel-record.ts';
import type { AuthenticationSupport } from './oda-step.ts';
import type { Approved, KernelCvm, OnlineRequest, Outcome, UiRequest } from './outcome.ts';
import type { Parameters } from './parameters.ts';
import type { TornLog } from './torn-log.ts';
import type { Account } from './track2.ts';

export interface KernelActivation {
  readonly link: CardLink;
  readonly parameters: Parameters;
  /** Data of the card's answer to SELECT. */
  readonly selectAnswer: Uint8Array;
  /** The name under which the application was selected, without extended selection. */
  readonly adfName: Uint8Array;
  /** Copy of the TTQ with Entry Point's bits. */
  readonly ttq: Uint8Array;
  readonly terminal: DataObjects;
  /** Without it no card is authenticated. */
  readonly authentication: AuthenticationSupport | undefined;
  /** Without it no relay resistance protocol is run. */
  readonly relayResistance: RelayResistance | undefined;
  /** Without it a transaction that was torn is begun anew. */
  readonly tornLog: TornLog | undefined;
  /** Without it a card that is taken away too soon is lost. */
  readonly flashLog: FlashLog | undefined;
  /** What the kernel finds out; Entry Point makes it, the kernel fills it. */
  readonly record: KernelRecord;
  readonly onUiRequest: (request: UiRequest) => void;
}

/** Measuring how far away a card is takes a clock close to the reader, and fresh numbers. */
export interface RelayResistance {
  /** Asked before and after an exchange: only the difference counts, and it should hold no more than card and air have taken. */
  nowUs(): number;
  /** Four unpredictable bytes. */
  entropy(): Uint8Array;
}

interface KernelResult {
  readonly cvm: KernelCvm;
  readonly account: Account;
  /** 9F34 where the kernel's book says what it is; otherwise the parameters do. */
  readonly cvmResults?: Uint8Array;
  readonly card: DataObjects;
  readonly fci: DataObjects;
  /** An approval of an earlier presentation, under the terms of then (flash-card.ts). */
  readonly recovered?: true;
}

/** The card has given an ARQC, or a TC that is sent online all the same; or a TC that stands. */
export type KernelTransaction =
  | (KernelResult & { readonly kind: 'online-request' })
  | (KernelResult & { readonly kind: 'approved' });

/** Start C: Entry Point takes the next candidate. */
export interface SelectNext {
  readonly kind: 'select-next';
}

export type KernelOutcome =
  | KernelTransaction
  | SelectNext
  | Exclude<Outcome, OnlineRequest | Approved>;

export type Kernel = (activation: KernelActivation) => Promise<KernelOutcome>;

export const selectNext: SelectNext = Object.freeze({ kind: 'select-next' }, true);
