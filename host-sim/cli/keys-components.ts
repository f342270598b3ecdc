// SPDX-License-Identifier: Apache-2.0
//
// `jiaozi keys split | combine | kcv`: keys in components for custodians, and check values.
//
// The one thing a reader would get wrong: components are all as long as the key, and each but the last is random. Cutting a key
// into pieces would tell each custodian a part of it.

import { randomBytes } from 'node:crypto';
import { checkValue } from '../keys/algorithms.ts';
import type { Values } from './keys.ts';
import {
  algorithmNamed,
  type CliIo,
  KeysError,
  Lines,
  print,
  readKey,
  refuseWeak,
  upper,
  writeSecret,
  xor,
} from './keys-io.ts';

const isComponentCount = (count: number) => count === 2 || count === 3;

export async function split(values: Values, io: CliIo, paths: string[]): Promise<void> {
  const algorithm = algorithmNamed(values.algorithm);
  const count = Number(values.count ?? '2');
  const { out } = values;
  if (!isComponentCount(count)) throw new KeysError('--count takes 2 or 3', 2);
  if (out === undefined) throw new KeysError('split needs --out', 2);
  if (paths.length > 1) throw new KeysError('split takes one key', 2);
  const [path] = paths;
  const { letter, keyBytes } = algorithm;
  const key =
    path === undefined ? randomBytes(keyBytes) : await readKey(path, algorithm, new Lines(io));
  refuseWeak(key, algorithm, path ?? 'the new key');
  const random = Array.from({ length: count - 1 }, () => randomBytes(keyBytes));
  const parts = [...random, xor([key, ...random])];
  parts.forEach((part, i) => {
    writeSecret(`${out}-${i + 1}.hex`, part);
  });
  print(io, {
    checkValue: upper(checkValue(letter, key)),
    components: parts.map((part, i) => ({
      file: `${out}-${i + 1}.hex`,
      checkValue: upper(checkValue(letter, part)),
    })),
  });
}

export async function combine(values: Values, io: CliIo, paths: string[]): Promise<void> {
  const algorithm = algorithmNamed(values.algorithm);
  if (!isComponentCount(paths.length)) throw new KeysError('combine takes 2 or 3 components', 2);
  if (values.out === undefined) throw new KeysError('combine needs --out', 2);
  const lines = new Lines(io);
  const parts: Buffer[] = [];
  for (const path of paths) parts.push(await readKey(path, algorithm, lines));
  const key = xor(parts);
  refuseWeak(key, algorithm, 'these components');
  const { letter } = algorithm;
  writeSecret(values.out, key);
  print(io, {
    file: values.out,
    checkValue: upper(checkValue(letter, key)),
    components: parts.map((part) => upper(checkValue(letter, part))),
  });
}

export async function kcv(values: Values, io: CliIo, paths: string[]): Promise<void> {
  const algorithm = algorithmNamed(values.algorithm);
  if (paths.length > 1) throw new KeysError('kcv takes one key', 2);
  const key = await readKey(paths[0] ?? '-', algorithm, new Lines(io));
  io.stdout.write(`${upper(checkValue(algorithm.letter, key))}\n`);
}
