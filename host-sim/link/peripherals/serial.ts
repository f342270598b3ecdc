// SPDX-License-Identifier: Apache-2.0
//
// A UART with the hardware's FIFOs of 128 bytes and no other buffer: what does not fit is refused (transmit) or lost
// (receive). 8N1: ten bit times a byte.

import type { Task } from '../kernel.ts';
import { LinkError, type Peripheral } from '../peripheral.ts';
import { ErrorClass, EventKind, noPin } from '../protocol.ts';
import type { Wiring } from '../wiring.ts';

const fifoBytes = 128;
/** The receive interrupt comes when so many bytes wait, or when the line has been quiet. */
const receiveThreshold = 64;
/** The transmit interrupt comes when so few bytes are left. */
const transmitThreshold = 10;

/** Options: receive, transmit, baud, port. A request: see io/serial.ts. */
export function serial(wiring: Wiring): Peripheral {
  return (options, context) => {
    const { kernel } = context;
    const [receive, transmit, baud] = [0, 4, 8].map((at) => options.getUint32(at, true)) as [
      number,
      number,
      number,
    ];
    const line = wiring.serial.find(
      (each) =>
        (receive === noPin || each.receive === receive) &&
        (transmit === noPin || each.transmit === transmit),
    );
    if (!line)
      throw new LinkError(`no serial line at pins ${receive} and ${transmit}`, ErrorClass.Range);
    const pins = [receive, transmit].filter((pin) => pin !== noPin);
    context.pins.claim(pins);
    const { device } = line;
    const byteUs = 10_000_000 / baud;
    let open = true;
    let sentUs = kernel.nowUs; // when the last byte in the transmit FIFO will have left
    let arrivedUs = kernel.nowUs; // when the last byte on its way from the device will have come
    const received = new Uint8Array(fifoBytes);
    let receivedCount = 0;
    /** Writes whose last byte has not left yet. */
    const leaving: { bytes: Uint8Array; startUs: number; task: Task }[] = [];

    /** Both ends must agree on the speed within 4 %, else the bytes are garbage. */
    const heard = (bytes: Uint8Array, from: number, to: number) =>
      Math.abs(from - to) * 25 <= to ? bytes : bytes.map((byte) => ((byte << 1) ^ 0x5a) & 0xff);

    /** A byte that is being shifted out still counts; the tolerance is for times rounded to microseconds. */
    const free = () => fifoBytes - Math.ceil(Math.max(0, sentUs - kernel.nowUs - 1) / byteUs);

    const take = (bytes: Uint8Array) => {
      if (!open) return;
      for (const byte of bytes) {
        if (receivedCount < fifoBytes) received[receivedCount++] = byte;
        else context.log('serial: receive FIFO overflow, byte lost');
      }
      context.post(EventKind.Readable, receivedCount);
    };

    device.attach({
      send(bytes) {
        const copy = bytes.slice();
        const deviceByteUs = 10_000_000 / device.baud;
        const speed = device.baud;
        arrivedUs = Math.max(arrivedUs, kernel.nowUs);
        for (let at = 0; at < copy.length; at += receiveThreshold) {
          const piece = copy.subarray(at, at + receiveThreshold);
          arrivedUs += piece.length * deviceByteUs;
          kernel.schedule(arrivedUs - kernel.nowUs, () => take(heard(piece, speed, baud)));
        }
      },
    });
    if (transmit !== noPin) context.post(EventKind.Writable, fifoBytes);

    return {
      transfer(request) {
        if (request[0] === 0) {
          const wanted = new DataView(request.buffer).getUint32(1, true);
          const bytes = received.slice(0, Math.min(wanted, receivedCount));
          received.copyWithin(0, bytes.length, receivedCount);
          receivedCount -= bytes.length;
          return bytes;
        }
        if (request[0] === 2) return new Uint8Array(Uint32Array.of(free()).buffer);
        const bytes = request.subarray(1);
        if (bytes.length > free()) throw new LinkError('output full');
        const startUs = Math.max(sentUs, kernel.nowUs);
        sentUs = startUs + bytes.length * byteUs;
        const task = kernel.schedule(sentUs - kernel.nowUs, () => {
          leaving.shift();
          device.receive(heard(bytes, baud, device.baud));
        });
        leaving.push({ bytes, startUs, task });
        const nearlyEmptyUs = sentUs - transmitThreshold * byteUs;
        const written = sentUs;
        kernel.schedule(nearlyEmptyUs - kernel.nowUs, () => {
          // Only for the last write so far: the FIFO passes the threshold once.
          if (open && written === sentUs) context.post(EventKind.Writable, free());
        });
        return new Uint8Array(0);
      },
      close() {
        open = false;
        // What is still in the FIFO is lost; what has left before has left.
        for (const { bytes, startUs, task } of leaving.splice(0)) {
          kernel.cancel(task);
          const gone = Math.floor(Math.max(0, kernel.nowUs - startUs) / byteUs);
          if (gone > 0) device.receive(heard(bytes.subarray(0, gone), baud, device.baud));
        }
        device.attach({ send() {} });
        context.pins.release(pins);
      },
    };
  };
}
