// SPDX-License-Identifier: Apache-2.0
//
// crypto/ct/count.c on the emulated rv32imac: how many instructions an operation takes, and which way it goes through the code,
// for random secrets.
//
// The one thing a reader would get wrong: equal counts do not show that no branch was taken on a secret, as both ways may be
// equally long. So the way itself is compared, too: the addresses of all pieces of code that QEMU ran, one after another.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, coreFolder, root, run } from '../core.ts';
import { ctSources } from './memcheck.ts';

export const crossCompiler = 'riscv64-unknown-elf-gcc';
export const rv32Flags = ['-march=rv32imac', '-mabi=ilp32', '--specs=picolibc.specs'];
const ct = (name: string) => join(root, 'crypto/ct', name);

export interface Count {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
  /** Runs in which something failed that must not. */
  readonly failures: number;
  readonly stackBytes: number;
  readonly isPublic: boolean;
}

export interface Runs {
  readonly runs: number;
  /** Of operations that take millions of instructions. */
  readonly longRuns: number;
}

function image(optimisation: string, { runs, longRuns }: Runs, core: string): string {
  return build({
    name: `counts${optimisation}`,
    compiler: crossCompiler,
    flags: [...rv32Flags, optimisation, `-DCOUNT_RUNS=${runs}`, `-DCOUNT_RUNS_LONG=${longRuns}`],
    sources: [ct('count.c'), ct('rv32.c'), ...ctSources('operations_')],
    linkFlags: ['-nostartfiles', '-T', ct('rv32.ld')],
    core,
  });
}

const emulator = 'qemu-system-riscv32';
const machine = (path: string) => [
  ...['-M', 'virt', '-bios', 'none', '-display', 'none', '-serial', 'none', '-monitor', 'none'],
  ...['-chardev', 'stdio,id=out', '-semihosting-config', 'enable=on,target=native,chardev=out'],
  ...['-kernel', path],
];

function parse(output: string): Count[] {
  return output
    .trim()
    .split('\n')
    .map((line) => {
      const [name, ...numbers] = line.split('\t');
      const [least, most, runs, failures, stackBytes] = numbers.map(Number) as [
        number,
        number,
        number,
        number,
        number,
      ];
      const isPublic = name!.endsWith(' (public)');
      return { name: name!, least, most, runs, failures, stackBytes, isPublic };
    })
    .filter(({ runs }) => runs > 0);
}

export function countInstructions(
  optimisation: string,
  runs: Runs,
  core: string = coreFolder,
): Count[] {
  return parse(run(emulator, ['-icount', 'shift=0', ...machine(image(optimisation, runs, core))]));
}

/** Of each operation on secrets, how many different ways through the code its runs took. */
export async function countWays(
  optimisation: string,
  runs: Runs,
  core: string = coreFolder,
): Promise<{ readonly name: string; readonly ways: number }[]> {
  const path = image(optimisation, runs, core);
  const symbols = run('nm', [path]);
  const mark = Number.parseInt(/^([0-9a-f]+) T machine_count$/m.exec(symbols)![1]!, 16);
  // Without -icount: it cuts pieces of code in two where its budget ends.
  const child = spawn(emulator, [...machine(path), '-d', 'exec,nochain'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const segments = new Segments(mark);
  child.stderr.on('data', (chunk: Buffer) => segments.add(chunk));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`${emulator} ended with ${status}`);
  return waysOf(parse(output), segments.hashes);
}

/** count.c measures nothing at all a few times before it begins. */
const emptyMeasurements = 8;

function waysOf(counts: readonly Count[], hashes: readonly string[]) {
  let at = emptyMeasurements;
  const ways = counts.map(({ name, runs, isPublic }) => {
    const mine = hashes.slice(at, at + runs);
    at += runs;
    return { name, ways: new Set(mine).size, isPublic };
  });
  if (at !== hashes.length)
    throw new Error(`${hashes.length} measurements in the trace, not ${at}`);
  return ways.filter(({ isPublic }) => !isPublic);
}

/**
 * QEMU's log, a line for each piece of code ("Trace 0: 0x7f… [00000000/80000034/…"), taken apart as it comes: between two
 * entries of machine_count lies a measurement. Each leaves a hash of its addresses.
 */
class Segments {
  readonly hashes: string[] = [];
  readonly #mark: number;
  #isInside = false;
  #low = 0;
  #high = 0;
  #pieces = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(mark: number) {
    this.#mark = mark;
  }

  add(chunk: Buffer): void {
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let start = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
      this.#line(data, start, end);
      start = end + 1;
    }
    this.#rest = data.subarray(start);
  }

  #line(data: Buffer, start: number, end: number): void {
    const bracket = data.indexOf(0x5b, start);
    if (bracket < 0 || bracket >= end) return;
    let address = 0;
    for (let i = bracket + 10; i < bracket + 18; i++) {
      const character = data[i]!;
      address = (address << 4) | (character < 0x3a ? character - 0x30 : character - 0x57);
    }
    address >>>= 0;
    if (address === this.#mark) this.#turn();
    else if (this.#isInside) this.#mix(address);
  }

  #turn(): void {
    if (this.#isInside) this.hashes.push(`${this.#pieces} ${this.#low} ${this.#high}`);
    this.#isInside = !this.#isInside;
    this.#low = this.#high = this.#pieces = 0;
  }

  #mix(address: number): void {
    this.#pieces++;
    this.#low = Math.imul(this.#low ^ address, 0x0100_0193);
    this.#high = (Math.imul(this.#high, 0x85eb_ca6b) + address) | 0;
  }
}
