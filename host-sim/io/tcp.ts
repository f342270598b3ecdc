// SPDX-License-Identifier: Apache-2.0
//
// TCP of ECMA-419 over the link. Options: port u16, address in ASCII. A request as Serial's, but a read of more than there is
// fails; the answer to a write is the room left, u32.

import type { Tcp, TcpOptions } from '../../src/io/ecma419.ts';
import { EventKind, Kind } from '../link/protocol.ts';
import {
  type Bytes,
  handOver,
  outgoing,
  readStream,
  required,
  wantedBytes,
  writeStream,
} from './link.ts';
import { type CommonOptions, Resource } from './resource.ts';

const all = 0xffff_ffff;

export default class TCP extends Resource implements Tcp {
  #options: TcpOptions;

  constructor(options: TcpOptions & CommonOptions) {
    super(options, ['buffer', 'number']);
    const address = required(options.address, 'address');
    const port = required(options.port, 'port');
    if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) throw new Error('invalid address');
    if (!(port >= 0 && port <= 65_535)) throw new RangeError('invalid port');
    this.#options = options;
    const request = new Uint8Array(2 + address.length);
    request[0] = port & 255;
    request[1] = port >> 8;
    for (let i = 0; i < address.length; i++) request[2 + i] = address.charCodeAt(i);
    this.open(Kind.Tcp, request);
  }

  get remoteAddress(): string {
    this.alive();
    return this.#options.address;
  }

  get remotePort(): number {
    this.alive();
    return this.#options.port;
  }

  override onEvent(kind: number, value: number): void {
    const options = this.#options;
    if (kind === EventKind.Readable) options.onReadable?.call(this, value);
    else if (kind === EventKind.Writable) options.onWritable?.call(this, value);
    else {
      this.close();
      options.onError?.call(this);
    }
  }

  /** As Serial's; throws when more is wanted than there is. */
  read(count?: number): ArrayBuffer | undefined;
  read(wanted?: number | Bytes): ArrayBuffer | number | undefined {
    const handle = this.alive();
    if (this.format === 'number') {
      const one = readStream(handle, 1);
      return one && new Uint8Array(one)[0];
    }
    const count = wanted === undefined ? all : wantedBytes(wanted);
    if (!(count > 0)) throw new Error('invalid count');
    const bytes = readStream(handle, count);
    return bytes && handOver(wanted, bytes);
  }

  write(bytes: Bytes | number): number {
    const handle = this.alive();
    return writeStream(handle, outgoing(bytes, this.format));
  }
}
