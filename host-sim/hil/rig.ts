// SPDX-License-Identifier: Apache-2.0
//
// What is on a bench, as a file: rig.schema.json is the format, this reads and checks it. Whatever is not said is absent.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

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

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
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

/** The part of JSON Schema that rig.schema.json uses. */
function misfits(value: unknown, schema: Schema, at: string): string[] {
  if (schema.anyOf) {
    const tried = schema.anyOf.map((each) => misfits(value, each, at));
    return tried.some((wrong) => wrong.length === 0) ? [] : tried.at(-1)!;
  }
  if (schema.enum)
    return schema.enum.includes(value) ? [] : [`${at} must be one of ${schema.enum.join(', ')}`];
  if (schema.type && !isA(schema.type, value)) return [`${at} must be a ${schema.type}`];
  if (Array.isArray(value)) return misfitsOfArray(value, schema, at);
  if (typeof value === 'number' && schema.minimum !== undefined && value < schema.minimum)
    return [`${at} must be at least ${schema.minimum}`];
  return typeof value === 'object' && value !== null ? misfitsOfObject(value, schema, at) : [];
}

function misfitsOfArray(value: readonly unknown[], schema: Schema, at: string): string[] {
  if (value.length < (schema.minItems ?? 0)) return [`${at} must not be empty`];
  const { items } = schema;
  return items ? value.flatMap((each, index) => misfits(each, items, `${at}[${index}]`)) : [];
}

function misfitsOfObject(value: object, schema: Schema, at: string): string[] {
  const missing = (schema.required ?? [])
    .filter((name) => !(name in value))
    .map((name) => `${at} has no "${name}"`);
  const others = Object.entries(value).flatMap(([name, each]) => {
    const inner = schema.properties?.[name] ?? schema.additionalProperties;
    if (inner === false) return [`${at} knows no "${name}"`];
    return inner ? misfits(each, inner, `"${name}"`) : [];
  });
  return [...missing, ...others];
}

function isA(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object')
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
