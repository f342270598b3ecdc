// SPDX-License-Identifier: Apache-2.0
//
// The slip of a transaction of which nobody knows what became of it: what it was, and what the merchant has to do. It is no receipt: it
// stands for no approval, and its trace number has another name than a receipt's.

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
  type SlipTransaction,
  transactionName,
  wrapWords,
} from './slip.ts';

export interface SetAside {
  readonly transaction: SlipTransaction;
  readonly trace: string;
  readonly batch: string;
  readonly amountMinor: number;
  readonly maskedPan: string;
  readonly why: Why;
}

export type Why = keyof typeof advice;

export interface UnresolvedSlip extends SetAside {
  readonly language: Language;
  readonly reprint: boolean;
  readonly merchantName: string;
  readonly merchantNumber: string;
  readonly terminalNumber: string;
  readonly operator: string;
  readonly dateTime: DateTime;
}

const words = Object.freeze(
  {
    title: { zh: '查询单', en: 'INQUIRY' },
    unresolved: { zh: ' 未决 ', en: ' UNRESOLVED ' },
    merchantNumber: { zh: '商户编号', en: 'MERCHANT NO.' },
    terminalNumber: { zh: '终端编号', en: 'TERMINAL NO.' },
    operator: { zh: '操作员号', en: 'OPERATOR' },
    transaction: { zh: '交易类型', en: 'TRANS. TYPE' },
    card: { zh: '卡号', en: 'CARD' },
    batch: { zh: '批次', en: 'BATCH' },
    trace: { zh: '流水号', en: 'TRACE' },
    dateTime: { zh: '日期时间', en: 'DATE/TIME' },
    amount: { zh: '金额', en: 'AMOUNT' },
    noReceipt: { zh: '本单不是签购单', en: 'THIS IS NO RECEIPT' },
  } as const,
  true,
);

const advice = Object.freeze(
  {
    'not-answered': {
      zh: '收单机构没有说明本笔结果。请凭本单向收单机构查询：已入账的不要重做，未入账的才可重做。',
      en: 'THE ACQUIRER HAS NOT SAID WHAT BECAME OF THIS. ASK IT, WITH THIS SLIP. DO IT AGAIN ONLY IF IT WAS NOT BOOKED.',
    },
    'not-reversed': {
      zh: '本笔未能确认冲正，持卡人可能已被扣款。请凭本单请收单机构撤销，不要交付商品。',
      en: 'THE REVERSAL WAS NOT CONFIRMED, THE CARD MAY HAVE BEEN CHARGED. HAVE THE ACQUIRER UNDO IT. DO NOT HAND OVER THE GOODS.',
    },
    'detail-refused': {
      zh: '本笔已成功，但收单机构不收其明细。请凭签购单与收单机构对账。',
      en: 'THIS WAS APPROVED, BUT THE ACQUIRER REFUSED ITS DETAIL. SETTLE IT WITH THE ACQUIRER, WITH THE RECEIPT.',
    },
  } as const,
  true,
);

export function composeUnresolvedSlip(slip: UnresolvedSlip): SlipLine[] {
  const { language } = slip;
  const say = (key: keyof typeof words) => words[key][language];
  return [
    center(say('title'), { size: 'large', bold: true }),
    center(say('unresolved'), { size: 'tall', bold: true, inverted: true }),
    ...(slip.reprint ? reprintMark(language) : []),
    rule,
    left(slip.merchantName, { bold: true }),
    ...pair(say('merchantNumber'), slip.merchantNumber),
    ...pair(say('terminalNumber'), slip.terminalNumber),
    ...pair(say('operator'), slip.operator),
    rule,
    ...pair(say('transaction'), transactionName(slip.transaction, language), { bold: true }),
    ...pair(say('card'), slip.maskedPan),
    ...pair(say('batch'), slip.batch),
    ...pair(say('trace'), slip.trace),
    ...pair(say('dateTime'), dateTimeText(slip.dateTime)),
    ...pair(say('amount'), amountText(slip.amountMinor), { bold: true }),
    rule,
    ...wrapWords(advice[slip.why][language], columns).map((text) => left(text, { bold: true })),
    rule,
    center(say('noReceipt')),
    { kind: 'end' },
  ];
}
