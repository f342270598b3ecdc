// SPDX-License-Identifier: Apache-2.0
//
// Digital of ECMA-419 over the link. Options: pin, mode, edge, initialValue.

import type { Digital as DigitalIo, DigitalOptions } from '../../src/io/ecma419.ts';
import { Kind } from '../link/protocol.ts';
import {
  alive,
  closeHandle,
  openHandle,
  required,
  transferWord,
  words,
  writeWord,
} from './link.ts';

const outputModes = 8;

// The constants are getters: the bundler turns private members of a class with static fields into something slow.
export default class Digital implements DigitalIo {
  static get Input(): number {
    return 0;
  }
  static get InputPullUp(): number {
    return 1;
  }
  static get InputPullDown(): number {
    return 2;
  }
  static get InputPullUpDown(): number {
    return 3;
  }
  static get Output(): number {
    return 8;
  }
  static get OutputOpenDrain(): number {
    return 9;
  }
  static get Rising(): number {
    return 1;
  }
  static get Falling(): number {
    return 2;
  }

  #handle = -1;
  #output: boolean;
  #onReadable: ((this: DigitalIo) => void) | undefined;

  constructor(options: DigitalOptions) {
    const pin = required(options.pin, 'pin');
    const mode = required(options.mode, 'mode');
    const edge = options.edge ?? 0;
    if (mode < 0 || mode > 9 || (mode > 3 && mode < 8)) throw new RangeError('invalid mode');
    if (options.onReadable && (edge < 1 || edge > 3)) throw new RangeError('invalid edge');
    this.#output = mode >= outputModes;
    this.#onReadable = options.onReadable;
    const watched = options.onReadable ? edge : 0;
    this.#handle = openHandle(
      Kind.Digital,
      words(pin, mode, watched, options.initialValue ?? 0),
      this,
    );
  }

  onEvent(): void {
    this.#onReadable?.call(this);
  }

  read(): number {
    if (this.#output) throw new Error('unsupported');
    return transferWord(alive(this.#handle), 0);
  }

  write(value: number): void {
    if (this.#handle < 0) throw new SyntaxError('closed');
    if (!this.#output) throw new Error('unsupported');
    writeWord(this.#handle, value);
  }

  close(): void {
    this.#handle = closeHandle(this.#handle);
  }
}
