// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic of a partition table (docs/sources.md [moddable 4a], [domain E11]): what ESP-IDF's own tool would refuse, and what
// it would not: slots of unequal size, secrets outside the encryption, a partition that the program misses.

import { type Finding, found } from './finding.ts';

export interface Partition {
  readonly label: string;
  readonly type: string;
  readonly subtype: string;
  readonly offset: number;
  readonly size: number;
  readonly encrypted: boolean;
}

export interface Flash {
  readonly bytes: number;
  /** Where the table lies; one sector. */
  readonly tableOffset: number;
}

const sector = 0x1000;
/** A program is mapped in pages of this size. */
const page = 0x1_0000;
/** ESP-IDF: 15 characters; the SDK finds partitions of type data by them. */
const labelMax = 15;

export function parsePartitions(csv: string): Partition[] {
  return csv
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const cells = line.split(',').map((cell) => cell.trim());
      const [label = '', type = '', subtype = '', offset, size, flags] = cells;
      const encrypted = flags === 'encrypted';
      return { label, type, subtype, offset: Number(offset), size: Number(size), encrypted };
    });
}

/** What every board needs, and what of it holds secrets once the flash is encrypted. */
const needed: Readonly<Record<string, { readonly secret: boolean }>> = {
  nvs: { secret: false },
  otadata: { secret: false },
  phy_init: { secret: false },
  nvs_keys: { secret: true },
  keys: { secret: true },
  settings: { secret: false },
  params: { secret: false },
  keyload: { secret: false },
  custody: { secret: true },
  errors: { secret: true },
  operators: { secret: true },
  journal: { secret: true },
  fonts: { secret: false },
};

export function partitionFindings(
  where: string,
  table: readonly Partition[],
  flash: Flash,
): Finding[] {
  return [
    ...table.flatMap((partition) => alone(where, partition)),
    ...together(where, table, flash),
    ...slots(where, table),
    ...contents(where, table),
  ];
}

function alone(where: string, { label, type, offset, size }: Partition): Finding[] {
  const unit = type === 'app' ? page : sector;
  const findings: Finding[] = [];
  const report = (message: string) => findings.push(found(where, `${label}: ${message}`));
  if (!['app', 'data'].includes(type)) report(`type ${type} is neither app nor data`);
  if (label === '' || label.length > labelMax) report(`a label has 1 to ${labelMax} characters`);
  if (!(Number.isInteger(offset) && Number.isInteger(size) && size > 0))
    report('offset and size are numbers, and the size is not 0');
  else if (offset % unit !== 0 || size % unit !== 0)
    report(`offset and size are multiples of ${unit / 1024} KB`);
  return findings;
}

function together(where: string, table: readonly Partition[], flash: Flash): Finding[] {
  const findings: Finding[] = [];
  let end = flash.tableOffset + sector;
  let before = 'the table';
  for (const { label, offset, size } of [...table].sort((a, b) => a.offset - b.offset)) {
    if (offset < end) findings.push(found(where, `${label} begins inside ${before}`));
    end = offset + size;
    before = label;
  }
  if (end > flash.bytes)
    findings.push(found(where, `${before} ends beyond ${flash.bytes / 1024 ** 2} MB`));
  const labels = table.map(({ label }) => label);
  for (const label of new Set(labels.filter((each, i) => labels.indexOf(each) !== i)))
    findings.push(found(where, `${label} is there twice`));
  return findings;
}

function slots(where: string, table: readonly Partition[]): Finding[] {
  const apps = table.filter(({ type }) => type === 'app');
  const names = apps.map(({ subtype }) => subtype).join();
  if (names !== 'ota_0,ota_1')
    return [found(where, `slots for the program: ${names}, but ota_0 and ota_1 are expected`)];
  if (apps[0]!.size === apps[1]!.size) return [];
  return [
    found(where, 'ota_0 and ota_1 differ in size: an update that fits one may not fit the other'),
  ];
}

function contents(where: string, table: readonly Partition[]): Finding[] {
  return Object.entries(needed).flatMap(([label, { secret }]) => {
    const partition = table.find((each) => each.label === label);
    if (!partition) return [found(where, `${label} is missing`)];
    if (partition.type !== 'data') return [found(where, `${label} is not of type data`)];
    if (secret && !partition.encrypted)
      return [found(where, `${label} holds secrets and is not marked encrypted`)];
    return [];
  });
}
