// SPDX-License-Identifier: Apache-2.0
//
// The constants in crypto/core are the derived ones, and what they are derived from is right.

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { coreFolder } from './core.ts';
import { curveInC, curves } from './curve-tables.ts';
import { desTablesInC } from './des-tables.ts';
import { plainAesEncrypt, plainDesEncrypt } from './plain-ciphers.ts';
import { sm4MapsInC } from './sm4-tables.ts';

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());
const source = (name: string): string[] => lines(readFileSync(join(coreFolder, name), 'utf8'));

/** `wanted` occurs in `all` as one run of lines. */
function occurs(all: readonly string[], wanted: readonly string[]): boolean {
  return all.join('\n').includes(wanted.join('\n'));
}

test('the normal form and the network for P in des.c are those derived from the S-boxes and P', () => {
  const { normalForm, network } = desTablesInC();
  const des = source('des.c');
  assert.ok(occurs(des, lines(normalForm)));
  assert.ok(occurs(des, lines(network)));
});

test("the maps around AES's S-box in sm4.c are those derived from the two fields", () => {
  const { enter, leave, constant, rotated } = sm4MapsInC();
  const sm4 = source('sm4.c');
  assert.ok(occurs(sm4, enter));
  assert.ok(occurs(sm4, leave));
  assert.ok(sm4.some((line) => line.includes(`word = 0x${constant.repeat(4)}u;`)));
  assert.ok(sm4.some((line) => line.includes(`(0x${rotated}u >> i & 1u)`)));
});

test('the numbers in curves.c are those derived from p, n, b and G', () => {
  const lines = source('curves.c');
  for (const curve of Object.values(curves)) assert.ok(occurs(lines, curveInC(curve)), curve.name);
});

test('the plain DES from the printed tables agrees with OpenSSL', () => {
  const random = new Random('plain DES');
  for (const size of [8, 16, 24, 8, 16, 24]) {
    const key = random.bytes(size);
    const block = random.bytes(8);
    const parts = size === 8 ? [key, key, key] : size === 16 ? [key, key.subarray(0, 8)] : [key];
    const cipher = createCipheriv('des-ede3', Buffer.concat(parts), null);
    assert.deepEqual(
      Buffer.from(plainDesEncrypt(key, block)).toString('hex'),
      cipher.update(block).toString('hex'),
    );
  }
});

test('the plain AES from its definition agrees with OpenSSL', () => {
  const random = new Random('plain AES');
  for (const size of [16, 24, 32]) {
    const key = random.bytes(size);
    const block = random.bytes(16);
    const cipher = createCipheriv(`aes-${size * 8}-ecb`, key, null);
    assert.deepEqual(
      Buffer.from(plainAesEncrypt(key, block)).toString('hex'),
      cipher.update(block).toString('hex'),
    );
  }
});
