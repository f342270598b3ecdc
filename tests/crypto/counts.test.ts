// SPDX-License-Identifier: Apache-2.0
//
// Instructions of crypto/core on the emulated rv32imac, counted exactly by QEMU: the same number for every secret, and less than the
// best constant-time library for such chips needs (BearSSL 0.6, same compiler; the figures are the project's, given with its issue).
//
// The one thing a reader would get wrong: public operations may differ from run to run, and say so in their names.
// The long run takes more secrets (JIAOZI_FUZZ).

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fuzz } from '../runner/fuzz.ts';
import { coreFolder, filesOf, hasTool, root, run } from './core.ts';

interface Count {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

const runs = fuzz(20).numRuns;
const longRuns = fuzz(2).numRuns;
const folder = join(root, 'build/test-crypto');
const ct = (name: string) => join(root, 'crypto/ct', name);

/** Builds everything into one image and runs it. */
function count(optimisation: string, counts: string, core = coreFolder): Count[] {
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(folder, 'counts-'));
  try {
    const image = join(scratch, 'counts.elf');
    run('riscv64-unknown-elf-gcc', [
      ...['-march=rv32imac', '-mabi=ilp32', '--specs=picolibc.specs', '-nostartfiles'],
      ...[
        '-std=c99',
        '-Wall',
        '-Wextra',
        '-Wconversion',
        '-Werror',
        '-funsigned-char',
        optimisation,
      ],
      ...[
        `-I${core}`,
        `-I${join(root, 'src/board/native')}`,
        '-T',
        ct('rv32.ld'),
        ...counts.split(' '),
      ],
      ...['count.c', 'operations.c', 'rv32.c'].map(ct),
      ...filesOf(core).filter((path) => path.endsWith('.c')),
      ...['-o', image],
    ]);
    const machine = ['-M', 'virt', '-bios', 'none', '-icount', 'shift=0'];
    const silent = ['-display', 'none', '-serial', 'none', '-monitor', 'none'];
    const semihosting = 'enable=on,target=native,chardev=out';
    const link = ['-chardev', 'stdio,id=out', '-semihosting-config', semihosting, '-kernel', image];
    const lines = run('qemu-system-riscv32', [...machine, ...silent, ...link])
      .trim()
      .split('\n');
    return lines.map((line) => {
      const [name, least, most, runs] = line.split('\t');
      return { name: name!, least: Number(least), most: Number(most), runs: Number(runs) };
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Instructions of the other library, for the sizes of operations.c. */
const others: Readonly<Record<string, number>> = {
  'vault, zeroise': 160_000, // 1 ms at 160 MHz
  'AES-128 CBC encrypt, 16 blocks': 16 * 5304,
  'AES-128 CTR, 16 blocks': 16 * 2827,
  'TDES CBC encrypt, 16 blocks': 16 * 16_200,
  'SHA-256, 256 bytes': 4 * 4527,
  'SHA-1, 256 bytes': 4 * 2693,
  'RSA-1984, 3 (public)': 1_940_000,
  'RSA-1984, 65537 (public)': 4_370_000,
  'P-256 verify (public)': 17_200_000,
  'P-256 sign': 8_300_000,
};

const isSecret = ({ name }: Count) => !name.endsWith('(public)');
const missing =
  hasTool('riscv64-unknown-elf-gcc') && hasTool('qemu-system-riscv32')
    ? false
    : process.env.CI === 'true'
      ? false
      : 'no riscv64-unknown-elf-gcc or qemu-system-riscv32: instructions were not counted';

describe('instructions on rv32imac', { skip: missing }, () => {
  for (const optimisation of ['-Os', '-O2'])
    test(`are the same for every secret, and with -Os fewer than elsewhere, built with ${optimisation}`, () => {
      const counts = count(optimisation, `-DCOUNT_RUNS=${runs} -DCOUNT_RUNS_LONG=${longRuns}`);
      assert.ok(counts.filter(isSecret).length >= 26);
      for (const each of counts.filter(isSecret)) assert.equal(each.least, each.most, each.name);
      // -Os is what the device is built with.
      for (const [name, other] of Object.entries(optimisation === '-Os' ? others : {})) {
        const ours = counts.find((each) => each.name === name);
        assert.ok(ours && ours.most < other, `${name}: ${ours?.most} instead of ${other}`);
      }
      if (process.env.JIAOZI_COUNTS)
        process.stdout.write(`${optimisation}\n${JSON.stringify(counts)}\n`);
    });

  test('would differ if a subtraction were made only when it is needed', () => {
    const copy = mkdtempSync(join(folder, 'planted-'));
    try {
      cpSync(coreFolder, copy, { recursive: true });
      const path = join(copy, 'mod256.c');
      const source = readFileSync(path, 'utf8');
      const text = '  keep = ct_barrier(keep);\n';
      assert.equal(source.split(text).length, 2, 'mod256.c no longer has the planted place once');
      writeFileSync(path, source.replace(text, '  if (keep != 0) { memcpy(r, t, 32); return; }\n'));
      const counts = count('-Os', '-DCOUNT_RUNS=1 -DCOUNT_RUNS_LONG=2', copy);
      const sign = counts.find(({ name }) => name === 'P-256 sign');
      assert.ok(sign && sign.least < sign.most);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});
