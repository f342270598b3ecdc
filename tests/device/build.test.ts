// SPDX-License-Identifier: Apache-2.0
//
// The steps of the device build that can be walked without the SDK: tsc with the options that mcconfig gives it, the lookup of
// modules as the engine does it, the form of natives that xsc optimises, and a model of the linker's check for ROM.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { findModule } from './check/modules.ts';
import { emit } from './support/emit.ts';
import { readManifest, root } from './support/manifest.ts';
import { mainModule, sdkModules } from './support/program.ts';

/** One of each kind of chip: their other folders differ in configuration only. */
for (const board of ['jiaozi-s3', 'jiaozi-esp32', 'jiaozi-c3']) walk(board);

function walk(board: string): void {
  const manifest = readManifest(board);
  const emitted = emit(manifest);
  after(() => rmSync(emitted.folder, { recursive: true }));
  const scripts = new Map(
    emitted.ok
      ? [...manifest.modules].map(([name, file]) => [
          name,
          readFileSync(emitted.fileOf(file), 'utf8'),
        ])
      : [],
  );

  describe(`the device build of ${board}`, () => {
    test('compiles with the options that mcconfig gives tsc', () => {
      assert.ok(emitted.ok, emitted.output);
    });

    test('imports only modules that the manifest lists or the SDK has', () => {
      let imports = 0;
      for (const [module, script] of scripts) {
        for (const [, specifier] of script.matchAll(
          /^(?:import|export)\b[^;]*?\bfrom '([^']+)';/gm,
        )) {
          const found = findModule(module, specifier!);
          assert.ok(
            found !== undefined && (manifest.modules.has(found) || sdkModules.includes(found)),
            `${module}: ${specifier}`,
          );
          imports++;
        }
        assert.doesNotMatch(script, /\bimport\(/);
      }
      assert.ok(imports > 100);
    });

    test('leaves every native in the form that xsc turns into a host function', () => {
      const form =
        /^(?:export )?function \w+\(([\w, ]*)\) \{\s*(?:return )?native\('\w+'\)\s*\.call\(([\w, \n]*)\);\s*\}$/gm;
      for (const [module, script] of scripts) {
        const calls = script.match(/\bnative\(/g)?.length ?? 0;
        const good = [...script.matchAll(form)].filter(([, parameters, given]) => {
          const names = parameters!
            .split(',')
            .map((each) => each.trim())
            .filter(Boolean);
          return (
            ['this', ...names].join() ===
            given!
              .split(',')
              .map((each) => each.trim())
              .join()
          );
        });
        assert.equal(
          good.length,
          calls,
          `${module}: a native's body must be native('…').call(this, the same parameters)`,
        );
      }
    });

    test('gives the linker nothing but what can lie in ROM', () => {
      const input = join(emitted.folder, 'linker.json');
      const modules = Object.fromEntries(
        [...manifest.modules].map(([name, source]) => [
          name,
          { source: source.slice(0, -3), javascript: emitted.fileOf(source) },
        ]),
      );
      const folder = join(emitted.folder, 'linked');
      writeFileSync(
        input,
        JSON.stringify({ modules, preload: manifest.preload, sdk: sdkModules, folder }),
      );
      const linker = join(root, 'tests/device/support/linker.mjs');
      const run = spawnSync(process.execPath, [linker, input], { encoding: 'utf8' });
      assert.equal(run.status, 0, run.stderr);
      assert.deepEqual(
        JSON.parse(run.stdout),
        [],
        'freeze what is at the top of a module: Object.freeze({ … }, true)',
      );
    });

    test('starts with a module that nothing imports', () => {
      for (const [module, script] of scripts) {
        for (const [, specifier] of script.matchAll(/\bfrom '([^']+)';/g)) {
          assert.notEqual(findModule(module, specifier!), mainModule);
        }
      }
    });
  });
}
