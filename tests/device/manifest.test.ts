// SPDX-License-Identifier: Apache-2.0
//
// That the manifests of every board list exactly the program, and that the choices of docs/hardware/device-build.md hold. What can be
// checked without knowing the program is in check.test.ts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { boards, readManifest } from './support/manifest.ts';
import {
  boardModules,
  cFiles,
  mainModule,
  manifestLists,
  reachedFiles,
  read,
  specifierOf,
} from './support/program.ts';

const remedy = 'run: npx tsx tests/device/write-manifest.ts';
const sorted = (values: Iterable<string>): string[] => [...values].sort();

for (const board of boards) {
  describe(`the manifests of ${board ?? 'a build that names no board'}`, () => {
    const manifest = readManifest(board);

    test('list every module that the program reaches, and no other', async () => {
      const listed = [...manifest.modules].map(([specifier, file]) => `${specifier} ${file}`);
      const reached = (await reachedFiles(board)).map(
        (file) => `${specifierOf(file, board)} ${file}`,
      );
      assert.deepEqual(sorted(listed), sorted(reached), remedy);
    });

    test('list every C file and header of the program and of the board, and no other', async () => {
      assert.deepEqual(sorted([...manifest.c, ...manifest.headers]), await cFiles(board), remedy);
    });

    test('preload every module but the one that starts the program', () => {
      const all = sorted(manifest.modules.keys()).filter((specifier) => specifier !== mainModule);
      assert.deepEqual(sorted(manifest.preload), all, remedy);
    });

    test('have no memory that grows, and a place for each figure', () => {
      const { chunk, heap, stack } = manifest.creation;
      assert.equal(manifest.creation.static, 0);
      assert.deepEqual([chunk.incremental, heap.incremental], [0, 0]);
      assert.ok(chunk.initial > 0 && heap.initial > 0 && stack > 0);
    });
  });
}

describe('manifest.json', () => {
  const manifest = readManifest();

  test('is what write-manifest.ts writes', async () => {
    const { modules, preload } = await manifestLists();
    const { '~': _, ...written } = JSON.parse(read('manifest.json')).modules;
    assert.deepEqual(written, modules, remedy);
    assert.deepEqual(JSON.parse(read('manifest.json')).preload, preload, remedy);
  });

  test("leaves out the SDK's own joining of a network, and the light that blinks on the buzzer's pin", () => {
    assert.ok(manifest.excluded.includes('$(MODDABLE)/build/devices/esp32/setup/network'));
    assert.ok(
      manifest.excluded.includes('$(MODDABLE)/build/devices/esp32/targets/esp32s3/setup-target'),
    );
    assert.ok(manifest.modules.has('setup/wifi'));
  });

  test('leaves out the declarations of the SDK for the modules that ours declare', () => {
    const declarations = read('src/io/modules.d.ts') + read('src/board/esp32/modules.d.ts');
    const declared = [...declarations.matchAll(/^declare module '([^']+)'/gm)];
    assert.ok(declared.length > 5);
    for (const [, specifier] of declared) {
      if (specifier! in boardModules(undefined)) continue;
      const typing = specifier!
        .replace(/^embedded:(io|network)\//, 'embedded_$1/')
        .replace(/^embedded:storage\//, 'embedded/storage/');
      assert.ok(manifest.excluded.includes(`$(MODDABLE)/typings/${typing}`), specifier);
    }
  });

  test('builds the development flavour of jiaozi-s3 when no board is named', () => {
    assert.equal(manifest.build.ESP32_SUBCLASS, 'esp32s3');
    assert.equal(manifest.build.SDKCONFIGPATH, 'src/board/jiaozi-s3/sdkconfig');
    assert.equal(manifest.build.PARTITIONS_FILE, 'src/board/jiaozi-s3/partitions.csv');
    const named = readManifest('jiaozi-s3').build;
    for (const name of ['ESP32_SUBCLASS', 'SDKCONFIGPATH', 'PARTITIONS_FILE'])
      assert.equal(manifest.build[name], named[name]);
  });

  test('gives the machine the memory that the desk gives it', async () => {
    const { deviceLimits } = await import('../../host-sim/engine/desk.ts');
    const { chunk, heap, stack } = manifest.creation;
    assert.equal(deviceLimits.chunkBytes, 2 * chunk.initial);
    assert.ok(deviceLimits.heapSlots >= heap.initial && deviceLimits.stackSlots >= stack);
  });
});

describe('a board without key fuses', () => {
  test('has the C that says so, in place of the ports of the fuses', () => {
    const { c } = readManifest('jiaozi-esp32');
    assert.ok(c.some((file) => file.endsWith('esp32_neither.c')));
    assert.ok(!c.some((file) => /esp32_(secret|counter)\.c$/.test(file)));
  });

  test('has no release', () => {
    assert.ok(!boards.includes('jiaozi-esp32-release'));
  });
});

describe('firmware', () => {
  const words: readonly (readonly [RegExp, string])[] = [
    [/\btrace\(/, 'trace prints on the serial console in release builds'],
    [/\bMath\.random\b/, 'random numbers come from jiaozi:entropy'],
    [/\bconsole\b/, 'there is none'],
    [/\bsetTimeout\b/, 'use a Clock'],
    [/\beval\(|\bnew Function\b/, 'the parser is stripped'],
    [/^\s*static\b(?!.*\()/m, 'static fields are read-only once in ROM, and XS 13 fails on some'],
    [/\bthis\.name = /, 'throws on the device: built-in prototypes are frozen'],
  ];

  test('uses no word that the device has not', async () => {
    for (const file of await reachedFiles('jiaozi-s3')) {
      const code = read(file).replace(/\/\/.*$|\/\*[\s\S]*?\*\//gm, '');
      for (const [word, why] of words) assert.doesNotMatch(code, word, `${file}: ${why}`);
    }
  });

  test('drops its keys when it dies, whatever the reason, and never goes on', () => {
    const hook = read('src/board/esp32/abort.ts');
    assert.match(hook, /function abort\(\): true \{\n {2}died\(\);\n {2}return true;\n\}/);
    assert.match(read('src/board/native/esp32/esp32_restart.c'), /jz_wipe\(terminal_of\(the\)/);
  });

  test('has its noise proven before the radio is on', () => {
    const setup = read('src/board/esp32/wifi.ts');
    assert.ok(setup.indexOf('  startEntropy();') < setup.indexOf('new WiFi('));
  });
});
