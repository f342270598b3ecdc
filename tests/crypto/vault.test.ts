// SPDX-License-Identifier: Apache-2.0
//
// The vault: key images made by host-sim/boards/key-image.ts are taken only whole, unaltered and on their own board; working
// keys only under the master key and with their check value; a key does only what its purpose allows.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type KeyImageKey,
  keyRecord,
  makeKeyImage,
  masterKeyImage,
  sealKeyImage,
  tdesCheckValue,
} from '../../host-sim/boards/key-image.ts';
import { Random } from '../../host-sim/link/kernel.ts';
import { bytes, core, hex, vectors } from './core.ts';
import { plainDesEncrypt } from './plain-ciphers.ts';

/** enum vault_status */
const OK = '0';
const NO_DEVICE_SECRET = '1';
const NO_IMAGE = '2';
const UNKNOWN_VERSION = '3';
const TRUNCATED = '4';
const NOT_AUTHENTIC = '5';
const MALFORMED = '6';
const WRONG_CHECK_VALUE = '7';
const FORBIDDEN = '8';
const NO_KEY = '9';
const STALE = '10';
const OLD = '11';

const purpose = { master: 1, pin: 2, mac: 3, track: 4, kbpk: 5, authority: 10 } as const;
const random = new Random('vault');
const deviceSecret = random.bytes(32);
const nonce = random.bytes(16);
const master = bytes('CA5D92598DCA48CE8A4C76361A9269E9');
const image = masterKeyImage(deviceSecret, nonce, master);
const secret = `secret ${hex(deviceSecret)}`;
/** A terminal with its master key. */
const delivered = [secret, `image ${hex(image)}`];

const one = (value: number) => hex([value]);

/** Encrypted under the master key, block by block. */
function wrap(key: Uint8Array, under: Uint8Array = master): Buffer {
  const blocks = Array.from({ length: key.length / 8 }, (_, i) =>
    plainDesEncrypt(under, key.subarray(8 * i, 8 * i + 8)),
  );
  return Buffer.concat(blocks);
}

interface Working {
  readonly from?: number;
  readonly slot: number;
  readonly purpose: number;
  readonly encrypted: Uint8Array;
  readonly checkValue: Uint8Array;
}

function working({ from = 0, slot, purpose, encrypted, checkValue }: Working): string {
  return `working ${[from, slot, purpose].map(one).join(' ')} ${hex(encrypted)} ${hex(checkValue)}`;
}

const macKey = random.bytes(16);
const loadMacKey = working({
  slot: 2,
  purpose: purpose.mac,
  encrypted: wrap(macKey),
  checkValue: tdesCheckValue(macKey),
});
const macWith = (slot: number, checkValue: Uint8Array, message = '0200') =>
  `mac ${one(slot)} ${hex(checkValue)} ${message}`;

/** Runs `prepare`, then each command on the state that `prepare` left; none may be accepted or change anything. */
function assertRefused(prepare: readonly string[], commands: readonly string[]): string[] {
  const checked = commands.flatMap((command) => [command, 'fingerprint']);
  const answers = core([...prepare, 'fingerprint', ...checked]).slice(prepare.length);
  const before = answers.shift();
  return commands.map((_, i) => {
    const [status, after] = answers.slice(2 * i, 2 * i + 2);
    assert.notEqual(status, OK, `case ${i} was accepted`);
    assert.equal(after, before, `case ${i} changed the vault`);
    return status!.split(' ')[0]!;
  });
}

describe('a key image', () => {
  test('made on the host puts its keys into their slots, with purpose, algorithm and check value', () => {
    const keys: KeyImageKey[] = [
      { slot: 0, purpose: 'master', algorithm: 'TDES', key: master },
      { slot: 15, purpose: 'track', algorithm: 'TDES', key: random.bytes(16) },
      { slot: 7, purpose: 'mac', algorithm: 'DES', key: random.bytes(8) },
      { slot: 8, purpose: 'pin', algorithm: 'TDES', key: random.bytes(16) },
    ];
    const answers = core([
      secret,
      `image ${hex(makeKeyImage({ deviceSecret, nonce, keys }))}`,
      ...Array.from({ length: 16 }, (_, slot) => `describe ${one(slot)}`),
    ]).slice(1);
    assert.equal(answers.shift(), OK);
    const expected = new Array<string>(16).fill('empty');
    for (const { slot, purpose: use, algorithm, key } of keys) {
      const number = algorithm === 'DES' ? 1 : 2;
      expected[slot] = `${purpose[use]} ${number} ${hex(tdesCheckValue(key))}`;
    }
    assert.deepEqual(answers, expected);
  });

  test('with all sixteen slots is taken', () => {
    const keys = Array.from({ length: 16 }, (_, slot) => {
      return { slot, purpose: 'mac', algorithm: 'TDES', key: random.bytes(16) } as const;
    });
    const full = makeKeyImage({ deviceSecret, nonce, keys });
    assert.deepEqual(core([secret, `image ${hex(full)}`]), ['ok', OK]);
  });

  test('is taken from a whole partition: what follows it does not matter', () => {
    const partition = Buffer.concat([image, Buffer.alloc(4096 - image.length, 0xff)]);
    assert.deepEqual(core([secret, `image ${hex(partition)}`]), ['ok', OK]);
  });

  test('replaces all keys that were there before', () => {
    const answers = core([
      ...delivered,
      loadMacKey,
      `image ${hex(image)}`,
      'describe 02',
      'describe 00',
    ]);
    assert.deepEqual(answers.slice(2), [OK, OK, 'empty', `1 2 ${hex(tdesCheckValue(master))}`]);
  });

  test('altered in any bit is refused and changes nothing', () => {
    const commands: string[] = [];
    for (let bit = 0; bit < image.length * 8; bit++) {
      const altered = Uint8Array.from(image);
      altered[bit >> 3]! ^= 1 << (bit & 7);
      commands.push(`image ${hex(altered)}`);
    }
    const statuses = assertRefused([...delivered, loadMacKey], commands);
    assert.ok(statuses.slice(0, 32).every((status) => status === NO_IMAGE));
    assert.ok(statuses.slice(32, 40).every((status) => status === UNKNOWN_VERSION));
    assert.ok(statuses.slice(48).every((status) => status === NOT_AUTHENTIC));
  });

  test('cut at any byte is refused and changes nothing', () => {
    const commands = Array.from(image, (_, size) => `image ${hex(image.subarray(0, size))}`);
    const statuses = assertRefused([...delivered, loadMacKey], commands);
    assert.ok(statuses.slice(0, 32).every((status) => status === NO_IMAGE));
    assert.ok(statuses.slice(32).every((status) => status === TRUNCATED));
  });

  test('of another terminal is refused, whichever bit of the device secret differs', () => {
    const commands: string[] = [];
    for (let bit = 0; bit < 256; bit += 5) {
      const other = Uint8Array.from(deviceSecret);
      other[bit >> 3]! ^= 1 << (bit & 7);
      commands.push(`image ${hex(masterKeyImage(other, nonce, master))}`);
    }
    const statuses = assertRefused([secret], commands);
    assert.ok(statuses.every((status) => status === NOT_AUTHENTIC));
  });

  test('is refused on a board without a device secret', () => {
    assert.deepEqual(assertRefused(['secret'], [`image ${hex(image)}`]), [NO_DEVICE_SECRET]);
  });

  test('is not found in an erased or zeroed partition', () => {
    const blanks = [Buffer.alloc(4096, 0xff), Buffer.alloc(4096)].map(
      (blank) => `image ${hex(blank)}`,
    );
    assert.deepEqual(assertRefused([secret], [...blanks, 'image -']), [
      NO_IMAGE,
      NO_IMAGE,
      NO_IMAGE,
    ]);
  });

  test('that is authentic but says what the format does not know is refused', () => {
    const header = Buffer.from(image.subarray(0, 32));
    const good = keyRecord({ slot: 0, purpose: 'master', algorithm: 'TDES', key: master });
    const changed = (at: number, value: number, of: Buffer = good) => {
      const copy = Buffer.from(of);
      copy[at] = value;
      return copy;
    };
    const two = changed(5, 2, header);
    const desMaster = Buffer.concat([good.subarray(0, 16), Buffer.alloc(48)]);
    desMaster.set([1, 8, ...tdesCheckValue(master.subarray(0, 8))], 2);
    const cases: [header: Buffer, records: Buffer, status: string][] = [
      [header, changed(0, 16), MALFORMED], // no such slot
      [header, changed(1, 0), MALFORMED], // no such purpose
      [header, changed(1, 6), MALFORMED], // a purpose that comes otherwise
      [header, changed(1, 7), MALFORMED],
      [header, changed(1, 10), MALFORMED],
      [header, changed(1, 255), MALFORMED],
      [header, changed(2, 0), MALFORMED], // no such algorithm
      [header, changed(2, 3), MALFORMED], // size and algorithm do not fit
      [header, changed(2, 10), MALFORMED],
      [header, changed(2, 255), MALFORMED],
      [header, changed(3, 8), MALFORMED], // size and algorithm do not fit
      [header, changed(3, 32), MALFORMED],
      [header, desMaster, MALFORMED], // a master key of single length
      [header, changed(24, 1), MALFORMED], // something after the key
      [header, changed(39, 1), MALFORMED],
      [header, changed(40, 2), MALFORMED], // neither exportable nor not
      [header, changed(41, 1), MALFORMED], // something in the filler
      [header, changed(63, 1), MALFORMED],
      [changed(6, 1, header), good, OLD], // for another value of the board's count
      [changed(7, 1, header), good, MALFORMED], // something in the header's filler
      [changed(24, 1, header), good, MALFORMED],
      [changed(31, 1, header), good, MALFORMED],
      [changed(5, 0, header), Buffer.alloc(0), MALFORMED], // no record, too many records
      [changed(5, 17, header), Buffer.concat(new Array(17).fill(good)), MALFORMED],
      [two, Buffer.concat([good, good]), MALFORMED], // a slot twice
      [two, Buffer.concat([good, changed(0, 16)]), MALFORMED], // a good record before a bad one
      [header, changed(4, good[4]! ^ 1), WRONG_CHECK_VALUE],
      [header, changed(7, good[7]! ^ 0x80), WRONG_CHECK_VALUE],
      [header, changed(8, good[8]! ^ 2), WRONG_CHECK_VALUE],
    ];
    const images = cases.map(([head, records]) => sealKeyImage(deviceSecret, head, records));
    const statuses = assertRefused(
      [...delivered, loadMacKey],
      images.map((made) => `image ${hex(made)}`),
    );
    assert.deepEqual(
      statuses,
      cases.map(([, , status]) => status),
    );
    // The control: the same seal around the record as it should be.
    const control = sealKeyImage(deviceSecret, header, good);
    assert.deepEqual(core([secret, `image ${hex(control)}`]), ['ok', OK]);
  });
});

describe('a working key', () => {
  interface WorkingKeyVectors {
    readonly keys: readonly {
      name: string;
      master: string;
      purpose: keyof typeof purpose;
      encrypted: string;
      clear: string;
      checkValue: string;
      algorithm: 'DES' | 'TDES';
    }[];
  }

  test('of a published sign-in is taken with its published check value', () => {
    for (const key of vectors<WorkingKeyVectors>('working-keys.json').keys) {
      const own = masterKeyImage(deviceSecret, nonce, bytes(key.master));
      const [, , status, description] = core([
        secret,
        `image ${hex(own)}`,
        working({
          slot: 3,
          purpose: purpose[key.purpose],
          encrypted: bytes(key.encrypted),
          checkValue: bytes(key.checkValue),
        }),
        'describe 03',
      ]);
      assert.equal(status, OK, key.name);
      const number = key.algorithm === 'DES' ? 1 : 2;
      assert.equal(description, `${purpose[key.purpose]} ${number} ${key.checkValue}`, key.name);
    }
  });

  test('gives the MAC that the clear key gives: single length, single length with zeros clear or encrypted, double', () => {
    const key = random.bytes(8);
    const filled = Buffer.concat([key, Buffer.alloc(8)]);
    const double = random.bytes(16);
    const message = hex(random.bytes(77));
    const ways: [encrypted: Uint8Array, clear: Uint8Array, algorithm: number][] = [
      [wrap(key), key, 1],
      [Buffer.concat([wrap(key), Buffer.alloc(8)]), key, 1],
      [wrap(filled), key, 1],
      [wrap(double), double, 2],
    ];
    for (const [encrypted, clear, algorithm] of ways) {
      const checkValue = tdesCheckValue(clear);
      const answers = core([
        ...delivered,
        working({ slot: 2, purpose: purpose.mac, encrypted, checkValue }),
        'describe 02',
        macWith(2, checkValue, message),
        `mac-unionpay ${hex(clear)} ${message}`,
      ]).slice(2);
      const mac = answers.pop();
      assert.deepEqual(answers, [OK, `3 ${algorithm} ${hex(checkValue)}`, `${OK} ${mac}`]);
    }
  });

  test('with 200 random keys is taken with its check value', () => {
    const commands = Array.from({ length: 200 }, () => {
      const key = random.bytes(16);
      return working({
        slot: random.between(1, 15),
        purpose: random.between(2, 4),
        encrypted: wrap(key),
        checkValue: tdesCheckValue(key),
      });
    });
    const answers = core([...delivered, ...commands]).slice(2);
    assert.ok(answers.every((answer) => answer === OK));
  });

  test('is refused with any bit of its check value or one bit of each byte altered, and changes nothing', () => {
    const checkValue = tdesCheckValue(macKey);
    const encrypted = wrap(macKey);
    const commands: string[] = [];
    for (let bit = 0; bit < 32; bit++) {
      const altered = Uint8Array.from(checkValue);
      altered[bit >> 3]! ^= 1 << (bit & 7);
      commands.push(working({ slot: 2, purpose: purpose.mac, encrypted, checkValue: altered }));
    }
    for (let at = 0; at < 16; at++) {
      const altered = Uint8Array.from(encrypted);
      altered[at]! ^= 1;
      commands.push(working({ slot: 2, purpose: purpose.mac, encrypted: altered, checkValue }));
    }
    const statuses = assertRefused([...delivered, loadMacKey], commands);
    assert.ok(statuses.every((status) => status === WRONG_CHECK_VALUE));
  });

  test('is refused without a master key, from a slot that is none, and for slots and purposes that take none', () => {
    const encrypted = wrap(macKey);
    const checkValue = tdesCheckValue(macKey);
    const key = { slot: 3, purpose: purpose.mac, encrypted, checkValue };
    assert.deepEqual(assertRefused([secret], [working(key)]), [NO_KEY]);
    const cases: [command: string, status: string][] = [
      [working({ ...key, from: 1 }), NO_KEY],
      [working({ ...key, from: 16 }), NO_KEY],
      [working({ ...key, from: 2 }), FORBIDDEN], // a MAC key decrypts nothing
      [working({ ...key, slot: 16 }), FORBIDDEN],
      [working({ ...key, slot: 255 }), FORBIDDEN],
      [working({ ...key, slot: 0 }), FORBIDDEN], // the master key's own slot
      [working({ ...key, purpose: purpose.master }), FORBIDDEN],
      [working({ ...key, purpose: 0 }), FORBIDDEN],
      [working({ ...key, purpose: 5 }), FORBIDDEN],
      [working({ ...key, purpose: 10 }), FORBIDDEN],
      [working({ ...key, encrypted: new Uint8Array(0) }), MALFORMED],
      [working({ ...key, encrypted: encrypted.subarray(0, 15) }), MALFORMED],
      [working({ ...key, encrypted: Buffer.concat([encrypted, encrypted]) }), MALFORMED],
    ];
    const commands = cases.map(([command]) => command);
    const statuses = assertRefused([...delivered, loadMacKey], commands);
    assert.deepEqual(
      statuses,
      cases.map(([, status]) => status),
    );
  });

  test('of single length is refused for PIN and track, in each of its forms', () => {
    const key = random.bytes(8);
    const checkValue = tdesCheckValue(key);
    const forms = [
      wrap(key),
      Buffer.concat([wrap(key), Buffer.alloc(8)]),
      wrap(Buffer.concat([key, Buffer.alloc(8)])),
    ];
    const commands = [purpose.pin, purpose.track].flatMap((use) =>
      forms.map((encrypted) => working({ slot: 5, purpose: use, encrypted, checkValue })),
    );
    const statuses = assertRefused(delivered, commands);
    assert.ok(statuses.every((status) => status === MALFORMED));
  });
});

describe('a key in its slot', () => {
  const keys = (['pin', 'mac', 'track'] as const).map((use, i) => {
    const key = random.bytes(16);
    const checkValue = tdesCheckValue(key);
    const load = working({ slot: 1 + i, purpose: purpose[use], encrypted: wrap(key), checkValue });
    return { slot: 1 + i, use, checkValue, load };
  });
  const signedIn = [...delivered, ...keys.map((key) => key.load)];

  test('makes MACs only if that is its purpose', () => {
    const all = [{ slot: 0, use: 'master', checkValue: tdesCheckValue(master) }, ...keys];
    const answers = core([...signedIn, ...all.map((key) => macWith(key.slot, key.checkValue))]);
    const statuses = answers.slice(signedIn.length).map((answer) => answer.split(' ')[0]);
    assert.deepEqual(
      statuses,
      all.map((key) => (key.use === 'mac' ? OK : FORBIDDEN)),
    );
  });

  test('of the wrong purpose, stale or missing gives no byte of a MAC', () => {
    const [pin, mac] = keys;
    const commands = [
      macWith(pin!.slot, pin!.checkValue),
      macWith(mac!.slot, pin!.checkValue),
      macWith(9, mac!.checkValue),
      macWith(16, mac!.checkValue),
    ];
    const zeros = '0000000000000000';
    const expected = [FORBIDDEN, STALE, NO_KEY, NO_KEY].map((status) => `${status} ${zeros}`);
    assert.deepEqual(core([...signedIn, ...commands]).slice(signedIn.length), expected);
  });

  test('no longer answers to its check value once another key has taken the slot', () => {
    const mac = keys[1]!;
    const answers = core([
      ...signedIn,
      loadMacKey,
      macWith(2, mac.checkValue),
      macWith(2, tdesCheckValue(macKey)),
    ]).slice(signedIn.length);
    assert.equal(answers[1]!.split(' ')[0], STALE);
    assert.equal(answers[2]!.split(' ')[0], OK);
  });

  test('is gone after its slot is wiped, and the others stay', () => {
    const mac = keys[1]!;
    const answers = core([
      ...signedIn,
      'wipe-slot 02',
      'wipe-slot 10',
      macWith(2, mac.checkValue),
      ...[0, 1, 2, 3].map((slot) => `describe ${one(slot)}`),
    ]).slice(signedIn.length + 2);
    assert.equal(answers.shift()!.split(' ')[0], NO_KEY);
    assert.deepEqual(
      answers.map((answer) => answer === 'empty'),
      [false, false, true, false],
    );
  });

  test('leaves no byte behind when everything is wiped', () => {
    const [before, , after] = core([...signedIn, 'is-empty', 'wipe', 'is-empty']).slice(
      signedIn.length,
    );
    assert.deepEqual([before, after], ['0', '1']);
  });
});

describe('the host side of key images', () => {
  test('throws on a device secret, nonce, key or number of keys of a wrong size', () => {
    const key = { slot: 0, purpose: 'master', algorithm: 'TDES', key: master } as const;
    const short = deviceSecret.subarray(1);
    const options = { deviceSecret, nonce, keys: [key] };
    const wrong = [
      { ...options, deviceSecret: short },
      { ...options, nonce: short },
      { ...options, keys: [] },
      { ...options, keys: new Array<KeyImageKey>(17).fill(key) },
      { ...options, keys: [{ ...key, key: short }] },
    ];
    for (const each of wrong) assert.throws(() => makeKeyImage(each), RangeError);
  });

  test('shows no key, secret or check value in an image', () => {
    const text = Buffer.from(image).toString('hex');
    for (const hidden of [deviceSecret, master, master.subarray(0, 8), tdesCheckValue(master)]) {
      assert.ok(!text.includes(hex(hidden)));
    }
  });

  test('gives unlike images for unlike nonces', () => {
    const other = masterKeyImage(deviceSecret, random.bytes(16), master);
    const same = image.subarray(32).filter((byte, i) => byte === other[32 + i]);
    // 16 bytes of zeros are the same by design; of 80 others chance makes perhaps one.
    assert.ok(same.length < 16 + 8);
  });
});
