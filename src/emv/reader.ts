// SPDX-License-Identifier: Apache-2.0
//
// What Entry Point and the kernels see of the contactless reader: one card, activated, that answers commands.
// Polling, collision, activation and the field belong to the caller, who keeps the NFC driver.

export type Transceived =
  | {
      readonly ok: true;
      /** Answer with its status word. It belongs to the receiver, who wipes it: the reader keeps no copy. */
      readonly response: Uint8Array;
    }
  | {
      readonly ok: false;
      /**
       * removed: the card left the field; timeout: it is there and does not answer; protocol: what came is not an answer;
       * closed: the reader itself is gone.
       */
      readonly reason: 'removed' | 'timeout' | 'protocol' | 'closed';
    };

export interface CardReader {
  /** Sends one command APDU and waits, for a bounded time, for the answer. One command at a time. */
  transceive(command: Uint8Array): Promise<Transceived>;
}
