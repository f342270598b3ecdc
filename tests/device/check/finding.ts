// SPDX-License-Identifier: Apache-2.0
//
// What a check of the device build has found: where, and what to do about it.

export interface Finding {
  readonly where: string;
  readonly message: string;
}

export const found = (where: string, message: string): Finding => ({ where, message });
