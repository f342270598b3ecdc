// SPDX-License-Identifier: Apache-2.0
//
// The rig file: what is taken, and what a mistake in it is told as. And the three lists of the protocol's numbers.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { layout4x5 } from '../../drivers/keypad/keypad.ts';
import { root } from '../../host-sim/engine/bundle.ts';
import * as host from '../../host-sim/hil/protocol.ts';
import { readProvisioned, readRig } from '../../host-sim/hil/rig.ts';
import { keyNames } from '../../host-sim/simulation.ts';
import { Command, FrameType, Refusal } from '../harness/frame.ts';
import * as agent from './agent/commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiaozi-rig-'));
after(() => rmSync(folder, { recursive: true }));

function rigOf(value: unknown) {
  const file = join(folder, 'rig.json');
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return readRig(file);
}

const page = readFileSync(join(root, 'docs/hardware/hil.md'), 'utf8');

describe('a rig file', () => {
  test('the examples of the page are good', () => {
    const examples = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, text]) => text!);
    assert.ok(examples.length >= 2);
    for (const text of examples) assert.equal(rigOf(text).board.length > 0, true);
  });

  test('paths are relative to it', () => {
    assert.equal(rigOf({ board: 'x', provisioned: 'bench' }).provisioned, join(folder, 'bench'));
  });

  const mistakes: readonly (readonly [unknown, RegExp])[] = [
    ['{', /rig\.json: .*JSON/],
    [[], /the rig must be an object/],
    [{}, /the rig has no "board"/],
    [{ board: 'x', relais: {} }, /the rig knows no "relais"/],
    [{ board: 'x', baud: 12.5 }, /"baud" must be an integer/],
    [{ board: 'x', baud: 9 }, /"baud" must be at least 1200/],
    [{ board: 'x', reset: 'kick' }, /"reset" must be one of agent, rts/],
    [{ board: 'x', relay: { on: ['a'] } }, /"relay" has no "off"/],
    [{ board: 'x', relay: { on: [], off: ['a'] } }, /"relay"\.on must not be empty/],
    [{ board: 'x', relay: { on: [1], off: ['a'] } }, /"relay"\.on\[0\] must be a string/],
    [{ board: 'x', cards: { phone: 3 } }, /"cards"\.phone must be a string/],
    [{ board: 'x', camera: true }, /"camera" must be an array/],
  ];
  for (const [value, message] of mistakes) {
    test(`${JSON.stringify(value)} is refused in words`, () => {
      assert.throws(() => rigOf(value), message);
    });
  }

  test('a folder without the files of provision.ts is refused in words', () => {
    assert.throws(
      () => readProvisioned(folder),
      /no master-key\.hex; docs\/hardware\/provision\.ts/,
    );
  });
});

describe('the numbers of the protocol', () => {
  test('are the same at the host and in the agent', () => {
    assert.deepEqual({ ...agent.AgentCommand }, host.AgentCommand);
    assert.deepEqual({ ...agent.Part }, host.Part);
    assert.deepEqual({ ...agent.StatusFlag }, host.StatusFlag);
    assert.deepEqual({ ...agent.LineEvent }, host.LineEvent);
  });

  /** Rows of the page: | 17 | `status` | … */
  const rows = [...page.matchAll(/^\| (\d+) \| `(\w+)` \|/gm)].map(
    ([, number, name]) => `${name} ${number}`,
  );

  test('are those of the page, and the page has no others', () => {
    const all = [Command, FrameType, Refusal, host.AgentCommand, host.LineEvent].flatMap((table) =>
      Object.entries(table).map(([name, number]) => `${name} ${number}`),
    );
    assert.deepEqual([...rows].sort(), [...all].sort());
  });

  test('keys have the codes of the keypad’s layout', () => {
    assert.deepEqual(
      keyNames.flat().map((name) => host.keyCodes[name]),
      [...layout4x5],
    );
  });
});
