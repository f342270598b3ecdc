// SPDX-License-Identifier: Apache-2.0
//
// What stands on a UnionPay sales slip, as lines of data. The fields are those that docs/sources.md [domain A3] carries
// (names, numbers, trace, batch, RRN, authorisation) with the chip data that are usual on slips; the wording is our own. The
// card number comes in masked: this file never sees a whole one.

import type { DateTime } from '../io/clock.ts';

export type Language = 'zh' | 'en';

/** All text as it is to be printed; what is undefined has no line. */
export interface SlipData {
  readonly language: Language;
  readonly copy: 'merchant' | 'cardholder';
  /** A copy of a slip that was, or may have been, printed before. */
  readonly reprint: boolean;
  /** `unknown`: nobody knows yet whether the money moved; the terminal will reverse it. */
  readonly outcome: 'approved' | 'unknown';
  readonly transaction: SlipTransaction;
  readonly merchantName: string;
  /** 15 characters */
  readonly merchantNumber: string;
  /** 8 characters */
  readonly terminalNumber: string;
  readonly operator: string;
  readonly issuer?: string;
  readonly acquirer?: string;
  /** first six, asterisks, last four */
  readonly maskedPan: string;
  readonly entryMode: EntryMode;
  /** YYMM */
  readonly expiry?: string;
  /** 6 digits */
  readonly batchNumber: string;
  /** System trace number, printed as the voucher number; 6 digits. */
  readonly traceNumber: string;
  /** Of the transaction that this one follows. */
  readonly originalTrace?: string;
  readonly authorizationCode?: string;
  /** RRN, 12 characters */
  readonly referenceNumber?: string;
  readonly dateTime: DateTime;
  /** Whole fen; negative when the money goes to the cardholder. */
  readonly amountMinor: number;
  readonly chip?: SlipChipData;
  /** How the cardholder was verified: not at all (a small amount), on the own device, by PIN, by the signature below. */
  readonly verification: 'none' | 'device' | 'pin' | 'signature';
  /** Lines below the rest, such as field 63.2 of the answer. */
  readonly remarks?: readonly string[];
}

export type SlipTransaction = keyof typeof transactions;
export type EntryMode = keyof typeof entryMarks;

/** Hexadecimal, as on the wire. */
export interface SlipChipData {
  readonly tag9F26Cryptogram: string;
  /** An ARQC asked for approval, a TC confirms one. */
  readonly cryptogramKind: 'ARQC' | 'TC';
  readonly tag95Tvr: string;
  readonly tag9BTsi?: string;
  readonly tag84Aid: string;
  readonly tag50Label?: string;
  readonly tag9F36Atc: string;
  readonly tag9F37UnpredictableNumber: string;
}

/** Widths are in columns: 32 to a line, a Chinese character takes two. */
export type SlipLine =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly align: 'left' | 'center' | 'right';
      /** `small` is for ASCII only and has 42 columns; `large` is twice as wide and high; `tall` twice as high. */
      readonly size: 'normal' | 'small' | 'tall' | 'large';
      readonly bold?: boolean;
      readonly inverted?: boolean;
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'space'; readonly dots: number }
  | { readonly kind: 'qr'; readonly content: string }
  /** Feeds the slip out and cuts it. */
  | { readonly kind: 'end' };

export const columns = 32;
const smallColumns = 42;

const transactions = Object.freeze(
  {
    sale: { zh: '消费', en: 'SALE' },
    offlineSale: { zh: '脱机消费', en: 'OFFLINE SALE' },
    void: { zh: '消费撤销', en: 'VOID' },
    refund: { zh: '退货', en: 'REFUND' },
    preAuthorization: { zh: '预授权', en: 'PRE-AUTH' },
    preAuthorizationVoid: { zh: '预授权撤销', en: 'PRE-AUTH VOID' },
    completion: { zh: '预授权完成', en: 'AUTH COMPLETE' },
    completionVoid: { zh: '预授权完成撤销', en: 'COMPLETE VOID' },
  } as const,
  true,
);

export function transactionName(transaction: SlipTransaction, language: Language): string {
  return transactions[transaction][language];
}

/** Printed behind the card number. */
const entryMarks = Object.freeze(
  { manual: 'M', magneticStripe: 'S', contact: 'I', contactless: 'C' } as const,
  true,
);

const labels = Object.freeze(
  {
    merchantName: { zh: '商户名称', en: 'MERCHANT NAME' },
    merchantNumber: { zh: '商户编号', en: 'MERCHANT NO.' },
    terminalNumber: { zh: '终端编号', en: 'TERMINAL NO.' },
    operator: { zh: '操作员号', en: 'OPERATOR' },
    issuer: { zh: '发卡行', en: 'ISSUER' },
    acquirer: { zh: '收单机构', en: 'ACQUIRER' },
    card: { zh: '卡号', en: 'CARD NO.' },
    expiry: { zh: '有效期', en: 'EXP. DATE' },
    transaction: { zh: '交易类型', en: 'TRANS. TYPE' },
    batch: { zh: '批次号', en: 'BATCH NO.' },
    voucher: { zh: '凭证号', en: 'VOUCHER NO.' },
    originalVoucher: { zh: '原交易号', en: 'ORIG. VOUCHER' },
    authorization: { zh: '授权码', en: 'AUTH. NO.' },
    reference: { zh: '参考号', en: 'REF. NO.' },
    dateTime: { zh: '日期时间', en: 'DATE/TIME' },
    amount: { zh: '金额', en: 'AMOUNT' },
    remarks: { zh: '备注', en: 'REMARKS' },
    signature: { zh: '持卡人签名', en: 'CARDHOLDER SIGNATURE' },
  } as const,
  true,
);

const sentences = Object.freeze(
  {
    title: { zh: '签购单', en: 'SALES SLIP' },
    merchantCopy: { zh: '商户存根 MERCHANT COPY', en: 'MERCHANT COPY 商户存根' },
    cardholderCopy: { zh: '持卡人存根 CARDHOLDER COPY', en: 'CARDHOLDER COPY 持卡人存根' },
    reprint: { zh: ' 重印 REPRINT ', en: ' 重印 REPRINT ' },
    unknown: { zh: ' 交易结果未知 ', en: ' RESULT UNKNOWN ' },
    willReverse: {
      zh: '将自动冲正，请勿交付商品',
      en: 'WILL BE REVERSED. DO NOT HAND OVER THE GOODS.',
    },
    none: { zh: '免密免签', en: 'NO PIN, NO SIGNATURE REQUIRED' },
    device: { zh: '已在持卡人设备上验证', en: "VERIFIED ON CARDHOLDER'S DEVICE" },
    pin: { zh: '已验证密码，无需签名', en: 'PIN VERIFIED, NO SIGNATURE NEEDED' },
    agree: {
      zh: '本人确认以上交易，同意将其记入本卡账户',
      en: 'I ACKNOWLEDGE THIS TRANSACTION AND AGREE TO PAY THE ABOVE AMOUNT',
    },
  } as const,
  true,
);

export function composeSlip(data: SlipData): SlipLine[] {
  const { language } = data;
  if (!/^\d{6}\*+\d{4}$/.test(data.maskedPan))
    throw new RangeError('the card number is not masked');
  return [
    ...heading(data),
    rule,
    left(labels.merchantName[language]),
    ...wrap(data.merchantName, columns).map((text) => left(text, { bold: true })),
    ...pair(labels.merchantNumber[language], data.merchantNumber),
    ...pair(labels.terminalNumber[language], data.terminalNumber),
    ...pair(labels.operator[language], data.operator),
    rule,
    ...pair(labels.issuer[language], data.issuer),
    ...pair(labels.acquirer[language], data.acquirer),
    left(labels.card[language]),
    left(`${data.maskedPan} /${entryMarks[data.entryMode]}`, { size: 'tall', bold: true }),
    ...pair(
      labels.expiry[language],
      data.expiry && `20${data.expiry.slice(0, 2)}/${data.expiry.slice(2)}`,
    ),
    rule,
    ...pair(labels.transaction[language], transactionText(data), { bold: true }),
    ...pair(labels.batch[language], data.batchNumber),
    ...pair(labels.voucher[language], data.traceNumber),
    ...pair(labels.originalVoucher[language], data.originalTrace),
    ...pair(labels.authorization[language], data.authorizationCode),
    ...pair(labels.reference[language], data.referenceNumber),
    ...pair(labels.dateTime[language], dateTimeText(data.dateTime)),
    rule,
    left(labels.amount[language]),
    amountLine(data.amountMinor),
    rule,
    ...verification(data),
    ...chip(data.chip),
    ...remarks(data),
    { kind: 'end' },
  ];
}

/** Exact text of whole fen: 1250 is "12.50". */
export function amountText(amountMinor: number): string {
  if (!Number.isSafeInteger(amountMinor))
    throw new RangeError('amount is not a whole number of fen');
  const digits = String(Math.abs(amountMinor)).padStart(3, '0');
  return `${amountMinor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const onlyAscii = /^[ -~]*$/;

/** Columns that a printer without proportional type needs: two for everything but ASCII. */
export function textColumns(text: string): number {
  if (onlyAscii.test(text)) return text.length;
  let count = 0;
  for (const character of text) count += character < '\u0080' ? 1 : 2;
  return count;
}

type TextLine = Extract<SlipLine, { kind: 'text' }>;
type Style = Pick<TextLine, 'bold' | 'inverted'> & { readonly size?: TextLine['size'] };

export const rule: SlipLine = Object.freeze({ kind: 'rule' }, true);

export function left(text: string, style: Style = {}): SlipLine {
  return { kind: 'text', text, align: 'left', size: 'normal', ...style };
}

export function center(text: string, style: Style = {}): SlipLine {
  return { kind: 'text', text, align: 'center', size: 'normal', ...style };
}

/** Label at the left edge, value at the right one; on two lines when they do not fit on one. */
export function pair(label: string, value: string | undefined, style: Style = {}): SlipLine[] {
  if (value === undefined || value === '') return [];
  const gap = columns - textColumns(label) - textColumns(value);
  if (gap > 0) return [left(label + ' '.repeat(gap) + value, style)];
  const lines = wrap(value, columns);
  return [
    left(label, style),
    ...lines.map((text): SlipLine => ({ ...left(text, style), align: 'right' }) as SlipLine),
  ];
}

function wrap(text: string, width: number): string[] {
  if (textColumns(text) <= width) return text === '' ? [] : [text];
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const character of text) {
    const needed = textColumns(character);
    if (used + needed > width) {
      lines.push(line);
      line = '';
      used = 0;
    }
    line += character;
    used += needed;
  }
  return line === '' ? lines : [...lines, line];
}

/** As `wrap`, but between words, so that no English word is cut. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textColumns(longer) <= width) {
      line = longer;
    } else {
      if (line !== '') lines.push(line);
      const parts = wrap(word, width);
      line = parts.pop() ?? '';
      lines.push(...parts);
    }
  }
  return line === '' ? lines : [...lines, line];
}

export function reprintMark(language: Language): SlipLine[] {
  return [
    { kind: 'space', dots: 6 },
    center(sentences.reprint[language], { size: 'tall', bold: true, inverted: true }),
  ];
}

function heading({ language, copy, reprint, outcome }: SlipData): SlipLine[] {
  const copyText = copy === 'merchant' ? sentences.merchantCopy : sentences.cardholderCopy;
  const mark = { size: 'tall', bold: true, inverted: true } as const;
  return [
    center(sentences.title[language], { size: 'large', bold: true }),
    center(copyText[language]),
    ...(reprint ? reprintMark(language) : []),
    ...(outcome === 'unknown'
      ? [
          { kind: 'space', dots: 6 } as const,
          center(sentences.unknown[language], mark),
          { kind: 'space', dots: 6 } as const,
          ...wrapWords(sentences.willReverse[language], columns).map((text) =>
            center(text, { bold: true }),
          ),
        ]
      : []),
  ];
}

function transactionText({ language, transaction }: SlipData): string {
  const { zh, en } = transactions[transaction];
  const both = language === 'zh' ? `${zh} ${en}` : `${en} ${zh}`;
  return textColumns(both) + textColumns(labels.transaction[language]) < columns
    ? both
    : { zh, en }[language];
}

export function dateTimeText({ year, month, day, hour, minute, second }: DateTime): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}/${two(month)}/${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

/** As large as fits. */
function amountLine(amountMinor: number): SlipLine {
  const text = `RMB ${amountText(amountMinor)}`;
  const size = text.length * 2 <= columns ? 'large' : 'tall';
  return { kind: 'text', text, align: 'right', size, bold: true };
}

function verification({ language, copy, verification: method, outcome }: SlipData): SlipLine[] {
  if (outcome === 'unknown') return [];
  if (method !== 'signature')
    return wrapWords(sentences[method][language], columns).map((text) =>
      left(text, { bold: true }),
    );
  if (copy !== 'merchant') return [];
  return [
    left(labels.signature[language]),
    { kind: 'space', dots: 88 },
    rule,
    ...wrapWords(sentences.agree[language], columns).map((text) => left(text)),
  ];
}

/** For the bank's people: small, two to a line where they fit. */
function chip(data: SlipChipData | undefined): SlipLine[] {
  if (!data) return [];
  const items = [
    `AID:${data.tag84Aid}`,
    ...(data.tag50Label ? [`LABEL:${printable(data.tag50Label)}`] : []),
    `${data.cryptogramKind}:${data.tag9F26Cryptogram}`,
    `TVR:${data.tag95Tvr}`,
    ...(data.tag9BTsi ? [`TSI:${data.tag9BTsi}`] : []),
    `ATC:${data.tag9F36Atc}`,
    `UNPR NUM:${data.tag9F37UnpredictableNumber}`,
  ];
  const space: SlipLine = { kind: 'space', dots: 6 };
  return [space, ...fill(items, smallColumns).map((text) => left(text, { size: 'small' }))];
}

/** A card's label is the card's business: only what the small font has is printed. */
function printable(text: string): string {
  return text.replace(/[^ -~]/gu, '?');
}

/** Puts items into lines, each whole, with two blanks between. */
function fill(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + item.length <= width)
      lines[lines.length - 1] = `${last}  ${item}`;
    else lines.push(...wrap(item, width));
  }
  return lines;
}

function remarks({ language, remarks: texts = [] }: SlipData): SlipLine[] {
  if (texts.length === 0) return [];
  const lines = texts.flatMap((text) => wrapWords(text, columns));
  return [rule, left(labels.remarks[language]), ...lines.map((text) => left(text))];
}
