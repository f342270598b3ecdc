// SPDX-License-Identifier: Apache-2.0
//
// What the host asks for in the header of an answer: docs/sources.md [domain A1, A4]. It is a wish for after the transaction and
// changes nothing about its outcome. The header is under no MAC: whatever comes of a wish is believed only with one.

import type { DownloadName } from './downloads.ts';

export type ProcessingRequest =
  | 'none'
  | 'sign-in'
  | 'upload-status'
  | DownloadName
  /** What this program cannot do: it is said, and written down. */
  | 'chip-parameters'
  | 'management-parameters'
  | 'bin-blacklist';

const processingRequests: Readonly<Record<string, ProcessingRequest>> = Object.freeze(
  {
    '0': 'none',
    '1': 'terminal-parameters',
    '2': 'upload-status',
    '3': 'sign-in',
    '4': 'ca-keys',
    '5': 'chip-parameters',
    '6': 'management-parameters',
    '7': 'bin-blacklist',
    '9': 'contactless-parameters',
  },
  true,
);

/** A digit we do not know asks for nothing. */
export function processingRequestFor(digit: string): ProcessingRequest {
  return Object.hasOwn(processingRequests, digit) ? processingRequests[digit]! : 'none';
}
