// SPDX-License-Identifier: Apache-2.0
//
// The chip model as a partition that the log can be given, with a power switch in front of each write and erase.

import { type Fate, NorFlashChip, sectorSize } from '../../../host-sim/chips/nor-flash.ts';
import { Kernel } from '../../../host-sim/link/kernel.ts';
import type { Flash } from '../../../src/io/ecma419.ts';

export class PowerCut extends Error {}

export interface Cut {
  /** The write or erase with this number, counted from 1 since the last boot. */
  readonly operation: number;
  readonly fate: Fate | 'before';
}

export const cutFates: readonly Cut['fate'][] = ['before', 'kept', 'lost', 'torn', 'scattered'];
export type Kind = 'plain' | 'sealed';
export const kinds: readonly Kind[] = ['plain', 'sealed'];

export class CutFlash implements Flash {
  readonly chip: NorFlashChip;
  /** Writes and erases since the last boot. */
  operations = 0;
  reads = 0;
  erases = 0;
  bytesWritten = 0;
  readonly #kernel: Kernel;
  readonly #kind: Kind;
  readonly #blocks: number;
  #cut: Cut | undefined;

  constructor(kind: Kind, blocks: number, seed: string) {
    this.#kind = kind;
    this.#blocks = blocks;
    this.#kernel = new Kernel(seed);
    const context = { kernel: this.#kernel, random: this.#kernel.random('flash'), log() {} };
    const size = blocks * sectorSize;
    this.chip = new NorFlashChip(context, 2 * size, [
      { label: 'plain', offset: 0, size },
      { label: 'sealed', offset: size, size, encrypted: true },
    ]);
    this.chip.powerOn();
  }

  /** Power off and on again; the next cut comes as said. */
  reboot(cut?: Cut): void {
    this.chip.powerOff();
    this.chip.powerOn();
    this.operations = 0;
    this.#cut = cut;
  }

  status(): { size: number; blocks: number; blockLength: number } {
    return { size: this.#blocks * sectorSize, blocks: this.#blocks, blockLength: sectorSize };
  }

  read(length: number, offset: number): ArrayBuffer {
    this.reads++;
    return this.chip.bus.read(this.#kind, offset, length).slice().buffer;
  }

  write(bytes: ArrayBufferView | ArrayBuffer, offset: number): void {
    const copy = (bytes as Uint8Array).slice();
    this.bytesWritten += copy.length;
    this.#step(() => this.chip.bus.write(this.#kind, offset, copy));
  }

  eraseBlock(block: number): void {
    this.erases++;
    this.#step(() => this.chip.bus.erase(this.#kind, block));
  }

  close(): void {}

  #step(start: () => number): void {
    this.operations++;
    const fate = this.#cut?.operation === this.operations ? this.#cut.fate : undefined;
    if (fate === 'before') throw new PowerCut();
    const us = start();
    if (fate === undefined) {
      this.#kernel.spend(us);
      return;
    }
    this.#kernel.spend(us / 2);
    this.chip.faults.nextCut(fate);
    this.chip.powerOff();
    throw new PowerCut();
  }
}
