// SPDX-License-Identifier: Apache-2.0
//
// Frames of the serial protocol (README.md, "The wire"): a header, a payload and a CRC-32, stuffed by COBS so that a zero
// byte stands between frames and nowhere else. Runs on both ends.
// The one thing a reader would get wrong: bytes from the line never throw here. What is no frame is counted and forgotten.

export const protocolVersion = 1;

export const FrameType = Object.freeze({ request: 0, answer: 1, refusal: 2 } as const);

/** Why a request was not done: the only byte of a refusal's payload. */
export const Refusal = Object.freeze({
  version: 1,
  unknownCommand: 2,
  badPayload: 3,
  /** Meant for the program before the last restart. */
  otherBoot: 4,
  failed: 5,
} as const);

/** What every target understands; numbers from 16 on are the project's own. */
export const Command = Object.freeze({ hello: 1, runTests: 2, takeReport: 3 } as const);

export interface Frame {
  readonly version: number;
  /** One of FrameType. */
  readonly type: number;
  readonly sequence: number;
  readonly command: number;
  /** Which start of the program is meant or speaks, 1 … 65535; 0 in a hello: any. */
  readonly boot: number;
  readonly payload: Uint8Array;
}

const headerBytes = 6;
const crcBytes = 4;
/** A whole request with both zero bytes fits into the 128 bytes of a UART's FIFO, whatever the program is busy with. */
export const requestPayloadMax = 112;
export const answerPayloadMax = 240;
const stuffedMax = headerBytes + answerPayloadMax + crcBytes + 1;

const crcTable = Object.freeze([
  0x0000_0000, 0x1db7_1064, 0x3b6e_20c8, 0x26d9_30ac, 0x76dc_4190, 0x6b6b_51f4, 0x4db2_6158,
  0x5005_713c, 0xedb8_8320, 0xf00f_9344, 0xd6d6_a3e8, 0xcb61_b38c, 0x9b64_c2b0, 0x86d3_d2d4,
  0xa00a_e278, 0xbdbd_f21c,
] as const);

/** CRC-32 as in Ethernet and zip, of the first `count` bytes. */
export function crc32(bytes: Uint8Array, count = bytes.length): number {
  let crc = 0xffff_ffff;
  for (let at = 0; at < count; at++) {
    crc ^= bytes[at]!;
    crc = (crc >>> 4) ^ crcTable[crc & 15]!;
    crc = (crc >>> 4) ^ crcTable[crc & 15]!;
  }
  return ~crc >>> 0;
}

/** The frame as it goes over the line, a zero byte at either end. Throws RangeError when the payload is too long. */
export function encodeFrame(frame: Omit<Frame, 'version'>, version = protocolVersion): Uint8Array {
  const { type, sequence, command, boot, payload } = frame;
  const payloadMax = type === FrameType.request ? requestPayloadMax : answerPayloadMax;
  if (payload.length > payloadMax) throw new RangeError(`payload of ${payload.length} bytes`);
  const body = new Uint8Array(headerBytes + payload.length + crcBytes);
  body.set([version, type, sequence, command, boot & 0xff, boot >> 8]);
  body.set(payload, headerBytes);
  new DataView(body.buffer).setUint32(
    body.length - crcBytes,
    crc32(body, body.length - crcBytes),
    true,
  );
  return stuff(body);
}

function stuff(body: Uint8Array): Uint8Array {
  const out = new Uint8Array(body.length + Math.ceil(body.length / 254) + 3);
  let codeAt = 1;
  let at = 2;
  for (const byte of body) {
    if (byte !== 0) out[at++] = byte;
    if (byte === 0 || at - codeAt === 255) {
      out[codeAt] = at - codeAt;
      codeAt = at++;
    }
  }
  out[codeAt] = at - codeAt;
  return out.subarray(0, at + 1);
}

/** In place, since what comes out is shorter. The count of bytes, or −1. */
function unstuff(bytes: Uint8Array, count: number): number {
  let from = 0;
  let to = 0;
  while (from < count) {
    const code = bytes[from++]!;
    const end = from + code - 1;
    if (end > count) return -1;
    while (from < end) bytes[to++] = bytes[from++]!;
    if (code < 255 && from < count) bytes[to++] = 0;
  }
  return to;
}

/** Finds frames in what comes over the line. Its memory is one frame; longer noise is dropped up to the next zero byte. */
export class FrameReader {
  /** Stretches between zero bytes that were no frame. */
  bad = 0;
  readonly #onFrame: (frame: Frame) => void;
  readonly #bytes = new Uint8Array(stuffedMax);
  #count = 0;

  /** The frame's payload is a copy. */
  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === 0) this.#end();
      else if (this.#count < stuffedMax) this.#bytes[this.#count++] = byte;
      else this.#count = stuffedMax + 1;
    }
  }

  #end(): void {
    const count = this.#count;
    this.#count = 0;
    // Two zero bytes in a row are what a frame's end and the next one's beginning look like.
    if (count === 0) return;
    const frame = count > stuffedMax ? undefined : this.#parse(unstuff(this.#bytes, count));
    if (frame) this.#onFrame(frame);
    else this.bad++;
  }

  #parse(count: number): Frame | undefined {
    const end = count - crcBytes;
    if (end < headerBytes) return undefined;
    const bytes = this.#bytes;
    const view = new DataView(bytes.buffer);
    if (view.getUint32(end, true) !== crc32(bytes, end)) return undefined;
    return {
      version: bytes[0]!,
      type: bytes[1]!,
      sequence: bytes[2]!,
      command: bytes[3]!,
      boot: view.getUint16(4, true),
      payload: bytes.slice(headerBytes, end),
    };
  }
}
