// SPDX-License-Identifier: Apache-2.0
//
// DigitalBank of ECMA-419 over the link: several pins of one bank of 32, as bit masks. `activeLow` as Digital's.

import { Kind } from '../link/protocol.ts';
import { checkMode } from './digital.ts';
import { required, transferWord, words, writeWord } from './link.ts';
import { type CommonOptions, Resource } from './resource.ts';

export interface DigitalBankOptions extends CommonOptions {
  readonly pins: number;
  readonly bank?: number;
  readonly mode: number;
  readonly rises?: number;
  readonly falls?: number;
  readonly activeLow?: boolean;
  readonly initialValue?: number;
  readonly onReadable?: (this: DigitalBank, triggers: number) => void;
}

const outputModes = 8;

export default class DigitalBank extends Resource {
  #pins: number;
  #output: boolean;
  /** Bits that are 1 when their pin is low. */
  #inverted: number;
  #onReadable: ((this: DigitalBank, triggers: number) => void) | undefined;

  constructor(options: DigitalBankOptions) {
    super(options, ['number']);
    this.#pins = required(options.pins, 'pins') >>> 0;
    if (this.#pins === 0) throw new Error('invalid pins');
    const mode = required(options.mode, 'mode');
    checkMode(mode, options.onReadable !== undefined);
    const listens = options.onReadable ? this.#pins : 0;
    const rises = (options.rises ?? 0) & listens;
    const falls = (options.falls ?? 0) & listens;
    if (options.onReadable && !(rises | falls)) throw new RangeError('rises or falls required');
    this.#output = mode >= outputModes;
    this.#inverted = options.activeLow ? this.#pins : 0;
    this.#onReadable = options.onReadable;
    const initial = (options.initialValue ?? 0) ^ this.#inverted;
    this.open(Kind.DigitalBank, words(options.bank ?? 0, this.#pins, mode, rises, falls, initial));
  }

  override onEvent(_kind: number, triggers: number): void {
    this.#onReadable?.call(this, triggers);
  }

  read(): number {
    const handle = this.alive();
    if (this.#output) throw new Error('unsupported');
    return (transferWord(handle, 0) ^ this.#inverted) >>> 0;
  }

  write(value: number): void {
    const handle = this.alive();
    if (!this.#output) throw new Error('unsupported');
    writeWord(handle, value ^ this.#inverted);
  }
}
