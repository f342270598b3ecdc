// SPDX-License-Identifier: Apache-2.0
//
// The terminal's journal for people: read from its flash by host-sim/journal, which shares no code with the firmware, with the
// chain checked by the key in its vault. Keys stay here; card numbers come masked, what is sealed stays sealed.

import { type Entry, type Finding, readJournal } from '../journal/image.ts';
import { type Description, describeRecord, type Value } from '../journal/records.ts';
import { chainKeyIn } from '../journal/vault.ts';
import type { Simulation } from '../simulation.ts';
import type { JournalEntry, PageJournal } from './protocol.ts';

const entriesShown = 100;

/** Acts of record 30, docs/internals/journal.md. */
const signedIn = 1;
const left = 2;
/** State of a checkpoint: what is on its way back. */
const owing: readonly Value[] = [3, 4];
/** What is repeated, having no reversal, ends with the host's answer. */
const resolving: readonly string[] = ['saleApproved', 'saleEnded', 'reversalDone', 'givenUp'];

/** `since`: after which record whoever signs in is there; undefined: nobody is. */
export function journalOf(simulation: Simulation, since: number | undefined): PageJournal {
  const { journal } = read(simulation);
  if (!journal) return { entries: [], records: 0, chain: 'empty', findings: [], signedIn: null };
  const { entries, findings, isChainChecked } = journal;
  return {
    entries: entries.slice(-entriesShown).map(entryOf),
    records: entries.length,
    chain: findings.length > 0 ? 'broken' : isChainChecked ? 'right' : 'not checked',
    findings: findings.map(sentence),
    signedIn: since === undefined ? null : operatorIn(entries, since),
  };
}

/** Whether the terminal owes the host something: its menu has a row more then. */
export function owesReversal(simulation: Simulation): boolean {
  let owes = false;
  for (const { type, version, payload } of read(simulation).journal?.entries ?? []) {
    const { name, fields } = describeRecord(type, version, payload);
    if (name === 'reversalOwed') owes = true;
    else if (name === 'checkpoint') owes = owing.includes(fields.state ?? 0);
    else if (resolving.includes(name)) owes = false;
  }
  return owes;
}

/** The number of the newest record; 0: there is none. */
export function newestNumber(simulation: Simulation): number {
  return read(simulation).journal?.entries.at(-1)?.sequence ?? 0;
}

/** A record that another one follows: that the last one is missing nobody can see, because nothing is linked to it yet. */
export function linkedRecord(simulation: Simulation): Entry | undefined {
  return read(simulation).journal?.entries.at(-2);
}

function read({ board }: Simulation) {
  const content = (label: string) => Buffer.from(board.flash.world.content(label));
  const key = chainKeyIn(content('vault'), Buffer.from(board.wiring.deviceSecret));
  return { journal: readJournal(content('journal'), key) };
}

/** Who was last said to be there. A shift ends without a record when the power goes. */
function operatorIn(entries: readonly Entry[], since: number): string | null {
  let number: string | null = null;
  for (const { sequence, type, version, payload } of entries) {
    const { name, fields } = describeRecord(type, version, payload);
    if (sequence <= since || name !== 'operatorActed') continue;
    if (fields.act === signedIn) number = String(fields.subject);
    else if (fields.act === left) number = null;
  }
  return number;
}

function entryOf({ sequence, type, version, payload }: Entry): JournalEntry {
  const { name, fields } = describeRecord(type, version, payload);
  return {
    sequence,
    name: wordsOf(name),
    trace: String(fields.stan ?? ''),
    amountMinor: typeof fields.amountMinor === 'number' ? fields.amountMinor : null,
    operator: String(fields.operator ?? ''),
    lines: linesOf(fields),
  };
}

function linesOf(fields: Description['fields']): string[] {
  return Object.entries(fields).map(([name, value]) => {
    const shown = name.startsWith('sealed') ? `sealed, ${String(value).length / 2} bytes` : value;
    return `${wordsOf(name)}: ${shown === '' ? '–' : shown}`;
  });
}

/** saleConfirmed: sale confirmed. */
function wordsOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function sentence({ kind, from, to }: Finding): string {
  if (from === 0) return `the header of a segment is ${kind}`;
  return from === to ? `record ${from} is ${kind}` : `records ${from} to ${to} are ${kind}`;
}
