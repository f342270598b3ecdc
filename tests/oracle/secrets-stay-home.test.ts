// SPDX-License-Identifier: Apache-2.0
//
// secretsStayHome as the scenarios call it, on a world of which only the machine is real: a secret in any place that it looks at
// is found, and a world without one passes.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { secretsStayHome } from '../../host-sim/oracle/secrets.ts';
import type { World } from '../../host-sim/scenario/world.ts';
import { started } from '../engine/support/desk-bench.ts';

/** By a formula, so that a program can make them without holding them in its byte code. */
const key = Uint8Array.from({ length: 16 }, (_, i) => (i * 37 + 11) & 255);
const number = Array.from({ length: 19 }, (_, i) => (i * i * 3 + i * 7 + 6) % 10).join('');
const track = `${number}D3012201`;
const make = `
  const key = () => { const b = []; for (let i = 0; i < 16; i++) b.push((i * 37 + 11) & 255); return b; };
  const digits = () => { const d = []; for (let i = 0; i < 19; i++) d.push((i * i * 3 + i * 7 + 6) % 10); return d; };
  const hex = (bytes) => bytes.map((byte) => (256 + byte).toString(16).slice(1)).join('');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const base64 = (bytes) => {
    let text = '';
    for (let i = 0; i + 2 < bytes.length; i += 3) {
      const group = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
      for (const shift of [18, 12, 6, 0]) text += alphabet[(group >> shift) & 63];
    }
    return text;
  };`;

interface Places {
  readonly paper?: string;
  readonly log?: string;
  readonly flash?: Uint8Array;
  readonly wire?: readonly Uint8Array[];
}

/** What the oracle says of a world in which the program `source` has run; undefined: nothing. */
async function verdict(
  source: string,
  idle: boolean,
  places: Places = {},
): Promise<string | undefined> {
  const { desk } = await started(source);
  assert.deepEqual(desk.deaths, []);
  const { paper = '', log = '', flash = new Uint8Array(32), wire = [] } = places;
  const world = {
    paper: { text: () => paper },
    sim: {
      desk,
      wire,
      log: [{ text: log }],
      board: { partitions: ['one'], flash: { world: { cells: () => flash } } },
      keys: () => [['the key', key]],
      cardSecrets: () => [
        ['the number', number],
        ['the track', track],
      ],
    },
    fail: (what: string) => {
      throw new Error(what);
    },
  } as unknown as World;
  try {
    secretsStayHome(world, idle);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    desk.powerOff();
  }
}

test('a world without a secret passes', async () => {
  assert.equal(await verdict(`globalThis.kept = 'nothing to see'.repeat(20);`, true), undefined);
  assert.equal(await verdict('', false), undefined);
});

describe('a key', () => {
  const leaks: Readonly<Record<string, readonly [string, RegExp]>> = {
    'kept as bytes': ['globalThis.kept = Uint8Array.from(key());', /chunks|slots/],
    'kept as hex': ['globalThis.kept = hex(key());', /chunks|slots/],
    'kept as base64': ['globalThis.kept = base64(key());', /chunks|slots/],
    'kept as base64 of something larger': [
      'globalThis.kept = base64([1, ...key(), 2, 3, 4]);',
      /chunks/,
    ],
    'kept as an array': ['globalThis.kept = key();', /slots/],
    'kept as doubles': ['globalThis.kept = Float64Array.from(key());', /chunks|slots/],
    'dropped long ago': [
      '(() => { const bytes = Uint8Array.from(key()); bytes[0]; })();',
      /chunks|slots/,
    ],
    'on the stack once': ['((...all) => all.length)(...key());', /stack|chunks|slots/],
  };
  for (const [what, [statement, where]] of Object.entries(leaks)) {
    test(`${what} is found`, async () => {
      const said = await verdict(`${make}${statement}`, false);
      assert.match(said ?? 'nothing', /^the key lies in/);
      assert.match(said!, where);
    });
  }

  for (const place of ['paper', 'log'] as const) {
    test(`in hex on ${place} is found`, async () => {
      const text = `before ${Buffer.from(key).toString('hex')} after`;
      assert.match((await verdict('', true, { [place]: text })) ?? '', new RegExp(`in ${place}`));
    });
  }

  test('in flash and on the wire is found', async () => {
    const bytes = Buffer.concat([Buffer.from([1, 2, 3]), key, Buffer.from([4])]);
    assert.match((await verdict('', true, { flash: bytes })) ?? '', /in flash one/);
    assert.match((await verdict('', true, { wire: [bytes] })) ?? '', /in wire/);
  });
});

describe('a card number', () => {
  const text = "const text = digits().join('');";
  const leaks: Readonly<Record<string, string>> = {
    text: `${text} globalThis.kept = text;`,
    'text inside a longer one': `${text} globalThis.kept = 'PAN=' + text + ';';`,
    'an array': 'globalThis.kept = digits();',
    'track 2 as a string of hex digits': `${text} globalThis.kept = (text + 'd3012201').slice();`,
  };
  for (const [what, statement] of Object.entries(leaks)) {
    test(`kept as ${what} is found at idle, and is nobody's business before`, async () => {
      const source = `${make}{ ${statement} }`;
      assert.match((await verdict(source, true)) ?? '', /^the (number|track) lies in/);
      assert.equal(await verdict(source, false), undefined);
    });
  }

  test('that is garbage at idle is not in the live heap', async () => {
    assert.equal(
      await verdict(`${make}(() => { ${text} return text.length; })();`, true),
      undefined,
    );
  });

  for (const place of ['paper', 'log'] as const) {
    test(`in full on ${place} is found, masked it is not`, async () => {
      assert.match((await verdict('', false, { [place]: `card ${number}` })) ?? '', /the number/);
      const masked = `card ${number.slice(0, 6)}*********${number.slice(-4)}`;
      assert.equal(await verdict('', false, { [place]: masked }), undefined);
    });
  }

  test('in BCD in flash is found', async () => {
    const flash = Buffer.from(`ab${track.slice(0, -1)}ab`, 'hex');
    assert.match((await verdict('', false, { flash })) ?? '', /in flash one/);
  });
});
