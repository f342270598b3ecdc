// SPDX-License-Identifier: Apache-2.0
//
// What Entry Point and the kernels are told about the terminal and its acquirer: types only, the values are data in
// parameter files (host-sim/parameters). docs/sources.md [domain B1, A6]
//
// An absent limit is not a limit of zero: it switches the check off.

import type { KernelCvm } from './outcome.ts';

/** One AID with one kernel: Book B's combination and its configuration data. */
export interface Combination {
  /** The card's application name begins with it. */
  readonly aid: Uint8Array;
  readonly kernelId: number;
  /** Values of 9C for which it may be used. */
  readonly transactionTypes: readonly number[];
  readonly tag9F66TerminalTransactionQualifiers: Uint8Array;
  readonly tag9F09ApplicationVersionNumber: Uint8Array;
  /** An amount of one unit of currency asks for the card's status, online. */
  readonly statusCheckSupported: boolean;
  /** Only `false` forbids the amount zero. */
  readonly zeroAmountAllowed?: boolean;
  /** Amounts from here on are not for contactless. */
  readonly transactionLimitMinor?: number;
  /** Amounts above it go online. */
  readonly readerFloorLimitMinor?: number;
  /** 9F1B, looked at when the reader has no floor limit of its own. */
  readonly terminalFloorLimitMinor?: number;
  /** Amounts from here on need cardholder verification. */
  readonly cvmRequiredLimitMinor?: number;
  /** The card may extend the name by which it is selected (9F29). */
  readonly extendedSelectionSupported: boolean;
  /** The kernel's own configuration data objects (Kernel 2: DF81xx). */
  readonly kernelData?: readonly (readonly [tag: number, value: Uint8Array])[];
}

/** UnionPay's small payments without PIN and signature, decided by the terminal after the kernel (pin-free.ts). */
export interface PinFree {
  /** FF8054 */
  readonly enabled: boolean;
  /** FF8058: the last amount without a PIN. */
  readonly limitMinor: number;
  /** FF8057 */
  readonly deviceCvmAccepted: boolean;
  /** While it is there (FF8055): cards of these issuers only, whatever their kind. */
  readonly binsA?: Uint8Array;
  /** While it is there (FF8056): all credit cards, debit cards of these issuers only. */
  readonly binsB?: Uint8Array;
  readonly binsBlocked?: Uint8Array;
  /** FF805A, FF8059: the last amount without a signature; absent: nobody signs for want of a PIN. */
  readonly signatureFree?: { readonly enabled: boolean; readonly limitMinor: number };
}

export interface Parameters {
  /** Minor units in one unit of currency. */
  readonly currencyUnitMinor: number;
  readonly combinations: readonly Combination[];
  /** Of UnionPay's kernel; without it, what the kernel says of the cardholder stands. */
  readonly pinFree?: PinFree;
  /** A card's own approval stands; otherwise it is declined. */
  readonly offlineApprovals?: boolean;
  /** Account numbers, padded F to ten bytes each, of cards that are not to be taken. */
  readonly exceptionFile?: Uint8Array;
  /** 9F34 for each way the cardholder can have been verified. */
  readonly tag9F34CvmResults: Readonly<Record<KernelCvm, Uint8Array>>;
  /** The terminal's data objects that do not change from sale to sale. */
  readonly terminalData: readonly (readonly [tag: number, value: Uint8Array])[];
}

/** What a parameter file says: parameter-image.ts. */
export interface ParameterSet extends Parameters {
  readonly name: string;
  /** Made values and test authorities' keys: not for a live terminal. */
  readonly isTest: boolean;
  /** In the format of oda-ca-keys.ts, and certificates called back. */
  readonly caKeys: Uint8Array;
  readonly revoked: Uint8Array;
}
