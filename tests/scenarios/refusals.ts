// SPDX-License-Identifier: Apache-2.0
//
// The screen of a refusal by the host, as a terminal in Chinese shows it.

import { responseFor } from '../../src/host/response-codes.ts';
import type { ScreenOf } from '../../src/ui/screen.ts';

export function declined(code: string): ScreenOf<'declined'> {
  const { zh, todo } = responseFor(code);
  return { kind: 'declined', reason: zh, code, ...(todo && { todo }) };
}
