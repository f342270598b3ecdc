// SPDX-License-Identifier: Apache-2.0
//
// Bits that Entry Point and the kernels read and write, by byte. docs/sources.md [domain B2, B3]

/** Terminal transaction qualifiers, 9F66, byte 1. */
export const ttq1 = Object.freeze(
  {
    offlineOnlyReader: 0x08,
    onlinePinSupported: 0x04,
    signatureSupported: 0x02,
  } as const,
  true,
);

/** Terminal transaction qualifiers, 9F66, byte 2. */
export const ttq2 = Object.freeze(
  {
    onlineCryptogramRequired: 0x80,
    cvmRequired: 0x40,
  } as const,
  true,
);

/** Card transaction qualifiers, 9F6C, byte 1. */
export const ctq1 = Object.freeze(
  {
    onlinePinRequired: 0x80,
    signatureRequired: 0x40,
    goOnlineIfExpired: 0x08,
  } as const,
  true,
);

/** Card transaction qualifiers, 9F6C, byte 2. */
export const ctq2 = Object.freeze(
  {
    deviceCvmPerformed: 0x80,
  } as const,
  true,
);
