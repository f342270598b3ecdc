// SPDX-License-Identifier: Apache-2.0
//
// What crypto/core takes on rv32imac: bytes of code and constants by primitive, bytes of RAM by context.

import { basename, join } from 'node:path';
import { objectOf, root, run } from '../core.ts';
import { crossCompiler, rv32Flags } from './counts.ts';
import { coreSources } from './machine-code.ts';

/** Files that are one primitive; any other file is its own. */
const primitives: Readonly<Record<string, readonly string[]>> = {
  AES: ['aes.c', 'aes_modes.c'],
  'DES and TDES': ['des.c'],
  SM4: ['sm4.c'],
  CMAC: ['cmac.c'],
  'hashes, common part': ['hash.c'],
  'SHA-1': ['sha1.c'],
  'SHA-256': ['sha256.c'],
  'SHA-384 and SHA-512': ['sha512.c'],
  SM3: ['sm3.c'],
  HMAC: ['hmac.c'],
  HMAC_DRBG: ['drbg.c'],
  'curves, common part': ['curve.c', 'curves.c', 'curve_nonce.c', 'mod256.c'],
  'P-256': ['p256.c'],
  SM2: ['sm2.c'],
  'RSA, public': ['rsa.c'],
  MACs: ['mac_iso9797.c', 'mac_unionpay.c'],
  'PIN blocks': ['pin_block.c'],
  'DUKPT TDES': ['dukpt_tdes.c'],
  'DUKPT AES': ['dukpt_aes.c'],
  'key blocks': ['key_block.c', 'key_block_cipher.c', 'key_block_header.c'],
  'the vault': [
    ...['vault.c', 'vault_block.c', 'vault_dukpt.c', 'vault_image.c', 'vault_keys.c'],
    ...['vault_mac.c', 'vault_rules.c', 'key_image.c', 'working_key.c', 'key_check.c'],
  ],
  'PIN entry': ['pinpad.c', 'vault_pin.c'],
  operators: ['operators.c', 'operators_image.c', 'vault_hash.c'],
  'key loading': [
    ...['key_file.c', 'key_components.c', 'key_loading.c', 'custody.c', 'pbkdf2.c'],
    ...['loading_record.c', 'device_card.c'],
  ],
};

export interface CodeSize {
  readonly name: string;
  readonly bytes: number;
}

export function codeSizes(optimisation: string): CodeSize[] {
  const byFile = new Map(
    coreSources().map((source) => {
      const object = objectOf(source, crossCompiler, [...rv32Flags, optimisation]);
      const [text] = run('riscv64-unknown-elf-size', [object]).split('\n')[1]!.trim().split(/\s+/);
      return [basename(source), Number(text)] as const;
    }),
  );
  const named = Object.entries(primitives).map(([name, files]) => ({
    name,
    bytes: files.reduce((sum, file) => sum + (byFile.get(file) ?? 0), 0),
  }));
  const inPrimitives = new Set(Object.values(primitives).flat());
  const others = [...byFile].filter(([file]) => !inPrimitives.has(file));
  return [...named, ...others.map(([name, bytes]) => ({ name, bytes }))];
}

export function contextSizes(): CodeSize[] {
  const object = objectOf(join(root, 'crypto/ct/sizes.c'), crossCompiler, [...rv32Flags, '-Os']);
  return run('riscv64-unknown-elf-nm', ['-S', object])
    .split('\n')
    .flatMap((line) => {
      const found = /^[0-9a-f]+ ([0-9a-f]+) \w size_of_(\w+)$/.exec(line);
      return found ? [{ name: found[2]!, bytes: Number.parseInt(found[1]!, 16) }] : [];
    });
}
