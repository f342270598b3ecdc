// SPDX-License-Identifier: Apache-2.0
//
// What XS 13 (desk, rv32) or XS 17 (device) does not have, so that no module runs on one and fails on the other
// (docs/sources.md [moddable 4d]). TypeScript knows most of it by `lib: es2022`; but the device is compiled with es2025.

import { codeOnly } from '../../tidy/support/tokens.ts';
import { type Finding, found } from './finding.ts';

const features: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\.(toSorted|toReversed|toSpliced)\(|(?<!\bPlain)\.with\(/, 'arrays changed by copy'],
  [/\.(findLastIndex|findLast)\(\)/, 'findLast without a function'],
  [/\b(Object|Map)\.groupBy\b/, 'groupBy'],
  [/\bPromise\.(withResolvers|try)\b/, 'Promise.withResolvers and try'],
  [/\bArray\.fromAsync\b/, 'Array.fromAsync'],
  [/\bIterator\b|\.(drop|take|flatMap)\([^)]*\)\.(next|toArray)\b|\.toArray\(/, 'iterator helpers'],
  [
    /\.(union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(/,
    'methods of Set',
  ],
  [/\.(isWellFormed|toWellFormed)\(/, 'well-formed strings'],
  [
    /\.(toHex|toBase64|setFromHex|setFromBase64)\(|\bUint8Array\.from(Hex|Base64)\b/,
    'hex and base64',
  ],
  [/\bFloat16Array\b|\bMath\.(f16round|sumPrecise)\b/, 'Float16Array, f16round, sumPrecise'],
  [/\bError\.isError\b/, 'Error.isError'],
  [/\bRegExp\.escape\b/, 'RegExp.escape'],
  [/\.(getOrInsert|getOrInsertComputed)\(/, 'getOrInsert'],
  [/\bJSON\.(rawJSON|isRawJSON)\b/, 'JSON.rawJSON'],
  [/\.(detached|transfer|transferToFixedLength|resize)\b(?=\(|;)/, 'resizable buffers'],
  [
    /\b(Temporal|Intl|structuredClone|SharedArrayBuffer|Atomics)\b/,
    'what neither engine has for us',
  ],
  [/^\s*@\w+/m, 'decorators'],
  [/^\s*(static )?accessor \w/m, 'accessor'],
  [/\b(await )?using \w+ = /, 'using'],
  [/\bimport\s*\(/, 'import()'],
  [/\bimport\.(meta|defer|source)\b/, 'import.meta'],
];

/** Regular expressions: `v`, lookbehind, named groups twice, modifiers. Strings and expressions are not code to codeOnly. */
const expressions: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\/[gimsuyd]*v[gimsuyd]*[\s;,)\].]/, 'the flag v'],
  [/\(\?<[=!]/, 'lookbehind'],
  [/\(\?[ims-]+:/, 'modifiers'],
];

export function featureFindings(file: string, text: string): Finding[] {
  const code = codeOnly(text);
  const lines = code.split('\n');
  const inCode = features.flatMap(([pattern, name]) =>
    lines.flatMap((line, i) =>
      pattern.test(line) ? [found(`${file}:${i + 1}`, `${name}: not in both engines`)] : [],
    ),
  );
  const literals = [
    ...text.matchAll(
      /(?<=[=(,:[!&|?{};\n]\s*)\/(?![/*])(?:[^\\/\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*[\s;,)\].]/g,
    ),
  ];
  const inExpressions = literals.flatMap(([literal]) =>
    expressions.flatMap(([pattern, name]) =>
      pattern.test(literal)
        ? [found(file, `${literal.trim()}: ${name} is not in both engines`)]
        : [],
    ),
  );
  return [...inCode, ...inExpressions];
}
