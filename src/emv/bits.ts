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

/** Terminal transaction qualifiers, 9F66, byte 3. */
export const ttq3 = Object.freeze({ issuerUpdateProcessing: 0x80 } as const, true);

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
    issuerUpdateProcessing: 0x40,
  } as const,
  true,
);

/** Application interchange profile, 82, byte 1. */
export const aip1 = Object.freeze(
  { sda: 0x40, dda: 0x20, cvm: 0x10, deviceCvm: 0x02, cda: 0x01 } as const,
  true,
);

/** Application interchange profile, byte 2. */
export const aip2 = Object.freeze({ emvMode: 0x80, relayResistance: 0x01 } as const, true);

/** Kernel 2's configuration, DF811B. */
export const kernelConfiguration = Object.freeze(
  { magStripeOff: 0x80, emvOff: 0x40, deviceCvm: 0x20, relayResistance: 0x10 } as const,
  true,
);

/** Terminal capabilities, 9F33: byte 1, 2 and 3. docs/sources.md [domain B9] */
export const capability1 = Object.freeze({ contactChip: 0x20 } as const, true);
export const capability2 = Object.freeze(
  { onlinePin: 0x40, signature: 0x20, noCvm: 0x08 } as const,
  true,
);
export const capability3 = Object.freeze({ cda: 0x08 } as const, true);

/** Application usage control, 9F07, both bytes as one number. */
export const auc = Object.freeze(
  {
    domesticCash: 0x8000,
    internationalCash: 0x4000,
    domesticPurchase: 0x2800,
    internationalPurchase: 0x1400,
    atAtms: 0x0200,
    elsewhereThanAtms: 0x0100,
    domesticCashback: 0x0080,
    internationalCashback: 0x0040,
  } as const,
  true,
);

/** Terminal verification results: byte and mask. */
export const tvr = Object.freeze(
  {
    odaNotPerformed: [1, 0x80],
    cdaFailed: [1, 0x04],
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
    unrecognisedCvm: [3, 0x40],
    floorLimitExceeded: [4, 0x80],
    relayThresholdExceeded: [5, 0x08],
    relayTimeExceeded: [5, 0x04],
    relayPerformed: [5, 0x02],
    relayNotPerformed: [5, 0x01],
  } as const,
  true,
);

/** Transaction status information, 9B, byte 1. */
export const tsi1 = Object.freeze(
  {
    authenticationPerformed: 0x80,
    cvmPerformed: 0x40,
    cardRiskManagementPerformed: 0x20,
    terminalRiskManagementPerformed: 0x08,
  } as const,
  true,
);
