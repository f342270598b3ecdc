// SPDX-License-Identifier: Apache-2.0
//
// Bits that Entry Point and the kernels read and write, by byte. docs/sources.md [domain B2, B3, B9; 9F07 own knowledge]

/** Terminal transaction qualifiers, 9F66, byte 1. */
export const ttq1 = Object.freeze(
  {
    contactChipSupported: 0x10,
    offlineOnlyReader: 0x08,
    onlinePinSupported: 0x04,
    signatureSupported: 0x02,
    authenticationForOnline: 0x01,
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
    goOnlineIfAuthenticationFails: 0x20,
    switchInterfaceIfAuthenticationFails: 0x10,
    goOnlineIfExpired: 0x08,
    switchInterfaceForCash: 0x04,
    switchInterfaceForCashback: 0x02,
    notValidForAtm: 0x01,
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

/** Application interchange profile, 82, byte 1. */
export const aip1 = Object.freeze({ sda: 0x40, dda: 0x20 } as const, true);

/** Application usage control, 9F07, both bytes as one number. */
export const auc = Object.freeze(
  {
    domesticCash: 0x8000,
    internationalCash: 0x4000,
    domesticCashback: 0x0080,
    internationalCashback: 0x0040,
  } as const,
  true,
);

/** Terminal verification results: byte and mask. */
export const tvr = Object.freeze(
  {
    sdaFailed: [1, 0x40],
    iccDataMissing: [1, 0x20],
    onExceptionFile: [1, 0x10],
    ddaFailed: [1, 0x08],
    sdaSelected: [1, 0x02],
    versionsDiffer: [2, 0x80],
    expired: [2, 0x40],
    notYetEffective: [2, 0x20],
    serviceNotAllowed: [2, 0x10],
    cvmFailed: [3, 0x80],
    onlinePinEntered: [3, 0x04],
  } as const,
  true,
);

/** Transaction status information, 9B, byte 1. */
export const tsi1 = Object.freeze(
  { authenticationPerformed: 0x80, cvmPerformed: 0x40 } as const,
  true,
);
