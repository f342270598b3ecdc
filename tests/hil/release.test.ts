// SPDX-License-Identifier: Apache-2.0
//
// The agent is in the HIL image and in no other: by the names of its modules, functions, texts and natives, and by size.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { buildProgram, bundle, type Program, root } from '../../host-sim/engine/bundle.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { emit } from '../device/support/emit.ts';
import { readManifest } from '../device/support/manifest.ts';
import { sdkModules } from '../device/support/program.ts';
import { moduleOf } from '../tidy/support/modules.ts';
import { hilEntry, hilProgram } from './support/images.ts';
import { agentFiles, hilFiles, hilManifest } from './support/manifest.ts';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const remedy = 'run: npx tsx tests/hil/support/write-manifest.ts';
const natives = [...read('tests/hil/agent/native/xs_hil.c').matchAll(/^void (xs_\w+)\(/gm)].map(
  ([, name]) => name!,
);

/** What the agent's files export, its natives, and a text of it; without words that files of the release use for their own. */
async function agentNames(): Promise<string[]> {
  const texts = (await agentFiles()).map(read);
  const exported = texts.flatMap((text) => moduleOf(text).exports.map(({ name }) => name));
  const own = [...readManifest().modules.values()].map(read).join('\n');
  return [...new Set([...exported, ...natives, 'reset by the host'])].filter(
    (name) => !new RegExp(`\\b${name}\\b`).test(own),
  );
}

/** Names end with a zero. */
const symbolsOf = ({ symbols }: Program) =>
  new Set(Buffer.from(symbols).toString('latin1').split('\0'));

describe('a release image', () => {
  let release: Program;
  let hil: Program;

  before(async () => {
    release = await firmware();
    hil = await hilProgram();
  });

  test('has no module, no C and no native of the agent in its manifest', async () => {
    const manifest = readManifest();
    const files = await agentFiles();
    assert.ok(files.length >= 10 && files.includes(hilEntry));
    for (const [module, file] of manifest.modules) {
      assert.ok(!files.includes(file), module);
      assert.doesNotMatch(file, /^(tests|host-sim)\//);
    }
    for (const file of [...manifest.c, ...manifest.headers]) {
      assert.doesNotMatch(file, /^(tests|host-sim)\//);
      for (const name of natives) assert.ok(!read(file).includes(name), `${file}: ${name}`);
    }
  });

  test('has none of the agent’s names in its script and its byte code', async () => {
    const names = await agentNames();
    assert.ok(names.length > 12 && names.includes('HostReader'), names.join());
    const { text } = await bundle('src/main.ts');
    const code = Buffer.from(release.code).toString('latin1');
    const symbols = symbolsOf(release);
    for (const name of names) {
      assert.ok(!new RegExp(`\\b${name}\\b`).test(text), `the script says ${name}`);
      assert.ok(!symbols.has(name), `the byte code names ${name}`);
      assert.ok(!code.includes(name), `the byte code says ${name}`);
    }
  });

  test('and they are in the HIL image, so that they are looked for rightly', async () => {
    const { text } = await bundle(hilEntry);
    const code = Buffer.concat([hil.code, hil.symbols]).toString('latin1');
    for (const name of [
      'Responder',
      'MirrorDisplay',
      'HostReader',
      ...natives,
      'reset by the host',
    ])
      assert.ok(text.includes(name), name);
    for (const name of natives) assert.ok(code.includes(name), name);
    assert.ok(symbolsOf(hil).has('HostReader'));
  });

  test('is smaller by what the agent takes', async () => {
    const source = "import { Agent } from './tests/hil/agent/agent.ts'; new Agent({}, '');";
    const agent = await buildProgram('agent.ts', false, source);
    const more = hil.code.length - release.code.length;
    // The agent alone brings a clock along, which the terminal has.
    assert.ok(more > 0.7 * agent.code.length && more < 1.1 * agent.code.length, `${more} bytes`);
    assert.ok(more > 5000, `${more} bytes`);
  });

  test('has no native of the agent in the engine that it runs on', () => {
    const addon = join(root, 'build/engine/fast.node');
    assert.ok(existsSync(addon));
    const names = execFileSync('strings', ['-n', '6', addon], { encoding: 'utf8', maxBuffer: 1e8 });
    assert.ok(names.includes('xs_keypad_take'));
    for (const name of natives) assert.ok(!names.includes(name), name);
  });
});

describe('manifest.hil.json', () => {
  test('is what write-manifest.ts writes: the release, and the agent', async () => {
    assert.deepEqual(JSON.parse(read('manifest.hil.json')), await hilManifest(), remedy);
  });

  test('lists every module that the HIL image reaches', async () => {
    const manifest = readManifest(undefined, 'manifest.hil.json');
    const listed = new Set(manifest.modules.values());
    for (const file of await hilFiles()) assert.ok(listed.has(file), file);
    assert.ok(manifest.c.includes('tests/hil/agent/native/xs_hil.c'));
    assert.deepEqual(manifest.strange, []);
  });

  test('has no C file of a name that the release has', () => {
    const names = readManifest(undefined, 'manifest.hil.json').c.map((file) => basename(file));
    assert.equal(new Set(names).size, names.length);
  });

  test('compiles with the options that mcconfig gives tsc, and gives the linker nothing but what can lie in ROM', () => {
    const manifest = readManifest(undefined, 'manifest.hil.json');
    const emitted = emit(manifest);
    after(() => rmSync(emitted.folder, { recursive: true }));
    assert.ok(emitted.ok, emitted.output);
    const input = join(emitted.folder, 'linker.json');
    const modules = Object.fromEntries(
      [...manifest.modules].map(([name, source]) => [
        name,
        { source: source.slice(0, -3), javascript: emitted.fileOf(source) },
      ]),
    );
    const folder = join(emitted.folder, 'linked');
    const { preload } = manifest;
    writeFileSync(input, JSON.stringify({ modules, preload, sdk: sdkModules, folder }));
    const linker = join(root, 'tests/device/support/linker.mjs');
    const run = spawnSync(process.execPath, [linker, input], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    assert.deepEqual(JSON.parse(run.stdout), []);
  });
});
