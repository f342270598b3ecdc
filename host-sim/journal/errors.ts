// SPDX-License-Identifier: Apache-2.0
//
// The log of errors in an image of a flash, and its export: a line for each record, each with the SHA-256 of the line before, so
// that a line that was changed, left out or put in is found without any chainKey. docs/internals/errors.md describes both.

import { createHash } from 'node:crypto';
import { type Entry, type Finding, isLinked, readJournal } from './image.ts';
import { describeRecord, type Value } from './records.ts';

/** From docs/internals/errors.md. */
const causes = ['typed', 'device', 'line', 'host'];
const events: Readonly<Record<number, string>> = {
  1: 'amount-refused',
  2: 'amount-corrected',
  3: 'number-refused',
  4: 'not-possible',
  5: 'wrong-pin',
  6: 'wrong-passcode',
  7: 'component-refused',
  8: 'check-failed',
  9: 'wrong-operator',
  10: 'wrong-password',
  11: 'not-allowed',
  32: 'stuck-key',
  33: 'device-failure',
  34: 'printer-trouble',
  35: 'pin-failed',
  36: 'not-stored',
  37: 'log-full',
  38: 'key-file-refused',
  64: 'line-failure',
  65: 'unknown-result',
  66: 'still-owed',
  96: 'declined',
  97: 'settlement-refused',
  98: 'advice-refused',
  99: 'update-failed',
  100: 'card-update-failed',
  101: 'not-balanced',
};
const handlings: Readonly<Record<number, string>> = {
  1: 'asked-again',
  2: 'ended',
  3: 'to-be-reversed',
  4: 'goes-on',
  16: 'corrected',
  17: 'undone',
  18: 'service-called',
  19: 'explained',
};

export interface ErrorLine {
  readonly sequence: number;
  readonly name: string;
  readonly fields: Readonly<Record<string, Value>>;
  /** What the chain of the terminal is made over, and the link: hexadecimal. */
  readonly linked: string;
  readonly link: string;
}

export interface ErrorLogImage {
  readonly lines: readonly ErrorLine[];
  readonly findings: readonly Finding[];
  readonly isChainChecked: boolean;
}

/** Undefined when there is no log of errors in the image. */
export function readErrors(image: Buffer, chainKey?: Buffer): ErrorLogImage | undefined {
  const found = readJournal(image, chainKey, 'JZE1');
  if (!found) return undefined;
  const { entries, findings, isChainChecked } = found;
  return { lines: entries.map(lineOf), findings, isChainChecked };
}

function lineOf({ sequence, type, version, payload, linked, link }: Entry): ErrorLine {
  const { name, fields } = describeRecord(type, version, payload);
  return {
    sequence,
    name,
    fields: inWords(fields),
    linked: linked.toString('hex'),
    link: link.toString('hex'),
  };
}

function inWords(fields: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  const { event, handling } = fields;
  return {
    ...(typeof event === 'number' && { cause: causes[event >> 5] ?? 'other' }),
    ...fields,
    ...(typeof event === 'number' && { event: events[event] ?? `event ${event}` }),
    ...(typeof handling === 'number' && { handling: handlings[handling] ?? `${handling}` }),
  };
}

const start = '0'.repeat(64);
const hashOf = (before: string, text: string) =>
  createHash('sha256').update(`${before}\n${text}`).digest('hex');

/** The lines of an export, without line feeds. */
export function exportOf(lines: readonly ErrorLine[]): string[] {
  let before = start;
  return lines.map((line) => {
    before = hashOf(before, JSON.stringify(line));
    return JSON.stringify({ ...line, hash: before });
  });
}

export interface ExportFinding {
  /** Of the file, from 1; 0: all of it. */
  readonly line: number;
  readonly what: string;
}

/** What is not as it was exported; with the device chainKey, also what is not as the terminal wrote it. */
export function checkExport(
  text: string,
  chainKey?: Buffer,
): { readonly lines: readonly ErrorLine[]; readonly findings: readonly ExportFinding[] } {
  const findings: ExportFinding[] = [];
  const lines: ErrorLine[] = [];
  const find = (line: number, what: string) => findings.push({ line, what });
  let before = start;
  let last: ErrorLine | undefined;
  const rows = text.split('\n').filter((row) => row !== '');
  if (rows.length === 0) find(0, 'it is empty');
  rows.forEach((row, index) => {
    const number = index + 1;
    const parsed = parseLine(row);
    if (!parsed) {
      find(number, 'not a line of an export');
      last = undefined;
      return;
    }
    const { hash, line } = parsed;
    lines.push(line);
    if (hashOf(before, JSON.stringify(line)) !== hash)
      find(number, 'not what was exported behind the line before');
    before = hash;
    if (last && line.sequence !== last.sequence + 1)
      find(number, `record ${line.sequence} behind record ${last.sequence}`);
    const linked = Buffer.from(line.linked, 'hex');
    if (!saysWhatIsLinked(line, linked)) find(number, 'the words are not those of the record');
    if (chainKey && last?.sequence === line.sequence - 1) {
      const links = [Buffer.from(last.link, 'hex'), Buffer.from(line.link, 'hex')] as const;
      if (!isLinked(chainKey, links[0], linked, links[1]))
        find(number, 'not a record of this terminal behind that one');
    }
    last = line;
  });
  return { lines, findings };
}

function parseLine(row: string): { hash: string; line: ErrorLine } | undefined {
  try {
    const { hash, ...line } = JSON.parse(row) as ErrorLine & { hash: string };
    const isLine =
      typeof hash === 'string' &&
      typeof line.linked === 'string' &&
      typeof line.link === 'string' &&
      Number.isInteger(line.sequence);
    return isLine ? { hash, line } : undefined;
  } catch {
    return undefined;
  }
}

/** Before the payload: length u16, type, version, sequence u32. */
function saysWhatIsLinked(line: ErrorLine, linked: Buffer): boolean {
  if (linked.length < 8 || linked.readUInt16LE(0) !== linked.length - 8) return false;
  const { name, fields } = describeRecord(linked[2]!, linked[3]!, linked.subarray(8));
  const said = JSON.stringify([line.sequence, line.name, line.fields]);
  return said === JSON.stringify([linked.readUInt32LE(4), name, inWords(fields)]);
}
