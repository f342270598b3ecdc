// SPDX-License-Identifier: Apache-2.0
//
// Issuer scripts: read from field 55 of an answer, brought to a card in their order, and what DF31 says of them. docs/sources.md [domain A7]

import { assert, describe, test } from 'mcu-test-harness';
import {
  isAllDone,
  noneRun,
  readIssuerUpdate,
  runIssuerUpdate,
} from '../../src/emv/issuer-update.ts';
import { fromHex, toHex } from '../../src/lib/bytes.ts';

const aid = 'A000000333010101';
const selected = `00A4040008${aid}00`;
const believed = '008200000A00112233445566773030';
const authenticated = '910A00112233445566773030';
const first = '8418000004AAAAAAAA';
const second = '84DA9F7904BBBBBBBB';
const third = '841E000004CCCCCCCC';

/** Short lengths only. */
function tlv(tag: string, ...values: readonly string[]): string {
  const value = values.join('');
  return tag + (value.length / 2).toString(16).padStart(2, '0') + value;
}

const script = (tag: string, id: string, ...commands: readonly string[]) =>
  tlv(tag, tlv('9F18', id), ...commands.map((command) => tlv('86', command)));

const two =
  authenticated + script('71', '00000001', first, second) + script('72', '00000002', third);

/** Answers by the place in what was sent, where what became durable has a place too; '': the card is gone. */
async function run(answer55: string, ...answers: readonly string[]) {
  const sent: string[] = [];
  const reader = {
    transceive: (command: Uint8Array) => {
      sent.push(toHex(command));
      const answer = answers[sent.length - 1] ?? '';
      return Promise.resolve(
        answer === ''
          ? ({ ok: false, reason: 'removed' } as const)
          : ({ ok: true, response: fromHex(answer) } as const),
      );
    },
  };
  const end = await runIssuerUpdate(
    reader,
    fromHex(aid),
    readIssuerUpdate(fromHex(answer55))!,
    (results) => {
      sent.push(`durable ${toHex(results)}`);
    },
  );
  return { end: end.kind === 'run' ? toHex(end.results) : end.kind, sent };
}

describe('issuer scripts', () => {
  test('an answer without a script brings no card back', () => {
    for (const answer55 of ['', authenticated, `9F36020001${authenticated}`, '71'])
      assert.equal(readIssuerUpdate(fromHex(answer55)), undefined);
  });

  test('commands are sent in their order, after SELECT and the issuer’s answer', async () => {
    const { end, sent } = await run(two, '6F009000', '9000', '', '9000', '6283', '9000');
    assert.deepEqual(sent, [
      selected,
      believed,
      'durable 10000000011000000002',
      first,
      second,
      third,
    ]);
    assert.equal(end, '20000000012000000002');
    assert.equal(isAllDone(fromHex(end)), true);
  });

  test('a refused command ends its script, and the next one is run', async () => {
    const { end, sent } = await run(two, '9000', '9000', '', '9000', '6988', '9000');
    assert.equal(end, '12000000012000000002');
    assert.equal(sent[5], third);
    assert.equal(isAllDone(fromHex(end)), false);
  });

  test('a card that leaves gets nothing more: that command failed, what follows was not run', async () => {
    const { end, sent } = await run(two, '9000', '9000', '', '9000', '');
    assert.equal(end, '12000000010000000002');
    assert.equal(sent[sent.length - 1], second);
  });

  test('a card that is another, or leaves before the first command, may come again', async () => {
    assert.equal((await run(two, '6A82')).end, 'again');
    assert.equal((await run(two, '')).end, 'again');
    assert.equal((await run(two, '9000', '')).end, 'again');
  });

  test('a card that does not believe the answer gets no script', async () => {
    const { end, sent } = await run(two, '9000', '6300');
    assert.equal(end, 'refused');
    assert.deepEqual(sent, [selected, believed]);
  });

  test('a script that cannot be read fails as a whole, and is sent in no part', async () => {
    const broken = script('71', '00000007', first, '84') + tlv('71', '86', '05');
    const { end, sent } = await run(broken, '9000');
    assert.equal(end, '10000000071000000000');
    assert.equal(sent.length, 2);
  });

  test('what was not run says so, of ten scripts at most', () => {
    const many = Array.from({ length: 12 }, (_, at) => script('71', `0000000${at % 10}`)).join('');
    const results = toHex(noneRun(readIssuerUpdate(fromHex(many))!));
    assert.equal(results.length, 100);
    assert.equal(results.slice(0, 20), '00000000000000000001');
  });
});
