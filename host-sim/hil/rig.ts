// SPDX-License-Identifier: Apache-2.0
//
// What is on a bench, as a file: rig.schema.json is the format, this reads and checks it. Whatever is not said is absent.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { misfits, type Schema } from '../lib/json-schema.ts';

export type Command = readonly [string, ...string[]];

export interface Rig {
  readonly board: string;
  readonly port?: string;
  readonly baud?: number;
  readonly provisioned?: string;
  readonly reset?: 'agent' | 'rts';
  readonly relay?: { readonly on: Command; readonly off: Command };
  readonly solenoids?: Readonly<
    Record<string, { readonly press: Command; readonly release: Command }>
  >;
  readonly camera?: 'absent' | Command;
  readonly cards?: 'doubles' | Readonly<Record<string, string>>;
  readonly printer?: 'board' | 'none';
  readonly line?: 'host' | 'board';
  readonly speed?: number;
}

/** What the board was given by provision.ts. */
export interface Provisioned {
  readonly settings: object;
  readonly masterKey: Uint8Array;
}

const schemaFile = join(dirname(fileURLToPath(import.meta.url)), 'rig.schema.json');

/** Reads a rig file; throws Error with what is wrong and where. Paths in it are relative to it. */
export function readRig(file: string): Rig {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as Schema;
  const [wrong] = misfits(value, schema, 'the rig');
  if (wrong) throw new Error(`${file}: ${wrong}`);
  const rig = value as Rig;
  return rig.provisioned === undefined
    ? rig
    : { ...rig, provisioned: resolve(dirname(file), rig.provisioned) };
}

export function readProvisioned(folder: string): Provisioned {
  const at = (name: string) => {
    const file = join(folder, name);
    if (!existsSync(file)) throw new Error(`${folder}: no ${name}; docs/hardware/provision.ts`);
    return readFileSync(file, 'utf8');
  };
  const masterKey = Buffer.from(at('master-key.hex').trim(), 'hex');
  if (masterKey.length !== 16) throw new Error(`${folder}: master-key.hex: 32 hex digits expected`);
  return { settings: JSON.parse(at('settings.json')), masterKey };
}
