// SPDX-License-Identifier: Apache-2.0
//
// A log and beside it a plain array of what was appended. After any cut the log holds what the array holds, and of the record
// that was under way all or nothing.

import assert from 'node:assert/strict';
import type { Log } from '../../../src/journal/log.ts';
import { type Cut, CutFlash, type Kind, PowerCut } from './cut-flash.ts';
import { quickTools } from './tools.ts';

export type LogClass = typeof Log;

const checkpointType = 1;
const entryType = 2;

export class LogStory {
  readonly flash: CutFlash;
  /** What append has returned for, by sequence number. */
  readonly model = new Map<number, number>();
  log!: Log;
  #keepFrom = 1;
  /** The entry that was being appended when the power went. */
  #inFlight: number | undefined;
  #nextValue = 1;
  readonly #class: LogClass;
  readonly #checkpoints: boolean;

  constructor(logClass: LogClass, kind: Kind, blocks: number, seed: string, checkpoints = true) {
    this.#class = logClass;
    this.#checkpoints = checkpoints;
    this.flash = new CutFlash(kind, blocks, seed);
    this.#open();
  }

  /** Appends records of these sizes; true when the power was cut. */
  appends(sizes: readonly number[]): boolean {
    return this.#until(() => {
      for (const size of sizes) this.#append(size);
    });
  }

  /** Only the newest `count` are needed. */
  keeps(count: number): void {
    const numbers = [...this.model.keys()];
    const from = Math.max(numbers.at(-count) ?? 1, this.#keepFrom);
    this.log.release(from);
    this.#keepFrom = Math.max(this.#keepFrom, from);
    for (const sequence of numbers) if (sequence < from) this.model.delete(sequence);
  }

  /** Switches off and on; true when the power was cut in the recovery. */
  boots(cut?: Cut): boolean {
    this.flash.reboot(cut);
    return this.#until(() => this.#open());
  }

  /** Arms a cut without a boot. */
  cutsAt(cut: Cut): void {
    this.flash.reboot(cut);
    this.#open();
  }

  /** The log holds exactly what the array holds. */
  agrees(what: string): void {
    let newest = 0;
    const left = new Map(this.model);
    for (const { sequence, type, payload } of this.log.records()) {
      assert.ok(sequence > newest, `${what}: ${sequence} after ${newest}`);
      newest = sequence;
      if (type === checkpointType || sequence < this.#keepFrom) continue;
      const value = numberIn(payload, what);
      if (this.#inFlight === value && !this.model.has(sequence)) {
        // It came through whole: from now on it stays.
        this.model.set(sequence, value);
        left.delete(sequence);
        this.#inFlight = undefined;
        continue;
      }
      assert.equal(left.get(sequence), value, `${what}: record ${sequence}`);
      left.delete(sequence);
    }
    assert.deepEqual([...left.keys()], [], `${what}: records are gone`);
    this.#inFlight = undefined;
    if (this.#checkpoints && newest > 0) {
      const [first] = this.log.records(this.log.tailFirst);
      assert.equal(first?.type, checkpointType, `${what}: the last segment's first record`);
    }
    assert.deepEqual(this.log.damage, [], what);
    assert.deepEqual(this.log.check().run(), [], what);
  }

  #append(size: number): void {
    const value = this.#nextValue++;
    const payload = new Uint8Array(size + 4);
    for (let i = 4; i < payload.length; i++) payload[i] = value * 31 + i;
    new DataView(payload.buffer).setUint32(0, value, true);
    this.#inFlight = value;
    this.model.set(this.log.append({ type: entryType, version: 1, payload }), value);
    this.#inFlight = undefined;
  }

  #open(): void {
    const checkpoint = () => ({ type: checkpointType, version: 1, payload: new Uint8Array(9) });
    this.log = new this.#class({
      flash: this.flash,
      tools: quickTools,
      ...(this.#checkpoints && { checkpoint }),
    });
  }

  #until(work: () => void): boolean {
    try {
      work();
      return false;
    } catch (error) {
      if (error instanceof PowerCut) return true;
      throw error;
    }
  }
}

function numberIn(payload: Uint8Array, what: string): number {
  const value = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  for (let i = 4; i < payload.length; i++)
    assert.equal(payload[i], (value * 31 + i) & 255, `${what}: payload of ${value}`);
  return value;
}
