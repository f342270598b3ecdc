// SPDX-License-Identifier: Apache-2.0
//
// Secrets stay home: the run's keys appear nowhere but in the C state, and once the terminal is idle again no full card
// number and no track data are left in the live heap, in flash, on paper or in the log, in whatever encoding.

import { readMessage } from '../acquirer/wire.ts';
import type { Vocabulary } from '../scenario/vocabulary.ts';
import type { World } from '../scenario/world.ts';

/** A secret in one of the shapes in which a program might leave it lying about. */
export interface Pattern {
  readonly shape: string;
  readonly bytes: Buffer;
}

/** XS's slot on a 64-bit machine. */
const slotBytes = 32;
const slotAlignment = 8;

export function spread(
  values: readonly number[],
  step: number,
  put: (buffer: Buffer, value: number, at: number) => void,
): Buffer {
  const buffer = Buffer.alloc(values.length * step);
  values.forEach((value, index) => {
    put(buffer, value, index * step);
  });
  return buffer;
}

/** In base64 of something larger a secret begins in one of three ways; without the characters that its neighbours share. */
function base64(shape: string, bytes: Buffer): Pattern[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return { shape, bytes: Buffer.from(text.slice(Math.ceil((before * 8) / 6), whole)) };
  });
}

/** Digits as one number: an integer of 64 bits in both orders, and a double. */
function numbers(digits: string): Pattern[] {
  if (!/^\d{1,19}$/.test(digits)) return [];
  const [little, big, double] = [Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(8)];
  little.writeBigUInt64LE(BigInt(digits));
  big.writeBigUInt64BE(BigInt(digits));
  double.writeDoubleLE(Number(digits));
  return [
    { shape: 'an integer', bytes: little },
    { shape: 'an integer, big-endian', bytes: big },
    { shape: 'a double', bytes: double },
  ];
}

/** The shapes of bytes that are secret (keys). */
export function shapesOfBytes(secret: Uint8Array): Pattern[] {
  const bytes = Buffer.from(secret);
  return [
    { shape: 'binary', bytes },
    { shape: 'nibble-shifted', bytes: Buffer.from(bytes.toString('hex').slice(1, -1), 'hex') },
    { shape: 'reversed', bytes: Buffer.from(bytes).reverse() },
    { shape: 'hex', bytes: Buffer.from(bytes.toString('hex')) },
    { shape: 'HEX', bytes: Buffer.from(bytes.toString('hex').toUpperCase()) },
    ...base64('base64', bytes),
    {
      shape: 'a byte per word',
      bytes: spread([...bytes], 4, (buffer, value, at) => buffer.writeUInt32LE(value, at)),
    },
    {
      shape: 'a byte per double',
      bytes: spread([...bytes], 8, (buffer, value, at) => buffer.writeDoubleLE(value, at)),
    },
  ];
}

/** The shapes of digits that are secret (card numbers, tracks): text of 0–9 and D. */
export function shapesOfDigits(digits: string): Pattern[] {
  const values = [...digits].map((digit) => Number.parseInt(digit, 16));
  const even = digits.length % 2 === 0 ? digits : digits.slice(0, -1);
  // Without the outer nibbles, whose neighbours are unknown.
  const shifted = digits.slice(1, digits.length % 2 === 0 ? -1 : undefined);
  const bcd = Buffer.from(even, 'hex');
  // Track 2 is written with =, D or d for its separator.
  const texts = [...new Set(['=', 'D', 'd'].map((separator) => digits.replace('D', separator)))];
  const ascii = Buffer.from(texts[0]!);
  return [
    { shape: 'BCD', bytes: bcd },
    { shape: 'shifted BCD', bytes: Buffer.from(shifted, 'hex') },
    { shape: 'reversed BCD', bytes: Buffer.from(bcd).reverse() },
    ...texts.map((text) => ({ shape: 'ASCII', bytes: Buffer.from(text) })),
    { shape: 'reversed', bytes: Buffer.from(ascii).reverse() },
    { shape: 'hex of ASCII', bytes: Buffer.from(ascii.toString('hex')) },
    ...base64('base64 of ASCII', ascii),
    ...base64('base64 of BCD', bcd),
    ...numbers(digits),
    { shape: 'a digit per byte', bytes: Buffer.from(values) },
    {
      shape: 'a digit per word',
      bytes: spread(values, 4, (buffer, value, at) => buffer.writeUInt32LE(value, at)),
    },
    {
      shape: 'a digit per double',
      bytes: spread(values, 8, (buffer, value, at) => buffer.writeDoubleLE(value, at)),
    },
  ];
}

/** The shape in which one of `patterns` lies in `memory`, if any. */
export function findPattern(memory: Buffer, patterns: readonly Pattern[]): string | undefined {
  return patterns.find(({ bytes }) => memory.includes(bytes))?.shape;
}

/** Whether the values lie one by one in consecutive slots, as integers or doubles: in a list, in an array's items, on the stack. */
export function liesInSlots(memory: Buffer, values: readonly number[]): boolean {
  // Whole words of a copy that begins at one: megabytes are looked through here.
  const words = new Int32Array(memory.length >> 2);
  new Uint8Array(words.buffer).set(memory.subarray(0, words.byteLength));
  const step = slotAlignment / 4;
  const last = words.length - ((values.length - 1) * slotBytes) / 4 - step;
  const [lows, highs] = [new Int32Array(values.length), new Int32Array(values.length)];
  for (const [i, value] of values.entries()) {
    const double = new Int32Array(Float64Array.of(value).buffer);
    [lows[i], highs[i]] = [double[0]!, double[1]!];
  }
  const integers = Int32Array.from(values);
  const [integer, low, high] = [integers[0]!, lows[0]!, highs[0]!];
  for (let at = 0; at <= last; at += step) {
    const word = words[at];
    if (word === integer && areInSlots(words, at, integers)) return true;
    if (word === low && words[at + 1] === high)
      if (areInSlots(words, at, lows) && areInSlots(words, at + 1, highs)) return true;
  }
  return false;
}

/** One in each slot from `at` on. */
function areInSlots(words: Int32Array, at: number, values: Int32Array): boolean {
  for (let i = 0; i < values.length; i++)
    if (words[at + (i * slotBytes) / 4] !== values[i]) return false;
  return true;
}

/** Throws when a secret of the run is where it must not be. `idle`: the terminal is idle, its live heap is to be clean. */
export function secretsStayHome(world: World, idle: boolean): void {
  const outside = placesOutside(world);
  keysStayHome(world, outside);
  cardsStayHome(world, outside, idle);
  for (const frame of world.sim.wire) cardsTravelInTheirFields(world, frame);
}

/** Pieces of a machine's memory that hold slots. */
export const inMachine: ReadonlySet<string> = new Set(['chunks', 'slots', 'stack']);

export type Place = readonly [name: string, bytes: Buffer];

export function placesOutside({ sim, paper }: Pick<Vocabulary, 'sim' | 'paper'>): Place[] {
  return [
    ['paper', Buffer.from(paper.text())],
    ['log', Buffer.from(sim.log.map((line) => line.text).join('\n'))],
    ...sim.board.partitions.map(
      (label): Place => [`flash ${label}`, Buffer.from(sim.board.flash.world.cells(label))],
    ),
  ];
}

/** Keys: nowhere in raw memory but in the C state, nowhere outside, and not on the wire. */
function keysStayHome(world: World, outside: readonly Place[]): void {
  const { desk, wire } = world.sim;
  const memory = desk.machine?.memory(false).filter(({ name }) => name !== 'c state') ?? [];
  const places: Place[] = [
    ...outside,
    ...memory.map(({ name, bytes }): Place => [name, bytes]),
    ['wire', Buffer.concat(wire)],
  ];
  for (const [name, key] of world.sim.keys()) {
    const patterns = shapesOfBytes(key);
    for (const [place, bytes] of places) {
      const shape = findPattern(bytes, patterns);
      if (shape) world.fail(`${name} lies in ${place} (${shape})`);
      if (inMachine.has(place) && liesInSlots(bytes, [...key])) {
        world.fail(`${name} lies in slots, a byte each`);
      }
    }
  }
}

/** Numbers and tracks: nowhere outside, and at idle not in the live heap. */
function cardsStayHome(world: World, outside: readonly Place[], idle: boolean): void {
  const { machine } = world.sim.desk;
  if (machine && idle) machine.collect();
  const live = machine && idle ? machine.memory(true) : [];
  const places = [...outside, ...live.map(({ name, bytes }): Place => [name, bytes])];
  for (const [name, digits] of world.sim.cardSecrets()) {
    const patterns = shapesOfDigits(digits);
    const values = [...digits].map((digit) => Number.parseInt(digit, 16));
    for (const [place, bytes] of places) {
      const shape = findPattern(bytes, patterns);
      if (shape) world.fail(`${name} lies in ${place} (${shape})`);
      if (inMachine.has(place) && liesInSlots(bytes, values)) {
        world.fail(`${name} lies in slots, a digit each`);
      }
    }
  }
}

/** On the wire a card number stands in fields 2 and 35 and nowhere else. */
function cardsTravelInTheirFields(world: World, frame: Uint8Array): void {
  const message = readMessage(frame);
  const bytes = Buffer.from(frame);
  for (const [name, digits] of world.sim.cardSecrets()) {
    const carriers = [2, 35].filter((id) => message.fields.get(id)?.includes(digits)).length;
    const found = shapesOfDigits(digits).reduce(
      (sum, pattern) => sum + count(bytes, pattern.bytes),
      0,
    );
    // BCD that is aligned is found once more as shifted BCD, which lacks the outer digits.
    if (found > carriers * 2) world.fail(`${name} is on the wire outside fields 2 and 35`);
  }
}

function count(bytes: Buffer, pattern: Buffer): number {
  let times = 0;
  for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) times++;
  return times;
}
