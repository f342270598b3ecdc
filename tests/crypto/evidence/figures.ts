// SPDX-License-Identifier: Apache-2.0
//
// What the best constant-time library for such chips needs (BearSSL 0.6, same compiler and flags), in instructions on rv32imac for
// the sizes of crypto/ct/operations_*.c. Given with the project's issue, not measured here.

export const others: Readonly<Record<string, number>> = {
  'AES-128 CBC encrypt, 16 blocks': 16 * 5304,
  'AES-128 CTR, 16 blocks': 16 * 2827,
  'TDES CBC encrypt, 16 blocks': 16 * 16_200,
  'SHA-256, 256 bytes': 4 * 4527,
  'SHA-1, 256 bytes': 4 * 2693,
  'RSA-1984, 3 (public)': 1_940_000,
  'RSA-1984, 65537 (public)': 4_370_000,
  'P-256 verify (public)': 17_200_000,
  'P-256 sign': 8_300_000,
};
