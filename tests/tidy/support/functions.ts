// SPDX-License-Identifier: Apache-2.0
//
// The functions of a TypeScript or C file and how many lines each has, by tokens: a body is the brace after `=>`, or after a
// parameter list (and, in TypeScript, its result type).

import { codeOf, pairsOf, type Token } from './tokens.ts';

export interface FunctionSize {
  readonly name: string;
  /** From 1. */
  readonly line: number;
  readonly lineCount: number;
}

const statements: ReadonlySet<string> = new Set(['if', 'for', 'while', 'switch', 'catch', 'with']);
/** After one of these in a type, a brace is a part of the type. */
const typeGoesOn: ReadonlySet<string> = new Set([
  ':',
  '|',
  '&',
  '=>',
  '<',
  ',',
  '?',
  'keyof',
  'readonly',
  'is',
  'extends',
  'asserts',
]);

export function functionSizes(source: string, language: 'ts' | 'c'): FunctionSize[] {
  const tokens = codeOf(language === 'c' ? withoutDirectives(source) : source);
  const { partner } = pairsOf(tokens);
  return tokens.flatMap((token, index) => {
    if (token.text === '=>' && language === 'ts')
      return sizeOf(tokens, partner, index + 1, '=>', token.line);
    if (token.text !== '(' || !partner.has(index)) return [];
    const name = tokens[index - 1]?.text ?? '';
    if (statements.has(name) || (name === 'await' && tokens[index - 2]?.text === 'for')) return [];
    const body = bodyAfter(tokens, partner, partner.get(index)! + 1);
    return body === undefined
      ? []
      : sizeOf(tokens, partner, body, name, tokens[index - 1]?.line ?? token.line);
  });
}

function sizeOf(
  tokens: readonly Token[],
  partner: ReadonlyMap<number, number>,
  open: number,
  name: string,
  line: number,
): FunctionSize[] {
  const close = partner.get(open);
  if (tokens[open]?.text !== '{' || close === undefined) return [];
  return [{ name, line, lineCount: tokens[close]!.line - line + 1 }];
}

/** The index of the body's brace when one follows a parameter list that ends before `index`. */
function bodyAfter(
  tokens: readonly Token[],
  partner: ReadonlyMap<number, number>,
  index: number,
): number | undefined {
  if (tokens[index]?.text === '{') return index;
  if (tokens[index]?.text !== ':') return undefined;
  for (let i = index + 1; i < tokens.length; i++) {
    const { text, kind } = tokens[i]!;
    if (text === '{' && !typeGoesOn.has(tokens[i - 1]!.text)) return i;
    if (text === ';' || text === '=' || text === ')' || text === ']' || text === '}')
      return undefined;
    if (kind === 'template' || text === '=>') continue;
    if (partner.has(i)) i = partner.get(i)!;
  }
  return undefined;
}

/** `#define` and its like hold brackets that pair with nothing. */
function withoutDirectives(source: string): string {
  return source.replace(/^[ \t]*#(?:\\\n|.)*$/gm, (text) => text.replace(/[^\n]/g, ' '));
}
