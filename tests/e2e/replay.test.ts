// SPDX-License-Identifier: Apache-2.0
//
// A run of the explorer on the page is the run of the explorer: byte for byte, however it is cut into pieces and whoever looks on.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { draw } from '../../host-sim/explore/plan.ts';
import { Run, run } from '../../host-sim/explore/run.ts';
import { makeTools } from '../../host-sim/explore/tools.ts';
import { FlashWatch } from '../../host-sim/web/flash-watch.ts';
import { Log } from '../../host-sim/web/log.ts';
import { isReplay, replayCommand, replayIn, seedIn } from '../../host-sim/web/replay.ts';
import { type PageServer, startServer } from '../../host-sim/web/server.ts';
import { Client } from './support/client.ts';

const command =
  "npx --no-install jiaozi explore --seed 1 --workload sale --with none --cuts 'line 0200 after 1' --trace";

describe('a replay', () => {
  test('goes the same way in pieces, with the page looking on, and knows when it is over', async () => {
    const { seed, restrictions } = replayIn(command)!.options;
    const tools = await makeTools();
    const plan = draw(seed, restrictions);
    const whole = run(plan, tools);
    const each = new Run(plan, tools);
    const log = new Log(each.sim);
    const watch = new FlashWatch(each.sim, () => assert.fail('nobody has asked for a cut'));
    let untilUs = 0;
    while (!each.goTo(untilUs)) untilUs += 333_333;
    const report = each.report();
    assert.equal(report.fingerprint, whole.fingerprint);
    assert.deepEqual(report.findings, whole.findings);
    assert.deepEqual(
      report.cuts.map(({ act }) => act),
      ['line 0200'],
    );
    assert.ok(log.take().some(({ title }) => title.startsWith('→')));
    assert.ok(watch.poweredSince! > 0);
    each.end();
  });

  describe('on the page', () => {
    let server: PageServer;

    before(async () => {
      server = await startServer({ port: 0, seed: 'replay' });
    });

    after(() => server.close());

    test('is played to its end, untouched by hands; then the terminal is theirs', async () => {
      const client = await Client.open(server.url);
      client.send({ do: 'seed', seed: command, operators: false });
      await client.until(({ state }) => state?.replay?.over === false);
      client.send({ do: 'power', on: false });
      client.send({ do: 'speed', times: 7 });
      client.send({ do: 'speed', times: 100 });
      await client.until(({ state }) => state?.replay?.over === true);
      assert.deepEqual(client.state?.replay, { over: true, times: 1, findings: [] });
      await client.logged('over: nothing is wrong');
      const titles = client.log.filter(({ kind }) => kind === 'run').map(({ title }) => title);
      assert.ok(
        titles.some((title) => /^! power off \(cut \d+: line 0200 after\)/.test(title)),
        titles.join('\n'),
      );
      client.send({ do: 'power', on: false });
      await client.until(({ state }) => state?.powered === false);
      client.close();
    });

    test('of many runs, or with a slip in it, is refused in words, and everything stays', async () => {
      const client = await Client.open(server.url);
      client.send({ do: 'seed', seed: 'jiaozi explore --seeds 1..5', operators: false });
      await client.until(({ texts }) => texts.some((text) => text.includes('many runs')));
      client.send({ do: 'seed', seed: 'jiaozi explore --workload sail', operators: false });
      await client.until(({ texts }) => texts.some((text) => /"refused":"[^"]*sail/.test(text)));
      await client.until(({ state }) => state?.powered === true && state.replay === null);
      client.close();
    });
  });
});

describe('what is typed', () => {
  test('is a seed unless it is a command of the explorer', () => {
    for (const seed of ['12', 'explorer', 'a b']) assert.equal(isReplay(seed), false);
    for (const line of ['explore', 'npx jiaozi explore --seed 3'])
      assert.equal(isReplay(line), true);
    assert.equal(seedIn(' 12 '), '12');
    assert.equal(seedIn('x'.repeat(100)).length, 64);
  });

  test('is taken apart as a shell does it', () => {
    const { seed, restrictions, values } = replayIn(
      `jiaozi explore --seed="a b" --cuts 'line 0200 after 1,7' --keep g0,e1 --workload sale --with line\\,power`,
    )!.options;
    assert.equal(seed, 'a b');
    assert.equal(values.cuts, 'line 0200 after 1,7');
    assert.deepEqual(restrictions, {
      workload: 'sale',
      layers: ['line', 'power'],
      cuts: [{ act: 'line 0200', moment: 'after', ordinal: 1 }, 7],
      keep: ['g0', 'e1'],
    });
  });

  test('comes back out of the command that is made of it', () => {
    for (const seed of ['1', 'a b', 'abc/3', "it's"])
      assert.equal(replayIn(replayCommand(seed))!.options.seed, seed);
  });
});
