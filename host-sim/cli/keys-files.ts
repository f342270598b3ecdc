// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi keys identity | device | make | show`: an authority, the devices it sends keys to, and the files between them.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { algorithms, checkValue } from '../keys/algorithms.ts';
import {
  type DeviceCard,
  deviceCardOfJson,
  findDeviceCard,
  jsonOfDeviceCard,
} from '../keys/device-card.ts';
import { type KeyFileKey, makeKeyFile, readKeyFile } from '../keys/key-file.ts';
import { fingerprintOf, pointOf, spelled } from '../keys/p256.ts';
import { purposeOf, purposes } from '../keys/purposes.ts';
import type { Values } from './keys.ts';
import {
  algorithmNamed,
  type CliIo,
  KeysError,
  Lines,
  print,
  readAuthority,
  readBytes,
  readKey,
  refuseWeak,
  secretMode,
  upper,
  writeNew,
  writeSecret,
  xor,
} from './keys-io.ts';

export async function identity({ out, authority }: Values, io: CliIo): Promise<void> {
  if ((out === undefined) === (authority === undefined))
    throw new KeysError('identity needs --out (a new one) or --authority (one that exists)', 2);
  const lines = new Lines(io);
  const key =
    authority === undefined
      ? await newAuthority(out!, lines)
      : await readAuthority(authority, lines);
  const point = pointOf(key);
  print(io, { authority: upper(fingerprintOf(point)), publicKey: `04${upper(point)}` });
}

async function newAuthority(path: string, lines: Lines) {
  const passphrase = await lines.passphrase();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const cipher = 'aes-256-cbc';
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem', cipher, passphrase });
  writeNew(path, pem as string, secretMode);
  return privateKey;
}

export async function device(
  { seed }: Values,
  io: CliIo,
  [path, ...more]: string[],
): Promise<void> {
  if ((path === undefined) === (seed === undefined) || more.length > 0)
    throw new KeysError('device takes one file, or --seed', 2);
  print(io, jsonOfDeviceCard(path === undefined ? await simulated(seed!) : readDevice(path)));
}

/** The card that the simulator's terminal of that seed leaves. */
async function simulated(seed: string): Promise<DeviceCard> {
  const { firmware, Simulation } = await import('../simulation.ts');
  const sim = new Simulation({ seed, program: await firmware(), withoutMasterKey: true });
  const card = () => findDeviceCard(sim.readKeyload());
  sim.desk.powerOn();
  sim.desk.advance(bootUs, () => card() !== undefined);
  sim.desk.powerOff();
  const found = card();
  if (!found) throw new KeysError('the terminal of that seed has left no card');
  return found;
}

/** Long enough for any boot. */
const bootUs = 20_000_000;

function readDevice(path: string): DeviceCard {
  const bytes = readBytes(path);
  const found = findDeviceCard(bytes) ?? deviceCardOfJson(bytes.toString('utf8'));
  if (typeof found !== 'string') return found;
  throw new KeysError(
    `${path}: ${found}; read the partition keyload of a terminal that has been switched on once`,
  );
}

export async function make(values: Values, io: CliIo): Promise<void> {
  const { authority, device: devicePath, sequence, out, key: wanted = [] } = values;
  if (!authority || !devicePath || !sequence || !out || wanted.length === 0)
    throw new KeysError('make needs --authority, --device, --sequence, --out and --key', 2);
  if (!/^[1-9][0-9]{0,9}$/.test(sequence) || Number(sequence) > 0xffff_ffff)
    throw new KeysError('--sequence takes 1 to 4294967295', 2);
  const lines = new Lines(io);
  const { id, publicKey } = readDevice(devicePath);
  const signer = await readAuthority(authority, lines);
  const made: Made[] = [];
  for (const text of wanted) made.push(await keyFor(text, lines));
  const keys = made.map(({ key }) => key);
  if (new Set(keys.map(({ slot }) => slot)).size !== keys.length)
    throw new KeysError('each purpose may occur once', 2);
  const file = makeKeyFile({
    authority: signer,
    device: publicKey,
    sequence: Number(sequence),
    keys,
  });
  for (const { key, keepIn } of made) if (keepIn !== undefined) writeSecret(keepIn, key.key);
  writeNew(out, file, 0o644);
  print(io, {
    file: out,
    deviceId: spelled(id),
    sequence: Number(sequence),
    keys: keys.map((each) => described({ ...each, checkValue: checkValue(each.letter, each.key) })),
  });
}

interface Made {
  readonly key: KeyFileKey;
  /** A new key goes there. */
  readonly keepIn?: string;
}

/** PURPOSE:ALGORITHM:SOURCE */
async function keyFor(text: string, lines: Lines): Promise<Made> {
  const match = /^([^:]+):([^:]+):(.+)$/.exec(text);
  if (!match) throw new KeysError('--key takes PURPOSE:ALGORITHM:SOURCE', 2);
  const purpose = purposeOf(match[1]!);
  if (!purpose) {
    const names = purposes.map(({ name }) => name).join(', ');
    throw new KeysError(`the purpose must be one of ${names}`, 2);
  }
  const algorithm = algorithmNamed(match[2]!);
  const source = match[3]!;
  const { slot, usage, mode } = purpose;
  const head = { slot, usage, mode, letter: algorithm.letter, exportability: 'N' };
  if (source.startsWith('new=')) {
    const key = { ...head, key: randomBytes(algorithm.keyBytes) };
    return { key, keepIn: source.slice('new='.length) };
  }
  const parts: Buffer[] = [];
  for (const path of source.split('+')) parts.push(await readKey(path, algorithm, lines));
  const key = xor(parts);
  refuseWeak(key, algorithm, source);
  return { key: { ...head, key } };
}

export async function show(_: Values, io: CliIo, [path, ...more]: string[]): Promise<void> {
  if (path === undefined || more.length > 0) throw new KeysError('show takes one file', 2);
  const read = readKeyFile(readBytes(path));
  if (!read.ok) throw new KeysError(`${path}: byte ${read.at}: ${read.reason}`);
  const { sequence, deviceId, authority, isSigned, keys } = read.value;
  print(io, {
    deviceId: spelled(deviceId),
    sequence,
    authority: upper(fingerprintOf(authority)),
    signature: isSigned ? 'right' : 'wrong',
    keys: keys.map(described),
  });
  if (!isSigned) throw new KeysError(`${path}: the signature is wrong: no terminal will take it`);
}

interface Told {
  readonly slot: number;
  readonly usage: string;
  readonly letter: string;
  readonly checkValue: Uint8Array;
}

function described({ slot, usage, letter, checkValue }: Told): object {
  const { name = usage } = purposes.find((each) => each.usage === usage) ?? {};
  const names = algorithms.filter((each) => each.letter === letter).map((each) => each.name);
  return { slot, purpose: name, algorithm: names.join(' or '), checkValue: upper(checkValue) };
}
