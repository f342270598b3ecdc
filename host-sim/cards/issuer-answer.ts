// SPDX-License-Identifier: Apache-2.0
//
// What a double makes of its issuer's answer: the answer cryptogram (ARPC method 1: docs/sources.md [domain A7]), and scripts under a MAC
// of the same session key. The MAC's form is the project's own: over header, ATC, the transaction's cryptogram and the data; its first
// four bytes close the command. Issuers have one key for cryptograms and another for scripts; the doubles have one.

import { concat, fromHex, toHex } from '../../src/lib/bytes.ts';
import type { Apdu } from './apdu.ts';
import { retailMac, sessionKey, tdes } from './cryptogram.ts';

export type Script = 'block-application' | 'unblock-application' | 'put-data';

const macBytes = 4;

/** `data`: 91, the answer cryptogram 8 and the response code 2. */
export function isRightAnswer(
  cardKey: Uint8Array,
  atc: number,
  cryptogram: Uint8Array,
  data: Uint8Array,
): boolean {
  if (data.length !== 10) return false;
  const code = concat(data.subarray(8), new Uint8Array(6));
  const block = cryptogram.map((byte, index) => byte ^ code[index]!);
  return toHex(tdes(sessionKey(cardKey, atc), block)) === toHex(data.subarray(0, 8));
}

function macOf(
  cardKey: Uint8Array,
  atc: number,
  cryptogram: Uint8Array,
  header: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const counter = Uint8Array.of(atc >> 8, atc & 0xff);
  const covered = concat(header, counter, cryptogram, data);
  return retailMac(sessionKey(cardKey, atc), covered).subarray(0, macBytes);
}

/** Whether the command's MAC is right. */
export function takesScript(
  cardKey: Uint8Array,
  atc: number,
  cryptogram: Uint8Array,
  { cla, ins, p1, p2, data }: Apdu,
): boolean {
  const end = data.length - macBytes;
  if (end < 0) return false;
  const header = Uint8Array.of(cla, ins, p1, p2, data.length);
  const mac = macOf(cardKey, atc, cryptogram, header, data.subarray(0, end));
  return toHex(mac) === toHex(data.subarray(end));
}

/** The command as an issuer sends it. */
export function scriptCommand(
  cardKey: Uint8Array,
  atc: number,
  cryptogram: Uint8Array,
  /** INS P1 P2 */
  instruction: string,
  data: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const head = concat(fromHex(`84${instruction}`), Uint8Array.of(data.length + macBytes));
  return concat(head, data, macOf(cardKey, atc, cryptogram, head, data));
}
