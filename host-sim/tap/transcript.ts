// SPDX-License-Identifier: Apache-2.0
//
// A recorded card: commands and answers in their order. A command of the terminal's must be the next of the recording; what "the same
// command" means is the one thing to decide.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeDol } from '../../src/emv/dol.ts';
import { decodeNested, findTlv } from '../../src/emv/tlv.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';
import { misfits, type Schema } from '../lib/json-schema.ts';

export interface Exchange {
  readonly command: Uint8Array;
  /** Undefined: the card is gone. */
  readonly response: Uint8Array | undefined;
  /** From the command's first bit to the answer's last. */
  readonly us: number;
}

const schemaFile = join(dirname(fileURLToPath(import.meta.url)), 'transcript.schema.json');

/** Throws Error with what is wrong and where. */
export function readTranscript(text: string): readonly Exchange[] {
  const value = JSON.parse(text) as unknown;
  const [wrong] = misfits(
    value,
    JSON.parse(readFileSync(schemaFile, 'utf8')) as Schema,
    'the transcript',
  );
  if (wrong) throw new Error(wrong);
  const { exchanges } = value as {
    exchanges: readonly { c: string; r: string | null; us?: number }[];
  };
  return withoutGetResponse(
    exchanges.map(({ c, r, us }) => {
      const command = fromHex(c);
      const response = r === null ? undefined : fromHex(r);
      return { command, response, us: us ?? plausibleUs(command, response) };
    }),
  );
}

const insGetResponse = 0xc0;
const more61 = 0x61;
const wrongLe6C = 0x6c;

/**
 * Readers that speak T=0 to their host record one command of the terminal's as several exchanges: 61xx and GET RESPONSE, or 6Cxx and the
 * same command with another Le. EMV's contactless cards have neither, so these are put together again: the first command, the whole answer.
 */
function withoutGetResponse(exchanges: readonly Exchange[]): Exchange[] {
  const whole: Exchange[] = [];
  for (const exchange of exchanges) {
    const last = whole.at(-1);
    const data = last && continued(last, exchange);
    if (data) {
      const { response } = exchange;
      const us = last.us + exchange.us;
      whole[whole.length - 1] = {
        command: last.command,
        response: response && Uint8Array.of(...data, ...response),
        us,
      };
    } else whole.push(exchange);
  }
  return whole;
}

/** The data that the card had already given when `next` goes on with the same command; undefined when it is another one. */
function continued(last: Exchange, next: Exchange): Uint8Array | undefined {
  const { response } = last;
  const why = response?.at(-2);
  if (response && why === more61 && next.command[1] === insGetResponse) {
    return response.subarray(0, -2);
  }
  const isAgain = toHex(withoutLe(last.command)) === toHex(withoutLe(next.command));
  return why === wrongLe6C && response?.length === 2 && isAgain ? response.subarray(2) : undefined;
}

function withoutLe(command: Uint8Array): Uint8Array {
  return command.length <= 5 ? command.subarray(0, 4) : command.subarray(0, 5 + command[4]!);
}

const insExchangeRelayResistanceData = 0xea;
/** Kernel 2's default for the time of the command on the air, and the longest it grants the answer, in units of 100 µs. */
const commandTime = 0x12;
const answerTimeMax = 0x18;

/** Recordings have no times: that of the relay resistance protocol is taken to be what the card says of itself. */
function plausibleUs(command: Uint8Array, response: Uint8Array | undefined): number {
  // 80 0A, entropy 4, shortest time, longest time, time of the answer.
  if (command[1] !== insExchangeRelayResistanceData || response?.length !== 14) return 0;
  const number = (at: number) => (response[at]! << 8) | response[at + 1]!;
  return (number(6) + commandTime + Math.min(number(10), answerTimeMax)) * 100;
}

const insSelect = 0xa4;

/** Where in the recording the command is: the next exchange, or a later one, as the recorded terminal may have asked for more. */
export function nextExchange(
  exchanges: readonly Exchange[],
  from: number,
  command: Uint8Array,
  strict: boolean,
): number | undefined {
  const end = strict ? from + 1 : exchanges.length;
  for (let at = from; at < end && at < exchanges.length; at++) {
    if (isSameCommand(exchanges[at]!.command, command, strict)) return at;
  }
  return undefined;
}

/** What a short command carries; nothing when there is no more than a header and Le. */
function dataOf(command: Uint8Array): Uint8Array {
  return command.length > 5 ? command.subarray(5, 5 + command[4]!) : new Uint8Array(0);
}

/** By class, instruction and parameters, and for SELECT by the name; `strict`: every byte. */
export function isSameCommand(recorded: Uint8Array, command: Uint8Array, strict: boolean): boolean {
  if (strict) return toHex(recorded) === toHex(command);
  if (toHex(recorded.subarray(0, 4)) !== toHex(command.subarray(0, 4))) return false;
  return command[1] !== insSelect || toHex(dataOf(recorded)) === toHex(dataOf(command));
}

const gpo = '80A80000';
const generateAc = '80AE';
const relay = '80EA0000';
const readRecord1OfFile1 = '00B2010C';
const fciPath = [0x6f, 0xa5];
const pdol9F38 = 0x9f38;
const cdol8C = 0x8c;

/** What the terminal of the recording told the card, by tag: from the card's lists (PDOL, CDOL1) and the data that it got for them. */
export function recordedTerminalData(exchanges: readonly Exchange[]): ReadonlyMap<number, string> {
  const told = new Map<number, string>();
  let pdol: Uint8Array | undefined;
  let cdol: Uint8Array | undefined;
  for (const { command, response } of exchanges) {
    if (command[1] === insSelect && response) {
      const inner = decodeNested(response.subarray(0, -2), fciPath);
      pdol = (inner.ok && findTlv(inner.value, pdol9F38)) || undefined;
    }
    const header = toHex(command.subarray(0, 4));
    if (header.startsWith('00B2') && response) {
      const inner = decodeNested(response.subarray(0, -2), [0x70]);
      cdol ??= (inner.ok && findTlv(inner.value, cdol8C)) || undefined;
    }
    const data = dataOf(command);
    // 83 and its length, of one byte or two.
    if (header === gpo && data[0] === 0x83) {
      note(told, pdol, data.subarray(data[1] === 0x81 ? 3 : 2));
    }
    if (header.startsWith(generateAc)) note(told, cdol, data);
  }
  noteConfiguration(told, exchanges);
  return told;
}

function note(told: Map<number, string>, list: Uint8Array | undefined, data: Uint8Array): void {
  const entries = list && decodeDol(list);
  if (!entries?.ok) return;
  let at = 0;
  for (const { tag, length } of entries.value) {
    if (at + length <= data.length) told.set(tag, toHex(data.subarray(at, at + length)));
    at += length;
  }
}

/** Bits of DF811B, and all that this program's kernel 2 can do. */
const magStripeOff = 0x80;
const relayResistance = 0x10;
const allOfKernel2 = 0xb0;

/** What kernel 2's terminal was able to do shows in the commands that it left out. */
function noteConfiguration(told: Map<number, string>, exchanges: readonly Exchange[]): void {
  const has = (header: string) =>
    exchanges.some(({ command }) => toHex(command.subarray(0, 4)) === header);
  if (!exchanges.some(({ command }) => toHex(command.subarray(0, 2)) === generateAc)) return;
  let configuration = allOfKernel2;
  if (!has(readRecord1OfFile1)) configuration &= ~magStripeOff;
  const told95 = told.get(0x95);
  const verification = told95 === undefined ? undefined : fromHex(told95);
  const knowsRelay = verification ? (verification[4]! & relayBits) !== 0 : has(relay);
  if (!knowsRelay || (isOfCard(exchanges) && !has(relay))) configuration &= ~relayResistance;
  told.set(0xdf811b, toHex(Uint8Array.of(configuration)));
  for (const [at, mask, tag, value] of shownByVerification) {
    if (verification && (verification[at]! & mask) !== 0) told.set(tag, value);
  }
}

/** Whether the card has relay resistance: byte 2 of its profile, 01. */
function isOfCard(exchanges: readonly Exchange[]): boolean {
  return exchanges.some(({ command, response }) => {
    if (toHex(command.subarray(0, 4)) !== gpo || !response) return false;
    const inner = decodeNested(response.subarray(0, -2), [0x77]);
    const profile = inner.ok ? findTlv(inner.value, 0x82) : undefined;
    return ((profile?.[1] ?? 0) & 0x01) !== 0;
  });
}

/** In byte 5 of the TVR: relay resistance performed, or not. */
const relayBits = 0x03;

/** By byte and mask of the recorded TVR: a floor limit that was exceeded, no CDA, a CVM limit that was exceeded. */
const shownByVerification: readonly (readonly [number, number, number, string])[] = [
  [3, 0x80, 0xdf8123, '000000000000'],
  [0, 0x80, 0xdf811f, '00'],
  [2, 0x04, 0xdf8126, '000000000000'],
];

/** The numbers with which the recorded terminal asked in the relay resistance protocol, after the first. */
export function recordedRelayNumbers(exchanges: readonly Exchange[]): string[] {
  return exchanges
    .filter(({ command }) => toHex(command.subarray(0, 4)) === relay)
    .slice(1)
    .map(({ command }) => toHex(dataOf(command)));
}
