// SPDX-License-Identifier: Apache-2.0
//
// The screens that have the shape of notice.ts, as a table. The words say what happened to the money where it matters.

import type {
  CardTrouble,
  Copy,
  KeyNotice,
  OwedTrouble,
  PinTrouble,
  PrinterTrouble,
  ReadTrouble,
  ScreenKind,
  ScreenOf,
  Tone,
} from '../screen.ts';
import { type Language, type StringKey, say } from '../strings.ts';
import type { TitleKey } from '../titles.ts';
import { cardUpdateNotices } from './card-update-notices.ts';
import { errorNotices } from './error-notices.ts';
import type { ErrorScreenKind } from './errors.ts';
import type { FollowUpScreenKind } from './follow-up.ts';
import { followUpNotices } from './follow-up-notices.ts';
import type { KeyScreenKind } from './keys.ts';
import type { Notice } from './notice.ts';
import { retitled, wordsFor } from './notice-words.ts';
import { type OperatorScreenKind, operatorNotices } from './operators.ts';
import { refusalDetail } from './refusal-words.ts';
import { type NoticesOf, type Say, settlementNotices, toneIcons } from './settlement-notices.ts';

export type NoticeKind = Exclude<
  ScreenKind,
  | 'boot'
  | 'idle'
  | 'amount-entry'
  | 'tap-card'
  | 'pin-entry'
  | 'device-failure'
  | 'menu'
  | 'information'
  | ErrorScreenKind
  | FollowUpScreenKind
  | KeyScreenKind
  | OperatorScreenKind
>;

const keyNotices: Readonly<
  Record<KeyNotice, { readonly tone: Tone; readonly body: StringKey; readonly stops?: true }>
> = Object.freeze(
  {
    'next-custodian': { tone: 'plain', body: 'nextCustodian', stops: true },
    'wrong-passcode': { tone: 'attention', body: 'wrongPasscode' },
    wait: { tone: 'attention', body: 'passcodeWait' },
    differs: { tone: 'attention', body: 'passcodeDiffers' },
    poor: { tone: 'attention', body: 'passcodePoor' },
    'component-refused': { tone: 'attention', body: 'componentRefused' },
    'key-refused': { tone: 'bad', body: 'keyRefused' },
    stopped: { tone: 'attention', body: 'ceremonyStopped' },
    'not-saved': { tone: 'bad', body: 'keysNotSaved' },
    'custody-lost': { tone: 'bad', body: 'custodyLost' },
    'file-other-device': { tone: 'attention', body: 'fileOtherDevice' },
    'file-not-trusted': { tone: 'bad', body: 'fileNotTrusted' },
    'file-replayed': { tone: 'attention', body: 'fileReplayed' },
    'file-broken': { tone: 'bad', body: 'fileBroken' },
  },
  true,
);

const readTroubles: Readonly<Record<ReadTrouble, StringKey>> = Object.freeze(
  {
    gone: 'cardGone',
    unreadable: 'cardUnreadable',
    'none-shown': 'noCard',
    'see-phone': 'seePhone',
    'half-read': 'halfRead',
  },
  true,
);

const cardTroubles: Readonly<Record<CardTrouble, StringKey>> = Object.freeze(
  {
    'no-application': 'noApplication',
    unsupported: 'unsupportedCard',
    expired: 'expiredCard',
    'refused-by-card': 'refusedByCard',
    'half-read': 'halfLost',
  },
  true,
);

const lineTroubles: Readonly<Record<OwedTrouble, StringKey>> = Object.freeze(
  {
    refused: 'lineRefused',
    silent: 'lineSilent',
    lost: 'lineLost',
    'bad-answer': 'lineBadAnswer',
    untrusted: 'lineUntrusted',
    'self-signed': 'lineSelfSigned',
    'wrong-name': 'lineWrongName',
    expired: 'lineExpired',
    'not-secure': 'lineNotSecure',
    partial: 'owedPartial',
    duplicate: 'owedDuplicate',
  },
  true,
);

const copies: Readonly<Record<Copy, StringKey>> = Object.freeze(
  {
    merchant: 'merchantCopy',
    cardholder: 'cardholderCopy',
    reprint: 'reprintCopy',
    totals: 'totalsCopy',
    errors: 'errorsCopy',
    unresolved: 'unresolvedCopy',
  },
  true,
);

const pinTroubles: Readonly<Record<PinTrouble, TitleKey>> = Object.freeze(
  { cancelled: 'cancelled', 'timed-out': 'pinTimedOut', failed: 'pinFailed' },
  true,
);

const printerTroubles: Readonly<
  Record<PrinterTrouble, { readonly title: TitleKey; readonly help: StringKey }>
> = Object.freeze(
  {
    'paper-out': { title: 'paperOut', help: 'paperOutHelp' },
    'cover-open': { title: 'coverOpen', help: 'coverOpenHelp' },
    hot: { title: 'printerHot', help: 'printerHotHelp' },
    silent: { title: 'printerSilent', help: 'printerSilentHelp' },
  },
  true,
);

const notices: NoticesOf<NoticeKind> = Object.freeze(
  {
    reading: ({ frame }, say) => ({
      heading: 'sale',
      tone: 'plain',
      icon: 'contactless',
      title: 'reading',
      body: say('holdStill'),
      frame: frame ?? 0,
    }),
    'remove-card': (_, say) => ({
      heading: 'sale',
      tone: 'plain',
      icon: 'card',
      title: 'removeCard',
      body: say('takeCard'),
    }),
    authorising: ({ amountMinor, elapsedS }, say) => ({
      heading: 'sale',
      tone: 'plain',
      icon: 'wait',
      title: 'authorising',
      ...(amountMinor > 0 && { amountMinor }),
      body: say('askingBank'),
      detail: say('elapsed', String(elapsedS)),
    }),
    approved: ({ amountMinor }) => ({
      heading: 'sale',
      tone: 'good',
      icon: 'check',
      title: 'approved',
      amountMinor,
    }),
    declined: ({ reason, code, todo }, say) => ({
      heading: 'sale',
      tone: 'bad',
      icon: 'cross',
      title: 'declined',
      body: reason,
      ...(code === undefined ? {} : { detail: refusalDetail(code, todo, say) }),
      keys: { enter: 'ok' },
    }),
    'try-again': ({ trouble }, say) => ({
      heading: 'sale',
      tone: 'attention',
      icon: 'contactless',
      title: 'tryAgain',
      body: say(readTroubles[trouble]),
      keys: { cancel: 'cancel' },
    }),
    'one-card-only': (_, say) => ({
      heading: 'sale',
      tone: 'attention',
      icon: 'twoCards',
      title: 'oneCard',
      body: say('oneCardOnly'),
      keys: { cancel: 'cancel' },
    }),
    'card-refused': ({ trouble }, say) => ({
      heading: 'sale',
      tone: 'bad',
      icon: 'card',
      title: 'cannotUse',
      body: say(cardTroubles[trouble]),
      keys: { enter: 'ok' },
    }),
    'wrong-pin': ({ again }, say) => ({
      heading: 'sale',
      tone: 'bad',
      icon: 'lock',
      title: 'wrongPin',
      body: say(again ? 'pinAgain' : 'pinNoMore'),
      detail: say('notCharged'),
      keys: again ? { cancel: 'cancel', enter: 'retry' } : { enter: 'ok' },
    }),
    'pin-ended': ({ why }, say) => ({
      heading: 'sale',
      tone: why === 'cancelled' ? 'plain' : 'attention',
      icon: why === 'timed-out' ? 'wait' : 'lock',
      title: pinTroubles[why],
      body: say('notCharged'),
      keys: { enter: 'ok' },
    }),
    'pin-wait': ({ seconds }, say) => ({
      heading: 'sale',
      tone: 'attention',
      icon: 'wait',
      title: 'pleaseWait',
      body: say('pinPause', String(seconds)),
      detail: say('notCharged'),
      keys: { enter: 'ok' },
    }),
    cancelled: (_, say) => ({
      heading: 'sale',
      tone: 'attention',
      icon: 'cross',
      title: 'cancelled',
      body: say('notCharged'),
      keys: { enter: 'ok' },
    }),
    'unknown-result': ({ isPart }, say) => ({
      heading: 'sale',
      tone: 'attention',
      icon: 'question',
      title: 'unknown',
      body: say(isPart ? 'partWillReverse' : 'willReverse'),
    }),
    reversing: ({ attempt, elapsedS }, say) => ({
      heading: 'reversal',
      tone: 'plain',
      icon: 'undo',
      title: 'reversing',
      body: say('reversingNow'),
      detail: `${say('attempt', String(attempt))}, ${say('elapsed', String(elapsedS))}`,
    }),
    reversed: (_, say) => ({
      heading: 'reversal',
      tone: 'attention',
      icon: 'undo',
      title: 'reversed',
      body: say('reversedNow'),
      keys: { enter: 'ok' },
    }),
    'reversal-pending': ({ trouble }, say) => ({
      heading: 'reversal',
      tone: 'attention',
      icon: 'warning',
      title: 'pending',
      body: say('pendingBlock'),
      detail: say(lineTroubles[trouble]),
      keys: { cancel: 'back', enter: 'retry' },
    }),
    'last-sale': ({ amountMinor }, say) => ({
      heading: 'sale',
      tone: 'good',
      icon: 'check',
      title: 'lastSale',
      amountMinor,
      body: say('lastSaleBody'),
      keys: { cancel: 'skip', enter: 'reprint' },
    }),
    printing: ({ copy, frame }, say) => ({
      heading: 'receipt',
      tone: 'plain',
      icon: 'printer',
      title: 'printing',
      body: say(copies[copy]),
      frame: frame ?? 0,
    }),
    'offer-cardholder-copy': (_, say) => ({
      heading: 'receipt',
      tone: 'plain',
      icon: 'printer',
      title: 'tearOff',
      body: say('nextCopy'),
      keys: { cancel: 'skip', enter: 'print' },
    }),
    'printer-trouble': ({ trouble }, say) => ({
      heading: 'receipt',
      tone: 'attention',
      icon: 'printer',
      title: printerTroubles[trouble].title,
      body: say(printerTroubles[trouble].help),
      keys: { cancel: 'skip', enter: trouble === 'silent' ? 'reprint' : 'continue' },
    }),
    'signing-in': ({ elapsedS }, say) => ({
      heading: 'network',
      tone: 'plain',
      icon: 'key',
      title: 'signingIn',
      body: say('signInBody'),
      detail: say('elapsed', String(elapsedS)),
      keys: { cancel: 'cancel' },
    }),
    'line-failure': ({ trouble }, say) => ({
      heading: 'network',
      tone: 'bad',
      icon: 'line',
      title: 'lineDown',
      body: say(lineTroubles[trouble]),
      keys: { cancel: 'back', enter: 'retry' },
    }),
    'key-notice': ({ notice, value }, say) => {
      const { tone, body, stops } = keyNotices[notice];
      return {
        heading: 'keys',
        tone,
        icon: 'key',
        body: value === undefined ? say(body) : say(body, String(value)),
        keys: stops ? { cancel: 'cancel', enter: 'continue' } : { enter: 'ok' },
      };
    },
    message: ({ tone, text }) => ({
      heading: 'notice',
      tone,
      icon: toneIcons[tone],
      body: text,
      keys: { enter: 'ok' },
    }),
    'nothing-to-reprint': (_, say) => ({
      heading: 'receipt',
      tone: 'attention',
      icon: 'printer',
      body: say('nothingToReprint'),
      keys: { enter: 'ok' },
    }),
    'erase-keys': ({ sure }, say) => ({
      heading: 'keys',
      tone: sure ? 'bad' : 'attention',
      icon: 'warning',
      title: 'eraseKeys',
      body: say(sure ? 'eraseSure' : 'eraseWhat'),
      keys: { cancel: 'cancel', enter: sure ? 'erase' : 'continue' },
    }),
    ...cardUpdateNotices,
    ...errorNotices,
    ...followUpNotices,
    ...settlementNotices,
    ...operatorNotices,
    'keys-erased': (_, say) => ({
      heading: 'notice',
      tone: 'bad',
      icon: 'warning',
      title: 'service',
      body: say('keysErasedHelp'),
    }),
    'power-off': (_, say) => ({
      heading: 'notice',
      tone: 'plain',
      icon: 'power',
      title: 'powerOff',
      body: say('safeToUnplug'),
    }),
  },
  true,
);

export function noticeOf(screen: ScreenOf<NoticeKind>, language: Language): Notice {
  const make = notices[screen.kind] as (screen: ScreenOf<NoticeKind>, say: Say) => Notice;
  const words = wordsFor(screen);
  return retitled(
    screen,
    make(screen, (key, ...values) => say(words[key] ?? key, language, ...values)),
  );
}
