// SPDX-License-Identifier: Apache-2.0
//
// The slip of a settled batch: its totals, and whether the host has counted the same.

import type { DateTime } from '../io/clock.ts';
import {
  amountText,
  center,
  columns,
  dateTimeText,
  type Language,
  left,
  pair,
  reprintMark,
  rule,
  type SlipLine,
  transactionName,
  wrapWords,
} from './slip.ts';
import type { SetAside } from './unresolved-slip.ts';

/** Debit is money out of cards, credit money back. */
interface Sums {
  readonly debitMinor: number;
  readonly debitCount: number;
  readonly creditMinor: number;
  readonly creditCount: number;
}

export interface SettlementSlip {
  readonly language: Language;
  readonly reprint: boolean;
  readonly merchantName: string;
  readonly merchantNumber: string;
  readonly terminalNumber: string;
  readonly operator: string;
  readonly batchNumber: string;
  /** When it was begun. */
  readonly dateTime: DateTime;
  readonly isBalanced: boolean;
  readonly domestic: Sums;
  readonly foreign: Sums;
  /** Sales approved offline that the host has not taken one by one. */
  readonly openAdvices: { readonly count: number; readonly amountMinor: number };
  /** What was set aside: the acquirer has to say what became of it. */
  readonly unresolved?: readonly SetAside[];
}

const words = Object.freeze(
  {
    title: { zh: '结算单', en: 'SETTLEMENT' },
    merchantNumber: { zh: '商户编号', en: 'MERCHANT NO.' },
    terminalNumber: { zh: '终端编号', en: 'TERMINAL NO.' },
    operator: { zh: '操作员号', en: 'OPERATOR' },
    batch: { zh: '批次号', en: 'BATCH NO.' },
    dateTime: { zh: '日期时间', en: 'DATE/TIME' },
    domestic: { zh: '内卡', en: 'DOMESTIC CARDS' },
    foreign: { zh: '外卡', en: 'FOREIGN CARDS' },
    debit: { zh: '借记 {0} 笔', en: 'DEBIT {0}' },
    credit: { zh: '贷记 {0} 笔', en: 'CREDIT {0}' },
    net: { zh: '净额', en: 'NET' },
    openAdvices: { zh: '脱机未上送 {0} 笔', en: 'OFFLINE, NOT TAKEN {0}' },
    balanced: { zh: '对账平', en: 'TOTALS AGREE' },
    unbalanced: { zh: '对账不平，明细已上送', en: 'TOTALS DIFFERED, DETAILS SENT' },
  } as const,
  true,
);

const unresolvedWords = Object.freeze(
  { zh: '未决交易 {0} 笔，请向收单机构查询', en: '{0} UNRESOLVED: ASK THE ACQUIRER' } as const,
  true,
);

export function composeSettlementSlip(slip: SettlementSlip): SlipLine[] {
  const { language } = slip;
  const say = (key: keyof typeof words) => words[key][language];
  const sums = (cards: 'domestic' | 'foreign') => {
    const { debitCount, debitMinor, creditCount, creditMinor } = slip[cards];
    return [
      left(say(cards), { bold: true }),
      ...pair(say('debit').replace('{0}', String(debitCount)), amountText(debitMinor)),
      ...pair(say('credit').replace('{0}', String(creditCount)), amountText(creditMinor)),
    ];
  };
  return [
    center(say('title'), { size: 'large', bold: true }),
    ...(slip.reprint ? reprintMark(language) : []),
    rule,
    left(slip.merchantName, { bold: true }),
    ...pair(say('merchantNumber'), slip.merchantNumber),
    ...pair(say('terminalNumber'), slip.terminalNumber),
    ...pair(say('operator'), slip.operator),
    ...pair(say('batch'), slip.batchNumber),
    ...pair(say('dateTime'), dateTimeText(slip.dateTime)),
    rule,
    ...sums('domestic'),
    ...sums('foreign'),
    ...pair(say('net'), amountText(net(slip)), { bold: true }),
    ...openAdvices(slip),
    rule,
    center(say(slip.isBalanced ? 'balanced' : 'unbalanced'), { size: 'tall', bold: true }),
    ...unresolvedLines(slip),
    { kind: 'end' },
  ];
}

/** What came out of all cards, less what went back. Minor units. */
function net({ domestic, foreign }: SettlementSlip): number {
  return domestic.debitMinor + foreign.debitMinor - domestic.creditMinor - foreign.creditMinor;
}

/** Only where there are some. */
function openAdvices({
  openAdvices: { count, amountMinor },
  language,
}: SettlementSlip): SlipLine[] {
  if (count === 0) return [];
  const label = words.openAdvices[language].replace('{0}', String(count));
  return pair(label, amountText(amountMinor), { bold: true });
}

function unresolvedLines({ language, unresolved = [] }: SettlementSlip): SlipLine[] {
  if (unresolved.length === 0) return [];
  const words = unresolvedWords[language].replace('{0}', String(unresolved.length));
  return [
    rule,
    ...wrapWords(words, columns).map((text) => left(text, { bold: true })),
    ...unresolved.flatMap(({ transaction, trace, batch, amountMinor }) => [
      left(transactionName(transaction, language)),
      ...pair(`${batch} ${trace}`, amountText(amountMinor)),
    ]),
  ];
}
