// SPDX-License-Identifier: Apache-2.0
//
// Analog of ECMA-419 over the link.

import type { Analog as AnalogIo, AnalogOptions } from '../../src/io/ecma419.ts';
import { Kind } from '../link/protocol.ts';
import { alive, closeHandle, openHandle, required, transferWord, words } from './link.ts';

export default class Analog implements AnalogIo {
  readonly resolution = 12;
  #handle = -1;

  constructor(options: AnalogOptions) {
    this.#handle = openHandle(Kind.Analog, words(required(options.pin, 'pin')), this);
  }

  onEvent(): void {}

  read(): number {
    return transferWord(alive(this.#handle), 0);
  }

  close(): void {
    this.#handle = closeHandle(this.#handle);
  }
}
