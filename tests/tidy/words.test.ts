// SPDX-License-Identifier: Apache-2.0
//
// Words that do not occur in the firmware, with what to say instead (style.md 2.1).

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assertClean,
  assertFires,
  type Finding,
  file,
  files,
  lineAt,
  type SourceFile,
} from './support/repository.ts';
import { codeOnly } from './support/tokens.ts';

interface Word {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Comments and strings count, too. */
  readonly everywhere?: true;
}

const seam = 'the program never knows in which world it runs; what differs belongs into the board';
const time = 'take the time from the board: Clock in src/io/clock.ts, or board.time()';
const alarm = 'use Clock.alarm (src/io/clock.ts), which the board owns and a run can replay';
const collector = 'nothing may depend on when memory is collected: close what you open';
const locale = 'engines differ in locales, and the device has none: write the format out';
const float = 'engines and processors differ in the last digit: use integers or a table';
const log = 'the firmware prints nothing: return a value, or report through the board';

const words: readonly Word[] = [
  { pattern: /\bisSimulator\b|__SIM__/, instead: seam, everywhere: true },
  { pattern: /\bprocess\b(?!:)/, instead: seam },
  { pattern: /\bDate\b/, instead: time },
  { pattern: /\bperformance\b/, instead: time },
  {
    pattern: /\bMath\.random\b/,
    instead: 'use board.entropy, which a run can replay and the device draws from hardware',
  },
  { pattern: /\bset(Timeout|Interval|Immediate)\b/, instead: alarm },
  {
    pattern: /\bPromise\.race\b/,
    instead: `the loser goes on unseen: use Attention (src/flow/attention.ts), or ${alarm}`,
  },
  { pattern: /\b(WeakRef|FinalizationRegistry)\b/, instead: collector },
  { pattern: /\bIntl\b|\btoLocale\w*|\blocaleCompare\b/, instead: locale },
  {
    pattern:
      /\bMath\.(a?(sin|cos|tan)h?|atan2|exp(m1)?|log(10|1p|2)?|pow|sqrt|cbrt|hypot)\b|\*\*(?!\/)/,
    instead: float,
  },
  { pattern: /\bconsole\b|(?<![.\w]|function )trace\(/, instead: log },
  { pattern: /\bBuffer\b/, instead: 'the device has Uint8Array only: see src/lib/bytes.ts' },
  {
    pattern: /\b(TextEncoder|TextDecoder|structuredClone)\b/,
    instead: 'the device does not have it: see src/lib',
  },
];

/** Firmware only; C is looked at for the words of the seam alone. */
function wordFindings(all: readonly SourceFile[]): Finding[] {
  return all
    .filter(({ path }) => /^(src|drivers|crypto|tests\/hil\/agent)\/.*\.(ts|c|h)$/.test(path))
    .flatMap(({ path, text }) => {
      const code = path.endsWith('.ts') ? codeOnly(text) : '';
      return words.flatMap(({ pattern, instead, everywhere }) => {
        const where = everywhere ? text : code;
        return [...where.matchAll(new RegExp(pattern, 'g'))].map((match) => ({
          path,
          line: lineAt(text, match.index),
          message: `\`${match[0]}\` is banned in src/, drivers/ and crypto/: ${instead}`,
        }));
      });
    });
}

test('the firmware uses no word that would make a run differ from the device, or from itself', () => {
  assertClean(wordFindings(files));
});

describe('a planted word is found', () => {
  const planted: readonly string[] = [
    'if (isSimulator) return;',
    '// for __SIM__ only',
    'process.env.DEBUG',
    'Date.now()',
    'new Date()',
    'Math.random()',
    'setTimeout(f, 1)',
    'Promise.race([a, b])',
    'new WeakRef(a)',
    'new FinalizationRegistry(f)',
    'Intl.NumberFormat',
    'a.toLocaleString()',
    'a.localeCompare(b)',
    'Math.sin(1)',
    'Math.pow(2, 3)',
    '2 ** n',
    'console.log(1)',
    'Buffer.from(a)',
    'trace(1)',
    'new TextEncoder()',
  ];
  for (const text of planted) {
    test(text, () => assertFires(wordFindings, [file('src/lib/x.ts', text)], /is banned/));
  }

  test('but not in comments and strings, nor in other folders', () => {
    const innocent = [
      file(
        'src/lib/x.ts',
        "// unlike Date.now()\nconst a = 'Math.random';\nsession.trace.take(); update(/Intl/);",
      ),
      file('host-sim/x.ts', 'Date.now()'),
    ];
    assert.deepEqual(wordFindings(innocent), []);
  });
});
