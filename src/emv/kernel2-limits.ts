// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2: the amount against the limits of the configuration. docs/sources.md [domain B4; "above" own knowledge]
//
// What a reader would get wrong: kernel 2's limits are only exceeded by a greater amount, those of Entry Point also reached by an equal one.

import { aip1, kernelConfiguration, tsi1, tvr } from './bits.ts';
import { selectNext } from './kernel.ts';
import { configurationOf, type Ends, type Kernel2Context, profileOf } from './kernel2-context.ts';
import { end, level2 } from './kernel2-outcome.ts';
import {
  tag9F1DTerminalRiskManagementData,
  tag9F02AmountAuthorised,
  tag9F33TerminalCapabilities,
  tagDF811FSecurityCapability,
  tagDF8117CardDataInputCapability,
  tagDF8118CvmCapabilityCvmRequired,
  tagDF8119CvmCapabilityNoCvmRequired,
  tagDF8123ReaderFloorLimit,
  tagDF8124TransactionLimitNoDeviceCvm,
  tagDF8125TransactionLimitDeviceCvm,
  tagDF8126ReaderCvmRequiredLimit,
} from './tags.ts';

/** Whether the amount is greater than that limit; never where there is none. Both are six bytes BCD, which sort like numbers. */
export function isAbove({ terminal }: Kernel2Context, limitTag: number): boolean {
  const limit = terminal.get(limitTag);
  if (limit === undefined) return false;
  const amount = terminal.get(tag9F02AmountAuthorised)!;
  for (let i = 0; i < amount.length; i++) {
    if (amount[i] !== limit[i]) return amount[i]! > limit[i]!;
  }
  return false;
}

/** Which of two limits holds depends on whether the phone asks its holder. */
export function checkTransactionLimit(context: Kernel2Context): Ends {
  const hasDeviceCvm =
    (profileOf(context)[0]! & aip1.deviceCvm) !== 0 &&
    (configurationOf(context) & kernelConfiguration.deviceCvm) !== 0;
  const limit = hasDeviceCvm
    ? tagDF8125TransactionLimitDeviceCvm
    : tagDF8124TransactionLimitNoDeviceCvm;
  if (!isAbove(context, limit)) return undefined;
  return end(context, 'select-next', selectNext, { level2: level2.maxLimitExceeded });
}

/** In byte 2 of 9F1D. */
const cvmLimitExceeded = 0x80;

/** 9F33 and 9F1D as this amount makes them. */
export function setCapabilities(context: Kernel2Context): void {
  const { terminal } = context;
  const isRequired = isAbove(context, tagDF8126ReaderCvmRequiredLimit);
  const cvm = isRequired ? tagDF8118CvmCapabilityCvmRequired : tagDF8119CvmCapabilityNoCvmRequired;
  const tags = [tagDF8117CardDataInputCapability, cvm, tagDF811FSecurityCapability];
  terminal.set(
    tag9F33TerminalCapabilities,
    Uint8Array.from(tags, (tag) => terminal.get(tag)![0]!),
  );
  const risk = (terminal.get(tag9F1DTerminalRiskManagementData) ?? new Uint8Array(8)).slice();
  risk[1] = isRequired ? risk[1]! | cvmLimitExceeded : risk[1]! & ~cvmLimitExceeded;
  terminal.set(tag9F1DTerminalRiskManagementData, risk);
}

/** Terminal risk management: the floor limit is all there is of it. */
export function checkFloorLimit(context: Kernel2Context): void {
  const { record } = context;
  if (isAbove(context, tagDF8123ReaderFloorLimit)) record.find(tvr.floorLimitExceeded);
  record.tsi[0]! |= tsi1.terminalRiskManagementPerformed;
}
