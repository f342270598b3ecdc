// SPDX-License-Identifier: Apache-2.0
//
// DigitalBank of ECMA-419 over the link: several pins of one bank of 32, as bit masks.

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

export interface DigitalBankOptions {
  readonly pins: number;
  readonly bank?: number;
  readonly mode: number;
  readonly rises?: number;
  readonly falls?: number;
  readonly initialValue?: number;
  readonly onReadable?: (this: DigitalBank, triggers: number) => void;
}

export default class DigitalBank {
  #handle = -1;
  #output: boolean;
  #onReadable: ((this: DigitalBank, triggers: number) => void) | undefined;

  constructor(options: DigitalBankOptions) {
    const pins = required(options.pins, 'pins');
    const mode = required(options.mode, 'mode');
    const rises = options.rises ?? 0;
    const falls = options.falls ?? 0;
    if (mode < 0 || mode > 9 || (mode > 3 && mode < 8)) throw new RangeError('invalid mode');
    if (options.onReadable && !(rises | falls)) throw new RangeError('rises or falls required');
    this.#output = mode >= 8;
    this.#onReadable = options.onReadable;
    const watched = options.onReadable ? [rises, falls] : [0, 0];
    this.#handle = openHandle(
      Kind.DigitalBank,
      words(options.bank ?? 0, pins, mode, watched[0]!, watched[1]!, options.initialValue ?? 0),
      this,
    );
  }

  onEvent(_kind: number, triggers: number): void {
    this.#onReadable?.call(this, triggers);
  }

  read(): number {
    if (this.#output) throw new Error('unsupported');
    return transferWord(alive(this.#handle), 0) >>> 0;
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
