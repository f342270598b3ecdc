// SPDX-License-Identifier: Apache-2.0
//
// The keypad scanner in C, built natively with the sanitizers and driven over the matrix of keypad-native/matrix.c.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Random } from '../../host-sim/link/kernel.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keypad-'));
const program = join(folder, 'matrix');

const kinds = ['release', 'press', 'chord', 'stuck', 'secret'];
/** matrix.c gives the key at (row, column) the code 100 + row × 4 + column. */
const at = (row: number, column: number) => 100 + row * 4 + column;

interface Outcome {
  /** `press 105` */
  readonly events: string[];
  readonly timesMs: number[];
  /** The codes that went to the pinpad. */
  readonly secrets: number[];
  readonly started: boolean;
  readonly ticks: number;
  readonly wakes: number;
  readonly asleep: boolean;
}

type Change = readonly [ms: number, row: number, column: number, closed: 0 | 1];

function run(changes: readonly Change[], endMs: number, ...options: string[]): Outcome {
  const lines = [...changes]
    .sort((a, b) => a[0] - b[0])
    .map(([ms, row, column, closed]) => `${Math.round(ms * 1000)} ${row} ${column} ${closed}`);
  const input = [...lines, `end ${endMs * 1000}`, ''].join('\n');
  const { status, stdout, stderr } = spawnSync(program, options, { input, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const events = [...stdout.matchAll(/^event (\d+) (\d+) (\d+)$/gm)];
  const end = stdout.match(/^end started (\d) ticks (\d+) wakes (\d+) asleep (\d)$/m)!;
  return {
    events: events.map(([, , kind, code]) => `${kinds[Number(kind)]} ${code}`),
    timesMs: events.map(([, ms]) => Number(ms)),
    secrets: [...stdout.matchAll(/^secret \d+ (\d+)$/gm)].map(([, code]) => Number(code)),
    started: end[1] === '1',
    ticks: Number(end[2]),
    wakes: Number(end[3]),
    asleep: end[4] === '1',
  };
}

/** A key held from `fromMs` to `toMs`, with contacts that bounce for up to 10 ms at both ends. */
function bouncing(
  random: Random,
  row: number,
  column: number,
  fromMs: number,
  toMs: number,
): Change[] {
  const changes: Change[] = [];
  for (const [startMs, closed] of [
    [fromMs, 1],
    [toMs, 0],
  ] as const) {
    const count = random.between(0, 5) * 2 + 1;
    const times = Array.from({ length: count }, () => startMs + random.below(10_000) / 1000);
    times.sort((a, b) => a - b);
    const open = closed === 1 ? 0 : 1;
    for (const [index, ms] of times.entries()) {
      changes.push([ms, row, column, index % 2 === 0 ? closed : open]);
    }
  }
  return changes;
}

describe('keypad scanner', () => {
  before(() => {
    execFileSync(
      'gcc',
      [
        '-std=c99',
        '-g',
        '-O1',
        '-fsanitize=address,undefined',
        '-fno-sanitize-recover=all',
        '-Wall',
        '-Wextra',
        '-Wconversion',
        '-Werror',
        '-funsigned-char',
        '-I',
        join(root, 'tests/drivers/keypad-native'),
        '-I',
        join(root, 'src/board/native'),
        '-I',
        join(root, 'drivers/keypad'),
        '-I',
        join(root, 'crypto/core'),
        join(root, 'tests/drivers/keypad-native/matrix.c'),
        join(root, 'drivers/keypad/keypad.c'),
        '-o',
        program,
      ],
      { stdio: 'inherit' },
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  test('a pin in use refuses the start', () => {
    assert.equal(run([], 10, 'pin-in-use').started, false);
  });

  test('a day without a key costs no tick', () => {
    const { ticks, wakes, asleep } = run([], 86_400_000);
    assert.deepEqual({ ticks, wakes, asleep }, { ticks: 0, wakes: 0, asleep: true });
  });

  test('every key gives one press and one release, then the scanner sleeps again', () => {
    for (let row = 0; row < 5; row++) {
      for (let column = 0; column < 4; column++) {
        const { events, asleep } = run(
          [
            [10, row, column, 1],
            [110, row, column, 0],
          ],
          200,
        );
        assert.deepEqual(events, [`press ${at(row, column)}`, `release ${at(row, column)}`]);
        assert.equal(asleep, true);
      }
    }
  });

  test('a press counts within 30 ms of rest, a release too', () => {
    const { timesMs } = run(
      [
        [10, 1, 1, 1],
        [110, 1, 1, 0],
      ],
      200,
    );
    assert.ok(timesMs[0]! >= 10 + 15 && timesMs[0]! <= 10 + 30, `${timesMs[0]}`);
    assert.ok(timesMs[1]! >= 110 + 15 && timesMs[1]! <= 110 + 30, `${timesMs[1]}`);
  });

  test('a key that is held is looked at every 10 ms, no more and no less', () => {
    const held: Change[] = [
      [10, 1, 1, 1],
      [1010, 1, 1, 0],
    ];
    const { ticks } = run(held, 1100);
    assert.ok(ticks >= 100 && ticks <= 110, `${ticks} scans`);
  });

  test('bounce of up to 10 ms at both ends is one press and one release', () => {
    const random = new Random('bounce');
    for (let round = 0; round < 30; round++) {
      const changes = bouncing(random, 3, 2, 20 + random.below(5), 150);
      const { events, asleep } = run(changes, 300);
      assert.deepEqual(events, [`press ${at(3, 2)}`, `release ${at(3, 2)}`]);
      assert.equal(asleep, true);
    }
  });

  test('a spike shorter than three scans is nothing', () => {
    const { events, wakes, asleep } = run(
      [
        [10, 0, 0, 1],
        [21, 0, 0, 0],
      ],
      100,
    );
    assert.deepEqual({ events, wakes, asleep }, { events: [], wakes: 1, asleep: true });
  });

  test('two keys may overlap', () => {
    const changes: Change[] = [
      [10, 1, 0, 1],
      [60, 1, 1, 1],
      [100, 1, 0, 0],
      [150, 1, 1, 0],
    ];
    assert.deepEqual(run(changes, 300).events, [
      'press 104',
      'press 105',
      'release 104',
      'release 105',
    ]);
  });

  test('two keys that come down together have no order, so neither counts until both are up', () => {
    const changes: Change[] = [
      [10, 1, 0, 1],
      [12, 1, 1, 1],
      [100, 1, 0, 0],
      [150, 1, 1, 0],
      ...stroke(250, 1, 1),
    ];
    assert.deepEqual(run(changes, 400).events, ['chord 0', 'press 105', 'release 105']);
  });

  test('with one key at a time a second key is a chord and counts only after all are up', () => {
    const changes: Change[] = [
      [10, 1, 0, 1],
      [60, 1, 1, 1],
      [100, 1, 0, 0],
      [150, 1, 1, 0],
      [250, 2, 2, 1],
      [350, 2, 2, 0],
    ];
    const { events, asleep } = run(changes, 500, 'one-key');
    assert.deepEqual(events, ['press 104', 'chord 0', 'release 104', 'press 110', 'release 110']);
    assert.equal(asleep, true);
  });

  test('three corners of a rectangle are a chord, never a fourth key', () => {
    const changes: Change[] = [
      [10, 1, 0, 1],
      [60, 1, 2, 1],
      [110, 3, 0, 1],
      [200, 1, 0, 0],
      [210, 1, 2, 0],
      [220, 3, 0, 0],
    ];
    const { events, asleep } = run(changes, 400);
    assert.deepEqual(events.slice(0, 3), ['press 104', 'press 106', 'chord 0']);
    assert.deepEqual(
      events.filter((event) => event.startsWith('press')),
      ['press 104', 'press 106'],
    );
    assert.deepEqual(
      events.filter((event) => event.endsWith(String(at(3, 2)))),
      [],
    );
    assert.equal(asleep, true);
  });

  test('keys mashed at the same moment in a rectangle give no press at all', () => {
    const changes: Change[] = [
      [10, 1, 0, 1],
      [10, 1, 2, 1],
      [10, 3, 0, 1],
      [100, 1, 0, 0],
      [100, 1, 2, 0],
      [100, 3, 0, 0],
    ];
    assert.deepEqual(run(changes, 300).events, ['chord 0']);
  });

  test('a key held for half a minute is stuck, its release is no event, and others still work', () => {
    const changes: Change[] = [
      [10, 1, 0, 1],
      [31_000, 2, 2, 1],
      [31_200, 2, 2, 0],
      [40_000, 1, 0, 0],
      [41_000, 1, 0, 1],
      [41_200, 1, 0, 0],
    ];
    const { events, timesMs, asleep } = run(changes, 42_000);
    assert.deepEqual(events, [
      'press 104',
      'stuck 104',
      'press 110',
      'release 110',
      'press 104',
      'release 104',
    ]);
    assert.ok(timesMs[1]! >= 30_000 && timesMs[1]! < 30_100);
    assert.equal(asleep, true);
  });

  test('a stuck key is polled ten times slower than a pressed one', () => {
    const { ticks } = run([[10, 1, 0, 1]], 130_000);
    assert.ok(ticks < 6_000 + 2_100, `${ticks}`);
  });

  test('a stuck key counts as a corner of a rectangle', () => {
    const changes: Change[] = [
      [10, 1, 0, 1],
      [31_000, 1, 2, 1],
      [31_000, 3, 0, 1],
      [31_200, 1, 2, 0],
      [31_200, 3, 0, 0],
    ];
    assert.deepEqual(run(changes, 32_000).events, ['press 104', 'stuck 104', 'chord 0']);
  });

  test('a key that goes down while the scanner falls asleep is not lost', () => {
    const first: Change[] = [
      [10, 0, 1, 1],
      [130, 0, 1, 0],
    ];
    // The scanner falls asleep in the scan that reports the release, some time in this millisecond.
    const asleepMs = run(first, 300).timesMs[1]!;
    for (let us = 0; us < 1000; us += 20) {
      const ms = asleepMs + us / 1000;
      const { events, asleep } = run([...first, [ms, 4, 0, 1], [ms + 100, 4, 0, 0]], 500);
      assert.deepEqual(events, ['press 101', 'release 101', 'press 116', 'release 116'], `${us}`);
      assert.equal(asleep, true);
    }
  });

  /** A press and a release of a key, 100 ms long. */
  const stroke = (ms: number, row: number, column: number): Change[] => [
    [ms, row, column, 1],
    [ms + 100, row, column, 0],
  ];

  test('digits that nobody has asked for are no events', () => {
    const changes = [...stroke(10, 0, 1), ...stroke(200, 3, 2), ...stroke(400, 0, 3)];
    const { events } = run(changes, 600, 'digits', 'digits-hidden');
    assert.deepEqual(events, ['press 114', 'release 114']);
  });

  test('in a secret entry the keys go to the pinpad, and each event is the same', () => {
    const changes = [...stroke(100, 0, 1), ...stroke(300, 0, 3), ...stroke(500, 4, 3)];
    const { events, secrets } = run(changes, 700, 'digits', 'secret=50');
    assert.deepEqual(secrets, [1, 3, 119]);
    assert.deepEqual(
      events,
      ['secret 0', 'secret 0'],
      'the pinpad has nothing to tell of the last',
    );
  });

  test('in a secret entry a second key is a chord, even where keys may overlap', () => {
    const changes: Change[] = [
      [100, 0, 1, 1],
      [150, 2, 2, 1],
      [250, 0, 1, 0],
      [350, 2, 2, 0],
      ...stroke(500, 0, 2),
    ];
    const { events, secrets } = run(changes, 700, 'digits', 'secret=50');
    assert.deepEqual(secrets, [1, 2]);
    assert.deepEqual(events, ['secret 0', 'chord 0', 'secret 0']);
  });

  test('two keys at the same moment are none', () => {
    const changes: Change[] = [
      [100, 0, 1, 1],
      [100, 2, 2, 1],
      [250, 0, 1, 0],
      [350, 2, 2, 0],
    ];
    const { events, secrets } = run(changes, 700, 'digits', 'secret=50');
    assert.deepEqual([events, secrets], [['chord 0'], []]);
  });

  test('a key that is down when a secret entry begins does not count', () => {
    const changes: Change[] = [[10, 0, 1, 1], [200, 0, 1, 0], ...stroke(300, 0, 2)];
    const { events, secrets } = run(changes, 500, 'digits', 'secret=100');
    assert.deepEqual([events, secrets], [['press 1', 'secret 0'], [2]]);
  });

  test('a bounce while a secret entry begins costs no key that comes after it', () => {
    const changes: Change[] = [[98, 0, 1, 1], [101, 0, 1, 0], ...stroke(300, 0, 2)];
    const { secrets } = run(changes, 500, 'digits', 'secret=100');
    assert.deepEqual(secrets, [2]);
  });

  test('the key that is down when a secret entry ends never becomes an event', () => {
    const changes: Change[] = [[300, 0, 1, 1], [800, 0, 1, 0], ...stroke(1000, 0, 2)];
    const { events, secrets } = run(changes, 1300, 'digits', 'secret=100', 'secret-ends=500');
    assert.deepEqual(secrets, [1]);
    // That it ended comes last: what was waiting is forgotten.
    assert.deepEqual(events, ['secret 0', 'secret 0', 'press 2', 'release 2']);
  });

  test('a secret entry ends in time without a key, and then the scanner sleeps', () => {
    const { events, ticks, asleep } = run([], 60_000, 'secret=100', 'secret-ends=30000');
    assert.deepEqual(events, ['secret 0']);
    assert.ok(ticks <= 121, `${ticks}`);
    assert.equal(asleep, true);
  });

  test('a key that is stuck in a secret entry is not named', () => {
    const changes: Change[] = [[300, 0, 1, 1]];
    const { events } = run(changes, 32_000, 'digits', 'secret=100');
    assert.deepEqual(events, ['secret 0']);
  });

  test('the queue keeps the oldest eight events', () => {
    const changes: Change[] = [];
    for (let key = 0; key < 6; key++) {
      changes.push([10 + key * 100, 0, key % 4, 1], [60 + key * 100, 0, key % 4, 0]);
    }
    const { events } = run(changes, 1000, 'no-drain');
    assert.deepEqual(
      events,
      [0, 1, 2, 3].flatMap((key) => [`press ${100 + key}`, `release ${100 + key}`]),
    );
  });
});
