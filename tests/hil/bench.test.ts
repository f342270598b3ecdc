// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi hil` against a board that is not there: the HIL image on the desk, behind a pseudo-terminal. The command is the real
// one, in a process of its own, with the real serial port's library; only the board is a simulation.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { type Program, root } from '../../host-sim/engine/bundle.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { encodeFrame, FrameReader, FrameType, Refusal } from '../harness/frame.ts';
import {
  failures,
  jiaozi,
  onBench,
  passesOnBadLine,
  suite,
  survivesRestart,
  told,
} from './support/command.ts';
import { buildHilEngine, DeskBench, openWire } from './support/desk-bench.ts';
import { hilProgram, unitProgram } from './support/images.ts';
import { noise } from './support/noise.ts';

describe('a board on a pseudo-terminal', () => {
  let image: Program;

  before(async () => {
    await buildHilEngine();
    image = await hilProgram();
  });

  test('the suite passes, and what the bench cannot run is listed with the reason', async () => {
    const ended = await onBench({ program: image }, '--json', ...suite, 'the reader breaks');
    assert.equal(ended.code, 0, ended.stderr);
    const results = told(ended);
    assert.ok(results.filter(({ skipped }) => !skipped).length >= suite.length, ended.stdout);
    const skipped = results.filter((each) => each.skipped);
    assert.ok(skipped.length > 0);
    for (const each of skipped) assert.match(each.skipped!, /t\.sim/);
  });

  test('on a line where one byte in 300 is hit, each way, it passes too', () =>
    passesOnBadLine({ program: image }));

  test('a board that restarts in the middle of a story fails that story by name, and the next one passes', () =>
    survivesRestart({ program: image }));

  test('without a relay the agent resets the board, and power cuts are skipped', async () => {
    const bench = await DeskBench.open({ program: image });
    try {
      bench.describe({ relay: undefined });
      const rig = join(bench.folder, 'rig.json');
      const ended = await jiaozi(
        '--rig',
        rig,
        '--json',
        'two keys at once type',
        'power fails at idle',
      );
      assert.equal(ended.code, 0, ended.stderr);
      const [keys, power] = told(ended);
      assert.deepEqual([keys!.passed, keys!.skipped], [true, undefined]);
      assert.match(power!.skipped!, /no relay/);
    } finally {
      bench.close();
    }
  });

  test('a board that stops answering for good ends the run with 5', async () => {
    let isDead = false;
    const ended = await onBench(
      {
        program: image,
        onStep: ({ desk }, sinceOnUs) => {
          isDead ||= sinceOnUs > 4_000_000;
          if (isDead) desk.powerOff();
        },
      },
      '--json',
      'a sale with quickpass-debit',
      'two keys at once type',
    );
    assert.equal(ended.code, 5, ended.stderr);
    assert.match(ended.stderr, /cut short: no answer/);
  });

  test('a story that is wrong about the board fails with what was expected', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jiaozi-story-'));
    const shots = join(folder, 'shots');
    const ended = await onBench(
      { program: image },
      '--json',
      '--shots',
      shots,
      join(root, 'tests/hil/support/wrong-story.ts'),
    );
    assert.equal(ended.code, 1, ended.stderr);
    const [failed] = failures(ended);
    assert.match(failed!.detail, /never showed/);
    const [, picture] = /the glass: (\S+\.png)/.exec(failed!.detail)!;
    assert.equal(readFileSync(picture!).toString('latin1', 1, 4), 'PNG');
    rmSync(folder, { recursive: true });
  });

  test('a release image does not answer: exit 3', async () => {
    const ended = await onBench({ program: await firmware() }, '--start', '2', suite[0]!);
    assert.equal(ended.code, 3, ended.stderr);
    assert.match(ended.stderr, /no HIL image answers: no hello within 2 s/);
  });

  test('unit tests run on the board, and their report comes over a bad line whole', async () => {
    const program = await unitProgram(['tests/unit/tlv.test.ts', 'tests/unit/keys.test.ts']);
    const bad = (direction: string) => noise(new Random(direction), 400);
    const ended = await onBench({ program, noise: bad }, '--unit');
    assert.equal(ended.code, 0, ended.stderr + ended.stdout);
    const [, planned] = /^1\.\.(\d+)$/m.exec(ended.stdout)!;
    assert.ok(Number(planned) > 20);
    assert.equal(ended.stdout.match(/^ok /gm)?.length, Number(planned));
  });
});

describe('no board', () => {
  test('a port that is not there: exit 3, and the reason', async () => {
    const ended = await jiaozi('--unit', '--port', '/dev/tty-that-is-not-there');
    assert.equal(ended.code, 3);
    assert.match(ended.stderr, /cannot be opened/);
  });

  test('a board of another version: exit 4, and the remedy', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jiaozi-wire-'));
    const wire = await openWire(folder);
    const reader = new FrameReader(({ sequence, command }) => {
      const payload = Uint8Array.of(Refusal.version);
      wire.send(encodeFrame({ type: FrameType.refusal, sequence, command, boot: 7, payload }, 2));
    });
    wire.onBytes = (bytes) => reader.push(bytes);
    const ended = await jiaozi('--unit', '--port', wire.path);
    wire.close();
    rmSync(folder, { recursive: true });
    assert.equal(ended.code, 4);
    assert.match(ended.stderr, /speaks version 2 .*build image and host from one commit/);
  });

  test('no rig file, no port, no such option: exit 2 and the remedy', async () => {
    for (const args of [[], ['--rig', 'none.json'], ['--frobnicate'], ['--unit']]) {
      const ended = await jiaozi(...args);
      assert.equal(ended.code, 2, args.join(' '));
      assert.match(ended.stderr, /jiaozi hil --help/);
    }
  });

  test('--help tells options and exit codes', async () => {
    const { code, stdout } = await jiaozi('--help');
    assert.equal(code, 0);
    assert.match(stdout, /--rig FILE[\s\S]*Exit codes: 0 all passed/);
  });
});
