// SPDX-License-Identifier: Apache-2.0
//
// What the commands of `jiaozi keys` share: secrets come from files and standard input and go to files that only their owner
// may read; never to the command line, where everybody on the computer sees them, nor to standard output.

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Algorithm, algorithmOf, algorithms } from '../keys/algorithms.ts';
import { type CliIo, readAll } from './8583-io.ts';

export type { CliIo };

/** What the user can do something about; ends the command with `code`. */
export class KeysError extends Error {
  readonly code: 1 | 2;

  constructor(message: string, code: 1 | 2 = 1) {
    super(message);
    this.code = code;
  }
}

const passphraseVariable = 'JIAOZI_PASSPHRASE';

/** Standard input, line by line. */
export class Lines {
  readonly #io: CliIo;
  #left: string[] | undefined;

  constructor(io: CliIo) {
    this.#io = io;
  }

  async next(what: string): Promise<string> {
    if (!this.#left) {
      const text = Buffer.from(await readAll(this.#io.stdin)).toString('utf8');
      this.#left = text.split(/\r?\n/);
      if (this.#left.at(-1) === '') this.#left.pop();
    }
    const line = this.#left.shift();
    if (line === undefined) throw new KeysError(`standard input has no line with ${what}`);
    return line;
  }

  /** Of the authority's private key. */
  async passphrase(): Promise<string> {
    const text = process.env[passphraseVariable] ?? (await this.next('the passphrase'));
    if (text.length >= 8) return text;
    throw new KeysError(
      `a passphrase of at least 8 characters is needed, in ${passphraseVariable} or as the first line of standard input`,
    );
  }
}

export function readBytes(path: string): Buffer {
  if (/^[0-9a-f]{16,}$/i.test(path))
    throw new KeysError('keys never stand on the command line: put it in a file, or on stdin', 2);
  try {
    return readFileSync(path);
  } catch (error) {
    throw new KeysError(`${path} cannot be read: ${reasonOf(error)}`);
  }
}

/** Never over a file that is there: it may be the only copy of a key. */
export function writeNew(path: string, content: string | Uint8Array, mode: number): void {
  try {
    writeFileSync(path, content, { mode, flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const reason = isThere ? 'it exists; name another file or move it away' : reasonOf(error);
    throw new KeysError(`${path} cannot be written: ${reason}`);
  }
}

export const secretMode = 0o600;

export function writeSecret(path: string, key: Uint8Array): void {
  writeNew(path, `${Buffer.from(key).toString('hex').toUpperCase()}\n`, secretMode);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it is not yours to open',
  EISDIR: 'it is a folder',
};

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return (code && reasons[code]) ?? code ?? (error as Error).name;
}

export function algorithmNamed(name: string | undefined): Algorithm {
  const algorithm = name === undefined ? undefined : algorithmOf(name);
  if (algorithm) return algorithm;
  const names = algorithms.map((each) => each.name).join(', ');
  throw new KeysError(`the algorithm must be one of ${names}`, 2);
}

/** A key or component in hexadecimal digits; blanks may stand between them. `from` is named when it is wrong, its text is not. */
function keyOf(text: string, { keyBytes, words }: Algorithm, from: string): Buffer {
  const digits = text.replace(/\s+/g, '');
  if (!/^[0-9a-f]*$/i.test(digits))
    throw new KeysError(`${from}: something there is no hexadecimal digit`);
  if (digits.length !== 2 * keyBytes)
    throw new KeysError(
      `${from}: ${words} keys have ${2 * keyBytes} hexadecimal digits, there are ${digits.length}`,
    );
  return Buffer.from(digits, 'hex');
}

/** Of a file, or the next line of standard input for "-". */
export async function readKey(path: string, algorithm: Algorithm, lines: Lines): Promise<Buffer> {
  const text = path === '-' ? await lines.next('a key') : readBytes(path).toString('latin1');
  return keyOf(text, algorithm, path === '-' ? 'standard input' : path);
}

/** A key that no terminal takes, said where something can be done about it. `from` is named, the key is not. */
export function refuseWeak(key: Buffer, { letter }: Algorithm, from: string): void {
  const half = key.length / 2;
  // The lowest bit of each byte is parity.
  const parts = [key.subarray(0, half), key.subarray(half)].map((part) =>
    Buffer.from(part.map((b) => b & 0xfe)),
  );
  if (letter === 'T' && parts[0]!.equals(parts[1]!))
    throw new KeysError(
      `${from}: both halves are the same, which is single DES; no terminal takes it`,
    );
  if (key.every((byte) => byte === 0)) throw new KeysError(`${from}: a key of zeros`);
}

export function xor(parts: readonly Uint8Array[]): Buffer {
  const sum = Buffer.alloc(parts[0]!.length);
  for (const part of parts) for (let i = 0; i < sum.length; i++) sum[i]! ^= part[i]!;
  return sum;
}

export async function readAuthority(path: string, lines: Lines): Promise<KeyObject> {
  const key = readBytes(path);
  const passphrase = await lines.passphrase();
  try {
    return createPrivateKey({ key, passphrase });
  } catch {
    throw new KeysError(
      `${path} does not open: the passphrase is wrong, or it was not made by jiaozi keys identity`,
    );
  }
}

export const upper = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

export function print(io: CliIo, value: object): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
