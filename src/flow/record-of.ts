// SPDX-License-Identifier: Apache-2.0
//
// What the journal keeps of a transaction before its first byte leaves.

import { seal } from '../../crypto/seal.ts';
import { encodeMessage } from '../host/iso8583/message.ts';
import type { TerminalMessage } from '../host/iso8583/unionpay-terminal.ts';
import { reversalRequest, type Trace } from '../host/requests.ts';
import { type App, timeOf } from './app.ts';
import type { SaleRecord } from './money.ts';
import { approverOf, operatorOf } from './operator.ts';
import type { Order } from './perform.ts';
import type { Presented } from './present.ts';
import { digitsOfTime } from './receipt-time.ts';

/** Undefined when the board cannot seal: then nothing is begun that could not be reversed or repeated. */
export function recordFor(
  app: App,
  { kind, amountMinor, undone }: Order,
  trace: Trace,
  message: TerminalMessage,
  { tapped, maskedPan }: Presented,
): SaleRecord | undefined {
  const { board } = app;
  const chipData = kind.isForIssuer ? tapped?.request.f55Reversal : undefined;
  const owed = kind.unknown === 'reverse' ? reversalRequest(message, '98', chipData) : message;
  const sealedReversal = kind.isLook ? new Uint8Array(0) : sealed(app, owed);
  if (!sealedReversal) return undefined;
  return {
    ...trace,
    amountMinor,
    operator: operatorOf(app),
    time: digitsOfTime(timeOf(board)),
    maskedPan,
    sealedReversal,
    transaction: kind.number,
    original: undone?.stan ?? '000000',
    approver: approverOf(app),
  };
}

/** Undefined when the board cannot seal. */
export function sealed({ board, session }: App, message: TerminalMessage): Uint8Array | undefined {
  const bytes = encodeMessage(session.profile.spec, message);
  const sealedBytes = seal(bytes, board.entropy(16));
  bytes.fill(0);
  return sealedBytes;
}
