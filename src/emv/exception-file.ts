// SPDX-License-Identifier: Apache-2.0
//
// Account numbers of cards that are not to be taken: ten bytes each, padded F.

import type { Parameters } from './parameters.ts';
import { type Digits, isSamePan } from './track2.ts';

const panBytes = 10;

export function isOnExceptionFile({ exceptionFile: file }: Parameters, pan: Digits): boolean {
  if (file === undefined) return false;
  for (let at = 0; at + panBytes <= file.length; at += panBytes) {
    if (isSamePan(pan, file.subarray(at, at + panBytes))) return true;
  }
  return false;
}
