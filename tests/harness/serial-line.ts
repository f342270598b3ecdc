// SPDX-License-Identifier: Apache-2.0
//
// An ECMA-419 Serial as a line of bytes that takes any amount: what does not fit into the transmit FIFO waits here, up to a
// bound. What is beyond it is dropped; the host asks again.

interface SerialPort {
  read(count?: number): ArrayBuffer | undefined;
  write(bytes: ArrayBufferView | ArrayBuffer): unknown;
}

/** Of ECMA-419's options, those that are used here. */
interface PortOptions {
  readonly baud: number;
  readonly receive?: number;
  readonly transmit?: number;
  readonly port?: number;
  readonly format: 'buffer';
  readonly onReadable: () => void;
  readonly onWritable: (count: number) => void;
}

export interface SerialLineOptions {
  /** The class and its options. */
  readonly serial: Omit<PortOptions, 'format' | 'onReadable' | 'onWritable'> & {
    readonly io: new (options: PortOptions) => SerialPort;
  };
  readonly onBytes: (bytes: Uint8Array) => void;
}

const waitingMax = 1024;

export class SerialLine {
  readonly #port: SerialPort;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #room = 0;

  constructor({ serial, onBytes }: SerialLineOptions) {
    this.#port = new serial.io({
      ...serial,
      format: 'buffer',
      onReadable: () => {
        const bytes = this.#port.read();
        if (bytes) onBytes(new Uint8Array(bytes));
      },
      onWritable: (count: number) => {
        this.#room = count;
        this.#drain();
      },
    });
  }

  send(bytes: Uint8Array): void {
    if (this.#waitingBytes + bytes.length > waitingMax) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#drain();
  }

  #drain(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (!first || this.#room === 0) return;
      const piece = first.slice(0, this.#room);
      this.#port.write(piece);
      this.#room -= piece.length;
      this.#waitingBytes -= piece.length;
      if (piece.length === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(piece.length);
    }
  }
}
