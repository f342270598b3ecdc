// SPDX-License-Identifier: Apache-2.0
//
// Error records on paper: how many by operator, then each. `head` is of the log's chain: whoever has the paper can ask a flash image
// whether it still holds what was printed (jiaozi errors verify --head).

import type { DateTime } from '../io/clock.ts';
import { center, dateTimeText, type Language, left, pair, rule, type SlipLine } from './slip.ts';

export interface ErrorLine {
  /** Of its record. */
  readonly number: number;
  readonly cause: 'typed' | 'device' | 'line' | 'host';
  readonly words: string;
  readonly time: DateTime;
  readonly operator: string;
  readonly detail: string;
  /** The last trace number before it. */
  readonly trace: string;
  readonly closedBy?: string;
}

export interface ErrorReport {
  readonly language: Language;
  /** From 1. */
  readonly part: number;
  readonly merchantName: string;
  readonly merchantNumber: string;
  readonly terminalNumber: string;
  readonly operator: string;
  readonly dateTime: DateTime;
  readonly head: string;
  /** Not all records are there as they were written. */
  readonly isDamaged: boolean;
  readonly counts: readonly { readonly operator: string; readonly count: number }[];
  readonly total: number;
  readonly lines: readonly ErrorLine[];
}

const words = Object.freeze(
  {
    title: { zh: '错误报告', en: 'ERROR REPORT' },
    part: { zh: '第 {0} 部分', en: 'PART {0}' },
    merchantNumber: { zh: '商户编号', en: 'MERCHANT NO.' },
    terminalNumber: { zh: '终端编号', en: 'TERMINAL NO.' },
    operator: { zh: '操作员号', en: 'OPERATOR' },
    dateTime: { zh: '日期时间', en: 'DATE/TIME' },
    head: { zh: '校验', en: 'CHECK' },
    damaged: { zh: '部分记录已损坏', en: 'SOME RECORDS ARE DAMAGED' },
    total: { zh: '合计', en: 'TOTAL' },
    typed: { zh: '操作', en: 'TYPED' },
    device: { zh: '设备', en: 'DEVICE' },
    line: { zh: '线路', en: 'LINE' },
    host: { zh: '银行', en: 'BANK' },
    open: { zh: '未处理', en: 'OPEN' },
    closedBy: { zh: '{0} 已处理', en: 'CLOSED BY {0}' },
  } as const,
  true,
);

export function composeErrorReport(report: ErrorReport): SlipLine[] {
  const { language, part, counts } = report;
  const say = (key: keyof typeof words) => words[key][language];
  return [
    center(say('title'), { size: 'large', bold: true }),
    center(say('part').replace('{0}', String(part))),
    rule,
    left(report.merchantName, { bold: true }),
    ...pair(say('merchantNumber'), report.merchantNumber),
    ...pair(say('terminalNumber'), report.terminalNumber),
    ...pair(say('operator'), report.operator),
    ...pair(say('dateTime'), dateTimeText(report.dateTime)),
    ...pair(say('head'), report.head),
    ...(report.isDamaged ? [left(say('damaged'), { bold: true })] : []),
    rule,
    ...counts.flatMap(({ operator, count }) =>
      pair(`${say('operator')} ${operator}`, String(count)),
    ),
    ...(part === 1 ? [...pair(say('total'), String(report.total)), rule] : []),
    ...report.lines.flatMap((line) => rowOf(line, say)),
    { kind: 'end' },
  ];
}

function rowOf(line: ErrorLine, say: (key: keyof typeof words) => string): SlipLine[] {
  const { number, cause, words: what, time, operator, detail, trace, closedBy } = line;
  const state = closedBy === undefined ? say('open') : say('closedBy').replace('{0}', closedBy);
  return [
    ...pair(`#${number} ${say(cause)}`, `${operator} ${trace}`, { bold: true }),
    left(dateTimeText(time)),
    left(what),
    ...(detail === '' ? [] : [left(detail)]),
    { kind: 'text', text: state, align: 'right', size: 'normal' },
  ];
}
