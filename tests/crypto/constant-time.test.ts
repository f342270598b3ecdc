// SPDX-License-Identifier: Apache-2.0
//
// Evidence that crypto/core keeps its promises in the machine code: no branch and no address depends on a secret (memcheck with
// secrets marked undefined), no division, no mutable variable outside a function, nothing left on the stack.
//
// The one thing a reader would get wrong: a check that finds nothing may be blind. So each of the planted faults below, put
// into a copy of the core, must be found; and a plant whose text no longer occurs in the core fails.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { build, coreFolder, filesOf, hasTool, root, run, strict } from './core.ts';

const optimisations = ['-Os', '-O2'] as const;

interface Plant {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
}

const leaksOfTime: readonly Plant[] = [
  {
    name: 'a comparison that stops at the first difference',
    file: 'ct.h',
    text: 'for (size_t i = 0; i < size; i++) difference |= (uint32_t)(a[i] ^ b[i]);',
    replacement: 'for (size_t i = 0; i < size; i++) if (a[i] != b[i]) return 0;',
  },
  {
    name: 'a table looked up by a key',
    file: 'des.c',
    text: 'uint32_t in1 = spread(middle, ones);',
    replacement: 'uint32_t in1 = spread(middle, ones) ^ t[30 + (key->middle & 1u)];',
  },
  {
    name: 'a table looked up by data under a key',
    file: 'des.c',
    text: 'uint32_t in1 = spread(middle, ones);',
    replacement: 'uint32_t in1 = spread(middle, ones) ^ t[30 + (half & 1u)];',
  },
  {
    name: 'a branch on a bit of an AES key',
    file: 'aes.c',
    text: 'constant = (constant << 1 ^ (0x1Bu & (0u - (constant >> 7)))) & 0xFFu;',
    replacement:
      'constant = (constant << 1 ^ (0x1Bu & (0u - (constant >> 7)))) & 0xFFu; if (word & 1u) __asm__ volatile("nop");',
  },
  {
    name: 'a subtraction that is made only when it is needed',
    file: 'mod256.c',
    text: '  keep = ct_barrier(keep);\n',
    replacement: '  if (keep != 0) { memcpy(r, t, 32); return; }\n',
  },
  {
    name: 'a multiple of a point that is looked up by a digit of the scalar',
    file: 'curve.c',
    text: 'chosen = multiples[0];',
    replacement: 'chosen = multiples[digit];',
  },
  {
    name: 'a digit of a PIN that ends a check early',
    file: 'pin_block.c',
    text: 'above |= 9u - digits[i];',
    replacement: 'if (digits[i] > 9) return false;',
  },
  {
    name: 'a key of the keypad that is looked up',
    file: 'pinpad.c',
    text: '  pad->digits[pad->count++] = (uint8_t)value;',
    replacement: '  pad->digits[pad->count++] = "\\0\\1\\2\\3\\4\\5\\6\\7\\10\\11"[value];',
  },
  {
    name: 'a zero that is not put into the PIN',
    file: 'pinpad.c',
    text: '  pad->digits[pad->count++] = (uint8_t)value;',
    replacement: '  if (value != 0) pad->digits[pad->count] = (uint8_t)value;\n  pad->count++;',
  },
  {
    name: 'a plane of SM4 that is skipped',
    file: 'sm4.c',
    text: '  substitute(s);\n#pragma',
    replacement: '  if (s[0] != 0) substitute(s);\n#pragma',
  },
  {
    name: 'the length in a key block, looked at before the MAC',
    file: 'key_block.c',
    text: '  uint32_t bits = ct_public((uint32_t)data[0] << 8 | data[1]);',
    replacement: '  uint32_t bits = (uint32_t)data[0] << 8 | data[1];',
  },
  {
    name: 'a component that is compared byte by byte',
    file: 'key_components.c',
    text: 'for (unsigned i = 0; i < 8; i++) difference |= (uint32_t)(key[i] ^ key[i + 8]) & 0xFEu;',
    replacement:
      'for (unsigned i = 0; i < 8; i++) { difference |= (uint32_t)(key[i] ^ key[i + 8]) & 0xFEu; if (difference != 0) break; }',
  },
  {
    name: 'a passcode whose digits end a comparison early',
    file: 'custody.c',
    text: 'for (size_t i = 1; i < count; i++) difference |= (uint32_t)(digits[i] ^ digits[0]);',
    replacement:
      'for (size_t i = 1; i < count; i++) { difference |= (uint32_t)(digits[i] ^ digits[0]); if (difference != 0) break; }',
  },
  {
    name: 'a key whose halves are compared in the open',
    file: 'vault.c',
    text: 'return ct_public(same) != 0;',
    replacement: 'return same != 0;',
  },
  {
    name: 'a secret that is used without passing ct_public',
    file: 'working_key.c',
    text: 'return ct_public(came | became) != 0;',
    replacement: 'return (came | became) != 0;',
  },
];

const residues: readonly Plant[] = [
  {
    name: 'the cipher of an image',
    file: 'vault_image.c',
    text: '  if (good) publish_dukpt(vault);\n  jz_wipe(&body, sizeof body);\n',
    replacement: '  if (good) publish_dukpt(vault);\n',
  },
  {
    name: 'an expanded master key',
    file: 'working_key.c',
    text: '  jz_des_wipe(&expanded);\n  return good;\n}\n\nstatic bool decrypt_sm4',
    replacement: '  return good;\n}\n\nstatic bool decrypt_sm4',
  },
  {
    name: 'a device secret',
    file: 'vault.c',
    text: '  jz_wipe(secret, sizeof secret);\n',
    replacement: '',
  },
  {
    name: 'a PIN',
    file: 'vault_pin.c',
    text: '  jz_wipe(&pin, sizeof pin);\n',
    replacement: '',
  },
  {
    name: 'whatever a wipe that the compiler may drop leaves',
    file: 'wipe.h',
    text: 'void jz_wipe(void *memory, size_t size);',
    replacement:
      'static inline void jz_wipe(void *memory, size_t size) { (void)memory; (void)size; }',
  },
];

const scratch: string[] = [];
after(() => {
  for (const folder of scratch) rmSync(folder, { recursive: true });
});

function scratchFolder(prefix: string): string {
  const parent = join(root, 'build/test-crypto');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, prefix));
  scratch.push(folder);
  return folder;
}

/** A copy of the core with one change; wipe.c stays out when wipe.h has become it. */
function planted({ file, text, replacement }: Plant): string {
  const folder = scratchFolder('planted-');
  cpSync(coreFolder, folder, { recursive: true });
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  assert.equal(source.split(text).length, 2, `${file} no longer has the planted place once`);
  writeFileSync(path, source.replace(text, replacement));
  if (file === 'wipe.h') rmSync(join(folder, 'wipe.c'));
  return folder;
}

const memcheckSources = [
  'memcheck.c',
  'memcheck_primitives.c',
  'memcheck_payment.c',
  'memcheck_loading.c',
].map((name) => join(root, 'crypto/ct', name));

function buildMemcheck(optimisation: string, core = coreFolder): string {
  return build({
    name: `memcheck${optimisation}`,
    flags: [optimisation, '-g', '-DJIAOZI_CT_MEMCHECK'],
    sources: memcheckSources,
    core,
  });
}

function underValgrind(program: string): { readonly found: boolean; readonly report: string } {
  const options = ['--quiet', '--error-exitcode=9'];
  const { status, stdout, stderr } = spawnSync('valgrind', [...options, program], {
    encoding: 'utf8',
  });
  const report = `${stdout}${stderr}`;
  assert.ok(status === 0 || status === 9, report);
  return { found: status === 9, report };
}

const valgrindMissing =
  hasTool('valgrind') || process.env.CI === 'true'
    ? false
    : 'no valgrind: constant time was not checked (Debian: apt-get install valgrind)';

describe('memcheck with secrets marked undefined', { skip: valgrindMissing }, () => {
  for (const optimisation of optimisations) {
    test(`finds no branch and no address that depends on a secret, built with ${optimisation}`, () => {
      const { found, report } = underValgrind(buildMemcheck(optimisation));
      assert.ok(!found, report);
      const operations = report.trim().split('\n');
      assert.ok(
        operations.length >= 21 && operations.every((line) => line.endsWith(': ok')),
        report,
      );
    });
  }

  for (const plant of leaksOfTime) {
    test(`finds ${plant.name}`, () => {
      const { found, report } = underValgrind(buildMemcheck('-Os', planted(plant)));
      assert.ok(found, report);
      assert.match(report, /depends on a secret/);
    });
  }
});

describe('the machine code of crypto/core', {
  skip: hasTool('objdump') ? false : 'no objdump',
}, () => {
  const compiled = (source: string): { readonly code: string; readonly symbols: string } => {
    const object = join(scratchFolder('objects-'), `${basename(source)}.o`);
    run('gcc', [...strict, `-I${coreFolder}`, '-Os', '-c', source, '-o', object]);
    return { code: run('objdump', ['-d', object]), symbols: run('nm', [object]) };
  };
  const division = /\tf?i?div[a-z]* /;
  const variable = / [bBdDC] /;

  test('has no division and no variable that outlives a call', () => {
    const sources = filesOf(coreFolder).filter((path) => path.endsWith('.c'));
    assert.ok(sources.length >= 9);
    for (const source of sources) {
      const { code, symbols } = compiled(source);
      assert.doesNotMatch(code, division, basename(source));
      assert.doesNotMatch(symbols, variable, basename(source));
    }
  });

  test('is searched so that a division and a variable would be found', () => {
    const source = join(scratchFolder('control-'), 'control.c');
    const text =
      'unsigned uses; unsigned half(unsigned a, unsigned b) { return uses++ + a / b; }\n';
    writeFileSync(source, text);
    const { code, symbols } = compiled(source);
    assert.match(code, division);
    assert.match(symbols, variable);
  });
});

describe('the stack after keys were loaded and used', () => {
  const residue = (optimisation: string, core = coreFolder) =>
    spawnSync(
      build({
        name: `residue${optimisation}`,
        flags: [optimisation, '-g'],
        sources: [join(root, 'crypto/ct/residue.c')],
        core,
      }),
      { encoding: 'utf8' },
    );

  for (const optimisation of optimisations) {
    test(`holds no key, derived key or expanded key, built with ${optimisation}`, () => {
      const { status, stdout, stderr } = residue(optimisation);
      assert.equal(status, 0, stdout + stderr);
    });
  }

  for (const plant of residues) {
    test(`is searched so that ${plant.name} would be found`, () => {
      const { status, stdout, stderr } = residue('-Os', planted(plant));
      assert.equal(status, 1, stdout + stderr);
    });
  }
});
