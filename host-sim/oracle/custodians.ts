// SPDX-License-Identifier: Apache-2.0
//
// What custodians type stays in C while it is typed, and is nowhere afterwards: components of keys and passcodes, as digits, as
// bytes, as keys of the keypad. And the terminal's own private key, which nobody but the terminal ever knew.

import { createECDH } from 'node:crypto';
import { findDeviceCard } from '../keys/device-card.ts';
import type { Vocabulary } from '../scenario/vocabulary.ts';
import { asEvent, shapesOfKeys } from './pins.ts';
import {
  findPattern,
  inMachine,
  liesInSlots,
  type Pattern,
  type Place,
  placesOutside,
  shapesOfBytes,
  spread,
} from './secrets.ts';

const pointKey = 11;

/** The codes of the keys for these hexadecimal digits: a letter is the point and 1 to 6. */
function codesOf(digits: string): number[] {
  return [...digits].flatMap((digit) => {
    const value = Number.parseInt(digit, 16);
    return value < 10 ? [value] : [pointKey, value - 9];
  });
}

const valuesOf = (digits: string) => [...digits].map((digit) => Number.parseInt(digit, 16));

/** Every shape of what was typed; `digits` are hexadecimal and even in number. */
export function shapesOfTyped(digits: string): Pattern[] {
  const values = valuesOf(digits);
  return [
    ...shapesOfBytes(Buffer.from(digits, 'hex')),
    { shape: 'a digit per byte', bytes: Buffer.from(values) },
    {
      shape: 'a digit per word',
      bytes: spread(values, 4, (buffer, value, at) => buffer.writeUInt32LE(value, at)),
    },
    {
      shape: 'a digit per double',
      bytes: spread(values, 8, (buffer, value, at) => buffer.writeDoubleLE(value, at)),
    },
    ...shapesOfKeys(codesOf(digits)),
  ];
}

/** Throws when something typed is where it must not be. `entered`: no entry is open, so the C state has none either. */
export function typedSecretsStayHome(world: Vocabulary, entered: boolean): void {
  const { desk, wire, typedSecrets } = world.sim;
  if (typedSecrets.size === 0) return;
  const memory = desk.machine?.memory(false) ?? [];
  const places: Place[] = [
    ...placesOutside(world),
    ...memory
      .filter(({ name }) => entered || name !== 'c state')
      .map(({ name, bytes }): Place => [name, bytes]),
    ['wire', Buffer.concat(wire)],
  ];
  for (const [digits, what] of typedSecrets) {
    const codes = codesOf(digits);
    for (const [place, bytes] of places) {
      const shape = findPattern(bytes, shapesOfTyped(digits));
      if (shape) world.fail(`${what} lies in ${place} (${shape})`);
      if (!inMachine.has(place)) continue;
      if (liesInSlots(bytes, valuesOf(digits))) world.fail(`${what} lies in slots, a digit each`);
      if (liesInSlots(bytes, codes) || liesInSlots(bytes, codes.map(asEvent)))
        world.fail(`${what} lies in slots, a key each`);
    }
  }
}

/** struct vault_slot (crypto/core/vault.h): purpose, algorithm, origin and size, then eight bytes, then the key. */
const slot = { purpose: 9, algorithm: 9, keyBytes: 32, keyAt: 12 } as const;

/**
 * The private key of the terminal: that piece of its C state whose public key is the one on the card that the terminal has left in
 * its flash. Undefined when it is off or has none.
 */
export function identityOf({ desk, board }: Vocabulary['sim']): Uint8Array | undefined {
  const card = findDeviceCard(board.flash.world.cells('keyload'));
  const state = desk.machine?.memory(false).find(({ name }) => name === 'c state')?.bytes;
  if (!card || !state) return undefined;
  const head = Buffer.of(slot.purpose, slot.algorithm);
  for (let at = state.indexOf(head); at >= 0; at = state.indexOf(head, at + 1)) {
    if (state[at + 3] !== slot.keyBytes) continue;
    const key = Buffer.from(state.subarray(at + slot.keyAt, at + slot.keyAt + slot.keyBytes));
    if (publicKeyOf(key)?.equals(card.publicKey)) return key;
  }
  return undefined;
}

/** x | y; undefined for what is no private key. */
function publicKeyOf(key: Uint8Array): Buffer | undefined {
  const pair = createECDH('prime256v1');
  try {
    pair.setPrivateKey(key);
  } catch {
    return undefined;
  }
  return pair.getPublicKey().subarray(1);
}

/** Throws when the terminal's private key lies outside of its C state. */
export function identityStaysHome(world: Vocabulary): void {
  const key = identityOf(world.sim);
  if (!key) return;
  const shapes = shapesOfBytes(key);
  const memory = world.sim.desk.machine?.memory(false) ?? [];
  const places: Place[] = [
    ...placesOutside(world),
    ...memory
      .filter(({ name }) => name !== 'c state')
      .map(({ name, bytes }): Place => [name, bytes]),
    ['wire', Buffer.concat(world.sim.wire)],
  ];
  for (const [place, bytes] of places) {
    const shape = findPattern(bytes, shapes);
    if (shape) world.fail(`the terminal's private key lies in ${place} (${shape})`);
    if (inMachine.has(place) && liesInSlots(bytes, [...key]))
      world.fail("the terminal's private key lies in slots, a byte each");
  }
}
