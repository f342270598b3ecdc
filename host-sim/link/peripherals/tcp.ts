// SPDX-License-Identifier: Apache-2.0
//
// TCP sockets over the world's network.

import { LinkError, type Peripheral } from '../peripheral.ts';
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
    const received: Uint8Array[] = [];
    let available = 0;
    let connected = false;
    let ended = false;
    const inFlight: number[] = [];
    const room = () => sendBytes - inFlight.reduce((sum, count) => sum + count, 0);
    const connection = wiring.network.connect(address, port, {
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
  };
}
