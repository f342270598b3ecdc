// SPDX-License-Identifier: Apache-2.0
//
// A server behind TLS in virtual time. The certificates are real, and are judged as a terminal does; the handshake is two journeys of its
// usual size, and nothing is enciphered: who looks at the line of the simulator sees what a terminal and its host see.
// docs/adr/0051-tls-is-the-boards.md

import type { Kernel } from '../link/kernel.ts';
import type { Network, Server, ServerSession } from '../link/network.ts';
import { judge } from './certificates.ts';

/** ServerHello, certificate, key; then both sides' Finished. */
const flightsBytes = [1200, 300] as const;

export interface TlsFrontOptions {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly server: Server;
  /** DER, the server's own first; may be changed for others. */
  readonly chain: () => readonly Uint8Array[];
}

export function tlsFront({ kernel, network, server, chain }: TlsFrontOptions): Server {
  return {
    connect(peer, tls) {
      // A message where a ClientHello should be.
      if (!tls) {
        kernel.schedule(0, () => peer.close());
        return { receive: () => {}, closed: () => {} };
      }
      let session: ServerSession | undefined;
      let isClosed = false;
      const [first, second] = flightsBytes;
      const lost = () => peer.close();
      const settle = () => {
        if (isClosed) return;
        const trouble = judge(chain(), tls);
        if (trouble !== 0) return tls.refused(trouble);
        session = server.connect(peer);
        tls.secured();
      };
      network.cross(first, () => network.cross(second, settle, lost), lost);
      return {
        receive: (bytes) => session?.receive(bytes),
        closed() {
          isClosed = true;
          session?.closed();
        },
      };
    },
  };
}
