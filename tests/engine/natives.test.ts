// SPDX-License-Identifier: Apache-2.0
//
// native() and Native() on an engine with one native more than the program's (native/xs_witness.c), built into
// build/test-natives.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { buildProgram } from '../../host-sim/engine/bundle.ts';
import { deviceLimits } from '../../host-sim/engine/desk.ts';
import { DeskMachine } from '../../host-sim/engine/machine.ts';
import { Kernel } from '../../host-sim/link/kernel.ts';
import { LinkServer } from '../../host-sim/link/server.ts';
import { buildEngine } from './support/build.ts';

const folder = 'test-natives';

const witness = `
  const call = (name) => native(name).call(undefined);
  class Witness extends Native('xs_witness_destructor') {
    #mine = 'private';
    constructor() { super(); native('xs_witness_create').call(this); }
    get mine() { return this.#mine; }
    static isOne(x) { return #mine in x; }
  }`;

/** Runs `body` on a machine of its own; what it said, and the machine. */
async function on(body: string) {
  const say = `const say = (text) => native('xs_harness_report').call(undefined, String(text));`;
  const code = await buildProgram('native.ts', false, `${say}${witness}${body}`);
  const link = new LinkServer(new Kernel('natives'), new Map(), () => {});
  const said: string[] = [];
  link.onReport = (line) => said.push(line);
  link.powerOn();
  const limits = { ...deviceLimits, chunkBytes: 1_000_000 };
  const { mailbox, exchange } = link;
  const machine = new DeskMachine({ variant: 'fast', limits, mailbox, exchange, folder });
  const alive = machine.load(code);
  return { machine, said, alive, turn: () => machine.turn(0, 1000, false) };
}

const counts = async () => {
  const { machine, said } = await on(
    `say(call('xs_witness_living')); say(call('xs_witness_destroyed'));`,
  );
  machine.destroy();
  return { living: Number(said[0]), destroyed: Number(said[1]) };
};

before(() =>
  buildEngine({ folder, only: 'fast', extra: { folders: ['tests/engine/native'], flags: [] } }),
);

test('an unknown native is a ReferenceError that names it', async () => {
  const { said, machine } = await on(`
    for (const make of [() => native('xs_unknown'), () => Native('xs_unknown')]) {
      try { make(); } catch (error) { say(error instanceof ReferenceError); say(error.message); }
    }`);
  machine.destroy();
  assert.deepEqual([said[0], said[2]], ['true', 'true']);
  assert.match(said[1]!, /xs_unknown/);
});

test('a native is a function that takes its receiver from call', async () => {
  const { said, machine } = await on(`
    say(typeof native('xs_witness_living'));
    say(native('xs_witness_living').call({}));`);
  machine.destroy();
  assert.equal(said[0], 'function');
  assert.match(said[1]!, /^\d+$/);
});

test('a class that extends Native constructs, knows its instances and has private fields', async () => {
  const { said, machine } = await on(`
    class Further extends Witness { constructor() { super(); this.further = 1; } }
    const one = new Witness(), two = new Further();
    say([one instanceof Witness, two instanceof Witness, two instanceof Further, one instanceof Further]);
    say([one.mine, two.mine, two.further, Witness.isOne(one), Witness.isOne({})]);
    say([Object.getPrototypeOf(one) === Witness.prototype, one.constructor === Witness]);
    try { Witness(); } catch (error) { say(error instanceof TypeError); }
    try { Native('xs_witness_destructor')(); } catch (error) { say(error instanceof TypeError); }`);
  machine.destroy();
  assert.deepEqual(said, [
    'true,true,true,false',
    'private,private,1,true,false',
    'true,true',
    'true',
    'true',
  ]);
});

test('a host object that nobody knows any more is destroyed, once', async () => {
  const before = await counts();
  const { machine, said } = await on(`
    globalThis.kept = new Witness();
    globalThis.dropped = new Witness();
    globalThis.dropped = undefined;`);
  machine.collect();
  machine.collect();
  assert.deepEqual(said, []);
  const after = await counts();
  assert.equal(after.destroyed - before.destroyed, 1);
  assert.equal(after.living - before.living, 1);
  machine.destroy();
  assert.deepEqual(await counts(), after);
});

test('no destructor runs when the power goes, nor when the program dies', async () => {
  const before = await counts();
  const off = await on(
    `globalThis.kept = new Witness(); globalThis.dropped = new Witness(); globalThis.dropped = 0;`,
  );
  off.machine.destroy();
  const dead = await on(`globalThis.kept = new Witness(); throw new Error('dead');`);
  assert.equal(dead.alive, false);
  dead.machine.collect();
  dead.machine.destroy();
  const after = await counts();
  assert.equal(after.destroyed, before.destroyed);
  assert.equal(after.living, before.living + 3);
});
