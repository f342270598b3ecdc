// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { transformSync } from 'esbuild';
import { applied, mutantsOf } from './mutants.ts';
import { marked, Reach } from './reach.ts';
import { keyOf, readReasons, type Survivor, unjudged, written } from './survivors.ts';

const mutated = (source: string) => mutantsOf(source).map((mutant) => applied(source, mutant));

describe('each branch is inverted by itself', () => {
  const cases: readonly (readonly [source: string, ...mutants: string[]])[] = [
    [
      'if (a) b(); else if (c) d();',
      'if (!(a)) b(); else if (c) d();',
      'if (a) b(); else if (!(c)) d();',
    ],
    ['while (a < 1) a++;', 'while (!(a < 1)) a++;'],
    ['do a++; while (a < 1);', 'do a++; while (!(a < 1));'],
    ['for (let i = f(0, 1); i < 9; i++) g();', 'for (let i = f(0, 1); !(i < 9); i++) g();'],
    ['for (;;) f();'],
    ['for (const a of b) f();'],
    ['x = a ? b : c;', 'x = a ?(c):(b);'],
    ['x = a ? b : c ? d : e;', 'x = a ?(c ? d : e):(b);', 'x = a ? b : c ?(e):(d);'],
    ['x = a ? b ? c : d : e;', 'x = a ?(e):(b ? c : d);', 'x = a ? b ?(d):(c) : e;'],
    ['f(a ? (b, c) : [d], e);', 'f(a ?([d]):((b, c)), e);'],
    ['x = { a: b ? c : d, e };', 'x = { a: b ?(d):(c), e };'],
    ['x = a && b || c;', 'x = a || b || c;', 'x = a && b && c;'],
    ['x = a ?? b;', 'x = (a) && (b);'],
    [
      'return a.b(c) ?? await d ?? e;',
      'return (a.b(c)) && (await d ?? e);',
      'return (a.b(c) ?? await d) && (e);',
    ],
    ['f(...a ?? [], b);', 'f(...(a) && ([]), b);'],
    [
      'x = (a ?? b) === c ? d : e;',
      'x = ((a) && (b)) === c ? d : e;',
      'x = (a ?? b) === c ?(e):(d);',
    ],
    [
      'switch (a) { case "b": f(); case c.d: g(); default: h(); }',
      'switch (a) { case {}: f(); case c.d: g(); default: h(); }',
      'switch (a) { case "b": f(); case {}: g(); default: h(); }',
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the template is in the mutated program
    ['x = `${a ? b : c}${d}`;', 'x = `${a ?(c):(b)}${d}`;'],
    ['x = /a?b/.test(c) || "d ? e : f";', 'x = /a?b/.test(c) && "d ? e : f";'],
    ['x = a?.b ?? c; // if (a) b();', 'x = (a?.b) && (c); // if (a) b();'],
    ['return a === b;', 'return a !== b;'],
    ['f((a) => a.b < c, d >= e);', 'f((a) => a.b >= c, d >= e);', 'f((a) => a.b < c, d < e);'],
    ['while (a !== b) c();', 'while (!(a !== b)) c();'],
    ['x = a > b ? c : d;', 'x = a > b ?(d):(c);'],
    [
      'if (a <= b && f(c)) d();',
      'if (!(a <= b && f(c))) d();',
      'if (a > b && f(c)) d();',
      'if (a <= b || f(c)) d();',
    ],
    ['if (f(a === b)) c();', 'if (!(f(a === b))) c();', 'if (f(a !== b)) c();'],
    ['x = { if: 1, case: a.while };'],
  ];
  for (const [source, ...expected] of cases) {
    test(source, () => {
      const found = mutated(source);
      assert.deepEqual(found, expected);
      for (const text of found) transformSync(`async function* f() { ${text}\n}`, { loader: 'js' });
    });
  }
});

test('each block with a place in it tells that it is entered, and in which tests', () => {
  const source =
    '"use strict";class A extends b(c){d(e){if(e<1){f()}}}switch(g){case 1:h(i=>i?.j<2,k)}try{}finally{}';
  const places = ['<1', 'f()', 'case', '<2', 'finally', 'k)'].map((text) => source.indexOf(text));
  const { text, blocks } = marked(source, places);
  assert.deepEqual(blocks, [1, 2, 0, 3, 0, 0]);
  assert.equal(
    text.slice(text.indexOf('class')),
    'class A extends b(c){d(e){$reached(1);if(e<1){$reached(2);f()}}}' +
      'switch(g){case 1:h(i=>($reached(3),i?.j<2),k)}try{}finally{}',
  );
  assert.ok(text.startsWith('"use strict";let $known'));
  transformSync(text, { loader: 'js' });

  const reach = new Reach();
  for (const line of [
    'reached 1',
    'plan 3',
    'ok a',
    'reached 1',
    'reached 2',
    'ok b',
    'ok c',
    'end',
  ])
    reach.line(line);
  assert.equal(reach.testsOf(0), undefined);
  assert.equal(reach.testsOf(1), undefined);
  assert.deepEqual(reach.testsOf(2), [1]);
  assert.ok(!reach.has(3));
});

test('the list of survivors reads back as it was written', () => {
  const survivors: Survivor[] = [
    { file: 'src/a.ts', kind: '||', code: "if (a || b === 'c') {", nth: 1 },
    { file: 'src/a.ts', kind: '||', code: "if (a || b === 'c') {", nth: 2 },
    { file: 'src/flow/b.ts', kind: '?:', code: 'return a ? b : c;', nth: 1 },
  ];
  const reasons = new Map([
    [keyOf(survivors[0]!), 'The reason\nhas two lines.'],
    [keyOf(survivors[2]!), 'Another.'],
  ]);
  const read = readReasons(written(survivors, reasons));
  assert.deepEqual(
    [...read],
    [
      [keyOf(survivors[0]!), 'The reason\nhas two lines.'],
      [keyOf(survivors[1]!), unjudged],
      [keyOf(survivors[2]!), 'Another.'],
    ],
  );
});
