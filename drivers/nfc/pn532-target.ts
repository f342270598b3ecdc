// SPDX-License-Identifier: Apache-2.0
//
// Target data of InListPassiveTarget. docs/sources.md [domain E1]. The bytes come from a card: any of them may be wrong.

export interface Target {
  /** The chip's number for it, 1 or 2. */
  readonly number: number;
  readonly type: 'A' | 'B';
  /** UID of type A, PUPI of type B. */
  readonly id: Uint8Array;
  /** 16 bits; 0 for type B. */
  readonly atqa: number;
  /** 0 for type B. */
  readonly sak: number;
  /** Answer to select: empty for type B or without ISO-DEP. */
  readonly ats: Uint8Array;
  /** Takes APDUs. */
  readonly isoDep: boolean;
}

const none = new Uint8Array(0);
const numberMax = 2;

/** Undefined when the data are too short for what they claim, or the chip has no such number. */
export function parseTarget(type: 'A' | 'B', data: Uint8Array): Target | undefined {
  const target = type === 'A' ? parseA(data) : parseB(data);
  // With another number, one bit of which means "more data follow", every command would go astray.
  return target && target.number >= 1 && target.number <= numberMax ? target : undefined;
}

/** Tg, ATQA (2), SAK, UID length, UID, and with ISO-DEP the ATS, whose first byte is its own length. */
function parseA(data: Uint8Array): Target | undefined {
  const [number = 0, high = 0, low = 0, sak = 0, idSize = 0] = data;
  const idEnd = 5 + idSize;
  if (idSize === 0 || data.length < idEnd) return undefined;
  const claims = (sak & 0x20) !== 0;
  const ats = claims ? data.slice(idEnd, idEnd + (data[idEnd] ?? 0)) : none;
  return {
    number,
    type: 'A',
    id: data.slice(5, idEnd),
    atqa: (high << 8) | low,
    sak,
    ats,
    isoDep: claims && ats.length > 0 && ats.length === ats[0],
  };
}

/** Tg, ATQB (50, PUPI 4, application data 4, protocol info 3), length and bytes of the answer to ATTRIB. */
function parseB(data: Uint8Array): Target | undefined {
  if (data.length < 14 || data[1] !== 0x50) return undefined;
  return {
    number: data[0]!,
    type: 'B',
    id: data.slice(2, 6),
    atqa: 0,
    sak: 0,
    ats: none,
    // Protocol type 1: ISO 14443-4.
    isoDep: (data[11]! & 1) === 1,
  };
}
