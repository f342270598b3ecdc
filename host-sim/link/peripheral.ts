// SPDX-License-Identifier: Apache-2.0
//
// What a microcontroller's peripheral is to the link: something that can be opened with options, and then written to,
// asked, and closed. It may post events; the machine gets them in its next turn.

import type { Kernel } from './kernel.ts';
import { ErrorClass } from './protocol.ts';

/** Becomes an exception in the program: of that class, with that message. */
export class LinkError extends Error {
  constructor(
    message: string,
    readonly errorClass: number = ErrorClass.Error,
  ) {
    super(message);
  }
}

export interface Handle {
  /** A posted write; `bytes` lie in the mailbox and are gone after the call. */
  write?(bytes: Uint8Array): void;
  /** A posted write of one 32-bit word. */
  writeWord?(value: number): void;
  /** A posted write, left in the mailbox from `start` to `end`: for a handle that is written often and little. */
  writeAt?(mailbox: DataView, start: number, end: number): void;
  /** A question with an answer. */
  transfer?(bytes: Uint8Array): Uint8Array;
  transferWord?(value: number): number;
  /** A question left in the mailbox from `start` to `end`; the answer is one word. */
  transferAt?(mailbox: DataView, start: number, end: number): number;
  close(): void;
}

export interface PeripheralContext {
  readonly kernel: Kernel;
  readonly pins: PinClaims;
  /** Lets time pass within a record. Does not return when the power goes meanwhile. */
  spend(us: number): void;
  /** Posts an event of this handle while it is open; a later one of the same kind replaces it while undelivered. */
  post(kind: number, value: number): void;
  /** The value of this handle's undelivered event of that kind; 0 when there is none. */
  waiting(kind: number): number;
  log(line: string): void;
}

export type Peripheral = (options: DataView, context: PeripheralContext) => Handle;

/** Which pins are in use, as the board's provider knows it. */
export class PinClaims {
  #claims = new Map<number, { readonly bus: string | undefined; count: number }>();

  /** Pins of a `bus` are shared by all that name the same one. */
  claim(pins: readonly number[], bus?: string): void {
    for (const pin of pins) {
      const claim = this.#claims.get(pin);
      if (claim && (bus === undefined || claim.bus !== bus))
        throw new LinkError(`pin ${pin} in use`);
    }
    for (const pin of pins) {
      const claim = this.#claims.get(pin);
      if (claim) claim.count++;
      else this.#claims.set(pin, { bus, count: 1 });
    }
  }

  release(pins: readonly number[]): void {
    for (const pin of pins) {
      const claim = this.#claims.get(pin);
      if (claim && --claim.count === 0) this.#claims.delete(pin);
    }
  }
}
