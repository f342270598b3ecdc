// SPDX-License-Identifier: Apache-2.0
//
// The board's random generator, as the link gives it: from the run's seed, and visibly so.

import { Kind } from '../link/protocol.ts';
import { openHandle, transferBytes, words } from './link.ts';

let handle = -1;

/** `count` random bytes, at most 256. */
export function entropy(count: number): Uint8Array {
  if (handle < 0) handle = openHandle(Kind.Entropy, new Uint8Array(0), { onEvent() {} });
  return new Uint8Array(transferBytes(handle, words(count)));
}
