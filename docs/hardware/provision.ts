// SPDX-License-Identifier: Apache-2.0
//
// Makes what a board of one's own is delivered with (docs/hardware/flashing.md): the key for its fuses, the image of its keys
// and that of its settings. For a bench: a real factory does this in a room where nobody can read the files.
//
//   npx tsx docs/hardware/provision.ts <folder> [count]
//
// `count`: the board's own (docs/hardware/flashing.md, "New keys"); 0 for a new board.
//
// What a reader would get wrong: the key of a fuse is burnt once. When the folder already holds one, it is used again; nothing
// else is, so that each run gives new images for the same board.

import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deliveryImage } from '../../host-sim/boards/key-image.ts';
import { checkValue } from '../../host-sim/keys/algorithms.ts';

/** As in src/board/native/esp32/esp32_secret.c. */
export const secretLabel = 'jiaozi device secret 1';

/** What the HMAC peripheral computes from the key of the fuse. */
export function deviceSecretOf(fuseKey: Uint8Array): Uint8Array {
  return createHmac('sha256', fuseKey).update(secretLabel, 'latin1').digest();
}

/** Length u16, then JSON in UTF-8 (src/flow/settings.ts). */
export function settingsImage(settings: object): Uint8Array {
  const json = Buffer.from(JSON.stringify(settings), 'utf8');
  if (json.length > 2048) throw new RangeError(`settings: ${json.length} bytes, at most 2048`);
  const image = Buffer.alloc(Math.ceil((json.length + 2) / 32) * 32);
  image.writeUInt16LE(json.length);
  json.copy(image, 2);
  return new Uint8Array(image);
}

export interface Provisioned {
  /** Undefined: it is delivered without a master key, which then is loaded at the terminal. */
  readonly masterKeyCheckValue: string | undefined;
}

/** Hexadecimal digits, and nothing else but white space around them. */
function bytesIn(name: string, text: string, count: number): Buffer {
  const digits = text.trim();
  if (!/^[0-9a-f]*$/i.test(digits) || digits.length !== 2 * count)
    throw new RangeError(`${name}: ${2 * count} hex digits expected`);
  return Buffer.from(digits, 'hex');
}

/**
 * Reads settings.json, and efuse-key.bin, master-key.hex and authority.hex where they are there; writes keys.bin and settings.bin,
 * and a new efuse-key.bin. With an authority a master key is delivered only if there is one; without, one is made.
 */
export function provision(folder: string, count = 0): Provisioned {
  const secretFile = (name: string, make: () => string | Buffer): Buffer => {
    const file = join(folder, name);
    if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
    return readFileSync(file);
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
  const fuseKey = secretFile('efuse-key.bin', () => randomBytes(32));
  const hexFile = (name: string, bytes: number): Buffer | undefined => {
    const file = join(folder, name);
    return existsSync(file) ? bytesIn(name, readFileSync(file, 'latin1'), bytes) : undefined;
  };
  const authority = hexFile('authority.hex', 32);
  if (!authority) secretFile('master-key.hex', () => randomBytes(16).toString('hex'));
  const masterKey = hexFile('master-key.hex', 16);
  if (fuseKey.length !== 32) throw new RangeError('efuse-key.bin: 32 bytes expected');
  const masterAlgorithm = settings.hostProfile === 'unionpay-sm4' ? 'SM4' : 'TDES';
  const delivery = { masterKey, masterAlgorithm, authority, count } as const;
  const keys = deliveryImage(deviceSecretOf(fuseKey), randomBytes(16), delivery);
  writeFileSync(join(folder, 'keys.bin'), keys, { mode: 0o600 });
  writeFileSync(join(folder, 'settings.bin'), settingsImage(settings));
  const letter = masterAlgorithm === 'SM4' ? '4' : 'T';
  return { masterKeyCheckValue: masterKey && checkValue(letter, masterKey).toString('hex') };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, count = '0'] = process.argv.slice(2);
  if (folder === undefined || !/^(1?[0-9]|2[0-9]|3[0-2])$/.test(count))
    throw new Error('usage: npx tsx docs/hardware/provision.ts <folder> [count, 0 to 32]');
  const { masterKeyCheckValue = 'none, it is loaded at the terminal' } = provision(
    folder,
    Number(count),
  );
  process.stdout.write(`master key check value: ${masterKeyCheckValue}\n`);
}
