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
    const claimed = pins.map((pin) => netOf(wiring, pin));
    /** By pin. */
    const nets: (Net | undefined)[] = Array.from({ length: 256 }, () => undefined);
    const modes = new Uint8Array(256).fill(Mode.Output);
    pins.forEach((pin, index) => {
      nets[pin] = claimed[index];
    });
    context.pins.claim(pins);
    const wake = () => {
      for (const net of claimed) net.onChange = undefined;
      context.post(EventKind.Readable, 0);
    };
    return {
      writeAt(mailbox, start, end) {
        const action = mailbox.getUint8(start);
        if (action === Action.Delay) {
          context.spend(mailbox.getUint32(start + 1, true));
          return;
        }
        const pin = mailbox.getUint8(start + 1);
        if (action === Action.Wake) {
          for (let at = start + 2; at < end; at++)
            nets[mailbox.getUint8(at)]!.onChange = pin ? wake : undefined;
          return;
        }
        const value = mailbox.getUint8(start + 2);
        if (action === Action.Write) {
          drive(nets[pin]!, modes[pin]!, value);
        } else if (action === Action.Configure) {
          modes[pin] = value;
          if (value < Mode.Output) nets[pin]!.drive(undefined);
        }
      },
      transferAt(mailbox, start, end) {
        const first = start + 1;
        let levels = 0;
        for (let at = first; at < end; at++)
          levels |= nets[mailbox.getUint8(at)]!.level() << (at - first);
        return levels >>> 0;
      },
      close() {
        for (const net of claimed) {
          net.onChange = undefined;
          net.drive(undefined);
        }
      },
    };
  };
}
