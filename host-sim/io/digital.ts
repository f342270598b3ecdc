// SPDX-License-Identifier: Apache-2.0
//
// Digital of ECMA-419 over the link. Options: pin, mode, edge, initialValue, activeLow. With activeLow, 1 is the low level for
// `read`, `write` and `initialValue`; edges are those of the wire all the same.

import type { Digital as DigitalIo, DigitalOptions } from '../../src/io/ecma419.ts';
import { Kind } from '../link/protocol.ts';
import { alive, required, transferWord, words, writeWord } from './link.ts';
import { type CommonOptions, Resource } from './resource.ts';

const outputModes = 8;

export function checkMode(mode: number, listens: boolean): void {
  const input = mode >= 0 && mode <= 3;
  const output = mode === 8 || mode === 9;
  if (!(input || (output && !listens))) throw new RangeError('invalid mode');
}

// The constants are getters: the bundler turns private members of a class with static fields into something slow.
export default class Digital extends Resource implements DigitalIo {
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

  /** As the base class's, once more: a pin is written very often. */
  #pin = -1;
  #output: boolean;
  #activeLow: boolean;
  #onReadable: ((this: DigitalIo) => void) | undefined;

  constructor(options: DigitalOptions & CommonOptions & { readonly activeLow?: boolean }) {
    super(options, ['number']);
    const pin = required(options.pin, 'pin');
    const mode = required(options.mode, 'mode');
    const edge = options.edge ?? 0;
    checkMode(mode, options.onReadable !== undefined);
    if (options.onReadable && (edge < 1 || edge > 3)) throw new RangeError('invalid edge');
    this.#output = mode >= outputModes;
    this.#activeLow = options.activeLow ?? false;
    this.#onReadable = options.onReadable;
    const watched = options.onReadable ? edge : 0;
    const initial = this.#levelOf(options.initialValue ?? 0);
    this.#pin = this.open(Kind.Digital, words(pin, mode, watched, initial));
  }

  override onEvent(): void {
    this.#onReadable?.call(this);
  }

  read(): number {
    const pin = alive(this.#pin);
    if (this.#output) throw new Error('unsupported');
    return this.#levelOf(transferWord(pin, 0));
  }

  write(value: number): void {
    if (this.#pin < 0) throw new SyntaxError('closed');
    if (!this.#output) throw new Error('unsupported');
    writeWord(this.#pin, this.#activeLow ? this.#levelOf(value) : value);
  }

  override close(): void {
    super.close();
    this.#pin = -1;
  }

  #levelOf(value: number): number {
    return (value ? 1 : 0) ^ (this.#activeLow ? 1 : 0);
  }
}
