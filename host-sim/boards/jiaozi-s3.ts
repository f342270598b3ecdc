// SPDX-License-Identifier: Apache-2.0
//
// The board jiaozi-s3 of the simulator: chip models on the pins of pins.ts, delivered like a real board, with a device secret
// in its fuses, its key image and its parameters in flash.

import { BatteryChip } from '../chips/battery.ts';
import { BuzzerChip } from '../chips/buzzer.ts';
import { EscPosPrinter } from '../chips/escpos-printer.ts';
import { KeyMatrixChip } from '../chips/key-matrix.ts';
import { LedChip } from '../chips/led.ts';
import type { ChipContext } from '../chips/model.ts';
import { type FlashPartition, NorFlashChip, sectorSize } from '../chips/nor-flash.ts';
import { Pcf8563Chip, type Pcf8563Time } from '../chips/pcf8563.ts';
import { Pn532Chip } from '../chips/pn532.ts';
import { St7789Chip } from '../chips/st7789.ts';
import { TamperSwitchChip } from '../chips/tamper-switch.ts';
import { UsbBridge } from '../chips/usb-bridge.ts';
import type { Board } from '../engine/desk.ts';
import type { Kernel } from '../link/kernel.ts';
import type { Network } from '../link/network.ts';
import { FreeNet, FuseCounter, type Net, type Wiring } from '../link/wiring.ts';
import { wholeUnits } from '../parameters/parameter-image.ts';
import { type Delivery, deliveryImage } from './key-image.ts';
import { pins, uart0 } from './pins.ts';

export interface JiaoziS3Options {
  readonly kernel: Kernel;
  readonly network: Network;
  /** What the RTC shows at the start of the run; without it the clock was never set. */
  readonly wallTime: Pcf8563Time | undefined;
  /** What lies in its key image. */
  readonly delivery: Delivery;
  /** As in src/flow/settings.ts; goes to flash as JSON. */
  readonly settings: object;
  /** Image of its card parameters (docs/adr/0066); without it the program's own. */
  readonly parameters?: Uint8Array | undefined;
  readonly log: (line: string) => void;
}

const flashBytes = 8 * 1024 * 1024;
/** As many as src/board/native/esp32/esp32_counter.c has. */
const counterBits = 16;

/** The data partitions of src/board/jiaozi-s3/partitions.csv. */
const partitions: readonly FlashPartition[] = [
  { label: 'keys', offset: 0x3d_0000, size: sectorSize, encrypted: true },
  { label: 'settings', offset: 0x3d_1000, size: sectorSize },
  { label: 'params', offset: 0x6e_0000, size: 16 * sectorSize },
  { label: 'keyload', offset: 0x6f_0000, size: sectorSize },
  { label: 'custody', offset: 0x6f_1000, size: 2 * sectorSize, encrypted: true },
  { label: 'operators', offset: 0x6f_3000, size: 4 * sectorSize, encrypted: true },
  { label: 'vault', offset: 0x3d_5000, size: 3 * sectorSize, encrypted: true },
  { label: 'errors', offset: 0x75_0000, size: 8 * sectorSize, encrypted: true },
  { label: 'journal', offset: 0x76_0000, size: 128 * sectorSize, encrypted: true },
];

export class JiaoziS3 implements Board {
  readonly display: St7789Chip;
  readonly keys: KeyMatrixChip;
  readonly reader: Pn532Chip;
  readonly printer: EscPosPrinter;
  readonly rtc: Pcf8563Chip;
  readonly flash: NorFlashChip;
  readonly buzzer: BuzzerChip;
  readonly leds: readonly LedChip[];
  readonly battery: BatteryChip;
  /** Behind the case: opens when somebody opens the terminal. */
  readonly tamper = new TamperSwitchChip();
  /** UART0; a release does not use it. */
  readonly bridge = new UsbBridge();
  readonly wiring: Wiring;
  /** Labels of the data partitions. */
  readonly partitions = partitions.map(({ label }) => label);

  constructor(options: JiaoziS3Options) {
    const { kernel, network, wallTime, delivery, settings, parameters, log } = options;
    const context = (chip: string): ChipContext => ({
      kernel,
      random: kernel.random(chip),
      log: (line) => log(`${chip}: ${line}`),
    });
    this.display = new St7789Chip(context('st7789'));
    this.keys = new KeyMatrixChip(context('keypad'));
    this.reader = new Pn532Chip(context('pn532'), { port: 'hsu' });
    this.printer = new EscPosPrinter(context('printer'));
    this.rtc = new Pcf8563Chip(context('pcf8563'), wallTime);
    this.flash = new NorFlashChip(context('flash'), flashBytes, partitions);
    this.buzzer = new BuzzerChip(context('buzzer'));
    this.leds = pins.led.map((_, index) => new LedChip(context(`led${index}`)));
    this.battery = new BatteryChip(context('battery'));
    const deviceSecret = kernel.random('device secret').bytes(32);
    const nonce = kernel.random('key image').bytes(16);
    this.flash.world.load('keys', deliveryImage(deviceSecret, nonce, delivery));
    this.flash.world.load('settings', settingsImage(settings));
    if (parameters) this.flash.world.load('params', wholeUnits(parameters));
    this.wiring = {
      nets: this.#nets(),
      pwm: new Map([[pins.buzzer, (hz, duty) => this.buzzer.bus.drive(hz, duty, 1024)]]),
      analog: new Map([[pins.battery, () => this.battery.bus.read()]]),
      spi: [
        {
          clock: pins.displayClock,
          out: pins.displayOut,
          devices: new Map([[pins.displaySelect, this.display.bus]]),
        },
      ],
      i2c: [{ data: pins.i2cData, clock: pins.i2cClock, devices: [this.rtc.bus] }],
      serial: [
        {
          receive: pins.readerReceive,
          transmit: pins.readerTransmit,
          device: this.reader.bus.uart,
        },
        { receive: pins.printerReceive, transmit: pins.printerTransmit, device: this.printer.bus },
        { ...uart0, device: this.bridge.bus },
      ],
      flash: this.flash,
      network,
      deviceSecret,
      counter: new FuseCounter(counterBits),
    };
  }

  powerOn(): void {
    for (const chip of this.#chips()) chip.powerOn();
  }

  powerOff(): void {
    for (const chip of this.#chips()) chip.powerOff();
  }

  #chips(): readonly { powerOn(): void; powerOff(): void }[] {
    return [
      this.display,
      this.keys,
      this.reader,
      this.printer,
      this.rtc,
      this.flash,
      this.buzzer,
      ...this.leds,
      this.battery,
    ];
  }

  #nets(): ReadonlyMap<number, Net> {
    const { bus } = this.display;
    const nets = new Map<number, Net>([
      [pins.tamper, this.tamper.bus],
      [pins.displayBacklight, new FreeNet((level) => bus.backlight.set(level), 0)],
      [pins.displayReset, new FreeNet((level) => bus.reset.set(level))],
      [pins.displayDataCommand, new FreeNet((level) => bus.dataCommand.set(level))],
    ]);
    pins.led.forEach((pin, index) => {
      nets.set(pin, new FreeNet((level) => this.leds[index]!.bus.set(level), 0));
    });
    pins.column.forEach((pin, column) => {
      nets.set(pin, new FreeNet((level) => this.keys.bus.columns[column]!.set(level)));
    });
    const rows = pins.row.map((_, row) => new RowNet(this.keys, row));
    pins.row.forEach((pin, row) => {
      nets.set(pin, rows[row]!);
    });
    this.keys.bus.onRows = () => {
      for (const row of rows) row.look();
    };
    return nets;
  }
}

/** A row of the key matrix: the board only listens. */
class RowNet implements Net {
  onChange: (() => void) | undefined;
  readonly #keys: KeyMatrixChip;
  readonly #row: number;
  #last: 0 | 1 = 1;

  constructor(keys: KeyMatrixChip, row: number) {
    this.#keys = keys;
    this.#row = row;
  }

  drive(): void {}

  level(): 0 | 1 {
    return ((this.#keys.bus.readRows() >> this.#row) & 1) as 0 | 1;
  }

  look(): void {
    const level = this.level();
    if (level === this.#last) return;
    this.#last = level;
    this.onChange?.();
  }
}

/** Length u16, then JSON in UTF-8; whole units of 32 bytes. */
function settingsImage(settings: object): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(settings));
  const image = new Uint8Array(Math.ceil((json.length + 2) / 32) * 32);
  new DataView(image.buffer).setUint16(0, json.length, true);
  image.set(json, 2);
  return image;
}
