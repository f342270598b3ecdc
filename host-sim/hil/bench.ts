// SPDX-License-Identifier: Apache-2.0
//
// A board on a serial port. Opening the port and the first hello tell whether there is a board at
// all; `LineTrouble` of whatever comes later ends the run.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Hello, LineTrouble, Requester } from 'mcu-test-harness/requester';
import { SerialPort } from 'serialport';
import type { BenchRequest } from './exchange.ts';

const run = promisify(execFile);

const commandTimeoutMs = 30_000;
const resetPulseMs = 100;
/** On the board's clock: an answer on its way, and a screen that is being drawn meanwhile. */
const tryMs = 200;
const tryMsMin = 20;
/** On the wall's. */
const silentMs = 4000;

export interface BenchOptions {
  readonly path: string;
  readonly baud: number;
  /** A board that starts may be silent for so long. */
  readonly startMs: number;
  /** How many times faster than the wall clock the board's time goes. */
  readonly speed: number;
}

export class Bench {
  readonly requester: Requester;
  readonly #port: SerialPort;
  readonly #startMs: number;

  private constructor(port: SerialPort, { startMs, speed }: BenchOptions) {
    this.#port = port;
    this.#startMs = startMs;
    this.requester = new Requester({
      send: (bytes) => void port.write(bytes),
      tryMs: Math.max(tryMsMin, tryMs / speed),
      tries: Math.ceil(silentMs / Math.max(tryMsMin, tryMs / speed)),
    });
    port.on('data', (bytes: Buffer) => this.requester.receive(bytes));
    port.on('error', (error) => this.requester.close(error.message));
    port.on('close', () => this.requester.close('the serial port was closed'));
  }

  /** Rejects with LineTrouble 'closed' when the port cannot be opened. */
  static open(options: BenchOptions): Promise<Bench> {
    return new Promise((resolve, reject) => {
      const port = new SerialPort({
        path: options.path,
        baudRate: options.baud,
        hupcl: false,
        autoOpen: false,
      });
      port.open((error) => {
        if (error) reject(new LineTrouble('closed', error.message));
        else resolve(new Bench(port, options));
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#port.isOpen) this.#port.close(() => resolve());
      else resolve();
    });
  }

  /** Waits for a board that has started after `boot` (0: any). */
  async hello(boot = 0): Promise<Hello> {
    const endMs = performance.now() + this.#startMs;
    for (;;) {
      try {
        const hello = await this.requester.hello(1);
        if (hello.boot !== boot) return hello;
      } catch (error) {
        if (!(error instanceof LineTrouble) || error.trouble !== 'silent') throw error;
      }
      if (performance.now() > endMs)
        throw new LineTrouble('silent', `no hello within ${this.#startMs / 1000} s`);
    }
  }

  /** What stories ask of the board, and of the bench around it. */
  async serve(request: BenchRequest): Promise<unknown> {
    switch (request.op) {
      case 'call':
        return this.requester.request(request.command, request.payload);
      case 'hello':
        return this.hello(request.boot);
      case 'reset':
        return this.#pullReset();
      case 'run': {
        const [program = '', ...args] = request.command;
        await run(program, args, { timeout: commandTimeoutMs });
        return undefined;
      }
    }
  }

  /** EN is low while RTS is active and DTR is not: the usual circuit of an ESP32 board. */
  async #pullReset(): Promise<void> {
    const set = (rts: boolean) =>
      new Promise<void>((resolve, reject) =>
        this.#port.set({ dtr: false, rts }, (error) => (error ? reject(error) : resolve())),
      );
    await set(true);
    await new Promise((resolve) => setTimeout(resolve, resetPulseMs));
    await set(false);
  }
}
