// SPDX-License-Identifier: Apache-2.0
//
// Tokens of JavaScript and TypeScript, as far as the checks of this repository need them: enough to tell code from comments,
// strings, templates and regular expressions, and to pair brackets. TypeScript 7 has no parser to call from JavaScript.
//
// What a reader would get wrong: a template is several tokens. "`a${", code, "}b${", code, "}c`"; the pieces count as
// opening and closing brackets.

export type TokenKind =
  | 'word'
  | 'number'
  | 'string'
  | 'template'
  | 'regexp'
  | 'punctuation'
  | 'comment';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
  /** From 1. */
  readonly line: number;
}

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['comment', /\/\/[^\n]*|\/\*[\s\S]*?\*\//y],
  ['word', /[#@]?[\p{L}_$][\p{L}\p{N}_$]*/uy],
  ['number', /(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?)n?/iy],
  ['string', /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y],
  [
    'punctuation',
    /\.\.\.|>>>=|[=!]==|\*\*=|<<=|>>>|>>=|&&=|\|\|=|\?\?=|=>|[=!<>+\-*/%&|^]=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|<<|>>|\*\*|[^\s\w]/y,
  ],
];
const regexp = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const templatePiece = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;
const space = /\s*/y;

/** Words after which an expression begins, so that a slash is a regular expression. */
const beforeExpression: ReadonlySet<string> = new Set(
  'return typeof case in of delete void throw new else do await yield instanceof'.split(' '),
);

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function mayBeRegexp(previous: Token | undefined): boolean {
  if (!previous) return true;
  if (previous.kind === 'word') return beforeExpression.has(previous.text);
  if (previous.kind === 'template') return previous.text.endsWith('{');
  return previous.kind === 'punctuation' && !')]}'.includes(previous.text);
}

/** All tokens, comments included. Throws on what is not a program. */
function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  /** For each open `${`, how many braces are open inside it. */
  const templates: number[] = [];
  let line = 1;
  let previous: Token | undefined;
  let at = 0;
  const push = (kind: TokenKind, text: string) => {
    const token = { kind, text, at, line };
    tokens.push(token);
    if (kind !== 'comment') previous = token;
    at += text.length;
    line += text.split('\n').length - 1;
  };
  for (;;) {
    const blank = match(space, source, at)!;
    line += blank.split('\n').length - 1;
    at += blank.length;
    if (at >= source.length) return tokens;
    const first = source[at]!;
    if (first === '`' || (first === '}' && templates.at(-1) === 0)) {
      const text = match(templatePiece, source, at + 1);
      if (text === undefined) throw new SyntaxError(`line ${line}: a template does not end`);
      if (first === '}') templates.pop();
      if (text.endsWith('{')) templates.push(0);
      push('template', first + text);
      continue;
    }
    if (first === '/' && !'/*'.includes(source[at + 1] ?? ' ') && mayBeRegexp(previous)) {
      const text = match(regexp, source, at);
      if (text !== undefined) {
        push('regexp', text);
        continue;
      }
    }
    if (templates.length > 0 && first === '{') templates[templates.length - 1]!++;
    if (templates.length > 0 && first === '}') templates[templates.length - 1]!--;
    const found = patterns.find(([, pattern]) => match(pattern, source, at) !== undefined);
    if (!found) throw new SyntaxError(`line ${line}: no token begins with ${first}`);
    push(found[0], match(found[1], source, at)!);
  }
}

/** The tokens without comments. */
export function codeOf(source: string): Token[] {
  return tokensOf(source).filter(({ kind }) => kind !== 'comment');
}

const opens = (token: Token) =>
  token.kind === 'template'
    ? token.text.endsWith('${')
    : token.kind === 'punctuation' && '([{'.includes(token.text);
const closes = (token: Token) =>
  token.kind === 'template'
    ? token.text.startsWith('}')
    : token.kind === 'punctuation' && ')]}'.includes(token.text);

/** For the index of each bracket, the index of its partner; a template's middle piece closes one pair and opens the next. */
export function pairsOf(tokens: readonly Token[]): {
  readonly partner: ReadonlyMap<number, number>;
  readonly opener: ReadonlyMap<number, number>;
} {
  const partner = new Map<number, number>();
  const opener = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach((token, index) => {
    if (closes(token)) {
      const start = open.pop();
      if (start === undefined)
        throw new SyntaxError(`line ${token.line}: ${token.text} closes nothing`);
      partner.set(start, index);
      opener.set(index, start);
    }
    if (opens(token)) open.push(index);
  });
  if (open.length > 0)
    throw new SyntaxError(`line ${tokens[open[0]!]!.line}: a bracket does not close`);
  return { partner, opener };
}

const quoted: ReadonlySet<TokenKind> = new Set(['comment', 'string', 'template', 'regexp']);

/** The source with comments, strings, templates' texts and regular expressions blanked out; offsets and lines stay. */
export function codeOnly(source: string): string {
  let result = '';
  for (const { kind, text, at } of tokensOf(source)) {
    result += source.slice(result.length, at);
    result += quoted.has(kind) ? text.replace(/[^\n]/g, ' ') : text;
  }
  return result;
}
