// SPDX-License-Identifier: Apache-2.0
//
// The emulated board answers as the desk does, byte for byte: good questions of every operation, mistakes, damaged lines, the longest
// data; in the memory that a board has.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { katEngine } from '../../host-sim/kat/engines.ts';
import { type OperationName, operations } from '../../host-sim/kat/operations.ts';
import { Port } from '../../host-sim/kat/port.ts';
import { KatSession, katProgram } from '../../host-sim/kat/session.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { noEmulator, type Rv32Machine } from '../../host-sim/rv32/machine.ts';
import { fuzz } from '../runner/fuzz.ts';
import { caseOf } from './support/cases.ts';
import { Lab } from './support/lab.ts';

const skip = process.env.CI === 'true' ? false : (noEmulator() ?? false);
const names = Object.keys(operations) as OperationName[];
const { numRuns, seed } = fuzz(3);

describe('on the emulated board', { skip }, () => {
  let desk: Lab;
  let board: Lab;
  before(async () => {
    desk = await Lab.desk();
    const opened = await Lab.open('rv32');
    if (typeof opened === 'string') throw new Error(opened);
    board = opened;
  });
  after(() => {
    desk.close();
    board.close();
  });

  test('every operation gives what the second implementation and the desk give', () => {
    const random = new Random(`rv32 ${seed}`);
    const questions = names.flatMap((op) =>
      Array.from({ length: /^(rsa|sm2)/.test(op) ? 2 : 4 * numRuns }, () =>
        caseOf(op, random, random.below(301)),
      ),
    );
    board.check(questions);
    const asked = questions.map(([question]) => question);
    assert.deepEqual(board.ask(asked), desk.ask(asked));
  });

  test('damaged lines give the same answers as on the desk', () => {
    const random = new Random(`damage ${seed}`);
    const lines = Array.from({ length: 100 * numRuns }, (_, id) => {
      const op = names[id % names.length]!;
      if (/^(rsa|p256|sm2)/.test(op)) return `{"id":${id},"op":"${op}"}\n`;
      const line = Buffer.from(`${JSON.stringify({ id, ...caseOf(op, random, 40)[0] })}\n`);
      line[random.below(line.length - 1)] = random.between(32, 126);
      return line.toString();
    });
    const input = lines.join('');
    const answers = board.lines(input);
    assert.deepEqual(answers, desk.lines(input));
    assert.ok(
      answers.some((line) => line.includes('"error"')) &&
        answers.some((line) => line.includes('"out"')),
    );
  });

  test('the longest data fit, with the shortest beside them', () => {
    const data = '5A'.repeat(32_768);
    const question = { op: 'sm4.ctr', key: '11'.repeat(16), iv: '22'.repeat(16), data };
    const questions = [
      question,
      { op: 'sha1', data: '' },
      question,
      { op: 'hmac.sha256', key: '33'.repeat(4000), data },
    ];
    assert.deepEqual(board.ask(questions), desk.ask(questions));
  });
});

test('many of the longest questions, and thousands of short ones, leave room in the board’s memory', {
  skip,
}, async () => {
  const engine = await katEngine('rv32');
  assert.ok(typeof engine !== 'string');
  const sessions: KatSession[] = [];
  const program = await katProgram();
  const port = new Port(() => {
    sessions.push(new KatSession(engine, program));
    return sessions.at(-1)!;
  });
  const long = JSON.stringify({ id: 0, op: 'sha256', data: '00'.repeat(32_768) });
  const short = JSON.stringify({ id: 0, op: 'sha256', data: '' });
  const first = port.answers([long, short]);
  for (let i = 0; i < 40; i++) assert.equal(port.answers([long, short]), first);
  const shorts = Array.from({ length: 2000 }, () => short);
  assert.equal(port.answers(shorts), first.split('\n')[1]!.concat('\n').repeat(2000));
  assert.equal(sessions.length, 1, 'it has not died');
  const machine = sessions[0]!.machine as Rv32Machine;
  const { chunkBytesPeak, chunkBytesMax, slotsPeak, slotsMax } = machine.status();
  assert.ok(chunkBytesPeak <= chunkBytesMax && slotsPeak <= slotsMax);
  assert.ok(machine.measures().nativeStackPeak < 12_288);
  port.close();
});
