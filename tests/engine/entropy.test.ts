// SPDX-License-Identifier: Apache-2.0
//
// On the engine: a board whose noise is not proven has no random bytes, seals nothing, takes no PIN key and does not start.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JiaoziS3 } from '../../host-sim/boards/jiaozi-s3.ts';
import { buildProgram } from '../../host-sim/engine/bundle.ts';
import { Desk } from '../../host-sim/engine/desk.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { Network } from '../../host-sim/link/network.ts';
import { FuseCounter, type Wiring } from '../../host-sim/link/wiring.ts';
import { started } from './support/desk-bench.ts';

const source = `
  import { entropy, startEntropy } from 'jiaozi:entropy';
  import { seal } from './crypto/seal.ts';
  const attempt = (f) => { try { return f(); } catch (error) { return error.message; } };
  const loadPinKey = () => native('xs_vault_load_working_key')
    .call(undefined, 0, 1, 2, new Uint8Array(16), new Uint8Array(4));
  say(startEntropy());
  say(attempt(() => entropy(40).length));
  say(seal(new Uint8Array(3), new Uint8Array(16)) === undefined ? 'unsealed' : 'sealed');
  say('PIN key: ' + loadPinKey());`;

const stuck = (count: number): Uint8Array => new Uint8Array(count).fill(0x55);

async function said(parts: Partial<Wiring>): Promise<readonly string[]> {
  return (await started(source, { parts: () => parts })).said;
}

/** vault.h: no master key yet, and refused by the gate before that is asked. */
const noKey = 'PIN key: 9';
const gateShut = 'PIN key: 1';

describe('a board', () => {
  test('with noise and a counter has random bytes, seals, and lets PIN keys through to the vault', async () => {
    assert.deepEqual(await said({ counter: new FuseCounter(16) }), ['true', '40', 'sealed', noKey]);
  });

  test('without a counter takes no PIN key', async () => {
    assert.deepEqual(await said({}), ['true', '40', 'sealed', gateShut]);
  });

  for (const [name, noise] of [
    ['is stuck', stuck],
    ['is not there', () => undefined],
  ] as const)
    test(`whose noise ${name} has no random bytes, seals nothing and takes no PIN key`, async () => {
      assert.deepEqual(await said({ counter: new FuseCounter(16), noise }), [
        'false',
        'no proven entropy',
        'unsealed',
        gateShut,
      ]);
    });

  test('whose noise fails later has none from then on', async () => {
    let reads = 0;
    const noise = (count: number) =>
      ++reads > 4
        ? stuck(count)
        : Uint8Array.from({ length: count }, (_, i) => (i * 167 + reads) & 255);
    assert.deepEqual(await said({ counter: new FuseCounter(16), noise }), [
      'true',
      'no proven entropy',
      'unsealed',
      gateShut,
    ]);
  });

  test('counts in fuses that survive the power, as far as there are any', () => {
    const fuses = new FuseCounter(2);
    assert.deepEqual([fuses.advance(), fuses.advance(), fuses.advance()], [true, true, false]);
    assert.equal(fuses.count, 2);
  });
});

test('the terminal does not start on a board without proven noise', async () => {
  const kernel = new Kernel('no noise');
  const board = new JiaoziS3({
    kernel,
    network: new Network(kernel),
    wallTime: undefined,
    delivery: {
      masterAlgorithm: 'TDES',
      masterKey: new Uint8Array(16).fill(1),
      authority: new Uint8Array(32),
    },
    settings: {},
    log() {},
  });
  const program = await buildProgram('src/main.ts');
  const deaths = (parts: Partial<Wiring>) => {
    const desk = new Desk({
      kernel,
      board: {
        wiring: { ...board.wiring, ...parts },
        powerOn: () => board.powerOn(),
        powerOff: () => board.powerOff(),
      },
      program,
    });
    desk.powerOn();
    desk.advance(kernel.nowUs + 1_000_000);
    desk.powerOff();
    return desk.deaths.map(({ report }) => report);
  };
  assert.deepEqual(deaths({}), []);
  assert.match(deaths({ noise: stuck })[0] ?? '', /no proven entropy/);
});
