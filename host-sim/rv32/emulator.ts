// SPDX-License-Identifier: Apache-2.0
//
// QEMU with the image in it, and the two FIFOs between. All of it waits: the guest runs while we read, and stands still while
// we compute, so that nothing depends on which of the two is faster. A process is used again after a reset, which is much
// cheaper than a new one.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../engine/bundle.ts';

/** The image of the release; there may be others (build.mjs). */
export const releaseImage = join(root, 'build/rv32/image.elf');

/** As in native/image.c. */
export const Command = {
  Reset: 1,
  Flash: 2,
  Boot: 3,
  Turn: 4,
  Collect: 5,
  Memory: 6,
  Measure: 7,
} as const;
export const Message = { Ready: 1, Exchange: 2, Done: 3, Piece: 4, Measures: 5 } as const;

const requestBytes = 32;
const headerBytes = 8;
const startMsMax = 20_000;

const running = new Set<Emulator>();
process.once('exit', () => {
  for (const emulator of running) emulator.end();
});

export class Emulator {
  static readonly #idle: Emulator[] = [];

  /** One with this program in its flash that nobody uses. */
  static with(flashed: unknown): Emulator | undefined {
    const at = Emulator.#idle.findIndex((each) => each.#flashed === flashed);
    return at < 0 ? undefined : Emulator.#idle.splice(at, 1)[0];
  }

  /** What the guest said last; `payload` is good until the next message. */
  message = 0;
  payload: Buffer = Buffer.alloc(0);
  readonly #flashed: unknown;
  readonly #folder = mkdtempSync(join(tmpdir(), 'jiaozi-rv32-'));
  readonly #child: ChildProcess;
  readonly #toGuest: number;
  readonly #fromGuest: number;
  #buffer = Buffer.alloc(1 << 18);
  #start = 0;
  #end = 0;

  /** A new one, for the caller to flash. */
  constructor(image: string, flashed: unknown) {
    this.#flashed = flashed;
    const fifo = (name: string) => join(this.#folder, name);
    const made = spawnSync('mkfifo', [fifo('to-guest'), fifo('to-host')]);
    if (made.status !== 0) throw new Error('rv32: mkfifo failed');
    this.#toGuest = openSync(fifo('to-guest'), constants.O_RDWR);
    // Not waiting for a writer who may never come; see #waitForGuest.
    const watch = openSync(fifo('to-host'), constants.O_RDONLY | constants.O_NONBLOCK);
    const errors = openSync(fifo('errors'), 'w');
    this.#child = spawn('qemu-system-riscv32', [...flags, '-kernel', image], {
      cwd: this.#folder,
      stdio: ['ignore', errors, errors],
    });
    closeSync(errors);
    this.#child.on('error', () => {});
    this.#child.unref();
    running.add(this);
    this.#waitForGuest(watch);
    this.#fromGuest = openSync(fifo('to-host'), constants.O_RDONLY);
    closeSync(watch);
    this.#expect(Message.Ready);
  }

  /** Sends a command; the caller receives what comes of it. */
  send(command: number, words: readonly number[] = [], payload?: Uint8Array): void {
    const size = payload?.length ?? 0;
    const request = Buffer.alloc(requestBytes + size);
    request.writeUInt32LE(command, 0);
    request.writeUInt32LE(size, 4);
    words.forEach((word, index) => {
      request.writeUInt32LE(word, 8 + index * 4);
    });
    if (payload) request.set(payload, requestBytes);
    this.write(request);
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; )
      at += writeSync(this.#toGuest, bytes, at, bytes.length - at);
  }

  /** Waits for the guest's next message. */
  receive(): number {
    this.#need(headerBytes);
    this.message = this.#buffer.readUInt32LE(this.#start);
    const length = this.#buffer.readUInt32LE(this.#start + 4);
    this.#start += headerBytes;
    this.#need(length);
    this.payload = this.#buffer.subarray(this.#start, this.#start + length);
    this.#start += length;
    return this.message;
  }

  /** Back to how it was when power came on. */
  reset(): void {
    this.send(Command.Reset);
    this.#expect(Message.Ready);
  }

  /** For whoever needs one with this program next. */
  giveBack(): void {
    this.reset();
    Emulator.#idle.push(this);
  }

  end(): void {
    if (!running.delete(this)) return;
    this.#child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #expect(message: number): void {
    if (this.receive() !== message) this.#fail(`message ${this.message} instead of ${message}`);
  }

  /** Makes sure that so many bytes lie in the buffer. */
  #need(count: number): void {
    if (this.#start === this.#end) {
      this.#start = 0;
      this.#end = 0;
    }
    if (this.#start + count > this.#buffer.length) {
      const bytes = this.#buffer.subarray(this.#start, this.#end);
      const room = Buffer.alloc(Math.max(this.#buffer.length, count * 2));
      bytes.copy(room);
      this.#end -= this.#start;
      this.#start = 0;
      this.#buffer = room;
    }
    while (this.#end - this.#start < count) {
      const got = readSync(
        this.#fromGuest,
        this.#buffer,
        this.#end,
        this.#buffer.length - this.#end,
        null,
      );
      if (got === 0) this.#fail('the emulator has ended');
      this.#end += got;
    }
  }

  #waitForGuest(watch: number): void {
    const byte = Buffer.alloc(1);
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let waitedMs = 0; waitedMs < startMsMax; waitedMs++) {
      try {
        readSync(watch, byte, 0, 0, null);
        if (readSync(watch, byte, 0, 1, null) === 1) {
          // The first byte of its greeting.
          this.#buffer[0] = byte[0]!;
          this.#end = 1;
          return;
        }
      } catch (error) {
        // A writer is there and has said nothing yet.
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return;
        throw error;
      }
      Atomics.wait(pause, 0, 0, 1);
    }
    this.#fail('the emulator does not start');
  }

  #fail(what: string): never {
    let errors = '';
    try {
      errors = readFileSync(join(this.#folder, 'errors'), 'utf8').trim();
    } catch {}
    this.end();
    throw new Error(`rv32: ${what}${errors ? `: ${errors}` : ''}`);
  }
}

/** One instruction is one nanosecond of the guest's time, whatever the host does meanwhile. */
const flags = [
  ...['-machine', 'virt', '-cpu', 'rv32', '-bios', 'none', '-m', '64M'],
  ...['-display', 'none', '-serial', 'none', '-monitor', 'none', '-nodefaults', '-no-reboot'],
  ...['-icount', 'shift=0', '-semihosting-config', 'enable=on,target=native'],
] as const;
