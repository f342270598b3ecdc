// SPDX-License-Identifier: Apache-2.0
//
// While a PIN is typed no native tells a digit of it. On the whole board, with keys that are pressed: a program opens the entry and
// then calls every native of the release image with arguments of all sorts, in the middle of the PIN and at its end, and writes
// down all that it can see: results, texts of errors, buffers afterwards, events. Two runs with different PINs must have
// written the same. Natives that leak are planted, and found (leaks/xs_pin_leak.c).
//
// What a reader would get wrong: the link's natives are not tried; they are the simulator's. What a program can do with
// the keypad's pins through the board's own IO classes is tried, in the last test.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { checkValue, desEncrypt } from '../../host-sim/acquirer/des.ts';
import { buildProgram } from '../../host-sim/engine/bundle.ts';
import { deskEngine } from '../../host-sim/engine/desk.ts';
import { keyNames, Simulation } from '../../host-sim/simulation.ts';
import { readManifest } from '../device/support/manifest.ts';
import { buildEngine } from '../engine/support/build.ts';
import { root } from './core.ts';

const folder = 'test-pin-leaks';
const leaks = 'tests/crypto/leaks';
const functions = /^void (xs_\w+)\(xsMachine/gm;

const nativesIn = (text: string) => [...text.matchAll(functions)].map(([, name]) => name!);

/** Every C function that the release's scripts could name, but those of the SDK's world that the desk has not. */
function releaseNatives(): string[] {
  const files = readManifest().c.filter((file) => !file.includes('/esp32/'));
  return files.flatMap((file) => nativesIn(readFileSync(join(root, file), 'utf8'))).sort();
}

const plantedNatives = () =>
  readdirSync(join(root, leaks)).flatMap((file) =>
    nativesIn(readFileSync(join(root, leaks, file), 'utf8')),
  );

const workingKey = Buffer.from('6701EAD6A9AD51E51AA406E2C27FCFA9', 'hex');
/** Digits in the middle, then the rest. */
const half = 6;

/** The program: one round for each native. `ask N`: the world types the first half, then the second. */
const attacker = (natives: readonly string[], wrapped: Buffer, check: Buffer) => `
import { askForDigits, closePin, openPin, pinState, takePinBlock } from './crypto/pin-entry.ts';
import { keySlots, loadKeyImage, loadWorkingKey } from './crypto/vault.ts';
import { openBoard } from './src/board/board.ts';

const say = (text) => native('xs_harness_report').call(undefined, text);
const names = ${JSON.stringify(natives)};
const calls = [${natives.map((name) => `native('${name}')`).join(', ')}];
const wrapped = Uint8Array.from(${JSON.stringify([...wrapped])});
const check = Uint8Array.from(${JSON.stringify([...check])});

let seed = 1;
const below = (n) => { seed = (seed * 48271) % 2147483647; return seed % n; };
const numbers = [0, 1, 2, 3, 5, 9, 10, 12, 13, 63, 255, 256, -1, 65536, 2 ** 31, 2 ** 32, 0.5, NaN];
const sizes = [0, 1, 4, 6, 8, 10, 12, 16, 20, 32, 36, 64, 256];
function argument() {
  switch (below(8)) {
    case 0: return below(2) === 1;
    case 1: return undefined;
    case 2: return 'text';
    case 3: case 4: return numbers[below(numbers.length)];
    default: {
      const bytes = new Uint8Array(sizes[below(sizes.length)]);
      for (let i = 0; i < bytes.length; i++) bytes[i] = below(256);
      return bytes;
    }
  }
}
const shown = (value) =>
  value instanceof Uint8Array ? '[' + value.join(' ') + ']'
  : typeof value === 'object' ? 'object' : typeof value === 'function' ? 'function' : String(value);

function attack(index, tries) {
  let text = '';
  for (let i = 0; i < tries; i++) {
    const list = [];
    for (let n = below(12); n > 0; n--) list.push(argument());
    // What xs_pin_entry_finish takes: the amount that was bound, and room for a block.
    if (i === tries - 1) list.splice(0, list.length, Uint8Array.of(0, 0, 0, 0, 0, 5), new Uint8Array(16));
    let result;
    try { result = shown(calls[index].apply(undefined, list)); }
    catch (error) { result = 'threw ' + error.message; }
    text += result + list.map(shown).join(',') + ';';
  }
  // The guessing sort: one number, each digit.
  for (let digit = 0; digit < 12; digit++) {
    try { text += shown(calls[index].call(undefined, digit)); }
    catch (error) { text += 'threw ' + error.message; }
  }
  return text;
}

function open(board) {
  closePin();
  const flash = board.openFlash('keys');
  const image = new Uint8Array(flash.read(flash.status().size, 0));
  flash.close();
  if (!loadKeyImage(image).ok) throw new Error('no keys');
  const key = loadWorkingKey(keySlots.pin, 'pin', wrapped, check);
  const pan = { packed: Uint8Array.of(0x62, 0x30, 0x99, 0x12, 0x34, 0x56, 0x78, 0x90), count: 16 };
  const times = { keyMs: 60000, totalMs: 300000 };
  return openPin({ pan, amountMinor: 5, key, format: 'iso-0', digitsMin: 4, digitsMax: 12, mayBypass: false, ...times });
}

async function run() {
  const events = [];
  let wake;
  const board = await openBoard({ display() {}, device() {} });
  board.onKey((event) => { events.push(event.kind + event.code); wake?.(); });
  const pause = () => new Promise((resolve) => {
    const alarm = board.clock.after(50, () => { wake = undefined; resolve(); });
    wake = () => { alarm.cancel(); wake = undefined; resolve(); };
  });
  const until = async (count) => {
    for (let tries = 0; tries < 80 && pinState().digits < count; tries++) await pause();
    return pinState().digits === count;
  };
  askForDigits('amount');
  for (let index = 0; index < names.length; index++) {
    events.length = 0;
    if (open(board) !== 'open') throw new Error('not opened');
    say('ask first');
    const inTime = await until(${half});
    const middle = attack(index, 40);
    // What the attack has ended is opened again: the other half goes into a new entry.
    const lived = pinState().end === 'goes-on';
    if (!lived) open(board);
    say('ask second');
    await until(lived ? ${half * 2} : ${half});
    const end = attack(index, 40);
    say('saw ' + names[index] + ' ' + inTime + ' ' + lived + ' ' + events.join(',') + ' ' + middle + ' | ' + end);
  }
  closePin();
  say('finished');
}
run().catch((error) => say('failed ' + error.message + ' ' + error.stack));
`;

/** What the program saw of each native, while that PIN was typed for it. */
async function saw(pin: string, natives: readonly string[]): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  const master = new Simulation({ seed: '1', program: await buildProgram('idle.js', false, '') });
  const [, masterKey] = master.keys()[0]!;
  const wrapped = desEncrypt(masterKey, workingKey);
  const source = attacker(natives, wrapped, checkValue(workingKey));
  const program = await buildProgram('attacker.js', false, source);
  const engine = deskEngine('fast', folder);
  const sim = new Simulation({ seed: '1', program, engine, limits: { chunkBytes: 4_000_000 } });
  const said: string[] = [];
  sim.desk.link.onReport = (line: string) => said.push(line);
  sim.desk.powerOn();
  const advance = (ms: number) => sim.desk.advance(sim.kernel.nowUs + ms * 1000);
  const type = (digits: string) => {
    for (const digit of digits) {
      sim.key(digit, true);
      advance(60);
      sim.key(digit, false);
      advance(60);
    }
  };
  for (let at = 0; ; ) {
    sim.desk.advance(sim.kernel.nowUs + 60_000_000, () => said.length > at);
    assert.ok(said.length > at, `the program has stopped: ${JSON.stringify(sim.desk.deaths)}`);
    const line = said[at++]!;
    if (line === 'finished') break;
    assert.doesNotMatch(line, /^failed/);
    if (line.startsWith('ask')) type(line === 'ask first' ? pin.slice(0, half) : pin.slice(half));
    else seen.set(line.split(' ')[1]!, line);
  }
  assert.deepEqual(sim.desk.deaths, []);
  sim.desk.powerOff();
  return seen;
}

const pins = ['058213907446', '931745028861'] as const;

describe('while a PIN is typed', () => {
  before(() => buildEngine({ folder, only: 'fast', extra: { folders: [leaks], flags: [] } }));

  test('no native of the release image says or writes anything that depends on a digit', async () => {
    const natives = releaseNatives();
    assert.ok(natives.includes('xs_keypad_take') && natives.includes('xs_pin_entry_state'));
    assert.ok(natives.length > 25, `${natives.length}`);
    const [a, b] = [await saw(pins[0], natives), await saw(pins[1], natives)];
    for (const name of natives) {
      assert.match(a.get(name) ?? '', / true (true|false) /, `${name}: the PIN was not typed`);
      assert.equal(a.get(name), b.get(name), name);
    }
    // The entry was open during most of them: what ends it is on the list.
    const ended = natives.filter((name) => / true false /.test(a.get(name)!.slice(0, 60)));
    assert.deepEqual(ended, [
      'xs_key_loading_component',
      'xs_key_loading_end',
      'xs_key_loading_new_passcode',
      'xs_operators_new_password',
      'xs_operators_verify',
      'xs_pin_entry_close',
      'xs_pin_entry_finish',
    ]);
  });

  test('natives that leak would be found, each of them', async () => {
    const natives = plantedNatives();
    assert.equal(natives.length, 3);
    const [a, b] = [await saw(pins[0], natives), await saw(pins[1], natives)];
    for (const name of natives) assert.notEqual(a.get(name), b.get(name), name);
  });

  test('the keypad’s pins cannot be opened: in use, before, during and after', async () => {
    const source = `
      import Digital from 'embedded:io/digital';
      import { openBoard } from './src/board/board.ts';
      import { wiring } from 'jiaozi:wiring';
      const say = (text) => native('xs_harness_report').call(undefined, text);
      openBoard({ display() {}, device() {} }).then(() => {
        for (const pin of [...wiring.column, ...wiring.row]) {
          for (const mode of [Digital.Input, Digital.InputPullUp, Digital.Output]) {
            try { new Digital({ pin, mode }); say('opened ' + pin); }
            catch (error) { say(error.message); }
          }
        }
        say('finished');
      });`;
    const program = await buildProgram('pins.ts', false, source);
    const sim = new Simulation({ seed: '1', program });
    const said: string[] = [];
    sim.desk.link.onReport = (line: string) => said.push(line);
    sim.desk.powerOn();
    sim.desk.advance(30_000_000, () => said.includes('finished'));
    sim.desk.powerOff();
    assert.equal(said.length, 3 * (keyNames.length + keyNames[0].length) + 1);
    for (const line of said.slice(0, -1)) assert.match(line, /in use/);
  });
});
