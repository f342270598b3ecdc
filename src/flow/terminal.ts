// SPDX-License-Identifier: Apache-2.0
//
// The terminal from power-on: brings the board up before the eyes of the clerk, then goes round and round between idle and
// whatever a key asks for.

import type { Board, DeviceName, Display } from '../io/devices.ts';
import { Attention } from './attention.ts';
import { Front } from './front.ts';

export const version = '0.1.0';

export async function runTerminal(
  openBoard: (progress: {
    display(display: Display | undefined): void;
    device(name: DeviceName, good: boolean): void;
  }) => Promise<Board>,
): Promise<void> {
  const front = new Front('zh');
  const board = await openBoard({ display: (display) => front.use(display), device() {} });
  const attention = new Attention(board.clock);
  board.onKey((event) => {
    if (event.kind === 'press') attention.press(event.code);
  });
  for (;;) {
    const now = board.rtc?.read();
    front.show({ kind: 'idle', merchant: 'TEST', test: true, ...(now && { now }) });
    const waited = await attention.key(60_000);
    if (waited.kind === 'key') front.toggleLanguage();
  }
}
