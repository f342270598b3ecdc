// SPDX-License-Identifier: Apache-2.0
//
// Pins: one by one (Digital), by mask (DigitalBank), and as the port that the C keypad scanner uses.

import { type Handle, LinkError, type Peripheral } from '../peripheral.ts';
import { ErrorClass, EventKind } from '../protocol.ts';
import type { Net, Wiring } from '../wiring.ts';

const Mode = { Output: 8, OutputOpenDrain: 9 } as const;
const Edge = { Rising: 1, Falling: 2 } as const;

function netOf(wiring: Wiring, pin: number): Net {
  const net = wiring.nets.get(pin);
  if (!net) throw new LinkError(`invalid pin ${pin}`, ErrorClass.Range);
  return net;
}

/** Open-drain outputs pull down or let go. */
function drive(net: Net, mode: number, value: number): void {
  const level = value ? 1 : 0;
  net.drive(mode === Mode.OutputOpenDrain && level === 1 ? undefined : level);
}

/** Options: pin, mode, edge, initial value. */
export function digital(wiring: Wiring): Peripheral {
  return (options, context) => {
    const pin = options.getUint32(0, true);
    const mode = options.getUint32(4, true);
    const edge = options.getUint32(8, true);
    const net = netOf(wiring, pin);
    context.pins.claim([pin]);
    if (mode >= Mode.Output) drive(net, mode, options.getUint32(12, true));
    else net.drive(undefined);
    if (edge) {
      net.onChange = () => {
        if (edge & (net.level() ? Edge.Rising : Edge.Falling))
          context.post(EventKind.Readable, net.level());
      };
    }
    return {
      writeWord: (value) => drive(net, mode, value),
      transferWord: () => net.level(),
      close: () => {
        net.onChange = undefined;
        net.drive(undefined);
        context.pins.release([pin]);
      },
    };
  };
}

/** Options: bank, pins, mode, rises, falls, initial value; all masks. */
export function digitalBank(wiring: Wiring): Peripheral {
  return (options, context) => {
    const word = (index: number) => options.getUint32(index * 4, true);
    const base = word(0) * 32;
    const mode = word(2);
    const pins: number[] = [];
    for (let bit = 0; bit < 32; bit++) if (word(1) & (1 << bit)) pins.push(bit);
    const nets = pins.map((bit) => [bit, netOf(wiring, base + bit)] as const);
    context.pins.claim(pins.map((bit) => base + bit));
    const write = (value: number) => {
      for (const [bit, net] of nets) drive(net, mode, (value >>> bit) & 1);
    };
    for (const [bit, net] of nets) {
      const watched =
        ((word(3) >>> bit) & 1 ? Edge.Rising : 0) | ((word(4) >>> bit) & 1 ? Edge.Falling : 0);
      if (mode < Mode.Output) net.drive(undefined);
      if (!watched) continue;
      net.onChange = () => {
        if (!(watched & (net.level() ? Edge.Rising : Edge.Falling))) return;
        const triggers = context.waiting(EventKind.Readable) | (1 << bit);
        context.post(EventKind.Readable, triggers >>> 0);
      };
    }
    if (mode >= Mode.Output) write(word(5));
    return {
      writeWord: write,
      transferWord: () => nets.reduce((mask, [bit, net]) => mask | (net.level() << bit), 0) >>> 0,
      close: () => {
        for (const [, net] of nets) {
          net.onChange = undefined;
          net.drive(undefined);
        }
        context.pins.release(pins.map((bit) => base + bit));
      },
    };
  };
}

const Action = { Configure: 1, Write: 2, Read: 3, Wake: 4, Delay: 5 } as const;

/** The scanner's port (native/xs_link.c). Options: the pins, a byte each; claimed for life. */
export function gpioPort(wiring: Wiring): Peripheral {
  return (options, context): Handle => {
    const pins = [...new Uint8Array(options.buffer, options.byteOffset, options.byteLength)];
    const nets = new Map(pins.map((pin) => [pin, netOf(wiring, pin)]));
    const modes = new Map<number, number>();
    context.pins.claim(pins);
    const wake = () => {
      for (const net of nets.values()) net.onChange = undefined;
      context.post(EventKind.Readable, 0);
    };
    return {
      write(bytes) {
        const [action, pin = 0, value = 0] = bytes;
        if (action === Action.Configure) {
          modes.set(pin, value);
          if (value < Mode.Output) nets.get(pin)!.drive(undefined);
        } else if (action === Action.Write) {
          drive(nets.get(pin)!, modes.get(pin) ?? Mode.Output, value);
        } else if (action === Action.Wake) {
          for (const each of bytes.subarray(2)) nets.get(each)!.onChange = pin ? wake : undefined;
        } else if (action === Action.Delay) {
          context.spend(new DataView(bytes.slice(1).buffer).getUint32(0, true));
        }
      },
      transfer(bytes) {
        let levels = 0;
        bytes.subarray(1).forEach((pin, index) => {
          levels |= nets.get(pin)!.level() << index;
        });
        const answer = new Uint8Array(4);
        new DataView(answer.buffer).setUint32(0, levels >>> 0, true);
        return answer;
      },
      close() {
        for (const net of nets.values()) {
          net.onChange = undefined;
          net.drive(undefined);
        }
      },
    };
  };
}
