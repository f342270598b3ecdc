// SPDX-License-Identifier: Apache-2.0
//
// P-256, SM2 and RSA of crypto/core against OpenSSL in both directions: a few inputs in npm test, ten thousand of each in the long
// run, the first thousand under address and undefined-behaviour sanitizers; a new key for every hundred (P-256, SM2) or every size (RSA).
//
// The one thing a reader would get wrong: node:crypto signs with SM2 for a signer whose name is empty. With a name only the
// command `openssl` does, so that part is short.

import assert from 'node:assert/strict';
import {
  constants,
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Random } from '../../host-sim/link/kernel.ts';
import { longRun } from '../budgets.ts';
import { fuzz } from '../runner/fuzz.ts';
import { bytes, Cases, core, hasTool, hex, pick, run, withoutSanitizers } from './core.ts';
import { removeScratchFolders, scratchFolder } from './evidence/plants.ts';

const { numRuns, seed } = fuzz(1);
const inputs = numRuns > 1 ? longRun.differentialInputs : 20;
const perKey = 100;

after(removeScratchFolders);

/** Rounds of at most `perKey` inputs. */
function rounds(name: string, one: (random: Random, count: number) => void): void {
  const random = new Random(`${name} ${seed}`);
  for (let done = 0; done < inputs; done += perKey) {
    const round = () => one(random, Math.min(perKey, inputs - done));
    if (done < longRun.sanitizedInputs) round();
    else withoutSanitizers(round);
  }
}

const flipped = (random: Random, data: Uint8Array): Buffer => {
  const changed = Buffer.from(data);
  changed[random.below(data.length)]! ^= 1 << random.below(8);
  return changed;
};

/** Below every order here. */
function scalar(random: Random): Buffer {
  const value = Buffer.from(random.bytes(32));
  value[0]! &= 0x7f;
  return value;
}

/** PKCS #8 without the public key, which OpenSSL then computes; `oid` is the curve's, encoded. */
function privateKeyOf(oid: string, d: Buffer): KeyObject {
  const curve = bytes(oid);
  const algorithm = sequence(bytes('06072a8648ce3d0201'), curve);
  const key = sequence(bytes('020101'), Buffer.of(4, 32), d);
  const der = sequence(bytes('020100'), algorithm, Buffer.of(4, key.length), key);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
function sequence(...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}
const sm2 = '06082a811ccf5501822d';
const p256 = '06082a8648ce3d030107';
const pointOf = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).subarray(-65);

describe(`P-256 against OpenSSL, ${inputs} inputs each`, () => {
  const names = ['sha1', 'sha256', 'sha384', 'sha512'];
  const ieee = (key: KeyObject) => ({ key, dsaEncoding: 'ieee-p1363' }) as const;

  test('keys; signatures of theirs, and spoilt ones; signatures of ours', () => {
    rounds('P-256 signatures', (random, count) => {
      const d = scalar(random);
      const privateKey = privateKeyOf(p256, d);
      const publicKey = createPublicKey(privateKey);
      const q = hex(pointOf(publicKey));
      const cases = new Cases();
      const ours: { name: string; message: Uint8Array; command: string }[] = [];
      cases.add(`p256-public ${hex(d)}`, q);
      for (let i = 0; i < count; i++) {
        const name = pick(random, names);
        const message = random.bytes(random.below(301));
        const hash = hex(createHash(name).update(message).digest());
        const theirs = sign(name, message, ieee(privateKey));
        cases.add(`p256-verify ${q} ${hash} ${hex(theirs)}`, 'ok');
        cases.add(`p256-verify ${q} ${hash} ${hex(flipped(random, theirs))}`, 'refused');
        ours.push({ name, message, command: `p256-sign ${hex(d)} ${hash}` });
      }
      cases.check();
      core(ours.map(({ command }) => command)).forEach((signature, i) => {
        const { name, message, command } = ours[i]!;
        assert.ok(verify(name, message, ieee(publicKey), bytes(signature)), command);
      });
    });
  });

  test('shared secrets', () => {
    rounds('P-256 ECDH', (random, count) => {
      const mine = scalar(random);
      const me = createECDH('prime256v1');
      me.setPrivateKey(mine);
      const cases = new Cases();
      for (let i = 0; i < count; i++) {
        const peer = createECDH('prime256v1');
        peer.setPrivateKey(scalar(random));
        const q = peer.getPublicKey();
        cases.add(`p256-ecdh ${hex(mine)} ${hex(q)}`, me.computeSecret(q));
      }
      cases.check();
    });
  });
});

/** r and s of a DER signature, 32 bytes each; and back. */
function fromDer(der: Uint8Array): Buffer {
  const text = Buffer.from(der);
  const first = text[3]!;
  const parts = [text.subarray(4, 4 + first), text.subarray(6 + first)];
  return Buffer.concat(parts.map((part) => Buffer.concat([Buffer.alloc(32), part]).subarray(-32)));
}
function toDer(signature: Buffer): Buffer {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map((part) => {
    let from = 0;
    while (from < 31 && part[from] === 0) from++;
    const value = part.subarray(from);
    const sign = value[0]! >= 0x80 ? Buffer.of(0) : Buffer.alloc(0);
    return Buffer.concat([Buffer.of(2, sign.length + value.length), sign, value]);
  });
  return sequence(...integers);
}

describe('SM2 against OpenSSL', () => {
  test(`keys; signatures of theirs, and spoilt ones; signatures of ours: ${inputs} inputs`, () => {
    rounds('SM2', (random, count) => {
      const d = scalar(random);
      const privateKey = privateKeyOf(sm2, d);
      const publicKey = createPublicKey(privateKey);
      const q = hex(pointOf(publicKey));
      const messages = Array.from({ length: count }, () => random.bytes(random.below(301)));
      const cases = new Cases();
      cases.add(`sm2-public ${hex(d)}`, q);
      cases.check();
      const digests = core(messages.map((message) => `sm2-hash ${q} - ${hex(message)}`));
      const verdicts = new Cases();
      messages.forEach((message, i) => {
        const theirs = fromDer(sign('sm3', message, privateKey));
        verdicts.add(`sm2-verify ${q} ${digests[i]} ${hex(theirs)}`, 'ok');
        verdicts.add(`sm2-verify ${q} ${digests[i]} ${hex(flipped(random, theirs))}`, 'refused');
      });
      verdicts.check();
      const ours = core(digests.map((e) => `sm2-sign ${hex(d)} ${e}`));
      messages.forEach((message, i) => {
        assert.ok(verify('sm3', message, publicKey, toDer(bytes(ours[i]!))), `message ${i}`);
      });
    });
  });

  const skip = hasTool('openssl', 'version') ? false : 'no openssl command';
  test('with a name of the signer, by the command openssl, whichever signs', { skip }, () => {
    const random = new Random(`SM2 names ${seed}`);
    const folder = scratchFolder('sm2-');
    const file = (name: string) => join(folder, name);
    for (let i = 0; i < (numRuns > 1 ? 50 : 3); i++) {
      const d = scalar(random);
      const privateKey = privateKeyOf(sm2, d);
      const publicKey = createPublicKey(privateKey);
      const q = hex(pointOf(publicKey));
      const name = i === 0 ? '1234567812345678' : `signer ${random.below(1e6)}`;
      const message = random.bytes(1 + random.below(300));
      writeFileSync(file('key'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
      writeFileSync(file('public'), publicKey.export({ format: 'pem', type: 'spki' }));
      writeFileSync(file('message'), message);
      const options = [
        '-rawin',
        '-digest',
        'sm3',
        '-pkeyopt',
        `distid:${name}`,
        '-in',
        file('message'),
      ];
      run('openssl', [
        'pkeyutl',
        '-sign',
        '-inkey',
        file('key'),
        ...options,
        '-out',
        file('theirs'),
      ]);
      const [e] = core([`sm2-hash ${q} ${hex(Buffer.from(name))} ${hex(message)}`]);
      const theirs = readFileSync(file('theirs'));
      const [verdict, ours] = core([
        `sm2-verify ${q} ${e} ${hex(fromDer(theirs))}`,
        `sm2-sign ${hex(d)} ${e}`,
      ]);
      assert.equal(verdict, 'ok');
      writeFileSync(file('ours'), toDer(bytes(ours!)));
      const pubin = ['-pubin', '-inkey', file('public'), ...options, '-sigfile', file('ours')];
      assert.match(run('openssl', ['pkeyutl', '-verify', ...pubin]), /Verified Successfully/);
    }
  });
});

describe(`RSA against OpenSSL, ${inputs} inputs each`, () => {
  const kinds = ['sha1', 'sha256', 'sha384', 'sha512'];
  const paddings = [
    ['31', constants.RSA_PKCS1_PADDING],
    ['70', constants.RSA_PKCS1_PSS_PADDING],
  ] as const;

  for (const [letter, padding] of paddings)
    test(`${letter === '31' ? 'PKCS #1 v1.5' : 'PSS'} signatures, and spoilt ones`, () => {
      const random = new Random(`RSA ${letter} ${seed}`);
      const sizes = [1152, 1408, 1537, 1984, 2048];
      for (const bits of sizes) {
        const exponent = pick(random, [3, 65537]);
        const { privateKey, publicKey } = generateKeyPairSync('rsa', {
          modulusLength: bits,
          publicExponent: exponent,
        });
        const n = Buffer.from(publicKey.export({ format: 'jwk' }).n!, 'base64url');
        const start = `rsa-verify ${hex(n)} ${exponent.toString(16).padStart(8, '0')} ${letter}`;
        const cases = new Cases();
        for (let i = 0; i < inputs / sizes.length; i++) {
          const kind = random.below(kinds.length);
          const name = kinds[kind]!;
          const message = random.bytes(random.below(301));
          const options = {
            key: privateKey,
            padding,
            saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
          };
          const signature = sign(name, message, options);
          const hash = createHash(name).update(message).digest();
          const command = `${start} ${hex([kind + 1])}`;
          cases.add(`${command} ${hex(hash)} ${hex(signature)}`, 'ok');
          cases.add(`${command} ${hex(hash)} ${hex(flipped(random, signature))}`, 'refused');
          cases.add(`${command} ${hex(flipped(random, hash))} ${hex(signature)}`, 'refused');
        }
        cases.check();
      }
    });
});
