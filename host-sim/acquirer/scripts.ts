// SPDX-License-Identifier: Apache-2.0
//
// The issuer's scripts: sent with an answer (71, 72), their results taken (0620) and checked. docs/sources.md [domain A4, A7]. The MAC of
// a command is the project's own form: host-sim/cards/issuer-answer.ts has the card's side.

import { retailMac } from './des.ts';
import type { SaleVerdict } from './sale.ts';
import { readTlv, writeTlv } from './tlv.ts';
import type { WireMessage } from './wire.ts';

interface ScriptCommand {
  /** INS P1 P2, hexadecimal. */
  readonly instruction: string;
  readonly data?: string;
  /** Its MAC is wrong: the card will not have it. */
  readonly isForged?: boolean;
}

export interface IssuerScript {
  /** 71 when not given. */
  readonly template?: '71' | '72';
  readonly commands: readonly ScriptCommand[];
}

/** What became of the scripts of one answer. */
export interface ScriptResult {
  /** Trace number of the transaction. */
  readonly original: string;
  /** Of each script: 0 none, 1 failed, 2 done; and the command that failed. */
  readonly results: readonly string[];
}

interface Sent {
  readonly ids: readonly string[];
  readonly cryptogram: string;
  /** Trace number of the report that was taken. */
  report?: string;
}

const wanted = [2, 3, 11, 22, 25, 41, 42, 49, 55, 60, 61];
const chipWanted = [
  '9F33', '95', '9F37', '9F1E', '9F10', '9F26', '9F36', '82', 'DF31', '9F1A', '9A',
]; // biome-ignore format: a list
const resultDigits = 10;
const idDigits = 8;

export class Scripts {
  /** In the order in which they were reported. */
  readonly results: ScriptResult[] = [];
  #lastId = 0;
  /** By batch and trace number of the transaction. */
  #sent = new Map<string, Sent>();

  /** Only for a card whose cryptogram is right: without its key there is no MAC. */
  addTo(
    fields: Record<number, string>,
    { fields: asked }: WireMessage,
    { chip, sessionKey }: SaleVerdict,
    scripts: readonly IssuerScript[] = [],
  ): Record<number, string> {
    if (!sessionKey || scripts.length === 0) return fields;
    const ids: string[] = [];
    let field55 = fields[55] ?? '';
    for (const { template = '71', commands } of scripts) {
      const id = String(++this.#lastId).padStart(idDigits, '0');
      ids.push(id);
      const body = commands.map((command) => ['86', commandOf(command, sessionKey, chip)] as const);
      field55 += writeTlv([[template, writeTlv([['9F18', id], ...body])]]);
    }
    const original = asked.get(60)!.slice(2, 8) + asked.get(11)!;
    this.#sent.set(original, { ids, cryptogram: chip.get('9F26')! });
    return { ...fields, 55: field55 };
  }

  /** The code to answer with. The same report may come again, and counts once. */
  take({ fields }: WireMessage): string {
    if (wanted.some((id) => !fields.has(id)) || fields.get(25) !== '00') return '30';
    const original = fields.get(61)!.slice(0, 12);
    const sent = this.#sent.get(original);
    if (!sent) return '25';
    const chip = readTlv(fields.get(55)!);
    if (chipWanted.some((tag) => !chip.has(tag))) return '30';
    if (chip.get('9F26') !== sent.cryptogram) return '30';
    const parts = chip.get('DF31')!.match(new RegExp(`.{${resultDigits}}`, 'g')) ?? [];
    if (parts.map((part) => part.slice(2)).join() !== sent.ids.join()) return '30';
    const stan = fields.get(11)!;
    if (sent.report !== undefined) return sent.report === stan ? '00' : '94';
    sent.report = stan;
    const results = parts.map((part) => part.slice(0, 2));
    this.results.push({ original: original.slice(6), results });
    return '00';
  }
}

function commandOf(
  { instruction, data = '', isForged }: ScriptCommand,
  sessionKey: Buffer,
  chip: ReadonlyMap<string, string>,
): string {
  const macBytes = 4;
  const length = (data.length / 2 + macBytes).toString(16).padStart(2, '0');
  const head = `84${instruction}${length}`;
  const covered = head + chip.get('9F36')! + chip.get('9F26')! + data;
  const mac = retailMac(sessionKey, Buffer.from(covered, 'hex')).subarray(0, macBytes);
  if (isForged) mac[0]! ^= 0xff;
  return (head + data + mac.toString('hex')).toUpperCase();
}
