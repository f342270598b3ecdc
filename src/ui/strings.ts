// SPDX-License-Identifier: Apache-2.0
//
// What people read on the screen below the titles, complete in Chinese and English. `{0}` and `{1}` stand for values;
// a line feed breaks a line where a clause ends.
// The fonts hold only the Chinese characters that occur here, in titles.ts and in the other files that native/fonts.json
// lists: after a change here run `node scripts/make-fonts.mjs` (a test fails until then).

import { type Language, type Phrase, type TitleKey, titles } from './titles.ts';

export type { Language };

export const strings = Object.freeze(
  {
    // header bands
    sale: { zh: '消费', en: 'Sale' },
    void: { zh: '消费撤销', en: 'Void' },
    refund: { zh: '退货', en: 'Refund' },
    balance: { zh: '余额查询', en: 'Balance' },
    preAuthorization: { zh: '预授权', en: 'Pre-auth.' },
    preAuthorizationVoid: { zh: '预授权撤销', en: 'Auth. void' },
    completion: { zh: '预授权完成', en: 'Completion' },
    completionVoid: { zh: '完成撤销', en: 'Compl. void' },
    completionAdvice: { zh: '完成通知', en: 'Compl. adv.' },
    transactions: { zh: '交易', en: 'Transactions' },
    transactionList: { zh: '交易查询', en: 'This batch' },
    reversal: { zh: '冲正', en: 'Reversal' },
    receipt: { zh: '签购单', en: 'Receipt' },
    settlement: { zh: '结算', en: 'Settlement' },
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
    enterAmount: { zh: '请输入金额 ¥', en: 'Enter amount ¥' },
    limit: { zh: '限额 ¥{0}', en: 'Limit ¥{0}' },
    overLimit: { zh: '超过 ¥{0}', en: 'Above ¥{0}' },
    zeroAmount: { zh: '金额不能为零', en: 'Amount is zero' },
    tapHere: { zh: '卡或手机靠近感应区', en: 'Card or phone here' },
    holdStill: { zh: '请勿移动卡片', en: 'Hold the card still' },
    takeCard: { zh: '读卡完成', en: 'Card has been read' },
    askingBank: { zh: '正在联系银行', en: 'Asking the bank' },
    elapsed: { zh: '已等待 {0} 秒', en: '{0} s' },
    code: { zh: '应答码 {0}', en: 'Code {0}' },

    // ends of a sale
    cardGone: { zh: '卡片移开太早', en: 'Card was removed too soon' },
    cardUnreadable: { zh: '没有读清，\n请靠近一点', en: 'Could not read,\nhold it closer' },
    seePhone: { zh: '请看手机，\n再靠近一次', en: 'See the phone,\nthen tap again' },
    noCard: { zh: '没有等到卡片', en: 'No card shown' },
    oneCardOnly: { zh: '感应区有多张卡，\n请只留一张', en: 'More than one card. Use only one' },
    noApplication: { zh: '不是银行卡，\n请换一张', en: 'Not a bank card,\nuse another one' },
    unsupportedCard: { zh: '本机不支持此卡，\n请换一张', en: 'Not taken here,\nuse another card' },
    expiredCard: { zh: '卡片已过期，\n请换一张', en: 'Card has expired,\nuse another card' },
    refusedByCard: { zh: '卡片拒绝交易，\n请换一张', en: 'The card said no,\nuse another one' },
    pinBypass: { zh: '无密码请按确认', en: 'No PIN: press OK' },
    pinCover: { zh: '请遮挡键盘', en: 'Cover the keypad' },
    pinAgain: { zh: '按确认，\n再拍一次卡', en: 'OK, then tap\nthe card again' },
    pinNoMore: { zh: '请更换付款方式', en: 'Pay another way' },
    pinPause: { zh: '{0} 秒后可再输', en: 'Next PIN in {0} s' },
    audibleOn: { zh: '声音提示已开', en: 'Sounds for PIN on' },
    notCharged: { zh: '没有收款', en: 'Not charged' },
    willReverse: { zh: '银行没有答复，\n将自动冲正', en: 'Result unknown,\nwill be reversed' },
    reversingNow: { zh: '正在通知银行\n撤销上笔交易', en: 'Asking the bank to undo the sale' },
    attempt: { zh: '第 {0} 次', en: 'Attempt {0}' },
    reversedNow: { zh: '交易已撤销，\n没有收款', en: 'Sale undone.\nNot charged' },
    pendingBlock: { zh: '完成前不能收款', en: 'No sale until then' },

    // what follows a sale
    typeTrace: { zh: '请输入凭证号', en: 'Voucher number' },
    typeAuthorization: { zh: '请输入授权码', en: 'Approval code' },
    typeDate: { zh: '请输入原交易日期', en: 'Original day' },
    typeReference: { zh: '请输入原参考号', en: 'Reference no.' },
    traceHint: { zh: '在签购单上，6 位', en: '6 digits, on the slip' },
    authorizationHint: { zh: '在签购单上，6 位', en: '6 digits, on the slip' },
    dateHint: { zh: '月日，如 0315', en: 'Month, day: 0315' },
    referenceHint: { zh: '在签购单上，12 位', en: '12 digits, on the slip' },
    numberWrong: { zh: '输入有误，请改正', en: 'Not right, look again' },
    whatTrace: { zh: '凭证号 {0}', en: 'Voucher {0}' },
    wasUndone: { zh: '已撤销', en: 'Voided' },
    undoThis: { zh: '要撤销这笔吗', en: 'Void this one?' },
    originalUnknown: { zh: '本批次没有\n这笔交易', en: 'Not in this batch' },
    originalUndone: { zh: '这笔交易\n已经撤销', en: 'It has been voided already' },
    originalOtherKind: { zh: '这笔交易\n不能这样撤销', en: 'This kind cannot be voided here' },
    otherCard: { zh: '不是原来的卡，\n没有办理', en: 'Not the same card. Nothing done' },
    noTransactions: { zh: '本批次\n还没有交易', en: 'No transactions\nin this batch' },
    nothingDone: { zh: '没有办理', en: 'Nothing was done' },
    undoneNow: { zh: '没有办成，\n原交易不变', en: 'Not done.\nAll is as before' },
    undoingNow: { zh: '正在通知银行\n取消这笔交易', en: 'Asking the bank to undo it' },
    willRepeat: { zh: '银行没有答复，\n将自动重发', en: 'Result unknown,\nwill be sent again' },
    repeatingNow: { zh: '正在向银行重发', en: 'Sending it to the bank again' },
    menuTransactions: { zh: '撤销和其他', en: 'Void, more' },
    menuList: { zh: '交易查询', en: 'List' },
    menuReprintAny: { zh: '重印任意笔', en: 'Reprint any' },

    // printing
    merchantCopy: { zh: '商户存根', en: 'Merchant copy' },
    cardholderCopy: { zh: '持卡人存根', en: 'Cardholder copy' },
    reprintCopy: { zh: '重印签购单', en: 'Reprint' },
    totalsCopy: { zh: '结算单', en: 'Totals' },
    nextCopy: { zh: '按确认打印\n持卡人存根', en: 'OK prints the\ncardholder copy' },
    lastSaleBody: { zh: '断电前已成功', en: 'It was approved' },
    paperOutHelp: { zh: '装好纸卷，\n按确认继续', en: 'Load paper,\nthen press OK' },
    coverOpenHelp: { zh: '关好纸仓，\n按确认继续', en: 'Close it,\nthen press OK' },
    printerHotHelp: { zh: '稍等片刻，\n按确认继续', en: 'Wait a little,\nthen press OK' },
    printerSilentHelp: { zh: '打印机无应答，\n按确认重印', en: 'No reply.\nOK prints again' },

    // line
    signInBody: { zh: '正在向银行签到', en: 'Getting keys from the bank' },
    lineRefused: { zh: '连接被拒绝', en: 'Connection refused' },
    lineSilent: { zh: '银行没有应答', en: 'No answer from bank' },
    lineLost: { zh: '连接中断', en: 'Connection lost' },
    lineBadAnswer: { zh: '应答无效', en: 'Answer is not valid' },
    owedPartial: { zh: '银行只办了一部分', en: 'Bank did a part of it' },
    owedDuplicate: { zh: '银行说已收到', en: 'Bank says it has it' },

    // devices
    keypad: { zh: '键盘', en: 'Keypad' },
    reader: { zh: '读卡器', en: 'Reader' },
    printer: { zh: '打印机', en: 'Printer' },
    clock: { zh: '时钟', en: 'Clock' },
    keys: { zh: '密钥', en: 'Keys' },
    storage: { zh: '存储', en: 'Storage' },
    line: { zh: '通信', en: 'Network' },
    cardParameters: { zh: '卡参数', en: 'Card set' },
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
    menuSettlement: { zh: '批结算', en: 'Settle batch' },
    menuSignOut: { zh: '签退', en: 'Sign out' },
    menuSignIn: { zh: '重新签到', en: 'Sign in' },
    menuReversal: { zh: '发送冲正', en: 'Reversal' },
    menuInformation: { zh: '终端信息', en: 'Information' },
    menuKeys: { zh: '密钥', en: 'Keys' },
    terminal: { zh: '终端号', en: 'Terminal' },
    merchant: { zh: '商户号', en: 'Merchant' },
    version: { zh: '版本', en: 'Version' },
    batch: { zh: '批次号', en: 'Batch' },
    nothingToReprint: { zh: '没有可重印的\n签购单', en: 'There is no receipt to reprint' },
    keysErasedHelp: {
      zh: '机壳曾被打开，\n或已清除密钥。\n请联系维修',
      en: 'Case was opened, or keys erased. Call service',
    },
    erase: { zh: '删除', en: 'Erase' },
    eraseWhat: { zh: '删除全部密钥，\n之后不能收款', en: 'Erase all keys?\nThen no more sales' },
    eraseSure: { zh: '确定吗？只有\n维修能恢复', en: 'Sure? Only service\ncan undo this' },

    // settlement
    debits: { zh: '收款 {0} 笔', en: '{0} payments' },
    credits: { zh: '退款 {0} 笔 ¥{1}', en: '{0} refunds ¥{1}' },
    comparingTotals: { zh: '正在与银行对账', en: 'Comparing totals with the bank' },
    uploadingBatch: { zh: '正在上送明细\n{0} / {1} 笔', en: 'Sending details\n{0} of {1}' },
    endingBatch: { zh: '正在结束批次', en: 'Ending the batch' },
    signOutBody: { zh: '正在向银行签退', en: 'Leaving the bank' },
    balanced: { zh: '对账平', en: 'Totals agree' },
    notBalanced: { zh: '对账不平，\n明细已上送', en: 'Totals differed: details were sent' },
    nothingToSettle: { zh: '本批没有交易', en: 'No transactions in this batch' },
    settleFirst: { zh: '结算未完成，\n按确认继续', en: 'Settlement is not done. OK goes on' },
    settlementRefused: {
      zh: '银行未受理结算，\n请稍后再试',
      en: 'The bank refused.\nTry again later',
    },
    signedOut: { zh: '已签退', en: 'Signed out' },
    logLow: { zh: '流水将满，\n请尽快结算', en: 'Log nearly full: settle soon' },
    logFull: { zh: '流水已满，\n结算后才能收款', en: 'Log is full: settle before the next sale' },
    switchedOff: { zh: '此功能未开通', en: 'Not switched on at this terminal' },

    // keys
    custodian: { zh: '保管员 {0}', en: 'Custodian {0}' },
    deviceId: { zh: '设备标识', en: 'Device id' },
    keyMaster: { zh: '主密钥', en: 'Master key' },
    keyPin: { zh: '密码密钥', en: 'PIN key' },
    keyMac: { zh: '校验密钥', en: 'MAC key' },
    keyTrack: { zh: '磁道密钥', en: 'Track key' },
    keyKbpk: { zh: '密钥块密钥', en: 'Key block key' },
    keyNone: { zh: '未装载', en: 'none' },
    keyLoad: { zh: '装载', en: 'Load' },
    keysLoaded: { zh: '密钥已装载', en: 'Keys are loaded' },
    whichKey: { zh: '装载哪种密钥', en: 'Which key' },
    howManyCustodians: { zh: '几位保管员', en: 'How many custodians' },
    masterTdes: { zh: 'TDES', en: 'TDES' },
    masterSm4: { zh: 'SM4', en: 'SM4' },
    kbpkAes128: { zh: 'AES-128', en: 'AES-128' },
    kbpkAes256: { zh: 'AES-256', en: 'AES-256' },
    twoCustodians: { zh: '两位', en: 'Two' },
    threeCustodians: { zh: '三位', en: 'Three' },
    typePasscode: { zh: '请输入口令', en: 'Your passcode' },
    typeNewPasscode: { zh: '请设新口令', en: 'New passcode' },
    typeAgain: { zh: '请再输一次', en: 'Once more' },
    passcodeSize: { zh: '6 至 12 位数字', en: '6 to 12 digits' },
    typeComponent: { zh: '请输入分量', en: 'Your component' },
    typedOf: { zh: '已输 {0}，共 {1}', en: '{0} of {1}' },
    howLetters: { zh: '字母：按 . 再按数字', en: 'Letters: . and a digit' },
    checkValue: { zh: '校验值', en: 'Check value' },
    sameComponent: { zh: '与您的单子一致吗', en: 'As on your sheet?' },
    sameKey: { zh: '与密钥单一致吗', en: 'Is this the right key?' },
    same: { zh: '一致', en: 'Same' },
    differs: { zh: '不同', en: 'Differs' },
    nextCustodian: {
      zh: '请保管员 {0} 操作，\n其他人请回避',
      en: 'Custodian {0}, please.\nOthers, step away',
    },
    wrongPasscode: { zh: '口令不对', en: 'Wrong passcode' },
    passcodeWait: { zh: '错误太多，\n请等 {0} 秒', en: 'Too many tries.\nWait {0} s' },
    passcodeDiffers: { zh: '两次不一样，\n请重新设置', en: 'Not the same twice.\nStart again' },
    passcodePoor: { zh: '这个口令不行，\n请换一个', en: 'Too simple,\nchoose another' },
    componentRefused: { zh: '分量无效，\n请再输一次', en: 'Not a component,\ntype it again' },
    keyRefused: { zh: '密钥无效，\n没有装载', en: 'Not a valid key.\nNothing loaded' },
    ceremonyStopped: { zh: '已停止，\n没有装载密钥', en: 'Stopped.\nNo key was loaded' },
    keysNotSaved: { zh: '存储失败，\n请联系维修', en: 'Could not be stored.\nCall service' },
    custodyLost: { zh: '保管员记录丢失，\n请联系维修', en: 'Custodians are lost.\nCall service' },
    fileOtherDevice: { zh: '密钥文件\n不是给本机的', en: 'The key file is for another terminal' },
    fileNotTrusted: { zh: '密钥文件\n来历不明', en: 'The key file is not from our authority' },
    fileReplayed: { zh: '密钥文件\n已经用过', en: 'The key file has been used before' },
    fileBroken: { zh: '密钥文件\n已经损坏', en: 'The key file is damaged' },
    safeToUnplug: { zh: '熄屏前请勿断电', en: 'Wait until the screen is dark' },
  } as const satisfies Record<string, Phrase>,
  true,
);

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
