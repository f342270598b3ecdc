// SPDX-License-Identifier: Apache-2.0
//
// What distinguishes one kind of message from another, as data: docs/sources.md [domain A4]. A kind without `hasMac` is
// sent before working keys exist.

export interface TransactionKind {
  readonly requestMti: string;
  readonly answerMti: string;
  readonly hasMac: boolean;
  /** F25 */
  readonly conditionCode?: string;
  /** F60.1 */
  readonly messageType: string;
  /** F60.3; the sign-in's comes from the profile. */
  readonly networkCode?: string;
  /** An unknown outcome is reversed. */
  readonly isReversible: boolean;
}

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
