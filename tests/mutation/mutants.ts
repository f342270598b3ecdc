// SPDX-License-Identifier: Apache-2.0
//
// Every branch of a JavaScript text, inverted, one at a time: the condition of `if`, `while`, `do` and `for`, the arms of
// `?:`, `&&` for `||` and the reverse, the operand that `??` takes, a `case` that is never chosen, and a comparison (unless
// it is the whole condition of one of the others).
//
// Works on esbuild's output, not on TypeScript: there each `?` is a conditional, and statements end in `;` or `}`.

import { codeOf, pairsOf, type Token } from '../tidy/support/tokens.ts';

const inverse = {
  '===': '!==',
  '!==': '===',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
} as const;

type Comparison = keyof typeof inverse;
export type MutantKind = Comparison | 'if' | 'while' | 'for' | '?:' | '&&' | '||' | '??' | 'case';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface Mutant {
  readonly kind: MutantKind;
  /** Offset of the code that the branch is about: source maps know it better than keywords and operators. */
  readonly at: number;
  readonly edits: readonly Edit[];
}

export function applied(source: string, { edits }: Mutant): string {
  let result = source;
  for (const { from, to, text } of [...edits].sort((a, b) => b.from - a.from || b.to - a.to)) {
    result = result.slice(0, from) + text + result.slice(to);
  }
  return result;
}

export function mutantsOf(source: string): Mutant[] {
  const scanner = new Scanner(source);
  return scanner.tokens.flatMap((token, index) => scanner.mutantAt(token, index) ?? []);
}

/** Tokens and words in front of the left operand of `??`, brackets apart. */
const beforeOperand: ReadonlySet<string> = new Set(
  ', ; : ? => = += -= ??= &&= ||= ... return throw case yield else do default of'.split(' '),
);

class Scanner {
  readonly tokens: readonly Token[];
  readonly #source: string;
  readonly #partner: ReadonlyMap<number, number>;
  readonly #opener: ReadonlyMap<number, number>;

  constructor(source: string) {
    this.#source = source;
    this.tokens = codeOf(source);
    const { partner, opener } = pairsOf(this.tokens);
    this.#partner = partner;
    this.#opener = opener;
  }

  mutantAt(token: Token, index: number): Mutant | undefined {
    // `x.if` and `{ case: 1 }` are names.
    const isName =
      token.kind === 'word' && (this.#text(index - 1) === '.' || this.#text(index + 1) === ':');
    if (isName || (token.kind !== 'word' && token.kind !== 'punctuation')) return undefined;
    switch (token.text) {
      case 'if':
      case 'while':
        return this.#negated(token.text, index, index + 2, this.#partner.get(index + 1)!);
      case 'for':
        return this.#loop(index);
      case 'case':
        return this.#never(index);
      case '?':
        return this.#swapped(index);
      case '&&':
        return this.#replaced('&&', index, '||');
      case '||':
        return this.#replaced('||', index, '&&');
      case '??':
        return this.#otherOperand(index);
      default:
        return this.#comparison(token, index);
    }
  }

  #comparison({ text }: Token, index: number): Mutant | undefined {
    if (!Object.hasOwn(inverse, text) || this.#isWholeCondition(index)) return undefined;
    const comparison = text as Comparison;
    return this.#replaced(comparison, index, inverse[comparison]);
  }

  /** Is this comparison all that an `if`, a loop or a conditional asks? */
  #isWholeCondition(index: number): boolean {
    const joins = (text: string) => text === '&&' || text === '||' || text === '??';
    const ends = (text: string) => joins(text) || ',;:?'.includes(text) || text === '=>';
    const start = this.#expressionStart(index, joins);
    const end = this.#next(index + 1, ends);
    const after = this.#text(end);
    if (joins(this.#text(start - 1)) || joins(after)) return false;
    if (after === '?') return true;
    const opener = this.#opener.get(end);
    const before = this.#text(start - 1);
    const isLoop = before === ';' && after === ';';
    return (
      isLoop ||
      (before === '(' && opener === start - 1 && ['if', 'while'].includes(this.#text(start - 2)))
    );
  }

  #text(index: number): string {
    return this.tokens[index]?.text ?? '';
  }

  #endOf(index: number): number {
    const { at, text } = this.tokens[index]!;
    return at + text.length;
  }

  #mutant(kind: MutantKind, index: number, ...edits: Edit[]): Mutant {
    return {
      kind,
      at: this.tokens[this.#text(index + 1) === '(' ? index + 2 : index + 1]!.at,
      edits,
    };
  }

  #around(first: number, last: number, before: string, after: string): Edit {
    const from = this.tokens[first]!.at;
    const to = this.#endOf(last);
    return { from, to, text: before + this.#source.slice(from, to) + after };
  }

  /** `last` is the token after the condition. */
  #negated(kind: MutantKind, index: number, first: number, last: number): Mutant {
    return this.#mutant(kind, index, this.#around(first, last - 1, '!(', ')'));
  }

  #loop(index: number): Mutant | undefined {
    const open = index + 1;
    if (this.#text(open) !== '(') return undefined;
    const first = this.#next(open + 1, (text) => text === ';') + 1;
    if (this.#text(first - 1) !== ';') return undefined;
    const last = this.#next(first, (text) => text === ';');
    return last === first ? undefined : this.#negated('for', index, first, last);
  }

  #never(index: number): Mutant {
    const colon = this.#next(index + 1, (text) => text === ':');
    const from = this.#endOf(index);
    return this.#mutant('case', index, { from, to: this.tokens[colon]!.at, text: ' {}' });
  }

  #replaced(kind: MutantKind, index: number, text: string): Mutant {
    return this.#mutant(kind, index, {
      from: this.tokens[index]!.at,
      to: this.#endOf(index),
      text,
    });
  }

  #swapped(index: number): Mutant {
    const colon = this.#colonOf(index);
    const end = this.#expressionEnd(colon + 1);
    const slice = (first: number, last: number) =>
      this.#source.slice(this.tokens[first]!.at, this.#endOf(last - 1));
    return this.#mutant('?:', index, {
      from: this.#endOf(index),
      to: this.#endOf(end - 1),
      text: `(${slice(colon + 1, end)}):(${slice(index + 1, colon)})`,
    });
  }

  /** `a ?? b` takes b when a is null; inverted it takes b when a is not, which is `a && b`. */
  #otherOperand(index: number): Mutant {
    const start = this.#expressionStart(index);
    const end = this.#next(
      index + 1,
      (text) => text === ',' || text === ';' || text === ':' || text === '?',
    );
    return this.#mutant(
      '??',
      index,
      this.#around(start, index - 1, '(', ')'),
      { from: this.tokens[index]!.at, to: this.#endOf(index), text: '&&' },
      this.#around(index + 1, end - 1, '(', ')'),
    );
  }

  /** The first token from `index` on that `wanted` says, or the bracket that closes around it. */
  #next(index: number, wanted: (text: string) => boolean): number {
    let i = index;
    while (i < this.tokens.length && !wanted(this.#text(i))) {
      if (this.#partner.has(i) && !this.#opener.has(i)) i = this.#partnerEnd(i) + 1;
      else if (this.#opener.has(i)) return i;
      else i++;
    }
    return i;
  }

  /** Past the pieces of a template. */
  #partnerEnd(index: number): number {
    let end = this.#partner.get(index)!;
    while (this.#partner.has(end)) end = this.#partner.get(end)!;
    return end;
  }

  #colonOf(index: number): number {
    let depth = 1;
    return this.#next(index + 1, (text) => {
      if (text === '?') depth++;
      if (text === ':') depth--;
      return depth === 0;
    });
  }

  /** The token after an expression that begins at `index`; a conditional in it belongs to it. */
  #expressionEnd(index: number): number {
    let depth = 0;
    return this.#next(index, (text) => {
      if (text === '?') depth++;
      if (text === ':' && depth > 0) {
        depth--;
        return false;
      }
      return text === ',' || text === ';' || text === ':';
    });
  }

  /** The first token of the operand that ends before `index`. */
  #expressionStart(index: number, stops = (_: string) => false): number {
    let i = index;
    for (;;) {
      const before = i - 1;
      const text = this.#text(before);
      if (before < 0 || beforeOperand.has(text) || stops(text) || this.#partner.has(before))
        return i;
      let start = before;
      while (this.#opener.has(start)) start = this.#opener.get(start)!;
      // A block that ends before a statement is no operand.
      if (text === '}' && this.tokens[i]!.kind === 'word') return i;
      i = start;
    }
  }
}
