// SPDX-License-Identifier: Apache-2.0
//
// What the host gives the program of `jiaozi tap`, and what comes back: JSON, a line each. Bytes are hexadecimal.

/** As Combination in src/emv/parameters.ts. */
export interface JobCombination {
  readonly aid: string;
  readonly kernelId: number;
  readonly transactionTypes: readonly number[];
  readonly ttq: string;
  readonly version: string;
  readonly statusCheckSupported: boolean;
  readonly zeroAmountAllowed: boolean;
  readonly transactionLimitMinor?: number;
  readonly readerFloorLimitMinor?: number;
  readonly terminalFloorLimitMinor?: number;
  readonly cvmRequiredLimitMinor?: number;
  readonly extendedSelectionSupported: boolean;
  readonly kernelData: readonly (readonly [tag: number, value: string])[];
}

export interface PinFree {
  readonly enabled: boolean;
  readonly limitMinor: number;
  readonly deviceCvmAccepted: boolean;
  readonly binsA?: string;
  readonly binsB?: string;
  readonly binsBlocked?: string;
  readonly signatureFree?: { readonly enabled: boolean; readonly limitMinor: number };
}

export interface Job {
  readonly currencyUnitMinor: number;
  readonly offlineApprovals: boolean;
  /** 9F34 by how the cardholder was verified: none, on the device, online PIN, signature. */
  readonly cvmResults: readonly [string, string, string, string];
  /** UnionPay's rule, when the configuration has it. */
  readonly pinFree?: PinFree;
  readonly combinations: readonly JobCombination[];
  readonly terminalData: readonly (readonly [tag: number, value: string])[];
  readonly exceptionFile: string;
  readonly caKeys: string;
  readonly revoked: string;
  readonly amountMinor: number;
  readonly amountOtherMinor: number;
  readonly type: number;
  readonly date: string;
  readonly time: string;
  readonly unpredictableNumber: string;
  /** Numbers for the relay resistance protocol's second and third try. */
  readonly relayNumbers: readonly string[];
  readonly sequenceCounter: number;
  readonly interfaceDeviceSerialNumber: string;
}

export interface Message {
  readonly messageId: number;
  readonly status: string;
  readonly holdTimeMs: number;
}

/** Lines of the program: a command for the card, something that was found on the way, the end. */
export type Told =
  | { readonly command: string }
  | { readonly message: Message }
  | { readonly recovered: readonly [name: string, value: string] }
  | { readonly kernel: KernelTold }
  | { readonly end: EndTold };

export interface KernelTold {
  readonly id: number;
  readonly aid: string;
  readonly tvr: string;
  readonly tsi: string;
  readonly oda: { readonly method: string; readonly result: string; readonly failure?: string };
  readonly tags: readonly (readonly [tag: number, value: string])[];
}

export interface EndTold {
  readonly outcome: string;
  readonly cause?: string;
  readonly cvm?: string;
  readonly cvmResults?: string;
  /** Book B's parameters of an outcome: src/emv/outcome-parameters.ts. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly ui: readonly Message[];
}

/** A line of the host after the job: the answer and how long it took, or what became of the card. */
export type Answered =
  | { readonly response: string; readonly us: number }
  | { readonly trouble: 'removed' };
