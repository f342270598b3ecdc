// SPDX-License-Identifier: Apache-2.0
//
// Crash points: a moment before and after every act that outlives a power cut or reaches somebody (flash, fuses, bytes to the
// line, to the printer and to a card, a final word on the glass), and within a flash act for each fate of what was under way.
// They are numbered in the order of the run; an act has a name.

import type { ScreenKind } from '../../src/ui/screen.ts';
import { pins } from '../boards/pins.ts';
import type { Fate } from '../chips/nor-flash.ts';
import { FlashAction } from '../link/peripherals/storage.ts';
import { Kind } from '../link/protocol.ts';
import type { PassingRecord } from '../link/server.ts';
import type { Simulation } from '../simulation.ts';
import type { Happening } from './seen.ts';

export type Moment = 'before' | Fate | 'after';

export interface Point {
  /** Counted from 1. */
  readonly number: number;
  readonly act: string;
  readonly moment: Moment;
  /** The how manieth of this act and moment, counted from 1: a name that stays when other events are left out. */
  readonly ordinal: number;
}

/** Screens that say how something ended. */
const finalScreens: ReadonlySet<ScreenKind> = new Set<ScreenKind>([
  'approved',
  'declined',
  'reversed',
  'unknown-result',
  'last-sale',
]);

const within: readonly Fate[] = ['lost', 'torn', 'kept', 'scattered'];

/** As host-sim/link/peripherals/tcp.ts and serial.ts read their requests. */
const streamWrite = 1;
const flashHeader = 9;
const mtiAt = 2 + 11;
const writeUsPerByte = 2.8;
const eraseUs = 45_000;
const text = new TextDecoder();
const counterAdvance = 1;
/** By kind, how what may be an act begins. */
const beginnings: Readonly<Record<number, readonly number[]>> = {
  [Kind.Flash]: [FlashAction.Write, FlashAction.Erase],
  [Kind.Counter]: [counterAdvance],
  [Kind.Tcp]: [streamWrite],
  [Kind.Tls]: [streamWrite],
  [Kind.Serial]: [streamWrite],
};
/** Select and GPO: after it the card has counted. */
const gpoCommand = Buffer.from('80a8', 'hex');

export interface PointsOptions {
  readonly sim: Simulation;
  readonly note: (happening: Happening) => void;
  /** Whether the power goes at this point. */
  readonly decide: (point: Point) => boolean;
  /** The power goes now, from outside of the link. */
  readonly cut: () => void;
}

export class CrashPoints {
  /** Those at which the power went. */
  readonly cuts: Point[] = [];
  readonly #options: PointsOptions;
  readonly #ordinals = new Map<string, number>();
  #number = 0;

  constructor(options: PointsOptions) {
    this.#options = options;
    // One record at a time: what is told after it is of the same act as what was told before.
    let act: string | undefined;
    options.sim.desk.link.watch = {
      watches: (kind, first) => beginnings[kind]?.includes(first) ?? false,
      told: (record, moment) => {
        if (moment === 'before') act = actOf(record);
        return act !== undefined && this.#told(act, moment, durationUs(record));
      },
    };
  }

  get count(): number {
    return this.#number;
  }

  /** A final word has come on the glass. */
  shown(kind: ScreenKind | 'dark' | 'undeclared'): void {
    if (!finalScreens.has(kind as ScreenKind)) return;
    if (this.#pass(`glass ${kind}`, 'after')) this.#options.cut();
  }

  #told(act: string, moment: 'before' | 'after', takesUs: number): boolean {
    const { note } = this.#options;
    if (moment === 'after') {
      const cut = this.#pass(act, 'after');
      note({ what: 'act', name: act, done: true, point: this.#number });
      return cut;
    }
    const cut = this.#pass(act, 'before');
    note({ what: 'act', name: act, done: false, point: this.#number });
    if (takesUs > 0) this.#within(act, takesUs);
    return cut;
  }

  #within(act: string, takesUs: number): void {
    const { sim, cut } = this.#options;
    // All are counted, whichever of them is cut at.
    const cutAt = within.filter((fate) => this.#pass(act, fate))[0];
    if (!cutAt) return;
    sim.board.flash.faults.nextCut(cutAt);
    sim.kernel.schedule(takesUs / 2, cut);
  }

  #pass(act: string, moment: Moment): boolean {
    const name = `${act} ${moment}`;
    const ordinal = (this.#ordinals.get(name) ?? 0) + 1;
    this.#ordinals.set(name, ordinal);
    const point = { number: ++this.#number, act, moment, ordinal };
    if (!this.#options.decide(point)) return false;
    this.cuts.push(point);
    return true;
  }
}

/** The name of what a record does, if it is an act. */
function actOf({ kind, options, bytes }: PassingRecord): string | undefined {
  if (kind === Kind.Flash) {
    const label = text.decode(options);
    return `flash ${label} ${bytes[0] === FlashAction.Write ? 'write' : 'erase'}`;
  }
  if (kind === Kind.Counter) return 'counter';
  if (kind === Kind.Tcp || kind === Kind.Tls) return `line ${mtiOf(bytes.subarray(1)) ?? 'more'}`;
  const transmit = options.getUint32(4, true);
  if (transmit === pins.printerTransmit) return 'print';
  return Buffer.from(bytes.buffer).includes(gpoCommand) ? 'card' : undefined;
}

function mtiOf(frame: Uint8Array): string | undefined {
  if (frame.length < mtiAt + 2) return undefined;
  return Buffer.from(frame.subarray(mtiAt, mtiAt + 2)).toString('hex');
}

/** Of a flash act; 0: it is done at once. */
function durationUs({ kind, bytes }: PassingRecord): number {
  if (kind !== Kind.Flash) return 0;
  return bytes[0] === FlashAction.Erase ? eraseUs : (bytes.length - flashHeader) * writeUsPerByte;
}
