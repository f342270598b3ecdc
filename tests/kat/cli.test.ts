// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi kat` as a command: what it says of itself, streams without an end, talk line by line, exit codes.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { kat } from '../../host-sim/cli/kat.ts';
import { main } from '../../host-sim/cli/main.ts';
import { katEngine } from '../../host-sim/kat/engines.ts';
import { type Operation, operations } from '../../host-sim/kat/operations.ts';

const table: readonly (readonly [string, Operation])[] = Object.entries(operations);

/** Exit code and what was written. */
async function run(args: string[], input = '') {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    new Writable({
      decodeStrings: false,
      write(text, _encoding, done) {
        written[name] += text;
        done();
      },
    });
  const io = {
    stdin: Readable.from([Buffer.from(input)]),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
  };
  return { code: await main(['kat', ...args], io), ...written };
}

describe('jiaozi kat', () => {
  // Else the first answer would wait for it, with a word on stderr.
  before(() => katEngine('desk'));

  test('--help has a row for each operation, with all its fields', async () => {
    const { code, stdout } = await run(['--help']);
    assert.equal(code, 0);
    for (const [name, { fields }] of table) {
      const row = stdout.slice(stdout.indexOf(`\n  ${name} `)).slice(0, 1000);
      assert.ok(row.startsWith(`\n  ${name}`), name);
      for (const field of fields) assert.ok(row.includes(field.name), `${name} ${field.name}`);
    }
    for (const line of stdout.split('\n')) assert.ok([...line].length <= 100, line);
  });

  test('--list has the same for scripts', async () => {
    const { code, stdout } = await run(['--list']);
    assert.equal(code, 0);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { op: string });
    assert.deepEqual(
      rows,
      table.map(([op, operation]) => ({ op, ...operation })),
    );
  });

  test('answers, and ends well though lines were wrong', async () => {
    const { code, stdout, stderr } = await run([], '{"id":1,"op":"luhn","pan":"79927398713"}\n?\n');
    assert.equal(code, 0);
    assert.equal(stderr, '');
    const [first, second, end] = stdout.split('\n');
    assert.equal(first, '{"id":1,"ok":true}');
    assert.match(second!, /^\{"id":null,"error":"line: not JSON/);
    assert.equal(end, '');
  });

  test('says what is wrong with its arguments', async () => {
    for (const [args, wanted] of [
      [['--target=moon'], /--target takes desk or rv32, not 'moon'/],
      [['--targt'], /targt/],
      [['file.json'], /file\.json/],
    ] as const) {
      const { code, stdout, stderr } = await run([...args]);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, wanted);
      assert.match(stderr, /jiaozi kat --help/);
    }
  });

  test('a slow reader makes it wait: what is written and not yet read stays small', async () => {
    const count = 20_000;
    const line = Buffer.from('{"id":1,"op":"sha1","data":""}\n');
    let taken = 0;
    let lines = 0;
    let mostWaiting = 0;
    const stdin = Readable.from(
      (function* () {
        for (let i = 0; i < count; i += 100) {
          taken += 100;
          yield Buffer.concat(Array.from({ length: 100 }, () => line));
        }
      })(),
    );
    const stdout = new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        lines += text.split('\n').length - 1;
        mostWaiting = Math.max(mostWaiting, taken - lines);
        setImmediate().then(() => done());
      },
    });
    assert.equal(await kat([], { stdin, stdout, stderr: process.stderr }), 0);
    stdout.end();
    await once(stdout, 'finish');
    assert.equal(lines, count);
    assert.ok(mostWaiting <= 3000, `${mostWaiting} lines read ahead of the reader`);
  });

  test('answers each line before the next one is asked', async () => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    const ended = kat([], { stdin, stdout, stderr: process.stderr });
    for (let id = 0; id < 5; id++) {
      stdin.write(`{"id":${id},"op":"crc.ccitt","data":"313233343536373839"}\n`);
      const [answer] = (await once(stdout, 'data')) as [Buffer];
      assert.equal(answer.toString(), `{"id":${id},"out":"29B1"}\n`);
    }
    stdin.end();
    assert.equal(await ended, 0);
  });
});
