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
  const { exchanges } = value as { exchanges: readonly { c: string; r: string | null }[] };
  return exchanges.map(({ c, r }) => ({
    command: fromHex(c),
    response: r === null ? undefined : fromHex(r),
  }));
}

const insSelect = 0xa4;

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
const fciPath = [0x6f, 0xa5];
const pdol9F38 = 0x9f38;

/** What the terminal of the recording told the card, by tag: from the PDOL that the card gave and the data that it got. */
export function recordedTerminalData(exchanges: readonly Exchange[]): ReadonlyMap<number, string> {
  const told = new Map<number, string>();
  let pdol: Uint8Array | undefined;
  for (const { command, response } of exchanges) {
    if (command[1] === insSelect && response) {
      const inner = decodeNested(response.subarray(0, -2), fciPath);
      pdol = (inner.ok && findTlv(inner.value, pdol9F38)) || undefined;
    }
    if (pdol === undefined || toHex(command.subarray(0, 4)) !== gpo) continue;
    const entries = decodeDol(pdol);
    const template = dataOf(command);
    // 83 and its length, of one byte or two.
    const data = template.subarray(template[1] === 0x81 ? 3 : 2);
    if (!entries.ok || template[0] !== 0x83) continue;
    let at = 0;
    for (const { tag, length } of entries.value) {
      if (at + length <= data.length) told.set(tag, toHex(data.subarray(at, at + length)));
      at += length;
    }
  }
  return told;
}
