// SPDX-License-Identifier: Apache-2.0
//
// The options --key and --vault of the commands that read a terminal's flash: its device secret, and where the key of its chain lies.

import { readFileSync } from 'node:fs';
import { chainKeyIn } from '../journal/vault.ts';

export const terminalKeyOptions = { key: { type: 'string' }, vault: { type: 'string' } } as const;

export interface TerminalKeys {
  readonly secret: Buffer | undefined;
  /** Undefined without a secret, or when it opens no vault in what there is. */
  readonly chainKey: Buffer | undefined;
}

/** `image`: where the vault is looked for when no file with it is named. Throws an Error with words for the command line. */
export function terminalKeys(
  values: { readonly key?: string | undefined; readonly vault?: string | undefined },
  image: Buffer,
): TerminalKeys {
  if (values.key === undefined) return { secret: undefined, chainKey: undefined };
  const secret = secretOf(readFileSync(values.key, 'utf8'));
  const flash = values.vault === undefined ? image : readFileSync(values.vault);
  return { secret, chainKey: chainKeyIn(flash, secret) };
}

/** What to say when a secret was given and the chain cannot be checked; undefined when there is nothing to say. */
export function chainRemedy({ secret, chainKey }: TerminalKeys): string | undefined {
  if (!secret || chainKey) return undefined;
  return 'the chain is not checked: this secret opens no vault here. A whole flash, or --vault FILE?\n';
}

function secretOf(text: string): Buffer {
  const digits = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(digits))
    throw new Error('the key file does not hold 64 hexadecimal digits');
  return Buffer.from(digits, 'hex');
}
