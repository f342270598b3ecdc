// SPDX-License-Identifier: Apache-2.0
//
// What a message is, by its type and F60: docs/sources.md [domain A4, A5]. Written apart from the program's table.

import type { MessageKind } from './behaviour.ts';
import { downloadKinds } from './downloads.ts';
import type { WireMessage } from './wire.ts';

const kinds: Readonly<Record<string, MessageKind>> = {
  '0800/001': 'sign-in',
  '0800/003': 'sign-in',
  '0800/004': 'sign-in',
  '0820/002': 'sign-out',
  '0820/301': 'echo',
  '0400/000': 'reversal',
  '0500/201': 'settlement',
  '0620/951': 'script-result',
  '0320/203': 'upload',
  '0320/202': 'upload-end',
  '0320/207': 'upload-end',
  ...downloadKinds,
};

/** By MTI and message type (F60.1). */
const financialKinds: typeof kinds = {
  '0200/22': 'sale',
  '0200/23': 'void',
  '0220/25': 'refund',
  '0220/30': 'offline-sale',
  '0200/36': 'offline-sale',
  '0200/01': 'balance',
  '0100/10': 'pre-authorization',
  '0100/11': 'pre-authorization-void',
  '0200/20': 'completion',
  '0200/21': 'completion-void',
  '0220/24': 'completion-advice',
};

/** A reversal is recognised by its MTI: its message type is the original's. */
export function kindOf({ mti, fields }: WireMessage): MessageKind {
  const field60 = fields.get(60) ?? '';
  const networkCode = field60.slice(8, 11);
  const financial =
    networkCode === '000' ? financialKinds[`${mti}/${field60.slice(0, 2)}`] : undefined;
  return financial ?? kinds[`${mti}/${networkCode}`] ?? 'other';
}
