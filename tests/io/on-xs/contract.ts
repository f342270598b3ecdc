// SPDX-License-Identifier: Apache-2.0
//
// What holds for every IO class (docs/sources.md [moddable 4b]): a table of the classes, and the same tests for each.

import { assert, describe, test } from 'mcu-test-harness';
import Analog from '../../../host-sim/io/analog.ts';
import Digital from '../../../host-sim/io/digital.ts';
import DigitalBank from '../../../host-sim/io/digitalbank.ts';
import flash from '../../../host-sim/io/flash.ts';
import I2C from '../../../host-sim/io/i2c.ts';
import PWM from '../../../host-sim/io/pwm.ts';
import Serial from '../../../host-sim/io/serial.ts';
import SMBus from '../../../host-sim/io/smbus.ts';
import SPI from '../../../host-sim/io/spi.ts';
import TCP from '../../../host-sim/io/tcp.ts';
import { address, host, pins, port } from '../support/pins.ts';

interface Thing {
  close(): void;
  format?: string;
  target?: unknown;
}

interface Row {
  readonly name: string;
  /** A good one, with these options changed. */
  make(changes?: object): Thing;
  /** Every use of an open one. */
  readonly uses: readonly ((it: never) => unknown)[];
  /** The first is the default. None: the class has no such property. */
  readonly formats: readonly string[];
  /** Another object that wants (some of) the same pins. */
  readonly rival?: () => Thing;
  /** Options without which there is no object, and the error. */
  readonly required: readonly (readonly [option: string, error: RegExp])[];
  /** Options that are out of range. */
  readonly invalid: readonly object[];
}

const one = Uint8Array.of(1);
const digitalOn = (pin: number) => () => new Digital({ pin, mode: Digital.Input });
const i2c = { data: pins.data, clock: pins.clock, hz: 400_000, address: address.memory };
const spi = {
  clock: pins.spiClock,
  out: pins.spiOut,
  in: pins.spiIn,
  select: pins.spiSelect,
  hz: 1_000_000,
};
const serial = { receive: pins.receive, transmit: pins.transmit, baud: 115_200 };
const listens = { onReadable() {} };
const invalidHz = [0, -1, Number.NaN, 'fast', null].map((hz) => ({ hz }));
const invalidMode = [-1, 4, 7, 10, 500, Number.NaN].map((mode) => ({ mode }));

const rows: readonly Row[] = [
  {
    name: 'Digital input',
    make: (changes) => new Digital({ pin: pins.free, mode: Digital.Input, ...changes }),
    uses: [(it: Digital) => it.read(), (it: Digital) => it.write(1), (it: Digital) => it.format],
    formats: ['number'],
    rival: digitalOn(pins.free),
    required: [
      ['pin', /^Error/],
      ['mode', /^Error/],
    ],
    invalid: [
      ...invalidMode,
      { pin: pins.none },
      { pin: -1 },
      listens,
      { ...listens, edge: 0 },
      { ...listens, edge: 4 },
      { ...listens, edge: 1, mode: Digital.Output },
    ],
  },
  {
    name: 'Digital output',
    make: (changes) => new Digital({ pin: pins.free, mode: Digital.Output, ...changes }),
    uses: [(it: Digital) => it.read(), (it: Digital) => it.write(1)],
    formats: ['number'],
    rival: digitalOn(pins.free),
    required: [],
    invalid: [],
  },
  {
    name: 'DigitalBank',
    make: (changes) => new DigitalBank({ pins: 3 << pins.output2, mode: 8, ...changes }),
    uses: [(it: DigitalBank) => it.read(), (it: DigitalBank) => it.write(1)],
    formats: ['number'],
    rival: digitalOn(pins.input2),
    required: [
      ['pins', /^Error/],
      ['mode', /^Error/],
    ],
    invalid: [
      ...invalidMode,
      { bank: 3 },
      { ...listens, mode: 0 },
      { ...listens, mode: 8, rises: -1 },
      { ...listens, mode: 0, rises: 1 },
    ],
  },
  {
    name: 'Analog',
    make: (changes) => new Analog({ pin: pins.analog, ...changes }),
    uses: [(it: Analog) => it.read(), (it: Analog) => it.resolution],
    formats: ['number'],
    rival: digitalOn(pins.analog),
    required: [['pin', /^Error/]],
    invalid: [{ pin: pins.none }, { pin: -1 }],
  },
  {
    name: 'PWM',
    make: (changes) => new PWM({ pin: pins.pwm, ...changes }),
    uses: [
      (it: PWM) => it.write(1),
      (it: PWM) => it.write(-1),
      (it: PWM) => it.hz,
      (it: PWM) => it.resolution,
    ],
    formats: ['number'],
    rival: digitalOn(pins.pwm),
    required: [['pin', /^Error/]],
    invalid: [...invalidHz.slice(0, 4), { pin: pins.none }, { resolution: 0 }, { resolution: 15 }],
  },
  {
    name: 'I2C',
    make: (changes) => new I2C({ ...i2c, ...changes }),
    uses: [
      (it: I2C) => it.read(1),
      (it: I2C) => it.write(one),
      (it: I2C) => it.write(new Uint8Array(0)),
      (it: I2C) => it.writeRead(one, 1),
    ],
    formats: ['buffer'],
    rival: digitalOn(pins.clock),
    required: [
      ['data', /^Error/],
      ['clock', /^Error/],
      ['address', /^Error/],
      ['hz', /^RangeError/],
    ],
    invalid: [
      ...invalidHz,
      { hz: 20_000_001 },
      { address: 128 },
      { address: -1 },
      { data: pins.none },
      { clock: pins.none },
    ],
  },
  {
    name: 'SMBus',
    make: (changes) => new SMBus({ ...i2c, ...changes }),
    uses: [
      (it: SMBus) => it.readUint8(0),
      (it: SMBus) => it.writeUint8(0, 1),
      (it: SMBus) => it.readUint16(0),
      (it: SMBus) => it.writeUint16(0, 1),
      (it: SMBus) => it.readBuffer(0, new Uint8Array(2)),
      (it: SMBus) => it.writeBuffer(0, one),
      (it: SMBus) => it.sendByte(0),
      (it: SMBus) => it.receiveByte(),
    ],
    formats: [],
    rival: digitalOn(pins.data),
    required: [['address', /^Error/]],
    invalid: [...invalidHz, { address: 128 }, { format: 'number' }],
  },
  {
    name: 'SPI',
    make: (changes) => new SPI({ ...spi, ...changes }),
    uses: [
      (it: SPI) => it.read(1),
      (it: SPI) => it.read(70_000),
      (it: SPI) => it.write(one),
      (it: SPI) => it.write(new Uint8Array(70_000)),
      (it: SPI) => it.transfer(new Uint8Array(1)),
      (it: SPI) => it.flush(),
    ],
    formats: ['buffer'],
    rival: digitalOn(pins.spiSelect),
    required: [
      ['clock', /^Error/],
      ['hz', /^RangeError/],
    ],
    invalid: [
      ...invalidHz,
      { hz: 40_000_001 },
      { mode: -1 },
      { mode: 4 },
      { clock: pins.none },
      { active: 1 },
    ],
  },
  {
    name: 'Serial',
    make: (changes) => new Serial({ ...serial, ...changes }),
    uses: [(it: Serial) => it.read(), (it: Serial) => it.write(one)],
    formats: ['buffer', 'number'],
    rival: digitalOn(pins.receive),
    required: [['baud', /^Error/]],
    invalid: [
      { baud: 0 },
      { baud: -1 },
      { baud: 20_000_001 },
      { baud: Number.NaN },
      { receive: pins.none },
      { transmit: pins.none },
    ],
  },
  {
    name: 'TCP',
    make: (changes) => new TCP({ address: host, port: port.echo, ...changes }),
    uses: [
      (it: TCP) => it.read(),
      (it: TCP) => it.write(one),
      (it: TCP) => it.remoteAddress,
      (it: TCP) => it.remotePort,
    ],
    formats: ['buffer', 'number'],
    required: [
      ['address', /^Error/],
      ['port', /^Error/],
    ],
    invalid: [{ port: -1 }, { port: 65_536 }, { port: Number.NaN }],
  },
  {
    name: 'flash',
    make: (changes) => flash.open({ path: 'plain', ...changes }),
    uses: [
      (it: ReturnType<typeof flash.open>) => it.read(1, 0),
      (it: ReturnType<typeof flash.open>) => it.write(one, 0),
      (it: ReturnType<typeof flash.open>) => it.eraseBlock(0),
      (it: ReturnType<typeof flash.open>) => it.status(),
    ],
    formats: ['buffer'],
    required: [['path', /^Error/]],
    invalid: [],
  },
];

const wrongFormats = [null, '', 'object', 'string;utf8', 123];

for (const { name, make, uses, formats, rival, required, invalid } of rows) {
  describe(name, () => {
    test('closes as often as one likes', () => {
      const it = make();
      it.close();
      it.close();
      it.close();
    });

    test('is of no use after close: SyntaxError', () => {
      const it = make();
      it.close();
      for (const use of uses) assert.throws(() => use(it as never), /^SyntaxError/);
    });

    test('one that could not be made has claimed nothing', () => {
      for (const changes of [
        ...invalid,
        ...required.map(([option]) => ({ [option]: undefined })),
      ]) {
        assert.throws(() => make(changes));
      }
      make().close();
      rival?.().close();
    });

    for (const [option, error] of required) {
      test(`wants ${option}`, () => assert.throws(() => make({ [option]: undefined }), error));
    }

    test('options out of range are RangeErrors', () => {
      for (const changes of invalid) assert.throws(() => make(changes), /^RangeError/);
    });

    if (formats.length > 0) {
      test('has its formats, and no other: RangeError', () => {
        const it = make();
        assert.equal(it.format, formats[0]);
        for (const format of formats) {
          it.format = format;
          assert.equal(it.format, format);
        }
        for (const format of wrongFormats) {
          assert.throws(() => {
            it.format = format as string;
          }, /^RangeError/);
        }
        assert.equal(it.format, formats.at(-1));
        it.close();
        assert.throws(() => it.format, /^SyntaxError/);
        for (const format of wrongFormats) assert.throws(() => make({ format }), /^RangeError/);
        for (const format of formats) make({ format }).close();
      });

      test('keeps its target', () => {
        const target = {};
        const it = make({ target });
        assert.ok(it.target === target);
        it.close();
        const without = make();
        assert.equal('target' in without, false);
        without.close();
      });
    }

    if (rival) {
      test('its pins are in use until it is closed', () => {
        const it = make();
        assert.throws(rival, /^Error.*in use/);
        it.close();
        const other = rival();
        assert.throws(() => make(), /^Error.*in use/);
        other.close();
        make().close();
      });
    }
  });
}

test('devices with different addresses share the pins of a bus; one address is one object', () => {
  const first = new I2C(i2c);
  const second = new I2C({ ...i2c, address: address.nobody });
  assert.throws(() => new I2C(i2c), /^RangeError.*in use/);
  first.close();
  assert.throws(digitalOn(pins.data), /in use/);
  new I2C(i2c).close();
  second.close();
  digitalOn(pins.data)().close();
});

test('a DigitalBank without pins is an Error', () => {
  assert.throws(() => new DigitalBank({ pins: 0, mode: 0 }), /^Error/);
});

test('SPI and Serial want at least one line of data', () => {
  const { in: _in, out: _out, ...noData } = spi;
  assert.throws(() => new SPI(noData), /^Error/);
  assert.throws(() => new Serial({ baud: 9600 }), /^Error/);
});

test('an address that is none is an Error', () => {
  for (const bad of ['', 'example.com', '1.2.3', '1.2.3.4.5']) {
    assert.throws(() => new TCP({ address: bad, port: 1 }), /^Error/);
  }
});
