// SPDX-License-Identifier: Apache-2.0
//
// The board of the IO tests: outputs wired to inputs, simple devices on each bus, servers on the line. See pins.ts.

import type { I2cDevice, SpiDevice, UartDevice, UartLine } from '../../../host-sim/chips/model.ts';
import type { Kernel } from '../../../host-sim/link/kernel.ts';
import { Network } from '../../../host-sim/link/network.ts';
import { FreeNet, type Net, type Wiring } from '../../../host-sim/link/wiring.ts';
import { address, host, pins, port } from './pins.ts';

/** One wire at two pins; idle it is high. */
function wire(): [Net, Net] {
  const driven: (0 | 1 | undefined)[] = [undefined, undefined];
  const level = () => (driven.includes(0) ? 0 : 1);
  const nets = driven.map((_, end): Net => {
    return {
      onChange: undefined,
      level,
      drive(value) {
        const before = level();
        driven[end] = value;
        if (level() !== before) for (const net of nets) net.onChange?.();
      },
    };
  }) as [Net, Net];
  return nets;
}

function memory(): I2cDevice {
  const cells = new Uint8Array(256);
  let at = 0;
  return {
    address: address.memory,
    write(bytes) {
      at = bytes[0] ?? at;
      for (const byte of bytes.subarray(1)) cells[at++ & 255] = byte;
      return true;
    },
    read: (count) => Uint8Array.from({ length: count }, () => cells[at++ & 255]!),
  };
}

const sulky: I2cDevice = {
  address: address.sulky,
  write: (bytes) => bytes.length === 0,
  read: () => undefined,
};

/** Answers the complement; what comes in mode 3 it keeps to itself. */
const complement: SpiDevice = {
  hzMax: 10_000_000,
  transfer: (bytes, _hz, mode) => (mode === 3 ? undefined : bytes.map((byte) => ~byte & 255)),
};

/** Echoes; but a first byte of FF asks for as many bytes as the second says, 00 01 02 …, twice. */
function echo(kernel: Kernel): UartDevice {
  let line: UartLine = { send() {} };
  return {
    baud: 115_200,
    receive(bytes) {
      const sent = bytes.slice();
      const count = sent[1] ?? 0;
      const answer = sent[0] === 0xff ? Uint8Array.from({ length: 2 * count }, (_, i) => i) : sent;
      kernel.schedule(100, () => line.send(answer));
    },
    attach: (to) => {
      line = to;
    },
  };
}

function network(kernel: Kernel): Network {
  const line = new Network(kernel);
  line.serve(host, port.echo, {
    connect: (peer) => ({ receive: (bytes) => peer.send(bytes), closed() {} }),
  });
  line.serve(host, port.sender, {
    connect(peer) {
      kernel.schedule(1000, () => {
        peer.send(Uint8Array.from({ length: 300 }, (_, i) => i & 255));
        peer.close();
      });
      return { receive() {}, closed() {} };
    },
  });
  line.serve(host, port.sink, { connect: () => ({ receive() {}, closed() {} }) });
  return line;
}

export function ioParts(kernel: Kernel): Partial<Wiring> {
  const [first, second] = [wire(), wire()];
  let duty = 0;
  return {
    nets: new Map<number, Net>([
      [pins.output, first[0]],
      [pins.input, first[1]],
      [pins.output2, second[0]],
      [pins.input2, second[1]],
      [pins.free, new FreeNet()],
      ...[pins.data, pins.clock, pins.pwm, pins.analog, pins.spiSelect, pins.receive].map(
        (pin): [number, Net] => [pin, new FreeNet()],
      ),
    ]),
    pwm: new Map([
      [
        pins.pwm,
        (_hz, value) => {
          duty = value;
        },
      ],
    ]),
    analog: new Map([[pins.analog, () => duty * 4]]),
    i2c: [{ data: pins.data, clock: pins.clock, devices: [memory(), sulky] }],
    spi: [
      {
        clock: pins.spiClock,
        out: pins.spiOut,
        in: pins.spiIn,
        devices: new Map([[pins.spiSelect, complement]]),
      },
    ],
    serial: [{ receive: pins.receive, transmit: pins.transmit, device: echo(kernel) }],
    network: network(kernel),
  };
}
