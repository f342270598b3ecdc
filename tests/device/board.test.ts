// SPDX-License-Identifier: Apache-2.0
//
// The wiring is written down three times: for the device, for the simulator and for whoever builds a board. The flash is
// divided twice. Here they are compared, and with what an ESP32-S3 allows (docs/sources.md [domain E11]).

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pins as modelPins } from '../../host-sim/boards/pins.ts';
import { wiring as c3 } from '../../src/board/jiaozi-c3/wiring.ts';
import { wiring as esp32 } from '../../src/board/jiaozi-esp32/wiring.ts';
import { wiring as s3 } from '../../src/board/jiaozi-s3/wiring.ts';
import { type Partition, parsePartitions } from './check/partitions.ts';
import { boards, root } from './support/manifest.ts';
import { read } from './support/program.ts';

type Pins = Readonly<Record<string, number | readonly number[]>>;

/** Rows of the document's table: | `name` | GPIO | … ; of an array, `name[index]`. */
function documentedPins(text: string): Pins {
  const pins: Record<string, number | number[]> = {};
  const rows = text.matchAll(/^\| `(\w+)(?:\[(\d)\])?` \| (\d+) \|/gm);
  for (const [, name, index, gpio] of rows) {
    if (index === undefined) pins[name!] = Number(gpio);
    else {
      const several = [...((pins[name!] as number[] | undefined) ?? [])];
      assert.equal(Number(index), several.length, `${name}: in order`);
      pins[name!] = [...several, Number(gpio)];
    }
  }
  return pins;
}

/** Where the header of an ESP32-S3-DevKitC-1 has each GPIO, from its user guide. */
const headers = {
  J1: ['3V3', '3V3', 'RST', 4, 5, 6, 7, 15, 16, 17, 18, 8, 3, 46, 9, 10, 11, 12, 13, 14, '5V', 'G'],
  J3: ['G', 43, 44, 1, 2, 42, 41, 40, 39, 38, 37, 36, 35, 0, 45, 48, 47, 21, 20, 19, 'G', 'G'],
} as const;

const notForParts: Readonly<Record<string, readonly number[]>> = {
  // GPIO3 is one only behind a fuse that nothing here burns.
  'strapping pins': [0, 45, 46],
  USB: [19, 20],
  'the flasher on UART 0': [43, 44],
  'the flash': [26, 27, 28, 29, 30, 31, 32],
  'octal flash': [33, 34],
  'no pins': [22, 23, 24, 25],
};

describe('wiring', () => {
  const device: Pins = s3;
  const all = Object.values(device).flat() as number[];

  test('is the same on the device, in the simulator and in the document', () => {
    assert.deepEqual(device, modelPins);
    assert.deepEqual(documentedPins(read('docs/hardware/jiaozi-s3.md')), device);
  });

  test('has no pin twice, and none that the chip needs itself', () => {
    assert.equal(new Set(all).size, all.length);
    assert.equal(all.length, 29);
    for (const pin of all) {
      assert.ok(pin >= 0 && pin <= 48);
      for (const [use, pins] of Object.entries(notForParts)) {
        assert.ok(!pins.includes(pin), `GPIO${pin}: ${use}`);
      }
    }
  });

  test('has the battery on converter 1, because Wi-Fi takes the other one', () => {
    assert.ok(modelPins.battery >= 1 && modelPins.battery <= 10);
  });

  test('is drawn with the right place on the header', () => {
    const rows = [
      ...read('docs/hardware/jiaozi-s3.md').matchAll(/^\| `[^`]+` \| (\d+) \| (J\d)-(\d+) \|/gm),
    ];
    assert.equal(rows.length, all.length);
    for (const [, gpio, header, place] of rows) {
      assert.equal(headers[header as 'J1' | 'J3'][Number(place) - 1], Number(gpio), `GPIO${gpio}`);
    }
  });
});

/** What a pin of a chip is good for (docs/sources.md [domain E11], and the chips' data sheets as docs/hardware/boards.md cites them). */
interface Chip {
  readonly pins: readonly number[];
  readonly inputOnly: readonly number[];
  /** Pins that decide how the chip starts: only for what leaves them alone then. */
  readonly strapping: readonly number[];
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

const chips = {
  // 6 to 11 flash, 16 and 17 PSRAM, 20, 24 and 28 to 31 do not exist, 1 and 3 the flasher.
  esp32: {
    pins: [
      0,
      2,
      4,
      5,
      ...range(12, 15),
      18,
      19,
      ...range(21, 23),
      ...range(25, 27),
      ...range(32, 36),
      39,
    ],
    inputOnly: [34, 35, 36, 39],
    strapping: [0, 2, 5, 12, 15],
  },
  // 11 to 17 flash, 18 and 19 USB, by which the chip is flashed.
  c3: { pins: [...range(0, 10), 20, 21], inputOnly: [], strapping: [2, 8, 9] },
} as const satisfies Record<string, Chip>;

const drives = ['column', 'led', 'displayBacklight', 'displayReset', 'displayDataCommand'].concat(
  ['displaySelect', 'displayOut', 'displayClock', 'i2cData', 'i2cClock', 'buzzer'],
  ['readerTransmit', 'readerReset', 'printerTransmit'],
);

describe('wiring of the smaller boards', () => {
  const smaller = [
    ['jiaozi-esp32', esp32, chips.esp32],
    ['jiaozi-c3', c3, chips.c3],
  ] as const;
  for (const [name, wiring, chip] of smaller) {
    const { keys: _, ...parts } = wiring as Pins;
    const all = Object.values(parts).flat() as number[];

    test(`${name} has no pin twice, and only pins that its chip has`, () => {
      assert.equal(new Set(all).size, all.length);
      for (const pin of all)
        assert.ok((chip.pins as readonly number[]).includes(pin), `GPIO${pin}`);
    });

    test(`${name} drives no pin that can only listen`, () => {
      for (const part of drives)
        for (const pin of [parts[part] ?? []].flat())
          assert.ok(!(chip.inputOnly as readonly number[]).includes(pin), `${part}: GPIO${pin}`);
    });

    test(`${name} is in the document, pin by pin`, () => {
      const sections = read('docs/hardware/boards.md').split(/^## /m);
      const section = sections.find((each) => each.startsWith(`${name}\n`)) ?? '';
      assert.deepEqual(documentedPins(section), parts);
    });
  }

  test('jiaozi-c3 has a key for each digit, one for yes and one for no', () => {
    assert.deepEqual(
      [...c3.keys].sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13],
    );
    assert.equal(c3.keys.length, c3.row.length * c3.column.length);
  });
});

/** From the text: the class keeps them to itself. */
function modelPartitions(): Omit<Partition, 'type' | 'subtype'>[] {
  const source = read('host-sim/boards/jiaozi-s3.ts');
  const rows = source.matchAll(
    /\{ label: '(\w+)', offset: (0x[\da-f_]+), size: (?:(\d+) \* )?sectorSize(, encrypted: true)? \}/g,
  );
  return [...rows].map(([, label, offset, sectors = '1', encrypted]) => ({
    label: label!,
    offset: Number(offset!.replace('_', '')),
    size: Number(sectors) * 4096,
    encrypted: encrypted !== undefined,
  }));
}

describe('flash', () => {
  const table = parsePartitions(read('src/board/jiaozi-s3/partitions.csv'));
  const byLabel = new Map(table.map((partition) => [partition.label, partition]));

  test('is divided on the device as in the simulator', () => {
    const model = modelPartitions();
    assert.deepEqual(
      model.map(({ label }) => label),
      [
        ...['keys', 'settings', 'params', 'keyload', 'custody', 'operators'],
        ...['vault', 'errors', 'journal'],
      ],
    );
    for (const { label, offset, size, encrypted } of model) {
      const { type, ...device } = byLabel.get(label)!;
      assert.equal(type, 'data', 'the SDK opens no others by their label');
      assert.deepEqual(
        { offset: device.offset, size: device.size, encrypted: device.encrypted },
        { offset, size, encrypted },
        label,
      );
    }
  });

  test('has every partition that the program opens', () => {
    const flow = readdirSync(join(root, 'src/flow')).map((name) => read(`src/flow/${name}`));
    const opened = [...flow.join('').matchAll(/openFlash\('(\w+)'\)/g)];
    assert.ok(opened.length >= 9);
    for (const [, label] of opened) assert.equal(byLabel.get(label!)?.type, 'data', label);
  });
});

test('docs/hardware/flashing.md writes keys and settings where each board has them', () => {
  const text = read('docs/hardware/flashing.md');
  const rows = [...text.matchAll(/^\| (`jiaozi-.*?) \| (\w+) \| (\S+) \| (\S+) \|$/gm)];
  const told = new Map(
    rows.flatMap(([, names, , keys, settings]) =>
      [...names!.matchAll(/`([\w-]+)`/g)].map(([, name]) => [name!, { keys, settings }]),
    ),
  );
  assert.equal(told.size, boards.length - 1);
  for (const [board, { keys, settings }] of told) {
    const table = parsePartitions(read(`src/board/${board}/partitions.csv`));
    const at = (label: string) => table.find((each) => each.label === label)!.offset;
    if (keys !== '–') assert.equal(Number(keys), at('keys'), board);
    assert.equal(Number(settings), at('settings'), board);
  }
});
