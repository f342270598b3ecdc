// SPDX-License-Identifier: Apache-2.0
//
// The host's end of the port's serial line: a line without a speed, whose bytes are there at once.

import type { Peripheral } from '../link/peripheral.ts';
import { EventKind } from '../link/protocol.ts';

const readAction = 0;
const nothing = new Uint8Array(0);

export class HostSerial {
  #toGuest: Uint8Array = nothing;
  #fromGuest: Uint8Array[] = [];
  #tell: (count: number) => void = () => {};

  /** For Kind.Serial; a request: see host-sim/io/serial.ts. */
  readonly peripheral: Peripheral = (_options, { post }) => {
    this.#tell = (count) => post(EventKind.Readable, count);
    return {
      transfer: (request) => {
        if (request[0] !== readAction) {
          this.#fromGuest.push(request.subarray(1));
          return nothing;
        }
        const wanted = new DataView(request.buffer).getUint32(1, true);
        const bytes = this.#toGuest.subarray(0, wanted);
        this.#toGuest = this.#toGuest.subarray(bytes.length);
        return bytes;
      },
      close: () => {
        this.#tell = () => {};
      },
    };
  };

  /** The guest hears of it in its next turn. */
  send(bytes: Uint8Array): void {
    this.#toGuest = bytes;
    this.#tell(bytes.length);
  }

  /** What the guest has written since it was asked last. */
  take(): Buffer {
    return Buffer.concat(this.#fromGuest.splice(0));
  }
}
