// SPDX-License-Identifier: Apache-2.0
//
// The board's TLS over the link: `jiaozi:tls`. Options: port u16; year since 2000, month, day, hour, minute, second u8; the lengths of
// address and name u8; address and name in ASCII; the authority's certificate. The rest as tcp.ts; an error says which trouble.
// What is done of TLS there, and what is not: docs/adr/0051-tls-is-the-boards.md.

import type { Tcp, TlsOptions, TlsTrouble } from '../../src/io/ecma419.ts';
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
/** By their number. */
const troubles: readonly TlsTrouble[] = [
  'lost',
  'untrusted',
  'self-signed',
  'wrong-name',
  'expired',
  'failed',
];

export default class Tls extends Resource implements Tcp {
  #options: TlsOptions;

  constructor(options: TlsOptions & CommonOptions) {
    super(options, ['buffer']);
    const address = required(options.address, 'address');
    const name = required(options.name, 'name');
    const authority = required(options.authority, 'authority');
    const { year, month, day, hour, minute, second } = required(options.now, 'now');
    const { port } = options;
    this.#options = options;
    const request = new Uint8Array(10 + address.length + name.length + authority.length);
    request.set([port & 255, port >> 8, year - 2000, month, day, hour, minute, second]);
    request.set([address.length, name.length], 8);
    for (let i = 0; i < address.length; i++) request[10 + i] = address.charCodeAt(i);
    for (let i = 0; i < name.length; i++) request[10 + address.length + i] = name.charCodeAt(i);
    request.set(authority, 10 + address.length + name.length);
    this.open(Kind.Tls, request);
  }

  override onEvent(kind: number, value: number): void {
    const options = this.#options;
    if (kind === EventKind.Readable) options.onReadable?.call(this, value);
    else if (kind === EventKind.Writable) options.onWritable?.call(this, value);
    else {
      this.close();
      options.onError?.call(this, troubles[value] ?? 'failed');
    }
  }

  read(count?: number): ArrayBuffer | undefined;
  read(wanted?: number | Bytes): ArrayBuffer | number | undefined {
    const handle = this.alive();
    const count = wanted === undefined ? all : wantedBytes(wanted);
    if (!(count > 0)) throw new Error('invalid count');
    const bytes = readStream(handle, count);
    return bytes && handOver(wanted, bytes);
  }

  write(bytes: Bytes): number {
    const handle = this.alive();
    return writeStream(handle, outgoing(bytes, this.format));
  }
}
