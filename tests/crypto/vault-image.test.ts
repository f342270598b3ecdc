// SPDX-License-Identifier: Apache-2.0
//
// How the vault's keys survive the power: images are opened a second time here, over node:crypto; taken whole or not at all;
// tied to the board's secret and, as far as it counts, to its count. DUKPT keys are given only once their image is kept.

import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { masterKeyImage } from '../../host-sim/boards/key-image.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { bytes, core, hex, vectors } from './core.ts';
import { plainCmac } from './plain-ciphers.ts';
import { clear, one, purpose, status } from './vault-numbers.ts';

const random = new Random('vault image');
const deviceSecret = random.bytes(32);
const secret = `secret ${hex(deviceSecret)}`;
const board = [secret, 'counter 00 10'];

const masterKey = random.bytes(16);
const pinKey = random.bytes(32);
const loadMaster = clear({ slot: 0, purpose: 'master', algorithm: 'tdes', key: masterKey });
const loadPin = clear({ slot: 1, purpose: 'pin', algorithm: 'aes256', key: pinKey });
const initial = random.bytes(16);
const ksn = bytes('FFFF9876543210E00000');
const loadDukpt = clear({ slot: 5, purpose: 'dukpt', algorithm: 'tdes', key: initial, ksn });
const id = bytes('1234567890123456');
const loadAesDukpt = clear({
  slot: 5,
  purpose: 'dukpt',
  algorithm: 'aes256',
  key: random.bytes(32),
  ksn: id,
});

/** The answers to `commands` on a terminal that `prepare` has prepared. */
const after = (prepare: readonly string[], commands: readonly string[]): string[] =>
  core([...prepare, ...commands]).slice(prepare.length);

/** The image that `make` gives after `prepare`. */
function imageAfter(prepare: readonly string[]): Buffer {
  const [answer] = after(prepare, ['make']);
  const [outcome, image] = answer!.split(' ');
  assert.equal(outcome, status.ok);
  return bytes(image!);
}

function derive(label: string, nonce: Uint8Array): Buffer {
  return createHmac('sha256', deviceSecret).update(`${label}\0`, 'latin1').update(nonce).digest();
}

function macOf(image: Buffer): Buffer {
  const key = derive('jiaozi vault 1 authentication', image.subarray(16, 32));
  const encrypt = (block: Uint8Array) =>
    Uint8Array.from(createCipheriv('aes-256-ecb', key, null).update(block));
  return Buffer.from(plainCmac(encrypt, image.subarray(0, -16)));
}

/** The body in clear, or of the clear, by counter mode. */
function crypt(image: Buffer): Buffer {
  const key = derive('jiaozi vault 1 encryption', image.subarray(16, 32));
  const cipher = createDecipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return Buffer.concat([image.subarray(0, 32), cipher.update(image.subarray(32, -16))]);
}

/** An image as the vault would make it, of a header and a body in clear. */
function sealed(clearImage: Buffer): Buffer {
  const hidden = crypt(Buffer.concat([clearImage, Buffer.alloc(16)]));
  const image = Buffer.concat([hidden, Buffer.alloc(16)]);
  macOf(image).copy(image, image.length - 16);
  return image;
}

describe('an image', () => {
  const image = imageAfter([...board, loadMaster, loadPin, loadDukpt]);

  test('is what its header says, under keys that the device secret gives', () => {
    assert.equal(image.length % 32, 0);
    assert.equal(image.toString('latin1', 0, 4), 'JZVI');
    assert.deepEqual([...image.subarray(4, 8)], [1, 0, image.length / 32, 3]);
    assert.deepEqual([image.readUInt32BE(8), image.readUInt32BE(12)], [1, 1]);
    assert.deepEqual(macOf(image), image.subarray(-16));
    const body = crypt(image).subarray(32);
    assert.deepEqual(body.subarray(0, 16), Buffer.alloc(16), 'no key image was delivered');
    const records = [0, 1, 2].map((i) => body.subarray(16 + 48 * i, 64 + 48 * i));
    assert.deepEqual([...records[0]!.subarray(0, 12)], [0, 1, 2, 8, 16, 0, 0, 0, 0, 1, 0, 0]);
    assert.deepEqual(records[0]!.subarray(16, 32), Buffer.from(masterKey));
    assert.deepEqual([...records[1]!.subarray(0, 5)], [1, 2, 6, 8, 32]);
    assert.deepEqual(records[1]!.subarray(16), Buffer.from(pinKey));
    assert.deepEqual([...records[2]!.subarray(0, 5)], [5, 6, 2, 8, 16]);
    assert.deepEqual(records[2]!.subarray(16), Buffer.alloc(32), 'the initial key is gone');
    assert.deepEqual(body.subarray(160, 170), ksn);
    assert.ok(!body.includes(Buffer.from(initial)));
  });

  test('shows no byte of a key, and no two are alike', () => {
    const text = image.toString('hex');
    for (const key of [masterKey, pinKey, deviceSecret])
      assert.ok(!text.includes(hex(key.subarray(0, 8))));
    const [first, second] = core([...board, loadMaster, 'make', 'make']).slice(-2);
    const [a, b] = [first!, second!].map((answer) => bytes(answer.slice(2)));
    const same = a!.subarray(32).filter((byte, i) => byte === b![32 + i]);
    assert.ok(same.length < 12, `${same.length} bytes of ${a!.length}`);
  });

  test('brings everything back as it was', () => {
    const slots = Array.from({ length: 16 }, (_, slot) => `slot ${one(slot)}`);
    const loaded = [...board, loadMaster, loadPin, loadDukpt, 'dukpt-next', 'make', 'confirm'];
    const [before, again] = [slots, ['wipe', 'open', ...slots]].map((each) => after(loaded, each));
    assert.deepEqual(again!.slice(0, 2), ['ok', status.ok]);
    assert.deepEqual(again!.slice(2), before);
    assert.deepEqual(after(loaded, ['is-due', 'wipe', 'open', 'is-due']), ['0', 'ok', '0', '0']);
  });

  test('has all that stays, and nothing of a session', () => {
    const cipher = createCipheriv('des-ede', masterKey, null).setAutoPadding(false);
    const mac = random.bytes(16);
    const wrapped = cipher.update(mac);
    const check = createCipheriv('des-ede', mac, null).update(Buffer.alloc(8)).subarray(0, 4);
    const signIn = `working 00 02 03 ${hex(wrapped)} ${hex(check)}`;
    const answers = after(
      [...board, loadMaster],
      [
        signIn,
        'make',
        'confirm',
        'is-due',
        signIn,
        'is-due',
        'wipe',
        'open',
        'describe 00',
        'describe 02',
      ],
    );
    assert.deepEqual([answers[0], answers[3], answers[5]], [status.ok, '0', '0']);
    assert.notEqual(answers[8], 'empty');
    assert.equal(answers[9], 'empty');
  });

  test('altered in any bit, or cut at any byte, is refused and changes nothing', () => {
    const altered = Array.from({ length: image.length * 8 }, (_, bit) => {
      const copy = Buffer.from(image);
      copy[bit >> 3]! ^= 1 << (bit & 7);
      return copy;
    }).filter((_, bit) => bit % 5 === 0 || bit < 512);
    const cut = Array.from(image, (_, size) => image.subarray(0, size));
    const commands = [...altered, ...cut].map((each) => `open ${hex(each)}`);
    const prepare = [...board, loadPin];
    const answers = after(prepare, [
      'fingerprint',
      ...commands,
      'fingerprint',
      `open ${hex(image)}`,
    ]);
    const [before, ...rest] = answers;
    const control = rest.pop();
    assert.equal(rest.pop(), before);
    assert.ok(rest.every((each) => /^[2-6]$/.test(each)));
    assert.equal(control, status.ok);
  });

  test('of another terminal is refused', () => {
    const other = [`secret ${hex(random.bytes(32))}`, 'counter 00 10'];
    assert.deepEqual(after(other, [`open ${hex(image)}`]), [status.notAuthentic]);
    assert.deepEqual(after(['secret'], [`open ${hex(image)}`]), ['1']);
  });

  test('is not a sealed record, and no sealed record is an image: their keys have other labels', () => {
    const nonce = image.subarray(16, 32);
    const seal = derive('jiaozi seal 1 encryption', nonce);
    assert.notDeepEqual(seal, derive('jiaozi vault 1 encryption', nonce));
  });

  test('that is authentic but says what no vault says erases everything', () => {
    const good = crypt(image);
    const changed = (at: number, value: number) => {
      const copy = Buffer.from(good);
      copy[at] = value;
      return sealed(copy);
    };
    const bad = [
      changed(48, 16), // no such slot
      changed(48 + 48, 0), // a slot twice
      changed(48 + 1, 0), // no such purpose
      changed(48 + 1, 11),
      changed(48 + 4, 33), // a key of 33 bytes
      changed(7, 2), // a record less than there is room for
      changed(192 + 10, 2), // a DUKPT state of another version
    ];
    for (const each of bad)
      assert.deepEqual(after([...board, loadPin], [`open ${hex(each)}`, 'is-empty']), [
        status.malformed,
        '1',
      ]);
    assert.deepEqual(after(board, [`open ${hex(sealed(good))}`]), [status.ok], 'the control');
  });

  test('fits its largest vault: sixteen slots and the state of AES DUKPT', () => {
    const all = Array.from({ length: 16 }, (_, slot) =>
      slot === 5
        ? loadAesDukpt
        : clear({ slot, purpose: 'pin', algorithm: 'aes256', key: random.bytes(32) }),
    );
    const full = imageAfter([...board, ...all]);
    assert.equal(full.length, 1888);
    assert.deepEqual(after(board, [`open ${hex(full)}`, 'slot 0f']).length, 2);
  });
});

describe("the board's count", () => {
  const make = ['make', 'confirm', 'count'];

  test('goes on with each master key, protection key and initial key, and with nothing else', () => {
    const steps = (load: string) => after(board, [load, ...make]).at(-1);
    assert.equal(steps(loadMaster), '1');
    assert.equal(steps(loadDukpt), '1');
    const kbpk = { slot: 4, purpose: 'kbpk', algorithm: 'tdes', key: random.bytes(16) } as const;
    assert.equal(steps(clear(kbpk)), '1');
    assert.equal(steps(loadPin), '0');
    assert.equal(steps(`generate 06 ${one(purpose.journal)}`), '0');
    const next = after([...board, loadDukpt, ...make], ['dukpt-next', ...make]);
    assert.equal(next.at(-1), '1');
  });

  test('makes every image from before refuse itself, and the delivered one too', () => {
    const delivered = masterKeyImage(deviceSecret, random.bytes(16), masterKey);
    const first = imageAfter([...board, loadPin]);
    const loads = [...board, loadPin, 'make', 'confirm', loadMaster, 'make', 'confirm'];
    const answers = after(loads, [`open ${hex(first)}`, `image ${hex(delivered)}`, 'open']);
    assert.deepEqual(answers, [status.old, status.old, status.ok]);
    assert.deepEqual(after(board, [`image ${hex(delivered)}`]), [status.ok], 'the control');
  });

  test('is brought up to date after a cut between writing and confirming', () => {
    const image = imageAfter([...board, loadMaster]);
    assert.deepEqual(after(board, [`open ${hex(image)}`, 'count', `open ${hex(image)}`]), [
      status.ok,
      '1',
      status.ok,
    ]);
  });

  test('that cannot go on, or is not there, refuses no image that it made', () => {
    for (const counter of ['counter 03 03', 'counter']) {
      const loads = [secret, counter, loadMaster, 'make', 'confirm', loadMaster, ...make, 'open'];
      assert.equal(core(loads).at(-1), status.ok, counter);
      assert.equal(core(loads).at(-2), counter === 'counter' ? '0' : '3');
    }
  });

  test('of more than one above it was never made here', () => {
    const clearImage = crypt(imageAfter([...board, loadPin]));
    clearImage.writeUInt32BE(2, 12);
    assert.deepEqual(after(board, [`open ${hex(sealed(clearImage))}`]), [status.old]);
  });
});

describe('a confirmation', () => {
  test('takes only the last image, as it was made, and once', () => {
    const older = imageAfter([...board, loadMaster]);
    const prepare = [...board, loadMaster, 'make', 'make'];
    assert.deepEqual(after(prepare, [`confirm ${hex(older)}`, 'confirm', 'confirm']), [
      status.notAuthentic,
      status.ok,
      status.notStored,
    ]);
    const altered = after([...board, loadMaster], ['make'])[0]!.slice(2);
    const wrong = `${altered.slice(0, -1)}${altered.endsWith('0') ? '1' : '0'}`;
    assert.deepEqual(after([...board, loadMaster, 'make'], [`confirm ${wrong}`]), [
      status.notAuthentic,
    ]);
  });

  test('is none for what has changed since', () => {
    const answers = after([...board, loadMaster, 'make', loadPin], ['confirm', 'is-due', 'count']);
    assert.deepEqual(answers, [status.notStored, '1', '0']);
  });
});

describe('a DUKPT transaction', () => {
  const { tdes } = vectors<{
    tdes: { initialKey: string; initialKsn: string; transactions: { ksn: string; key: string }[] };
  }>('dukpt.json');
  const load = clear({
    slot: 5,
    purpose: 'dukpt',
    algorithm: 'tdes',
    key: bytes(tdes.initialKey),
    ksn: bytes(tdes.initialKsn),
  });
  const kept = ['make', 'confirm'];
  const begun = [...board, load, ...kept, 'dukpt-next'];

  test('has no key before its image is kept, and the right ones then', () => {
    const [first] = tdes.transactions;
    const uses = [0, 1, 2, 3, 4];
    const before = after(begun, ['dukpt-ksn', ...uses.map((each) => `dukpt-key ${one(each)}`)]);
    assert.ok(before.every((answer) => answer.trim() === status.notStored));
    const numbers = [1, 2, 3, 4, 5]; // enum dukpt_tdes_use
    const wanted = core(
      numbers.map((each) => `dukpt-tdes-key ${tdes.initialKey} ${first!.ksn} ${one(each)}`),
    );
    const commands = ['dukpt-ksn', ...uses.map((each) => `dukpt-key ${one(each)}`)];
    const answers = after([...begun, ...kept], commands);
    assert.equal(answers.shift(), `0 ${first!.ksn}`);
    assert.deepEqual(
      answers,
      wanted.map((each) => `0 ${each}`),
    );
  });

  test('makes and checks MACs with the keys of request and response', () => {
    const message = hex(random.bytes(30));
    const request = `03 01 ${message}`; // ISO 9797-1, algorithm 3, padding 1
    const keys = after([...begun, ...kept], ['dukpt-key 01', 'dukpt-key 02']).map((each) =>
      each.slice(2),
    );
    const [sent, answered] = core(keys.map((key) => `mac-iso9797-3 ${key} 01 ${message}`));
    assert.deepEqual(
      after(
        [...begun, ...kept],
        [
          `dukpt-mac ${request}`,
          `dukpt-verify ${request} ${answered}`,
          `dukpt-verify ${request} ${sent}`,
        ],
      ),
      [`0 ${sent}`, status.ok, status.notAuthentic],
    );
  });

  test('ends: its key is gone', () => {
    const answers = after([...begun, ...kept], ['dukpt-end', 'dukpt-key 00', 'dukpt-ksn']);
    assert.deepEqual(
      answers.slice(1).map((each) => each.trim()),
      [status.noKey, status.noKey],
    );
  });

  for (const [name, loading] of [
    ['TDES', loadDukpt],
    ['AES', loadAesDukpt],
  ] as const)
    test(`never has a KSN twice, wherever the power goes (${name})`, () => {
      // For each fate: cut before the image is written, or after it and before it is confirmed, or none.
      const fates = ['lost', 'written', 'kept', 'kept', 'written', 'lost', 'lost', 'kept', 'kept'];
      const prepare = [...board, loading, 'make', 'confirm'];
      const used: string[] = [];
      let flash = imageAfter(prepare.slice(0, -2));
      const opened = () => [...board.slice(0, 1), 'counter 01 10', `open ${hex(flash)}`];
      let script = opened();
      for (const fate of fates) {
        const answers = core([...script, 'dukpt-next', 'make']);
        assert.equal(answers.at(-2), status.ok);
        const image = bytes(answers.at(-1)!.slice(2));
        if (fate !== 'lost') flash = image;
        if (fate === 'kept') {
          const ksn = core([...script, 'dukpt-next', 'make', 'confirm', 'dukpt-ksn']).at(-1)!;
          assert.match(ksn, /^0 /);
          used.push(ksn);
        }
        script = opened();
      }
      assert.equal(used.length, 4);
      assert.equal(new Set(used).size, used.length);
      assert.deepEqual([...used].sort(), used, 'and they only go up');
    });

  test('ends with the last counter: no key, and said so', () => {
    // The last TDES counter: ten bits, the highest ones. The state is set in an image of its own.
    const clearImage = crypt(imageAfter([...board, loadDukpt]));
    clearImage.writeUInt32LE(0x1ff800, 32 + 16 + 48 + 12);
    const answers = after(
      [secret, 'counter 01 10', `open ${hex(sealed(clearImage))}`],
      ['dukpt-next', ...kept, 'dukpt-ksn', 'dukpt-next'],
    );
    assert.deepEqual([answers[0], answers.at(-1)], [status.ok, status.exhausted]);
    assert.match(answers.at(-2)!, /^0 .*ff800$/);
  });
});

describe('after keys were erased on purpose', () => {
  const delivered = masterKeyImage(deviceSecret, random.bytes(16), masterKey);
  const erased = [...board, `image ${hex(delivered)}`, loadPin, loadDukpt, 'zeroise'];

  test('no byte of a key is left, and no key is taken', () => {
    const slots = Array.from({ length: 16 }, (_, slot) => `describe ${one(slot)}`);
    const answers = after(erased, [...slots, loadPin, `generate 06 ${one(purpose.journal)}`]);
    assert.ok(answers.slice(0, 16).every((answer) => answer === 'empty'));
    assert.deepEqual(answers.slice(16), [status.zeroised, status.zeroised]);
  });

  test('the image says so, has no record, and is later than all before', () => {
    const image = imageAfter(erased);
    assert.deepEqual([...image.subarray(5, 8)], [1, image.length / 32, 0]);
    const answers = after(board, [`open ${hex(image)}`, 'count', 'describe 00', loadPin]);
    assert.deepEqual(answers, [status.zeroised, '1', 'empty', status.zeroised]);
  });

  test('what was delivered before is void, even on a board that cannot count; another delivery is not', () => {
    for (const counter of ['counter 00 10', 'counter']) {
      const prepare = [secret, counter, ...erased.slice(2), 'make', 'confirm', 'wipe', 'open'];
      const now = counter === 'counter' ? 0 : 1;
      const again = masterKeyImage(deviceSecret, random.bytes(16), masterKey, now);
      assert.deepEqual(
        after(prepare, [`image ${hex(delivered)}`, `image ${hex(again)}`, loadPin]),
        [status.old, status.ok, status.ok],
      );
    }
  });
});
