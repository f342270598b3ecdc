// SPDX-License-Identifier: Apache-2.0
//
// The socket to the terminal of this page.

import { frameHeaderBytes, frameKind, type PageCommand, type Update } from '../protocol.ts';

export interface Listener {
  update(update: Update): void;
  screen(y: number, rows: number, pixels: Uint8ClampedArray): void;
  paper(from: number, rows: Uint8Array): void;
  lost(): void;
}

export class Connection {
  readonly #socket: WebSocket;

  constructor(listener: Listener) {
    const url = new URL('terminal', location.href);
    url.protocol = 'ws:';
    url.search = location.search;
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onmessage = ({ data }) => {
      if (typeof data === 'string') listener.update(JSON.parse(data) as Update);
      else frame(listener, data as ArrayBuffer);
    };
    this.#socket.onclose = () => listener.lost();
  }

  send(command: PageCommand): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(command));
  }
}

function frame(listener: Listener, data: ArrayBuffer): void {
  const view = new DataView(data);
  if (view.getUint8(0) === frameKind.screen) {
    const pixels = new Uint8ClampedArray(data, frameHeaderBytes);
    listener.screen(view.getUint16(2, true), view.getUint16(4, true), pixels);
  } else {
    listener.paper(view.getUint32(4, true), new Uint8Array(data, frameHeaderBytes));
  }
}
