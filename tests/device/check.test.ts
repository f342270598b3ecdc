// SPDX-License-Identifier: Apache-2.0
//
// npm run check:manifest: it finds nothing in the repository, and each of its checks finds the mistake that is planted here.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nativeFindings } from '../tidy/support/natives.ts';
import { buildFindings } from './check/build.ts';
import { featureFindings } from './check/features.ts';
import type { Finding } from './check/finding.ts';
import { forbiddenFindings } from './check/forbidden.ts';
import { type Build, findModule, moduleFindings } from './check/modules.ts';
import { parsePartitions, partitionFindings } from './check/partitions.ts';
import { type Schema, schemaFindings } from './check/schema.ts';
import { flavourFindings, irreversible, sdkconfigFindings } from './check/sdkconfig.ts';
import { boards, type Manifest, readManifest } from './support/manifest.ts';
import { mainModule, read, sdkModules } from './support/program.ts';

function assertFinds(findings: readonly Finding[], expected: RegExp): void {
  const texts = findings.map(({ where, message }) => `${where}: ${message}`);
  assert.ok(
    texts.some((text) => expected.test(text)),
    `expected ${expected}, found ${JSON.stringify(texts)}`,
  );
}

describe('the check finds nothing in', () => {
  for (const board of boards)
    test(board ?? 'a build that names no board', () => {
      assert.deepEqual(buildFindings(board), []);
    });
});

describe('the schema of manifests', () => {
  const schema: Schema = JSON.parse(read('tests/device/check/manifest.schema.json'));
  const planted: readonly (readonly [name: string, manifest: unknown, expected: RegExp])[] = [
    ['a misspelt name', { preloads: [] }, /preloads: mcconfig does not know/],
    ['a wrong type', { preload: 'src/main' }, /preload: string, but array/],
    ['a size that is none', { creation: { stack: '512' } }, /stack: string, but integer/],
    ['a negative size', { creation: { static: -1 } }, /-1 is below 0/],
    ['half a size', { creation: { chunk: { initial: 1 } } }, /incremental is missing/],
    ['C_FLAGS', { build: { C_FLAGS: '-O3' } }, /C_FLAGS: mcconfig does not know/],
    ['a chip that is none', { build: { ESP32_SUBCLASS: 'esp32s9' } }, /esp32s9, but one of/],
    ['an include from the network', { include: [{ git: 'x' }] }, /object, but string/],
    ['a source without ./', { modules: { '*': 'src/main' } }, /does not look like|expected/],
    ['mods', { defines: { XS_MODS: 1 } }, /XS_MODS: mcconfig does not know/],
    ['no abort hook', { defines: { xs: { abortHook: 0 } } }, /0, but one of 1/],
    ['a platform', { platforms: { esp32: { preloads: [] } } }, /esp32\/preloads/],
    ['a list', [], /array, but object/],
  ];
  for (const [name, manifest, expected] of planted)
    test(`finds ${name}`, () => assertFinds(schemaFindings('x', manifest, schema), expected));

  test('says so when it has a word that nobody checks', () => {
    assert.throws(() => schemaFindings('x', {}, { minProperties: 1 }), /minProperties/);
    assert.throws(() => schemaFindings('x', {}, { $ref: '#/definitions/x', definitions: {} }));
  });
});

const good = readManifest('jiaozi-s3');

/** The build of jiaozi-s3 with something changed; `texts` stand for files. */
function planted(change: Partial<Manifest>, texts: Readonly<Record<string, string>> = {}): Build {
  const readOne = (file: string) => texts[file] ?? read(file);
  return { manifest: { ...good, ...change }, read: readOne, sdkModules, mainModule };
}

describe('the check of modules', () => {
  test('finds nothing in the build it is planted into', () => {
    assert.deepEqual([...moduleFindings(planted({})), ...forbiddenFindings(planted({}))], []);
  });

  test('finds a source that is not there', () => {
    assertFinds(moduleFindings(planted({ strange: ['src/none'] })), /src\/none: is listed/);
  });

  test('finds two C files of one name', () => {
    const c = [...good.c, 'drivers/x/vault.c'];
    assertFinds(moduleFindings(planted({ c })), /drivers\/x\/vault\.c: another listed file/);
  });

  test('finds an import that leads nowhere', () => {
    const texts = { 'src/main.ts': "import { a } from './none.ts';\nimport x from 'http';" };
    assertFinds(moduleFindings(planted({}, texts)), /src\/main\.ts:1: \.\/none\.ts is no module/);
    assertFinds(moduleFindings(planted({}, texts)), /src\/main\.ts:2: http is no module/);
  });

  test('finds an import of a module that is not listed any more', () => {
    const modules = new Map([...good.modules].filter(([name]) => name !== 'src/emv/tlv'));
    assertFinds(moduleFindings(planted({ modules })), /tlv\.ts is no module of the device/);
  });

  test('takes an import of types for none', () => {
    const texts = {
      'src/main.ts':
        "import type { A } from './none.ts';\nexport type { B } from './none.ts';\nimport { type C } from './none.ts';",
    };
    assert.deepEqual(moduleFindings(planted({}, texts)), []);
  });

  test('follows paths as the engine does', () => {
    assert.equal(findModule('src/flow/app', '../io/fatal.ts'), 'src/io/fatal');
    assert.equal(findModule('jiaozi:wiring', './x.ts'), 'x');
    assert.equal(findModule('src/main', '../../x.ts'), undefined);
  });

  test('finds a misspelt name in preload, and the one that is then missing', () => {
    const preload = good.preload.map((name) => name.replace('src/emv/tlv', 'src/emv/tvl'));
    assertFinds(moduleFindings(planted({ preload })), /src\/emv\/tvl is no module/);
    assertFinds(moduleFindings(planted({ preload })), /src\/emv\/tlv is missing/);
  });

  test('finds a main module that would run while it is linked, or is another', () => {
    const preload = [...good.preload, mainModule];
    assertFinds(moduleFindings(planted({ preload })), /must do so on the board/);
    const creation = { ...good.creation, main: 'main' };
    assertFinds(moduleFindings(planted({ creation })), /main is main/);
  });
});

describe('the check of what is forbidden', () => {
  const includes = [
    '$(MODDABLE)/modules/crypt/digest/manifest.json',
    '$(MODDABLE)/modules/crypt/tls_419.json',
    '$(MODDABLE)/modules/network/mdns/manifest.json',
    '$(MODDABLE)/examples/manifest_net.json',
    '$(MODDABLE)/modules/xs/mods/manifest.json',
  ];
  for (const include of includes)
    test(`finds the include of ${include.replace('$(MODDABLE)/', '')}`, () => {
      const sdkIncludes = [...good.sdkIncludes, include];
      assertFinds(forbiddenFindings(planted({ sdkIncludes })), /^include/);
    });

  for (const name of ['rng', 'tls', 'crypt', 'securesocket', 'http', 'modules/xs'])
    test(`finds the import of ${name}`, () => {
      const texts = { 'src/main.ts': `import x from '${name}';` };
      assertFinds(forbiddenFindings(planted({}, texts)), /src\/main\.ts:1/);
    });

  test('finds names that are not stripped, mods, and a missing abort hook', () => {
    assertFinds(forbiddenFindings(planted({ strip: ['*', 'eval'] })), /Math\.random is missing/);
    assertFinds(forbiddenFindings(planted({ defines: {} })), /abortHook is missing/);
    const defines = { ...good.defines, XS_MODS: 1 };
    assertFinds(forbiddenFindings(planted({ defines })), /mods/);
  });
});

describe('the check of natives', () => {
  const ts = (body: string) => ({ path: 'crypto/x.ts', text: body });
  const c = (body: string) => ({
    path: 'crypto/glue/xs_x.c',
    text: `void xs_x(xsMachine *the) {\n${body}\n}\n`,
  });
  const findings = (...files: { path: string; text: string }[]) =>
    nativeFindings(files).map(({ path, message }) => ({ where: path, message }));

  test('finds a native without C, C without a native, and an argument too few', () => {
    assertFinds(findings(ts("native('xs_x').call(this);")), /no C function xs_x/);
    assertFinds(findings(c('')), /nothing calls native\('xs_x'\)/);
    const both = [ts("native('xs_x').call(this, a);"), c('  f(xsArg(0), xsArg(1));')];
    assertFinds(findings(...both), /reads 2 arguments/);
  });

  test('finds C that is there and not listed', () => {
    const texts = [...good.modules.values(), ...good.c.filter((file) => !/xs_vault/.test(file))];
    const files = texts.map((path) => ({ path, text: read(path) }));
    assertFinds(findings(...files), /no C function xs_vault_wipe/);
  });
});

describe('the check of features', () => {
  const texts = [
    'a.toSorted()',
    'a.with(0, 1)',
    'Object.groupBy(a, f)',
    'Promise.withResolvers()',
    'Array.fromAsync(a)',
    'a.values().toArray()',
    'a.union(b)',
    'a.isWellFormed()',
    'a.toHex()',
    'new Float16Array(2)',
    'Error.isError(a)',
    'RegExp.escape(a)',
    'm.getOrInsert(a, b)',
    'JSON.rawJSON(a)',
    'b.transfer()',
    'new Intl.NumberFormat()',
    '@logged class A {}',
    'class A {\n  accessor x = 1;\n}',
    'using file = open()',
    "import('./x.ts')",
    'import.meta.url',
    'const e = /[a--b]/v;',
    'const e = /(?<=a)b/;',
    'const e = /(?i:a)b/;',
  ];
  for (const text of texts)
    test(`finds ${text}`, () => assertFinds(featureFindings('src/x.ts', text), /both engines/));

  test('and not what both have, nor comments and strings', () => {
    const innocent = [
      'a.findLast((x) => x)',
      'a.at(-1) ?? Object.hasOwn(a, b)',
      "const a = 'a.toSorted()'; // a.toSorted()",
      'this.#x in a; a ??= 1; 1n; new WeakMap();',
      'const e = /^(?:a|b)(?<year>\\d)$/u;',
      'const c = a / b / v;',
    ];
    for (const text of innocent) assert.deepEqual(featureFindings('src/x.ts', text), [], text);
  });
});

describe('the check of partitions', () => {
  const csv = read('src/board/jiaozi-s3/partitions.csv');
  const flash = { bytes: 8 * 1024 ** 2, tableOffset: 0x8000 };
  const findings = (text: string, where = flash) =>
    partitionFindings('x', parsePartitions(text), where);
  const plants: readonly (readonly [name: string, from: RegExp, to: string, expected: RegExp])[] = [
    ['an overlap', /(journal,.*)0x760000/, '$10x6df000', /journal begins inside ota_1/],
    ['an end beyond the flash', /(journal,.*)0x80000/, '$10xb0000', /ends beyond 8 MB/],
    ['an app that begins within 64 KB', /(ota_1,.*)0x3e0000/, '$10x3e1000', /multiples of 64 KB/],
    ['a size that is no sector', /(keys, .*)0x1000/, '$10x0800', /multiples of 4 KB/],
    ['slots of unequal size', /(ota_1,.*)0x300000/, '$10x2f0000', /differ in size/],
    ['one slot only', /ota_1,.*\n/, '', /ota_0 and ota_1 are expected/],
    ['a factory slot', /ota_1,( *)app, *ota_1/, 'ota_1,$1app,  factory', /are expected/],
    ['a missing journal', /journal,.*\n/, '', /journal is missing/],
    ['keys outside the encryption', /(keys, .*) encrypted/, '$1', /keys holds secrets/],
    ['a label twice', /params, /, 'keys,   ', /keys is there twice/],
    ['a label too long', /params, /, 'parameters_of_cards,', /1 to 15 characters/],
    ['a size that is no number', /(fonts, .*)0xc0000/, '$1much', /are numbers/],
  ];
  for (const [name, from, to, expected] of plants)
    test(`finds ${name}`, () => {
      assert.match(csv, from);
      assertFinds(findings(csv.replace(from, to)), expected);
    });

  test('finds a partition inside the table', () => {
    assertFinds(
      findings(csv, { ...flash, tableOffset: 0xd000 }),
      /otadata begins inside the table/,
    );
    assert.deepEqual(findings(csv, { ...flash, tableOffset: 0xc000 }), []);
  });
});

describe('the check of the configuration', () => {
  const development = read('src/board/jiaozi-s3/sdkconfig/sdkconfig.defaults');
  const release = read('src/board/jiaozi-s3-release/sdkconfig/sdkconfig.defaults');

  for (const [name, value] of irreversible) {
    const line = `${name}=${value}\n`;
    test(`finds ${name} in a development build, and a release without it`, () => {
      assert.ok(release.includes(line));
      assertFinds(sdkconfigFindings('x', development + line, false), new RegExp(name));
      assertFinds(sdkconfigFindings('x', release.replace(line, ''), true), new RegExp(name));
    });
  }

  test('finds a watchdog, a brown-out detector and a silent reboot that are missing', () => {
    for (const name of ['ESP_TASK_WDT_EN', 'ESP_BROWNOUT_DET', 'ESP_SYSTEM_PANIC_SILENT_REBOOT']) {
      const text = development.replace(`CONFIG_${name}=y\n`, `# CONFIG_${name} is not set\n`);
      assert.notEqual(text, development);
      assertFinds(sdkconfigFindings('x', text, false), new RegExp(name));
    }
  });

  test('finds PSRAM, JTAG and holes in the secure boot', () => {
    for (const name of ['SPIRAM', 'SECURE_BOOT_ALLOW_JTAG', 'SECURE_BOOT_INSECURE'])
      assertFinds(sdkconfigFindings('x', `${release}CONFIG_${name}=y\n`, true), new RegExp(name));
  });

  test('finds a release that is not its development build', () => {
    const other = release.replace(
      'CONFIG_ESP_TASK_WDT_TIMEOUT_S=8',
      'CONFIG_ESP_TASK_WDT_TIMEOUT_S=80',
    );
    assertFinds(flavourFindings('x', development, other), /WDT_TIMEOUT_S=8/);
    assert.deepEqual(flavourFindings('x', development, release), []);
  });
});
