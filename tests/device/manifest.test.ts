// SPDX-License-Identifier: Apache-2.0
//
// What can be known of the device build without the SDK: that the manifests list exactly the program, that natives and C agree,
// and that the choices of docs/hardware/device-build.md hold.

import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import { readManifest } from './support/manifest.ts';
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
const manifest = readManifest();
const sorted = (values: Iterable<string>): string[] => [...values].sort();

/** Modules of the SDK that have no place in a payment terminal. */
const forbiddenIncludes = /crypt|tls|mbedtls|ssl|digest|websocket|http|mods|cli|console/;

interface Native {
  readonly file: string;
  readonly name: string;
}

function nativesOf(file: string): Native[] {
  return [...read(file).matchAll(/\b[Nn]ative\(([^)]*)\)/g)].map(([call, argument = '']) => {
    const literal = /^'(\w+)'$/.exec(argument);
    assert.ok(literal, `${file}: ${call}: the argument must be one string literal`);
    return { file, name: literal[1]! };
  });
}

const hostFunctionsOf = (file: string): string[] =>
  [...read(file).matchAll(/^void (xs_\w+)\(xsMachine \*the\)/gm)].map(([, name]) => name!);

describe('manifest', () => {
  test('lists every module that the program reaches, and no other', async () => {
    const listed = sorted([...manifest.modules].map(([specifier, file]) => `${specifier} ${file}`));
    const reached = sorted((await reachedFiles()).map((file) => `${specifierOf(file)} ${file}`));
    assert.deepEqual(listed, reached, remedy);
  });

  test('preloads every module but the one that starts the program', () => {
    const all = sorted(manifest.modules.keys()).filter((specifier) => specifier !== mainModule);
    assert.deepEqual(sorted(manifest.preload), all, remedy);
    assert.equal(manifest.creation.main, mainModule);
  });

  test('lists every C file and header of the program and of the board, and no other', async () => {
    assert.deepEqual(sorted([...manifest.c, ...manifest.headers]), await cFiles(), remedy);
    assert.deepEqual(manifest.strange, []);
  });

  test('is what write-manifest.ts writes', async () => {
    const { modules, preload } = await manifestLists();
    const { '~': _, ...written } = JSON.parse(read('manifest.json')).modules;
    assert.deepEqual(written, modules, remedy);
    assert.deepEqual(JSON.parse(read('manifest.json')).preload, preload, remedy);
  });

  test('has no two C files of one name, because the SDK compiles them into one folder', () => {
    const names = manifest.c.map((file) => basename(file));
    assert.deepEqual(sorted(names), sorted(new Set(names)));
    assert.deepEqual(
      sorted(manifest.headers.map((file) => basename(file))),
      sorted(new Set(manifest.headers.map((file) => basename(file)))),
    );
  });

  test('takes neither cryptography nor other engines of the SDK', () => {
    for (const include of manifest.sdkIncludes) assert.doesNotMatch(include, forbiddenIncludes);
    assert.ok(
      manifest.strip.includes('*') &&
        manifest.strip.includes('eval') &&
        manifest.strip.includes('Math.random'),
    );
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
      if (specifier! in boardModules) continue;
      const typing = specifier!
        .replace(/^embedded:(io|network)\//, 'embedded_$1/')
        .replace(/^embedded:storage\//, 'embedded/storage/');
      assert.ok(manifest.excluded.includes(`$(MODDABLE)/typings/${typing}`), specifier);
    }
  });

  test('builds for the ESP32-S3 with our partitions and configuration', () => {
    assert.equal(manifest.build.ESP32_SUBCLASS, 'esp32s3');
    assert.match(read(manifest.build.PARTITIONS_FILE!), /^ota_1,/m);
    assert.match(
      read(`${manifest.build.SDKCONFIGPATH}/sdkconfig.defaults`),
      /^CONFIG_ESPTOOLPY_FLASHSIZE_8MB=y$/m,
    );
    assert.equal(
      'C_FLAGS' in manifest.build,
      false,
      'C_FLAGS would replace all defaults of the SDK',
    );
  });

  test('gives the machine the memory that the desk gives it', async () => {
    const { deviceLimits } = await import('../../host-sim/engine/desk.ts');
    const { chunk, heap, stack } = manifest.creation;
    assert.equal(manifest.creation.static, 0);
    assert.deepEqual([chunk.incremental, heap.incremental], [0, 0]);
    assert.equal(deviceLimits.chunkBytes, 2 * chunk.initial);
    assert.ok(deviceLimits.heapSlots >= heap.initial && deviceLimits.stackSlots >= stack);
  });
});

describe('natives', () => {
  const modules = sorted(manifest.modules.values());
  const natives = modules.flatMap(nativesOf);
  const functions = manifest.c.flatMap((file) =>
    hostFunctionsOf(file).map((name) => ({ file, name })),
  );

  test('have a C function each', () => {
    const names = new Set(functions.map(({ name }) => name));
    for (const { file, name } of natives)
      assert.ok(names.has(name), `${file}: ${name} is in no listed C file`);
    assert.ok(natives.length > 10);
  });

  test('are all called from TypeScript', () => {
    const names = new Set(natives.map(({ name }) => name));
    for (const { file, name } of functions)
      assert.ok(names.has(name), `${file}: nobody calls ${name}`);
    const all = functions.map(({ name }) => name);
    assert.deepEqual(sorted(all), sorted(new Set(all)));
  });

  test('of the desk are not on the device', () => {
    assert.deepEqual(
      natives.filter(({ name }) => name.startsWith('xs_link_')),
      [],
    );
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
    for (const file of await reachedFiles()) {
      const code = read(file).replace(/\/\/.*$|\/\*[\s\S]*?\*\//gm, '');
      for (const [word, why] of words) assert.doesNotMatch(code, word, `${file}: ${why}`);
    }
  });
});
