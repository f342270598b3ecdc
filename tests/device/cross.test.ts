// SPDX-License-Identifier: Apache-2.0
//
// The C of every board compiles for 32 bits against the headers of both engines, and asks of others only what it may: above all no
// generator of numbers that only look random.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type Compiled, compile, crossMissing, type Engine, symbolsOf } from './support/cross.ts';
import { type Manifest, readManifest } from './support/manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiaozi-cross-'));
after(() => rmSync(folder, { recursive: true }));

const release = readManifest('jiaozi-s3-release');
const neither = readManifest('jiaozi-esp32');

/** Both boards together have all C that there is. */
const files = [...new Set([...release.c, ...neither.c])];
/** Tables of hundreds of kilobytes, without a line of code. */
const tables = /(font_data|gb18030_table)\.c$/;
const code = files.filter((file) => !tables.test(file));

function planted(name: string, text: string, engine: Engine): Compiled {
  const file = join(folder, name);
  writeFileSync(file, text);
  return compile(release, engine, file, folder);
}

const glue = (body: string, shim = true) =>
  `#include "xsmc.h"\n${shim ? '#include "xs_shim.h"\n' : ''}void xs_x(xsMachine *the) { ${body} }\n`;

describe("the device's C for 32 bits", { skip: crossMissing }, () => {
  for (const engine of [13, 17] as const)
    test(`compiles without a warning against the headers of XS ${engine}`, () => {
      for (const file of code) {
        const { ok, errors } = compile(release, engine, file, folder);
        assert.ok(ok, `${file}\n${errors}`);
      }
    });

  test('would not compile with a name that XS 17 has poisoned, which XS 13 knows', () => {
    const text = glue('xsResult = xsInteger(1);');
    assert.match(planted('old.c', text, 17).errors, /poisoned "xsInteger"/);
    assert.ok(planted('old.c', text, 13).ok);
  });

  test('would not compile with a name that XS 13 lacks, were it not for the shim', () => {
    const body = 'xsmcSetUnsigned(xsResult, xsmcToUnsigned(xsArg(0)));';
    assert.equal(planted('bare.c', glue(body, false), 13).ok, false);
    assert.ok(planted('new.c', glue(body), 13).ok && planted('new.c', glue(body), 17).ok);
  });

  test('would not compile with a mistake in a type, or an unused variable', () => {
    assert.equal(planted('type.c', glue('int *a = 5; (void)a;'), 17).ok, false);
    assert.equal(planted('unused.c', glue('int a;'), 17).ok, false);
  });
});

/** What C may take from the library, the compiler, XS, the SDK and ESP-IDF. */
const allowed: readonly RegExp[] = [
  /^(mem(cpy|set|cmp|move)|strlen)$/,
  /^__(\w+(di|si)3|riscv_\w+)$/,
  /^fx[A-Z]\w+$/,
  /^mod(Timer(Add|Reschedule|Unschedule)|MessagePostToMachine|Milliseconds)$/,
  /^builtin(ArePinsFree|UsePins)$/,
  /^gpio_(config|set_level|get_level)$/,
  /^esp_(rom_delay_us|hmac_calculate|reset_reason|deep_sleep_start|wifi_get_mode)$/,
  /^esp_efuse_(read|update)_secure_version$/,
  // Its random numbers are PSA's, which ESP-IDF takes from the chip.
  /^mbedtls_(ssl|x509_crt)_\w+$/,
  /^(esp_fill_random|bootloader_random_(enable|disable))$/,
];

/** Names that a generator of numbers has. */
const generator = /rand|rng|mersenne|xorshift|chacha|drbg/i;
const hardware = /^(esp_fill_random|bootloader_random_(enable|disable))$/;

function wanted(manifest: Manifest): Map<string, string[]> {
  const defined = new Set<string>();
  const wants = new Map<string, string[]>();
  for (const file of manifest.c) {
    if (tables.test(file)) continue;
    const { object, ok, errors } = compile(manifest, 17, file, folder);
    assert.ok(ok, errors);
    const symbols = symbolsOf(object);
    for (const name of symbols.defined) defined.add(name);
    for (const name of symbols.wanted) wants.set(name, [...(wants.get(name) ?? []), file]);
  }
  return new Map([...wants].filter(([name]) => !defined.has(name)));
}

const ofTables = /^(font_\w+|jz_font_\w+|gb18030_\w+)$/;

describe('what a release links', { skip: crossMissing }, () => {
  for (const [name, manifest] of [
    ['jiaozi-s3-release', release],
    ['jiaozi-c3-release', readManifest('jiaozi-c3-release')],
    ['jiaozi-esp32', neither],
  ] as const) {
    test(`${name} asks of others only what is on the list`, () => {
      for (const [symbol, from] of wanted(manifest))
        assert.ok(
          ofTables.test(symbol) || allowed.some((each) => each.test(symbol)),
          `${symbol}, wanted by ${from}: is it on the device, and is it wanted there?`,
        );
    });

    test(`${name} has no generator of numbers but the hardware's, and one place that reads it`, () => {
      const generators = [...wanted(manifest)].filter(([symbol]) => generator.test(symbol));
      assert.equal(generators.length, 3);
      for (const [symbol, from] of generators) {
        assert.match(symbol, hardware);
        assert.deepEqual(from, ['src/board/native/esp32/esp32_noise.c'], symbol);
      }
    });

    test(`${name} has nothing of the simulator's`, () => {
      for (const file of manifest.c) {
        if (tables.test(file)) continue;
        const { object } = compile(manifest, 17, file, folder);
        const names = symbolsOf(object).defined;
        assert.deepEqual(
          names.filter((each) => /^xs_link_|^link_|hil_|agent/.test(each)),
          [],
        );
      }
    });
  }

  test('would be told if it had a software generator', () => {
    const text = '#include <stdlib.h>\nint jz_dice(void) { return rand() % 6; }\n';
    const { object, ok } = planted('dice.c', text, 17);
    assert.ok(ok);
    const [symbol = ''] = symbolsOf(object).wanted;
    assert.match(symbol, generator);
    assert.doesNotMatch(symbol, hardware);
    assert.ok(!allowed.some((each) => each.test(symbol)));
  });
});
