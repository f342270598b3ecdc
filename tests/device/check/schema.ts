// SPDX-License-Identifier: Apache-2.0
//
// A checker for as much of JSON Schema as manifest.schema.json uses. A word it does not know is an error: a schema that says more than
// is checked would be worse than none.

import { type Finding, found } from './finding.ts';

export type Schema = { readonly [word: string]: unknown };

type Check = (value: unknown, rule: never, at: Place) => Finding[];

interface Place {
  readonly where: string;
  readonly schema: Schema;
  readonly root: Schema;
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
};

const isObject = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object';
const inside = (at: Place, key: string | number): Place => ({ ...at, where: `${at.where}/${key}` });

function properties(value: unknown, rule: Record<string, Schema>, at: Place): Finding[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    rule[name] ? visit(each, rule[name], inside(at, name)) : [],
  );
}

/** Names that `properties` does not know. */
function additionalProperties(value: unknown, rule: false | Schema, at: Place): Finding[] {
  if (!isObject(value)) return [];
  const known = Object.keys((at.schema.properties ?? {}) as object);
  return Object.entries(value)
    .filter(([name]) => !known.includes(name))
    .flatMap(([name, each]) =>
      rule === false
        ? [found(inside(at, name).where, 'mcconfig does not know this name')]
        : visit(each, rule, inside(at, name)),
    );
}

function oneOf(value: unknown, rule: readonly Schema[], at: Place): Finding[] {
  const tries = rule.map((each) => visit(value, each, at));
  if (tries.filter((findings) => findings.length === 0).length === 1) return [];
  // The nearest miss tells most.
  const [nearest = []] = tries.sort((a, b) => a.length - b.length);
  return nearest.length > 0 ? nearest : [found(at.where, 'fits more than one form')];
}

const checks: Readonly<Record<string, Check>> = {
  $ref: (value, rule: string, at) => {
    const name = rule.replace('#/definitions/', '');
    const target = (at.root.definitions as Record<string, Schema>)[name];
    if (!target) throw new Error(`the schema has no ${rule}`);
    return visit(value, target, at);
  },
  type: (value, rule: string, at) => {
    const type = typeOf(value);
    if (type === rule || (rule === 'number' && type === 'integer')) return [];
    return [found(at.where, `${type}, but ${rule} is expected`)];
  },
  enum: (value, rule: readonly unknown[], at) =>
    rule.includes(value) ? [] : [found(at.where, `${value}, but one of ${rule} is expected`)],
  minimum: (value, rule: number, at) =>
    typeof value !== 'number' || value >= rule
      ? []
      : [found(at.where, `${value} is below ${rule}`)],
  pattern: (value, rule: string, at) =>
    typeof value !== 'string' || new RegExp(rule).test(value)
      ? []
      : [found(at.where, `${value} does not look like ${rule}`)],
  required: (value, rule: readonly string[], at) =>
    isObject(value)
      ? rule.filter((name) => !(name in value)).map((name) => found(at.where, `${name} is missing`))
      : [],
  items: (value, rule: Schema, at) =>
    Array.isArray(value) ? value.flatMap((each, i) => visit(each, rule, inside(at, i))) : [],
  properties,
  additionalProperties,
  oneOf,
};

const notChecked = new Set(['$schema', 'title', 'description', 'definitions']);

function visit(value: unknown, schema: Schema, at: Omit<Place, 'schema'>): Finding[] {
  const place: Place = { where: at.where, root: at.root, schema };
  return Object.entries(schema).flatMap(([word, rule]) => {
    if (notChecked.has(word)) return [];
    const check = checks[word];
    if (!check) throw new Error(`the schema says ${word}, which nobody checks`);
    return check(value, rule as never, place);
  });
}

export const schemaFindings = (where: string, value: unknown, schema: Schema): Finding[] =>
  visit(value, schema, { where, root: schema });
