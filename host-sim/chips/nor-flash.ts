// SPDX-License-Identifier: Apache-2.0
//
// Serial NOR flash as `embedded:storage/flash` shows it: partitions, 4 KB sectors, bits that only fall until an erase. Follows
// design.md 6 and docs/sources.md [domain E11]; times are round figures of 32-Mbit parts (0.7 ms a page of 256 bytes, 45 ms a
// sector). An encrypted partition behaves as the flash encryption of an ESP32: aligned whole units of 32 bytes, each programmed
// once per erase, and what is erased or torn reads as noise.
// What a reader would get wrong: write and erase only start here. The caller lets the returned time pass; a power-off before it
// is over finds the work half done.

import { type ChipContext, ModelViolation } from './model.ts';

export interface FlashPartition {
  readonly label: string;
  /** Bytes from the start of the chip; a multiple of the sector. */
  readonly offset: number;
  readonly size: number;
  readonly encrypted?: boolean;
}

/**
 * What a power cut leaves of the unit (or sector) that was being worked on: done, untouched, or neither. `scattered`: each unit of the
 * whole program or erase has one of these fates by itself, so that later ones may survive earlier ones.
 */
export type Fate = UnitFate | 'scattered';
type UnitFate = 'kept' | 'lost' | 'torn';

export const sectorSize = 4096;
const unitSize = 32;

const programUsPerByte = 2.8;
const eraseUs = 45_000;
const unitFates: readonly UnitFate[] = ['kept', 'lost', 'torn'];
const fates: readonly Fate[] = [...unitFates, 'scattered'];

interface Region {
  readonly partition: FlashPartition;
  /** Raw cells: ciphertext where encrypted. */
  readonly cells: Uint8Array;
  readonly noise: KeyStream | undefined;
  /** Encrypted only, by unit: a program has been started since the erase. */
  readonly used: Uint8Array;
  readonly erases: Uint32Array;
  isWorn: boolean;
}

/** Stands for the cipher: a fixed stream over the addresses of a partition, made as far as it was looked at. */
class KeyStream {
  readonly #words: Uint32Array;
  readonly #bytes: Uint8Array;
  #state: number;
  #made = 0;

  constructor(seed: number, size: number) {
    this.#words = new Uint32Array(size / 4);
    this.#bytes = new Uint8Array(this.#words.buffer);
    this.#state = seed | 1;
  }

  /** From the start of the partition up to `end` at least. */
  upTo(end: number): Uint8Array {
    const words = this.#words;
    let state = this.#state;
    let made = this.#made;
    while (made * 4 < end) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[made++] = state;
    }
    this.#state = state;
    this.#made = made;
    return this.#bytes;
  }

  /** What stands in `cells` at `offset`, from cipher to clear: whole words where it can, because a boot reads all. */
  clear(cells: Uint8Array, offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    const noise = this.upTo(offset + length);
    if ((offset | length | cells.byteOffset) % 4 !== 0) {
      for (let i = 0; i < length; i++) bytes[i] = cells[offset + i]! ^ noise[offset + i]!;
      return bytes;
    }
    const stream = this.#words;
    const from = new Uint32Array(cells.buffer, cells.byteOffset, cells.length >> 2);
    const to = new Uint32Array(bytes.buffer);
    for (let i = 0, at = offset / 4; i < to.length; i++, at++) to[i] = from[at]! ^ stream[at]!;
    return bytes;
  }
}

interface Work {
  readonly region: Region;
  readonly offset: number;
  /** Cells before and after. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Bytes that change together. */
  readonly step: number;
  readonly startUs: number;
  readonly endUs: number;
}

export class NorFlashChip {
  /** All that firmware can see, through the link; partitions by label. */
  readonly bus = {
    partition: (label: string): FlashPartition | undefined =>
      this.#table.find((entry) => entry.label === label),
    read: (label: string, offset: number, length: number) => this.#read(label, offset, length),
    /** Starts programming; returns the microseconds it takes. */
    write: (label: string, offset: number, bytes: Uint8Array) => this.#write(label, offset, bytes),
    /** Starts erasing one sector; returns the microseconds it takes. */
    erase: (label: string, block: number) => this.#erase(label, block),
  };
  /** The programmer in the factory, and the laboratory that reads the bare chip. */
  readonly world = {
    /** Erases the partition and puts `bytes` at its start. */
    load: (label: string, bytes: Uint8Array) => this.#load(label, bytes),
    /** The whole chip as the firmware reads it: what is encrypted is not. */
    image: (): Uint8Array => this.#image(),
    /** One partition as the firmware reads it; empty when it was never touched. */
    content: (label: string): Uint8Array => this.#content(label),
    /** The cells as they are; empty when the partition was never touched. */
    cells: (label: string): Uint8Array => this.#regions.get(label)?.cells ?? new Uint8Array(0),
  };
  readonly faults = {
    /** Decides what the next power cut within a program or an erase leaves. */
    nextCut: (fate: Fate) => {
      this.#nextFate = fate;
    },
    /** From now on programs of that partition leave its cells as they are: worn out. Nothing tells the firmware but reading. */
    wearOut: (label: string) => {
      this.#region(label).isWorn = true;
    },
    /** One cell changes by itself. */
    flipBit: (label: string, offset: number, bit: number) => {
      this.#region(label).cells[offset]! ^= 1 << bit;
    },
    /** One cell changes in a unit that was not programmed since its erase; `where` chooses partition, unit and bit. */
    rotUnused: (where: number) => this.#rotUnused(where),
  };

  readonly #context: ChipContext;
  readonly #size: number;
  readonly #table: readonly FlashPartition[];
  readonly #regions = new Map<string, Region>();
  readonly #noiseSeed: number;
  #powered = true;
  #work: Work | undefined;
  #nextFate: Fate | undefined;

  constructor(context: ChipContext, size: number, table: readonly FlashPartition[]) {
    this.#context = context;
    this.#size = size;
    this.#table = table;
    this.#noiseSeed = context.random.uint32();
    let end = 0;
    for (const { label, offset, size: bytes } of [...table].sort((a, b) => a.offset - b.offset)) {
      const aligned = offset % sectorSize === 0 && bytes % sectorSize === 0 && bytes > 0;
      if (!aligned || offset < end || offset + bytes > size)
        throw new RangeError(`partition ${label}`);
      end = offset + bytes;
    }
  }

  powerOff(): void {
    const work = this.#work;
    const fate = this.#nextFate;
    this.#powered = false;
    this.#work = undefined;
    if (!work || this.#context.kernel.nowUs >= work.endUs) return;
    this.#nextFate = undefined;
    this.#cut(work, fate ?? fates[this.#context.random.below(fates.length)]!);
  }

  powerOn(): void {
    this.#powered = true;
  }

  snapshot(): unknown {
    return [...this.#regions.values()].map(({ partition, erases }) => ({
      label: partition.label,
      erasesMost: erases.reduce((most, count) => Math.max(most, count), 0),
    }));
  }

  #read(label: string, offset: number, length: number): Uint8Array {
    const { cells, noise } = this.#ready(label, offset, length);
    return noise ? noise.clear(cells, offset, length) : cells.slice(offset, offset + length);
  }

  #write(label: string, offset: number, bytes: Uint8Array): number {
    const region = this.#ready(label, offset, bytes.length);
    if (region.noise) this.#claimUnits(region, offset, bytes.length);
    const before = region.cells.slice(offset, offset + bytes.length);
    const after = new Uint8Array(bytes.length);
    const noise = region.noise?.upTo(offset + bytes.length);
    for (let i = 0; i < bytes.length; i++) {
      after[i] = before[i]! & (bytes[i]! ^ (noise?.[offset + i] ?? 0));
      if (region.isWorn) after[i] = before[i]!;
    }
    region.cells.set(after, offset);
    return this.#start(
      { region, offset, before, after, step: unitSize },
      bytes.length * programUsPerByte,
    );
  }

  #erase(label: string, block: number): number {
    const offset = block * sectorSize;
    const region = this.#ready(label, offset, sectorSize);
    const before = region.cells.slice(offset, offset + sectorSize);
    const after = new Uint8Array(sectorSize).fill(0xff);
    region.cells.set(after, offset);
    region.used.fill(0, offset / unitSize, (offset + sectorSize) / unitSize);
    region.erases[block]!++;
    return this.#start({ region, offset, before, after, step: sectorSize }, eraseUs);
  }

  #start(work: Omit<Work, 'startUs' | 'endUs'>, us: number): number {
    const startUs = this.#context.kernel.nowUs;
    const takesUs = Math.ceil(us);
    this.#work = { ...work, startUs, endUs: startUs + takesUs };
    return takesUs;
  }

  #cut(work: Work, fate: Fate): void {
    const { region, offset, after, step } = work;
    // Nobody can tell how far the erase came: only a whole one makes the sector usable again.
    const unit = offset / unitSize;
    if (step === sectorSize && fate !== 'kept')
      region.used.fill(1, unit, unit + sectorSize / unitSize);
    if (fate !== 'scattered') return this.#cutInOrder(work, fate);
    for (let from = 0; from < after.length; from += unitSize) {
      const chosen = unitFates[this.#context.random.below(unitFates.length)]!;
      this.#leave(work, chosen, from, Math.min(after.length, from + unitSize));
    }
  }

  /** Steps before the moment of the cut are done, the one at that moment has its fate, later ones have not begun. */
  #cutInOrder(work: Work, fate: UnitFate): void {
    const { region, offset, before, after, step } = work;
    const steps = Math.ceil(after.length / step);
    const passed = this.#context.kernel.nowUs - work.startUs;
    const at = Math.min(steps - 1, Math.floor((passed * steps) / (work.endUs - work.startUs)));
    const from = at * step;
    const to = Math.min(after.length, from + step);
    region.cells.set(before.subarray(to), offset + to);
    this.#leave(work, fate, from, to);
  }

  #leave(work: Work, fate: UnitFate, from: number, to: number): void {
    const { region, offset, before } = work;
    if (fate === 'lost') region.cells.set(before.subarray(from, to), offset + from);
    if (fate === 'torn') this.#tear(work, from, to);
  }

  /** Cells stop on their way, some here, some there. */
  #tear(work: Work, from: number, to: number): void {
    const { region, offset, before, after } = work;
    const erasing = work.step === sectorSize;
    for (let i = from; i < to; i++) {
      const changing = before[i]! ^ after[i]!;
      const reached = changing & this.#context.random.below(256);
      region.cells[offset + i] = erasing ? before[i]! | reached : before[i]! & ~reached;
    }
    if (!region.noise) return;
    // A cipher spreads one wrong bit over its block: nothing of a torn unit can be read.
    for (let i = from; i < to; i++) region.cells[offset + i] = this.#context.random.below(256);
  }

  #claimUnits(region: Region, offset: number, length: number): void {
    if (offset % unitSize !== 0 || length % unitSize !== 0) {
      throw this.#violation(
        `${length} bytes at ${offset} of an encrypted partition, not whole units`,
      );
    }
    for (let unit = offset / unitSize; unit < (offset + length) / unitSize; unit++) {
      if (region.used[unit])
        throw this.#violation(`unit ${unit} programmed twice without an erase`);
      region.used[unit] = 1;
    }
  }

  #ready(label: string, offset: number, length: number): Region {
    const region = this.#region(label);
    if (!this.#powered) throw this.#violation('accessed without power');
    if (this.#work && this.#context.kernel.nowUs < this.#work.endUs)
      throw this.#violation('accessed while busy');
    if (offset < 0 || length < 0 || offset + length > region.partition.size) {
      throw this.#violation(`${length} bytes at ${offset}, outside of ${label}`);
    }
    return region;
  }

  #region(label: string): Region {
    const known = this.#regions.get(label);
    if (known) return known;
    const partition = this.#table.find((entry) => entry.label === label);
    if (!partition) throw this.#violation(`no partition ${label}`);
    const region: Region = {
      partition,
      cells: new Uint8Array(partition.size).fill(0xff),
      noise: partition.encrypted ? this.#keyStream(partition) : undefined,
      used: new Uint8Array(partition.size / unitSize),
      erases: new Uint32Array(partition.size / sectorSize),
      isWorn: false,
    };
    this.#regions.set(label, region);
    return region;
  }

  /** Another one for each chip and partition, so that raw cells never hold clear text. */
  #keyStream({ offset, size }: FlashPartition): KeyStream {
    return new KeyStream(this.#noiseSeed ^ Math.imul(offset + 1, 0x9e3779b1), size);
  }

  /** Of a plain partition nobody knows what is in use; so only encrypted ones rot. */
  #rotUnused(where: number): void {
    const possible = this.#table.filter(({ encrypted }) => encrypted);
    const { label } = possible[(where >>> 28) % possible.length] ?? {};
    if (label === undefined) return;
    const { cells, used } = this.#region(label);
    const unused = [...used.keys()].filter((unit) => !used[unit]);
    const unit = unused[(where >>> 9) % Math.max(1, unused.length)];
    if (unit !== undefined)
      cells[unit * unitSize + ((where >>> 4) & 31)]! ^= 1 << ((where >>> 1) & 7);
  }

  #load(label: string, bytes: Uint8Array): void {
    const region = this.#region(label);
    if (bytes.length > region.partition.size)
      throw new RangeError(`${bytes.length} bytes for ${label}`);
    region.cells.fill(0xff);
    region.used.fill(0);
    const noise = region.noise?.upTo(bytes.length);
    for (let i = 0; i < bytes.length; i++) region.cells[i] = bytes[i]! ^ (noise?.[i] ?? 0);
    if (region.noise) region.used.fill(1, 0, Math.ceil(bytes.length / unitSize));
  }

  #image(): Uint8Array {
    const image = new Uint8Array(this.#size).fill(0xff);
    for (const { partition, cells, noise } of this.#regions.values()) {
      const stream = noise?.upTo(partition.size);
      const clear = stream ? cells.map((cell, i) => cell ^ stream[i]!) : cells;
      image.set(clear, partition.offset);
    }
    return image;
  }

  #content(label: string): Uint8Array {
    const region = this.#regions.get(label);
    if (!region) return new Uint8Array(0);
    const { cells, noise } = region;
    return noise ? noise.clear(cells, 0, cells.length) : cells.slice();
  }

  #violation(what: string): ModelViolation {
    return new ModelViolation('nor-flash', what);
  }
}
