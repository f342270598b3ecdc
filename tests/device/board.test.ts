// SPDX-License-Identifier: Apache-2.0
//
// The wiring is written down three times: for the device, for the simulator and for whoever builds a board. The flash is
// divided twice. Here they are compared, and with what an ESP32-S3 allows (docs/sources.md [domain E11]).

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pins as modelPins } from '../../host-sim/boards/pins.ts';
import { read } from './support/program.ts';

type Pins = Readonly<Record<string, number | readonly number[]>>;

/** The board file itself can only be loaded where there are pins. */
function devicePins(): Pins {
  const [, body] = /^const pins = [^{]*\{\n([\s\S]*?)\n\s*\} as const/m.exec(
    read('src/board/jiaozi-s3.ts'),
  )!;
  const entries = body!.matchAll(/^\s*(\w+): (\d+|\[[\d, ]+\]),$/gm);
  return Object.fromEntries([...entries].map(([, name, pins]) => [name!, JSON.parse(pins!)]));
}

/** Rows of the document's table: | `name` | GPIO | … ; of an array, `name[index]`. */
function documentedPins(): Pins {
  const pins: Record<string, number | number[]> = {};
  const rows = read('docs/hardware/jiaozi-s3.md').matchAll(
    /^\| `(\w+)(?:\[(\d)\])?` \| (\d+) \|/gm,
  );
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
  'strapping pins': [0, 3, 45, 46],
  USB: [19, 20],
  'the flasher on UART 0': [43, 44],
  'the flash': [26, 27, 28, 29, 30, 31, 32],
  'octal flash': [33, 34],
  'no pins': [22, 23, 24, 25],
};

describe('wiring', () => {
  const device = devicePins();
  const all = Object.values(device).flat() as number[];

  test('is the same on the device, in the simulator and in the document', () => {
    assert.deepEqual(device, modelPins);
    assert.deepEqual(documentedPins(), device);
  });

  test('has no pin twice, and none that the chip needs itself', () => {
    assert.equal(new Set(all).size, all.length);
    assert.equal(all.length, 28);
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

interface Partition {
  readonly label: string;
  readonly type: string;
  readonly subtype: string;
  readonly offset: number;
  readonly size: number;
  readonly encrypted: boolean;
}

function partitionTable(): Partition[] {
  const lines = read('src/board/partitions.csv').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [label = '', type = '', subtype = '', offset, size, flags] = line
        .split(',')
        .map((cell) => cell.trim());
      return {
        label,
        type,
        subtype,
        offset: Number(offset),
        size: Number(size),
        encrypted: flags === 'encrypted',
      };
    });
}

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
  const table = partitionTable();
  const byLabel = new Map(table.map((partition) => [partition.label, partition]));

  test('is divided on the device as in the simulator', () => {
    const model = modelPartitions();
    assert.deepEqual(
      model.map(({ label }) => label),
      ['keys', 'settings', 'trace'],
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
    const opened = [...read('src/flow/terminal.ts').matchAll(/openFlash\('(\w+)'\)/g)];
    assert.ok(opened.length >= 3);
    for (const [, label] of opened) assert.equal(byLabel.get(label!)?.type, 'data', label);
  });

  test('has no overlap, no end beyond 8 MB, and whole sectors', () => {
    let end = 0x9000; // boot loader, and the table itself at 0x8000
    for (const { label, offset, size } of table) {
      assert.ok(offset >= end, `${label} begins in the one before`);
      assert.equal((offset % 4096) | (size % 4096), 0, label);
      assert.ok(size > 0 && label.length <= 15, label);
      end = offset + size;
    }
    assert.ok(end <= 8 * 1024 * 1024);
    assert.equal(byLabel.size, table.length);
  });

  test('has two equal places for the program, where the chip can run it', () => {
    const slots = table.filter(({ type }) => type === 'app');
    assert.deepEqual(
      slots.map(({ subtype }) => subtype),
      ['ota_0', 'ota_1'],
    );
    assert.equal(slots[0]!.size, slots[1]!.size);
    for (const { offset } of slots) assert.equal(offset % 0x1_0000, 0);
    assert.equal(table.find(({ subtype }) => subtype === 'ota')?.size, 0x2000);
  });

  test('has nothing secret where flash encryption would leave it readable', () => {
    for (const label of ['keys', 'trace', 'journal', 'nvs_keys']) {
      assert.ok(byLabel.get(label)?.encrypted, label);
    }
  });
});
