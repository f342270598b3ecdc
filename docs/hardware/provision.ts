// SPDX-License-Identifier: Apache-2.0
//
// Makes what a board of one's own is delivered with (docs/hardware/flashing.md): the key for its fuses, the image of its keys
// and that of its settings. For a bench: a real factory does this in a room where nobody can read the files.
//
//   npx tsx docs/hardware/provision.ts <folder>
//
// What a reader would get wrong: the key of a fuse is burnt once. When the folder already holds one, it is used again; nothing
// else is, so that each run gives new images for the same board.

import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { masterKeyImage, tdesCheckValue } from '../../host-sim/boards/key-image.ts';

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
  readonly masterKeyCheckValue: string;
}

/** Reads settings.json, and efuse-key.bin and master-key.hex where they are there; writes them and keys.bin, settings.bin. */
export function provision(folder: string): Provisioned {
  const secretFile = (name: string, make: () => string | Buffer): Buffer => {
    const file = join(folder, name);
    if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
    return readFileSync(file);
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
  const fuseKey = secretFile('efuse-key.bin', () => randomBytes(32));
  const masterKeyHex = secretFile('master-key.hex', () => randomBytes(16).toString('hex'));
  const masterKey = Buffer.from(masterKeyHex.toString('latin1').trim(), 'hex');
  if (fuseKey.length !== 32) throw new RangeError('efuse-key.bin: 32 bytes expected');
  if (masterKey.length !== 16) throw new RangeError('master-key.hex: 32 hex digits expected');
  const keys = masterKeyImage(deviceSecretOf(fuseKey), randomBytes(16), masterKey);
  writeFileSync(join(folder, 'keys.bin'), keys, { mode: 0o600 });
  writeFileSync(join(folder, 'settings.bin'), settingsImage(settings));
  return { masterKeyCheckValue: Buffer.from(tdesCheckValue(masterKey)).toString('hex') };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('usage: npx tsx docs/hardware/provision.ts <folder>');
  const { masterKeyCheckValue } = provision(folder);
  process.stdout.write(`master key check value: ${masterKeyCheckValue}\n`);
}
