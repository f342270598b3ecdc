// SPDX-License-Identifier: Apache-2.0
//
// The antenna of the PN532 model: which cards are powered, and how long everything on the air takes at 106 kbit/s.
// docs/sources.md [domain E1, E2]. A card that leaves and comes back has lost its power in between: each stay in the field is
// a new `Power`, and an exchange that began under one does not end under another.
// Measured on no part (assumptions): the chip's own time per frame and per poll attempt.

import { type Card, type Identity, isoDepOf } from '../cards/card.ts';
import type { Kernel } from '../link/kernel.ts';

/** One uninterrupted stay of a card in a field that is on. */
export interface Power {
  readonly sinceUs: number;
}

/** What a poll is for: BrTy of InListPassiveTarget. */
export const polls = [
  { name: 'type A', type: 'A', attemptUs: 3_000 },
  { name: 'FeliCa 212', type: undefined, attemptUs: 5_000 },
  { name: 'FeliCa 424', type: undefined, attemptUs: 5_000 },
  { name: 'type B', type: 'B', attemptUs: 6_000 },
  { name: 'Jewel', type: undefined, attemptUs: 3_000 },
] as const;

export type Poll = (typeof polls)[number];

/** EMV and ISO 14443: a card answers at the latest 5 ms after the field came up; readers wait 5.1 ms. */
export const guardUs = 5_100;
const cardReadyUs = 5_000;

const etuUs = 128 / 13.56;
/** Answer of a card begins 1172/fc after the reader's last modulation. */
const frameDelayUs = 86.4;
/** The chip's own time before each frame it sends. */
const turnaroundUs = 250;
/** FSD the chip announces in RATS and ATTRIB (FSDI 5). */
const readerFrameSize = 64;
/** PCB and CRC. */
const blockOverhead = 3;

/** One frame on the air, CRC included in `bytes`. */
function frameUs(type: 'A' | 'B', bytes: number): number {
  // A: start, 9 bits a byte, end. B: 10 etu a byte and SOF, EOF of about 12 etu each.
  return etuUs * (type === 'A' ? 2 + 9 * bytes : 24 + 10 * bytes);
}

/** A command of `up` and an answer of `down` bytes, without the time the card thinks. */
export function roundTripUs(type: 'A' | 'B', up: number, down: number): number {
  return turnaroundUs + frameUs(type, up) + frameDelayUs + frameUs(type, down);
}

/** `bytes` of an APDU towards the card, in blocks, each but the last acknowledged by an R-block. */
export function upUs(identity: Identity, bytes: number, blockMax: number): number {
  const blocks = Math.max(1, Math.ceil(bytes / blockMax));
  const acknowledged = (blocks - 1) * (frameDelayUs + frameUs(identity.type, blockOverhead));
  const framed = bytes + blocks * blockOverhead;
  return blocks * turnaroundUs + framesUs(identity.type, blocks, framed) + acknowledged;
}

/** `bytes` of an answer towards the reader. */
export function downUs(identity: Identity, bytes: number): number {
  const blocks = Math.max(1, Math.ceil(bytes / (readerFrameSize - blockOverhead)));
  const acknowledged = (blocks - 1) * (turnaroundUs + frameUs(identity.type, blockOverhead));
  const framed = bytes + blocks * blockOverhead;
  return blocks * frameDelayUs + framesUs(identity.type, blocks, framed) + acknowledged;
}

function framesUs(type: 'A' | 'B', frames: number, bytes: number): number {
  return frames * frameUs(type, 0) + frameUs(type, bytes) - frameUs(type, 0);
}

/** Largest piece of an APDU that the card takes in one block. */
export function blockMaxOf(identity: Identity): number {
  const isoDep = isoDepOf(identity);
  return (isoDep ? isoDep.frameSize : readerFrameSize) - blockOverhead;
}

/** From the card's ATQ to a card that is ready for commands. */
export function activationUs(identity: Identity, autoRats: boolean): number {
  if (identity.type === 'B') return roundTripUs('B', 11, 3);
  const levels = { 4: 1, 7: 2, 10: 3 }[identity.uid.length] ?? 1;
  // ANTICOLLISION 9x 20 → UID and BCC; SELECT 9x 70 UID BCC CRC → SAK CRC; RATS E0 50 CRC → ATS CRC.
  const select = levels * (roundTripUs('A', 2, 5) + roundTripUs('A', 9, 3));
  if (!autoRats || !identity.ats) return select;
  return select + roundTripUs('A', 4, identity.ats.length + 2);
}

/** S(DESELECT) or HLTA. */
export const deselectUs = roundTripUs('A', 3, 3);
/** One S(WTX) request and its answer. */
export const wtxUs = roundTripUs('A', 4, 4);

export class RfField {
  readonly #kernel: Kernel;
  readonly #cards = new Map<Card, Power | undefined>();
  #on = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get on(): boolean {
    return this.#on;
  }

  /** All cards near the antenna, powered or not, in the order in which they came. */
  get cards(): readonly Card[] {
    return [...this.#cards.keys()];
  }

  switch(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    for (const card of this.#cards.keys()) {
      if (on) this.#power(card);
      else this.#cut(card);
    }
  }

  present(card: Card): void {
    if (this.#cards.has(card)) throw new RangeError(`${card.name} is already in the field`);
    this.#cards.set(card, undefined);
    if (this.#on) this.#power(card);
  }

  /** Idempotent. */
  remove(card: Card): void {
    if (!this.#cards.has(card)) return;
    if (this.#on) this.#cut(card);
    this.#cards.delete(card);
  }

  /** The card's present stay in the field, if it has power. */
  powerOf(card: Card): Power | undefined {
    return this.#cards.get(card);
  }

  /** Cards that answer a poll now, in the order in which anticollision finds them. */
  answering(poll: Poll): Card[] {
    const ready = this.cards.filter((card) => {
      const power = this.powerOf(card);
      return (
        card.identity.type === poll.type &&
        power !== undefined &&
        this.#kernel.nowUs - power.sinceUs >= cardReadyUs
      );
    });
    return ready.sort((a, b) => bitwise(a.identity, b.identity));
  }

  #power(card: Card): void {
    this.#cards.set(card, { sinceUs: this.#kernel.nowUs });
    card.fieldOn();
  }

  #cut(card: Card): void {
    this.#cards.set(card, undefined);
    card.fieldOff();
  }
}

/** Bitwise anticollision, least significant bit first; at a collision the reader goes on with 1. */
function bitwise(a: Identity, b: Identity): number {
  const left = idOf(a);
  const right = idOf(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const differing = left[i]! ^ right[i]!;
    if (differing !== 0) return (left[i]! & (differing & -differing)) !== 0 ? -1 : 1;
  }
  return 0;
}

/** As it goes over the air: a UID longer than 4 bytes begins with the cascade tag. */
function idOf(identity: Identity): Uint8Array {
  if (identity.type === 'B') return identity.pupi;
  return identity.uid.length === 4 ? identity.uid : Uint8Array.of(0x88, ...identity.uid);
}
