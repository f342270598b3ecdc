// SPDX-License-Identifier: Apache-2.0
//
// Opens what is on the board: which board it is says `jiaozi:wiring`, the table of the board's folder.
// Opens each part by itself, so that one that is broken takes no other with it.
//
// What a reader would get wrong: a part that the board does not have is missing like a broken one, but has not failed.

import Digital from 'embedded:io/digital';
import I2C from 'embedded:io/i2c';
import Pwm from 'embedded:io/pwm';
import Serial from 'embedded:io/serial';
import Tcp from 'embedded:io/socket/tcp';
import Spi from 'embedded:io/spi';
import flash from 'embedded:storage/flash';
import { entropy, startEntropy } from 'jiaozi:entropy';
import { onKeypadReady } from 'jiaozi:keypad-port';
import Tls from 'jiaozi:tls';
import { wiring } from 'jiaozi:wiring';
import { Piezo } from '../../drivers/buzzer/piezo.ts';
import { St7789 } from '../../drivers/display/st7789.ts';
import { Keypad } from '../../drivers/keypad/keypad.ts';
import { LedRow } from '../../drivers/led/led-row.ts';
import { Pn532 } from '../../drivers/nfc/pn532.ts';
import { EscPosPrinter } from '../../drivers/printer/escpos-printer.ts';
import { Pcf8563 } from '../../drivers/rtc/pcf8563.ts';
import type {
  Board,
  DeviceName,
  Display,
  KeyEvent,
  NfcReader,
  Printer,
  Tamper,
} from '../io/devices.ts';
import { DigitalMode } from '../io/ecma419.ts';
import { TimerClock } from '../io/timer-clock.ts';

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
  let onTamper = (): void => {};
  // First of all: whoever opens the case while the rest comes up is noticed.
  const tamper = openTamper(() => onTamper());

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

  await opened('keypad', () => openKeypad((event) => onKey(event)));
  const rtc = wiring.i2cData === undefined ? undefined : await opened('clock', openRtc);
  const display = await opened('display', () => openDisplay(clock));
  progress.display(display);
  // Nothing that a sale needs can be made without random numbers: keys, nonces, unpredictable numbers.
  if (!startEntropy()) throw new Error('no proven entropy');
  // Both take a while to answer: they come up together.
  const [printer, reader] = await Promise.all([
    wiring.printerTransmit === undefined ? undefined : opened('printer', () => openPrinter(clock)),
    opened('reader', () => openReader(clock)),
  ]);

  return {
    clock,
    failed,
    display,
    reader,
    printer,
    rtc,
    leds: openLeds(clock),
    buzzer: openBuzzer(clock),
    tamper,
    tcp: { io: Tcp },
    tls: { io: Tls },
    entropy,
    openFlash: (path) => flash.open({ path }),
    onKey: (handler) => {
      onKey = handler;
    },
    onTamper: (handler) => {
      onTamper = handler;
    },
  };
}

/** The level says what is so, the edge what was for a moment: neither is forgotten. */
function openTamper(onOpen: () => void): Tamper | undefined {
  const { tamper: pin } = wiring;
  if (pin === undefined) return undefined;
  let wasOpen = false;
  const input = new Digital({
    pin,
    mode: DigitalMode.InputPullUp,
    edge: 1,
    onReadable: () => {
      wasOpen = true;
      onOpen();
    },
  });
  return { isOpen: () => wasOpen || input.read() === 1 };
}

function openKeypad(onKey: (event: KeyEvent) => void): Keypad {
  const { column, row, keys } = wiring;
  return new Keypad({
    port: { onReady: onKeypadReady },
    columns: column,
    rows: row,
    ...(keys && { codes: keys }),
    onKey,
  });
}

/** The bus of the clock, and of a reader without a serial line. */
function i2cBus() {
  const { i2cData, i2cClock } = wiring;
  if (i2cData === undefined || i2cClock === undefined) throw new Error('no I2C bus');
  return { io: I2C, data: i2cData, clock: i2cClock };
}

function openRtc(): Pcf8563 {
  const part = new Pcf8563({ clock: { ...i2cBus(), hz: 400_000, address: 0x51 } });
  part.read();
  return part;
}

const output = (pin: number) => ({ io: Digital, pin, mode: DigitalMode.Output });

function openLeds(clock: TimerClock): LedRow | undefined {
  return wiring.led && new LedRow({ leds: wiring.led.map(output), clock });
}

function openBuzzer(clock: TimerClock): Piezo | undefined {
  const { buzzer } = wiring;
  return buzzer === undefined ? undefined : new Piezo({ pwm: { io: Pwm, pin: buzzer }, clock });
}

function openDisplay(clock: TimerClock): Promise<Display> {
  return new Promise((resolve, reject) => {
    const { displayReset, displayBacklight, displaySelect } = wiring;
    const display: St7789 = new St7789({
      spi: {
        io: Spi,
        clock: wiring.displayClock,
        out: wiring.displayOut,
        ...(displaySelect !== undefined && { select: displaySelect, active: 0 }),
        hz: 40_000_000,
        mode: 0,
        port: 2,
      },
      dataCommand: output(wiring.displayDataCommand),
      ...(displayReset !== undefined && { reset: output(displayReset) }),
      clock,
      width: 240,
      height: 320,
      onReady: () => {
        if (displayBacklight !== undefined)
          new Digital({ pin: displayBacklight, mode: DigitalMode.Output, initialValue: 1 });
        resolve(display);
      },
      onError: reject,
    });
  });
}

function readerOnI2c() {
  const { readerInterrupt } = wiring;
  if (readerInterrupt === undefined) throw new Error('no reader');
  const interrupt = { io: Digital, pin: readerInterrupt, mode: DigitalMode.InputPullUp };
  return { i2c: { ...i2cBus(), hz: 400_000, address: 0x24 }, interrupt };
}

function readerPort() {
  const { readerTransmit, readerReceive } = wiring;
  if (readerTransmit === undefined || readerReceive === undefined) return { i2c: readerOnI2c() };
  return { hsu: { io: Serial, transmit: readerTransmit, receive: readerReceive, port: 1 } };
}

/** The reader as the program wants it: a chip that fails is a reader that is closed. */
async function openReader(clock: TimerClock): Promise<NfcReader> {
  const chip = new Pn532({
    ...readerPort(),
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
    get answeredUs() {
      return chip.answeredUs;
    },
    present: () => chip.present(),
    release: () => chip.release(),
  };
}

/** A printer that does not answer is broken; one without paper is not. */
async function openPrinter(clock: TimerClock): Promise<Printer> {
  const { printerTransmit, printerReceive } = wiring;
  if (printerTransmit === undefined || printerReceive === undefined) throw new Error('no printer');
  const printer = new EscPosPrinter({
    serial: {
      io: Serial,
      transmit: printerTransmit,
      receive: printerReceive,
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
