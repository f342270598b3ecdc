// SPDX-License-Identifier: Apache-2.0
//
// What a TypeScript module imports and exports, read from its tokens.

import { posix } from 'node:path';
import { codeOf, pairsOf, type Token } from './tokens.ts';

export interface Import {
  /** As written. */
  readonly specifier: string;
  readonly line: number;
  /** Only types are imported. */
  readonly typeOnly: boolean;
  /** The names in the imported module; '*' for all of it. */
  readonly names: readonly string[];
}

export interface Export {
  readonly name: string;
  readonly line: number;
  readonly isType: boolean;
}

export interface Module {
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  readonly strings: readonly Token[];
}

/** The repository path of a relative specifier; undefined for packages and the board's modules. */
export function resolved(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

const cache = new Map<string, Module>();

export function moduleOf(text: string): Module {
  let found = cache.get(text);
  if (!found) {
    found = new Reader(text).read();
    cache.set(text, found);
  }
  return found;
}

const declarations: ReadonlySet<string> = new Set(
  'function const let class interface type enum namespace'.split(' '),
);

class Reader {
  readonly #tokens: readonly Token[];
  readonly #partner: ReadonlyMap<number, number>;
  readonly #imports: Import[] = [];
  readonly #exports: Export[] = [];

  constructor(text: string) {
    this.#tokens = codeOf(text);
    this.#partner = pairsOf(this.#tokens).partner;
  }

  read(): Module {
    this.#tokens.forEach((token, index) => {
      if (token.kind !== 'word' || this.#text(index - 1) === '.') return;
      if (token.text === 'import') this.#import(index);
      else if (token.text === 'export') this.#export(index);
    });
    const strings = this.#tokens.filter(({ kind }) => kind === 'string' || kind === 'template');
    return { imports: this.#imports, exports: this.#exports, strings };
  }

  #text(index: number): string {
    return this.#tokens[index]?.text ?? '';
  }

  #import(index: number): void {
    const next = this.#tokens[index + 1];
    if (!next || next.text === '.') return;
    if (next.text === '(') {
      this.#add(index + 2, false, ['*']);
      return;
    }
    if (next.kind === 'string') {
      this.#add(index + 1, false, []);
      return;
    }
    const typeOnly =
      next.text === 'type' && this.#text(index + 2) !== 'from' && this.#text(index + 2) !== ',';
    let from = index + 1;
    while (this.#text(from) !== 'from' && from < this.#tokens.length)
      from = (this.#partner.get(from) ?? from) + 1;
    const clause = this.#tokens.slice(index + (typeOnly ? 2 : 1), from);
    const names = namesOf(clause);
    const allTypes =
      clause[0]?.text === '{' &&
      names.length > 0 &&
      clauseItems(clause).every(([first]) => first === 'type');
    this.#add(from + 1, typeOnly || allTypes, names);
  }

  #add(at: number, typeOnly: boolean, names: readonly string[]): void {
    const token = this.#tokens[at];
    if (token?.kind !== 'string') return;
    this.#imports.push({ specifier: token.text.slice(1, -1), line: token.line, typeOnly, names });
  }

  #export(index: number): void {
    let at = index + 1;
    if (this.#text(at) === 'default') {
      this.#exports.push({ name: 'default', line: this.#tokens[at]!.line, isType: false });
      return;
    }
    const typeOnly = this.#text(at) === 'type' && '{*'.includes(this.#text(at + 1));
    if (typeOnly) at++;
    if (this.#text(at) === '{' || this.#text(at) === '*') {
      this.#exportList(at, typeOnly);
      return;
    }
    while (['async', 'abstract', 'declare'].includes(this.#text(at))) at++;
    const declaration = this.#text(at);
    if (!declarations.has(declaration)) return;
    const isType = declaration === 'interface' || declaration === 'type';
    at++;
    if (this.#text(at) === '*') at++;
    if (this.#text(at) === '{' || this.#text(at) === '[') {
      const inside = this.#tokens.slice(at, this.#partner.get(at)! + 1);
      for (const name of namesOf(inside, 'local'))
        this.#exports.push({ name, line: this.#tokens[at]!.line, isType });
    } else this.#exports.push({ name: this.#text(at), line: this.#tokens[at]!.line, isType });
  }

  /** `export { a, b as c }` with or without `from`, and `export * from`. */
  #exportList(at: number, typeOnly: boolean): void {
    const end = this.#text(at) === '{' ? this.#partner.get(at)! : at;
    const clause = this.#tokens.slice(at, end + 1);
    const line = this.#tokens[at]!.line;
    if (this.#text(at) === '{')
      for (const name of namesOf(clause, 'local'))
        this.#exports.push({ name, line, isType: false });
    if (this.#text(end + 1) === 'from')
      this.#add(end + 2, typeOnly, this.#text(at) === '{' ? namesOf(clause) : ['*']);
  }
}

/** The items between the braces of an import or export clause, as words. */
function clauseItems(clause: readonly Token[]): string[][] {
  const items: string[][] = [[]];
  for (const { text } of clause) {
    if (text === ',') items.push([]);
    else if (text !== '{' && text !== '}' && text !== '[' && text !== ']') items.at(-1)!.push(text);
  }
  return items.filter((item) => item.length > 0);
}

/** Names in the other module, or with 'local' the names they have here. */
function namesOf(clause: readonly Token[], side: 'other' | 'local' = 'other'): string[] {
  const brace = clause.findIndex(({ text }) => text === '{' || text === '[');
  const names: string[] = [];
  if (clause.some(({ text }) => text === '*')) names.push('*');
  else if (brace !== 0) names.push('default');
  if (brace < 0) return names;
  for (const item of clauseItems(clause.slice(brace))) {
    const words = item[0] === 'type' && item.length > 1 && item[1] !== 'as' ? item.slice(1) : item;
    names.push(side === 'local' ? words.at(-1)! : words[0]!);
  }
  return names;
}
