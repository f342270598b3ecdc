// SPDX-License-Identifier: Apache-2.0
//
// What people read on the screen below the titles, complete in Chinese and English. `{0}` and `{1}` stand for values.
// The fonts hold only the Chinese characters that occur here, in titles.ts and in the other files that native/fonts.json
// lists: after a change here run `node scripts/make-fonts.mjs` (a test fails until then).

import { type Language, type Phrase, type TitleKey, titles } from './titles.ts';

export type { Language };

export const strings = {
  // header bands
  sale: { zh: '消费', en: 'Sale' },
  reversal: { zh: '冲正', en: 'Reversal' },
  receipt: { zh: '签购单', en: 'Receipt' },
  network: { zh: '网络', en: 'Network' },
  selfTest: { zh: '开机自检', en: 'Self-test' },
  deviceFailure: { zh: '设备故障', en: 'Device failure' },
  menu: { zh: '菜单', en: 'Menu' },
  information: { zh: '终端信息', en: 'Information' },
  notice: { zh: '提示', en: 'Notice' },
  testMark: { zh: '测试 TEST', en: 'TEST' },

  // keys
  ok: { zh: '确认', en: 'OK' },
  cancel: { zh: '取消', en: 'Cancel' },
  clear: { zh: '清除', en: 'Clear' },
  back: { zh: '返回', en: 'Back' },
  print: { zh: '打印', en: 'Print' },
  skip: { zh: '不打印', en: 'Skip' },
  continue: { zh: '继续', en: 'Go on' },
  reprint: { zh: '重印', en: 'Reprint' },
  retry: { zh: '重试', en: 'Retry' },
  select: { zh: '选择', en: 'Select' },

  // idle
  pressDigit: { zh: '按数字键输入金额', en: 'Key in the amount' },
  unionPayMark: { zh: '银联 UnionPay', en: 'UnionPay 银联' },
  quickPassMark: { zh: '云闪付 QuickPass', en: 'QuickPass 云闪付' },

  // sale
  enterAmount: { zh: '请输入金额', en: 'Enter amount' },
  limit: { zh: '限额 ¥{0}', en: 'Limit ¥{0}' },
  overLimit: { zh: '超过 ¥{0}', en: 'Above ¥{0}' },
  zeroAmount: { zh: '金额不能为零', en: 'Amount is zero' },
  tapHere: { zh: '卡或手机靠近感应区', en: 'Card or phone here' },
  holdStill: { zh: '请勿移动卡片', en: 'Hold the card still' },
  takeCard: { zh: '读卡完成', en: 'Card has been read' },
  askingBank: { zh: '正在联系银行', en: 'Asking the bank' },
  elapsed: { zh: '已等待 {0} 秒', en: '{0} seconds' },
  code: { zh: '应答码 {0}', en: 'Code {0}' },

  // ends of a sale
  cardGone: { zh: '卡片移开太早', en: 'Card was removed too soon' },
  cardUnreadable: { zh: '没有读清，请靠近一点', en: 'Could not read, hold it closer' },
  noCard: { zh: '没有等到卡片', en: 'No card was shown' },
  oneCardOnly: { zh: '感应区有多张卡，请只留一张', en: 'More than one card seen. Use only one' },
  noApplication: { zh: '不是银行卡，请换一张', en: 'Not a bank card, use another one' },
  unsupportedCard: { zh: '本机不支持此卡，请换一张', en: 'Not supported here, use another card' },
  expiredCard: { zh: '卡片已过期，请换一张', en: 'Card has expired, use another card' },
  refusedByCard: { zh: '卡片拒绝交易，请换一张', en: 'The card declined, use another one' },
  pinLimit: { zh: '超过免密限额 ¥{0}，未收款', en: 'Above ¥{0} without PIN. Not charged' },
  notCharged: { zh: '没有收款', en: 'Not charged' },
  willReverse: { zh: '银行没有答复，将自动冲正', en: 'Result unknown, will be reversed' },
  reversingNow: { zh: '正在通知银行撤销上笔交易', en: 'Telling the bank to undo the last sale' },
  attempt: { zh: '第 {0} 次', en: 'Attempt {0}' },
  reversedNow: { zh: '上笔交易已撤销，没有收款', en: 'The sale was undone. Not charged' },
  pendingBlock: { zh: '冲正完成前不能收款', en: 'No sale until it is done' },

  // printing
  merchantCopy: { zh: '商户存根', en: 'Merchant copy' },
  cardholderCopy: { zh: '持卡人存根', en: 'Cardholder copy' },
  reprintCopy: { zh: '重印签购单', en: 'Reprint' },
  nextCopy: { zh: '按确认打印持卡人存根', en: 'OK prints the cardholder copy' },
  lastSaleBody: { zh: '断电前已成功，可重印', en: 'Approved before power failed' },
  paperOutHelp: { zh: '装好纸卷，按确认继续', en: 'Load paper, then press OK' },
  coverOpenHelp: { zh: '关好纸仓，按确认继续', en: 'Close it, then press OK' },
  printerHotHelp: { zh: '稍等片刻，按确认继续', en: 'Wait a little, then press OK' },
  printerSilentHelp: { zh: '打印机无应答，按确认重印', en: 'No reply. OK prints again' },

  // line
  signInBody: { zh: '正在向银行签到', en: 'Getting keys from the bank' },
  lineRefused: { zh: '连接被拒绝', en: 'Connection refused' },
  lineSilent: { zh: '银行没有应答', en: 'The bank does not answer' },
  lineLost: { zh: '连接中断', en: 'Connection lost' },
  lineBadAnswer: { zh: '应答无效', en: 'Answer is not valid' },

  // devices
  keypad: { zh: '键盘', en: 'Keypad' },
  reader: { zh: '读卡器', en: 'Card reader' },
  printer: { zh: '打印机', en: 'Printer' },
  clock: { zh: '时钟', en: 'Clock' },
  keys: { zh: '密钥', en: 'Keys' },
  storage: { zh: '存储', en: 'Storage' },
  line: { zh: '通信', en: 'Network' },
  stateWaiting: { zh: '检测中', en: 'testing' },
  stateOk: { zh: '正常', en: 'good' },
  stateFailed: { zh: '故障', en: 'failed' },
  stillWorks: { zh: '仍可使用', en: 'Still works' },
  nothingWorks: { zh: '请联系维修', en: 'Call service' },
  abilitySale: { zh: '收款', en: 'Sale' },
  abilitySaleNoPaper: { zh: '收款，不打印', en: 'Sale, no paper' },
  abilityReprint: { zh: '重印签购单', en: 'Reprint' },
  abilityMenu: { zh: '菜单', en: 'Menu' },

  // menu and information
  menuLanguage: { zh: 'English', en: '中文' },
  menuReprint: { zh: '重印上一笔', en: 'Reprint last' },
  menuSignIn: { zh: '重新签到', en: 'Sign in again' },
  menuReversal: { zh: '发送冲正', en: 'Send reversal' },
  menuInformation: { zh: '终端信息', en: 'Information' },
  terminal: { zh: '终端号', en: 'Terminal' },
  merchant: { zh: '商户号', en: 'Merchant' },
  version: { zh: '版本', en: 'Version' },
  batch: { zh: '批次号', en: 'Batch' },
  nothingToReprint: { zh: '没有可重印的签购单', en: 'There is no receipt to reprint' },
  safeToUnplug: { zh: '熄屏前请勿断电', en: 'Wait until the screen is dark' },
} as const satisfies Record<string, Phrase>;

export type StringKey = keyof typeof strings;

/** The phrase in that language, with `{0}`, `{1}` … replaced by `values`. */
export function say(key: StringKey, language: Language, ...values: readonly string[]): string {
  let text: string = strings[key][language];
  for (let i = 0; i < values.length; i++) text = text.replace(`{${i}}`, () => values[i]!);
  return text;
}

export function sayTitle(key: TitleKey, language: Language): string {
  return titles[key][language];
}
