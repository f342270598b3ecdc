// SPDX-License-Identifier: Apache-2.0
//
// PINs stay in C while they are typed, and nowhere afterwards: not in raw memory, used or stale, of the machine, not in its C state
// either, not in flash, on paper, in the log or on the line; as digits in every encoding, as a clear PIN block, as keys.

import type { World } from '../scenario/world.ts';
import {
  findPattern,
  inMachine,
  liesInSlots,
  type Pattern,
  type Place,
  placesOutside,
  shapesOfBytes,
  shapesOfDigits,
  spread,
} from './secrets.ts';

/** Shorter ones lie about by chance. */
export const pinDigitsForScan = 12;

const press = 1;
/** As natives hand keys to JavaScript: kind times 256, and code. */
export const asEvent = (digit: number) => press * 256 + digit;

function named(name: string, patterns: readonly Pattern[]): Pattern[] {
  return patterns.map(({ shape, bytes }) => ({ shape: `${name}, ${shape}`, bytes }));
}

/** Clear blocks of formats 0 and SM4, and the PIN field before the PAN is added. */
function blocks(pin: string, pan: string): Pattern[] {
  const field = (bytes: number) =>
    Buffer.from(`0${pin.length.toString(16)}${pin}`.padEnd(bytes * 2, 'F'), 'hex');
  const withPan = (bytes: number) => {
    const part = Buffer.from(
      pan
        .slice(0, -1)
        .slice(-12)
        .padStart(bytes * 2, '0'),
      'hex',
    );
    return Buffer.from(field(bytes).map((byte, i) => byte ^ part[i]!));
  };
  return [
    ...named('PIN field', shapesOfBytes(field(8))),
    ...named('clear PIN block', shapesOfBytes(withPan(8))),
    // Its first bytes are the field's; what differs begins where the PAN does.
    ...named('clear SM4 block', shapesOfBytes(withPan(16))),
  ];
}

/** Codes of keys: events in the scanner's queue, with and without releases, and as numbers. */
export function shapesOfKeys(digits: readonly number[]): Pattern[] {
  return [
    { shape: 'presses', bytes: Buffer.from(digits.flatMap((digit) => [press, digit])) },
    {
      shape: 'presses and releases',
      bytes: Buffer.from(digits.flatMap((digit) => [press, digit, 0, digit])),
    },
    {
      shape: 'key events, a word each',
      bytes: spread(digits.map(asEvent), 4, (buffer, value, at) => buffer.writeUInt32LE(value, at)),
    },
    {
      shape: 'key events, a double each',
      bytes: spread(digits.map(asEvent), 8, (buffer, value, at) => buffer.writeDoubleLE(value, at)),
    },
  ];
}

/** Every shape of a PIN of that card. */
export function shapesOfPin(pin: string, pan: string): Pattern[] {
  const digits = [...pin].map(Number);
  return [...shapesOfDigits(pin), ...blocks(pin, pan), ...shapesOfKeys(digits)];
}

/** Throws when a PIN that was typed is where it must not be. `entered`: no entry is open, so the C state has none either. */
export function pinsStayHome(world: World, entered: boolean): void {
  const { desk, wire, typedPins } = world.sim;
  if (typedPins.size === 0) return;
  const memory = desk.machine?.memory(false) ?? [];
  const places: Place[] = [
    ...placesOutside(world),
    ...memory
      .filter(({ name }) => entered || name !== 'c state')
      .map(({ name, bytes }): Place => [name, bytes]),
    ['wire', Buffer.concat(wire)],
  ];
  for (const [pin, pan] of typedPins) {
    const digits = [...pin].map(Number);
    const patterns = shapesOfPin(pin, pan);
    for (const [place, bytes] of places) {
      const shape = findPattern(bytes, patterns);
      if (shape) world.fail(`a PIN lies in ${place} (${shape})`);
      if (!inMachine.has(place)) continue;
      if (liesInSlots(bytes, digits)) world.fail('a PIN lies in slots, a digit each');
      if (liesInSlots(bytes, digits.map(asEvent))) world.fail('a PIN lies in slots, a key each');
    }
  }
}
