// SPDX-License-Identifier: Apache-2.0
//
// How a contactless transaction ends, as Book B names it, and what the person is to be told, as data.
// docs/sources.md [domain B1]
//
// An outcome is nothing gone wrong: a card that is pulled away, refuses or lies is foreseen. `cause` says why, for the
// screen and the log; `kind` alone decides what happens next.

import type { CardData } from './card-data.ts';

/** Message identifiers of Book B. */
export const messageId = Object.freeze(
  {
    message03Approved: 0x03,
    message07NotAuthorised: 0x07,
    message09EnterPin: 0x09,
    message0FProcessingError: 0x0f,
    message10RemoveCard: 0x10,
    message14Welcome: 0x14,
    message15PresentCard: 0x15,
    message16Processing: 0x16,
    message17CardReadOk: 0x17,
    message18InsertOrSwipe: 0x18,
    message19PresentOneCardOnly: 0x19,
    message1AApprovedSign: 0x1a,
    message1BAuthorising: 0x1b,
    message1CInsertSwipeOrTryAnother: 0x1c,
    message1DInsertCard: 0x1d,
    message1ENoMessage: 0x1e,
    message20SeePhone: 0x20,
    message21PresentCardAgain: 0x21,
  } as const,
  true,
);

export type MessageId = (typeof messageId)[keyof typeof messageId];

export type UiStatus =
  | 'not-ready'
  | 'idle'
  | 'ready-to-read'
  | 'processing'
  | 'card-read-successfully'
  | 'processing-error';

export interface UiRequest {
  readonly messageId: MessageId;
  readonly status: UiStatus;
  /** For how long the message stays at least. */
  readonly holdTimeMs: number;
}

/** How the cardholder was verified, after the terminal's own PIN-free rule. */
export type CardholderMethod = 'none' | 'confirmed-on-device' | 'online-pin';

/** What the kernel alone asks for. */
export type KernelCvm = CardholderMethod | 'signature';

/** Whether the issuer may change the card after its answer: not with these parameters; not this card; when it is presented again. */
export type IssuerUpdates = 'off' | 'not-this-card' | 'possible';

/** What an online request and an offline approval bring. */
export interface CardResult {
  readonly ui: UiRequest;
  readonly cvm: CardholderMethod;
  readonly kernelCvm: KernelCvm;
  readonly issuerUpdates: IssuerUpdates;
  /** The caller owns it and calls `wipe` when the transaction is over, however it ends. */
  readonly cardData: CardData;
  /** Field 55 of the request and of its reversal; no PAN in them. */
  readonly f55Request: Uint8Array;
  readonly f55Reversal: Uint8Array;
  /** For screen and paper. */
  readonly maskedPan: string;
  /** The cardholder signs the slip, unless a PIN was given. */
  readonly isSigned: boolean;
  /** 9F74 of an electronic cash card, for the slip of an offline approval; '' when there is none. */
  readonly authorizationCode: string;
  readonly label: string;
  readonly aidHex: string;
  readonly arqcHex: string;
  /** 9F37, for the slip. */
  readonly unpredictableNumberHex: string;
  readonly atcHex: string;
  readonly tvrHex: string;
  readonly tsiHex: string;
}

export interface OnlineRequest extends CardResult {
  readonly kind: 'online-request';
}

/** The card has approved and the terminal agrees: only where the parameters allow it. */
export interface Approved extends CardResult {
  readonly kind: 'approved';
  /** The card had given it before it was taken away too soon: it stands, whatever the terms are now. */
  readonly recovered?: true;
}

export interface Declined {
  readonly kind: 'declined';
  readonly cause:
    | 'card-declined'
    | 'offline-approval-not-supported'
    | 'online-was-required'
    | 'reader-offline-only'
    | 'authentication-failed'
    | 'expired'
    | 'not-yet-effective'
    | 'exception-file'
    | 'service-not-allowed'
    | 'no-common-cvm'
    | 'device-cvm-not-proven';
  readonly ui: UiRequest;
}

/** Start B again: the same transaction, polled for anew, once the card has left the field. */
export interface TryAgain {
  readonly kind: 'try-again';
  readonly cause: 'removed' | 'timeout' | 'protocol' | 'see-phone';
  readonly ui: UiRequest;
  readonly uiOnRestart: UiRequest;
}

export interface TryAnotherInterface {
  readonly kind: 'try-another-interface';
  readonly cause: 'amount' | 'card-asks' | 'service-not-allowed' | 'authentication-failed';
  readonly ui: UiRequest;
}

export interface EndApplication {
  readonly kind: 'end-application';
  readonly cause:
    | 'no-application'
    | 'card-data'
    | 'too-much-data'
    | 'mag-stripe-only'
    | 'relay-suspected'
    | 'authentication-failed'
    | 'status-word'
    | 'cancelled'
    | 'reader-closed';
  readonly ui: UiRequest;
}

export type Outcome =
  | OnlineRequest
  | Approved
  | Declined
  | TryAgain
  | TryAnotherInterface
  | EndApplication;

function request(messageId: MessageId, status: UiStatus, holdTimeMs = 0): UiRequest {
  return { messageId, status, holdTimeMs };
}

/** [M] 13 units of 100 ms are the usual default: for how long the message stays, and the field is off, so that the phone notices. */
export const seePhoneMs = 1300;

export const uiCardReadOk = Object.freeze(
  request(messageId.message17CardReadOk, 'card-read-successfully'),
  true,
);
export const uiAuthorising = Object.freeze(
  request(messageId.message1BAuthorising, 'processing'),
  true,
);
export const uiApproved = Object.freeze(request(messageId.message03Approved, 'idle'), true);
export const uiApprovedSign = Object.freeze(request(messageId.message1AApprovedSign, 'idle'), true);
const uiPresentCardAgain = Object.freeze(
  request(messageId.message21PresentCardAgain, 'ready-to-read'),
  true,
);
const uiSeePhone = Object.freeze(
  request(messageId.message20SeePhone, 'processing-error', seePhoneMs),
  true,
);
const uiNoMessage = Object.freeze(request(messageId.message1ENoMessage, 'idle'), true);
const uiTryAnother = Object.freeze(
  request(messageId.message1CInsertSwipeOrTryAnother, 'ready-to-read'),
  true,
);

/** What each cause of one kind of outcome tells the person. */
const tryAgainUi: Readonly<Record<TryAgain['cause'], UiRequest>> = Object.freeze(
  {
    removed: uiPresentCardAgain,
    timeout: uiPresentCardAgain,
    protocol: uiPresentCardAgain,
    'see-phone': uiSeePhone,
  },
  true,
);

const endApplicationUi: Readonly<Record<EndApplication['cause'], UiRequest>> = Object.freeze(
  {
    'no-application': uiTryAnother,
    'card-data': uiTryAnother,
    'too-much-data': uiTryAnother,
    'mag-stripe-only': uiTryAnother,
    'relay-suspected': uiTryAnother,
    'authentication-failed': uiTryAnother,
    'status-word': uiTryAnother,
    cancelled: uiNoMessage,
    'reader-closed': uiNoMessage,
  },
  true,
);

export function declined(cause: Declined['cause']): Declined {
  return { kind: 'declined', cause, ui: request(messageId.message07NotAuthorised, 'idle') };
}

export function tryAgain(cause: TryAgain['cause']): TryAgain {
  return { kind: 'try-again', cause, ui: tryAgainUi[cause], uiOnRestart: uiPresentCardAgain };
}

export function tryAnotherInterface(cause: TryAnotherInterface['cause']): TryAnotherInterface {
  const ui = request(messageId.message18InsertOrSwipe, 'processing-error');
  return { kind: 'try-another-interface', cause, ui };
}

export function endApplication(cause: EndApplication['cause']): EndApplication {
  return { kind: 'end-application', cause, ui: endApplicationUi[cause] };
}
