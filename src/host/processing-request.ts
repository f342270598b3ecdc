// SPDX-License-Identifier: Apache-2.0
//
// What the host asks for in the header of an answer: docs/sources.md [domain A1]. It is a wish for after the transaction and
// changes nothing about its outcome.

const processingRequests = Object.freeze(
  {
    '0': 'none',
    '1': 'download-terminal-parameters',
    '2': 'upload-terminal-status',
    '3': 'sign-in',
    '4': 'update-ca-keys',
    '5': 'download-chip-parameters',
    '6': 'download-management-parameters',
    '7': 'download-bin-blacklist',
    '9': 'download-contactless-parameters',
  } as const,
  true,
);

export type ProcessingRequest = (typeof processingRequests)[keyof typeof processingRequests];

/** A digit we do not know asks for nothing. */
export function processingRequestFor(digit: string): ProcessingRequest {
  return Object.hasOwn(processingRequests, digit)
    ? processingRequests[digit as keyof typeof processingRequests]
    : 'none';
}
