// SPDX-License-Identifier: Apache-2.0
//
// The board jiaozi-s3: an ESP32-S3 module and parts that anybody can buy; docs/hardware/jiaozi-s3.md has the wiring.
// Opens each part by itself, so that one that is broken takes no other with it.

import Digital from 'embedded:io/digital';
import I2C from 'embedded:io/i2c';
import Pwm from 'embedded:io/pwm';
import Serial from 'embedded:io/serial';
import Tcp from 'embedded:io/socket/tcp';
import Spi from 'embedded:io/spi';
import flash from 'embedded:storage/flash';
import { entropy } from 'jiaozi:entropy';
import { onKeypadReady } from 'jiaozi:keypad-port';
import { Piezo } from '../../drivers/buzzer/piezo.ts';
import { St7789 } from '../../drivers/display/st7789.ts';
import { Keypad } from '../../drivers/keypad/keypad.ts';
import { LedRow } from '../../drivers/led/led-row.ts';
import { Pn532 } from '../../drivers/nfc/pn532.ts';
import { EscPosPrinter } from '../../drivers/printer/escpos-printer.ts';
import { Pcf8563 } from '../../drivers/rtc/pcf8563.ts';
import type { Board, DeviceName, Display, KeyEvent, NfcReader, Printer } from '../io/devices.ts';
import { DigitalMode } from '../io/ecma419.ts';
import { TimerClock } from '../io/timer-clock.ts';

const pins = Object.freeze(
  {
    battery: 1,
    row: [39, 40, 41, 42, 2],
    column: [35, 36, 37, 38],
    led: [4, 5, 6, 47],
    displayBacklight: 7,
    displayReset: 8,
    displayDataCommand: 9,
    displaySelect: 10,
    displayOut: 11,
    displayClock: 12,
    i2cData: 13,
    i2cClock: 14,
    printerTransmit: 15,
    printerReceive: 16,
    readerTransmit: 17,
    readerReceive: 18,
    readerReset: 21,
    buzzer: 48,
  } as const,
  true,
);

/** Told while the board comes up. */
export interface Progress {
  /** Comes before the parts that take a while to open; undefined when it is broken. */
  display(display: Display | undefined): void;
  device(name: DeviceName, good: boolean): void;
}

export async function openBoard(progress: Progress): Promise<Board> {
  const clock = new TimerClock();
  const failed: DeviceName[] = [];
  let onKey = (_event: KeyEvent): void => {};

  const opened = async <Part>(
    name: DeviceName,
    open: () => Part | Promise<Part>,
  ): Promise<Part | undefined> => {
    try {
      const part = await open();
      progress.device(name, true);
      return part;
    } catch {
      failed.push(name);
      progress.device(name, false);
      return undefined;
    }
  };

  await opened('keypad', () => {
    const port = { onReady: onKeypadReady };
    return new Keypad({
      port,
      columns: pins.column,
      rows: pins.row,
      onKey: (event) => onKey(event),
    });
  });
  const rtc = await opened('clock', () => {
    const bus = { io: I2C, data: pins.i2cData, clock: pins.i2cClock, hz: 400_000, address: 0x51 };
    const part = new Pcf8563({ clock: bus });
    part.read();
    return part;
  });
  const display = await opened('display', () => openDisplay(clock));
  progress.display(display);
  // Both take a while to answer: they come up together.
  const [printer, reader] = await Promise.all([
    opened('printer', () => openPrinter(clock)),
    opened('reader', () => openReader(clock)),
  ]);
  const leds = new LedRow({
    leds: pins.led.map((pin) => ({ io: Digital, pin, mode: DigitalMode.Output })),
    clock,
  });
  const buzzer = new Piezo({ pwm: { io: Pwm, pin: pins.buzzer }, clock });

  return {
    clock,
    failed,
    display,
    reader,
    printer,
    rtc,
    leds,
    buzzer,
    tcp: { io: Tcp },
    entropy,
    openFlash: (path) => flash.open({ path }),
    onKey: (handler) => {
      onKey = handler;
    },
  };
}

function openDisplay(clock: TimerClock): Promise<Display> {
  return new Promise((resolve, reject) => {
    const output = (pin: number) => ({ io: Digital, pin, mode: DigitalMode.Output });
    const display: St7789 = new St7789({
      spi: {
        io: Spi,
        clock: pins.displayClock,
        out: pins.displayOut,
        select: pins.displaySelect,
        active: 0,
        hz: 40_000_000,
        mode: 0,
        port: 2,
      },
      dataCommand: output(pins.displayDataCommand),
      reset: output(pins.displayReset),
      clock,
      width: 240,
      height: 320,
      onReady: () => {
        new Digital({ pin: pins.displayBacklight, mode: DigitalMode.Output, initialValue: 1 });
        resolve(display);
      },
      onError: reject,
    });
  });
}

/** The reader as the program wants it: a chip that fails is a reader that is closed. */
async function openReader(clock: TimerClock): Promise<NfcReader> {
  const chip = new Pn532({
    hsu: { io: Serial, transmit: pins.readerTransmit, receive: pins.readerReceive, port: 1 },
    clock,
    baudFast: 460_800,
  });
  const opened = await chip.open();
  if (!opened.ok) {
    chip.close();
    throw new Error(`pn532: ${opened.reason}`);
  }
  return {
    poll: async (timeoutMs) => {
      const { kind } = await chip.poll(timeoutMs);
      return { kind: kind === 'fault' || kind === 'closed' ? 'failed' : kind };
    },
    cancel: () => chip.cancel(),
    transceive: async (command) => {
      const answer = await chip.transceive(command);
      if (answer.ok) return answer;
      return { ok: false, reason: answer.reason === 'fault' ? 'closed' : answer.reason };
    },
    present: () => chip.present(),
    release: () => chip.release(),
  };
}

/** A printer that does not answer is broken; one without paper is not. */
async function openPrinter(clock: TimerClock): Promise<Printer> {
  const printer = new EscPosPrinter({
    serial: {
      io: Serial,
      transmit: pins.printerTransmit,
      receive: pins.printerReceive,
      port: 2,
      baud: 115_200,
    },
    clock,
  });
  if ((await printer.query()) === 'no-answer') {
    printer.close();
    throw new Error('printer: no answer');
  }
  return printer;
}
