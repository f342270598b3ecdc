// SPDX-License-Identifier: Apache-2.0
//
// The large words of the screens, in both languages. They have a file of their own because the title font holds only the
// Chinese characters that occur here (native/fonts.json); everything else that people read is in strings*.ts.

export type Language = 'zh' | 'en';
export type Phrase = Readonly<Record<Language, string>>;

export const titles = Object.freeze(
  {
    product: { zh: '交子', en: 'Jiaozi' },
    welcome: { zh: '欢迎光临', en: 'Welcome' },
    tapCard: { zh: '请拍卡', en: 'Tap card' },
    reading: { zh: '读卡中', en: 'Reading' },
    removeCard: { zh: '请取走卡', en: 'Take card' },
    authorising: { zh: '处理中', en: 'Processing' },
    approved: { zh: '交易成功', en: 'Approved' },
    available: { zh: '可用余额', en: 'Available' },
    declined: { zh: '交易失败', en: 'Declined' },
    tryAgain: { zh: '请再拍一次', en: 'Tap again' },
    oneCard: { zh: '请只拍一张', en: 'One card' },
    cannotUse: { zh: '此卡不可用', en: 'Cannot use' },
    enterPin: { zh: '请输密码', en: 'Enter PIN' },
    wrongPin: { zh: '密码错误', en: 'Wrong PIN' },
    pinTimedOut: { zh: '输密超时', en: 'Too slow' },
    pinFailed: { zh: '加密失败', en: 'PIN failed' },
    pleaseWait: { zh: '请稍候', en: 'Please wait' },
    unknown: { zh: '结果未知', en: 'No answer' },
    reversing: { zh: '冲正中', en: 'Reversing' },
    reversed: { zh: '已冲正', en: 'Reversed' },
    pending: { zh: '冲正未完成', en: 'Not undone' },
    resending: { zh: '重发中', en: 'Resending' },
    notSentYet: { zh: '尚未办完', en: 'Not finished' },
    setAside: { zh: '挂账', en: 'Set aside' },
    notPossible: { zh: '不能办理', en: 'Not possible' },
    cancelled: { zh: '已取消', en: 'Cancelled' },
    lastSale: { zh: '上笔成功', en: 'Last sale' },
    printing: { zh: '打印中', en: 'Printing' },
    tearOff: { zh: '请撕单', en: 'Tear off' },
    paperOut: { zh: '缺纸', en: 'No paper' },
    coverOpen: { zh: '纸仓未关', en: 'Cover open' },
    printerHot: { zh: '打印头过热', en: 'Printer hot' },
    printerSilent: { zh: '打印机故障', en: 'No printer' },
    signingIn: { zh: '签到中', en: 'Signing in' },
    lineDown: { zh: '网络不通', en: 'No line' },
    eraseKeys: { zh: '清除密钥', en: 'Erase keys' },
    settleNow: { zh: '结算', en: 'Settle' },
    settling: { zh: '结算中', en: 'Settling' },
    settled: { zh: '结算完成', en: 'Settled' },
    updating: { zh: '更新中', en: 'Updating' },
    presentAgain: { zh: '请再次读卡', en: 'Card again' },
    cardUpdate: { zh: '卡更新', en: 'Card update' },
    uploading: { zh: '上送中', en: 'Uploading' },
    notTaken: { zh: '脱机未上送', en: 'Not taken' },
    signingOut: { zh: '签退中', en: 'Signing out' },
    manyErrors: { zh: '错误', en: 'Errors' },
    service: { zh: '需要维修', en: 'Service' },
    powerOff: { zh: '正在关机', en: 'Power off' },
  } as const satisfies Record<string, Phrase>,
  true,
);

export type TitleKey = keyof typeof titles;
