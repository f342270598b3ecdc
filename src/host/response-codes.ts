// SPDX-License-Identifier: Apache-2.0
//
// Field 39 in words: docs/sources.md [domain A12]; the texts are ours, since the lists only recommend some. A code that is not
// in the table is a refusal.

/** `signs-in`: the terminal does it by itself. */
export type Todo =
  | 'keep-card'
  | 'call-issuer'
  | 'call-acquirer'
  | 'try-again'
  | 'later'
  | 'other-card'
  | 'signs-in';

/** A approved, B failed, may be tried again, C failed, D the operator must act, E system fault. */
export type ResponseClass = 'A' | 'B' | 'C' | 'D' | 'E';

export interface Response {
  readonly class: ResponseClass;
  readonly zh: string;
  readonly en: string;
  /** What the people at the terminal are told to do, or to expect, besides the words. */
  readonly todo?: Todo;
}

// biome-ignore format: one row per code
export const responses = Object.freeze({
  '00': { class: 'A', zh: '交易成功', en: 'Approved' },
  '01': { class: 'C', zh: '请联系发卡行', en: 'Call your card issuer', todo: 'call-issuer' },
  '03': { class: 'C', zh: '商户未登记', en: 'Merchant not registered', todo: 'call-acquirer' },
  '04': { class: 'D', zh: '请没收卡片', en: 'Pick up card', todo: 'keep-card' },
  '05': { class: 'C', zh: '认证失败', en: 'Not authenticated' },
  '06': { class: 'C', zh: '交易出错', en: 'Transaction error' },
  '07': { class: 'D', zh: '特殊情况，请没收卡片', en: 'Pick up card, special case', todo: 'keep-card' },
  '09': { class: 'B', zh: '处理中，请稍后重试', en: 'In progress, try again', todo: 'later' },
  '10': { class: 'A', zh: '部分金额批准', en: 'Partly approved' },
  '11': { class: 'A', zh: '交易成功，贵宾客户', en: 'Approved, VIP' },
  '12': { class: 'C', zh: '无效交易', en: 'Invalid transaction' },
  '13': { class: 'B', zh: '无效金额', en: 'Invalid amount', todo: 'try-again' },
  '14': { class: 'B', zh: '无效卡号', en: 'Invalid card number', todo: 'other-card' },
  '15': { class: 'C', zh: '卡片无发卡行', en: 'No such issuer', todo: 'other-card' },
  '19': { class: 'C', zh: '请重新交易', en: 'Start again', todo: 'try-again' },
  '20': { class: 'C', zh: '无效应答', en: 'Invalid response' },
  '21': { class: 'C', zh: '卡片未初始化', en: 'Card not initialised', todo: 'other-card' },
  '22': { class: 'C', zh: '故障怀疑，请重新签到', en: 'Out of step, sign in again', todo: 'signs-in' },
  '23': { class: 'C', zh: '手续费不可接受', en: 'Fee not accepted' },
  '25': { class: 'C', zh: '未找到原交易', en: 'Original not found' },
  '30': { class: 'C', zh: '报文格式错误', en: 'Format error' },
  '31': { class: 'C', zh: '不支持该银行', en: 'Bank not supported', todo: 'other-card' },
  '33': { class: 'D', zh: '过期卡，请没收', en: 'Expired, pick up card', todo: 'keep-card' },
  '34': { class: 'D', zh: '有作弊嫌疑，请没收卡片', en: 'Suspected fraud, pick up card', todo: 'keep-card' },
  '36': { class: 'D', zh: '受限制的卡，请没收', en: 'Restricted, pick up card', todo: 'keep-card' },
  '37': { class: 'D', zh: '请联系收单机构', en: 'Call acquirer, pick up card', todo: 'keep-card' },
  '38': { class: 'D', zh: '密码错误次数超限，请没收', en: 'PIN tries exceeded, pick up card', todo: 'keep-card' },
  '39': { class: 'C', zh: '无此信用卡账户', en: 'No credit account' },
  '40': { class: 'C', zh: '不支持的功能', en: 'Function not supported', todo: 'call-acquirer' },
  '41': { class: 'D', zh: '挂失卡，请没收', en: 'Lost card, pick up', todo: 'keep-card' },
  '42': { class: 'C', zh: '无此账户', en: 'No such account' },
  '43': { class: 'D', zh: '被窃卡，请没收', en: 'Stolen card, pick up', todo: 'keep-card' },
  '44': { class: 'C', zh: '无此投资账户', en: 'No investment account' },
  '45': { class: 'C', zh: '请插入芯片卡', en: 'Use the chip', todo: 'other-card' },
  '51': { class: 'C', zh: '余额不足', en: 'Insufficient funds' },
  '52': { class: 'C', zh: '无此支票账户', en: 'No cheque account' },
  '53': { class: 'C', zh: '无此储蓄账户', en: 'No savings account' },
  '54': { class: 'C', zh: '卡片已过期', en: 'Card expired', todo: 'other-card' },
  '55': { class: 'C', zh: '密码错误', en: 'Wrong PIN' },
  '56': { class: 'C', zh: '无此卡记录', en: 'No card record' },
  '57': { class: 'C', zh: '该卡不允许此交易', en: 'Not permitted to cardholder' },
  '58': { class: 'C', zh: '该终端不允许此交易', en: 'Not permitted to terminal', todo: 'call-acquirer' },
  '59': { class: 'C', zh: '卡片校验错误', en: 'Suspected fraud' },
  '60': { class: 'C', zh: '请联系收单机构', en: 'Call acquirer', todo: 'call-acquirer' },
  '61': { class: 'C', zh: '交易金额超限', en: 'Over amount limit' },
  '62': { class: 'C', zh: '受限制的卡', en: 'Restricted card', todo: 'other-card' },
  '63': { class: 'C', zh: '违反安全规定', en: 'Security violation', todo: 'call-acquirer' },
  '64': { class: 'C', zh: '原交易金额不符', en: 'Original amount differs' },
  '65': { class: 'C', zh: '交易次数超限', en: 'Over count limit' },
  '66': { class: 'C', zh: '请联系收单机构', en: 'Call acquirer security', todo: 'call-acquirer' },
  '67': { class: 'D', zh: '请没收卡片', en: 'Capture card', todo: 'keep-card' },
  '68': { class: 'C', zh: '发卡行超时', en: 'Issuer time-out', todo: 'later' },
  '75': { class: 'C', zh: '密码错误次数超限', en: 'PIN tries exceeded', todo: 'call-issuer' },
  '77': { class: 'D', zh: '请重新签到', en: 'Sign in first', todo: 'signs-in' },
  '79': { class: 'C', zh: '请重新上送脱机交易', en: 'Upload offline again' },
  '90': { class: 'C', zh: '系统日终处理中', en: 'End of day in progress', todo: 'later' },
  '91': { class: 'C', zh: '发卡行无法响应', en: 'Issuer not available', todo: 'later' },
  '92': { class: 'C', zh: '找不到路由', en: 'No route', todo: 'later' },
  '93': { class: 'C', zh: '交易违规，不能完成', en: 'Cannot be completed' },
  '94': { class: 'C', zh: '流水号重复', en: 'Duplicate trace number', todo: 'try-again' },
  '95': { class: 'C', zh: '对账不平', en: 'Reconciliation error' },
  '96': { class: 'C', zh: '系统异常', en: 'System fault', todo: 'later' },
  '97': { class: 'D', zh: '终端未登记', en: 'Terminal not registered', todo: 'call-acquirer' },
  '98': { class: 'E', zh: '发卡行无应答', en: 'No answer from issuer', todo: 'later' },
  '99': { class: 'B', zh: '密码格式错，请重新签到', en: 'PIN format, sign in again', todo: 'signs-in' },
  A0: { class: 'B', zh: '校验错，请重新签到', en: 'MAC error, sign in again', todo: 'signs-in' },
  A1: { class: 'C', zh: '转账货币不一致', en: 'Transfer currency differs' },
  A2: { class: 'A', zh: '交易成功，请向发卡行确认', en: 'Approved, confirm with issuer', todo: 'call-issuer' },
  A3: { class: 'C', zh: '收款账户不正确', en: 'No such payee account' },
  A4: { class: 'A', zh: '交易成功，请向发卡行确认', en: 'Approved, confirm with issuer', todo: 'call-issuer' },
  A5: { class: 'A', zh: '交易成功，请向发卡行确认', en: 'Approved, confirm with issuer', todo: 'call-issuer' },
  A6: { class: 'A', zh: '交易成功，请向发卡行确认', en: 'Approved, confirm with issuer', todo: 'call-issuer' },
  A7: { class: 'C', zh: '安全处理失败', en: 'Security processing failed', todo: 'call-acquirer' },
} as const satisfies Record<string, Response>, true);

const unlisted: Response = Object.freeze({ class: 'C', zh: '交易失败', en: 'Declined' }, true);

export function responseFor(code: string): Response {
  return Object.hasOwn(responses, code) ? responses[code as keyof typeof responses] : unlisted;
}

/** The host could not verify our MAC: it knows no key that could make one of its own. */
export const macFailedAtHost = 'A0';
/** Of class A, but a part of the amount: nobody here was asked whether a part will do. */
export const partlyApproved = '10';
/** The host has a message of that trace number: the next ones begin further up. */
export const duplicateTrace = '94';

/** It wants other keys than those of this session. */
export function wantsSignIn(code: string): boolean {
  return responseFor(code).todo === 'signs-in';
}

/** The host took the money. */
export function isApproved(code: string): boolean {
  return responseFor(code).class === 'A';
}
