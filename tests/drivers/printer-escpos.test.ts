// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  EscPosPrinter,
  type EscPosPrinterOptions,
  type PrinterStatus,
} from '../../drivers/printer/escpos-printer.ts';
import type { EscPosPrinterOptions as ChipOptions } from '../../host-sim/chips/escpos-printer.ts';
import { PrinterBench } from './printer-bench.ts';

const mark = [0x1d, 0x72, 0x01];

/** Lines with a mark after each. */
function job(count: number, name = 'line'): Uint8Array {
  const bytes: number[] = [0x1b, 0x40];
  for (let i = 1; i <= count; i++) bytes.push(...Buffer.from(`${name} ${i}\n`), ...mark);
  return Uint8Array.from(bytes);
}

function lines(count: number, name = 'line'): string {
  return Array.from({ length: count }, (_, i) => `${name} ${i + 1}`).join('\n');
}

function setUp(chip: ChipOptions = {}, options: Partial<EscPosPrinterOptions> = {}) {
  const bench = new PrinterBench(chip);
  const statuses: PrinterStatus[] = [];
  const driver = new EscPosPrinter({
    serial: bench.serial,
    clock: bench.clock,
    onStatus: (status) => statuses.push(status),
    ...options,
  });
  return { bench, driver, statuses, chip: bench.chip };
}

/** Prints until `rows` rows of paper have come out, then calls `act`. */
async function during(bench: PrinterBench, rows: number, act: () => void): Promise<void> {
  await bench.until(() => bench.chip.paper.height >= rows);
  await bench.runMs(20);
  act();
}

describe('the printer driver prints', () => {
  test('a job, and says so when the last line is on paper, not before', async () => {
    const { bench, driver, chip } = setUp();
    const result = await bench.resolved(driver.print(job(5)));
    assert.deepEqual(result, { ok: true });
    assert.equal(chip.paper.text(), lines(5));
    assert.equal(chip.snapshot().moving, false);
  });

  test('without a pause between lines: the mechanism sets the pace', async () => {
    const { bench, driver } = setUp();
    await bench.resolved(driver.print(job(50)));
    const mechanismMs = (50 * 30) / 8 / 0.06;
    const takenMs = bench.kernel.nowUs / 1000;
    assert.ok(takenMs < mechanismMs + 60, `${takenMs} ms for ${mechanismMs} ms of paper`);
  });

  test('a job of many buffers without overflowing one', async () => {
    const { bench, driver, chip } = setUp({ bufferBytes: 256 }, { bufferBytes: 256 });
    assert.deepEqual(await bench.resolved(driver.print(job(100, 'x'.repeat(26)))), { ok: true });
    assert.equal(chip.paper.text(), lines(100, 'x'.repeat(26)));
  });

  test('a job without marks: its end is confirmed all the same', async () => {
    const { bench, driver, chip } = setUp();
    assert.deepEqual(await bench.resolved(driver.print(Buffer.from('one\ntwo\n'))), { ok: true });
    assert.equal(chip.paper.text(), 'one\ntwo');
  });

  test('an empty job', async () => {
    const { bench, driver } = setUp();
    assert.deepEqual(await bench.resolved(driver.print(new Uint8Array(0))), { ok: true });
  });

  test('two jobs one after the other', async () => {
    const { bench, driver, chip } = setUp();
    await bench.resolved(driver.print(job(2, 'a')));
    await bench.resolved(driver.print(job(2, 'b')));
    assert.equal(chip.paper.text(), `${lines(2, 'a')}\n${lines(2, 'b')}`);
  });

  test('not two jobs at a time', async () => {
    const { bench, driver } = setUp();
    const first = driver.print(job(2));
    await assert.rejects(driver.print(job(2)), /being printed/);
    assert.deepEqual(await bench.resolved(first), { ok: true });
  });

  test('no block that is longer than half the buffer', async () => {
    const { driver } = setUp();
    await assert.rejects(driver.print(new Uint8Array(3000)), RangeError);
  });
});

describe('when paper ends during a job', () => {
  for (const losesInput of [false, true]) {
    const kind = losesInput ? 'that forgets its input' : 'that keeps its input';
    test(`on a printer ${kind}, it says how much is on paper and prints all of it again`, async () => {
      const { bench, driver, statuses, chip } = setUp({ losesInput });
      const printed = driver.print(job(20));
      await during(bench, 5 * 30, () => chip.world.endPaper());
      const result = await bench.resolved(printed, 100);
      assert.deepEqual(result, { ok: false, reason: 'paper-out', printedBlocks: 5 });
      assert.equal(statuses.at(-1), 'paper-out');

      await bench.runMs(10_000);
      const before = chip.paper.sheets().length;
      chip.world.loadPaper();
      await bench.runMs(3_000);
      assert.equal(statuses.at(-1), 'ready');
      const leftover = chip.paper.sheets().slice(before).join('').split('\n').filter(Boolean);
      assert.ok(leftover.length <= 2, `${leftover.length} lines of the old job came out`);

      assert.deepEqual(await bench.resolved(driver.print(job(20))), { ok: true });
      assert.ok(chip.paper.text().endsWith(lines(20)));
    });

    test(`on a printer ${kind}, a job begun before the new roll is loaded waits for nothing`, async () => {
      const { bench, driver, chip } = setUp({ losesInput });
      const printed = driver.print(job(20));
      await during(bench, 5 * 30, () => chip.world.endPaper());
      await bench.resolved(printed);
      const result = await bench.resolved(driver.print(job(20)), 500);
      assert.deepEqual(result, { ok: false, reason: 'paper-out', printedBlocks: 0 });
    });

    test(`on a printer ${kind}, a job begun right after the new roll is complete`, async () => {
      const { bench, driver, chip } = setUp({ losesInput });
      const printed = driver.print(job(20));
      await during(bench, 5 * 30, () => chip.world.endPaper());
      await bench.resolved(printed);
      chip.world.loadPaper();
      assert.deepEqual(await bench.resolved(driver.print(job(20, 'again'))), { ok: true });
      assert.ok(chip.paper.text().endsWith(lines(20, 'again')));
    });
  }

  test('at every single row of a slip, nothing is claimed that is not on paper', async () => {
    for (let rows = 1; rows <= 125; rows += 7) {
      const { bench, driver, chip } = setUp();
      chip.world.loadPaper(rows);
      const result = await bench.resolved(driver.print(job(4)));
      const whole = chip.paper
        .text()
        .split('\n')
        .filter((line) => line.startsWith('line ')).length;
      if (rows > 4 * 30) assert.deepEqual(result, { ok: true });
      else {
        assert.equal(result.ok, false, `${rows} rows`);
        assert.ok(!result.ok && result.reason === 'paper-out' && result.printedBlocks <= whole);
      }
    }
  });
});

describe('the printer driver tells', () => {
  test('that paper is out before the job, and prints nothing', async () => {
    const { bench, driver, statuses, chip } = setUp();
    chip.world.endPaper();
    const result = await bench.resolved(driver.print(job(3)));
    assert.deepEqual(result, { ok: false, reason: 'paper-out', printedBlocks: 0 });
    assert.deepEqual(statuses, ['paper-out']);
    chip.world.loadPaper();
    assert.equal(await bench.resolved(driver.query()), 'ready');
    assert.equal(chip.paper.text(), '[end of paper]');
  });

  test('that the cover is open, before and during a job', async () => {
    const { bench, driver, chip } = setUp();
    const printed = driver.print(job(20));
    await during(bench, 3 * 30, () => chip.world.openCover());
    const result = await bench.resolved(printed, 100);
    assert.deepEqual(result, { ok: false, reason: 'cover-open', printedBlocks: 3 });
    assert.equal(await bench.resolved(driver.query()), 'cover-open');
  });

  test('of a clone whose open cover reads as paper out, that paper is out', async () => {
    const { bench, driver, chip } = setUp({ coverReadsAsPaperEnd: true });
    chip.world.openCover();
    assert.equal(await bench.resolved(driver.query()), 'paper-out');
  });

  test('that the head is too hot, and goes on when it has cooled down', async () => {
    const { bench, driver, statuses, chip } = setUp();
    const printed = driver.print(job(20));
    await during(bench, 5 * 30, () => chip.faults.headHot(true));
    await bench.runMs(40_000);
    assert.equal(statuses.at(-1), 'overheated');
    chip.faults.headHot(false);
    assert.deepEqual(await bench.resolved(printed), { ok: true });
    assert.equal(chip.paper.text(), lines(20));
    assert.equal(statuses.at(-1), 'ready');
  });

  test('that the head stays too hot', async () => {
    const { bench, driver, chip } = setUp();
    const printed = driver.print(job(20));
    await during(bench, 5 * 30, () => chip.faults.headHot(true));
    const result = await bench.resolved(printed);
    assert.equal(!result.ok && result.reason, 'overheated');
  });

  test('that nobody answers, within three seconds', async () => {
    const { bench, driver, statuses, chip } = setUp();
    chip.powerOff();
    const result = await bench.resolved(driver.print(job(3)), 3_000);
    assert.deepEqual(result, { ok: false, reason: 'no-answer', printedBlocks: 0 });
    assert.deepEqual(statuses, ['no-answer']);
  });

  test('that the printer has gone silent in the middle of a job, within ten seconds', async () => {
    const { bench, driver, chip } = setUp();
    const printed = driver.print(job(20));
    await during(bench, 5 * 30, () => chip.powerOff());
    const result = await bench.resolved(printed, 10_000);
    assert.deepEqual(result, { ok: false, reason: 'no-answer', printedBlocks: 5 });
  });

  test('that the cutter is stuck, as a printer that does not answer', async () => {
    const { bench, driver, chip } = setUp();
    chip.faults.jamCutter();
    assert.equal(await bench.resolved(driver.query()), 'no-answer');
  });

  test('paper out and paper back while idle, without asking', async () => {
    const { bench, driver, statuses, chip } = setUp();
    await bench.resolved(driver.print(job(1)));
    const asked = bench.sent.length;
    chip.world.endPaper();
    await bench.runMs(10);
    chip.world.loadPaper();
    await bench.runMs(10);
    assert.deepEqual(statuses, ['ready', 'paper-out', 'ready']);
    assert.equal(bench.sent.length, asked);
  });
});

describe('the printer driver', () => {
  test('does nothing while it is idle', async () => {
    const { bench, driver } = setUp();
    await bench.resolved(driver.print(job(1)));
    await bench.runMs(5_000);
    assert.equal(bench.kernel.nextUs, undefined);
  });

  test('closed twice is closed once', () => {
    const { bench, driver } = setUp();
    driver.close();
    driver.close();
    assert.equal(bench.openCount, 0);
  });

  test('closed during a job ends the job', async () => {
    const { bench, driver, statuses } = setUp();
    const printed = driver.print(job(20));
    await during(bench, 5 * 30, () => driver.close());
    const result = await bench.resolved(printed, 1);
    assert.deepEqual(result, { ok: false, reason: 'closed', printedBlocks: 5 });
    await bench.runMs(20_000);
    assert.deepEqual(statuses, ['ready']);
  });

  test('closed refuses a job', async () => {
    const { bench, driver } = setUp();
    driver.close();
    const result = await bench.resolved(driver.print(job(1)));
    assert.deepEqual(result, { ok: false, reason: 'closed', printedBlocks: 0 });
  });

  test('closed while it asks calls nobody back', async () => {
    const { bench, driver, statuses } = setUp();
    const asked = driver.query();
    driver.close();
    await bench.resolved(asked);
    assert.deepEqual(statuses, []);
  });

  test('passes on a port that is in use', () => {
    const bench = new PrinterBench();
    class Taken {
      constructor() {
        throw new Error('in use');
      }
    }
    const serial = { baud: 115_200, io: Taken as never };
    assert.throws(() => new EscPosPrinter({ serial, clock: bench.clock }), /in use/);
  });

  test('refuses a buffer too small to be true', () => {
    const bench = new PrinterBench();
    const options = { serial: bench.serial, clock: bench.clock, bufferBytes: 8 };
    assert.throws(() => new EscPosPrinter(options), RangeError);
    assert.equal(bench.openCount, 0);
  });
});
