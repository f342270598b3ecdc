// SPDX-License-Identifier: Apache-2.0
//
// A card seen as raw frames without CRC, for readers that do ISO 14443-4 themselves (InCommunicateThru). Block rules as in
// docs/sources.md [domain E2]. A reader that lets its chip do ISO-DEP never comes here.

import { concat } from '../../src/lib/bytes.ts';
import { type Answer, type Card, isoDepOf } from './card.ts';

const mute: Answer = { response: undefined, us: 0 };
const controlUs = 300;

/** Reader frames hold 61 bytes of an answer (FSDI 5). */
const answerMax = 61;

export class RawPicc {
  readonly #card: Card;
  #sent: Uint8Array | undefined;
  #command: Uint8Array = new Uint8Array(0);
  #rest: Uint8Array = new Uint8Array(0);
  /** Block number of the last block that the card sent. */
  #number = 1;

  constructor(card: Card) {
    this.#card = card;
  }

  frame(bytes: Uint8Array): Answer {
    if (!isoDepOf(this.#card.identity)) return this.#card.frame?.(bytes) ?? mute;
    const pcb = bytes[0] ?? 0;
    if (pcb === 0xe0 && this.#card.identity.type === 'A') {
      return this.#send(this.#card.identity.ats!, controlUs);
    }
    // The doubles are addressed without CID and NAD.
    if ((pcb & 0xee) === 0x02) return this.#information(pcb, bytes.subarray(1));
    if ((pcb & 0xee) === 0xa2) return this.#supervise(pcb);
    if (pcb === 0xc2) return this.#send(Uint8Array.of(0xc2), controlUs);
    return mute;
  }

  #information(pcb: number, data: Uint8Array): Answer {
    this.#number = pcb & 1;
    this.#command = concat(this.#command, data);
    if ((pcb & 0x10) !== 0) return this.#send(Uint8Array.of(0xa2 | this.#number), controlUs);
    const answer = this.#card.command(this.#command);
    this.#command = new Uint8Array(0);
    if (!answer.response) return answer;
    this.#rest = answer.response;
    return { ...answer, response: this.#nextBlock() };
  }

  /** R(ACK) asks for the next block of a chain, R(NAK) for the last one again. */
  #supervise(pcb: number): Answer {
    const negative = (pcb & 0x10) !== 0;
    if ((pcb & 1) === this.#number && this.#sent) return { response: this.#sent, us: controlUs };
    if (negative) return this.#send(Uint8Array.of(0xa2 | this.#number), controlUs);
    if (this.#rest.length === 0) return mute;
    this.#number = pcb & 1;
    return { response: this.#nextBlock(), us: controlUs };
  }

  #nextBlock(): Uint8Array {
    const piece = this.#rest.subarray(0, answerMax);
    this.#rest = this.#rest.subarray(answerMax);
    const chained = this.#rest.length > 0 ? 0x10 : 0;
    this.#sent = concat(Uint8Array.of(0x02 | chained | this.#number), piece);
    return this.#sent;
  }

  #send(response: Uint8Array, us: number): Answer {
    this.#sent = response;
    return { response, us };
  }
}
