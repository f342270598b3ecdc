// SPDX-License-Identifier: Apache-2.0
//
// One command to the card and its answer, for Entry Point and the kernels: cancellation, memory and the outcome of a
// broken exchange are dealt with here, so that a kernel sees a status word and data or an outcome to return.

import type { CardMemory } from './card-memory.ts';
import { type EndApplication, endApplication, type TryAgain, tryAgain } from './outcome.ts';
import type { CardReader } from './reader.ts';

export type Exchanged =
  | { readonly ok: true; readonly statusWord: number; readonly data: Uint8Array }
  | { readonly ok: false; readonly outcome: TryAgain | EndApplication };

/** 256 bytes of data and the status word: what a command with Le 00 may bring. */
const responseBytesMax = 258;

export class CardLink {
  readonly #reader: CardReader;
  readonly #memory: CardMemory;
  readonly #cancellation: { readonly cancelled: boolean };

  constructor(
    reader: CardReader,
    memory: CardMemory,
    cancellation: { readonly cancelled: boolean },
  ) {
    this.#reader = reader;
    this.#memory = memory;
    this.#cancellation = cancellation;
  }

  /** What the card has given before, into the memory; nothing when it does not fit. The original is zeroed. */
  keep(data: Uint8Array): Uint8Array | undefined {
    return this.#memory.keep(data);
  }

  async exchange(command: Uint8Array): Promise<Exchanged> {
    if (this.#cancellation.cancelled) return ended(endApplication('cancelled'));
    const transceived = await this.#reader.transceive(command);
    if (!transceived.ok) {
      const { reason } = transceived;
      return ended(reason === 'closed' ? endApplication('reader-closed') : tryAgain(reason));
    }
    const { response } = transceived;
    const dataLength = response.length - 2;
    if (dataLength < 0 || response.length > responseBytesMax) {
      response.fill(0);
      return ended(tryAgain('protocol'));
    }
    const statusWord = (response[dataLength]! << 8) | response[dataLength + 1]!;
    const data = this.#memory.keep(response.subarray(0, dataLength));
    if (data === undefined) return ended(endApplication('too-much-data'));
    return { ok: true, statusWord, data };
  }
}

function ended(outcome: TryAgain | EndApplication): Exchanged {
  return { ok: false, outcome };
}
