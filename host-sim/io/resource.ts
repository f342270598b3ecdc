// SPDX-License-Identifier: Apache-2.0
//
// What all IO classes of ECMA-419 have in common (docs/sources.md [moddable 4b]): `target`, `format`, and the rules of
// closing. `close` may be repeated, any other use of a closed object is a SyntaxError, and no callback comes any more.

import { closeHandle, openHandle, type Target } from './link.ts';

export interface CommonOptions {
  readonly target?: unknown;
  readonly format?: string;
}

export class Resource implements Target {
  declare readonly target: unknown;
  #handle = -1;
  #format = '';
  readonly #formats: readonly string[];

  /** `formats` are those that the class knows, the default first. */
  constructor(options: CommonOptions, formats: readonly string[]) {
    if ('target' in options) this.target = options.target;
    this.#formats = formats;
    this.#setFormat(options.format === undefined ? formats[0] : options.format);
  }

  get format(): string {
    this.alive();
    return this.#format;
  }

  set format(value: string) {
    this.alive();
    this.#setFormat(value);
  }

  onEvent(_kind: number, _value: number): void {}

  close(): void {
    this.#handle = closeHandle(this.#handle);
  }

  /** The last thing in a constructor: from here on events may come. */
  protected open(kind: number, options: Uint8Array): number {
    this.#handle = openHandle(kind, options, this);
    return this.#handle;
  }

  /** The handle, or SyntaxError when the object is closed. */
  protected alive(): number {
    if (this.#handle < 0) throw new SyntaxError('closed');
    return this.#handle;
  }

  #setFormat(value: string | undefined): void {
    if (value === undefined || !this.#formats.includes(value))
      throw new RangeError('invalid format');
    this.#format = value;
  }
}
