// SPDX-License-Identifier: Apache-2.0
//
// What distinguishes one kind of message from another, as data: docs/sources.md [domain A4]. A kind without `hasMac` is
// sent before working keys exist.

export interface TransactionKind {
  readonly requestMti: string;
  readonly answerMti: string;
  readonly hasMac: boolean;
  /** F3; the sale's comes from the profile. */
  readonly processingCode?: string;
  /** F25 */
  readonly conditionCode?: string;
  /** F60.1 */
  readonly messageType: string;
  /** F60.3; the sign-in's comes from the profile. */
  readonly networkCode?: string;
  /** An unknown outcome is reversed. */
  readonly isReversible: boolean;
  /** What the message says of the transaction that it follows. */
  readonly original?: readonly OriginalPart[];
  /** F63.1: the card organisation; 000 is all of them. */
  readonly organisation?: string;
}

/** F37; F38; F61 with batch and trace; F61 with zeros and the day. */
export type OriginalPart = 'reference' | 'authorization' | 'trace' | 'date';

export const signIn = Object.freeze(
  {
    requestMti: '0800',
    answerMti: '0810',
    hasMac: false,
    messageType: '00',
    isReversible: false,
  } as const satisfies TransactionKind,
  true,
);

export const echoTest = Object.freeze(
  {
    requestMti: '0820',
    answerMti: '0830',
    hasMac: false,
    messageType: '00',
    networkCode: '301',
    isReversible: false,
  } as const satisfies TransactionKind,
  true,
);

export const sale = Object.freeze(
  {
    requestMti: '0200',
    answerMti: '0210',
    hasMac: true,
    conditionCode: '00',
    messageType: '22',
    networkCode: '000',
    isReversible: true,
  } as const satisfies TransactionKind,
  true,
);

export const signOut = Object.freeze(
  {
    requestMti: '0820',
    answerMti: '0830',
    hasMac: false,
    messageType: '00',
    networkCode: '002',
    isReversible: false,
  } as const satisfies TransactionKind,
  true,
);

export const settlement = Object.freeze(
  {
    requestMti: '0500',
    answerMti: '0510',
    hasMac: true,
    messageType: '00',
    networkCode: '201',
    isReversible: false,
  } as const satisfies TransactionKind,
  true,
);

/** Of one chip transaction: everything else is its original's. */
export const chipUpload = Object.freeze(
  {
    requestMti: '0320',
    answerMti: '0330',
    hasMac: true,
    networkCode: '203',
    isReversible: false,
  } as const satisfies Omit<TransactionKind, 'messageType'>,
  true,
);

export const batchUploadEnd = Object.freeze(
  {
    requestMti: '0320',
    answerMti: '0330',
    hasMac: true,
    messageType: '00',
    unbalanced: '202',
    balanced: '207',
    isReversible: false,
  } as const satisfies TransactionKind & { unbalanced: string; balanced: string },
  true,
);
/** What issuer scripts came to; processing code and the rest of F60 are the original's. */
export const scriptResult = Object.freeze(
  {
    requestMti: '0620',
    answerMti: '0630',
    hasMac: true,
    conditionCode: '00',
    messageType: '00',
    networkCode: '951',
    isReversible: false,
  } as const satisfies TransactionKind,
  true,
);
const request = Object.freeze({ requestMti: '0200', answerMti: '0210' } as const, true);
const authorization = Object.freeze({ requestMti: '0100', answerMti: '0110' } as const, true);
const advice = Object.freeze({ requestMti: '0220', answerMti: '0230' } as const, true);
const financial = Object.freeze({ hasMac: true, networkCode: '000' } as const, true);

/** What follows a sale, asks for money or holds it: the rows of docs/sources.md [domain A4]. */
// biome-ignore format: one row per kind
export const furtherTransactions = Object.freeze({
  void: { ...request, ...financial, processingCode: '200000', conditionCode: '00', messageType: '23', isReversible: true, original: ['reference', 'authorization', 'trace'] },
  refund: { ...advice, ...financial, processingCode: '200000', conditionCode: '00', messageType: '25', isReversible: false, original: ['reference', 'date'], organisation: '000' },
  balance: { ...request, ...financial, processingCode: '310000', conditionCode: '00', messageType: '01', isReversible: false },
  preAuthorization: { ...authorization, ...financial, processingCode: '030000', conditionCode: '06', messageType: '10', isReversible: true },
  preAuthorizationVoid: { ...authorization, ...financial, processingCode: '200000', conditionCode: '06', messageType: '11', isReversible: true, original: ['authorization', 'date'] },
  completion: { ...request, ...financial, processingCode: '000000', conditionCode: '06', messageType: '20', isReversible: true, original: ['authorization', 'date'] },
  completionVoid: { ...request, ...financial, processingCode: '200000', conditionCode: '06', messageType: '21', isReversible: true, original: ['reference', 'authorization', 'trace'] },
  offlineAdvice: { ...advice, ...financial, processingCode: '000000', conditionCode: '00', messageType: '30', isReversible: false },
  offlinePurchase: { ...request, ...financial, processingCode: '000000', conditionCode: '00', messageType: '36', isReversible: false },
  completionAdvice: { ...advice, ...financial, processingCode: '000000', conditionCode: '06', messageType: '24', isReversible: false, original: ['authorization', 'date'] },
} as const satisfies Readonly<Record<string, TransactionKind>>, true);

/** Processing code, condition code and F60 are the original's. */
export const reversal = Object.freeze(
  {
    requestMti: '0400',
    answerMti: '0410',
    hasMac: true,
    isReversible: false,
  } as const satisfies Omit<TransactionKind, 'messageType'>,
  true,
);

/** F39 of a reversal request: why. docs/sources.md [domain G2] */
export const ReversalReason = Object.freeze(
  {
    NoAnswer: '98',
    FailedAfterApproval: '96',
    AnswerMacWrong: 'A0',
    Other: '06',
  } as const,
  true,
);
export type ReversalReason = (typeof ReversalReason)[keyof typeof ReversalReason];
