// SPDX-License-Identifier: Apache-2.0
//
// I2C and SPI. A transfer takes its time on the bus inside the call; what falls due meanwhile is delivered afterwards.

import { ModelViolation } from '../../chips/model.ts';
import { LinkError, type Peripheral } from '../peripheral.ts';
import { ErrorClass, noPin } from '../protocol.ts';
import type { Wiring } from '../wiring.ts';

/** Nine clocks a byte (eight bits and the acknowledge), and the address byte for each direction. */
function i2cUs(bytes: number, hz: number): number {
  return (bytes * 9 * 1_000_000) / hz;
}

/** Options: data, clock, hz, address. A request: see io/i2c.ts. */
export function i2c(wiring: Wiring): Peripheral {
  const addressesInUse = new Set<string>();
  return (options, context) => {
    const [data, clock, hz, address] = [0, 4, 8, 12].map((at) => options.getUint32(at, true)) as [
      number,
      number,
      number,
      number,
    ];
    const bus = wiring.i2c.find((each) => each.data === data && each.clock === clock);
    if (!bus) throw new LinkError(`no I2C bus at pins ${data} and ${clock}`, ErrorClass.Range);
    const place = `${data} ${clock} ${address}`;
    if (addressesInUse.has(place)) throw new LinkError('address in use', ErrorClass.Range);
    context.pins.claim([data, clock], `I2C ${data} ${clock}`);
    addressesInUse.add(place);
    return {
      transfer(request) {
        const device = bus.devices.find((each) => each.address === address);
        const outCount = request[0]! | (request[1]! << 8);
        const inCount = request[2]! | (request[3]! << 8);
        context.spend(i2cUs(1, hz));
        if (!device) throw new LinkError('no acknowledge');
        if (outCount > 0 || inCount === 0) {
          context.spend(i2cUs(outCount, hz));
          if (!device.write(request.slice(4, 4 + outCount))) throw new LinkError('no acknowledge');
        }
        if (inCount === 0) return new Uint8Array(0);
        context.spend(i2cUs(outCount > 0 ? inCount + 1 : inCount, hz));
        const answer = device.read(inCount);
        if (!answer) throw new LinkError('no acknowledge');
        return answer;
      },
      close() {
        addressesInUse.delete(place);
        context.pins.release([data, clock]);
      },
    };
  };
}

/** Options: clock, in, out, select, active, hz, mode. */
export function spi(wiring: Wiring): Peripheral {
  return (options, context) => {
    const [clock, input, out, select, active, hz, mode] = [0, 4, 8, 12, 16, 20, 24].map((at) =>
      options.getUint32(at, true),
    ) as [number, number, number, number, number, number, number];
    const bus = wiring.spi.find(
      (each) => each.clock === clock && (out === noPin || each.out === out),
    );
    if (!bus) throw new LinkError(`no SPI bus at clock ${clock}`, ErrorClass.Range);
    if (active !== 0) throw new LinkError('select is active low on this board', ErrorClass.Range);
    const pins = [clock, input, out, select].filter((pin) => pin !== noPin);
    context.pins.claim(pins);
    const device = bus.devices.get(select);
    const move = (bytes: Uint8Array) => {
      if (device && hz > device.hzMax)
        throw new ModelViolation('spi', `${hz} Hz, at most ${device.hzMax}`);
      const answer = device?.transfer(bytes, hz, mode);
      context.spend((bytes.length * 8 * 1_000_000) / hz);
      return answer;
    };
    return {
      write: (bytes) => {
        move(bytes);
      },
      transfer: (bytes) => move(bytes) ?? new Uint8Array(bytes.length).fill(0xff),
      close: () => context.pins.release(pins),
    };
  };
}
