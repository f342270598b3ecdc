// SPDX-License-Identifier: Apache-2.0
//
// Flash partitions, the random generator, the device secret and the counter in the fuses.

import { sectorSize } from '../../chips/nor-flash.ts';
import type { Random } from '../kernel.ts';
import { LinkError, type Peripheral } from '../peripheral.ts';
import type { Wiring } from '../wiring.ts';

/** How a request to a flash partition begins. */
export const FlashAction = { Status: 0, Read: 1, Write: 2, Erase: 3 } as const;

function u32(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setUint32(index * 4, value, true);
  });
  return bytes;
}

/** Options: the partition's label. A request: see io/flash.ts. */
export function flash(wiring: Wiring): Peripheral {
  return (options, context) => {
    const label = new TextDecoder().decode(options);
    const chip = wiring.flash;
    const partition = chip.bus.partition(label);
    if (!partition) throw new LinkError(`no partition ${label}`);
    /** As the SDK: what lies outside is an error of the program, not of the chip. */
    const check = (what: string, at: number, length: number) => {
      if (at + length > partition.size) throw new LinkError(`${what} failed`);
    };
    return {
      transfer(request) {
        const view = new DataView(request.buffer, request.byteOffset, request.byteLength);
        const at = view.getUint32(1, true);
        const length = view.getUint32(5, true);
        switch (request[0]) {
          case FlashAction.Status:
            return u32(partition.size, sectorSize);
          case FlashAction.Read:
            check('read', at, length);
            return chip.bus.read(label, at, length);
          case FlashAction.Write:
            check('write', at, request.length - 9);
            context.spend(chip.bus.write(label, at, request.slice(9)));
            break;
          case FlashAction.Erase:
            check('erase', at * sectorSize, sectorSize);
            context.spend(chip.bus.erase(label, at));
            break;
        }
        return new Uint8Array(0);
      },
      close() {},
    };
  };
}

/** A request: how many bytes, u32. */
export function entropy(wiring: Wiring, random: Random): Peripheral {
  const noise = wiring.noise ?? ((count) => random.bytes(count));
  return () => ({
    transfer(request) {
      const count = new DataView(request.buffer, request.byteOffset).getUint32(0, true);
      const bytes = noise(Math.min(256, count));
      if (!bytes) throw new LinkError('no noise');
      return bytes;
    },
    close() {},
  });
}

export function secret(wiring: Wiring): Peripheral {
  return () => ({ transfer: () => wiring.deviceSecret, close() {} });
}

/** A request: 0 asks, 1 adds one. The answer: the count. */
export function counter({ counter: fuses }: Wiring): Peripheral {
  return () => {
    if (!fuses) throw new LinkError('no counter');
    return {
      transfer(request) {
        const advance = new DataView(request.buffer, request.byteOffset).getUint32(0, true) === 1;
        if (advance && !fuses.advance()) throw new LinkError('no fuse is left');
        return u32(fuses.count);
      },
      close() {},
    };
  };
}
