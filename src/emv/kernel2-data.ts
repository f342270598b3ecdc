// SPDX-License-Identifier: Apache-2.0
//
// Kernel 2's configuration data objects, and what they are when nobody has set them. docs/sources.md [domain B4]; the times of the relay
// resistance protocol, the lifetime of a torn record and the message hold time are the book's defaults as known to the author.
//
// What a reader would get wrong: a limit that is not set is no limit of zero, it switches the check off, as everywhere here. Action codes
// that are not set are zeros: then the card's own codes decide.

import { capability2, kernelConfiguration } from './bits.ts';
import type { DataObjects } from './data-objects.ts';
import {
  tag9F33TerminalCapabilities,
  tagDF811BKernelConfiguration,
  tagDF811CTornRecordLifetime,
  tagDF811DTornRecordCountMax,
  tagDF811FSecurityCapability,
  tagDF812DMessageHoldTime,
  tagDF8117CardDataInputCapability,
  tagDF8118CvmCapabilityCvmRequired,
  tagDF8119CvmCapabilityNoCvmRequired,
  tagDF8120TerminalActionCodeDefault,
  tagDF8121TerminalActionCodeDenial,
  tagDF8122TerminalActionCodeOnline,
  tagDF8132RelayGraceMin,
  tagDF8133RelayGraceMax,
  tagDF8134RelayCommandTime,
  tagDF8135RelayAnswerTime,
  tagDF8136RelayAccuracyThreshold,
  tagDF8137RelayMismatchThreshold,
} from './tags.ts';

const noActions: Uint8Array = new Uint8Array(5);

/** Times of the relay resistance protocol are in units of 100 µs. */
const defaults: readonly (readonly [tag: number, value: Uint8Array])[] = Object.freeze(
  [
    [
      tagDF811BKernelConfiguration,
      Uint8Array.of(
        kernelConfiguration.magStripeOff |
          kernelConfiguration.deviceCvm |
          kernelConfiguration.relayResistance,
      ),
    ],
    [tagDF811CTornRecordLifetime, Uint8Array.of(0x01, 0x2c)],
    [tagDF811DTornRecordCountMax, Uint8Array.of(1)],
    [tagDF8120TerminalActionCodeDefault, noActions],
    [tagDF8121TerminalActionCodeDenial, noActions],
    [tagDF8122TerminalActionCodeOnline, noActions],
    [tagDF812DMessageHoldTime, Uint8Array.of(0x00, 0x00, 0x13)],
    [tagDF8132RelayGraceMin, Uint8Array.of(0x00, 0x14)],
    [tagDF8133RelayGraceMax, Uint8Array.of(0x00, 0x32)],
    [tagDF8134RelayCommandTime, Uint8Array.of(0x00, 0x12)],
    [tagDF8135RelayAnswerTime, Uint8Array.of(0x00, 0x18)],
    [tagDF8136RelayAccuracyThreshold, Uint8Array.of(0x01, 0x2c)],
    [tagDF8137RelayMismatchThreshold, Uint8Array.of(0x32)],
  ],
  true,
);

/** Of a terminal that says nothing of itself. */
const noCapabilities: Uint8Array = new Uint8Array(3);

export function completeConfiguration(terminal: DataObjects): void {
  for (const [tag, value] of defaults) setIfAbsent(terminal, tag, value);
  // [M] The terminal's capabilities as all kernels know them, taken apart: no CVM below the limit, the others above it.
  const capabilities = terminal.get(tag9F33TerminalCapabilities) ?? noCapabilities;
  const [input, cvm, security] = [capabilities[0]!, capabilities[1]!, capabilities[2]!];
  setIfAbsent(terminal, tagDF8117CardDataInputCapability, Uint8Array.of(input));
  setIfAbsent(terminal, tagDF8118CvmCapabilityCvmRequired, Uint8Array.of(cvm & ~capability2.noCvm));
  setIfAbsent(terminal, tagDF8119CvmCapabilityNoCvmRequired, Uint8Array.of(capability2.noCvm));
  setIfAbsent(terminal, tagDF811FSecurityCapability, Uint8Array.of(security));
}

function setIfAbsent(terminal: DataObjects, tag: number, value: Uint8Array): void {
  if (terminal.get(tag) === undefined) terminal.set(tag, value);
}
