// SPDX-License-Identifier: Apache-2.0
//
// Makes key-loading files, as a key-loading authority would, and reads what may be read without a key. The format is described
// in crypto/core/key_file.h; this was written from that description, on node:crypto, and shares no code with the C that opens
// such files.
//
// The one thing a reader would get wrong: the authority's own key never takes part in the encryption. It only signs; each file
// has a key pair of its own, so that whoever learns the authority's key later still cannot open old files.

import {
  createHash,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  verify,
} from 'node:crypto';
import { type Decoded, decoded, malformed } from '../../src/lib/result.ts';
import { checkValue } from './algorithms.ts';
import { fillBytes, type KeyBlockHeader, wrapKey } from './key-block.ts';
import { deviceIdOf, pointOf, privateKeyOf, publicKeyOf, signatureOf } from './p256.ts';

const magic = 'JZKF';
const version = 1;
const headerBytes = 152;
const entryBytes = 8;
const signatureBytes = 64;
const derivedFromBytes = 88;
const keysMax = 8;
const keyFileBytesMax = 2048;
const label = 'jiaozi key file 1';

export interface KeyFileKey extends KeyBlockHeader {
  /** 0–15 */
  readonly slot: number;
  readonly key: Uint8Array;
  /** 4 bytes; computed from the key when absent */
  readonly checkValue?: Uint8Array;
}

export interface KeyFileOptions {
  /** Private key of the authority. */
  readonly authority: KeyObject;
  /** x | y of the device's public key. */
  readonly device: Uint8Array;
  /** Above the last one this device has taken. */
  readonly sequence: number;
  /** 1 to 8 */
  readonly keys: readonly KeyFileKey[];
  /** For runs that must be the same each time. */
  readonly random?: (count: number) => Uint8Array;
}

export function makeKeyFile(options: KeyFileOptions): Uint8Array {
  const { authority, device, sequence, keys, random = randomBytes } = options;
  if (keys.length < 1 || keys.length > keysMax) throw new RangeError('1 to 8 keys expected');
  if (!Number.isInteger(sequence) || sequence < 1 || sequence > 0xffff_ffff)
    throw new RangeError('sequence number: 1 to 4294967295 expected');
  const ephemeral = options.random
    ? privateKeyOf(options.random(32))
    : generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  const entrySizes = keys.map(({ letter, key }) => {
    const data = 2 + key.length + fillBytes(letter, key.length);
    return entryBytes + 16 + 2 * (data + 16);
  });
  const header = Buffer.alloc(headerBytes);
  header.write(magic, 'latin1');
  header.set([version, keys.length], 4);
  const size = entrySizes.reduce((sum, each) => sum + each, headerBytes + signatureBytes);
  if (size > keyFileBytesMax) throw new RangeError(`a file of ${size} bytes`);
  header.writeUInt16BE(size, 6);
  header.writeUInt32BE(sequence, 8);
  header.set(deviceIdOf(device), 12);
  header.set(pointOf(authority), 24);
  header.set(pointOf(ephemeral), 88);
  const protection = protectionKey(ephemeral, device, header);
  const entries = keys.map((key) => entry(protection, key, random));
  return signKeyFile(authority, Buffer.concat([header, ...entries]), options.random?.(32));
}

/** Signs whatever it is given. `nonce`: see signatureOf. */
export function signKeyFile(
  authority: KeyObject,
  unsigned: Uint8Array,
  nonce?: Uint8Array,
): Uint8Array {
  const signature = signatureOf(authority, unsigned, nonce);
  return new Uint8Array(Buffer.concat([unsigned, signature]));
}

/** A one-step key derivation. */
function protectionKey(ephemeral: KeyObject, device: Uint8Array, header: Buffer): Buffer {
  const shared = diffieHellman({ privateKey: ephemeral, publicKey: publicKeyOf(device) });
  const point = (xy: Uint8Array) => Buffer.concat([Buffer.of(4), xy]);
  return createHash('sha256')
    .update(Buffer.of(0, 0, 0, 1))
    .update(shared)
    .update(`${label}\0`, 'latin1')
    .update(point(pointOf(ephemeral)))
    .update(point(device))
    .update(header.subarray(0, derivedFromBytes))
    .digest();
}

function entry(
  protection: Buffer,
  file: KeyFileKey,
  random: (count: number) => Uint8Array,
): Buffer {
  const { slot, letter, key } = file;
  const block = wrapKey(protection, file, key, random(fillBytes(letter, key.length)));
  const head = Buffer.alloc(entryBytes);
  head[0] = slot;
  head.writeUInt16BE(block.length, 2);
  head.set(file.checkValue ?? checkValue(letter, key), 4);
  return Buffer.concat([head, Buffer.from(block, 'latin1')]);
}

/** What a file says in clear. */
export interface KeyFileContents {
  readonly sequence: number;
  readonly deviceId: Buffer;
  /** x | y */
  readonly authority: Buffer;
  readonly isSigned: boolean;
  readonly keys: readonly {
    readonly slot: number;
    readonly usage: string;
    readonly letter: string;
    readonly mode: string;
    readonly exportability: string;
    readonly checkValue: Buffer;
  }[];
}

/** Reads a file that may have been altered; `isSigned` says whether the authority that it names has signed it. */
export function readKeyFile(bytes: Uint8Array): Decoded<KeyFileContents> {
  const file = Buffer.from(bytes);
  if (file.length < headerBytes || file.toString('latin1', 0, 4) !== magic)
    return malformed(0, 'this is no key-loading file');
  if (file[4] !== version) return malformed(4, `a file of version ${file[4]}`);
  const size = file.readUInt16BE(6);
  if (size > file.length) return malformed(file.length, `the file should have ${size} bytes`);
  if (size < headerBytes + signatureBytes) return malformed(6, 'too small a size');
  const end = size - signatureBytes;
  const keys: KeyFileContents['keys'][number][] = [];
  let at = headerBytes;
  for (let left = file[5]!; left > 0; left--) {
    if (end - at < entryBytes + 16) return malformed(at, 'no room for a key');
    const blockBytes = file.readUInt16BE(at + 2);
    const block = file.toString('latin1', at + entryBytes, at + entryBytes + blockBytes);
    if (blockBytes < 16 || blockBytes > end - at - entryBytes || !/^D[0-9A-Z]+$/.test(block))
      return malformed(at + 2, 'no key block');
    keys.push({
      slot: file[at]!,
      usage: block.slice(5, 7),
      letter: block[7]!,
      mode: block[8]!,
      exportability: block[11]!,
      checkValue: file.subarray(at + 4, at + 8),
    });
    at += entryBytes + blockBytes;
  }
  if (at !== end) return malformed(at, 'bytes after the last key');
  const authority = file.subarray(24, 88);
  return decoded({
    sequence: file.readUInt32BE(8),
    deviceId: file.subarray(12, 22),
    authority,
    isSigned: isSignedBy(authority, file.subarray(0, end), file.subarray(end, size)),
    keys,
  });
}

function isSignedBy(point: Buffer, signed: Buffer, signature: Buffer): boolean {
  try {
    const key = publicKeyOf(point);
    return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}
