// SPDX-License-Identifier: Apache-2.0
//
// What differs from acquirer to acquirer: everything that docs/sources.md [domain A] marks M or L, or where it says that
// hosts differ. A new acquirer is a new file of this shape, not a branch in the code.

import type { FailOver } from './host-choice.ts';
import type { unionPayTerminal } from './iso8583/unionpay-terminal.ts';
import type { WorkingKeyLayoutName } from './working-keys.ts';

/** How PINs travel: docs/sources.md [domain A3, A8, A11]. */
export interface PinProfile {
  /** As crypto names it. */
  readonly format: 'iso-0' | 'iso-3' | 'iso-4' | 'sm4';
  readonly digitsMin: number;
  readonly digitsMax: number;
  /** F26: the longest PIN that can be entered. */
  readonly field26CaptureCode: string;
  /** F53 of a request with a PIN. */
  readonly field53: string;
  /** Field 52, or object A1 of field 59. */
  readonly carrier: 'field-52' | 'field-59-A1';
  /** A cardholder without a PIN may go on without one. */
  readonly mayBypass: boolean;
  /** 9F34 when the PIN was bypassed, in place of the kernel's. */
  readonly tag9F34Bypassed: string;
  /** Answers after which another tap and another PIN may be tried. */
  readonly againCodes: readonly string[];
  /** PINs of one sale. */
  readonly triesMax: number;
}

/** Sales that a card approved by itself: docs/sources.md [domain A4, A7, B3, G6, G8]. */
export interface OfflineProfile {
  /** How one is told: as an advice (0220, type 30), or as the upload of a purchase (0200, type 36). */
  readonly message: 'offlineAdvice' | 'offlinePurchase';
  /** Sends without a clear answer; after them it is left to the batch upload. */
  readonly sendsMax: number;
  /** Answers that mean "not now". */
  readonly laterCodes: readonly string[];
}

/** How a batch ends: docs/sources.md [domain A4, A9]. */
export interface SettlementProfile {
  /** Cards whose AID begins so are domestic. */
  readonly domesticRid: string;
  /** The next batch number: the host's at a sign-in, which is due at once, or one more. */
  readonly nextBatch: 'from-sign-in' | 'counted';
  /** An end message (F60.3 = 207) is due also when the totals agree. */
  readonly endsBalanced: boolean;
  /** Attempts for each message before a person, or a quarter of an hour, must pass. */
  readonly sendsAtOnce: number;
}

export interface HostProfile {
  readonly spec: typeof unionPayTerminal;
  /** Of our requests; the host swaps the addresses in its answers. */
  readonly tpdu: string;
  /** Of our requests: class 2, major version 2, state 1, processing request 1, minor version 6. */
  readonly header: string;
  /** ISO 4217 numeric */
  readonly currency: string;
  /** F3 of a sale. */
  readonly saleProcessingCode: string;
  /** F22, digits 1 and 2, of a contactless chip transaction. */
  readonly contactlessEntryMode: string;
  /** The same of a follow-up for which no card was shown. */
  readonly cardlessEntryMode: string;
  /** The card must be shown again for a void, and be the same. */
  readonly voidNeedsCard: boolean;
  /** F53 of a request without PIN, or undefined when the host wants none. */
  readonly field53WithoutPin: string | undefined;
  readonly pin: PinProfile;
  readonly settlement: SettlementProfile;
  readonly offline: OfflineProfile;
  /** F60.4: the terminal's highest capability. */
  readonly terminalCapability: string;
  /** F60.6, partial approval flag, or '' when F60 ends with 60.5. */
  readonly partialApprovalFlag: string;
  /** F60.3 of the sign-in request; must fit `workingKeyLayout`. */
  readonly signInNetworkCode: string;
  readonly workingKeyLayout: WorkingKeyLayoutName;
  /** Answers with F39 other than 00 may come without MAC. */
  readonly declinesMayLackMac: boolean;
  /** An answer 25 or 12 to a reversal settles it even without MAC. */
  readonly trustsReversalAnswerWithoutMac: boolean;
  /** No connection without TLS; otherwise the terminal's settings say whether. */
  readonly wantsTls: boolean;
  /** Of terminals with two addresses of the host. */
  readonly failOver: FailOver;
  readonly connectTimeoutMs: number;
  readonly answerTimeoutMs: number;
  /** Bytes of an answer after its length; a longer one is refused. */
  readonly answerBytesMax: number;
  /** After so many sends without a clear answer people may set it aside: docs/adr/0048-a-way-out.md. */
  readonly reversalSendsMax: number;
  /** How far the trace number jumps after answer 94. */
  readonly stanStepAfterDuplicate: number;
  readonly workingKeyLifeMs: number;
}
