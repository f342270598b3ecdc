// SPDX-License-Identifier: Apache-2.0
//
// Everything that the display can show, as data. The program says what is so; screens.ts and screens/ say how it looks.
// Amounts are integers of fen. Texts that come from elsewhere (a merchant's name, the words for a response code of the
// host) are strings in the language of the screen.

import type { DateTime } from '../io/clock.ts';
import type { DrawList } from './draw.ts';
import type { Language } from './titles.ts';

export type Device =
  | 'keypad'
  | 'reader'
  | 'printer'
  | 'clock'
  | 'storage'
  | 'keys'
  | 'line'
  | 'parameters';
export type DeviceState = 'waiting' | 'ok' | 'failed';
/** What a terminal with a broken device can still do. */
export type Ability = 'sale' | 'sale-without-paper' | 'reprint' | 'menu';
/** Why a card or phone could not be read to the end. */
export type ReadTrouble = 'gone' | 'unreadable' | 'none-shown' | 'see-phone' | 'half-read';
/** Why a card that was read cannot pay here. */
export type CardTrouble =
  | 'no-application'
  | 'unsupported'
  | 'expired'
  | 'refused-by-card'
  /** It approved and was taken away too soon: not sold, but its balance may be less. */
  | 'half-read';
export type PrinterTrouble = 'paper-out' | 'cover-open' | 'hot' | 'silent';
/** Why a sale ended at the PIN. */
export type PinTrouble = 'cancelled' | 'timed-out' | 'failed';
export type LineTrouble =
  | 'refused'
  | 'silent'
  | 'lost'
  | 'bad-answer'
  /** The other end is not the host, as its certificate shows. */
  | 'untrusted'
  | 'self-signed'
  | 'wrong-name'
  | 'expired'
  | 'not-secure';
/** After a refusal; the last one the terminal does by itself. */
export type Todo =
  | 'keep-card'
  | 'call-issuer'
  | 'call-acquirer'
  | 'try-again'
  | 'later'
  | 'other-card'
  | 'signs-in';
/** Why something is still owed; the last two: the host has it in part, or has it and does not say what became of it. */
export type OwedTrouble = LineTrouble | 'partial' | 'duplicate';
export type Copy = 'merchant' | 'cardholder' | 'reprint' | 'totals' | 'errors' | 'unresolved';
export type SettlementNotice =
  | 'nothing'
  | 'unfinished'
  | 'refused'
  | 'signed-out'
  | 'log-low'
  | 'log-full'
  | 'switched-off';
export type MenuEntry =
  | 'language'
  | 'reprint'
  | 'settlement'
  | 'sign-in'
  | 'sign-out'
  | 'reversal'
  | 'information'
  | 'keys'
  | 'transactions'
  | 'list'
  | 'reprint-any'
  | 'errors'
  | 'error-list'
  | 'error-counts'
  | 'error-print'
  | 'error-clear'
  | ErrorClosing
  | 'operators'
  | 'end-shift'
  | 'own-password'
  | 'unlock-operator'
  | 'manage-operators'
  | 'reprint-settlement'
  | 'pre-authorizations'
  | 'give-up'
  | TransactionName;
export type TransactionName =
  | 'sale'
  | 'void'
  | 'refund'
  | 'balance'
  | 'preAuthorization'
  | 'preAuthorizationVoid'
  | 'completion'
  | 'completionVoid'
  | 'completionAdvice'
  /** Approved by the card, uploaded later. */
  | 'offlineSale';
/** A number that is typed in clear. */
export type NumberName =
  | 'trace'
  | 'authorization'
  | 'date'
  | 'reference'
  | 'operator'
  | 'checked-operator'
  | 'new-operator';
/** Why a transaction that follows another cannot be done. */
export type Hindrance = 'unknown' | 'undone' | 'other-kind' | 'other-card';
/** A transaction of the batch as lists show it. */
export interface TransactionRow {
  /** Which it is. */
  readonly name: TransactionName;
  /** Six digits. */
  readonly trace: string;
  readonly amountMinor: number;
}
export type LoadedKey = 'master' | 'pin' | 'mac' | 'track' | 'kbpk';
export type KeyChoice =
  | 'master-tdes'
  | 'master-sm4'
  | 'kbpk-aes128'
  | 'kbpk-aes256'
  | 'two'
  | 'three';
/** What is typed unseen, and stays in C. */
export type Secret = 'passcode' | 'new-passcode' | 'again' | 'component';
export type KeyNotice =
  | 'next-custodian'
  | 'wrong-passcode'
  | 'wait'
  | 'differs'
  | 'poor'
  | 'component-refused'
  | 'key-refused'
  | 'stopped'
  | 'not-saved'
  | 'custody-lost'
  | 'file-other-device'
  | 'file-not-trusted'
  | 'file-replayed'
  | 'file-broken';
/** Whose doing an error was. */
export type ErrorCause = 'typed' | 'device' | 'line' | 'host';
/** What went wrong: flow/error-events.ts. */
export type ErrorName =
  | 'amount-refused'
  | 'amount-corrected'
  | 'number-refused'
  | 'not-possible'
  | 'wrong-pin'
  | 'wrong-passcode'
  | 'component-refused'
  | 'check-failed'
  | 'wrong-operator'
  | 'wrong-password'
  | 'not-allowed'
  | 'stuck-key'
  | 'device-failure'
  | 'printer-trouble'
  | 'pin-failed'
  | 'not-stored'
  | 'log-full'
  | 'key-file-refused'
  | 'line-failure'
  | 'unknown-result'
  | 'still-owed'
  | 'declined'
  | 'settlement-refused'
  | 'advice-refused'
  | 'update-failed'
  | 'card-update-failed'
  | 'not-balanced';
/** What people say became of an error. */
export type ErrorClosing = 'corrected' | 'undone' | 'service-called' | 'explained';
/** An error as lists show it; no name: a later version of the program wrote it. */
export interface ErrorRow {
  readonly cause: ErrorCause;
  readonly name: ErrorName | undefined;
  readonly time: DateTime;
}
export type ErrorNotice =
  | 'none'
  | 'many'
  | 'not-allowed'
  | 'cleared'
  | 'not-cleared'
  | 'closed'
  | 'damaged'
  | 'no-log';
/** Why an amount is asked for again: it is above the limit for large ones, or not like what is sold here. */
export type AmountDoubt = 'large' | 'unusually-large' | 'unusually-small';
export type Role = 'administrator' | 'supervisor' | 'cashier';
/** Who works, or shall work, at the terminal. */
export interface OperatorShown {
  /** As it is typed: two digits, and a check digit where the terminal wants one. */
  readonly number: string;
  readonly role: Role;
  readonly name?: string;
}
/** What an operator's password is typed for. */
export type PasswordAsk = 'sign-in' | 'approval' | 'unlock' | 'present' | 'new' | 'again';
export type OperatorAction = 'password' | 'unlock' | 'remove';
export type OperatorNotice =
  | 'unknown'
  | 'wrong'
  | 'wait'
  | 'locked'
  | 'now-locked'
  | 'not-allowed'
  | 'no-supervisor'
  | 'second-person'
  | 'same-person'
  | 'not-second'
  | 'differs'
  | 'poor'
  | 'full'
  | 'exists'
  | 'not-saved'
  | 'lost'
  | 'first'
  | 'saved'
  | 'removed'
  | 'unlocked'
  | 'none-locked';
/** Of what the issuer does to its card: at work; done; not, or not all; the issuer is told. */
export type CardUpdateStep = 'busy' | 'done' | 'not-done' | 'reporting';
/** What came of a wish of the host; 'let-go': not answered, and not tried again until it asks again. */
export type UpdateNotice = 'done' | 'refused' | 'not-kept' | 'no-answer' | 'let-go' | 'unsupported';
export type Tone = 'plain' | 'good' | 'bad' | 'attention';

/** `transaction`: what the screen is about, when not a sale. */
export type Screen = ScreenBody & { readonly transaction?: TransactionName };

type ScreenBody =
  | {
      readonly kind: 'boot';
      readonly version: string;
      readonly devices: readonly { readonly device: Device; readonly state: DeviceState }[];
    }
  /** `test`: not a live terminal (simulator, test keys); the screen says so. */
  | {
      readonly kind: 'idle';
      readonly merchant: string;
      readonly now?: DateTime;
      readonly test: boolean;
    }
  | {
      readonly kind: 'amount-entry';
      readonly amountMinor: number;
      readonly limitMinor: number;
      readonly complaint?: 'zero' | 'over-limit';
    }
  /** `frame`: any counter; moves the dots. Here and below: an amount of 0 is none. */
  | {
      readonly kind: 'tap-card';
      readonly amountMinor: number;
      readonly frame?: number;
      /** This sale's PIN is asked for with sounds. */
      readonly audible?: boolean;
    }
  | { readonly kind: 'reading'; readonly frame?: number }
  | { readonly kind: 'remove-card' }
  | { readonly kind: 'authorising'; readonly amountMinor: number; readonly elapsedS: number }
  | { readonly kind: 'approved'; readonly amountMinor: number }
  /** What the account holds, or is short of. */
  | { readonly kind: 'balance'; readonly amountMinor: number; readonly isOverdrawn: boolean }
  /** `reason` in words; `code` as the host gave it; `todo`: what is to be done about it. */
  | {
      readonly kind: 'declined';
      readonly reason: string;
      readonly code?: string;
      readonly todo?: Todo;
    }
  | { readonly kind: 'try-again'; readonly trouble: ReadTrouble }
  /** The issuer wants to change the card. The transaction has ended: `isApproved`, or not. */
  | { readonly kind: 'present-again'; readonly isApproved: boolean }
  | { readonly kind: 'card-update'; readonly step: CardUpdateStep }
  | { readonly kind: 'one-card-only' }
  | { readonly kind: 'card-refused'; readonly trouble: CardTrouble }
  /** A star for each digit; nobody here knows more. */
  | {
      readonly kind: 'pin-entry';
      readonly amountMinor: number;
      readonly maskedPan: string;
      readonly digits: number;
      readonly mayBypass: boolean;
    }
  /** `again`: another tap and another PIN may be tried. */
  | { readonly kind: 'wrong-pin'; readonly again: boolean }
  | { readonly kind: 'pin-ended'; readonly why: PinTrouble }
  | { readonly kind: 'pin-wait'; readonly seconds: number }
  | { readonly kind: 'cancelled' }
  /** `isPart`: the host has done a part of it, which nobody has asked for. */
  | { readonly kind: 'unknown-result'; readonly isPart?: true }
  | { readonly kind: 'reversing'; readonly attempt: number; readonly elapsedS: number }
  | { readonly kind: 'reversed' }
  | { readonly kind: 'reversal-pending'; readonly trouble: OwedTrouble }
  /** The host will not say what became of it, or does not take its detail. Asked twice: `sure` is the second time. */
  | {
      readonly kind: 'give-up';
      readonly what: 'owed' | 'detail';
      readonly trace: string;
      readonly amountMinor: number;
      readonly sure: boolean;
    }
  /** At boot: the sale before the power cut stands. */
  | { readonly kind: 'last-sale'; readonly amountMinor: number }
  | { readonly kind: 'printing'; readonly copy: Copy; readonly frame?: number }
  | { readonly kind: 'offer-cardholder-copy' }
  | { readonly kind: 'printer-trouble'; readonly trouble: PrinterTrouble }
  | { readonly kind: 'signing-in'; readonly elapsedS: number }
  | { readonly kind: 'line-failure'; readonly trouble: LineTrouble }
  | {
      readonly kind: 'device-failure';
      readonly failed: readonly Device[];
      readonly abilities: readonly Ability[];
    }
  | { readonly kind: 'menu'; readonly entries: readonly MenuEntry[]; readonly selected: number }
  /** `typed`: digits so far; `size`: how many there may be. */
  | {
      readonly kind: 'number-entry';
      readonly what: NumberName;
      readonly typed: string;
      readonly size: number;
      readonly complaint?: boolean;
    }
  /** One transaction; `question`: whether to undo it. */
  | ({
      readonly kind: 'transaction-detail';
      readonly maskedPan: string;
      readonly time: DateTime;
      readonly isUndone: boolean;
      readonly question: boolean;
    } & TransactionRow)
  /** Newest first; at most four; their digits choose. */
  | {
      readonly kind: 'transaction-list';
      readonly rows: readonly TransactionRow[];
      readonly selected: number;
    }
  | { readonly kind: 'no-transactions' }
  | { readonly kind: 'not-possible'; readonly why: Hindrance }
  | {
      readonly kind: 'information';
      readonly terminal: string;
      readonly merchant: string;
      readonly batch: string;
      readonly version: string;
    }
  /** `deviceId`: groups of four digits. */
  | {
      readonly kind: 'keys';
      readonly deviceId: readonly string[];
      readonly master: string | undefined;
    }
  | {
      readonly kind: 'keys-loaded';
      readonly keys: readonly { readonly key: LoadedKey; readonly checkValue: string }[];
    }
  | {
      readonly kind: 'key-choice';
      readonly choices: readonly KeyChoice[];
      readonly selected: number;
    }
  /** `custodian`: 1, 2, 3. `digits`: typed so far; `total`: of a component. */
  | {
      readonly kind: 'secret-entry';
      readonly secret: Secret;
      readonly custodian: number;
      readonly digits: number;
      readonly total?: number;
    }
  /** Of the component of a custodian, or of the whole key. */
  | {
      readonly kind: 'check-value';
      readonly custodian?: number;
      readonly checkValue: string;
    }
  | {
      readonly kind: 'key-notice';
      readonly notice: KeyNotice;
      /** A custodian, or seconds. */
      readonly value?: number;
    }
  /** Is that you? `isNew`: shall that be one? */
  | ({ readonly kind: 'operator-confirm'; readonly isNew: boolean } & OperatorShown)
  | ({
      readonly kind: 'password-entry';
      readonly ask: PasswordAsk;
      readonly digits: number;
    } & OperatorShown)
  /** Nobody was there for a while. `draft`: an amount is kept. */
  | ({ readonly kind: 'operator-locked'; readonly draft: boolean } & OperatorShown)
  /** `mayAdd`: the first row adds one. */
  | {
      readonly kind: 'operator-list';
      readonly rows: readonly (OperatorShown & { readonly isLocked: boolean })[];
      readonly mayAdd: boolean;
      readonly selected: number;
    }
  | ({
      readonly kind: 'operator-action';
      readonly choices: readonly OperatorAction[];
      readonly selected: number;
    } & OperatorShown)
  /** `value`: seconds, or a number. */
  | {
      readonly kind: 'operator-notice';
      readonly notice: OperatorNotice;
      readonly value?: number;
    }
  /** A text of the program that has no screen of its own. */
  | { readonly kind: 'message'; readonly tone: Tone; readonly text: string }
  | { readonly kind: 'nothing-to-reprint' }
  /** All keys would go. Asked twice: `sure` is the second time. */
  | { readonly kind: 'erase-keys'; readonly sure: boolean }
  /** What will be settled, before it is. */
  | {
      readonly kind: 'settlement-totals';
      readonly debitMinor: number;
      readonly debitCount: number;
      readonly creditMinor: number;
      readonly creditCount: number;
    }
  /** `uploaded` of `total` transactions, while they are. */
  | {
      readonly kind: 'settling';
      readonly step: 'totals' | 'upload' | 'end';
      readonly uploaded: number;
      readonly total: number;
      readonly elapsedS: number;
    }
  | { readonly kind: 'signing-out'; readonly elapsedS: number }
  /** Parameters are fetched, or the terminal's state is told. */
  | { readonly kind: 'updating'; readonly elapsedS: number }
  | { readonly kind: 'update-notice'; readonly notice: UpdateNotice }
  | { readonly kind: 'settled'; readonly isBalanced: boolean; readonly amountMinor: number }
  /** `code`: F39, or what the host said of the totals. */
  | {
      readonly kind: 'settlement-notice';
      readonly notice: SettlementNotice;
      readonly code?: string;
    }
  /** `uploaded` of `total` sales that cards have approved offline, while the host is told of them. */
  | {
      readonly kind: 'uploading';
      readonly uploaded: number;
      readonly total: number;
      readonly elapsedS: number;
    }
  /** The host has not taken one of them; it counts all the same. `code`: F39 of a refusal. */
  | {
      readonly kind: 'advice-notice';
      readonly result: 'refused' | 'left';
      readonly trace: string;
      readonly amountMinor: number;
      readonly code: string;
    }
  /** Somebody opened the case, or had the keys erased: only service helps. */
  | { readonly kind: 'keys-erased' }
  /** Before anything is begun with it. `sure`: the second time. */
  | {
      readonly kind: 'amount-check';
      readonly amountMinor: number;
      readonly doubt: AmountDoubt;
      readonly sure: boolean;
    }
  /** The same card has paid the same amount a moment ago: `trace` is that sale's. */
  | { readonly kind: 'same-again'; readonly trace: string; readonly amountMinor: number }
  /** Operator, amount and signature are looked at; so many are done. */
  | {
      readonly kind: 'three-check';
      readonly operator: string;
      readonly amountMinor: number;
      /** There is a signature to compare. */
      readonly signed: boolean;
      readonly done: number;
    }
  /** What to do now, after something that nobody here can mend. */
  | { readonly kind: 'recovery'; readonly amountMinor: number }
  /** Whom to call. */
  | { readonly kind: 'service-contact'; readonly contact: string }
  /** Newest first; at most four; their digits choose. */
  | { readonly kind: 'error-list'; readonly rows: readonly ErrorRow[]; readonly selected: number }
  | ({
      readonly kind: 'error-detail';
      readonly operator: string;
      /** The last trace number before it; six digits. */
      readonly trace: string;
      readonly detail: string;
      /** Who has said what became of it, and what. */
      readonly closedBy?: string;
      readonly closing?: ErrorClosing;
    } & ErrorRow)
  /** Those with the most first. */
  | {
      readonly kind: 'error-counts';
      readonly rows: readonly { readonly operator: string; readonly count: number }[];
      readonly total: number;
    }
  | {
      readonly kind: 'error-notice';
      readonly notice: ErrorNotice;
      readonly operator?: string;
      readonly count?: number;
    }
  | { readonly kind: 'power-off' };

export type ScreenKind = Screen['kind'];
export type ScreenOf<Kind extends ScreenKind> = Extract<Screen, { readonly kind: Kind }>;

/** How the screens of those kinds are drawn. */
export type Layouts<Kind extends ScreenKind> = {
  readonly [K in Kind]: (screen: ScreenOf<K>, language: Language) => DrawList;
};
