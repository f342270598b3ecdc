// SPDX-License-Identifier: Apache-2.0
//
// The commands a contactless sale needs, as bytes. docs/sources.md [domain B1, B3, B4]

import { tag83CommandTemplate } from './tags.ts';
import { encodeTlv } from './tlv.ts';

export const statusWord9000Ok = 0x9000;
export const statusWord6984ReferencedDataInvalidated = 0x6984;
export const statusWord6985ConditionsNotSatisfied = 0x6985;
export const statusWord6986CommandNotAllowed = 0x6986;

/** `2PAY.SYS.DDF01`, the directory of the contactless applications (PPSE). */
export const ppseName: Uint8Array = Uint8Array.of(
  0x32,
  0x50,
  0x41,
  0x59,
  0x2e,
  0x53,
  0x59,
  0x53,
  0x2e,
  0x44,
  0x44,
  0x46,
  0x30,
  0x31,
);

/** SELECT by name, first or only occurrence. */
export function selectCommand(name: Uint8Array): Uint8Array {
  return withData(0x00, 0xa4, 0x04, 0x00, name);
}

/** GET PROCESSING OPTIONS with the data that the PDOL asked for. */
export function getProcessingOptionsCommand(pdolData: Uint8Array): Uint8Array {
  return withData(0x80, 0xa8, 0x00, 0x00, encodeTlv(tag83CommandTemplate, pdolData));
}

/** READ RECORD of one record, by number, of the file with that short identifier. */
export function readRecordCommand(sfi: number, record: number): Uint8Array {
  return Uint8Array.of(0x00, 0xb2, record, (sfi << 3) | 0x04, 0x00);
}

/** Kernel 2: how long does the card take to answer with its own random number? */
export function exchangeRelayResistanceDataCommand(entropy: Uint8Array): Uint8Array {
  return withData(0x80, 0xea, 0x00, 0x00, entropy);
}

/** One data object of the card's, by its tag of two bytes. */
export function getDataCommand(tag: number): Uint8Array {
  return Uint8Array.of(0x80, 0xca, tag >> 8, tag & 0xff, 0x00);
}

/** `control`: type of the cryptogram, and 10 for a signature with it. */
export function generateAcCommand(control: number, cdolData: Uint8Array): Uint8Array {
  return withData(0x80, 0xae, control, 0x00, cdolData);
}

/** Kernel 2: the cryptogram of a card that left before its answer came. */
export function recoverAcCommand(drdolData: Uint8Array): Uint8Array {
  return withData(0x80, 0xd0, 0x00, 0x00, drdolData);
}

/** The issuer's answer to the card's cryptogram. */
export function externalAuthenticateCommand(authenticationData: Uint8Array): Uint8Array {
  return withData(0x00, 0x82, 0x00, 0x00, authenticationData).subarray(0, -1);
}

/** A command with data that expects an answer of any length (Le 00). */
function withData(cla: number, ins: number, p1: number, p2: number, data: Uint8Array): Uint8Array {
  const command = new Uint8Array(5 + data.length + 1);
  command.set([cla, ins, p1, p2, data.length]);
  command.set(data, 5);
  return command;
}
