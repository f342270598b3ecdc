// SPDX-License-Identifier: Apache-2.0
//
// The façade and the glue of key loading on the real engine: runs tests/crypto/on-xs/key-loading.ts on the desk, and then looks for
// the keys of the file that was taken in all memory of the machine.
//
// The one thing a reader would get wrong: it runs twice. The first run tells who the terminal is; its noise is the same in the
// second, so files can be made for it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { deliveryImage } from '../../host-sim/boards/key-image.ts';
import { checkValue } from '../../host-sim/keys/algorithms.ts';
import { KeyAuthority, masterKeyEntry } from '../../host-sim/keys/authority.ts';
import { type DeviceCard, findDeviceCard } from '../../host-sim/keys/device-card.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { coreFolder, hex } from './core.ts';
import type { Given } from './on-xs/key-loading.ts';
import { engineMissing, reportsOnXs, runOnXs } from './on-xs.ts';

const random = new Random('key loading on XS');
const deviceSecret = random.bytes(32);
const masterKey = random.bytes(16);
const authority = new KeyAuthority(new Random('authority'));
const stranger = new KeyAuthority(new Random('stranger'));
const image = deliveryImage(deviceSecret, random.bytes(16), {
  masterKey: undefined,
  masterAlgorithm: 'TDES',
  authority: authority.fingerprint,
});

const entry = masterKeyEntry(masterKey);

/** Files for that terminal by what comes of them; the right one last but one, then once more. */
function filesFor(card: DeviceCard): [Uint8Array, string][] {
  const right = authority.fileFor(card, entry);
  const altered = Uint8Array.from(right);
  altered[right.length - 1]! ^= 1;
  const elsewhere = Uint8Array.from(right);
  elsewhere[12]! ^= 1;
  const newer = Uint8Array.from(right);
  newer[4] = 2;
  const bad = authority.fileFor(card, { ...entry, checkValue: new Uint8Array(4) });
  const strange = authority.fileFor(card, { ...entry, usage: 'B0' });
  return [
    [new Uint8Array(400).fill(0xff), 'none'],
    [newer, 'unknown-version'],
    [right.subarray(0, 200), 'truncated'],
    [elsewhere, 'other-device'],
    [stranger.fileFor(card, entry), 'unknown-authority'],
    [altered, 'not-authentic'],
    [bad, 'wrong-check-value'],
    [strange, 'bad-key'],
    [right, 'ok'],
    [right, 'replayed'],
  ];
}

const program = (given: Given) => `
import './tests/crypto/on-xs/key-loading.ts';
const report = native('xs_harness_report');
globalThis.given = ${JSON.stringify(given)};
globalThis.tell = (card) => report.call(undefined, 'told ' + card);
`;

const given = (files: readonly [Uint8Array, string][]): Given => ({
  image: hex(image),
  files: files.map(([file, status]) => [hex(file), status] as const),
  checkValue: checkValue('T', masterKey).toString('hex').toUpperCase(),
});

test('on XS the façade of key loading does what it says, and keys are in the C state only', {
  skip: engineMissing,
}, async (t) => {
  const first = await runOnXs(deviceSecret, 'key-loading.js', program(given([])));
  first.desk.powerOff();
  const told = Buffer.from(first.told[0] ?? '', 'hex');
  const card = findDeviceCard(told);
  assert.ok(card, 'the first run told no card');
  const source = program(given(filesFor(card)));
  const {
    desk,
    holding,
    told: again,
  } = await reportsOnXs(t, ...([deviceSecret, 'key-loading.js', source] as const));
  assert.deepEqual(again, [told.toString('hex').toUpperCase()], 'another identity');
  await t.test('the key of the file is found in the C state, and in no other memory', () => {
    assert.deepEqual(holding(Buffer.from(masterKey)), ['c state']);
  });
  desk.powerOff();
});

describe('crypto/key-loading.ts has the numbers of', () => {
  const facade = readFileSync(join(coreFolder, '../key-loading.ts'), 'utf8');
  const listed = (name: string) => {
    const [, body = ''] = new RegExp(`const ${name} = Object\\.freeze\\(([^;]*?)as const`).exec(
      facade,
    )!;
    return [...body.matchAll(/'([\w-]+)'(?:: (\d+))?/g)].map(([, word, number], i) => [
      word!,
      number === undefined ? i : Number(number),
    ]);
  };
  const numbers = (file: string, prefix: string, last: string) => {
    const text = readFileSync(join(coreFolder, file), 'utf8');
    const [body = ''] = new RegExp(`  ${prefix}OK = 0[^}]*`).exec(text) ?? [];
    const found = [...body.matchAll(new RegExp(`^ +${prefix}(\\w+) = (\\d+),`, 'gm'))];
    assert.equal(found.at(-1)?.[1], last);
    return found.map(([, name, number]) => [
      name!.toLowerCase().replaceAll('_', '-'),
      Number(number),
    ]);
  };
  test('key_file.h', () => {
    assert.deepEqual(listed('fileStatuses'), numbers('key_file.h', 'KEY_FILE_', 'NO_IDENTITY'));
  });
  test('custody.h', () => {
    assert.deepEqual(listed('custodyStatuses'), numbers('custody.h', 'CUSTODY_', 'REFUSED'));
  });
  test('key_components.h', () => {
    const text = readFileSync(join(coreFolder, 'key_components.h'), 'utf8');
    const names = {
      TDES: 'master-tdes',
      AES_128: 'kbpk-aes128',
      AES_256: 'kbpk-aes256',
      SM4: 'master-sm4',
    };
    const expected = Object.entries(names).map(([c, ts]) => {
      const [, number] = new RegExp(`KEY_COMPONENTS_${c} = (\\d+),`).exec(text)!;
      return [ts, Number(number)];
    });
    assert.deepEqual(listed('kinds'), expected);
  });
});
