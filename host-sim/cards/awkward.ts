// SPDX-License-Identifier: Apache-2.0
//
// Cards that make trouble: a wrapper that changes one answer of any card, and cards that are not payment cards at all.
// Test doubles, like all cards here.

import { concat, fromHex, toHex } from '../../src/lib/bytes.ts';
import type { Random } from '../link/kernel.ts';
import { parseApdu, reply } from './apdu.ts';
import type { Answer, Card, Identity } from './card.ts';
import { tlv } from './tlv.ts';

/** May change the answer to APDU number `index` (1 is the first of a session). */
export type Meddle = (answer: Answer, index: number, apdu: Uint8Array) => Answer;

/** `card`, with `meddle` between it and the reader. */
function meddled(name: string, card: Card, meddle: Meddle): Card {
  let index = 0;
  return {
    name,
    get identity() {
      return card.identity;
    },
    fieldOn: () => card.fieldOn(),
    fieldOff: () => card.fieldOff(),
    activated() {
      index = 0;
      card.activated();
    },
    command: (apdu) => meddle(card.command(apdu), ++index, apdu),
  };
}

/** Leaves the field while it works on APDU number `last`. */
export const leaving = (name: string, card: Card, last: number): Card =>
  meddled(name, card, (answer, index) => (index === last ? { ...answer, leaves: true } : answer));

/** Answers APDU number `at` with the status word alone. */
export const refusing = (name: string, card: Card, at: number, sw: number): Card =>
  meddled(name, card, (answer, index) =>
    index === at ? { ...answer, response: reply(sw) } : answer,
  );

/** Says nothing any more from APDU number `from` on. */
export const mute = (name: string, card: Card, from: number): Card =>
  meddled(name, card, (answer, index) =>
    index >= from ? { ...answer, response: undefined } : answer,
  );

/** Needs `factor` times its time and asks for it with S(WTX). */
export const slow = (name: string, card: Card, factor: number): Card =>
  meddled(name, card, (answer) => ({ ...answer, us: answer.us * factor, wtxm: 2 }));

const insOf = { select: 0xa4, gpo: 0xa8, record: 0xb2 } as const;

/** Every answer to `command` is `response` (with its status word). */
const answering = (
  name: string,
  card: Card,
  command: keyof typeof insOf,
  response: Uint8Array,
): Card =>
  meddled(name, card, (answer, _, apdu) =>
    apdu[1] === insOf[command] ? { ...answer, response } : answer,
  );

/** The hostile answers, by name: which command gets which bytes. */
const hostileAnswers = {
  /** An inner length that runs past the end of the record. */
  'record-overrun': ['record', reply(0x9000, fromHex('70 06 57 7F 62 30 99 00'))],
  /** Nothing but the status word. */
  'record-empty': ['record', reply(0x9000)],
  /** 255 bytes of well-formed filler without any data the terminal wants. */
  'record-255': ['record', reply(0x9000, tlv('70', tlv('9F7C', new Uint8Array(248))))],
  /** A length of four gigabytes. */
  'gpo-length-84': ['gpo', reply(0x9000, fromHex('77 84 FF FF FF FF 82 02 1C 00'))],
  /** The template ends in the middle of a tag. */
  'gpo-cut': ['gpo', reply(0x9000, fromHex('77 05 82 02 1C 00 9F'))],
  /** An indefinite length, which EMV does not know. */
  'ppse-indefinite': ['select', reply(0x9000, fromHex('6F 80 84 00 00 00'))],
  /** Templates in templates, as deep as one answer can hold. */
  'ppse-nested': ['select', reply(0x9000, nested(100))],
  /** Not even a status word. */
  'ppse-one-byte': ['select', Uint8Array.of(0x90)],
} as const satisfies Record<string, readonly [keyof typeof insOf, Uint8Array]>;

export type HostileKind = keyof typeof hostileAnswers;

export function hostile(name: string, card: Card, kind: HostileKind): Card {
  const [command, response] = hostileAnswers[kind];
  return answering(name, card, command, response);
}

function nested(depth: number): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0);
  for (let i = 0; i < depth && bytes.length < 240; i++) bytes = tlv('A5', bytes);
  return tlv('6F', bytes);
}

const transitAid = 'A000000632010105';

/** A city transit card: ISO-DEP, its own application, no PPSE (docs/reference: T-Union AID). */
export class TransitCard implements Card {
  readonly name = 'transit';
  readonly identity: Identity;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
    this.identity = {
      type: 'A',
      atqa: 0x0004,
      sak: 0x28,
      uid: concat(Uint8Array.of(0x2a), random.bytes(3)),
      ats: fromHex('10788090022090000000000000000000'),
    };
  }

  fieldOn(): void {}

  fieldOff(): void {}

  activated(): void {}

  command(bytes: Uint8Array): Answer {
    const apdu = parseApdu(bytes);
    const us = this.#random.between(4_000, 8_000);
    if (!apdu) return { response: reply(0x6700), us };
    if (apdu.ins !== 0xa4) return { response: reply(0x6d00), us };
    if (toHex(apdu.data) !== transitAid) return { response: reply(0x6a82), us };
    const info = tlv('9F0C', new Uint8Array(30));
    return { response: reply(0x9000, tlv('6F', tlv('84', transitAid), tlv('A5', info))), us };
  }
}

/** A MIFARE-Classic-like card: type A, SAK 08, no ISO-DEP; it keeps its blocks behind keys nobody has. */
export class MifareCard implements Card {
  readonly name = 'mifare';
  readonly identity: Identity;

  constructor(random: Random) {
    this.identity = {
      type: 'A',
      atqa: 0x0004,
      sak: 0x08,
      uid: concat(Uint8Array.of(0x9c), random.bytes(3)),
    };
  }

  fieldOn(): void {}

  fieldOff(): void {}

  activated(): void {}

  command(): Answer {
    throw new TypeError('mifare: no ISO-DEP');
  }

  /** Reading without authentication is answered with a NAK (4 bits on the air, one byte here). */
  frame(bytes: Uint8Array): Answer {
    const read = bytes.length === 2 && bytes[0] === 0x30;
    return { response: read ? Uint8Array.of(0x04) : undefined, us: 300 };
  }
}
