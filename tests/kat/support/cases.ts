// SPDX-License-Identifier: Apache-2.0
//
// A random question of each operation, with the answer that a second implementation gives: OpenSSL, or the plain ones beside this
// file. `size` is the length of the data where they may have any.

import {
  createECDH,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { OperationName } from '../../../host-sim/kat/operations.ts';
import type { Random } from '../../../host-sim/link/kernel.ts';
import {
  blockSize,
  type Cipher,
  cbcMac,
  cmac,
  crypt,
  type Mode,
  unionPayMac,
  upper,
} from './ciphers.ts';
import type { Answered, Asked } from './lab.ts';
import {
  dukptAesInitial,
  dukptAesKey,
  dukptTdesInitial,
  dukptTdesKey,
  pinBlock,
  wrapKeyBlock,
} from './payment.ts';
import * as publicKeys from './public-keys.ts';
import { digest, fromBig, toBig } from './public-keys.ts';

type Fields = Readonly<Record<string, unknown>>;
export type Make = (random: Random, size: number) => readonly [Fields, Answered];

export const pick = <T>(random: Random, list: readonly T[]): T => list[random.below(list.length)]!;
const hex = (random: Random, size: number) => upper(random.bytes(size));
/** In either case, as people write it. */
const written = (random: Random, text: string) => (random.chance(1, 2) ? text : text.toLowerCase());
const digits = (random: Random, count: number) =>
  Array.from({ length: count }, () => random.below(10)).join('');
export const hashes = ['sha1', 'sha256', 'sha384', 'sha512', 'sm3'] as const;
const keySizes: Record<Cipher, readonly number[]> = {
  aes: [16, 24, 32],
  tdes: [8, 16, 24],
  sm4: [16],
};

const ciphered =
  (cipher: Cipher, mode: Mode, encrypt: boolean): Make =>
  (random, size) => {
    const key = random.bytes(pick(random, keySizes[cipher]));
    const data = random.bytes(mode === 'ctr' ? size : size - (size % blockSize(cipher)));
    const iv = mode === 'ecb' ? null : random.bytes(blockSize(cipher));
    // A counter that is about to carry, now and then.
    if (mode === 'ctr' && random.chance(1, 3)) iv!.fill(0xff, random.below(16));
    const fields = { key: upper(key), data: written(random, upper(data)) };
    const out = upper(crypt(cipher, mode, encrypt, key, data, iv));
    return [iv ? { ...fields, iv: upper(iv) } : fields, { out }];
  };

const keyed =
  (sizes: (random: Random) => number, compute: (key: Buffer, data: Buffer) => Uint8Array): Make =>
  (random, size) => {
    const [key, data] = [Buffer.from(random.bytes(sizes(random))), Buffer.from(random.bytes(size))];
    return [
      { key: upper(key), data: written(random, upper(data)) },
      { out: upper(compute(key, data)) },
    ];
  };

const hashed =
  (name: string): Make =>
  (random, size) => {
    const data = random.bytes(size);
    return [{ data: written(random, upper(data)) }, { out: upper(digest(name, data)) }];
  };

const macs =
  (algorithm: 1 | 3): Make =>
  (random, size) => {
    const key = random.bytes(algorithm === 3 ? 16 : pick(random, keySizes.tdes));
    const data = random.bytes(size);
    const padding = pick(random, [1, 2]);
    return [
      {
        key: upper(key),
        data: upper(data),
        padding: random.chance(1, 4) ? String(padding) : padding,
      },
      { out: upper(cbcMac(algorithm, key, padding, data)) },
    ];
  };

const hmacSha256 = (key: Uint8Array, ...parts: readonly Uint8Array[]) =>
  parts.reduce((hmac, part) => hmac.update(part), createHmac('sha256', key)).digest();

/** SP 800-90A 10.1.2, K and V as there. */
function drbg(seed: Buffer, additional: readonly Buffer[], size: number): Buffer {
  let [k, v] = [Buffer.alloc(32), Buffer.alloc(32, 1)];
  const update = (data: Buffer) => {
    for (const round of data.length > 0 ? [0, 1] : [0]) {
      k = hmacSha256(k, v, Buffer.of(round), data);
      v = hmacSha256(k, v);
    }
  };
  update(seed);
  let out = Buffer.alloc(0);
  for (const data of additional) {
    out = Buffer.alloc(0);
    if (data.length > 0) update(data);
    while (out.length < size) {
      v = hmacSha256(k, v);
      out = Buffer.concat([out, v]);
    }
    update(data);
  }
  return out.subarray(0, size);
}

interface RsaKey {
  readonly modulus: Buffer;
  readonly exponent: Buffer;
  readonly d: bigint;
}

const rsaKeys: RsaKey[] = [];
/** Of sizes that are no power of two, too; made once. */
export function rsaKey(random: Random): RsaKey {
  if (rsaKeys.length === 0) {
    for (const [modulusLength, publicExponent] of [
      [512, 3],
      [777, 65537],
      [1024, 3],
      [1032, 17],
      [1281, 65537],
      [1984, 3],
      [2048, 65537],
    ] as const) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
      rsaKeys.push(rsaParts(privateKey));
    }
  }
  return pick(random, rsaKeys);
}

function rsaParts(key: KeyObject): RsaKey {
  const { n, e, d } = key.export({ format: 'jwk' });
  const part = (text: string | undefined) => Buffer.from(text!, 'base64url');
  return { modulus: part(n), exponent: part(e), d: toBig(part(d)) };
}

export function rsaSign({ modulus, d }: RsaKey, encoded: Buffer): Buffer {
  const signature = publicKeys.power(toBig(encoded), d, toBig(modulus));
  return fromBig(signature, modulus.length);
}

/** Now and then a bit is turned somewhere. */
function damaged(random: Random, data: Buffer): Buffer {
  const copy = Buffer.from(data);
  if (copy.length > 0 && random.chance(1, 3))
    copy[random.below(copy.length)]! ^= 1 << random.below(8);
  return copy;
}

const rsaVerified =
  (isPss: boolean): Make =>
  (random, size) => {
    const key = rsaKey(random);
    const hash = pick(random, hashes);
    const data = Buffer.from(random.bytes(size));
    const bits = publicKeys.bitsOf(toBig(key.modulus)) - 1;
    const salt = Buffer.from(random.bytes(digest(hash).length));
    const encoded = isPss
      ? publicKeys.encodePss(hash, data, salt, bits)
      : publicKeys.encodePkcs1(hash, data, key.modulus.length);
    const signed = encoded ? rsaSign(key, encoded) : Buffer.from(random.bytes(key.modulus.length));
    const signature = damaged(random, signed);
    const message = damaged(random, data);
    const verify = isPss ? publicKeys.verifyPss : publicKeys.verifyPkcs1;
    const ok = verify(key.modulus, key.exponent, hash, message, signature);
    return [
      {
        modulus: random.chance(1, 4) ? `00${upper(key.modulus)}` : upper(key.modulus),
        exponent: random.chance(1, 4) ? `0000${upper(key.exponent)}` : upper(key.exponent),
        hash: written(random, hash.toUpperCase()),
        data: upper(message),
        signature: upper(signature),
      },
      { ok },
    ];
  };

interface EcKey {
  readonly key: Buffer;
  readonly privateKey: KeyObject;
}

const ecKeys: EcKey[] = [];
function ecKey(random: Random): EcKey {
  while (ecKeys.length < 8) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x, y } = privateKey.export({ format: 'jwk' });
    const parts = [x, y].map((part) => Buffer.from(part!, 'base64url'));
    ecKeys.push({ key: Buffer.concat([Buffer.of(4), ...parts]), privateKey });
  }
  return pick(random, ecKeys);
}

function openSslVerifies(key: Buffer, hash: string, data: Buffer, signature: Buffer): boolean {
  const [x, y] = [key.subarray(1, 33), key.subarray(33)].map((part) => part.toString('base64url'));
  if (key[0] !== 4) return false;
  try {
    const jwk = { kty: 'EC', crv: 'P-256', x: x!, y: y! };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    return verify(hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false; // no point of the curve
  }
}

function openSslShared(d: Buffer, peer: Buffer): Buffer | undefined {
  if (peer[0] !== 4) return undefined; // OpenSSL also knows the hybrid form
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  try {
    return ecdh.computeSecret(peer);
  } catch {
    return undefined;
  }
}

const scalar = (random: Random) => toBig(random.bytes(31)) + 1n;

/** Made once: the formulas of the school book are slow. */
const signers: { readonly d: bigint; readonly key: Buffer }[] = [];
function sm2Signer(random: Random) {
  while (signers.length < 3) {
    const d = scalar(random);
    signers.push({ d, key: publicKeys.publicOf('s', d) });
  }
  return pick(random, signers);
}

const errorLike = (error: string): Answered => ({ error });

export const counterError =
  'ksn: its counter is 0 or has more bits set than DUKPT uses (TDES 10 of 21, AES 16 of 32)';
export const strengthError = 'type: stronger than ik, from which the key is derived';

function counter(random: Random, bits: number): number {
  const any = Number(toBig(random.bytes(4))) % 2 ** bits;
  // Mostly few bits, as most random ones have too many.
  return random.chance(1, 3)
    ? any
    : Number(BigInt(any) & toBig(random.bytes(4)) & toBig(random.bytes(4)));
}

const fillFor = (random: Random, format: string, pin: string) => {
  if (format === '4') return hex(random, 8);
  const count = 14 - pin.length + random.below(3 + pin.length);
  const nibbles = format === '3' ? 'ABCDEFabcdef' : '0123456789ABCDEFabcdef';
  return Array.from({ length: count }, () => pick(random, [...nibbles])).join('');
};

const pinBlocks: Make = (random) => {
  const format = pick(random, ['0', '1', '2', '3', '4', 'sm4']);
  const pin = digits(random, random.between(4, 12));
  const pan = digits(random, random.between(1, 19));
  const fill = fillFor(random, format, pin);
  const sizes = keySizes[format === '4' ? 'aes' : format === 'sm4' ? 'sm4' : 'tdes'];
  const key = random.chance(1, 3) ? '' : hex(random, pick(random, sizes));
  const hasPan = format !== '1' && format !== '2';
  const hasFill = ['1', '3', '4'].includes(format);
  return [
    {
      format: format === 'sm4' || random.chance(1, 4) ? format : Number(format),
      pin,
      ...((hasPan || random.chance(1, 2)) && { pan }),
      ...((hasFill || random.chance(1, 2)) && { fill }),
      ...(key && { key }),
    },
    pinBlock(format, pin, pan, fill, key),
  ];
};

const alphanumeric = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const text = (random: Random, letters: readonly string[], count: number) =>
  Array.from({ length: count }, () => pick(random, letters)).join('');
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));

interface OptionalBlock {
  readonly id: string;
  readonly length: number;
  readonly data: string;
}

function optionalText({ id, length, data }: OptionalBlock, isLong: boolean): string {
  const digitsOf = (value: number, count: number) =>
    value.toString(16).toUpperCase().padStart(count, '0');
  return isLong ? `${id}0002${digitsOf(length, 2)}${data}` : `${id}${digitsOf(length, 2)}${data}`;
}

/** A header with optional blocks that make whole cipher blocks, a key and fill. */
function keyBlock(random: Random) {
  const version = pick(random, ['B', 'C', 'D']);
  const size = version === 'D' ? 16 : 8;
  const algorithm = pick(random, ['A', 'T', 'D', 'H', 'R', 'S', 'E', '3']);
  const keyLengths: Record<string, readonly number[]> = { A: [16, 24, 32], T: [16, 24], D: [8] };
  const key = Buffer.from(random.bytes(pick(random, keyLengths[algorithm] ?? [1, 7, 16, 20, 32])));
  const optionalBlocks: OptionalBlock[] = [];
  let blocks = '';
  const add = (count: number) => {
    const isLong = random.chance(1, 3) && count >= 8;
    const block = {
      id: text(random, alphanumeric, 2),
      length: count,
      data: text(random, printable, count - (isLong ? 8 : 4)),
    };
    optionalBlocks.push(block);
    blocks += optionalText(block, isLong);
  };
  for (let i = random.below(3); i > 0; i--) add(4 + random.below(30));
  const rest = (size - (blocks.length % size)) % size;
  if (blocks !== '' && rest > 0) add(rest < 4 ? rest + size : rest);
  const fixed = {
    usage: text(random, alphanumeric, 2),
    algorithm,
    mode: pick(random, [...'BCDEGNSTVXY0']),
    keyVersion: text(random, alphanumeric, 2),
    exportability: pick(random, ['E', 'N', 'S']),
  };
  const count = String(optionalBlocks.length).padStart(2, '0');
  const header = `${version}${digits(random, 4)}${Object.values(fixed).join('')}${count}00${blocks}`;
  const kbpk = Buffer.from(random.bytes(pick(random, version === 'D' ? [16, 24, 32] : [16, 24])));
  const whole = Math.ceil((2 + key.length) / size) * size;
  const fill = Buffer.from(
    random.bytes(whole - 2 - key.length + size * random.below((64 - whole) / size + 1)),
  );
  const block = wrapKeyBlock(kbpk, header, key, fill);
  const answer = {
    header: { version, length: block.length, ...fixed, optionalBlocks },
    key: upper(key),
  };
  return { kbpk: upper(kbpk), header, key: upper(key), fill: upper(fill), block, answer };
}

const isLuhn = (number: string) =>
  [...number]
    .reverse()
    .map((digit, i) =>
      i % 2 === 0 ? Number(digit) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)]!,
    )
    .reduce((sum, digit) => sum + digit, 0) %
    10 ===
  0;

/** Bit by bit, as the standards print it. */
function crcCcitt(data: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of data)
    for (let bit = 7; bit >= 0; bit--) {
      const top = (crc >> 15) ^ ((byte >> bit) & 1);
      crc = ((crc << 1) & 0xffff) ^ (top ? 0x1021 : 0);
    }
  return crc;
}

const cases: Readonly<Record<OperationName, Make>> = {
  'aes.ecb.encrypt': ciphered('aes', 'ecb', true),
  'aes.ecb.decrypt': ciphered('aes', 'ecb', false),
  'aes.cbc.encrypt': ciphered('aes', 'cbc', true),
  'aes.cbc.decrypt': ciphered('aes', 'cbc', false),
  'aes.ctr': ciphered('aes', 'ctr', true),
  'aes.cmac': keyed(
    (random) => pick(random, keySizes.aes),
    (key, data) => cmac('aes', key, data),
  ),
  'tdes.ecb.encrypt': ciphered('tdes', 'ecb', true),
  'tdes.ecb.decrypt': ciphered('tdes', 'ecb', false),
  'tdes.cbc.encrypt': ciphered('tdes', 'cbc', true),
  'tdes.cbc.decrypt': ciphered('tdes', 'cbc', false),
  'tdes.cmac': keyed(
    (random) => pick(random, keySizes.tdes),
    (key, data) => cmac('tdes', key, data),
  ),
  'sm4.ecb.encrypt': ciphered('sm4', 'ecb', true),
  'sm4.ecb.decrypt': ciphered('sm4', 'ecb', false),
  'sm4.cbc.encrypt': ciphered('sm4', 'cbc', true),
  'sm4.cbc.decrypt': ciphered('sm4', 'cbc', false),
  'sm4.ctr': ciphered('sm4', 'ctr', true),
  sha1: hashed('sha1'),
  sha256: hashed('sha256'),
  sha384: hashed('sha384'),
  sha512: hashed('sha512'),
  sm3: hashed('sm3'),
  'hmac.sha256': keyed(
    (random) => random.below(200),
    (key, data) => createHmac('sha256', key).update(data).digest(),
  ),
  'hmac.sm3': keyed(
    (random) => random.below(200),
    (key, data) => createHmac('sm3', key).update(data).digest(),
  ),
  'drbg.hmac.sha256': (random, size) => {
    const parts = [32, 16, random.below(64)].map((count) => Buffer.from(random.bytes(count)));
    const given = [0, 1].map(() => Buffer.from(random.bytes(pick(random, [0, 1, 32, 64]))));
    const [entropy, nonce, personalization] = parts.map(upper);
    const additional = given.map(upper);
    const isPlain = random.chance(1, 3);
    const out = drbg(
      Buffer.concat(isPlain ? parts.slice(0, 2) : parts),
      isPlain ? [Buffer.alloc(0), Buffer.alloc(0)] : given,
      size + 1,
    );
    const fields = { entropy, nonce, bytes: size + 1 };
    return [isPlain ? fields : { ...fields, personalization, additional }, { out: upper(out) }];
  },
  'mac.iso9797.1': macs(1),
  'mac.iso9797.3': macs(3),
  'mac.unionpay.tdes': keyed(
    (random) => pick(random, keySizes.tdes),
    (key, data) => unionPayMac('tdes', key, data),
  ),
  'mac.unionpay.sm4': keyed(
    () => 16,
    (key, data) => unionPayMac('sm4', key, data),
  ),
  'rsa.recover': (random) => {
    const size = random.between(2, 256);
    const modulus = Buffer.from(random.bytes(size));
    modulus[0]! ||= 1;
    modulus[size - 1]! |= 1;
    const exponent = pick(random, [
      Buffer.of(3),
      Buffer.of(1, 0, 1),
      Buffer.of(255, 255, 255, 255),
    ]);
    const data = toBig(random.bytes(size)) % toBig(modulus);
    const out = fromBig(publicKeys.power(data, toBig(exponent), toBig(modulus)), size);
    return [
      { modulus: upper(modulus), exponent: upper(exponent), data: upper(fromBig(data, size)) },
      { out: upper(out) },
    ];
  },
  'rsa.pkcs1.verify': rsaVerified(false),
  'rsa.pss.verify': rsaVerified(true),
  'p256.ecdsa.verify': (random, size) => {
    const { key: own, privateKey } = ecKey(random);
    const hash = pick(random, hashes);
    const data = Buffer.from(random.bytes(size));
    const key = damaged(random, own);
    const signed = sign(hash, data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const signature = damaged(random, signed);
    return [
      { publicKey: upper(key), hash, data: upper(data), signature: upper(signature) },
      { ok: openSslVerifies(key, hash, data, signature) },
    ];
  },
  'p256.ecdh': (random) => {
    const { privateKey } = ecKey(random);
    const d = Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url');
    const publicKey = damaged(random, ecKey(random).key);
    const out = openSslShared(d, publicKey);
    return [
      { privateKey: upper(d), publicKey: upper(publicKey) },
      out ? { out: upper(out) } : errorLike('publicKey: is no point of the curve'),
    ];
  },
  'sm2.verify': (random, size) => {
    const { d, key: own } = sm2Signer(random);
    const isDefault = random.chance(1, 3);
    const id = isDefault
      ? Buffer.from('1234567812345678')
      : Buffer.from(random.bytes(random.below(60)));
    const data = Buffer.from(random.bytes(size));
    const key = damaged(random, own);
    const signature = damaged(random, publicKeys.signSm2(d, own, scalar(random), id, data));
    return [
      {
        publicKey: upper(key),
        ...(isDefault ? {} : { signerId: upper(id) }),
        data: upper(data),
        signature: upper(signature),
      },
      { ok: publicKeys.verifySm2(key, id, data, signature) },
    ];
  },
  kcv: (random) => {
    const cipher = pick(random, ['tdes', 'aes', 'sm4'] as const);
    const method = pick(random, ['legacy', 'cmac']);
    const count = pick(random, [undefined, 1, 3, 4, 5]);
    const key = random.bytes(pick(random, keySizes[cipher]));
    const zeros = Buffer.alloc(blockSize(cipher));
    const block =
      method === 'cmac' ? cmac(cipher, key, zeros) : crypt(cipher, 'ecb', true, key, zeros);
    return [
      { cipher, method, key: upper(key), ...(count && { bytes: count }) },
      { out: upper(block.subarray(0, count ?? (method === 'cmac' ? 5 : 3))) },
    ];
  },
  'pinblock.encode': pinBlocks,
  'dukpt.tdes.ik': (random) => {
    const [bdk, ksn] = [Buffer.from(random.bytes(16)), Buffer.from(random.bytes(10))];
    return [{ bdk: upper(bdk), ksn: upper(ksn) }, { out: upper(dukptTdesInitial(bdk, ksn)) }];
  },
  'dukpt.tdes.key': (random) => {
    const ik = Buffer.from(random.bytes(16));
    const device = toBig(random.bytes(10)) >> 21n;
    const ksn = fromBig((device << 21n) | BigInt(counter(random, 21)), 10);
    const use = pick(random, [
      'pin',
      'mac.request',
      'mac.response',
      'data.request',
      'data.response',
      'transaction',
    ]);
    const out = dukptTdesKey(ik, ksn, use);
    return [
      { ik: upper(ik), ksn: upper(ksn), use },
      out ? { out: upper(out) } : errorLike(counterError),
    ];
  },
  'dukpt.aes.ik': (random) => {
    const [bdk, id] = [
      Buffer.from(random.bytes(pick(random, [16, 24, 32]))),
      Buffer.from(random.bytes(8)),
    ];
    return [{ bdk: upper(bdk), ikid: upper(id) }, { out: upper(dukptAesInitial(bdk, id)) }];
  },
  'dukpt.aes.key': (random) => {
    const ik = Buffer.from(random.bytes(pick(random, [16, 24, 32])));
    const ksn = Buffer.concat([random.bytes(8), fromBig(BigInt(counter(random, 32)), 4)]);
    const type = pick(random, ['aes128', 'aes192', 'aes256', 'tdes2', 'tdes3']);
    const use = pick(random, [
      ...['pin', 'mac.generate', 'mac.verify', 'mac.both', 'data.encrypt', 'data.decrypt'],
      ...['data.both', 'key.encryption', 'transaction'],
    ]);
    const out = dukptAesKey(ik, ksn, use, type);
    const answer =
      out === 'counter'
        ? errorLike(counterError)
        : out === 'strength'
          ? errorLike(strengthError)
          : { out: upper(out) };
    return [
      {
        ik: upper(ik),
        ksn: upper(ksn),
        use,
        ...((use !== 'transaction' || random.chance(1, 2)) && { type }),
      },
      answer,
    ];
  },
  'tr31.unwrap': (random) => {
    const { kbpk, block, answer } = keyBlock(random);
    return [{ kbpk, block }, answer];
  },
  'tr31.wrap': (random) => {
    const { kbpk, header, key, fill, block } = keyBlock(random);
    return [{ kbpk, header, key, fill }, { out: block }];
  },
  luhn: (random, size) => {
    const pan = digits(random, 1 + (size % 40));
    return [{ [pick(random, ['pan', 'data'])]: pan }, { ok: isLuhn(pan) }];
  },
  'crc.ccitt': (random, size) => {
    const data = random.bytes(size);
    return [{ data: upper(data) }, { out: upper(fromBig(BigInt(crcCcitt(data)), 2)) }];
  },
};

/** One question of an operation. */
export function caseOf(
  op: OperationName,
  random: Random,
  size: number,
): readonly [Asked, Answered] {
  const [fields, answer] = cases[op](random, size);
  return [{ op, ...fields }, answer];
}
