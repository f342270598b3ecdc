// SPDX-License-Identifier: Apache-2.0
//
// Our narrow view of ECMA-419 IO (2nd edition): only what drivers use. The classes themselves come from the board, as
// `io` members of a driver's options (`{ serial: { io: Serial, port: 1, … } }`), so that a driver names no module.
// After `close()` every other call throws SyntaxError, `close()` itself may be repeated, and no callback comes any more.

import type { DateTime } from './clock.ts';

/** A constructor of an IO class, and the options to construct it with: `new options.io({ ...options, more })`. */
export type Io<Options extends object, Instance> = Options & {
  readonly io: new (options: Options) => Instance;
};

export interface Closable {
  close(): void;
}

export interface DigitalOptions {
  readonly pin: number;
  /** One of `DigitalMode`. */
  readonly mode: number;
  /** 1 rising, 2 falling, 3 both; required with `onReadable`. */
  readonly edge?: number;
  readonly initialValue?: number;
  readonly onReadable?: (this: Digital) => void;
}

export const DigitalMode = Object.freeze(
  {
    Input: 0,
    InputPullUp: 1,
    InputPullDown: 2,
    Output: 8,
    OutputOpenDrain: 9,
  } as const,
  true,
);

export interface Digital extends Closable {
  read(): number;
  write(value: number): void;
}

export interface PwmOptions {
  readonly pin: number;
  readonly hz?: number;
}

export interface Pwm extends Closable {
  /** 0 … 2^resolution − 1 */
  write(duty: number): void;
  readonly hz: number;
  readonly resolution: number;
}

export interface AnalogOptions {
  readonly pin: number;
}

export interface Analog extends Closable {
  read(): number;
  /** bits */
  readonly resolution: number;
}

export interface I2cOptions {
  readonly data: number;
  readonly clock: number;
  readonly hz: number;
  /** 7 bits */
  readonly address: number;
}

/** Throws when the device does not acknowledge. */
export interface I2c extends Closable {
  read(count: number): ArrayBuffer;
  write(bytes: ArrayBufferView | ArrayBuffer, stop?: boolean): void;
  /** Write, repeated start, read. */
  writeRead(bytes: ArrayBufferView | ArrayBuffer, count: number): ArrayBuffer;
}

/** SMBus registers over I2C; throws as I2C does. */
export interface Smbus extends Closable {
  readUint8(register: number): number;
  writeUint8(register: number, value: number): void;
  readBuffer(register: number, buffer: Uint8Array): void;
  writeBuffer(register: number, buffer: Uint8Array): void;
}

export interface SpiOptions {
  readonly clock: number;
  readonly in?: number;
  readonly out?: number;
  readonly select?: number;
  readonly active?: number;
  readonly hz: number;
  readonly mode?: number;
  readonly port?: number;
}

/** At most 65,535 bytes a call. The select line is active during each call. */
export interface Spi extends Closable {
  read(count: number): ArrayBuffer;
  write(bytes: ArrayBufferView | ArrayBuffer): void;
  transfer(bytes: Uint8Array): void;
}

export interface SerialOptions {
  readonly receive?: number;
  readonly transmit?: number;
  readonly baud: number;
  readonly port?: number;
  readonly format?: 'number' | 'buffer';
  /** `count` bytes can be read. */
  readonly onReadable?: (this: Serial, count: number) => void;
  /** `count` bytes can be written. Called once after construction, then when the transmit FIFO has drained. */
  readonly onWritable?: (this: Serial, count: number) => void;
}

/**
 * 8N1, no flow control. `write` throws when the bytes do not all fit ("output full"): the hardware FIFO has 128 bytes.
 * `read()` returns all that has arrived, or undefined when nothing has.
 */
export interface Serial extends Closable {
  read(count?: number): ArrayBuffer | undefined;
  write(bytes: ArrayBufferView | ArrayBuffer): void;
}

export interface TcpOptions {
  readonly address: string;
  readonly port: number;
  readonly onReadable?: (this: Tcp, count: number) => void;
  /** Connected, or room again: `count` bytes can be written. */
  readonly onWritable?: (this: Tcp, count: number) => void;
  /** Refused, lost, or closed by the peer after its data were read. No callback follows. */
  readonly onError?: (this: Tcp) => void;
}

export interface Tcp extends Closable {
  read(count?: number): ArrayBuffer | undefined;
  /** Returns the room left; throws when more than the room is written or before the connection stands. */
  write(bytes: ArrayBufferView | ArrayBuffer): number;
}

/** What is wrong with the other end of a TLS connection, by number; `lost` as of any connection. */
export const tlsTroubles = Object.freeze(
  ['lost', 'untrusted', 'self-signed', 'wrong-name', 'expired', 'failed'] as const,
  true,
);
export type TlsTrouble = (typeof tlsTroubles)[number];

export interface TlsOptions {
  readonly address: string;
  readonly port: number;
  /** The host's name, as its certificate must have it. */
  readonly name: string;
  /** The certificate of the one authority whose word counts, DER. */
  readonly authority: Uint8Array;
  /** By which the dates of certificates are judged. */
  readonly now: DateTime;
  readonly onReadable?: (this: Tcp, count: number) => void;
  /** The host is who it should be, or room again: `count` bytes can be written. */
  readonly onWritable?: (this: Tcp, count: number) => void;
  readonly onError?: (this: Tcp, trouble?: TlsTrouble) => void;
}

/** `embedded:storage/flash`, one partition. Offsets and lengths in bytes. */
export interface Flash extends Closable {
  read(byteLength: number, byteOffset: number): ArrayBuffer;
  write(buffer: ArrayBufferView | ArrayBuffer, byteOffset: number): void;
  eraseBlock(block: number, endBlock?: number): void;
  status(): { size: number; blocks: number; blockLength: number };
}
