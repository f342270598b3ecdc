// SPDX-License-Identifier: Apache-2.0
//
// TCP of ECMA-419 over the link. Options: port u16, address in ASCII. A request as Serial's; the answer to a write is the
// room left, u32.

import type { Tcp, TcpOptions } from '../../src/io/ecma419.ts';
import { EventKind, Kind } from '../link/protocol.ts';
import { alive, asBytes, closeHandle, openHandle, required, transferBytes } from './link.ts';

export default class TCP implements Tcp {
  #handle = -1;
  #options: TcpOptions;

  constructor(options: TcpOptions) {
    const address = required(options.address, 'address');
    const port = required(options.port, 'port');
    if (!(port >= 0 && port <= 65_535)) throw new RangeError('invalid port');
    this.#options = options;
    const request = new Uint8Array(2 + address.length);
    request[0] = port & 255;
    request[1] = port >> 8;
    for (let i = 0; i < address.length; i++) request[2 + i] = address.charCodeAt(i);
    this.#handle = openHandle(Kind.Tcp, request, this);
  }

  onEvent(kind: number, value: number): void {
    const options = this.#options;
    if (kind === EventKind.Readable) options.onReadable?.call(this, value);
    else if (kind === EventKind.Writable) options.onWritable?.call(this, value);
    else {
      this.close();
      options.onError?.call(this);
    }
  }

  read(count = 0): ArrayBuffer | undefined {
    const request = Uint8Array.of(0, count & 255, (count >> 8) & 255, 0, 0);
    const bytes = transferBytes(alive(this.#handle), request);
    return bytes.byteLength === 0 ? undefined : bytes;
  }

  write(bytes: ArrayBufferView | ArrayBuffer): number {
    const out = asBytes(bytes);
    const request = new Uint8Array(1 + out.length);
    request[0] = 1;
    request.set(out, 1);
    return new DataView(transferBytes(alive(this.#handle), request)).getUint32(0, true);
  }

  close(): void {
    this.#handle = closeHandle(this.#handle);
  }
}
