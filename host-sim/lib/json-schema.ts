// SPDX-License-Identifier: Apache-2.0
//
// The part of JSON Schema that the project's files use (host-sim/hil/rig.schema.json, host-sim/tap/*.schema.json): says what is wrong and
// where.

export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  /** Of a pattern or alternatives: what is wanted, in words. */
  readonly description?: string;
  readonly propertyNames?: Schema;
}

/** What does not fit, each with its place; `at` is what the whole is called. */
export function misfits(value: unknown, schema: Schema, at: string): string[] {
  if (schema.anyOf) {
    const tried = schema.anyOf.map((each) => misfits(value, each, at));
    if (tried.some((wrong) => wrong.length === 0)) return [];
    return schema.description === undefined
      ? tried.at(-1)!
      : [`${at} must be ${schema.description}`];
  }
  if (schema.enum)
    return schema.enum.includes(value) ? [] : [`${at} must be one of ${schema.enum.join(', ')}`];
  if (schema.type && !isA(schema.type, value))
    return [`${at} must be ${articleOf(schema.type)} ${schema.type}`];
  if (typeof value === 'string' && schema.pattern !== undefined)
    return new RegExp(schema.pattern).test(value)
      ? []
      : [`${at} must be ${schema.description ?? schema.pattern}`];
  if (Array.isArray(value)) return misfitsOfArray(value, schema, at);
  if (typeof value === 'number' && schema.minimum !== undefined && value < schema.minimum)
    return [`${at} must be at least ${schema.minimum}`];
  if (typeof value === 'number' && schema.maximum !== undefined && value > schema.maximum)
    return [`${at} must be at most ${schema.maximum}`];
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
    const wrongName = schema.propertyNames
      ? misfits(name, schema.propertyNames, `${at}: the name "${name}"`)
      : [];
    const place = / /.test(at) ? `"${name}"` : `${at}.${name}`;
    return [...wrongName, ...(inner ? misfits(each, inner, place) : [])];
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

const articleOf = (type: string) => (/^[aio]/.test(type) ? 'an' : 'a');
