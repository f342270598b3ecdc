// SPDX-License-Identifier: Apache-2.0
//
// Faults that are put into a copy of crypto/core, to see whether the evidence finds them.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coreFolder, root } from '../core.ts';

export interface Plant {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
}

/** Found by memcheck. */
export const leaksOfTime: readonly Plant[] = [
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
    name: 'a password whose digits end a comparison early',
    file: 'operators.c',
    text: 'for (size_t i = 1; i < count; i++) difference |= (uint32_t)digits[i - 1] + step - digits[i];',
    replacement:
      'for (size_t i = 1; i < count; i++) { difference |= (uint32_t)digits[i - 1] + step - digits[i]; if (difference != 0) break; }',
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

/** Found by counts on rv32: the two ways are of different length. */
export const unequalCounts: readonly (Plant & { readonly operation: string })[] = [
  {
    name: 'a subtraction that is made only when it is needed',
    operation: 'P-256 sign',
    file: 'mod256.c',
    text: '  keep = ct_barrier(keep);\n',
    replacement: '  if (keep != 0) { memcpy(r, t, 32); return; }\n',
  },
  {
    name: 'a digit of a PIN that costs one instruction more when it is odd',
    operation: 'PIN block, format 0, TDES',
    file: 'pin_block.c',
    text: 'above |= 9u - digits[i];',
    replacement: '{ above |= 9u - digits[i]; if (digits[i] & 1u) __asm__ volatile("nop"); }',
  },
];

/** Found by the way through the code only: both ways are of the same length. */
export const balancedBranch: Plant & { readonly operation: string } = {
  name: 'a branch on a bit of a key with two ways of the same length',
  operation: 'AES-128 expand',
  file: 'aes.c',
  text: '    words[n] = words[n - count] ^ word;',
  replacement: `    words[n] = words[n - count] ^ word;
#ifdef __riscv
    __asm__ volatile(".option push\\n.option norvc\\nandi t0, %0, 1\\nbeqz t0, 1f\\nnop\\nj 2f\\n1: nop\\nnop\\n2:\\n.option pop"
                     : : "r"(word) : "t0");
#endif`,
};

/** Found by the search of the stack. */
export const residues: readonly Plant[] = [
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
    name: 'the shared secret of a key-loading file',
    file: 'key_file.c',
    text: '  jz_wipe(shared, sizeof shared);\n',
    replacement: '',
  },
  {
    name: 'a key out of a key-loading file',
    file: 'key_loading.c',
    text: '  jz_wipe(&key, sizeof key);\n  return status;',
    replacement: '  return status;',
  },
  {
    name: 'a key of components',
    file: 'key_loading.c',
    text: '    jz_wipe(key, sizeof key);\n',
    replacement: '',
  },
  {
    name: 'what a passcode was bound to',
    file: 'custody.c',
    text: '  jz_wipe(bound, sizeof bound);\n',
    replacement: '',
  },
  {
    name: 'what a password was bound to',
    file: 'operators.c',
    text: '  jz_wipe(bound, sizeof bound);\n',
    replacement: '',
  },
  {
    name: 'whatever a wipe that the compiler may drop leaves',
    file: 'wipe.h',
    text: 'void jz_wipe(void *memory, size_t size);',
    replacement:
      'static inline void jz_wipe(void *memory, size_t size) { __builtin_memset(memory, 0, size); }',
  },
];

const scratch: string[] = [];

export function scratchFolder(prefix: string): string {
  const parent = join(root, 'build/test-crypto');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, prefix));
  scratch.push(folder);
  return folder;
}

/** Call it when done. */
export function removeScratchFolders(): void {
  for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true });
}

/** A copy of the core with one change; wipe.c stays out when wipe.h has become it. */
export function planted({ file, text, replacement }: Plant): string {
  const folder = scratchFolder('planted-');
  cpSync(coreFolder, folder, { recursive: true });
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  assert.equal(source.split(text).length, 2, `${file} no longer has the planted place once`);
  writeFileSync(
    path,
    source.replace(text, () => replacement),
  );
  if (file === 'wipe.h') rmSync(join(folder, 'wipe.c'));
  return folder;
}
