// SPDX-License-Identifier: Apache-2.0
//
// Short command APDUs as a card reads them (ISO 7816-4 cases 1 to 4). Undefined means wrong length, 6700.

export interface Apdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** 1 … 256, or undefined when the command has no Le. */
  readonly le: number | undefined;
}

export function parseApdu(bytes: Uint8Array): Apdu | undefined {
  if (bytes.length < 4) return undefined;
  const [cla, ins, p1, p2] = bytes as unknown as [number, number, number, number];
  const header = { cla, ins, p1, p2 };
  const none = new Uint8Array(0);
  if (bytes.length === 4) return { ...header, data: none, le: undefined };
  const third = bytes[4]!;
  if (bytes.length === 5) return { ...header, data: none, le: third === 0 ? 256 : third };
  const end = 5 + third;
  if (third === 0 || bytes.length < end || bytes.length > end + 1) return undefined;
  const last = bytes.length === end ? undefined : bytes[end]!;
  return { ...header, data: bytes.subarray(5, end), le: last === 0 ? 256 : last };
}

/** A response of `data` and a status word. */
export function reply(sw: number, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const bytes = new Uint8Array(data.length + 2);
  bytes.set(data);
  bytes[data.length] = sw >> 8;
  bytes[data.length + 1] = sw & 0xff;
  return bytes;
}
