// SPDX-License-Identifier: Apache-2.0
//
// The port gives keys and PIN blocks in clear, and is in no image of a terminal: neither its natives nor its program. And what the
// terminal's own natives can give JavaScript is listed here; none of it is a key or a clear PIN block.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { bundle, root } from '../../host-sim/engine/bundle.ts';
import { katEngine } from '../../host-sim/kat/engines.ts';
import { noEmulator } from '../../host-sim/rv32/machine.ts';
import { firmware } from '../../host-sim/simulation.ts';
import { readManifest } from '../device/support/manifest.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const glueOf = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.c'))
    .map((name) => `${folder}/${name}`);
const native = /^void (xs_\w+)\(xsMachine \*the\) \{([\s\S]*?)^\}/gm;
const nativesOf = (path: string) => [...read(path).matchAll(native)];
const katNatives = glueOf('host-sim/kat/native').flatMap((path) =>
  nativesOf(path).map(([, name]) => name!),
);

describe('no image of a terminal', () => {
  before(async () => {
    await katEngine('desk');
    await katEngine('rv32');
  });
  const holds = (path: string, name: string) => readFileSync(join(root, path)).includes(name);

  test('has the port’s natives', () => {
    assert.ok(katNatives.length >= 24 && katNatives.includes('xs_kat_pin_block'));
    const images = ['build/engine/fast.node', 'build/engine/debug.node'];
    if (!noEmulator()) images.push('build/rv32/image.elf');
    for (const path of images.filter((each) => existsSync(join(root, each)))) {
      assert.ok(holds(path, 'xs_vault_wipe'), path);
      assert.ok(!holds(path, 'xs_kat_'), path);
    }
  });

  test('and they are in the port’s own, so that they are looked for rightly', {
    skip: noEmulator() ?? false,
  }, () => {
    for (const path of ['build/engine-kat/fast.node', 'build/rv32-kat/image.elf'])
      for (const name of katNatives) assert.ok(holds(path, name), `${path}: ${name}`);
  });

  test('has the port’s program, in its script, its byte code or its manifests', async () => {
    const { text } = await bundle('src/main.ts');
    const { code, symbols } = await firmware();
    for (const name of ['xs_kat_', 'KatPort', 'pinblock.encode']) {
      assert.ok(!text.includes(name), name);
      assert.ok(!code.includes(name) && !symbols.includes(name), name);
    }
    for (const name of [undefined, 'manifest.hil.json']) {
      const manifest = readManifest(undefined, name);
      for (const path of [...manifest.modules.values(), ...manifest.c, ...manifest.headers])
        assert.doesNotMatch(path, /host-sim|\bkat\b/);
    }
    const port = await bundle('host-sim/kat/program/main.ts');
    assert.ok(port.text.includes('xs_kat_pin_block') && port.text.includes('KatPort'));
  });
});

/**
 * The natives of the terminal beside its secrets that can fill a buffer of JavaScript's, and with what. All others give a number or
 * a truth value. A new one belongs here, and before a second pair of eyes.
 */
const filled: Readonly<Record<string, string>> = {
  xs_chain_extend: 'a MAC under a key that makes nothing else',
  xs_dukpt_ksn: 'a number that travels in clear',
  xs_dukpt_mac: 'a MAC',
  xs_entropy_fill: 'random bytes',
  xs_key_loading_card: 'a public key',
  xs_key_loading_seal_record: 'a sealed record',
  xs_operators_make: 'the sealed image of operators and the hashes of their passwords',
  xs_pin_entry_finish: 'an enciphered PIN block',
  xs_public_key_hash: 'a hash of what JavaScript gave',
  xs_public_key_recover: 'a public operation on what JavaScript gave',
  xs_seal_close: 'what JavaScript gave, enciphered',
  xs_seal_open: 'what JavaScript once gave',
  xs_vault_export_key_block:
    'a key under the protection key, if it came with the permission to leave',
  xs_vault_image_make: 'the sealed image of the vault',
  xs_vault_mac: 'a MAC',
};

/** Where natives and secrets meet. */
const glue = ['crypto/glue', 'drivers/keypad'].flatMap(glueOf);
/** Core functions whose results are keys, clear blocks, or anything under a key that is handed in: glue has to ask the vault. */
const direct = /\bjz_(pin_block|dukpt|key_block|key_check|aes|des|sm4|cmac|hmac|mac)\w*\(/g;

/** Natives that may write to a buffer: by themselves, or, when a helper of their file does, all of that file. */
function writersIn(text: string): string[] {
  const natives = [...text.matchAll(native)];
  const writes = (code: string) => code.includes('xsmcGetBufferWritable');
  const helpersWrite = writes(text.replaceAll(native, ''));
  return natives.filter(([, , body]) => helpersWrite || writes(body!)).map(([, name]) => name!);
}

describe('the terminal’s natives', () => {
  test('fill no buffer of JavaScript’s but with what is listed', () => {
    const writers = glue.flatMap((path) => writersIn(read(path)));
    assert.deepEqual(
      writers.sort(),
      Object.keys(filled).sort(),
      'a native that fills a buffer: say in tests/kat/release.test.ts with what, and let somebody else read it',
    );
  });

  test('call no function of the core that gives keys or clear blocks', () => {
    for (const path of glue)
      assert.deepEqual(
        [...read(path).matchAll(direct)].map(([call]) => call),
        [],
        path,
      );
  });

  test('and both would be seen: in the port, and planted in the terminal’s own', () => {
    const [pins] = glueOf('host-sim/kat/native').filter((path) => path.endsWith('pins.c'));
    assert.ok([...read(pins!).matchAll(direct)].length > 3);
    const vault = read('crypto/glue/xs_vault.c');
    const planted = vault.replace(
      'unsigned slot = xsmcToUnsigned(xsArg(0));\n  uint32_t',
      'unsigned slot = xsmcToUnsigned(xsArg(0));\n  jz_aes_encrypt_block(0, 0, 0);\n  uint32_t',
    );
    assert.notEqual(planted, vault);
    assert.equal([...planted.matchAll(direct)].length, 1);
    const helper = `static void all(xsMachine *the) { xsmcGetBufferWritable(0, 0, 0); }\n${vault}`;
    assert.ok(writersIn(helper).length > writersIn(vault).length);
    assert.ok(writersIn(vault).every((name) => name in filled));
  });
});
