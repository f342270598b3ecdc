// SPDX-License-Identifier: Apache-2.0
//
// TCP sockets over the world's network, and the same with TLS: there the socket stands once the server is who it should be.

import type { ClientEvents, Connection, TlsClient } from '../network.ts';
import { type Handle, LinkError, type Peripheral, type PeripheralContext } from '../peripheral.ts';
import { EventKind } from '../protocol.ts';
import type { Wiring } from '../wiring.ts';

/** As lwIP's TCP_SND_BUF on the device. */
const sendBytes = 5744;
/** The count of a read that wants all there is. */
const everything = 0xffff_ffff;

/** Options: port u16, address. A request: see io/tcp.ts. */
export function tcp(wiring: Wiring): Peripheral {
  return (options, context) => {
    const port = options.getUint16(0, true);
    const address = new TextDecoder().decode(new Uint8Array(options.buffer, 2));
    return stream(context, (client) => wiring.network.connect(address, port, client));
  };
}

/** Options: see io/tls.ts. */
export function tls(wiring: Wiring): Peripheral {
  return (options, context) => {
    const bytes = new Uint8Array(options.buffer, options.byteOffset, options.byteLength);
    const [year, month, day, hour, minute, second, addressBytes, nameBytes] = bytes.subarray(2, 10);
    const nameAt = 10 + addressBytes!;
    const authorityAt = nameAt + nameBytes!;
    const text = (from: number, to: number) => new TextDecoder().decode(bytes.slice(from, to));
    return stream(context, (client) => {
      const brought: TlsClient = {
        name: text(nameAt, authorityAt),
        authority: bytes.slice(authorityAt),
        nowMs: Date.UTC(2000 + year!, month! - 1, day!, hour!, minute!, second!),
        secured: () => client.connected(),
        refused: (trouble) => {
          connection.close();
          context.post(EventKind.Error, trouble);
        },
      };
      const untilSecured = { ...client, connected: () => {} };
      const { network } = wiring;
      const port = options.getUint16(0, true);
      const connection = network.connect(text(10, nameAt), port, untilSecured, brought);
      return connection;
    });
  };
}

function stream(context: PeripheralContext, connect: (client: ClientEvents) => Connection): Handle {
  const received: Uint8Array[] = [];
  let available = 0;
  let connected = false;
  let ended = false;
  const inFlight: number[] = [];
  const room = () => sendBytes - inFlight.reduce((sum, count) => sum + count, 0);
  const connection = connect({
    connected() {
      connected = true;
      context.post(EventKind.Writable, sendBytes);
    },
    acknowledged() {
      inFlight.shift();
      context.post(EventKind.Writable, room());
    },
    received(bytes) {
      received.push(bytes);
      available += bytes.length;
      context.post(EventKind.Readable, available);
    },
    ended() {
      ended = true;
      if (available === 0) context.post(EventKind.Error, 0);
    },
  });
  const read = (wanted: number) => {
    if (available > 0 && wanted > available && wanted !== everything)
      throw new LinkError('not so many bytes available');
    const all = Buffer.concat(received.splice(0));
    const count = Math.min(wanted, all.length);
    if (all.length > count) received.push(all.subarray(count));
    available = all.length - count;
    if (available === 0 && ended) context.post(EventKind.Error, 0);
    return all.subarray(0, count);
  };
  return {
    transfer(request) {
      if (request[0] === 0) return read(new DataView(request.buffer).getUint32(1, true));
      const bytes = request.slice(1);
      if (!connected || ended) throw new LinkError('not ready');
      if (bytes.length > room()) throw new LinkError('would block');
      inFlight.push(bytes.length);
      connection.send(bytes);
      const answer = new Uint8Array(4);
      new DataView(answer.buffer).setUint32(0, room(), true);
      return answer;
    },
    close: () => connection.close(),
  };
}
