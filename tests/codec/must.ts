// SPDX-License-Identifier: Apache-2.0
//
// For tests in which decoding has to succeed.

import type { Decoded } from '../../src/lib/result.ts';

export function must<T>(result: Decoded<T>): T {
  if (!result.ok) throw new Error(`byte ${result.at}: ${result.reason}`);
  return result.value;
}
