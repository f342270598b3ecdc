// SPDX-License-Identifier: Apache-2.0
//
// What a board of one's own is delivered with, as docs/hardware/flashing.md has it made.

import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { benchAcquirer } from '../../docs/hardware/bench-acquirer.ts';
import {
  deviceSecretOf,
  provision,
  secretLabel,
  settingsImage,
} from '../../docs/hardware/provision.ts';
import { deliveryImage, masterKeyImage } from '../../host-sim/boards/key-image.ts';
import { readSettings } from '../../src/flow/settings.ts';
import { sealRequest } from '../../src/host/mac.ts';
import { profileUnionPayTdes } from '../../src/host/profile-unionpay-tdes.ts';
import { echoRequest } from '../../src/host/requests.ts';
import type { Flash } from '../../src/io/ecma419.ts';
import { root } from './support/manifest.ts';
import { read } from './support/program.ts';

const settings = JSON.parse(read('docs/hardware/settings.example.json'));

const flashOf = (image: Uint8Array): Flash =>
  ({ read: (count: number, at: number) => image.slice(at, at + count).buffer }) as unknown as Flash;

const utf8 = (bytes: ArrayBuffer) => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

describe('delivery', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'jiaozi-provision-'));
    copyFileSync(join(root, 'docs/hardware/settings.example.json'), join(folder, 'settings.json'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string): Buffer => readFileSync(join(folder, name));

  test('has the label that the device has', () => {
    assert.ok(read('src/board/native/esp32/esp32_secret.c').includes(`"${secretLabel}"`));
  });

  test('gives settings that the program reads', () => {
    const answer = readSettings(flashOf(settingsImage(settings)), utf8);
    assert.ok(answer.ok);
    assert.deepEqual(answer.value, settings);
    assert.throws(() => settingsImage({ long: 'x'.repeat(2048) }), RangeError);
  });

  test('makes keys once and images each time', () => {
    const { masterKeyCheckValue } = provision(folder);
    assert.match(masterKeyCheckValue ?? '', /^[0-9a-f]{8}$/);
    const [fuseKey, keys] = [file('efuse-key.bin'), file('keys.bin')];
    assert.equal(fuseKey.length, 32);
    for (const name of ['efuse-key.bin', 'master-key.hex', 'keys.bin']) {
      assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
    }
    const masterKey = Buffer.from(file('master-key.hex').toString(), 'hex');
    const nonce = keys.subarray(8, 24);
    const expected = masterKeyImage(deviceSecretOf(fuseKey), nonce, masterKey);
    assert.deepEqual(new Uint8Array(keys), expected);
    assert.ok(readSettings(flashOf(new Uint8Array(file('settings.bin'))), utf8).ok);
    assert.equal(provision(folder).masterKeyCheckValue, masterKeyCheckValue);
    assert.deepEqual(file('efuse-key.bin'), fuseKey);
    assert.notDeepEqual(file('keys.bin').subarray(8, 24), nonce, 'a nonce is never used twice');
  });

  /** A folder of its own with settings and these files; what comes of it. */
  function delivered(files: Readonly<Record<string, string>>, more: object = {}, count = 0) {
    const own = mkdtempSync(join(tmpdir(), 'jiaozi-provision-'));
    writeFileSync(join(own, 'settings.json'), JSON.stringify({ ...settings, ...more }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(own, name), text);
    try {
      const { masterKeyCheckValue } = provision(own, count);
      const image = new Uint8Array(readFileSync(join(own, 'keys.bin')));
      const secret = deviceSecretOf(readFileSync(join(own, 'efuse-key.bin')));
      return {
        image,
        secret,
        masterKeyCheckValue,
        hasKey: existsSync(join(own, 'master-key.hex')),
      };
    } finally {
      rmSync(own, { recursive: true });
    }
  }
  const authority = Buffer.alloc(32, 0x5a);
  const masterKey = Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex');
  const nonceOf = (image: Uint8Array) => image.subarray(8, 24);

  test('delivers a terminal that trusts an authority, with a master key or without', () => {
    const fingerprint = { 'authority.hex': `${authority.toString('hex').toUpperCase()}\n` };
    const common = { masterAlgorithm: 'TDES', authority } as const;
    const alone = delivered(fingerprint);
    assert.deepEqual([alone.masterKeyCheckValue, alone.hasKey], [undefined, false]);
    const without = { ...common, masterKey: undefined };
    assert.deepEqual(alone.image, deliveryImage(alone.secret, nonceOf(alone.image), without));
    const both = delivered({ ...fingerprint, 'master-key.hex': masterKey.toString('hex') });
    assert.equal(both.masterKeyCheckValue, '08d7b4fb');
    const withKey = { ...common, masterKey };
    assert.deepEqual(both.image, deliveryImage(both.secret, nonceOf(both.image), withKey));
  });

  test('delivers an SM4 key under the SM4 profile, and anew for the count of the board', () => {
    const files = { 'master-key.hex': masterKey.toString('hex') };
    const made = delivered(files, { hostProfile: 'unionpay-sm4' }, 3);
    const delivery = { masterAlgorithm: 'SM4', masterKey, authority: undefined, count: 3 } as const;
    assert.deepEqual(made.image, deliveryImage(made.secret, nonceOf(made.image), delivery));
    assert.equal(made.image[6], 3);
  });

  test('refuses a fingerprint that is none', () => {
    for (const text of ['', '5a', `${'5a'.repeat(31)}zz`])
      assert.throws(() => delivered({ 'authority.hex': text }), /authority.hex: 64 hex digits/);
  });

  test('refuses keys of a wrong length, and makes nothing of them', () => {
    const other = mkdtempSync(join(tmpdir(), 'jiaozi-provision-'));
    writeFileSync(join(other, 'settings.json'), JSON.stringify(settings));
    writeFileSync(join(other, 'master-key.hex'), '0011');
    assert.throws(() => provision(other), /32 hex digits/);
    assert.equal(existsSync(join(other, 'keys.bin')), false);
    rmSync(other, { recursive: true });
  });

  test('has an acquirer on the bench that knows the terminal', async () => {
    provision(folder);
    const log: string[] = [];
    const listener = await benchAcquirer(folder, 0, (line) => void log.push(line));
    const { terminalId, merchantId } = settings;
    const trace = { stan: '000001', batch: '000000' };
    const request = sealRequest(
      profileUnionPayTdes,
      echoRequest({ terminalId, merchantId }, trace),
    );
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const socket = connect(listener.port, '127.0.0.1', () => socket.write(request));
      socket.on('error', reject);
      socket.on('data', resolve);
    });
    await listener.close();
    assert.equal(answer.toString('hex', 13, 15), '0830');
    assert.deepEqual(log, ['request: echo', 'answer: 00']);
  });
});
