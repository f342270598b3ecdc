// SPDX-License-Identifier: Apache-2.0
//
// What a contactless card or phone is to a reader: an ISO 14443 identity, power from the field, and answers that take time.
// Follows docs/sources.md [domain E2]. Cards here are test doubles. A card keeps its counters when the field goes; it forgets
// what was selected.

export interface IdentityA {
  readonly type: 'A';
  /** 16 bits, as printed (0x0004); on the air the low byte goes first. */
  readonly atqa: number;
  readonly sak: number;
  /** 4, 7 or 10 bytes, without cascade tags. */
  readonly uid: Uint8Array;
  /** TL T0 … without CRC. Absent when the card does not speak ISO-DEP (SAK without 20h). */
  readonly ats?: Uint8Array;
}

export interface IdentityB {
  readonly type: 'B';
  /** 4 bytes */
  readonly pupi: Uint8Array;
  /** 4 bytes */
  readonly applicationData: Uint8Array;
  /** 3 bytes */
  readonly protocolInfo: Uint8Array;
}

export type Identity = IdentityA | IdentityB;

export interface Answer {
  /** Undefined: the card stays mute. */
  readonly response: Uint8Array | undefined;
  /** The card's own computing time. */
  readonly us: number;
  /** 1 … 59: what the card asks for in S(WTX) each time its waiting time is about to end. Without it, a card that needs
   *  longer than its frame waiting time is taken for gone. */
  readonly wtxm?: number;
  /** The card is out of the field before it has answered. */
  readonly leaves?: boolean;
}

export interface Card {
  readonly name: string;
  /** May change at every `fieldOn` (phones draw a random UID). */
  readonly identity: Identity;
  fieldOn(): void;
  fieldOff(): void;
  /** Selected by a reader (again): a new session, in which no application is selected. */
  activated(): void;
  /** One ISO 7816-4 command in ISO-DEP; never called on a card without ISO-DEP. */
  command(apdu: Uint8Array): Answer;
  /** One raw frame after selection, without CRC, for cards that do not speak ISO-DEP. */
  frame?(bytes: Uint8Array): Answer;
}

/** Bytes per frame for FSCI or FSDI 0 … 8. */
const frameSizes = [16, 24, 32, 40, 48, 64, 96, 128, 256] as const;

const fwi = (nibble: number): number => 302.06 * 2 ** Math.min(nibble, 14);

/** What ISO 14443-4 lets a reader expect of a card. */
export interface IsoDep {
  /** Largest frame the card takes, with PCB and CRC. */
  readonly frameSize: number;
  readonly frameWaitUs: number;
}

/** Undefined when the card does not speak ISO-DEP. */
export function isoDepOf(identity: Identity): IsoDep | undefined {
  if (identity.type === 'B') {
    const info = identity.protocolInfo;
    if ((info[1]! & 1) === 0) return undefined;
    return {
      frameSize: frameSizes[Math.min(info[1]! >> 4, 8)]!,
      frameWaitUs: fwi(info[2]! >> 4),
    };
  }
  const { ats, sak } = identity;
  if (!ats || (sak & 0x20) === 0) return undefined;
  // T0: b7 TC, b6 TB, b5 TA present, low nibble FSCI; without T0 the defaults hold: FSCI 2, FWI 4.
  const t0 = ats.length > 1 ? ats[1]! : 0x02;
  const tbIndex = 2 + ((t0 >> 4) & 1);
  const waits = (t0 & 0x20) !== 0 ? ats[tbIndex]! >> 4 : 4;
  return { frameSize: frameSizes[Math.min(t0 & 15, 8)]!, frameWaitUs: fwi(waits) };
}
