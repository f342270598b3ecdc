// SPDX-License-Identifier: Apache-2.0
//
// SMBus of ECMA-419: registers over I2C. Holds an I2C instance, as the SDK's does.

import type { I2cOptions, Smbus } from '../../src/io/ecma419.ts';
import I2C from './i2c.ts';
import type { CommonOptions } from './resource.ts';

export default class SMBus implements Smbus {
  #io: I2C;

  constructor(options: I2cOptions & CommonOptions) {
    this.#io = new I2C(options);
  }

  readUint8(register: number): number {
    return new Uint8Array(this.#io.writeRead(Uint8Array.of(register), 1))[0]!;
  }

  writeUint8(register: number, value: number): void {
    this.#io.write(Uint8Array.of(register, value));
  }

  readUint16(register: number, bigEndian = false): number {
    return new DataView(this.#io.writeRead(Uint8Array.of(register), 2)).getUint16(0, !bigEndian);
  }

  writeUint16(register: number, value: number, bigEndian = false): void {
    const low = value & 255;
    const high = (value >> 8) & 255;
    this.#io.write(
      bigEndian ? Uint8Array.of(register, high, low) : Uint8Array.of(register, low, high),
    );
  }

  readBuffer(register: number, buffer: Uint8Array): void {
    this.#io.writeRead(Uint8Array.of(register), buffer);
  }

  writeBuffer(register: number, buffer: Uint8Array): void {
    const bytes = new Uint8Array(buffer.length + 1);
    bytes[0] = register;
    bytes.set(buffer, 1);
    this.#io.write(bytes);
  }

  sendByte(value: number): void {
    this.#io.write(Uint8Array.of(value));
  }

  receiveByte(): number {
    return new Uint8Array(this.#io.read(1))[0]!;
  }

  close(): void {
    this.#io.close();
  }
}
