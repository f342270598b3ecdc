// SPDX-License-Identifier: Apache-2.0
//
// The notices of settlement and sign-out, and what all tables of notices share.

import { amountText } from '../layout.ts';
import type { ScreenKind, ScreenOf, SettlementNotice, Tone, UpdateNotice } from '../screen.ts';
import type { StringKey } from '../strings.ts';
import type { IconName } from '../theme.ts';
import type { Notice } from './notice.ts';

export const toneIcons: Readonly<Record<Tone, IconName>> = Object.freeze(
  {
    plain: 'information',
    good: 'check',
    bad: 'cross',
    attention: 'warning',
  },
  true,
);

export type Say = (key: StringKey, ...values: readonly string[]) => string;

export type NoticesOf<Kind extends ScreenKind> = {
  readonly [K in Kind]: (screen: ScreenOf<K>, say: Say) => Notice;
};

const words: Readonly<
  Record<
    SettlementNotice,
    { readonly tone: Tone; readonly body: StringKey; readonly goesOn?: true }
  >
> = Object.freeze(
  {
    nothing: { tone: 'plain', body: 'nothingToSettle' },
    unfinished: { tone: 'attention', body: 'settleFirst', goesOn: true },
    refused: { tone: 'bad', body: 'settlementRefused' },
    'signed-out': { tone: 'good', body: 'signedOut' },
    'log-low': { tone: 'attention', body: 'logLow' },
    'log-full': { tone: 'bad', body: 'logFull', goesOn: true },
    'switched-off': { tone: 'plain', body: 'switchedOff' },
  },
  true,
);

const updateWords: Readonly<
  Record<UpdateNotice, { readonly tone: Tone; readonly body: StringKey }>
> = Object.freeze(
  {
    done: { tone: 'good', body: 'updateDone' },
    refused: { tone: 'attention', body: 'updateRefused' },
    'not-kept': { tone: 'bad', body: 'updateNotKept' },
    'no-answer': { tone: 'attention', body: 'updateNoAnswer' },
    'let-go': { tone: 'attention', body: 'updateLetGo' },
    unsupported: { tone: 'plain', body: 'updateUnsupported' },
  },
  true,
);

const settlingBodies: Readonly<Record<ScreenOf<'settling'>['step'], StringKey>> = Object.freeze(
  { totals: 'comparingTotals', upload: 'uploadingBatch', end: 'endingBatch' },
  true,
);

type SettlementKind =
  | 'settlement-totals'
  | 'settling'
  | 'signing-out'
  | 'updating'
  | 'update-notice'
  | 'uploading'
  | 'advice-notice'
  | 'settled'
  | 'settlement-notice';

export const settlementNotices: NoticesOf<SettlementKind> = Object.freeze(
  {
    'settlement-totals': ({ debitMinor, debitCount, creditMinor, creditCount }, say) => ({
      heading: 'settlement',
      tone: 'plain',
      icon: 'question',
      title: 'settleNow',
      amountMinor: debitMinor,
      body: say('debits', String(debitCount)),
      ...(creditCount > 0 && {
        detail: say('credits', String(creditCount), amountText(creditMinor)),
      }),
      keys: { cancel: 'back', enter: 'ok' },
    }),
    settling: ({ step, uploaded, total, elapsedS }, say) => ({
      heading: 'settlement',
      tone: 'plain',
      icon: 'wait',
      title: 'settling',
      body: say(settlingBodies[step], String(uploaded), String(total)),
      detail: say('elapsed', String(elapsedS)),
    }),
    uploading: ({ uploaded, total, elapsedS }, say) => ({
      heading: 'offlineSale',
      tone: 'plain',
      icon: 'wait',
      title: 'uploading',
      body: say('uploadingOffline', String(uploaded), String(total)),
      detail: say('elapsed', String(elapsedS)),
    }),
    'advice-notice': ({ result, trace, amountMinor, code }, say) => ({
      heading: 'offlineSale',
      tone: 'attention',
      icon: 'warning',
      title: 'notTaken',
      amountMinor,
      body: say(result === 'refused' ? 'offlineRefused' : 'offlineLeft', trace),
      ...(code === '' ? {} : { detail: say('code', code) }),
      keys: { enter: 'ok' },
    }),
    'signing-out': ({ elapsedS }, say) => ({
      heading: 'network',
      tone: 'plain',
      icon: 'key',
      title: 'signingOut',
      body: say('signOutBody'),
      detail: say('elapsed', String(elapsedS)),
    }),
    updating: ({ elapsedS }, say) => ({
      heading: 'network',
      tone: 'plain',
      icon: 'wait',
      title: 'updating',
      body: say('updatingBody'),
      detail: say('elapsed', String(elapsedS)),
    }),
    'update-notice': ({ notice }, say) => {
      const { tone, body } = updateWords[notice];
      return {
        heading: 'network',
        tone,
        icon: toneIcons[tone],
        body: say(body),
        keys: { enter: 'ok' },
      };
    },
    settled: ({ isBalanced, amountMinor }, say) => ({
      heading: 'settlement',
      tone: isBalanced ? 'good' : 'attention',
      icon: isBalanced ? 'check' : 'warning',
      title: 'settled',
      amountMinor,
      body: say(isBalanced ? 'balanced' : 'notBalanced'),
      keys: { enter: 'ok' },
    }),
    'settlement-notice': ({ notice, code }, say) => {
      const { tone, body, goesOn } = words[notice];
      return {
        heading: 'settlement',
        tone,
        icon: toneIcons[tone],
        body: say(body),
        ...(code === undefined ? {} : { detail: say('code', code) }),
        keys: goesOn ? { cancel: 'back', enter: 'continue' } : { enter: 'ok' },
      };
    },
  },
  true,
);
